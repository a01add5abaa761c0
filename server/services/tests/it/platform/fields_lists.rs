//! Fields an administrator adds, in lists: what SQL answers is what the filter says of each record,
//! every order pages through every row once, groups add up, files say the same, indexes answer.

use super::fields::{account, add, codes};
use super::views::all_rows;
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::today;
use shared::kernel::{Currency, FiscalCalendar, RateTable};
use shared::platform::fields::*;
use shared::platform::views::*;
use uuid::Uuid;

/// Accounts with every kind of value, some without.
async fn world(bench: &Bench) -> Vec<CustomField> {
    let mut fields = Vec::new();
    for kind in FieldKind::ALL {
        fields.push(
            add(
                bench,
                Holder::Account,
                &format!("own_{}", kind.code()),
                *kind,
            )
            .await,
        );
    }
    let rows: [&[(&str, &str)]; 8] = [
        &[
            ("own_text", "Éclair"),
            ("own_number", "12.5"),
            ("own_money", "100_EUR"),
        ],
        &[
            ("own_text", "alpha"),
            ("own_number", "-3"),
            ("own_date", "2026-11-23"),
        ],
        &[
            ("own_choice", "silver"),
            ("own_flag", "yes"),
            ("own_money", "99.99_EUR"),
        ],
        &[
            ("own_choice", "gold"),
            ("own_flag", "no"),
            ("own_link", "example.com"),
        ],
        &[
            ("own_number", "12.5"),
            ("own_date", "2026-12-31"),
            ("own_choice", "bronze"),
        ],
        &[
            ("own_text", "ALPHA 50%"),
            ("own_money", "5_USD"),
            ("own_link", "mailto:a@b.fr"),
        ],
        &[],
        &[
            ("own_date", "2026-11-01"),
            ("own_number", "0"),
            ("own_choice", "gold"),
        ],
    ];
    for (at, pairs) in rows.iter().enumerate() {
        account(bench, &format!("Account {}", at % 3), pairs)
            .await
            .unwrap();
    }
    fields
}

fn ground(bench: &Bench) -> Ground {
    Ground {
        me: bench.rep.user_id,
        my_team: bench.rep.team_id,
        teams: Vec::new(),
        today: today(),
        zone: bench.rep.zone.clone(),
        calendar: FiscalCalendar::default(),
        rates: RateTable::new(Currency::EUR, []),
    }
}

const FILTERS: &[&str] = &[
    "custom.own_text.has(alpha)",
    "custom.own_text.is('alpha 50%')",
    "custom.own_text.starts(al)",
    "custom.own_text.empty()",
    "custom.own_number.ge(0)",
    "custom.own_number.lt(12.5)",
    "custom.own_number.is(12.5,-3)",
    "custom.own_number.between(-3,0.0001)",
    "not(custom.own_number.gt(0))",
    "custom.own_money.ge(99.99_EUR)",
    "custom.own_money.lt(100_EUR)",
    "custom.own_money.empty()",
    "custom.own_date.is(this_month)",
    "custom.own_date.le(today)",
    "not(custom.own_date.is(this_quarter))",
    "custom.own_choice.is(gold,bronze)",
    "custom.own_choice.empty()",
    "custom.own_flag.is(yes)",
    "not(custom.own_flag.is(no))",
    "custom.own_link.has(example)",
    "or(custom.own_choice.is(gold),and(custom.own_number.gt(0),name.has(account)))",
];

both!(lists_ask_and_order_by_them, async |bench: &Bench| {
    let all = list_fields(Object::Accounts, &world(bench).await);
    let columns: Vec<String> = all.all().map(|field| field.name.to_owned()).collect();
    let columns: Vec<String> = columns
        .into_iter()
        .filter(|name| name.starts_with("custom.") || name == "name")
        .collect();
    let spec = ViewSpec {
        columns: columns.clone(),
        ..ViewSpec::default()
    };
    let everything = all_rows(bench, &bench.rep, Object::Accounts, &spec, 50).await;
    assert_eq!(everything.len(), 8);
    for text in FILTERS {
        let filter = resolve(all, &Filter::parse(text).unwrap(), &ground(bench)).unwrap();
        let wanted: Vec<Uuid> = everything
            .iter()
            .filter(|row| {
                filter.matches(&|field| {
                    let at = columns.iter().position(|name| name == field.name).unwrap();
                    row.cells[at].clone()
                })
            })
            .map(|row| row.id)
            .collect();
        let spec = ViewSpec {
            filter: (*text).into(),
            ..spec.clone()
        };
        let found = all_rows(bench, &bench.rep, Object::Accounts, &spec, 3).await;
        let found: Vec<Uuid> = found.into_iter().map(|row| row.id).collect();
        assert_eq!(found, wanted, "{text}");
        let count = CountRows {
            object: Object::Accounts,
            filter: (*text).into(),
            search: String::new(),
            own: Vec::new(),
        };
        let count = bench.run(&bench.rep, count).await.unwrap();
        assert_eq!(
            count.sums.count,
            i64::try_from(wanted.len()).unwrap(),
            "{text}"
        );
    }
    // Every order pages through every row once, whatever the size of a page; those without a value
    // come last either way.
    for name in columns.iter().filter(|name| name.starts_with("custom.")) {
        for sort in [
            name.clone(),
            format!("-{name}"),
            format!("{name},-name"),
            format!("-{name},name"),
        ] {
            let whole = ViewSpec {
                sort: sort.clone(),
                columns: vec![name.clone()],
                ..ViewSpec::default()
            };
            let once = all_rows(bench, &bench.rep, Object::Accounts, &whole, 50).await;
            assert_eq!(once.len(), 8, "{sort}");
            let blank = |row: &ViewRow| row.cells[0] == Cell::Empty;
            let first_blank = once.iter().position(blank).unwrap();
            assert!(once[first_blank..].iter().all(blank), "{sort}: {once:?}");
            for limit in 1..=4 {
                let pieces = all_rows(bench, &bench.rep, Object::Accounts, &whole, limit).await;
                assert_eq!(pieces, once, "{sort} by {limit}");
            }
        }
    }
    let order = |sort: &str| {
        let spec = ViewSpec {
            sort: sort.into(),
            columns: vec![sort.trim_start_matches('-').into()],
            ..ViewSpec::default()
        };
        async move {
            let rows = all_rows(bench, &bench.rep, Object::Accounts, &spec, 50).await;
            rows.into_iter()
                .map(|row| row.cells[0].clone())
                .filter(|cell| *cell != Cell::Empty)
                .collect::<Vec<_>>()
        }
    };
    let numbers: Vec<Cell> = [-30_000, 0, 125_000, 125_000].map(Cell::Number).into();
    assert_eq!(order("custom.own_number").await, numbers);
    let words: Vec<Cell> = ["gold", "gold", "silver", "bronze"]
        .map(|word| Cell::Word(word.into()))
        .into();
    assert_eq!(order("custom.own_choice").await, words);
    // A place of another order is refused, not taken for one.
    let odd = ReadRows {
        object: Object::Accounts,
        spec: ViewSpec {
            sort: "custom.own_date".into(),
            ..ViewSpec::default()
        },
        after: Some(Place {
            keys: vec![PlaceKey::Number(0), PlaceKey::Text("soon".into())],
            id: Uuid::nil(),
        }),
        limit: 5,
    };
    let refused = bench.run(&bench.rep, odd).await.unwrap_err();
    assert_eq!(codes(&refused), [("filter_place", "after")]);
});

both!(lists_are_grouped_by_them, async |bench: &Bench| {
    world(bench).await;
    for (group, wanted) in [
        (
            "custom.own_choice",
            vec!["gold 2", "silver 1", "bronze 1", " 4"],
        ),
        ("custom.own_flag", vec!["no 1", "yes 1", " 6"]),
        ("custom.own_date", vec!["2026-11 2", "2026-12 1", " 5"]),
    ] {
        let ask = CountGroups {
            object: Object::Accounts,
            filter: String::new(),
            search: String::new(),
            group: group.into(),
            own: Vec::new(),
        };
        let view = bench.run(&bench.rep, ask).await.unwrap();
        let said: Vec<String> = view
            .groups
            .iter()
            .map(|one| {
                let key = match &one.key {
                    Cell::Word(word) => word.clone(),
                    Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
                    _ => String::new(),
                };
                format!("{key} {}", one.sums.count)
            })
            .collect();
        assert_eq!(said, wanted, "{group}");
        // The rows stand in the groups' order, in pieces too.
        let spec = ViewSpec {
            group: group.into(),
            sort: "-custom.own_number".into(),
            ..ViewSpec::default()
        };
        let rows = all_rows(bench, &bench.rep, Object::Accounts, &spec, 3).await;
        assert_eq!(rows.len(), 8);
        let mut keys: Vec<Cell> = rows.into_iter().map(|row| row.group).collect();
        keys.dedup();
        let groups: Vec<Cell> = view.groups.into_iter().map(|one| one.key).collect();
        assert_eq!(keys, groups, "{group}");
    }
    let export = ExportRows {
        object: Object::Accounts,
        spec: ViewSpec {
            filter: "custom.own_number.is(12.5)".into(),
            sort: "custom.own_date".into(),
            columns: vec![
                "name".into(),
                "custom.own_number".into(),
                "custom.own_choice".into(),
                "custom.own_money".into(),
            ],
            ..ViewSpec::default()
        },
        form: FileForm::Csv,
    };
    let file = bench.run(&bench.rep, export.clone()).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[0].starts_with("Name,own number,own choice,own money,"),
        "{text}"
    );
    assert_eq!(lines[1], "Account 1,12.5,BRONZE,,");
    assert_eq!(lines[2], "Account 0,12.5,,100.00,EUR");
    let file = ExportRows {
        form: FileForm::Xlsx,
        ..export
    };
    assert!(
        bench
            .run(&bench.rep, file)
            .await
            .unwrap()
            .bytes
            .starts_with(b"PK")
    );
});

both!(
    an_index_answers_filters_and_orders,
    async |bench: &Bench| {
        use store::platform::views::{ListAsked, ListFacts, explain_rows};
        let all = list_fields(Object::Accounts, &world(bench).await);
        let mut session = bench.services.store().read().await.unwrap();
        if session.is_postgres() {
            return;
        }
        let actor = &bench.administrator;
        let at = (today(), crate::bench::START);
        for (filter, sort, index) in [
            (
                "custom.own_number.ge(5)",
                "name",
                "account_values_by_amount",
            ),
            (
                "custom.own_date.is(this_year)",
                "name",
                "account_values_by_day",
            ),
            (
                "custom.own_choice.is(gold)",
                "name",
                "account_values_by_words",
            ),
            ("custom.own_money.ge(5_EUR)", "name", "account_values_by_"),
            ("", "custom.own_number", "account_values_by_amount"),
            ("", "-custom.own_money", "account_values_by_amount"),
            ("", "-custom.own_date", "account_values_by_day"),
            ("", "custom.own_text", "account_values_by_words"),
            ("", "custom.own_choice", "account_values_by_words"),
        ] {
            let spec = ViewSpec {
                filter: filter.into(),
                sort: sort.into(),
                ..ViewSpec::default()
            };
            let resolved = check_spec(all, &spec, &ground(bench)).unwrap();
            let sort_keys = parse_sort(all, sort).unwrap();
            let columns = parse_columns(all, &["name"]).unwrap();
            let asked = ListAsked {
                object: Object::Accounts,
                filter: &resolved,
                search: "",
                sort: &sort_keys,
                group: None,
                columns: &columns,
            };
            let facts = ListFacts::new(&session, actor, shared::kernel::Scope::All, at, &[]);
            let plan = explain_rows(&mut session, &facts, &asked, 50)
                .await
                .unwrap();
            assert!(
                plan.iter()
                    .any(|step| step.contains("USING") && step.contains(index)),
                "{filter} {sort}: {plan:#?}"
            );
        }
    }
);
