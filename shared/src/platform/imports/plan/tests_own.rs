//! Fields of administrators in files.

use super::tests::{codes, context, created, id, plan_with, settings};
use super::*;
use crate::kernel::{Lang, LocalText};
use crate::platform::fields::{CustomField, FieldKind, FieldOption, Holder};
use crate::platform::imports::guess;
use crate::platform::imports::kinds::Field;
use crate::platform::imports::model::{ExistingRecord, Value};
use crate::platform::imports::table::{ReadOptions, read};

fn own(number: i64, key: &str, en: &str, fr: &str, kind: FieldKind) -> CustomField {
    let option = |code: &str, en: &str, fr: &str| FieldOption {
        code: code.into(),
        label: LocalText::new(en, fr),
    };
    CustomField {
        id: id(9_000 + u128::try_from(number).unwrap()),
        version: 1,
        number,
        holder: Holder::Account,
        key: key.into(),
        label: LocalText::new(en, fr),
        kind,
        options: match kind {
            FieldKind::Choice => vec![
                option("gold", "Gold customer", "Client or"),
                option("silver", "Silver customer", "Client argent"),
            ],
            _ => Vec::new(),
        },
        help: LocalText::default(),
        required: false,
        position: 0,
        archived: false,
    }
}

fn with_own() -> ImportContext {
    ImportContext {
        own: vec![
            own(1, "tier", "Tier", "Niveau", FieldKind::Choice),
            own(
                2,
                "budget",
                "Yearly budget",
                "Budget annuel",
                FieldKind::Money,
            ),
            own(
                3,
                "since",
                "Customer since",
                "Client depuis",
                FieldKind::Date,
            ),
            own(4, "score", "Score", "Note interne", FieldKind::Number),
            own(5, "vip", "VIP", "Personnalité", FieldKind::Flag),
            own(6, "portal", "Portal", "Portail", FieldKind::Link),
            own(7, "memo", "Memo", "Mémo", FieldKind::Text),
        ],
        ..context()
    }
}

fn accounts(text: &str, context: &ImportContext, known: &Existing) -> FilePlan {
    let known = BTreeMap::from([(ImportKind::Accounts, known.clone())]);
    plan_with(&[("accounts.csv", text)], context, &known, &settings()).remove(0)
}

fn text(row: &RowPlan, number: u32) -> Option<&str> {
    match created(row).get(&Field::Own(number)) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

#[test]
fn they_are_known_by_label_in_either_language_and_by_key() {
    let context = with_own();
    for (header, field) in [
        ("Tier", Some(Field::Own(1))),
        ("niveau", Some(Field::Own(1))),
        ("custom.tier", Some(Field::Own(1))),
        ("Budget annuel (k€)", Some(Field::Own(2))),
        ("Yearly budget (currency)", Some(Field::OwnCurrency(2))),
        ("Budget annuel (devise)", Some(Field::OwnCurrency(2))),
        ("client depuis", Some(Field::Own(3))),
        ("City", Some(Field::City)),
        ("Nothing known", None),
    ] {
        let text = format!("account,{header}\nAcme,\n");
        let table = read(text.as_bytes(), ReadOptions::default()).unwrap();
        let (mapping, _) = guess::mapping(&table, ImportKind::Accounts, &context, None);
        assert_eq!(mapping.columns[1].field, field, "{header}");
        // Those of accounts are none of contacts.
        let (mapping, _) = guess::mapping(&table, ImportKind::Contacts, &context, None);
        assert!(!matches!(mapping.columns[1].field, Some(Field::Own(_))));
    }
}

#[test]
fn cells_are_read_as_files_write_them_into_the_neutral_text() {
    let context = with_own();
    let file = "account;Niveau;Budget annuel;Client depuis;Note interne;VIP;Portail;Mémo\n\
        A;client or;1 200,50 €;23/11/2026;1 234,5;oui;portal.example;'=1+1\n\
        B;silver;1200,5 USD;01/02/2026;-3;NO;mailto:a@b.fr;plain\n\
        C;Gold customer;7;2026-11-23;0;;;\n";
    let plan = accounts(file, &context, &Existing::default());
    assert_eq!(plan.counts.error, 0, "{:?}", plan.rows);
    let of = |row: usize| {
        (1..=7)
            .map(|n| text(&plan.rows[row], n).unwrap_or(""))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(0),
        [
            "gold",
            "1200.50_EUR",
            "2026-11-23",
            "1234.5",
            "yes",
            "https://portal.example",
            "=1+1"
        ]
    );
    assert_eq!(
        of(1),
        [
            "silver",
            "1200.50_USD",
            "2026-02-01",
            "-3",
            "no",
            "mailto:a@b.fr",
            "plain"
        ]
    );
    assert_eq!(of(2), ["gold", "7.00_EUR", "2026-11-23", "0", "", "", ""]);
}

#[test]
fn an_amount_has_its_own_column_of_currencies() {
    let context = with_own();
    let file = "account,Yearly budget,Yearly budget (currency)\nA,5,USD\nB,6,\nC,7,XXXX\n";
    let plan = accounts(file, &context, &Existing::default());
    assert_eq!(text(&plan.rows[0], 2), Some("5.00_USD"));
    assert_eq!(text(&plan.rows[1], 2), Some("6.00_EUR"));
    assert_eq!(codes(&plan.rows[2]), ["invalid_currency"]);
}

#[test]
fn a_bad_value_is_a_finding_of_its_column() {
    let context = with_own();
    for (header, cell, code) in [
        ("Tier", "bronze", "not_one_of"),
        ("Score", "many", "not_a_number"),
        ("Score", "1.23456", "too_many_decimals"),
        ("Yearly budget", "much", "not_a_number"),
        ("Customer since", "2026-02-30", "not_a_date"),
        ("VIP", "perhaps", "not_one_of"),
        ("Portal", "javascript:alert(1)", "custom_link"),
    ] {
        // Sound rows beside it, so that the column's nature is clear.
        let sound = match header {
            "Customer since" => "2026-01-02",
            "Tier" => "gold",
            "VIP" => "yes",
            "Portal" => "a.example",
            _ => "5",
        };
        let file = format!("account,{header}\nA,{cell}\nB,{sound}\nC,{sound}\nD,{sound}\n");
        let plan = accounts(&file, &context, &Existing::default());
        let row = &plan.rows[0];
        assert_eq!(codes(row), [code], "{header} {cell}");
        assert_eq!(row.issues[0].column.as_deref(), Some(header));
        assert!(
            row.issues[0]
                .issue
                .field
                .as_ref()
                .unwrap()
                .starts_with("custom.")
        );
        assert_eq!(plan.counts.create, 3, "{header}");
    }
}

#[test]
fn the_options_there_are_are_named_as_people_read_them() {
    let context = ImportContext {
        lang: Lang::Fr,
        ..with_own()
    };
    let plan = accounts("account,Niveau\nA,bronze\n", &context, &Existing::default());
    let params = &plan.rows[0].issues[0].issue.params;
    assert_eq!(params[0].1, "Client or, Client argent");
}

#[test]
fn new_records_must_have_the_required_ones_and_known_ones_need_not() {
    let mut context = with_own();
    context.own[0].required = true;
    let record = ExistingRecord {
        id: id(500),
        version: 1,
        values: [(Field::Name, Value::Text("Known".into()))].into(),
        deal: None,
    };
    let known = Existing {
        records: vec![record],
        ..Existing::default()
    };
    let plan = accounts("account,city\nKnown,Lyon\nNew,Lyon\n", &context, &known);
    assert_eq!((plan.counts.update, plan.counts.error), (1, 1));
    let issue = &plan.rows[1].issues[0].issue;
    assert_eq!(
        (issue.code.as_ref(), issue.params[0].1.as_str()),
        ("own_required", "Tier")
    );
    // An archived field asks for nothing and is filled by nothing.
    context.own[0].archived = true;
    let plan = accounts("account,Tier\nNew,gold\n", &context, &Existing::default());
    assert_eq!(plan.counts.create, 1);
    assert_eq!(text(&plan.rows[0], 1), None);
}

#[test]
fn words_explained_in_the_mapping_count_while_their_option_is_there() {
    let context = with_own();
    let table = read(
        b"account,Tier\nA,best\nB,old\nC,none\n",
        ReadOptions::default(),
    )
    .unwrap();
    let (mut mapping, _) = guess::mapping(&table, ImportKind::Accounts, &context, None);
    let words = mapping.values.entry(Field::Own(1)).or_default();
    for (word, code) in [("best", "gold"), ("old", "bronze"), ("none", "")] {
        words.insert(word.into(), code.into());
    }
    let source = SourceFile {
        name: "a",
        table: &table,
        mapping: &mapping,
        chosen: None,
    };
    let mut next = 0;
    let plan = plan_files(
        &[source],
        &context,
        &BTreeMap::new(),
        &settings(),
        &mut || {
            next += 1;
            id(next)
        },
    )
    .remove(0);
    assert_eq!(text(&plan.rows[0], 1), Some("gold"));
    assert_eq!(codes(&plan.rows[1]), ["not_one_of"]);
    assert_eq!(text(&plan.rows[2], 1), None);
}
