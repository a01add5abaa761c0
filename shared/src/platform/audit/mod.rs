//! The log of every change, as an administrator reads it.
//!
//! Entry points: [`changes`] (what differs between the facts before and after), [`title`],
//! [`AuditFilter`], [`LogCheck`] (what a reading of its seals found), the operations in `ops`. Invariants: a difference tells of one fact, as a typed
//! value that a page writes in its reader's language; nothing that is equal on both sides is told.
//! Tests: below; both databases in `server/services/tests/it/platform/audit.rs`; the page in
//! `end2end/tests/platform/audit.spec.mjs`.

mod ops;
pub use ops::*;

use crate::kernel::{Currency, Instant, Money};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most facts of one entry that are told.
pub const CHANGES_MAX: usize = 60;
/// The longest text of a fact, in characters; the rest is cut.
const TEXT_MAX: usize = 400;
/// Facts that say nothing to a person: what the entry says anyway, and what only machines compare.
const SILENT: [&str; 4] = ["id", "version", "search", "sort_key"];
/// What names a record, in the order of preference.
const NAMES: [&str; 8] = [
    "name",
    "title",
    "number",
    "subject",
    "file_name",
    "email",
    "kind",
    "sku",
];

/// What differs between the facts before and after a change, in the order of the fields' names.
#[must_use]
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<FieldChange> {
    let (before, after) = (facts(before), facts(after));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
        .into_iter()
        .filter_map(|field| {
            let (old, new) = (before.get(field), after.get(field));
            (old != new).then(|| FieldChange {
                field: field.clone(),
                before: old.cloned(),
                after: new.cloned(),
            })
        })
        .take(CHANGES_MAX)
        .collect()
}

/// What the facts call their record; empty when they do not.
#[must_use]
pub fn title(before: Option<&Value>, after: Option<&Value>) -> String {
    let facts = after.or(before);
    let text = |name: &str| facts.and_then(|facts| facts.get(name));
    if let (Some(first), Some(last)) = (
        text("first_name").and_then(Value::as_str),
        text("last_name").and_then(Value::as_str),
    ) {
        return format!("{first} {last}").trim().to_owned();
    }
    NAMES
        .into_iter()
        .filter_map(text)
        .find_map(|value| {
            // What is written in both languages.
            let written = value.as_str().or_else(|| value.get("en")?.as_str());
            written.map(str::trim).filter(|text| !text.is_empty())
        })
        .map(cut)
        .unwrap_or_default()
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(TEXT_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The facts as fields, the inner ones by their way: `links.account`.
fn facts(value: Option<&Value>) -> BTreeMap<String, Shown> {
    let mut found = BTreeMap::new();
    match value {
        Some(Value::Object(_)) => {
            if let Some(value) = value {
                collect("", value, &mut found, 0);
            }
        }
        Some(other) => collect("value", other, &mut found, 0),
        None => {}
    }
    found
}

fn collect(way: &str, value: &Value, found: &mut BTreeMap<String, Shown>, depth: u32) {
    let Value::Object(inner) = value else {
        if let Some(shown) = leaf(way, value) {
            found.insert(way.to_owned(), shown);
        }
        return;
    };
    if let Some(money) = money(value) {
        found.insert(way.to_owned(), Shown::Money(money));
        return;
    }
    // Facts are shallow; what is deeper is somebody's experiment.
    if depth > 6 {
        return;
    }
    for (name, value) in inner {
        if SILENT.contains(&name.as_str()) {
            continue;
        }
        let way = if way.is_empty() {
            name.clone()
        } else {
            format!("{way}.{name}")
        };
        collect(&way, value, found, depth + 1);
    }
}

fn money(value: &Value) -> Option<Money> {
    let inner = value.as_object().filter(|inner| inner.len() == 2)?;
    let minor = inner.get("minor")?.as_i64()?;
    let currency: Currency = inner.get("currency")?.as_str()?.parse().ok()?;
    Some(Money::new(minor, currency))
}

/// One value; nothing for what is empty.
fn leaf(way: &str, value: &Value) -> Option<Shown> {
    let field = way.rsplit('.').next().unwrap_or(way);
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Bool(yes) => Some(Shown::Yes(*yes)),
        Value::Number(number) => Some(number_shown(field, number)),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text_shown(text)),
        Value::Array(all) if all.is_empty() => None,
        Value::Array(all) => {
            let texts: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
            Some(match texts {
                Some(texts) if texts.iter().all(|text| Uuid::parse_str(text).is_err()) => {
                    Shown::Text(cut(&texts.join(", ")))
                }
                _ => Shown::Count(i64::try_from(all.len()).unwrap_or(i64::MAX)),
            })
        }
    }
}

fn number_shown(field: &str, number: &serde_json::Number) -> Shown {
    match number.as_i64() {
        Some(ms) if field == "at" || field.ends_with("_at") => Shown::Moment(Instant(ms)),
        Some(points) if field.contains("probability") || field.ends_with("percent") => {
            Shown::Percent(i32::try_from(points).unwrap_or(i32::MAX))
        }
        Some(whole) => Shown::Number(whole),
        None => Shown::Text(number.to_string()),
    }
}

fn text_shown(text: &str) -> Shown {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Shown::Day(day);
    }
    match Uuid::parse_str(text) {
        Ok(id) if text.len() == 36 => Shown::Record(id, String::new()),
        _ => Shown::Text(cut(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_difference_tells_of_what_changed_only() {
        let before = json!({"name": "Acme", "version": 1, "amount": {"minor": 100, "currency": "EUR"}, "close_date": "2026-11-23", "notes": null});
        let after = json!({"name": "Acme", "version": 2, "amount": {"minor": 250, "currency": "EUR"}, "close_date": "2026-12-24", "notes": "Hot"});
        let money = |minor| Some(Shown::Money(Money::new(minor, Currency::EUR)));
        let day = |text: &str| Some(Shown::Day(text.parse().unwrap()));
        let change = |field: &str, before, after| FieldChange {
            field: field.into(),
            before,
            after,
        };
        assert_eq!(
            changes(Some(&before), Some(&after)),
            [
                change("amount", money(100), money(250)),
                change("close_date", day("2026-11-23"), day("2026-12-24")),
                change("notes", None, Some(Shown::Text("Hot".into()))),
            ]
        );
    }

    #[test]
    fn values_have_their_kind() {
        let id = "0193b0a0-0000-7000-8000-000000000001";
        let facts = json!({"created_at": 5, "probability": 2500, "employees": 12, "active": true,
            "links": {"account": id}, "tags": ["a", "b"], "lines": [{}, {}], "label": {"en": "x", "fr": "y"}});
        let shown: Vec<(String, Shown)> = changes(None, Some(&facts))
            .into_iter()
            .filter_map(|change| Some((change.field, change.after?)))
            .collect();
        let expected = [
            ("active", Shown::Yes(true)),
            ("created_at", Shown::Moment(Instant(5))),
            ("employees", Shown::Number(12)),
            ("label.en", Shown::Text("x".into())),
            ("label.fr", Shown::Text("y".into())),
            ("lines", Shown::Count(2)),
            (
                "links.account",
                Shown::Record(Uuid::parse_str(id).unwrap(), String::new()),
            ),
            ("probability", Shown::Percent(2500)),
            ("tags", Shown::Text("a, b".into())),
        ];
        let expected: Vec<(String, Shown)> = expected
            .into_iter()
            .map(|(field, shown)| (field.to_owned(), shown))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_record_is_called_by_its_facts() {
        let of = |value: Value| title(None, Some(&value));
        assert_eq!(of(json!({"name": "Acme"})), "Acme");
        assert_eq!(of(json!({"first_name": "Ada", "last_name": "L"})), "Ada L");
        assert_eq!(
            of(json!({"name": {"en": "Chair", "fr": "Chaise"}})),
            "Chair"
        );
        assert_eq!(of(json!({"amount": 5})), "");
        assert_eq!(title(Some(&json!({"name": "Gone"})), None), "Gone");
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(value in json_value()) {
            prop_assert_eq!(changes(Some(&value), Some(&value)), []);
        }

        #[test]
        fn a_difference_read_backwards_is_the_same_difference(a in json_value(), b in json_value()) {
            let there = changes(Some(&a), Some(&b));
            let back: Vec<FieldChange> = changes(Some(&b), Some(&a))
                .into_iter()
                .map(|change| FieldChange { before: change.after, after: change.before, ..change })
                .collect();
            prop_assert_eq!(there, back);
        }
    }
}
