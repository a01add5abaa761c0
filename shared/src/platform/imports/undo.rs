//! Taking an import back: what was touched since, and what becomes of it.

use crate::kernel::event::Entity;
use crate::kernel::{Instant, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Touched records named at most; all are counted.
pub const NAMED: usize = 200;

coded! {
    /// What happened to a record since it was imported.
    Since {
        /// Nothing.
        Untouched = "untouched",
        /// Somebody changed it.
        Changed = "changed",
        /// Something that is not of this import hangs on it.
        Used = "used",
        /// It is in the bin already, or gone for good.
        Gone = "gone",
    }
}

impl Since {
    /// Whether somebody's work would be lost with it.
    #[must_use]
    pub const fn is_touched(self) -> bool {
        matches!(self, Since::Changed | Since::Used)
    }
}

/// Judges a record: the version the import left, and, when it is still there, the version it has and
/// whether something else hangs on it. What was only changed by the import loses nothing when others
/// use it: the record stays.
#[must_use]
pub const fn judge(created: bool, left: i64, now: Option<(i64, bool)>) -> Since {
    match now {
        None => Since::Gone,
        Some((version, _)) if version != left => Since::Changed,
        Some((_, true)) if created => Since::Used,
        Some(_) => Since::Untouched,
    }
}

/// What becomes of records that were touched since: they are kept as they are, unless chosen here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoChoice {
    /// All of them are undone as well.
    #[serde(default)]
    pub all: bool,
    /// These are undone as well. One that was touched after the choice was made is kept, like all
    /// that are not named.
    #[serde(default)]
    pub also: BTreeSet<Uuid>,
}

impl UndoChoice {
    /// Whether this record is undone.
    #[must_use]
    pub fn undoes(&self, id: Uuid, since: Since) -> bool {
        match since {
            Since::Untouched => true,
            Since::Changed | Since::Used => self.all || self.also.contains(&id),
            Since::Gone => false,
        }
    }
}

/// What an undo would do or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoCounts {
    /// Records that go to the bin; people and products, which have none, are retired.
    pub removed: i64,
    /// Records that get their earlier values.
    pub restored: i64,
    /// Records touched since, kept as they are.
    pub kept: i64,
    /// Records that were in the bin already.
    pub gone: i64,
}

impl UndoCounts {
    /// Counts one record.
    pub const fn add(&mut self, created: bool, since: Since, undone: bool) {
        match (since, undone) {
            (Since::Gone, _) => self.gone += 1,
            (_, false) => self.kept += 1,
            (_, true) if created => self.removed += 1,
            (_, true) => self.restored += 1,
        }
    }
}

/// A record that was touched since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// What it is.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Whether the import created it, or only changed it.
    pub created: bool,
    /// What happened.
    pub since: Since,
    /// Who touched it last; empty when nobody knows.
    pub by: String,
    /// When.
    pub at: Option<Instant>,
}

/// What undoing would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoPreview {
    /// Counts when what was touched is kept.
    pub counts: UndoCounts,
    /// What was touched since, at most [`NAMED`], by name.
    pub touched: Vec<Touched>,
}

/// That an import was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What became of its records.
    pub counts: UndoCounts,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_somebody_touched_is_kept_unless_named() {
        let id = Uuid::from_u128(7);
        let named = UndoChoice {
            all: false,
            also: BTreeSet::from([id]),
        };
        for since in [Since::Changed, Since::Used] {
            assert!(!UndoChoice::default().undoes(id, since));
            assert!(named.undoes(id, since));
            assert!(!named.undoes(Uuid::nil(), since));
        }
        assert!(UndoChoice::default().undoes(id, Since::Untouched));
        // What is in the bin is not put there again, whatever is chosen.
        let all = UndoChoice { all: true, ..named };
        assert!(!all.undoes(id, Since::Gone));
        assert!(all.undoes(Uuid::nil(), Since::Used));
    }

    #[test]
    fn a_change_counts_before_a_use_and_a_changed_record_may_be_used() {
        assert_eq!(judge(true, 1, Some((2, true))), Since::Changed);
        assert_eq!(judge(true, 1, Some((1, true))), Since::Used);
        assert_eq!(judge(false, 3, Some((3, true))), Since::Untouched);
        assert_eq!(judge(true, 1, None), Since::Gone);
    }

    proptest! {
        #[test]
        fn every_record_is_counted_once(
            records in proptest::collection::vec((any::<bool>(), 1_i64..4, proptest::option::of((1_i64..4, any::<bool>()))), 0..50),
            all in any::<bool>(),
        ) {
            let choice = UndoChoice { all, also: BTreeSet::new() };
            let mut counts = UndoCounts::default();
            for (created, left, now) in &records {
                let since = judge(*created, *left, *now);
                counts.add(*created, since, choice.undoes(Uuid::nil(), since));
            }
            let sum = counts.removed + counts.restored + counts.kept + counts.gone;
            prop_assert_eq!(usize::try_from(sum).unwrap(), records.len());
            prop_assert!(!all || counts.kept == 0);
        }
    }
}
