//! Survivorship: whose value of each field stays when two records become one.

use crate::platform::fields::field_name;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// One of the two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The first.
    One,
    /// The second.
    Other,
}

/// A field in which the two differ, and whose value is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survivor {
    /// Name of the field in code.
    pub field: String,
    /// Whose value.
    pub side: Side,
}

/// The fields in which two records' facts differ, each with the value proposed: the one that says
/// something, and of two that do, the one of the record changed last. Facts in their JSON form.
#[must_use]
pub fn survivors(one: &Value, other: &Value, other_is_newer: bool) -> Vec<Survivor> {
    let (Value::Object(one), Value::Object(other)) = (one, other) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (field, first) in one {
        let Some(second) = other.get(field) else {
            continue;
        };
        match (first, second) {
            // The fields an administrator added, each by itself; one side may lack it altogether.
            (Value::Object(ours), Value::Object(theirs)) if field == "custom" => {
                let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
                let value = |of: &serde_json::Map<String, Value>, key: &String| {
                    of.get(key).cloned().unwrap_or(Value::Null)
                };
                found.extend(keys.into_iter().filter_map(|key| {
                    let sides = (value(ours, key), value(theirs, key));
                    survivor(field_name(key), (&sides.0, &sides.1), other_is_newer)
                }));
            }
            sides => found.extend(survivor(field.clone(), sides, other_is_newer)),
        }
    }
    found
}

/// Whose value of one field is proposed; `None` where they agree.
fn survivor(
    field: String,
    (one, other): (&Value, &Value),
    other_is_newer: bool,
) -> Option<Survivor> {
    let side = match (says_nothing(one), says_nothing(other)) {
        _ if one == other => return None,
        (true, _) => Side::Other,
        (_, true) => Side::One,
        _ if other_is_newer => Side::Other,
        _ => Side::One,
    };
    Some(Survivor { field, side })
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn what_says_something_survives_what_says_nothing() {
        let one = json!({"name": "Dupont", "city": "Lyon", "phone": "", "employees": null});
        let other = json!({"name": "Dupont SAS", "city": "", "phone": "01", "employees": 3});
        let sides = |newer| -> Vec<(String, Side)> {
            let all = survivors(&one, &other, newer);
            all.into_iter().map(|one| (one.field, one.side)).collect()
        };
        let expected = |name| {
            [
                ("city", Side::One),
                ("employees", Side::Other),
                ("name", name),
                ("phone", Side::Other),
            ]
            .map(|(field, side)| (field.to_owned(), side))
        };
        assert_eq!(sides(true), expected(Side::Other));
        assert_eq!(sides(false), expected(Side::One));
    }

    proptest! {
        /// Nothing known by either is lost, and what agrees is not asked about.
        #[test]
        fn no_field_becomes_empty(one in "[ab]{0,2}", other in "[ab]{0,2}", newer: bool) {
            let all = survivors(&json!({"f": one}), &json!({"f": other}), newer);
            let kept = match all.first().map(|survivor| survivor.side) {
                None => { prop_assert_eq!(&one, &other); &one }
                Some(Side::One) => &one,
                Some(Side::Other) => &other,
            };
            prop_assert!(!kept.is_empty() || (one.is_empty() && other.is_empty()));
        }
    }
}
