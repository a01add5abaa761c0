//! Quotes on both databases.

use super::support::{blank, book, catalog, line, quote, save, step};
use crate::bench::{Bench, START};
use crate::both;
use shared::cpq::pricing::Charge;
use shared::cpq::quotes::ops::{
    CompareQuotes, CreateQuote, DeleteQuote, DuplicateQuote, GetQuote, GetQuotePdf, GetQuoteUbl,
    ListQuotes, NewQuoteVersion, QuoteFilter, RestoreQuote, SaveQuote,
};
use shared::cpq::quotes::{QuoteMove, QuoteState, figures, price_draft};
use shared::kernel::{Actor, OpportunityId, Percent, ProblemKind, QuoteId, UnitPrice};
use std::collections::BTreeSet;

async fn get(bench: &Bench, actor: &Actor, id: QuoteId) -> shared::cpq::quotes::QuoteView {
    bench.run(actor, GetQuote { id }).await.unwrap()
}

both!(
    the_server_refuses_a_differing_total,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 12).await;
        assert_eq!(view.figures.net_minor, 12 * 9000 * 12);
        let mut figures = view.figures;
        figures.gross_minor -= 1;
        let request = SaveQuote {
            id: view.id,
            version: view.version,
            draft: view.draft.clone(),
            figures,
        };
        let refused = bench.run(&bench.rep, request).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");
        assert_eq!(get(bench, &bench.rep, view.id).await.version, view.version);
    }
);

both!(
    prices_and_costs_come_from_the_server,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        assert!(!view.sees_margin);
        assert_eq!(view.draft.lines[0].price.cost, None);
        let mut forged = view.draft.clone();
        forged.lines[0].price.list_price = UnitPrice(10);
        forged.lines[0].price.tiers.clear();
        let refused = save(bench, &bench.rep, &view, forged).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "total_differs");

        let mut foreign = view.draft.clone();
        foreign.lines[0].price.charge = Charge::Yearly;
        let refused = save(bench, &bench.rep, &view, foreign).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "product_not_in_price_book");
        assert_eq!(
            refused.issues[0].field.as_deref(),
            Some("lines.0.product_id")
        );
        // The cost a representative never saw is still there for the manager.
        let seen = get(bench, &bench.manager, view.id).await;
        assert_eq!(seen.draft.lines[0].price.cost, Some(UnitPrice(400_000)));
        let margin = price_draft(&seen.draft).totals.margin;
        assert_eq!(margin.rate_bp, Some(6_000));
    }
);

both!(
    a_price_a_person_typed_stays_and_a_stale_save_shows_the_other,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let mut mine = view.draft.clone();
        mine.lines[0].price.manual_price = Some(UnitPrice(950_000));
        let saved = save(bench, &bench.rep, &view, mine).await.unwrap();
        assert_eq!(
            saved.draft.lines[0].price.manual_price,
            Some(UnitPrice(950_000))
        );
        assert_eq!(saved.draft.lines[0].price.list_price, UnitPrice(1_000_000));
        let stale = save(bench, &bench.rep, &view, view.draft.clone()).await;
        let stale = stale.unwrap_err();
        assert_eq!(stale.kind, ProblemKind::Conflict);
        assert!(stale.current.unwrap().contains("950000"));
    }
);

both!(quotes_are_seen_by_scope, async |bench: &Bench| {
    let view = quote(bench, &bench.rep, 1).await;
    for stranger in [&bench.colleague, &bench.stranger] {
        let refused = bench.run(stranger, GetQuote { id: view.id }).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let refused = save(bench, stranger, &view, view.draft.clone()).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let pdf = bench.run(stranger, GetQuotePdf { id: view.id }).await;
        assert_eq!(pdf.unwrap_err().kind, ProblemKind::NotFound);
    }
    let read_only = get(bench, &bench.finance, view.id).await;
    assert!(!read_only.may_edit && read_only.moves.is_empty());
    let refused = save(bench, &bench.finance, &view, view.draft.clone()).await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
    assert!(get(bench, &bench.head, view.id).await.may_edit);
});

both!(
    a_large_discount_needs_a_manager_and_a_copy_never_inherits_it,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let mut draft = view.draft.clone();
        draft.discount = Percent::whole(25);
        let view = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert!(!view.approval_reasons.is_empty());
        let refused = step(bench, &bench.rep, &view, QuoteMove::Send).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "approval_needed");
        let waiting = step(bench, &bench.rep, &view, QuoteMove::Submit).await;
        let waiting = waiting.unwrap();
        assert_eq!(waiting.state, QuoteState::InApproval);
        let refused = save(bench, &bench.rep, &waiting, waiting.draft.clone()).await;
        assert!(refused.is_err(), "what is being approved does not change");
        let approved = step(bench, &bench.manager, &waiting, QuoteMove::Approve).await;
        let approved = approved.unwrap();
        let request = DuplicateQuote {
            id: approved.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(copy.state, QuoteState::Draft);
        assert_eq!((copy.version_number, copy.versions.len()), (1, 1));
        assert_ne!(copy.number, approved.number);
        assert!(
            step(bench, &bench.rep, &copy, QuoteMove::Send)
                .await
                .is_err()
        );
        let sent = step(bench, &bench.rep, &approved, QuoteMove::Send).await;
        assert_eq!(sent.unwrap().state, QuoteState::Sent);
    }
);

both!(
    a_new_version_supersedes_the_old_one,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let sent = step(bench, &bench.rep, &view, QuoteMove::Send)
            .await
            .unwrap();
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let next = bench.run(&bench.rep, request.clone()).await.unwrap();
        assert_eq!(next.number, sent.number);
        assert_eq!((next.version_number, next.state), (2, QuoteState::Draft));
        let old = get(bench, &bench.rep, sent.id).await;
        assert_eq!(old.state, QuoteState::Superseded);
        assert!(old.moves.is_empty() && !old.may_edit);
        // The same request again (its answer was lost) makes nothing new; another one is refused.
        let again = bench.run(&bench.rep, request.clone()).await.unwrap();
        assert_eq!((again.id, again.version_number), (next.id, 2));
        let second = NewQuoteVersion {
            new_id: QuoteId(bench.uuid()),
            ..request
        };
        assert!(bench.run(&bench.rep, second).await.is_err());
        let accept = step(bench, &bench.rep, &old, QuoteMove::Accept).await;
        assert!(accept.is_err(), "nobody accepts a superseded version");

        let mut draft = next.draft.clone();
        draft.lines[0].price.discount = Percent::whole(10);
        save(bench, &bench.rep, &next, draft).await.unwrap();
        let compare = CompareQuotes {
            old: old.id,
            new: next.id,
        };
        let comparison = bench.run(&bench.rep, compare).await.unwrap();
        assert_eq!(comparison.net_minor, (120_000, 108_000));
        assert_eq!(comparison.lines[0].fields, ["discount"]);
    }
);

both!(
    an_answer_comes_before_the_last_day_and_an_accepted_quote_stays,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 1).await;
        let sent = step(bench, &bench.rep, &view, QuoteMove::Send)
            .await
            .unwrap();
        bench.clock.set(START.plus_days(40));
        let late = get(bench, &bench.rep, sent.id).await;
        assert_eq!(late.state, QuoteState::Expired);
        assert!(
            step(bench, &bench.rep, &late, QuoteMove::Accept)
                .await
                .is_err()
        );
        let list = |state| ListQuotes {
            filter: QuoteFilter {
                states: vec![state],
                ..QuoteFilter::default()
            },
            limit: 50,
            ..ListQuotes::default()
        };
        let expired = bench.run(&bench.rep, list(QuoteState::Expired)).await;
        assert_eq!(expired.unwrap().total, 1);
        let still = bench.run(&bench.rep, list(QuoteState::Sent)).await;
        assert_eq!(still.unwrap().total, 0);

        bench.clock.set(START.plus_days(1));
        let accepted = step(bench, &bench.rep, &sent, QuoteMove::Accept).await;
        let accepted = accepted.unwrap();
        let delete = DeleteQuote {
            id: accepted.id,
            version: accepted.version,
        };
        let refused = bench.run(&bench.rep, delete).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "accepted_quote_stays");
    }
);

both!(
    numbers_have_no_gaps_when_many_ask_at_once,
    async |bench: &Bench| {
        let create = || CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: None,
            account_id: None,
            price_book_id: None,
            title: String::new(),
            language: None,
            template_id: None,
        };
        // One of them fails after it has drawn its number, as its id is taken: the next one gets it.
        let broken = create();
        bench.run(&bench.stranger, broken.clone()).await.unwrap();
        let mut all = Vec::new();
        for _ in 0..20 {
            all.push(bench.run(&bench.rep, create()));
        }
        let (refused, made) = futures::join!(
            bench.run(&bench.rep, broken),
            futures::future::join_all(all)
        );
        let refused = refused.unwrap_err();
        assert_eq!(refused.issues[0].code, "already_exists");
        assert_eq!(refused.issues[0].field.as_deref(), Some("id"));
        let numbers: BTreeSet<String> = made
            .into_iter()
            .map(|quote| quote.unwrap().number)
            .collect();
        let expected: BTreeSet<String> = (2..=21).map(|n| format!("Q-2026-{n:05}")).collect();
        assert_eq!(numbers, expected);
    }
);

both!(
    the_list_filters_sums_per_currency_and_forgets_the_bin,
    async |bench: &Bench| {
        let view = quote(bench, &bench.rep, 2).await;
        let other = blank(bench, &bench.rep).await;
        let list = |text: &str| ListQuotes {
            filter: QuoteFilter {
                text: text.into(),
                ..QuoteFilter::default()
            },
            limit: 50,
            ..ListQuotes::default()
        };
        let all = bench.run(&bench.rep, list("acme")).await.unwrap();
        assert_eq!(all.total, 2);
        assert_eq!(all.sums.len(), 1);
        assert_eq!(all.sums[0].1, 2 * 10_000 * 12);
        let one = bench.run(&bench.rep, list(&view.number)).await.unwrap();
        assert_eq!(one.rows[0].id, view.id);
        let none = bench.run(&bench.stranger, list("")).await.unwrap();
        assert_eq!(none.total, 0);
        let delete = DeleteQuote {
            id: other.id,
            version: other.version,
        };
        let gone = bench.run(&bench.rep, delete).await.unwrap();
        assert!(gone.deleted && !gone.may_edit);
        assert_eq!(bench.run(&bench.rep, list("")).await.unwrap().total, 1);
        bench
            .run(&bench.rep, RestoreQuote { id: other.id })
            .await
            .unwrap();
        assert_eq!(bench.run(&bench.rep, list("")).await.unwrap().total, 2);
    }
);

both!(
    a_deal_gives_its_products_and_the_pdf_has_the_quotes_number,
    async |bench: &Bench| {
        let prices = book(bench).await;
        let deal = OpportunityId(bench.uuid());
        let item = &catalog(bench, &bench.rep, prices.book.id).await[0];
        let mut session = bench.services.store().write().await.unwrap();
        let pipeline = bench.uuid();
        let stage = bench.uuid();
        for (sql, args) in [
            (
                "INSERT INTO pipelines (id, kind, name_en, name_fr, position, active, version) VALUES ($1, 'b2b', 'P', 'P', 1, TRUE, 1)",
                store::args![pipeline],
            ),
            (
                "INSERT INTO stages (id, pipeline_id, name_en, name_fr, position, state, probability_bp, category, exit_criteria, guidance_en, guidance_fr, active) VALUES ($1, $2, 'S', 'S', 1, 'open', 1000, 'pipeline', '[]', '', '', TRUE)",
                store::args![stage, pipeline],
            ),
            (
                "INSERT INTO opportunities (id, name, search, pipeline_id, stage_id, state, owner_id, kind, amount_minor, currency, amount_source, close_date, next_step, source, loss_note, stage_entered_at, close_date_pushes, sample, created_at, updated_at, version)
                 VALUES ($1, 'Big deal', 'big deal', $2, $3, 'open', $4, 'new', 0, 'EUR', 'products', '2026-12-31', '', '', '', $5, 0, FALSE, $5, $5, 1)",
                store::args![deal, pipeline, stage, bench.rep.user_id, START],
            ),
            (
                "INSERT INTO opportunity_products (id, opportunity_id, product_id, position, charge, quantity_e4, unit_price_e4, discount_bp) VALUES ($1, $2, $3, 1, 'monthly', 30000, 950000, 500)",
                store::args![bench.uuid(), deal, item.entry.product_id],
            ),
        ] {
            session.exec(sql, args).await.unwrap();
        }
        session.commit().await.unwrap();
        let request = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: Some(deal),
            account_id: None,
            price_book_id: None,
            title: String::new(),
            language: None,
            template_id: None,
        };
        let refused = bench.run(&bench.stranger, request.clone()).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let view = bench.run(&bench.rep, request).await.unwrap();
        assert_eq!(view.draft.title, "Big deal");
        let price = &view.draft.lines[0].price;
        assert_eq!(price.manual_price, Some(UnitPrice(950_000)));
        assert_eq!(price.list_price, UnitPrice(1_000_000));
        // 3 × 95.00 × 95 % × 12 months.
        assert_eq!(view.figures.net_minor, 27_075 * 12);
        assert_eq!(view.figures, figures(&price_draft(&view.draft)));
        let pdf = bench.run(&bench.rep, GetQuotePdf { id: view.id }).await;
        let pdf = pdf.unwrap();
        assert_eq!(pdf.file_name, format!("{}.pdf", view.number));
        assert!(pdf.bytes.starts_with(b"%PDF"));
        let data = bench.run(&bench.rep, GetQuoteUbl { id: view.id }).await;
        let data = data.unwrap();
        assert_eq!(data.file_name, format!("{}.xml", view.number));
        assert!(
            data.xml
                .contains(&format!("<cbc:ID>{}</cbc:ID>", view.number))
        );
        let net = ">3249.00</cbc:TaxExclusiveAmount>";
        assert!(data.xml.contains(net), "{}", data.xml);
        let refused = bench
            .run(&bench.stranger, GetQuoteUbl { id: view.id })
            .await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
        let mut again = view.draft.clone();
        again.lines.push(line(bench, item, 1));
        assert!(save(bench, &bench.rep, &view, again).await.is_ok());
    }
);
