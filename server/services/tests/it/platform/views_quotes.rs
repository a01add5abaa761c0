//! Quotes in a list: a state that depends on the day is filtered, sorted and grouped by, deleting many can be undone,
//! and nothing else is done to many.

use super::views::all_rows;
use super::views_kept::{run_all, undo_all};
use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::{account, blank};
use crate::deals::fixture::{deal, in_days};
use shared::cpq::quotes::QuoteState;
use shared::cpq::quotes::ops::{CreateQuote, GetQuote};
use shared::kernel::{Actor, Lang, QuoteId, SalesChannel};
use shared::platform::views::*;
use std::collections::BTreeMap;

/// Conditions on quotes of every kind.
pub(super) const FILTERS: &[&str] = &[
    "name.has(offer)",
    "name.starts('50%')",
    "number.has(2026)",
    "account.empty()",
    "account.country.is(FR)",
    "account.industry.empty()",
    "state.is(draft)",
    "state.is(sent,viewed)",
    "state.is(expired)",
    "state.is(superseded,cancelled)",
    "net.ge(500_EUR)",
    "net.between(1_EUR,900_EUR)",
    "net.is(246.90_EUR)",
    "gross.lt(400_USD)",
    "monthly.is(0_EUR)",
    "one_time.gt(0_USD)",
    "tax.le(10_USD)",
    "valid_until.is(this_month)",
    "valid_until.lt(today)",
    "valid_until.is(next_7_days)",
    "owner.is(me)",
    "owner.team.is(my_team)",
    "opportunity.empty()",
    "version_number.ge(2)",
    "active_version.is(yes)",
    "active_version.is(no)",
    "discount.gt(5)",
    "term_months.is(12,24)",
    "currency.is(USD)",
    "language.is(fr)",
    "channel.is(partner,web)",
    "issued_on.is(this_week)",
    "created.is(today)",
    "updated.lt(today)",
];

async fn offer(bench: &Bench, owner: &Actor, n: usize) -> QuoteId {
    let id = QuoteId(bench.uuid());
    let words = ["Offer", "offer two", "50% less", "Été", "O'Hara_1"];
    let (opportunity_id, account_id) = match n % 4 {
        0 => (None, None),
        1 => (Some(deal(bench, owner, "Deal", 5).await.id), None),
        _ => (None, Some(account(bench, owner).await)),
    };
    let request = CreateQuote {
        id,
        opportunity_id,
        account_id,
        price_book_id: None,
        title: words[n % words.len()].into(),
        language: [Some(Lang::Fr), Some(Lang::En)][n % 2],
        template_id: None,
    };
    bench.run(owner, request).await.unwrap();
    id
}

/// Quotes in every state and of several currencies, some with the customer and past their last day.
pub(super) async fn world(bench: &Bench) {
    let states = QuoteState::ALL;
    for n in 0..24_usize {
        let owner = [&bench.rep, &bench.colleague, &bench.stranger][n % 3];
        let id = offer(bench, owner, n).await;
        let m = n / 3;
        let (i, k) = (i64::try_from(n).unwrap(), i64::try_from(m).unwrap());
        let net = i * 12_345;
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE quotes SET state = $2, valid_until = $3, issued_on = $4, currency = $5, net_minor = $6, tax_minor = $7,
                 gross_minor = $8, one_time_minor = $9, monthly_minor = $10, discount_bp = $11, term_months = $12,
                 active_version = $13, channel = $14, version_number = $15 WHERE id = $1",
                store::args![
                    id,
                    states[m % states.len()].code(),
                    in_days(i * 3 - 24),
                    in_days(-i),
                    if m % 3 == 0 { "USD" } else { "EUR" },
                    net,
                    net / 5,
                    net + net / 5,
                    net / 2,
                    if m % 2 == 0 { net / 24 } else { 0 },
                    k % 3 * 500,
                    k % 3 * 12,
                    m % 4 != 3,
                    SalesChannel::ALL[m % SalesChannel::ALL.len()].code(),
                    k % 2 + 1
                ],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
    }
}

both!(
    a_quote_is_where_it_stands_on_the_readers_day,
    async |bench: &Bench| {
        world(bench).await;
        let columns = ["state", "valid_until", "net"].map(str::to_owned);
        let spec = ViewSpec {
            columns: columns.to_vec(),
            group: "state".into(),
            ..ViewSpec::default()
        };
        for days in [0, 40] {
            bench.clock.set(START.plus_days(days));
            let mut told: BTreeMap<String, i64> = BTreeMap::new();
            for row in all_rows(bench, &bench.head, Object::Quotes, &spec, 4).await {
                let id = QuoteId(row.id);
                let quote = bench.run(&bench.head, GetQuote { id }).await.unwrap();
                assert_eq!(row.cells[0], Cell::Word(quote.state.code().into()));
                assert_eq!(row.group, row.cells[0]);
                *told.entry(quote.state.code().into()).or_default() += 1;
            }
            let ask = CountGroups {
                object: Object::Quotes,
                filter: String::new(),
                search: String::new(),
                group: "state".into(),
                own: Vec::new(),
            };
            let groups = bench.run(&bench.head, ask).await.unwrap().groups;
            let counted: BTreeMap<String, i64> = groups
                .iter()
                .map(|group| match &group.key {
                    Cell::Word(word) => (word.clone(), group.sums.count),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(counted, told);
            // Sums are of the net amount, a line for each currency.
            assert!(
                groups
                    .iter()
                    .all(|group| group.sums.fields[0].field == "net")
            );
            assert!(told.contains_key("expired"));
            assert_eq!(told.contains_key("sent"), days == 0);
        }
    }
);

both!(
    a_list_of_quotes_is_what_its_reader_may_see,
    async |bench: &Bench| {
        let mine = blank(bench, &bench.rep).await;
        let count = async |actor: &Actor, search: &str| {
            let request = CountRows {
                object: Object::Quotes,
                filter: String::new(),
                search: search.into(),
                own: Vec::new(),
            };
            bench.run(actor, request).await.unwrap().sums.count
        };
        assert_eq!(count(&bench.rep, "").await, 1);
        // By its number, its title, and the name of its account.
        for words in [mine.number.as_str(), "OFFER", "acme offer"] {
            assert_eq!(count(&bench.rep, words).await, 1, "{words}");
        }
        assert_eq!(count(&bench.rep, "elsewhere").await, 0);
        assert_eq!(count(&bench.stranger, "").await, 0);
        assert_eq!(count(&bench.finance, "").await, 1);
        let export = ExportRows {
            object: Object::Quotes,
            spec: ViewSpec {
                columns: vec!["number".into(), "state".into(), "net".into()],
                ..ViewSpec::default()
            },
            form: FileForm::Csv,
        };
        let file = bench.run(&bench.finance, export).await.unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains(&mine.number) && text.contains(mine.draft.currency.code()));
    }
);

both!(
    many_quotes_are_deleted_and_put_back_and_nothing_else,
    async |bench: &Bench| {
        world(bench).await;
        let change = |act| BulkChange {
            object: Object::Quotes,
            run: bench.uuid(),
            targets: Targets::Matching {
                filter: "state.is(draft,accepted)".into(),
                search: String::new(),
            },
            act,
            after: None,
        };
        for act in [
            BulkAct::Assign(bench.colleague.user_id),
            BulkAct::Set {
                field: "net".into(),
                value: "1_EUR".into(),
            },
        ] {
            let refused = bench.run(&bench.head, change(act)).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "filter_field");
        }
        let count = async || {
            let spec = ViewSpec::filtered("state.is(draft,accepted)");
            all_rows(bench, &bench.head, Object::Quotes, &spec, 50)
                .await
                .len()
        };
        let before = count().await;
        let delete = change(BulkAct::Delete);
        let (done, failed) = run_all(bench, &bench.head, delete.clone()).await;
        // An accepted quote is a promise: each says why it stays.
        assert!(done > 0 && !failed.is_empty());
        for failure in &failed {
            assert_eq!(failure.problem.issues[0].code, "accepted_quote_stays");
            assert!(failure.name.starts_with("Q-2026-"), "{}", failure.name);
        }
        assert_eq!(count().await, failed.len());
        let (undone, _) = undo_all(bench, &bench.head, delete.run).await;
        assert_eq!((undone, count().await), (done, before));
    }
);
