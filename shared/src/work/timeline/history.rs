//! What a change changed: two JSON states of a record to the fields that differ.

use crate::kernel::Named;
use crate::kernel::{Instant, Money, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change of a record.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Position in the log of events.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who; `None` for the system.
    pub actor: Option<Named<UserId>>,
    /// What was done, for example `edited`.
    pub action: String,
    /// The fields that differ.
    pub changes: Vec<FieldChange>,
}

/// A field before and after.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name in code; the catalogue shows it.
    pub field: String,
    /// Its text before; empty when it had none.
    pub before: String,
    /// Its text after; empty when it has none.
    pub after: String,
}

/// Fields that say nothing to a reader of the history.
const SILENT: &[&str] = &[
    "version",
    "updated_at",
    "created_at",
    "search",
    "id",
    "sample",
    "last_activity_at",
    "may_edit",
];

/// The fields that differ between two JSON objects, in alphabetical order; nested objects are
/// compared as `outer.inner`, except money, which is one text (`1200.00 EUR`). A missing state counts as an empty object; a text that is not a JSON
/// object changes nothing.
#[must_use]
pub fn changes(before: Option<&str>, after: Option<&str>) -> Vec<FieldChange> {
    let before = before.and_then(|text| serde_json::from_str(text).ok());
    let after = after.and_then(|text| serde_json::from_str(text).ok());
    let mut found = Vec::new();
    compare(
        "",
        before.as_ref().unwrap_or(&Value::Null),
        after.as_ref().unwrap_or(&Value::Null),
        &mut found,
    );
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
}

fn compare(path: &str, before: &Value, after: &Value, found: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    let amounts = money(before).is_some() || money(after).is_some();
    if !amounts && (before.is_object() || after.is_object() || path.is_empty()) {
        let empty = serde_json::Map::new();
        let old = before.as_object().unwrap_or(&empty);
        let new = after.as_object().unwrap_or(&empty);
        let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            if SILENT.contains(&key.as_str()) {
                continue;
            }
            let inner = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            compare(
                &inner,
                old.get(key).unwrap_or(&Value::Null),
                new.get(key).unwrap_or(&Value::Null),
                found,
            );
        }
        return;
    }
    let (before, after) = (text(before), text(after));
    if before != after {
        found.push(FieldChange {
            field: path.to_owned(),
            before,
            after,
        });
    }
}

/// The neutral text of an amount, which the catalogue's formats read.
fn money(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 2)?;
    let minor = object.get("minor")?.as_i64()?;
    let currency = object.get("currency")?.as_str()?.parse().ok()?;
    let amount = Money::new(minor, currency);
    Some(format!("{} {currency}", amount.to_decimal()))
}

fn text(value: &Value) -> String {
    if let Some(money) = money(value) {
        return money;
    }
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        // An entry of a list of people or products: its name, with its part or its total.
        Value::Object(entry) if entry.get("name").is_some_and(Value::is_string) => {
            let part = entry.get("role").or_else(|| entry.get("total"));
            let words = [entry.get("name"), part];
            let words: Vec<String> = words.into_iter().flatten().map(text).collect();
            words.join(": ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs() {
        let found = changes(
            Some(r#"{"name":"A","amount":{"minor":1,"currency":"EUR"},"version":1,"tags":["x"]}"#),
            Some(
                r#"{"name":"B","amount":{"minor":2,"currency":"EUR"},"version":2,"tags":["x","y"],"note":null}"#,
            ),
        );
        let seen: Vec<_> = found
            .iter()
            .map(|change| {
                (
                    change.field.as_str(),
                    change.before.as_str(),
                    change.after.as_str(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("amount", "0.01 EUR", "0.02 EUR"),
                ("name", "A", "B"),
                ("tags", "x", "x, y")
            ]
        );
    }

    #[test]
    fn entries_of_lists_are_named() {
        let found = changes(
            Some(r#"{"contacts":[{"contact_id":"x","name":"Ana","role":"user"}]}"#),
            Some(
                r#"{"contacts":[{"contact_id":"x","name":"Ana","role":"champion"},{"contact_id":"y","name":"Bo"}]}"#,
            ),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "contacts");
        assert_eq!(found[0].before, "Ana: user");
        assert_eq!(found[0].after, "Ana: champion, Bo");
    }

    #[test]
    fn broken_or_missing_states_do_no_harm() {
        assert!(changes(Some("not json"), None).is_empty());
        assert_eq!(changes(None, Some(r#"{"name":"A"}"#)).len(), 1);
    }
}
