//! What may be asked about templates.

use super::model::{TemplateRow, TemplateSharing};
use crate::kernel::{QuoteId, QuoteTemplateId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// The templates this person may start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTemplates {}
operation!(ListTemplates => Vec<TemplateRow>, "templates.list", EditQuote);

/// Keeps what a quote says as a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTemplate {
    /// Chosen by the client.
    pub id: QuoteTemplateId,
    /// Of which quote.
    pub quote_id: QuoteId,
    /// Its name.
    pub name: String,
    /// Who may start from it.
    pub sharing: TemplateSharing,
}
operation!(CreateTemplate => TemplateRow, "templates.create", EditQuote);

/// Renames a template, or shows it to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateTemplate {
    /// Which.
    pub id: QuoteTemplateId,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Who may start from it.
    pub sharing: TemplateSharing,
}
operation!(UpdateTemplate => TemplateRow, "templates.update", EditQuote);

/// Deletes a template. Quotes that were made from it stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTemplate {
    /// Which.
    pub id: QuoteTemplateId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteTemplate => TemplateRow, "templates.delete", EditQuote);

/// Brings a deleted template back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreTemplate {
    /// Which.
    pub id: QuoteTemplateId,
}
operation!(RestoreTemplate => TemplateRow, "templates.restore", EditQuote);
