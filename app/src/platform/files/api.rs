//! What the card asks of the server. A file itself has an address of its own (`routes::record_file`).

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::files::ops::{
    AddFile, FilesView, GetFiles, RemoveFile, RenameFile, RestoreFile,
};

/// The files of a record.
#[server(name = GetFilesCall, endpoint = "files.get", input = Json, output = Json)]
pub async fn get(request: GetFiles) -> Result<FilesView, Fault> {
    call::run(request).await
}

/// Adds a file.
#[server(name = AddFileCall, endpoint = "files.add", input = Json, output = Json)]
pub async fn add(request: AddFile) -> Result<FilesView, Fault> {
    call::run(request).await
}

/// Calls a file something else.
#[server(name = RenameFileCall, endpoint = "files.rename", input = Json, output = Json)]
pub async fn rename(request: RenameFile) -> Result<FilesView, Fault> {
    call::run(request).await
}

/// Takes a file away.
#[server(name = RemoveFileCall, endpoint = "files.remove", input = Json, output = Json)]
pub async fn remove(request: RemoveFile) -> Result<FilesView, Fault> {
    call::run(request).await
}

/// Brings it back.
#[server(name = RestoreFileCall, endpoint = "files.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreFile) -> Result<FilesView, Fault> {
    call::run(request).await
}
