//! Two people edited one deal: what can be saved all the same, and what a person must decide.

use super::changes::{DealField, DealFields, OpportunityChange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field both edited, differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    /// Which field.
    pub field: DealField,
    /// What I wrote.
    pub mine: OpportunityChange,
    /// What it holds now.
    pub theirs: OpportunityChange,
    /// What it held when I began.
    pub original: OpportunityChange,
}

/// My edits, sorted by whether somebody else's stand against them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Edits of fields nobody else changed: safe to save on the current version.
    pub safe: Vec<OpportunityChange>,
    /// Fields to decide on.
    pub conflicts: Vec<FieldConflict>,
}

/// Compares my `changes`, made on `original`, with the record as it is now. Edits that say what the
/// record already says are dropped.
#[must_use]
pub fn merge_edits(
    original: &DealFields,
    current: &DealFields,
    changes: &[OpportunityChange],
) -> Merged {
    let mut merged = Merged::default();
    for mine in changes {
        let field = mine.field();
        let before = mine.current(original);
        let theirs = mine.current(current);
        if *mine == theirs {
            continue;
        }
        if before == theirs {
            merged.safe.push(mine.clone());
        } else {
            merged.conflicts.push(FieldConflict {
                field,
                mine: mine.clone(),
                theirs,
                original: before,
            });
        }
    }
    merged
}

/// My list (contacts, colleagues, competitors, products), made on `original`, brought onto the list as
/// it is now: what I added, changed or removed, on top of what others did. `None` when somebody else
/// changed or removed an entry I changed too, or the other way round: a person must look again.
///
/// The order is theirs, then what I added, in my order.
#[must_use]
pub fn merge_list<T: Clone + PartialEq, K: Ord>(
    original: &[T],
    theirs: &[T],
    mine: &[T],
    key: impl Fn(&T) -> K,
) -> Option<Vec<T>> {
    let by_key =
        |list: &[T]| -> BTreeMap<K, T> { list.iter().map(|one| (key(one), one.clone())).collect() };
    let (before, wanted) = (by_key(original), by_key(mine));
    let mut known = by_key(theirs);
    let mut merged = Vec::new();
    for one in theirs {
        let own_key = key(one);
        let began_as = before.get(&own_key);
        match wanted.get(&own_key) {
            // Equal everywhere, or changed by them alone.
            Some(own) if Some(own) == began_as || own == one => merged.push(one.clone()),
            // Changed by me alone.
            Some(own) if began_as == Some(one) => merged.push(own.clone()),
            // Changed, or added, by both, differently.
            Some(_) => return None,
            // Added by them.
            None if began_as.is_none() => merged.push(one.clone()),
            // Removed by me.
            None if began_as == Some(one) => {}
            // Changed by them, removed by me.
            None => return None,
        }
    }
    for own in mine {
        let own_key = key(own);
        if known.remove(&own_key).is_some() {
            continue;
        }
        match before.get(&own_key) {
            None => merged.push(own.clone()),
            // Removed by them, untouched by me.
            Some(began_as) if began_as == own => {}
            Some(_) => return None,
        }
    }
    Some(merged)
}

/// The entries a change took from a list, each with its place: what "Undo" puts back.
#[must_use]
pub fn taken_off<T: Clone, K: PartialEq>(
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<(usize, T)> {
    before
        .iter()
        .enumerate()
        .filter(|(_, one)| after.iter().all(|left| key(left) != key(one)))
        .map(|(at, one)| (at, one.clone()))
        .collect()
}

/// The list as it is `now` with those entries at their places again; `None` when all of them are there.
#[must_use]
pub fn put_back<T: Clone, K: PartialEq>(
    now: &[T],
    gone: &[(usize, T)],
    key: impl Fn(&T) -> K,
) -> Option<Vec<T>> {
    let mut all = now.to_vec();
    for (at, one) in gone {
        if all.iter().all(|known| key(known) != key(one)) {
            all.insert((*at).min(all.len()), one.clone());
        }
    }
    (all.len() > now.len()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::{merge_list, put_back, taken_off};

    type Entry = (u8, &'static str);

    fn merged(original: &[Entry], theirs: &[Entry], mine: &[Entry]) -> Option<Vec<Entry>> {
        merge_list(original, theirs, mine, |entry| entry.0)
    }

    #[test]
    fn both_sides_of_a_list_are_kept() {
        let original = [(1, "a"), (2, "b"), (3, "c")];
        // They changed 1 and added 4; I removed 2, changed 3 and added 5.
        let theirs = [(1, "A"), (2, "b"), (3, "c"), (4, "d")];
        let mine = [(1, "a"), (3, "C"), (5, "e")];
        assert_eq!(
            merged(&original, &theirs, &mine),
            Some(vec![(1, "A"), (3, "C"), (4, "d"), (5, "e")])
        );
    }

    #[test]
    fn nothing_is_decided_for_people_who_changed_one_entry_differently() {
        let original = [(1, "a")];
        assert_eq!(merged(&original, &[(1, "x")], &[(1, "y")]), None);
        assert_eq!(merged(&original, &[], &[(1, "y")]), None);
        assert_eq!(merged(&original, &[(1, "x")], &[]), None);
        assert_eq!(merged(&[], &[(1, "x")], &[(1, "y")]), None);
        assert_eq!(
            merged(&original, &[(1, "x")], &[(1, "x")]),
            Some(vec![(1, "x")])
        );
        assert_eq!(merged(&original, &[], &[(1, "a")]), Some(vec![]));
    }

    #[test]
    fn what_was_taken_off_goes_back_to_its_place_once() {
        let key = |entry: &Entry| entry.0;
        let before = [(1, "a"), (2, "b"), (3, "c")];
        let gone = taken_off(&before, &[(1, "A"), (3, "c")], key);
        assert_eq!(gone, [(1, (2, "b"))]);
        // Somebody added 4 meanwhile and removed 1.
        let now = [(3, "c"), (4, "d")];
        let back = put_back(&now, &gone, key);
        assert_eq!(back, Some(vec![(3, "c"), (2, "b"), (4, "d")]));
        assert_eq!(put_back(&[], &gone, key), Some(vec![(2, "b")]));
        assert_eq!(put_back(&before, &gone, key), None);
        assert!(taken_off(&before, &before, key).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn a_list_nobody_else_touched_becomes_mine(
            original in proptest::collection::btree_map(0_u8..8, 0_u8..3, 0..6),
            mine in proptest::collection::btree_map(0_u8..8, 0_u8..3, 0..6),
        ) {
            let original: Vec<_> = original.into_iter().collect();
            let mine: Vec<_> = mine.into_iter().collect();
            let mut merged = merge_list(&original, &original, &mine, |entry| entry.0).unwrap();
            merged.sort_unstable();
            proptest::prop_assert_eq!(merged, mine);
        }
    }
}
