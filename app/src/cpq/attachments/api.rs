//! What the card asks of the server. A file itself has an address of its own (`routes::quote_file`).

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::attachments::ops::{
    AddAttachment, AttachmentsView, GetAttachments, SaveAttachments,
};

/// The files of a quote.
#[server(name = GetAttachmentsCall, endpoint = "attachments.get", input = Json, output = Json)]
pub async fn get(request: GetAttachments) -> Result<AttachmentsView, Fault> {
    call::run(request).await
}

/// Adds a file.
#[server(name = AddAttachmentCall, endpoint = "attachments.add", input = Json, output = Json)]
pub async fn add(request: AddAttachment) -> Result<AttachmentsView, Fault> {
    call::run(request).await
}

/// Order, titles, what the customer gets, what is there at all.
#[server(name = SaveAttachmentsCall, endpoint = "attachments.save", input = Json, output = Json)]
pub async fn save(request: SaveAttachments) -> Result<AttachmentsView, Fault> {
    call::run(request).await
}
