//! What the pages about personal data ask. For administrators; no token of the interface asks for it.

use super::{Erasure, PlaceCount, Report, Requester, Subject, SubjectKind};
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Asks what an erasure would do: it is done, and taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewErasure {
    /// Whose.
    pub subject: Subject,
}
operation!(PreviewErasure => ErasurePreview, "erasure.preview", ManageSystem);

/// What an erasure would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasurePreview {
    /// The name to confirm by.
    pub name: String,
    /// All records of the person: kind, name, and what tells them apart.
    pub records: Vec<(SubjectKind, String)>,
    /// What goes, and what stays.
    pub report: Report,
}

/// Everything known of the person, for the person (right of access).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPerson {
    /// Who.
    pub subject: Subject,
}
operation!(ExportPerson => PersonFile, "erasure.export", ManageSystem);

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFile {
    /// Its name.
    pub name: String,
    /// JSON.
    pub text: String,
}

/// Erases. There is no way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePerson {
    /// Whose data.
    pub subject: Subject,
    /// The name, typed to confirm.
    pub typed: String,
    /// On whose request.
    pub requester: Requester,
    /// Why, without naming the person.
    pub reason: String,
}
operation!(ErasePerson => Erasure, "erasure.erase", ManageSystem);

/// Reads erasures, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadErasures {
    /// Only this one.
    pub id: Option<Uuid>,
}
operation!(ReadErasures => Vec<Erasure>, "erasure.read", ManageSystem);

/// Asks whether an address was erased, and searches everything for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPerson {
    /// The address.
    pub email: String,
    /// First and last name; empty is not looked for.
    pub name: String,
    /// The telephone number; empty is not looked for.
    pub phone: String,
}
operation!(CheckPerson => Checked, "erasure.check", ManageSystem);

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Erasures of the address.
    pub erasures: Vec<Erasure>,
    /// Where any of it stands now.
    pub found: Vec<PlaceCount>,
    /// Columns searched.
    pub columns: u32,
}
