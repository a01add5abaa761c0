//! Files of quotes: seen with the quote, changed by whoever may change it.

use super::*;
use crate::cpq::attachments::{attached, request, saving};
use shared::cpq::attachments::ops as attachments;

pub fn rows() -> Vec<Row> {
    rows![(VIEW, attachments::GetAttachments, |b| {
        let (quote, _) = attached(b, &b.rep).await;
        json!({"quote_id": quote.id})
    })(EDIT, attachments::AddAttachment, |b| {
        let (quote, _) = attached(b, &b.rep).await;
        json!(request(b, quote.id, "Plan.txt", b"A plan"))
    })(EDIT, attachments::SaveAttachments, |b| {
        let (_, view) = attached(b, &b.rep).await;
        json!(saving(&view))
    })(VIEW, attachments::ReadAttachment, |b| {
        let (quote, view) = attached(b, &b.rep).await;
        json!({"quote_id": quote.id, "id": view.items[0].id})
    })]
}
