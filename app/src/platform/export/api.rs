//! What the page of exports asks of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::export::ExportView;
use shared::platform::export::ops::{CancelExport, DeleteExport, ReadExports, StartExport};

/// All exports.
#[server(name = ReadExportsCall, endpoint = "export.read", input = Json, output = Json)]
pub async fn read(request: ReadExports) -> Result<Vec<ExportView>, Fault> {
    call::run(request).await
}

/// Starts one.
#[server(name = StartExportCall, endpoint = "export.start", input = Json, output = Json)]
pub async fn start(request: StartExport) -> Result<Vec<ExportView>, Fault> {
    call::run(request).await
}

/// Stops it.
#[server(name = CancelExportCall, endpoint = "export.cancel", input = Json, output = Json)]
pub async fn cancel(request: CancelExport) -> Result<Vec<ExportView>, Fault> {
    call::run(request).await
}

/// Deletes its file.
#[server(name = DeleteExportCall, endpoint = "export.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteExport) -> Result<Vec<ExportView>, Fault> {
    call::run(request).await
}
