//! What quotes are begun from.

use crate::http::api::book::{Book, Listed, whole};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::cpq::templates::ops::{
    CreateTemplate, DeleteTemplate, ListTemplates, RestoreTemplate, UpdateTemplate,
};
use shared::cpq::templates::{TemplateRow, TemplateSharing};
use shared::kernel::QuoteId;

/// A new template: what a quote says, without its customer, its days and the price book's prices.
#[derive(Deserialize, JsonSchema)]
struct NewTemplate {
    /// Of which quote.
    quote_id: QuoteId,
    /// Its name.
    name: String,
    /// Who may start from it.
    sharing: TemplateSharing,
}

/// What can be changed of a template.
#[derive(Serialize, Deserialize, JsonSchema)]
struct TemplateFacts {
    /// Its name.
    name: String,
    /// Who may start from it.
    sharing: TemplateSharing,
}

pub fn add(book: &mut Book) {
    book.list(
        "quote-templates",
        ("QuoteTemplateRow", &[]),
        Vec::new(),
        |_, _| Ok(ListTemplates {}),
        |rows: Vec<TemplateRow>, _| -> Listed<TemplateRow> { whole(rows) },
    );
    book.listed(
        ("quote-templates", "QuoteTemplate"),
        &[],
        || ListTemplates {},
        |all: Vec<TemplateRow>, id| all.into_iter().find(|one| one.id.0 == id),
        |template: TemplateRow| template,
    )
    .read()
    .create(
        &["quote_id", "name"],
        |_| json!({ "sharing": "private" }),
        |id, new: NewTemplate| CreateTemplate {
            id: id.into(),
            quote_id: new.quote_id,
            name: new.name,
            sharing: new.sharing,
        },
    )
    .update(
        |template| TemplateFacts {
            name: template.name.clone(),
            sharing: template.sharing,
        },
        |template, facts: TemplateFacts| UpdateTemplate {
            id: template.id,
            version: template.version,
            name: facts.name,
            sharing: facts.sharing,
        },
    )
    .delete(|template| DeleteTemplate {
        id: template.id,
        version: template.version,
    })
    .restore(|id, _| RestoreTemplate { id: id.into() }, false);
}
