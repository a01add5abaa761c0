//! The bin: what was deleted, for as long as it can be brought back.
//!
//! Terms: *purged* is deleted for good. Invariants: what the law or another record needs is never
//! purged; every purge leaves an event without the content. Tests: here, and
//! `server/services/tests/it/platform/bin.rs`.

pub mod ops;

use crate::kernel::event::Entity;
use crate::kernel::{Action, Instant, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days a record stays in the bin.
pub const KEPT_DAYS: i64 = 90;
/// Records one request restores or purges at most.
pub const AT_ONCE: usize = 200;

coded! {
    /// What can lie in the bin, in the order in which it is restored: what others hang on comes first.
    BinKind {
        /// An account.
        Account = "account",
        /// A contact.
        Contact = "contact",
        /// A lead.
        Lead = "lead",
        /// An opportunity.
        Opportunity = "opportunity",
        /// A quote.
        Quote = "quote",
        /// An activity.
        Activity = "activity",
        /// A task.
        Task = "task",
    }
}

impl BinKind {
    /// The same in the log of events.
    #[must_use]
    pub const fn entity(self) -> Entity {
        match self {
            BinKind::Account => Entity::Account,
            BinKind::Contact => Entity::Contact,
            BinKind::Lead => Entity::Lead,
            BinKind::Opportunity => Entity::Opportunity,
            BinKind::Quote => Entity::Quote,
            BinKind::Activity => Entity::Activity,
            BinKind::Task => Entity::Task,
        }
    }

    /// The right to see one.
    #[must_use]
    pub const fn view(self) -> Action {
        match self {
            BinKind::Account | BinKind::Contact => Action::ViewAccount,
            BinKind::Lead => Action::ViewLead,
            BinKind::Opportunity => Action::ViewOpportunity,
            BinKind::Quote => Action::ViewQuote,
            BinKind::Activity | BinKind::Task => Action::ViewActivity,
        }
    }

    /// The right to restore one.
    #[must_use]
    pub const fn edit(self) -> Action {
        match self {
            BinKind::Account | BinKind::Contact => Action::EditAccount,
            BinKind::Lead => Action::EditLead,
            BinKind::Opportunity => Action::EditOpportunity,
            BinKind::Quote => Action::EditQuote,
            BinKind::Activity | BinKind::Task => Action::EditActivity,
        }
    }
}

coded! {
    /// Why a record is not purged.
    Kept {
        /// A document that must be kept: an accepted quote, or one with a sealed signature.
        Signed = "signed",
        /// Another record still hangs on it.
        Used = "used",
    }
}

/// When a record is purged, unless it is kept.
#[must_use]
pub fn purge_at(deleted_at: Instant) -> Instant {
    deleted_at.plus_days(KEPT_DAYS)
}

/// A record in the bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BinItem {
    /// What it is.
    pub kind: BinKind,
    /// Which.
    pub id: Uuid,
}

/// What is shown of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinRow {
    /// Which.
    pub item: BinItem,
    /// Its name.
    pub name: String,
    /// The account or number that tells it from others of the same name.
    pub about: String,
    /// Whose it is; empty in a queue.
    pub owner: String,
    /// When it was deleted.
    pub deleted_at: Instant,
    /// Who deleted it; empty when nobody knows.
    pub deleted_by: String,
    /// When it is purged.
    pub purge_at: Instant,
    /// Why it is not.
    pub kept: Option<Kept>,
    /// Whether the reader may restore it.
    pub may_restore: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_hang_on_is_restored_first_and_purged_last() {
        let kinds = BinKind::ALL;
        assert!(kinds.windows(2).all(|pair| pair[0] < pair[1]));
        let place = |kind| kinds.iter().position(|one| *one == kind);
        assert!(place(BinKind::Account) < place(BinKind::Contact));
        assert!(place(BinKind::Opportunity) < place(BinKind::Quote));
        assert!(place(BinKind::Opportunity) < place(BinKind::Task));
    }

    #[test]
    fn a_record_stays_for_ninety_days() {
        assert_eq!(purge_at(Instant(0)), Instant(90 * 86_400_000));
    }
}
