//! How the page asks about imports.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::imports::alike::{AlikeRow, FindAlike};
use shared::platform::imports::ops::{
    FindExisting, ImportRow, ImportSetUp, ImportView, PreviewUndo, ReadImportContext,
    ReadImportRows, ReadImports, ReadSheet, StartImport, UndoImport, UploadPart,
};
use shared::platform::imports::undo::UndoPreview;
use shared::platform::imports::{Existing, SheetText};

/// What a preview needs.
#[server(name = ReadImportContextCall, endpoint = "imports.context", input = Json, output = Json)]
pub async fn set_up(request: ReadImportContext) -> Result<ImportSetUp, Fault> {
    call::run(request).await
}

/// Records a file may concern.
#[server(name = FindExistingCall, endpoint = "imports.existing", input = Json, output = Json)]
pub async fn existing(request: FindExisting) -> Result<Existing, Fault> {
    call::run(request).await
}

/// Sends a part of a file.
#[server(name = UploadPartCall, endpoint = "imports.upload", input = Json, output = Json)]
pub async fn upload(request: UploadPart) -> Result<u32, Fault> {
    call::run(request).await
}

/// A sheet of an uploaded workbook, as text.
#[server(name = ReadSheetCall, endpoint = "imports.sheet", input = Json, output = Json)]
pub async fn sheet(request: ReadSheet) -> Result<SheetText, Fault> {
    call::run(request).await
}

/// New rows that resemble a record.
#[server(name = FindAlikeCall, endpoint = "imports.alike", input = Json, output = Json)]
pub async fn alike(request: FindAlike) -> Result<Vec<AlikeRow>, Fault> {
    call::run(request).await
}

/// Runs the import.
#[server(name = StartImportCall, endpoint = "imports.start", input = Json, output = Json)]
pub async fn start(request: StartImport) -> Result<Vec<ImportView>, Fault> {
    call::run(request).await
}

/// Where imports stand.
#[server(name = ReadImportsCall, endpoint = "imports.read", input = Json, output = Json)]
pub async fn runs(request: ReadImports) -> Result<Vec<ImportView>, Fault> {
    call::run(request).await
}

/// What became of the rows of a file.
#[server(name = ReadImportRowsCall, endpoint = "imports.rows", input = Json, output = Json)]
pub async fn rows(request: ReadImportRows) -> Result<Vec<ImportRow>, Fault> {
    call::run(request).await
}

/// What undoing an import would do.
#[server(name = PreviewUndoCall, endpoint = "imports.undo_preview", input = Json, output = Json)]
pub async fn preview_undo(request: PreviewUndo) -> Result<UndoPreview, Fault> {
    call::run(request).await
}

/// Takes an import back.
#[server(name = UndoImportCall, endpoint = "imports.undo", input = Json, output = Json)]
pub async fn undo(request: UndoImport) -> Result<ImportView, Fault> {
    call::run(request).await
}
