//! What is asked about the files of records. Each is asked with the right its record needs, which is also what
//! a token of the interface must be let into.

use super::{FileContent, FileOf, RecordFile};
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The files of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetFiles {
    /// Of which record.
    pub of: FileOf,
}
operation!(GetFiles => FilesView, "files.get", EditProfile);

/// The files of a record as its page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesView {
    /// Of which record.
    pub of: FileOf,
    /// Whether this person may change them now.
    pub may_edit: bool,
    /// The files, the latest first.
    pub items: Vec<RecordFile>,
}

/// Adds a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddFile {
    /// To which record.
    pub of: FileOf,
    /// The file's id, made by the client: sent twice, it is kept once.
    pub id: Uuid,
    /// The name it has; its ending has to fit its bytes.
    pub file_name: String,
    /// Its bytes in Base64.
    pub content: String,
}
operation!(AddFile => FilesView, "files.add", EditProfile);

/// Calls a file something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameFile {
    /// Of which record.
    pub of: FileOf,
    /// Which file.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
    /// What it is called from now on.
    pub title: String,
}
operation!(RenameFile => FilesView, "files.rename", EditProfile);

/// Takes a file away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveFile {
    /// Of which record.
    pub of: FileOf,
    /// Which file.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
}
operation!(RemoveFile => FilesView, "files.remove", EditProfile);

/// Brings back a file that was taken away less than thirty days ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreFile {
    /// Of which record.
    pub of: FileOf,
    /// Which file.
    pub id: Uuid,
}
operation!(RestoreFile => FilesView, "files.restore", EditProfile);

/// A file with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Of which record.
    pub of: FileOf,
    /// Which file.
    pub id: Uuid,
}
operation!(ReadFile => FileContent, "files.read", EditProfile);
