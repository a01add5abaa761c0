use super::*;
use crate::cpq::catalog::ProductChange;
use crate::kernel::{Issue, LocalText};
use crate::platform::views::{FieldChange, Object, parse_group, parse_sort, setting};
use proptest::prelude::*;
use uuid::Uuid;

fn field(key: &str, kind: FieldKind) -> CustomField {
    CustomField {
        id: Uuid::from_u128(key.bytes().fold(1, |sum, byte| sum * 31 + u128::from(byte))),
        version: 1,
        number: 1,
        holder: Holder::Account,
        key: key.into(),
        label: LocalText::new(key, format!("{key} (fr)")),
        kind,
        options: Vec::new(),
        help: LocalText::default(),
        required: false,
        position: 0,
        archived: false,
    }
}

fn choice() -> CustomField {
    let option = |code: &str| FieldOption {
        code: code.into(),
        label: LocalText::new(code, code),
    };
    CustomField {
        options: vec![option("gold"), option("silver")],
        ..field("tier", FieldKind::Choice)
    }
}

fn kept(field: &CustomField, text: &str) -> Result<String, String> {
    match parse_value(field, text) {
        Ok(value) => Ok(value.map(|value| value.to_string()).unwrap_or_default()),
        Err(issue) => {
            assert_eq!(
                issue.field.as_deref(),
                Some(field_name(&field.key).as_str())
            );
            Err(issue.code.into_owned())
        }
    }
}

#[test]
fn values_are_kept_in_one_form() {
    use FieldKind::{Date, Flag, Link, Money, Number, Text};
    for (kind, written, wanted) in [
        (Text, "  two   words\n", Ok("two words")),
        (Text, "   ", Ok("")),
        (Number, "012.500", Ok("12.5")),
        (Number, "-0.0001", Ok("-0.0001")),
        (Number, "0.00001", Err("too_many_decimals")),
        (Number, "1e3", Err("not_a_number")),
        (Number, "1000000000001", Err("too_large")),
        (Number, "79228162514264337593543950335", Err("too_large")),
        (Money, "1200.5_EUR", Ok("1200.50_EUR")),
        (Money, "12 JPY", Ok("12_JPY")),
        (Money, "12.5_JPY", Err("too_many_decimals")),
        (Money, "12.5", Err("custom_money")),
        (Money, "12_XXQ", Err("invalid_currency")),
        (Money, "100000000000.01_EUR", Err("too_large")),
        (Date, "2026-02-28", Ok("2026-02-28")),
        (Date, "2026-02-30", Err("not_a_date")),
        (Date, "0026-02-28", Err("out_of_range")),
        (Flag, "True", Ok("yes")),
        (Flag, "no", Ok("no")),
        (Flag, "maybe", Err("not_one_of")),
        (Link, "Example.com/a", Ok("https://example.com/a")),
        (Link, "http://example.com", Ok("http://example.com")),
        (Link, "mailto:Zoe@Example.com", Ok("mailto:Zoe@Example.com")),
        (Link, "mailto:", Err("invalid_email")),
        (Link, "javascript:alert(1)", Err("custom_link")),
        (Link, "JavaScript:alert(1)//example.com", Err("custom_link")),
        (Link, "data:text/html,x", Err("custom_link")),
        (Link, "ftp://example.com", Err("custom_link")),
        (Link, "https://exa mple.com", Err("custom_link")),
    ] {
        let found = kept(&field("x", kind), written);
        assert_eq!(
            found.as_deref().map_err(String::as_str),
            wanted,
            "{written}"
        );
    }
    assert_eq!(kept(&choice(), "gold"), Ok("gold".into()));
    assert_eq!(kept(&choice(), "Gold"), Err("not_one_of".into()));
    let long = "é".repeat(TEXT_LIMIT + 1);
    assert_eq!(kept(&field("x", Text), &long), Err("too_long".into()));
}

fn codes(issues: &[crate::kernel::Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|issue| (issue.code.as_ref(), issue.field.as_deref().unwrap_or("")))
        .collect()
}

#[test]
fn a_field_is_checked_beside_the_others() {
    let one = field("size", FieldKind::Number);
    assert!(check_field(&one, &[]).is_empty());
    assert!(check_field(&one, std::slice::from_ref(&one)).is_empty());
    let blank = CustomField {
        key: "2x".into(),
        label: LocalText::default(),
        ..one.clone()
    };
    assert_eq!(
        codes(&check_field(&blank, &[])),
        [("required", "label"), ("custom_key", "key")]
    );
    let twin = CustomField {
        id: Uuid::from_u128(9),
        label: LocalText::new("SIZE", ""),
        ..one.clone()
    };
    let found = check_field(&twin, std::slice::from_ref(&one));
    assert_eq!(
        codes(&found),
        [("custom_key_taken", "key"), ("custom_label_taken", "label")]
    );
    let elsewhere = CustomField {
        holder: Holder::Contact,
        ..twin
    };
    assert!(check_field(&elsewhere, std::slice::from_ref(&one)).is_empty());
    assert_eq!(
        codes(&check_field(&field("c", FieldKind::Choice), &[])),
        [("required", "options")]
    );
    let options = CustomField {
        kind: FieldKind::Text,
        ..choice()
    };
    assert_eq!(
        codes(&check_field(&options, &[])),
        [("custom_options", "options")]
    );
    let many: Vec<CustomField> = (0..FIELD_LIMIT)
        .map(|n| field(&format!("f{n}"), FieldKind::Text))
        .collect();
    assert_eq!(codes(&check_field(&one, &many)), [("too_many", "label")]);
    let moved = CustomField {
        kind: FieldKind::Text,
        key: "other".into(),
        ..one.clone()
    };
    assert_eq!(
        codes(&check_field_change(&one, &moved)),
        [("custom_fixed", "key"), ("custom_fixed", "kind")]
    );
}

#[test]
fn only_what_is_touched_is_judged() {
    let must = CustomField {
        required: true,
        ..field("must", FieldKind::Text)
    };
    let old = CustomField {
        archived: true,
        ..field("old", FieldKind::Number)
    };
    let fields = [must, old, choice()];
    let values = |pairs: &[(&str, &str)]| -> CustomValues {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    };
    // A new record must have it; one that never had it is not locked by it.
    let nothing = CustomValues::default();
    let (_, found) = check_values(&fields, None, &nothing);
    assert_eq!(codes(&found), [("required", "custom.must")]);
    assert!(
        check_values(&fields, Some(&nothing), &values(&[("tier", "gold")]))
            .1
            .is_empty()
    );
    let had = values(&[("must", "x"), ("old", "1"), ("tier", "bronze")]);
    let (_, found) = check_values(&fields, Some(&had), &values(&[("old", "1")]));
    assert_eq!(codes(&found), [("required", "custom.must")]);
    // An option of former times and a hidden value stay, also when not sent along.
    let (kept, found) = check_values(
        &fields,
        Some(&had),
        &values(&[("must", "y"), ("tier", "bronze")]),
    );
    assert!(found.is_empty());
    assert_eq!(
        kept,
        values(&[("must", "y"), ("old", "1"), ("tier", "bronze")])
    );
    let (_, found) = check_values(
        &fields,
        Some(&had),
        &values(&[("must", "y"), ("old", "2"), ("nope", "1")]),
    );
    assert_eq!(
        codes(&found),
        [
            ("unknown_field", "custom.nope"),
            ("unknown_field", "custom.old")
        ]
    );
}

#[test]
fn what_is_still_asked_for_is_named() {
    let must = CustomField {
        required: true,
        ..choice()
    };
    let hidden = CustomField {
        archived: true,
        key: "old".into(),
        ..must.clone()
    };
    let fields = [must, hidden, field("free", FieldKind::Text)];
    let nothing = CustomValues::default();
    let asked = lacking(&fields, &nothing);
    assert_eq!(asked.len(), 1);
    let Issue { code, field, .. } = &asked[0];
    assert_eq!(
        (code.as_ref(), field.as_deref()),
        ("missing_custom", Some("custom.tier"))
    );
    let all: CustomValues = [("tier".to_owned(), "gold".to_owned())]
        .into_iter()
        .collect();
    assert!(lacking(&fields, &all).is_empty());
}

#[test]
fn quotes_and_products_are_set_like_the_others() {
    let set = |holder, object, value: &str| {
        let own = CustomField { holder, ..choice() };
        setting(list_fields(object, &[own]), "custom.tier", value)
    };
    let change = CustomChange::new("tier", "gold");
    assert_eq!(
        set(Holder::Quote, Object::Quotes, "gold"),
        Ok(FieldChange::Quote(change.clone()))
    );
    assert_eq!(
        set(Holder::Product, Object::Products, "gold"),
        Ok(FieldChange::Product(ProductChange::Custom(change)))
    );
    let wrong = set(Holder::Product, Object::Products, "tin").unwrap_err();
    assert_eq!(wrong.field.as_deref(), Some("custom.tier"));
    // The field of one object is none of another.
    let wrong = set(Holder::Quote, Object::Products, "gold").unwrap_err();
    assert_eq!(wrong.code, "filter_field");
}

#[test]
fn keys_are_made_of_labels() {
    assert_eq!(key_from_label("Customer since"), "customer_since");
    assert_eq!(key_from_label("  Échéance n° 2 !"), "echeance_n_2");
    assert_eq!(key_from_label("2 x"), "x");
    assert_eq!(key_from_label("…"), "");
}

#[test]
fn lists_know_the_fields() {
    let hidden = CustomField {
        archived: true,
        ..field("old", FieldKind::Text)
    };
    let all = [
        choice(),
        hidden,
        CustomField {
            position: -1,
            ..field("size2", FieldKind::Number)
        },
    ];
    let fields = list_fields(Object::Accounts, &all);
    let own: Vec<&str> = fields
        .all()
        .filter(|one| one.custom.is_some())
        .map(|one| one.name)
        .collect();
    assert_eq!(own, ["custom.size2", "custom.tier"]);
    assert!(parse_sort(fields, "-custom.size2").is_ok());
    assert!(parse_sort(Object::Accounts, "-custom.size2").is_err());
    assert!(parse_group(fields, "custom.tier").is_ok());
    assert!(parse_group(fields, "custom.size2").is_err());
    // The same definitions are the same fields, however often they are asked for.
    assert_eq!(fields, list_fields(Object::Accounts, &all));
    assert!(std::ptr::eq(
        fields.get("custom.tier").unwrap(),
        list_fields(Object::Accounts, &all)
            .get("custom.tier")
            .unwrap()
    ));
    assert!(
        list_fields(Object::Contacts, &all)
            .get("custom.tier")
            .is_none()
    );
}

fn any_kind() -> impl Strategy<Value = FieldKind> {
    proptest::sample::select(FieldKind::ALL)
}

proptest! {
    #[test]
    fn what_is_kept_is_read_back(kind in any_kind(), text in "\\PC{0,30}|-?[0-9]{1,9}(\\.[0-9]{1,4})?(_EUR|_JPY)?|20[0-9]{2}-0[1-9]-[12][0-9]|mailto:[a-z]{1,5}@[a-z]{1,5}\\.fr|[a-z]{1,9}\\.com") {
        let field = CustomField { kind, options: choice().options, ..field("x", kind) };
        if let Ok(first) = kept(&field, &text) {
            prop_assert_eq!(kept(&field, &first), Ok(first.clone()));
            prop_assert!(first.chars().count() <= TEXT_LIMIT + 8);
            if kind == FieldKind::Link && !first.is_empty() {
                prop_assert!(["https://", "http://", "mailto:"].iter().any(|scheme| first.starts_with(scheme)));
            }
        }
    }

    #[test]
    fn keys_of_labels_are_keys(label in "\\PC{0,80}") {
        let key = key_from_label(&label);
        if !key.is_empty() {
            let named = CustomField { key, ..field("x", FieldKind::Text) };
            prop_assert!(check_field(&named, &[]).iter().all(|issue| issue.code != "custom_key"));
        }
    }

    #[test]
    fn changes_lead_from_one_to_the_other(from in proptest::collection::btree_map("[ab]{1}", "[xy]{1}", 0..3), to in proptest::collection::btree_map("[ab]{1}", "[xy]{1}", 0..3)) {
        let (from, to) = (CustomValues(from), CustomValues(to));
        let mut after = from.clone();
        for change in from.changes(&to) {
            prop_assert_eq!(change.current(&after), CustomChange::new(change.key(), from.get(change.key())));
            change.apply(&mut after);
        }
        prop_assert_eq!(after, to);
    }
}
