//! Files on a record.

use super::FileKind;
use crate::kernel::{Action, Instant, Named, UserId};
use crate::platform::fields::Holder;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most files of a record.
pub const RECORD_FILES: usize = 50;

/// The record a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileOf {
    /// What it is.
    pub kind: Holder,
    /// Which.
    pub id: Uuid,
}

impl FileOf {
    /// A record of this kind.
    #[must_use]
    pub fn new(kind: Holder, id: impl Into<Uuid>) -> Self {
        Self {
            kind,
            id: id.into(),
        }
    }

    /// The right to see the record, and with it its files.
    #[must_use]
    pub const fn view(self) -> Action {
        match self.kind {
            Holder::Account | Holder::Contact => Action::ViewAccount,
            Holder::Lead => Action::ViewLead,
            Holder::Opportunity => Action::ViewOpportunity,
        }
    }

    /// The right to change the record, and with it its files.
    #[must_use]
    pub const fn edit(self) -> Action {
        match self.kind {
            Holder::Account | Holder::Contact => Action::EditAccount,
            Holder::Lead => Action::EditLead,
            Holder::Opportunity => Action::EditOpportunity,
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
        for kind in Holder::ALL.iter().copied() {
            let of = FileOf::new(kind, Uuid::nil());
            let name = match kind {
                Holder::Contact => "Account".to_owned(),
                other => format!("{other:?}"),
            };
            assert_eq!(format!("{:?}", of.view()), format!("View{name}"));
            assert_eq!(format!("{:?}", of.edit()), format!("Edit{name}"));
        }
    }
}
