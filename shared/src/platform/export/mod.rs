//! Everything the company keeps, as one file in open formats, to take elsewhere.
//!
//! Terms: an *export* is one ZIP file with every kind of record as CSV and as JSON Lines, the files that hang on
//! records, and what is needed to read all that (`README.txt`, `schema.json`, `manifest.json`). Entry points:
//! [`ColumnKind::json`] and [`ColumnKind::cell`], which write one value; the operations of [`ops`]. Invariants:
//! an amount is an exact decimal, an instant ISO 8601 in UTC; secrets are in no export; a CSV cell says
//! unambiguously what it was before it was guarded. Tests: beside the code,
//! `server/services/tests/it/platform/export.rs` (which fails for a table nobody has decided about),
//! `end2end/tests/platform/export.spec.mjs`.

mod cell;
pub mod ops;

pub use cell::{ColumnKind, guarded, unguarded};

use crate::kernel::{Instant, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days a finished export can be downloaded; then its file is deleted.
pub const KEPT_DAYS: i64 = 7;

/// An export nobody has written on for so long has lost its server.
pub const STALLED_MS: i64 = 120_000;

coded! {
    /// How an export stands.
    ExportState {
        /// It is being written.
        Running = "running",
        /// It can be downloaded.
        Done = "done",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// It could not be written.
        Failed = "failed",
    }
}

coded! {
    /// Why an export failed.
    ExportFault {
        /// The disk is too full.
        Room = "room",
        /// Its server stopped.
        Stopped = "stopped",
        /// Something else, which the log of the server tells.
        Internal = "internal",
    }
}

coded! {
    /// The part of the company a table belongs to, as the page tells what is being written.
    Part {
        /// The company and its people.
        Company = "company",
        /// Accounts, contacts, leads.
        Customers = "customers",
        /// Products and prices.
        Catalog = "catalog",
        /// Opportunities.
        Deals = "deals",
        /// Quotes with their rooms and approvals.
        Quotes = "quotes",
        /// Activities, tasks, quotas.
        Work = "work",
        /// The log and what surrounds it.
        Log = "log",
    }
}

impl Part {
    /// The part of a table.
    #[must_use]
    pub fn of(table: &str) -> Self {
        let first = table.split('_').next().unwrap_or(table);
        match first {
            "account" | "accounts" | "contact" | "contacts" | "lead" | "leads" | "distinct"
            | "merges" => Part::Customers,
            "product" | "products" | "price" | "discount" | "promotions" => Part::Catalog,
            "opportunity" | "opportunities" => Part::Deals,
            "agreements" | "clauses" | "quote" | "quotes" | "promotion" | "room" | "rooms"
            | "approval" => Part::Quotes,
            "activities" | "tasks" | "quotas" => Part::Work,
            "saved" | "webhooks" | "imports" | "external" | "erasures" | "events" => Part::Log,
            _ => Part::Company,
        }
    }
}

/// An export as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    /// Which.
    pub id: Uuid,
    /// How it stands.
    pub state: ExportState,
    /// Why it failed.
    pub fault: Option<ExportFault>,
    /// Who asked for it.
    pub by: String,
    /// When.
    pub started_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Records written.
    pub done: i64,
    /// Records there are.
    pub total: i64,
    /// The kind of record that is being written.
    pub table: String,
    /// Bytes of the file.
    pub size: i64,
    /// Since when its file is gone.
    pub deleted_at: Option<Instant>,
}

impl ExportView {
    /// Whether it can be downloaded.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.state == ExportState::Done && self.deleted_at.is_none()
    }

    /// When its file is deleted by itself.
    #[must_use]
    pub fn kept_until(&self) -> Instant {
        self.finished_at
            .unwrap_or(self.started_at)
            .plus_days(KEPT_DAYS)
    }

    /// How much of it is written, in hundredths.
    #[must_use]
    pub fn percent(&self) -> i64 {
        if self.total <= 0 {
            return 0;
        }
        (self.done.saturating_mul(100) / self.total).clamp(0, 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(done: i64, total: i64) -> ExportView {
        ExportView {
            id: Uuid::from_u128(1),
            state: ExportState::Done,
            fault: None,
            by: String::new(),
            started_at: Instant(0),
            finished_at: Some(Instant(1_000)),
            done,
            total,
            table: String::new(),
            size: 1,
            deleted_at: None,
        }
    }

    #[test]
    fn progress_is_a_share_of_the_whole_whatever_the_numbers() {
        for (done, total, percent) in [
            (0, 0, 0),
            (0, 9, 0),
            (5, 10, 50),
            (10, 10, 100),
            (12, 10, 100),
        ] {
            assert_eq!(view(done, total).percent(), percent, "{done} of {total}");
        }
    }

    #[test]
    fn a_file_is_there_until_it_is_deleted() {
        let mut one = view(1, 1);
        assert!(one.is_there());
        assert_eq!(one.kept_until(), Instant(1_000 + 7 * 86_400_000));
        one.deleted_at = Some(Instant(2_000));
        assert!(!one.is_there());
        one.deleted_at = None;
        one.state = ExportState::Running;
        assert!(!one.is_there());
    }
}
