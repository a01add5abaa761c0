//! Two people edited one deal: what can be saved all the same, and what a person must decide.

use super::changes::{DealField, DealFields, OpportunityChange};
use serde::{Deserialize, Serialize};

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
        let before = OpportunityChange::of(field, original);
        let theirs = OpportunityChange::of(field, current);
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
