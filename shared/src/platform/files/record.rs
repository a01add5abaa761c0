//! Files on a record.

use super::FileKind;
use crate::kernel::event::Entity;
use crate::kernel::{Action, Instant, Named, UserId, coded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most files of a record.
pub const RECORD_FILES: usize = 50;

coded! {
    /// What may have files.
    FileHolder {
        /// Organisations and consumers.
        Account = "account",
        /// Persons.
        Contact = "contact",
        /// Leads.
        Lead = "lead",
        /// Deals.
        Opportunity = "opportunity",
    }
}

impl FileHolder {
    /// The kind of record in the event log.
    #[must_use]
    pub const fn entity(self) -> Entity {
        match self {
            FileHolder::Account => Entity::Account,
            FileHolder::Contact => Entity::Contact,
            FileHolder::Lead => Entity::Lead,
            FileHolder::Opportunity => Entity::Opportunity,
        }
    }
}

/// The record a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileOf {
    /// What it is.
    pub kind: FileHolder,
    /// Which.
    pub id: Uuid,
}

impl FileOf {
    /// A record of this kind.
    #[must_use]
    pub fn new(kind: FileHolder, id: impl Into<Uuid>) -> Self {
        Self {
            kind,
            id: id.into(),
        }
    }

    /// The right to see the record, and with it its files.
    #[must_use]
    pub const fn view(self) -> Action {
        match self.kind {
            FileHolder::Account | FileHolder::Contact => Action::ViewAccount,
            FileHolder::Lead => Action::ViewLead,
            FileHolder::Opportunity => Action::ViewOpportunity,
        }
    }

    /// The right to change the record, and with it its files.
    #[must_use]
    pub const fn edit(self) -> Action {
        match self.kind {
            FileHolder::Account | FileHolder::Contact => Action::EditAccount,
            FileHolder::Lead => Action::EditLead,
            FileHolder::Opportunity => Action::EditOpportunity,
        }
    }
}

/// A file of a record, without its bytes.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFile {
    /// Which.
    pub id: Uuid,
    /// Raised by every change of what is said of it.
    pub version: i64,
    /// What it is called.
    pub title: String,
    /// The name it is saved under.
    pub file_name: String,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes it has.
    pub size: i64,
    /// Who added it.
    pub added_by: Option<Named<UserId>>,
    /// When.
    pub added_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_seen_and_changed_with_its_record() {
        for kind in FileHolder::ALL.iter().copied() {
            let of = FileOf::new(kind, Uuid::nil());
            let name = match kind {
                FileHolder::Contact => "Account".to_owned(),
                other => format!("{other:?}"),
            };
            assert_eq!(format!("{:?}", of.view()), format!("View{name}"));
            assert_eq!(format!("{:?}", of.edit()), format!("Edit{name}"));
        }
    }
}
