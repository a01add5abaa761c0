//! What the pages about personal data ask of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::erasure::Erasure;
use shared::platform::erasure::ops::{
    CheckPerson, Checked, ErasePerson, ErasurePreview, ExportPerson, PersonFile, PreviewErasure,
    ReadErasures,
};

/// What an erasure would do.
#[server(name = PreviewErasureCall, endpoint = "erasure.preview", input = Json, output = Json)]
pub async fn preview(request: PreviewErasure) -> Result<ErasurePreview, Fault> {
    call::run(request).await
}

/// Everything known of a person.
#[server(name = ExportPersonCall, endpoint = "erasure.export", input = Json, output = Json)]
pub async fn export(request: ExportPerson) -> Result<PersonFile, Fault> {
    call::run(request).await
}

/// Erases.
#[server(name = ErasePersonCall, endpoint = "erasure.erase", input = Json, output = Json)]
pub async fn erase(request: ErasePerson) -> Result<Erasure, Fault> {
    call::run(request).await
}

/// Erasures that were done.
#[server(name = ReadErasuresCall, endpoint = "erasure.read", input = Json, output = Json)]
pub async fn read(request: ReadErasures) -> Result<Vec<Erasure>, Fault> {
    call::run(request).await
}

/// Whether an address was erased, and whether it stands anywhere.
#[server(name = CheckPersonCall, endpoint = "erasure.check", input = Json, output = Json)]
pub async fn check(request: CheckPerson) -> Result<Checked, Fault> {
    call::run(request).await
}
