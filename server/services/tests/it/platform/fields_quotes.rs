//! Fields an administrator adds to quotes: written while one is a draft, copied by its next version, asked for before
//! it is sent, compared, told in the log, and known to lists.

use super::fields::{add, codes, save as save_field, values};
use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::Bench;
use crate::both;
use crate::cpq::support::{blank, book, quote, save, step};
use crate::deals::fixture as deals;
use shared::cpq::offline::new_quote;
use shared::cpq::offline::ops::{SendTravelling, TakeAlong};
use shared::cpq::quotes::ops::{
    CompareQuotes, CreateQuote, DuplicateQuote, GetQuote, NewQuoteVersion,
};
use shared::cpq::quotes::{QuoteDraft, QuoteMove, QuoteView};
use shared::cpq::templates::ops::CreateTemplate;
use shared::cpq::templates::{LeftOutReason, TemplateSharing};
use shared::deals::opportunities::NewOpportunity;
use shared::kernel::{Actor, Currency, Money, Problem, ProblemKind, QuoteId, QuoteTemplateId};
use shared::platform::fields::*;
use shared::platform::views::*;

async fn set(
    bench: &Bench,
    actor: &Actor,
    view: &QuoteView,
    pairs: &[(&str, &str)],
) -> Result<QuoteView, Problem> {
    let draft = QuoteDraft {
        custom: values(pairs),
        ..view.draft.clone()
    };
    save(bench, actor, view, draft).await
}

both!(
    a_quote_has_its_fields_while_it_is_a_draft,
    async |bench: &Bench| {
        add(bench, Holder::Quote, "tier", FieldKind::Choice).await;
        add(bench, Holder::Quote, "budget", FieldKind::Money).await;
        let view = quote(bench, &bench.rep, 1).await;
        assert!(view.draft.custom.is_empty());
        for (pairs, code) in [
            (("tier", "tin"), "custom.tier"),
            (("budget", "much"), "custom.budget"),
            (("other", "x"), "custom.other"),
        ] {
            let refused = set(bench, &bench.rep, &view, &[pairs]).await.unwrap_err();
            assert_eq!(refused.issues[0].field.as_deref(), Some(code));
        }
        let pairs = [("tier", "gold"), ("budget", "1200.5_EUR")];
        let view = set(bench, &bench.rep, &view, &pairs).await.unwrap();
        let kept = values(&[("tier", "gold"), ("budget", "1200.50_EUR")]);
        assert_eq!(view.draft.custom, kept);
        // Who may not edit it sets none of them.
        let refused = set(bench, &bench.finance, &view, &[]).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::Forbidden);
        let refused = set(bench, &bench.stranger, &view, &[]).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::NotFound);

        let sent = step(bench, &bench.rep, &view, QuoteMove::Send).await;
        let sent = sent.unwrap();
        assert_eq!(sent.draft.custom, kept);
        let refused = set(bench, &bench.rep, &sent, &[]).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "move_not_possible");

        // A copy and the next version have them, too; a version keeps its own.
        let copy = DuplicateQuote {
            id: sent.id,
            new_id: QuoteId(bench.uuid()),
        };
        let copy = bench.run(&bench.rep, copy).await.unwrap();
        assert_eq!(copy.draft.custom, kept);
        let next = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let next = bench.run(&bench.rep, next).await.unwrap();
        assert_eq!(next.draft.custom, kept);
        let changed = [("tier", "silver"), ("budget", "1200.50_EUR")];
        let next = set(bench, &bench.rep, &next, &changed).await.unwrap();
        let old = bench.run(&bench.rep, GetQuote { id: sent.id }).await;
        assert_eq!(old.unwrap().draft.custom, kept);
        let compare = CompareQuotes {
            old: sent.id,
            new: next.id,
        };
        let fields = bench.run(&bench.rep, compare).await.unwrap().fields;
        let own: Vec<_> = fields
            .iter()
            .filter(|one| key_of(&one.field).is_some())
            .map(|one| (one.field.as_str(), one.old.as_str(), one.new.as_str()))
            .collect();
        assert_eq!(own, [("custom.tier", "gold", "silver")]);
        let mut session = bench.services.store().read().await.unwrap();
        let told: Vec<(String, String)> = session
            .all(
                "SELECT before_json, after_json FROM events WHERE entity_id = $1 AND action = 'edited'",
                store::args![next.id],
            )
            .await
            .unwrap();
        assert!(told[0].0.contains(r#""tier":"gold""#), "{told:?}");
        assert!(told[0].1.contains(r#""tier":"silver""#), "{told:?}");
    }
);

both!(
    a_deals_quote_brings_its_values_along,
    async |bench: &Bench| {
        for (holder, key, kind) in [
            (Holder::Opportunity, "tier", FieldKind::Choice),
            (Holder::Opportunity, "site", FieldKind::Text),
            (Holder::Opportunity, "size", FieldKind::Text),
            (Holder::Quote, "tier", FieldKind::Choice),
            (Holder::Quote, "size", FieldKind::Number),
        ] {
            add(bench, holder, key, kind).await;
        }
        let amount = Money::new(100_00, Currency::EUR);
        // What no quote has, or has of another kind, stays with the deal.
        let pairs = [("tier", "gold"), ("site", "Lyon"), ("size", "large")];
        let new = NewOpportunity {
            custom: values(&pairs),
            ..deals::new_deal(bench, "Deal", amount).await
        };
        let deal = bench.run(&bench.rep, new).await.unwrap();
        let create = CreateQuote {
            id: QuoteId(bench.uuid()),
            opportunity_id: Some(deal.id),
            account_id: None,
            price_book_id: None,
            title: String::new(),
            language: None,
            template_id: None,
        };
        let view = bench.run(&bench.rep, create).await.unwrap();
        assert_eq!(view.draft.custom, values(&[("tier", "gold")]));
    }
);

both!(
    what_a_quote_must_have_is_asked_before_it_is_sent,
    async |bench: &Bench| {
        let must = add(bench, Holder::Quote, "must", FieldKind::Text).await;
        let must = CustomField {
            required: true,
            ..must
        };
        save_field(bench, must).await.unwrap();
        // It is begun and saved without, and says what it waits for.
        let view = quote(bench, &bench.rep, 1).await;
        assert!(!view.moves.contains(&QuoteMove::Send));
        let refused = step(bench, &bench.rep, &view, QuoteMove::Send).await;
        let refused = refused.unwrap_err();
        let lacking = ("missing_custom", "custom.must");
        assert!(codes(&refused).contains(&lacking), "{refused:?}");
        let view = set(bench, &bench.rep, &view, &[("must", "x")])
            .await
            .unwrap();
        assert!(view.moves.contains(&QuoteMove::Send));
        let refused = set(bench, &bench.rep, &view, &[]).await.unwrap_err();
        assert_eq!(codes(&refused), [("required", "custom.must")]);
        let sent = step(bench, &bench.rep, &view, QuoteMove::Send).await;
        sent.unwrap();
    }
);

both!(lists_of_quotes_know_them, async |bench: &Bench| {
    add(bench, Holder::Quote, "tier", FieldKind::Choice).await;
    add(bench, Holder::Quote, "weight", FieldKind::Number).await;
    let one = quote(bench, &bench.rep, 1).await;
    let pairs = [("tier", "gold"), ("weight", "2")];
    let one = set(bench, &bench.rep, &one, &pairs).await.unwrap();
    let two = blank(bench, &bench.rep).await;
    let pairs = [("tier", "gold"), ("weight", "-1")];
    let two = set(bench, &bench.rep, &two, &pairs).await.unwrap();
    let three = blank(bench, &bench.rep).await;
    step(bench, &bench.rep, &one, QuoteMove::Send)
        .await
        .unwrap();
    let numbers = async |filter: &str, sort: &str| -> Vec<String> {
        let spec = ViewSpec {
            filter: filter.into(),
            sort: sort.into(),
            ..ViewSpec::default()
        };
        let rows = all_rows(bench, &bench.rep, Object::Quotes, &spec, 2).await;
        rows.into_iter().map(|row| row.id.to_string()).collect()
    };
    let [first, second, third] = [&one, &two, &three].map(|view| view.id.0.to_string());
    let up = numbers("", "custom.weight").await;
    assert_eq!(up, [second.clone(), first.clone(), third.clone()]);
    let down = numbers("", "-custom.weight").await;
    assert_eq!(down, [first.clone(), second.clone(), third.clone()]);
    let none = numbers("custom.tier.empty()", "").await;
    assert_eq!(none, [third]);
    let export = ExportRows {
        object: Object::Quotes,
        spec: ViewSpec {
            filter: "custom.weight.ge(2)".into(),
            columns: vec!["custom.tier".into(), "custom.weight".into()],
            ..ViewSpec::default()
        },
        form: FileForm::Csv,
    };
    let file = bench.run(&bench.rep, export).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("GOLD,2"), "{text}");

    // Set on many, the drafts change; what is with the customer stays, and is told.
    let run = bench.uuid();
    let change = BulkChange {
        object: Object::Quotes,
        run,
        targets: Targets::Matching {
            filter: "custom.tier.is(gold)".into(),
            search: String::new(),
        },
        act: BulkAct::Set {
            field: "custom.tier".into(),
            value: "bronze".into(),
        },
        after: None,
    };
    let (done, failed) = run_all(bench, &bench.rep, change).await;
    assert_eq!((done, failed.len()), (1, 1));
    assert_eq!(failed[0].id, one.id.0);
    let bronze = numbers("custom.tier.is(bronze)", "").await;
    assert_eq!(bronze, std::slice::from_ref(&second));
    assert_eq!(undo_all(bench, &bench.rep, run).await.0, 1);
    assert_eq!(
        numbers("custom.tier.is(gold)", "-custom.weight").await,
        [first, second]
    );
});

both!(
    a_quote_from_a_template_has_what_it_says_but_its_days,
    async |bench: &Bench| {
        let tier = add(bench, Holder::Quote, "tier", FieldKind::Choice).await;
        let gone = add(bench, Holder::Quote, "gone", FieldKind::Text).await;
        add(bench, Holder::Quote, "region", FieldKind::Text).await;
        add(bench, Holder::Quote, "due", FieldKind::Date).await;
        let view = quote(bench, &bench.rep, 1).await;
        let pairs = [
            ("tier", "gold"),
            ("gone", "x"),
            ("region", "North"),
            ("due", "2026-12-24"),
        ];
        let view = set(bench, &bench.rep, &view, &pairs).await.unwrap();
        let template_id = QuoteTemplateId(bench.uuid());
        let keep = CreateTemplate {
            id: template_id,
            quote_id: view.id,
            name: "Starter".into(),
            sharing: TemplateSharing::Private,
        };
        bench.run(&bench.rep, keep).await.unwrap();
        let begin = async || {
            let request = CreateQuote {
                id: QuoteId(bench.uuid()),
                opportunity_id: None,
                account_id: None,
                price_book_id: None,
                title: String::new(),
                language: None,
                template_id: Some(template_id),
            };
            bench.run(&bench.rep, request).await.unwrap()
        };
        let made = begin().await;
        let kept = values(&[("tier", "gold"), ("gone", "x"), ("region", "North")]);
        assert_eq!(made.draft.custom, kept);
        assert!(made.left_out.is_empty());

        // As the fields are by now: one is hidden, of the other that option is gone.
        set(bench, &bench.rep, &made, &[]).await.unwrap();
        set(bench, &bench.rep, &view, &[]).await.unwrap();
        let hidden = CustomField {
            archived: true,
            ..gone
        };
        save_field(bench, hidden).await.unwrap();
        let mut less = tier;
        less.options.retain(|option| option.code != "gold");
        save_field(bench, less).await.unwrap();
        let made = begin().await;
        assert_eq!(made.draft.custom, values(&[("region", "North")]));
        let left: Vec<_> = made
            .left_out
            .iter()
            .map(|left| (left.name.as_str(), left.reason))
            .collect();
        assert_eq!(left, [("tier", LeftOutReason::Field)]);
    }
);

both!(
    one_written_without_a_network_brings_them_along,
    async |bench: &Bench| {
        book(bench).await;
        add(bench, Holder::Quote, "region", FieldKind::Text).await;
        let luggage = bench.run(&bench.rep, TakeAlong {}).await.unwrap();
        let mut draft = new_quote(&luggage, "2026-11-20".parse().unwrap());
        draft.custom = values(&[("region", "North"), ("gone", "x")]);
        let id = QuoteId(bench.uuid());
        let send = |draft: &QuoteDraft| SendTravelling {
            id,
            draft: draft.clone(),
            owner: Some(bench.rep.user_id),
        };
        let refused = bench.run(&bench.rep, send(&draft)).await.unwrap_err();
        assert_eq!(codes(&refused), [("unknown_field", "custom.gone")]);
        draft.custom = values(&[("region", "North")]);
        let sent = bench.run(&bench.rep, send(&draft)).await.unwrap();
        assert_eq!(sent.quote.draft.custom, draft.custom);
        // Sent again it is the same; another value is something else.
        let again = bench.run(&bench.rep, send(&draft)).await.unwrap();
        assert!(again.repeated && !again.differs);
        draft.custom = values(&[("region", "South")]);
        let other = bench.run(&bench.rep, send(&draft)).await.unwrap();
        assert!(other.repeated && other.differs);
        assert_eq!(other.quote.draft.custom, values(&[("region", "North")]));
    }
);
