//! Survivorship: which of two records stays when they become one, and whose value of each field.

use crate::kernel::Instant;
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

/// What a record is known by: together with the record that stays, its name stays.
const NAMES: [&str; 3] = ["name", "first_name", "last_name"];

/// One of two records, by what decides between them.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its facts in their JSON form.
    pub facts: &'a Value,
    /// Records that point at it.
    pub links: i64,
    /// When it was created.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
}

impl Candidate<'_> {
    /// How many of its facts say something.
    fn filled(&self) -> usize {
        let facts = self.facts.as_object();
        facts.map_or(0, |facts| {
            facts.values().filter(|value| !says_nothing(value)).count()
        })
    }
}

/// Which record is proposed to stay: the one more hangs on, then the one that says more, then the older one.
#[must_use]
pub fn stays(one: Candidate<'_>, other: Candidate<'_>) -> Side {
    let by_links = other.links.cmp(&one.links);
    let by_facts = by_links.then_with(|| other.filled().cmp(&one.filled()));
    if by_facts
        .then_with(|| one.created_at.cmp(&other.created_at))
        .is_gt()
    {
        Side::Other
    } else {
        Side::One
    }
}

/// The fields in which two records' facts differ, each with the value proposed: the one that says
/// something; of two that do, the name of the record that stays, and of the rest the one changed last.
#[must_use]
pub fn survivors(one: Candidate<'_>, other: Candidate<'_>) -> Vec<Survivor> {
    let stays = stays(one, other);
    let newer = if other.updated_at > one.updated_at {
        Side::Other
    } else {
        Side::One
    };
    let (Value::Object(one), Value::Object(other)) = (one.facts, other.facts) else {
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
                    survivor(field_name(key), (&sides.0, &sides.1), newer)
                }));
            }
            sides => {
                let preferred = if NAMES.contains(&field.as_str()) {
                    stays
                } else {
                    newer
                };
                found.extend(survivor(field.clone(), sides, preferred));
            }
        }
    }
    found
}

/// Whose value of one field is proposed; `None` where they agree.
fn survivor(field: String, (one, other): (&Value, &Value), preferred: Side) -> Option<Survivor> {
    let side = match (says_nothing(one), says_nothing(other)) {
        _ if one == other => return None,
        (true, _) => Side::Other,
        (_, true) => Side::One,
        _ => preferred,
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
            let all = survivors(candidate(&one, 0, 0), candidate(&other, 0, newer));
            all.into_iter().map(|one| (one.field, one.side)).collect()
        };
        let expected = [
            ("city", Side::One),
            ("employees", Side::Other),
            ("name", Side::Other),
            ("phone", Side::Other),
        ]
        .map(|(field, side)| (field.to_owned(), side));
        // The better filled record stays, and with it its name, whichever was changed last.
        assert_eq!(sides(1), expected);
        assert_eq!(sides(-1), expected);
    }

    #[test]
    fn of_two_values_the_one_changed_last_is_proposed_but_the_name_of_the_record_that_stays() {
        let one = json!({"name": "Dupont SAS", "city": "Lyon"});
        let other = json!({"name": "DUPONT", "city": "Paris"});
        let proposed = |links, newer| {
            let all = survivors(candidate(&one, 0, 0), candidate(&other, links, newer));
            all.into_iter().map(|one| one.side).collect::<Vec<_>>()
        };
        // Cities first: facts come in the order of their names.
        assert_eq!(proposed(0, 1), [Side::Other, Side::One]);
        assert_eq!(proposed(1, -1), [Side::One, Side::Other]);
    }

    #[test]
    fn the_record_more_hangs_on_stays_then_the_fuller_then_the_older() {
        let (full, bare) = (json!({"a": "x", "b": 1}), json!({"a": "x", "b": null}));
        let linked = candidate(&bare, 3, 0);
        assert_eq!(stays(candidate(&full, 2, 0), linked), Side::Other);
        assert_eq!(stays(linked, candidate(&full, 2, 0)), Side::One);
        assert_eq!(
            stays(candidate(&bare, 2, 0), candidate(&full, 2, 0)),
            Side::Other
        );
        let later = Candidate {
            created_at: Instant(9),
            ..candidate(&full, 0, 0)
        };
        assert_eq!(stays(later, candidate(&full, 0, 0)), Side::Other);
        assert_eq!(stays(candidate(&full, 0, 0), later), Side::One);
    }

    fn candidate(facts: &Value, links: i64, updated: i64) -> Candidate<'_> {
        Candidate {
            facts,
            links,
            created_at: Instant(0),
            updated_at: Instant(updated),
        }
    }

    proptest! {
        /// Nothing known by either is lost, and what agrees is not asked about.
        #[test]
        fn no_field_becomes_empty(one in "[ab]{0,2}", other in "[ab]{0,2}", newer in -1_i64..2, named: bool) {
            let field = if named { "name" } else { "f" };
            let (ours, theirs) = (json!({field: one}), json!({field: other}));
            let all = survivors(candidate(&ours, 0, 0), candidate(&theirs, 0, newer));
            let kept = match all.first().map(|survivor| survivor.side) {
                None => { prop_assert_eq!(&one, &other); &one }
                Some(Side::One) => &one,
                Some(Side::Other) => &other,
            };
            prop_assert!(!kept.is_empty() || (one.is_empty() && other.is_empty()));
        }
    }
}
