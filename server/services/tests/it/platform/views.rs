//! Lists of any object: what SQL answers is what the filter says of each record, every order pages
//! through every row once, groups add up, what is wrong is named.

use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::{deal, excepted, in_days, new_deal, today};
use shared::crm::accounts::{AccountFacts, CreateAccount};
use shared::crm::contacts::{ContactFacts, CreateContact};
use shared::deals::opportunities::DeleteOpportunity;
use shared::kernel::{
    AccountId, Actor, ContactId, Currency, FiscalCalendar, Money, ProblemKind, RateTable, TeamId,
};
use shared::platform::views::*;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) fn ground(actor: &Actor, teams: Vec<(TeamId, Option<TeamId>)>) -> Ground {
    Ground {
        me: actor.user_id,
        my_team: actor.team_id,
        teams,
        today: today(),
        zone: actor.zone.clone(),
        calendar: FiscalCalendar::default(),
        rates: RateTable::new(Currency::EUR, []),
    }
}

/// Every row, piece by piece.
pub(super) async fn all_rows(
    bench: &Bench,
    actor: &Actor,
    object: Object,
    spec: &ViewSpec,
    limit: u32,
) -> Vec<ViewRow> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let request = ReadRows {
            object,
            spec: spec.clone(),
            after,
            limit,
        };
        let view = bench.run(actor, request).await.unwrap();
        rows.extend(view.rows);
        match view.next {
            Some(next) => after = Some(next),
            None => return rows,
        }
    }
}

fn every_column(object: Object) -> Vec<String> {
    let seen_by_all = Fields::from(object);
    seen_by_all
        .all()
        .map(|field| field.name.to_owned())
        .collect()
}

async fn world(bench: &Bench) {
    super::views_leads::world(bench).await;
    super::views_quotes::world(bench).await;
    super::views_tasks::world(bench).await;
    super::views_products::world(bench).await;
    let words = ["Éclair", "alpha", "ALPHA 50%", "O'Hara_1", "", "beta"];
    let countries = ["FR", "BE", ""];
    let mut accounts = Vec::new();
    for n in 0..7_usize {
        let facts = AccountFacts {
            country: countries[n % 3].into(),
            industry: if n % 2 == 0 {
                "software".into()
            } else {
                String::new()
            },
            city: words[n % 6].into(),
            employees: (n % 3 > 0).then_some(i64::try_from(n).unwrap() * 10),
            payment_days: (n % 2 > 0).then_some(u32::try_from(n).unwrap() * 15),
            ..AccountFacts::named(format!("Account {}", n % 4), bench.rep.user_id)
        };
        let id = AccountId(bench.uuid());
        bench
            .run(&bench.administrator, CreateAccount { id, facts })
            .await
            .unwrap();
        accounts.push(id);
    }
    for n in 0..6_usize {
        let facts = ContactFacts {
            account_id: (n % 2 == 0).then(|| accounts[n]),
            title: words[n].into(),
            language: (n % 3 == 0).then_some(shared::kernel::Lang::Fr),
            ..ContactFacts::named(words[n], "Person", bench.rep.user_id)
        };
        let id = ContactId(bench.uuid());
        bench
            .run(&bench.administrator, CreateContact { id, facts })
            .await
            .unwrap();
    }
    for n in 0..24_usize {
        let i = i64::try_from(n).unwrap();
        let currency = if n % 3 == 0 {
            "USD".parse().unwrap()
        } else {
            Currency::EUR
        };
        let mut new = new_deal(
            bench,
            &format!("{} deal", words[n % 6]),
            Money::new(i * 1_000, currency),
        )
        .await;
        new.close_date = in_days(i * 9 - 60).max("2026-11-01".parse().unwrap());
        new.account_id = (n % 4 > 0).then(|| accounts[n % 7]);
        new.source = words[(n + 1) % 6].into();
        new.kind = shared::deals::opportunities::OpportunityKind::ALL[n % 3];
        if n % 5 == 0 {
            new.next_step = "Call".into();
            new.next_step_on = Some(in_days(3));
        }
        let owner = [&bench.rep, &bench.colleague, &bench.stranger][n % 3];
        let made = bench.run(owner, new).await.unwrap();
        if n % 8 == 1 {
            let moving = excepted(bench, &made, 1).await;
            let _ = bench.run(&bench.head, moving).await;
        }
    }
}

/// Conditions of every kind, put together in every way.
fn filters(bench: &Bench, object: Object) -> Vec<String> {
    let me = bench.rep.user_id;
    let mut tests: Vec<String> = match object {
        Object::Opportunities => vec![
            "name.has(alpha)",
            "name.has('%')",
            "name.starts('o''hara_')",
            "name.is('beta deal')",
            "name.has('É')",
            "name.starts('éCLAIR')",
            "state.is(open)",
            "state.is(won,lost)",
            "owner.is(me)",
            "owner.team.is(my_team)",
            "account.empty()",
            "account.country.is(FR,BE)",
            "account.country.empty()",
            "account.industry.is(software)",
            "amount.ge(10000_EUR)",
            "amount.lt(50_USD)",
            "amount.between(10_EUR,120_EUR)",
            "amount.is(40_EUR)",
            "probability.gt(10)",
            "close_date.is(this_month)",
            "close_date.is(this_quarter,last_7_days)",
            "close_date.lt(today)",
            "close_date.ge(next_month)",
            "close_date.between(2026-11-20,next_week)",
            "next_activity.empty()",
            "next_step_on.is(next_7_days)",
            "next_step_on.empty()",
            "source.empty()",
            "stalled.is(yes)",
            "stalled.is(no)",
            "kind.is(renewal)",
            "category.is(pipeline)",
            "updated.is(today)",
            "created.lt(today)",
            "last_activity.empty()",
            "pushes.is(0,1)",
            "weighted.gt(1_EUR)",
        ],
        Object::Accounts => vec![
            "name.has(account)",
            "country.is(FR)",
            "country.empty()",
            "city.has(alpha)",
            "employees.ge(20)",
            "employees.empty()",
            "open_deals.ge(1)",
            "open_deals.is(0)",
            "contacts.ge(1)",
            "industry.is(software)",
            "annual_revenue.empty()",
            "payment_days.empty()",
            "payment_days.lt(45)",
            "last_activity.empty()",
            "parent.empty()",
            "created.is(today)",
            "owner.is(me)",
        ],
        Object::Contacts => vec![
            "name.has(person)",
            "title.empty()",
            "account.empty()",
            "account.country.is(FR)",
            "any_account.empty()",
            "language.is(fr)",
            "language.empty()",
            "last_activity.empty()",
            "email.empty()",
            "owner.team.is(my_team)",
        ],
        Object::Leads => super::views_leads::FILTERS.to_vec(),
        Object::Quotes => super::views_quotes::FILTERS.to_vec(),
        Object::Tasks => super::views_tasks::FILTERS.to_vec(),
        Object::Products => super::views_products::FILTERS.to_vec(),
    }
    .into_iter()
    .map(str::to_owned)
    .collect();
    if object.field("owner").is_some() {
        tests.push(format!("owner.is({me})"));
    }
    let mut all = tests.clone();
    all.extend(tests.iter().map(|test| format!("not({test})")));
    for (index, test) in tests.iter().enumerate() {
        let other = &tests[(index * 7 + 3) % tests.len()];
        let third = &tests[(index * 5 + 1) % tests.len()];
        all.push(format!("and({test},or({other},not({third})))"));
        all.push(format!("not(or({test},and({other},{third})))"));
    }
    all.extend(["or()".to_owned(), "not(or())".to_owned(), String::new()]);
    all
}

both!(
    sql_answers_what_the_filter_says_of_each_record,
    async |bench: &Bench| {
        world(bench).await;
        let mut session = bench.services.store().read().await.unwrap();
        let teams = store::platform::views::teams(&mut session).await.unwrap();
        drop(session);
        for object in Object::ALL.iter().copied() {
            for actor in [&bench.rep, &bench.head] {
                let whole = ViewSpec {
                    columns: every_column(object),
                    ..ViewSpec::default()
                };
                let whole = all_rows(bench, actor, object, &whole, 200).await;
                assert!(whole.len() >= 6);
                let ground = ground(actor, teams.clone());
                for text in filters(bench, object) {
                    let filter = resolve(object, &Filter::parse(&text).unwrap(), &ground).unwrap();
                    let expected: BTreeSet<Uuid> = whole
                        .iter()
                        .filter(|row| {
                            filter.matches(&|field| {
                                let at = Fields::from(object)
                                    .all()
                                    .position(|one| one.name == field.name)
                                    .unwrap();
                                row.cells[at].clone()
                            })
                        })
                        .map(|row| row.id)
                        .collect();
                    let spec = ViewSpec::filtered(text.clone());
                    let found: BTreeSet<Uuid> = all_rows(bench, actor, object, &spec, 200)
                        .await
                        .iter()
                        .map(|row| row.id)
                        .collect();
                    assert_eq!(found, expected, "{object:?} {text}");
                    let count = CountRows {
                        object,
                        filter: text.clone(),
                        search: String::new(),
                        own: Vec::new(),
                    };
                    let totals = bench.run(actor, count).await.unwrap();
                    assert_eq!(
                        totals.sums.count,
                        i64::try_from(expected.len()).unwrap(),
                        "{text}"
                    );
                }
            }
        }
    }
);

both!(
    every_order_and_group_shows_every_row_once,
    async |bench: &Bench| {
        world(bench).await;
        for object in Object::ALL.iter().copied() {
            let groups = object
                .fields()
                .iter()
                .filter(|field| field.group)
                .map(|field| field.name);
            let groups: Vec<&str> = std::iter::once("").chain(groups).collect();
            let sorts: Vec<&str> = object
                .fields()
                .iter()
                .filter(|field| field.sort)
                .map(|field| field.name)
                .collect();
            for (index, sort) in sorts.iter().enumerate() {
                for sort in [
                    (*sort).to_owned(),
                    format!("-{sort}"),
                    format!("-{sort},{}", sorts[(index + 1) % sorts.len()]),
                ] {
                    let spec = ViewSpec {
                        sort: sort.clone(),
                        group: groups[index % groups.len()].to_owned(),
                        ..ViewSpec::default()
                    };
                    let whole = all_rows(bench, &bench.head, object, &spec, 200).await;
                    let pieces = all_rows(bench, &bench.head, object, &spec, 3).await;
                    let ids: BTreeSet<Uuid> = pieces.iter().map(|row| row.id).collect();
                    assert_eq!(ids.len(), pieces.len(), "{object:?} {sort} {}", spec.group);
                    assert_eq!(pieces, whole, "{object:?} {sort} {}", spec.group);
                }
            }
            for group in groups.into_iter().skip(1) {
                let spec = ViewSpec {
                    group: group.to_owned(),
                    ..ViewSpec::default()
                };
                let rows = all_rows(bench, &bench.head, object, &spec, 200).await;
                let mut met: Vec<(Cell, i64)> = Vec::new();
                for row in rows {
                    match met.last_mut() {
                        Some((key, count)) if *key == row.group => *count += 1,
                        _ => met.push((row.group, 1)),
                    }
                }
                let ask = CountGroups {
                    object,
                    filter: String::new(),
                    search: String::new(),
                    group: group.to_owned(),
                    own: Vec::new(),
                };
                let told = bench.run(&bench.head, ask).await.unwrap();
                let told: Vec<(Cell, i64)> = told
                    .groups
                    .into_iter()
                    .map(|one| (one.key, one.sums.count))
                    .collect();
                assert_eq!(told, met, "{object:?} by {group}");
            }
        }
    }
);

both!(
    a_filter_written_to_be_slow_is_refused_in_every_list,
    async |bench: &Bench| {
        let many = |count: usize, test: &str| vec![test; count].join(",");
        for object in Object::ALL.iter().copied() {
            let text = object.usual_columns()[0];
            let deep = format!("{}{text}.empty(){}", "not(".repeat(40), ")".repeat(40));
            let tests = many(MAX_CONDITIONS + 1, &format!("{text}.empty()"));
            let values = many(MAX_VALUES + 1, "a");
            for (filter, code) in [
                ("x".repeat(MAX_LENGTH + 1), "too_long"),
                (deep, "filter_deep"),
                (format!("or({tests})"), "too_many"),
                (format!("{text}.is({values})"), "too_many"),
            ] {
                let spec = ViewSpec::filtered(filter.clone());
                let read = ReadRows {
                    object,
                    spec: spec.clone(),
                    after: None,
                    limit: 0,
                };
                let refused = bench.run(&bench.head, read).await.unwrap_err();
                assert_eq!(refused.issues[0].code, code, "{object:?} {filter:.40}");
                let export = ExportRows {
                    object,
                    spec,
                    form: FileForm::Csv,
                };
                let refused = bench.run(&bench.head, export).await.unwrap_err();
                assert_eq!(refused.issues[0].code, code, "{object:?} {filter:.40}");
                let count = CountRows {
                    object,
                    filter,
                    search: String::new(),
                    own: Vec::new(),
                };
                let refused = bench.run(&bench.head, count).await.unwrap_err();
                assert_eq!(refused.issues[0].code, code, "{object:?}");
            }
        }
    }
);

both!(what_is_wrong_with_a_list_is_named, async |bench: &Bench| {
    let read = |spec: ViewSpec, after| ReadRows {
        object: Object::Opportunities,
        spec,
        after,
        limit: 0,
    };
    for (spec, code, field) in [
        (ViewSpec::filtered("state.is("), "filter_syntax", "filter"),
        (
            ViewSpec {
                sort: "stalled".into(),
                ..ViewSpec::default()
            },
            "filter_field",
            "sort",
        ),
        (
            ViewSpec {
                columns: vec!["password".into()],
                ..ViewSpec::default()
            },
            "filter_field",
            "columns",
        ),
        (
            ViewSpec {
                group: "name".into(),
                ..ViewSpec::default()
            },
            "filter_field",
            "group",
        ),
        (
            ViewSpec {
                search: "x".repeat(300),
                ..ViewSpec::default()
            },
            "too_long",
            "search",
        ),
    ] {
        let problem = bench.run(&bench.rep, read(spec, None)).await.unwrap_err();
        assert_eq!(problem.issues[0].code, code);
        assert_eq!(problem.issues[0].field.as_deref(), Some(field));
    }
    let place = Place {
        keys: vec![PlaceKey::Number(5)],
        id: Uuid::nil(),
    };
    let problem = bench
        .run(&bench.rep, read(ViewSpec::default(), Some(place)))
        .await
        .unwrap_err();
    assert_eq!(problem.issues[0].code, "filter_place");
    let place = Place {
        keys: vec![PlaceKey::Text("'; DROP TABLE users".into())],
        id: Uuid::nil(),
    };
    let problem = bench
        .run(&bench.rep, read(ViewSpec::default(), Some(place)))
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
});

both!(
    an_empty_list_says_whether_there_is_any_record_for_its_reader,
    async |bench: &Bench| {
        let read = async |actor: &Actor, filter: &str| {
            let request = ReadRows {
                object: Object::Opportunities,
                spec: ViewSpec::filtered(filter),
                after: None,
                limit: 0,
            };
            let view = bench.run(actor, request).await.unwrap();
            (view.rows.len(), view.none)
        };
        let lost = "state.is(lost)";
        assert_eq!(read(&bench.rep, lost).await, (0, true));
        // That of somebody whose records the reader does not see is none.
        let deal = deal(bench, &bench.stranger, "Kettles", 50).await;
        assert_eq!(read(&bench.rep, lost).await, (0, true));
        assert_eq!(read(&bench.stranger, lost).await, (0, false));
        assert_eq!(read(&bench.stranger, "state.is(open)").await, (1, false));
        let request = DeleteOpportunity {
            id: deal.id,
            version: deal.version,
        };
        bench.run(&bench.stranger, request).await.unwrap();
        assert_eq!(read(&bench.stranger, lost).await, (0, true));
        assert_eq!(read(&bench.stranger, "").await, (0, true));
    }
);
