//! Quotes kept as templates, and quotes that start from them, on both databases.

use super::support::{blank, quote, save};
use crate::bench::Bench;
use crate::both;
use shared::cpq::catalog::ops::{GetPriceBook, RemovePriceBookEntry, SavePriceBookEntry};
use shared::cpq::quotes::ops::CreateQuote;
use shared::cpq::quotes::{QuoteView, Section};
use shared::cpq::templates::ops::{
    CreateTemplate, DeleteTemplate, ListTemplates, RestoreTemplate, UpdateTemplate,
};
use shared::cpq::templates::{LeftOutReason, TemplateRow, TemplateSharing};
use shared::kernel::{
    Actor, Percent, Problem, ProblemKind, QuoteId, QuoteSectionId, QuoteTemplateId, UnitPrice,
};

async fn keep(
    bench: &Bench,
    actor: &Actor,
    quote: &QuoteView,
    sharing: TemplateSharing,
) -> Result<TemplateRow, Problem> {
    let request = CreateTemplate {
        id: QuoteTemplateId(bench.uuid()),
        quote_id: quote.id,
        name: "  Starter ".into(),
        sharing,
    };
    bench.run(actor, request).await
}

/// A private template of a quote of `rep`.
pub async fn template(bench: &Bench) -> TemplateRow {
    let view = blank(bench, &bench.rep).await;
    let kept = keep(bench, &bench.rep, &view, TemplateSharing::Private).await;
    kept.unwrap()
}

/// A template of the administrator, shared with everybody.
pub async fn of_administrator(bench: &Bench) -> TemplateRow {
    let admin = &bench.administrator;
    let view = blank(bench, admin).await;
    let kept = keep(bench, admin, &view, TemplateSharing::Company).await;
    kept.unwrap()
}

/// A request about a template as it was before somebody called it `name`.
pub async fn late(bench: &Bench, name: &str) -> serde_json::Value {
    let admin = &bench.administrator;
    let read = of_administrator(bench).await;
    let update = UpdateTemplate {
        id: read.id,
        version: read.version,
        name: name.into(),
        sharing: read.sharing,
    };
    bench.run(admin, update).await.unwrap();
    serde_json::json!({"id": read.id, "version": read.version, "name": "Second", "sharing": read.sharing})
}

async fn begin(
    bench: &Bench,
    actor: &Actor,
    template: QuoteTemplateId,
) -> Result<QuoteView, Problem> {
    let request = CreateQuote {
        id: QuoteId(bench.uuid()),
        opportunity_id: None,
        account_id: None,
        price_book_id: None,
        title: String::new(),
        language: None,
        template_id: Some(template),
    };
    bench.run(actor, request).await
}

both!(
    a_quote_from_a_template_has_its_parts_and_the_prices_of_today,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let view = quote(bench, rep, 3).await;
        let mut draft = view.draft.clone();
        draft.sections = vec![Section {
            id: QuoteSectionId(bench.uuid()),
            title: "Software".into(),
            introduction: "What runs".into(),
            subtotal: true,
        }];
        draft.lines[0].section = Some(draft.sections[0].id);
        draft.lines[0].price.manual_price = Some(UnitPrice(10_000));
        draft.lines[0].price.discount = Percent::whole(10);
        draft.discount = Percent::whole(5);
        draft.terms = "Thirty days".into();
        draft.term_months = 6;
        let view = save(bench, rep, &view, draft).await.unwrap();
        let kept = keep(bench, rep, &view, TemplateSharing::Private)
            .await
            .unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.lines, kept.sections),
            ("Starter", 1, 1)
        );

        // The price book has another price since.
        let book = view.draft.price_book_id.unwrap();
        let admin = &bench.administrator;
        let now = bench.run(admin, GetPriceBook { id: book }).await.unwrap();
        let mut entry = now.items[0].entry.clone();
        entry.unit_price = UnitPrice(2_000_000);
        let raise = SavePriceBookEntry {
            price_book_id: book,
            version: now.book.version,
            entry: entry.clone(),
        };
        let now = bench.run(admin, raise).await.unwrap();
        let made = begin(bench, rep, kept.id).await.unwrap();
        assert!(made.left_out.is_empty());
        let line = &made.draft.lines[0];
        assert_eq!(line.price.list_price, UnitPrice(2_000_000));
        assert_eq!(line.price.manual_price, None);
        assert_eq!(line.price.discount, Percent::whole(10));
        assert_eq!(line.section, Some(made.draft.sections[0].id));
        assert_eq!(made.draft.title, view.draft.title);
        assert_eq!(
            (made.draft.term_months, made.draft.terms.as_str()),
            (6, "Thirty days")
        );
        // 3 × 200 × 6 months less 10 % less 5 %.
        assert_eq!(made.figures.net_minor, 307_800);
        let again = save(bench, rep, &made, made.draft.clone()).await.unwrap();
        assert_eq!(again.figures, made.figures);

        // What the price book does not have is said by name and left out.
        let remove = RemovePriceBookEntry {
            price_book_id: book,
            version: now.book.version,
            id: entry.id,
        };
        bench.run(admin, remove).await.unwrap();
        let made = begin(bench, rep, kept.id).await.unwrap();
        assert!(made.draft.lines.is_empty());
        assert_eq!(made.left_out[0].reason, LeftOutReason::NotInBook);
        assert_eq!(made.left_out[0].name, "Product LIC");
    }
);

both!(
    a_template_is_seen_by_those_it_is_shared_with,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let kept = keep(bench, &bench.rep, &view, TemplateSharing::Private)
            .await
            .unwrap();
        let names = async |actor: &Actor| bench.run(actor, ListTemplates {}).await.unwrap().len();
        assert_eq!(names(&bench.rep).await, 1);
        assert_eq!(names(&bench.colleague).await, 0);
        let hidden = begin(bench, &bench.colleague, kept.id).await.unwrap_err();
        assert_eq!(hidden.kind, ProblemKind::NotFound);

        let update = UpdateTemplate {
            id: kept.id,
            version: kept.version,
            name: "Ours".into(),
            sharing: TemplateSharing::Team,
        };
        let kept = bench.run(&bench.rep, update.clone()).await.unwrap();
        assert_eq!(names(&bench.colleague).await, 1);
        assert_eq!(names(&bench.stranger).await, 0);
        begin(bench, &bench.colleague, kept.id).await.unwrap();
        let refused = bench
            .run(&bench.colleague, update.clone())
            .await
            .unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);
        let stale = bench.run(&bench.rep, update.clone()).await.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);

        // An administrator shows it to everybody.
        let everybody = UpdateTemplate {
            version: kept.version,
            sharing: TemplateSharing::Company,
            ..update
        };
        let kept = bench.run(&bench.administrator, everybody).await.unwrap();
        assert_eq!(names(&bench.stranger).await, 1);

        let delete = DeleteTemplate {
            id: kept.id,
            version: kept.version,
        };
        bench.run(&bench.rep, delete).await.unwrap();
        assert_eq!(names(&bench.stranger).await, 0);
        begin(bench, &bench.rep, kept.id).await.unwrap_err();
        bench
            .run(&bench.rep, RestoreTemplate { id: kept.id })
            .await
            .unwrap();
        assert_eq!(names(&bench.stranger).await, 1);
    }
);

both!(
    only_who_leads_shares_with_the_company,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let refused = keep(bench, &bench.rep, &view, TemplateSharing::Company).await;
        let code = &refused.unwrap_err().issues[0].code;
        assert_eq!(code, "template_company_by_managers");
        let kept = keep(bench, &bench.manager, &view, TemplateSharing::Company).await;
        assert!(kept.unwrap().may_edit);
    }
);

both!(
    a_template_is_made_once_and_of_quotes_one_may_change,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let hidden = keep(bench, &bench.stranger, &view, TemplateSharing::Private).await;
        assert_eq!(hidden.unwrap_err().kind, ProblemKind::NotFound);
        let request = CreateTemplate {
            id: QuoteTemplateId(bench.uuid()),
            quote_id: view.id,
            name: "Once".into(),
            sharing: TemplateSharing::Private,
        };
        bench.run(&bench.rep, request.clone()).await.unwrap();
        bench.run(&bench.rep, request.clone()).await.unwrap();
        assert_eq!(
            bench.run(&bench.rep, ListTemplates {}).await.unwrap().len(),
            1
        );
        let other = CreateTemplate {
            name: "Other".into(),
            ..request
        };
        let refused = bench.run(&bench.rep, other).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "already_exists");
    }
);
