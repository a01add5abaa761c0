//! What the pages ask of the server about templates.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::templates::TemplateRow;
use shared::cpq::templates::ops::{
    CreateTemplate, DeleteTemplate, ListTemplates, RestoreTemplate, UpdateTemplate,
};

/// The templates one may start from.
#[server(name = ListTemplatesCall, endpoint = "templates.list", input = Json, output = Json)]
pub async fn list(request: ListTemplates) -> Result<Vec<TemplateRow>, Fault> {
    call::run(request).await
}

/// Keeps a quote as a template.
#[server(name = CreateTemplateCall, endpoint = "templates.create", input = Json, output = Json)]
pub async fn create(request: CreateTemplate) -> Result<TemplateRow, Fault> {
    call::run(request).await
}

/// Renames or shares one.
#[server(name = UpdateTemplateCall, endpoint = "templates.update", input = Json, output = Json)]
pub async fn update(request: UpdateTemplate) -> Result<TemplateRow, Fault> {
    call::run(request).await
}

/// Deletes one.
#[server(name = DeleteTemplateCall, endpoint = "templates.delete", input = Json, output = Json)]
pub async fn delete(request: DeleteTemplate) -> Result<TemplateRow, Fault> {
    call::run(request).await
}

/// Brings one back.
#[server(name = RestoreTemplateCall, endpoint = "templates.restore", input = Json, output = Json)]
pub async fn restore(request: RestoreTemplate) -> Result<TemplateRow, Fault> {
    call::run(request).await
}
