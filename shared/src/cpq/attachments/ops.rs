//! What may be asked about the files of a quote. Customers have no operations: they come through a link.

use super::{Arranged, Attachment};
use crate::kernel::QuoteId;
use crate::operation;
use crate::platform::files::FileContent;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The files of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAttachments {
    /// Of which quote.
    pub quote_id: QuoteId,
}
operation!(GetAttachments => AttachmentsView, "attachments.get", ViewQuote);

/// The files of a quote as its page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentsView {
    /// Of which quote.
    pub quote_id: QuoteId,
    /// Raised by every change of the list.
    pub version: i64,
    /// Whether this person may change the list now.
    pub may_edit: bool,
    /// The files in their order.
    pub items: Vec<Attachment>,
}

/// Adds a file at the end of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddAttachment {
    /// To which quote.
    pub quote_id: QuoteId,
    /// The file's id, made by the client: sent twice, it is kept once.
    pub id: Uuid,
    /// The name it has; its ending has to fit its bytes.
    pub file_name: String,
    /// Its bytes in Base64.
    pub content: String,
    /// Whether the customer gets it.
    pub shown: bool,
}
operation!(AddAttachment => AttachmentsView, "attachments.add", EditQuote);

/// Says what the list is: order, titles, what the customer gets. What is not named is taken away, and what was
/// taken away less than thirty days ago comes back when it is named; undoing is saying the list of before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAttachments {
    /// Of which quote.
    pub quote_id: QuoteId,
    /// The version of the list that was read.
    pub version: i64,
    /// The list.
    pub items: Vec<Arranged>,
}
operation!(SaveAttachments => AttachmentsView, "attachments.save", EditQuote);

/// A file with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAttachment {
    /// Of which quote.
    pub quote_id: QuoteId,
    /// Which file.
    pub id: Uuid,
}
operation!(ReadAttachment => FileContent, "attachments.read", ViewQuote);
