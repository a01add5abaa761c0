//! What the page of exports asks. For administrators; no token of the interface asks for it.

use super::ExportView;
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Reads the exports, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadExports {}
operation!(ReadExports => Vec<ExportView>, "export.read", ManageSystem);

/// Starts an export of everything. There is one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartExport {}
operation!(StartExport => Vec<ExportView>, "export.start", ManageSystem);

/// Stops an export that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelExport {
    /// Which.
    pub id: Uuid,
}
operation!(CancelExport => Vec<ExportView>, "export.cancel", ManageSystem);

/// Deletes the file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteExport {
    /// Which.
    pub id: Uuid,
}
operation!(DeleteExport => Vec<ExportView>, "export.delete", ManageSystem);

/// Takes the file of an export; the log says who did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeExport {
    /// Which.
    pub id: Uuid,
}
operation!(TakeExport => ExportPlace, "export.take", ManageSystem);

/// Where the server finds the file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPlace {
    /// What it is called when it is saved.
    pub name: String,
    /// Its path on the server, which no page is told.
    pub path: String,
}
