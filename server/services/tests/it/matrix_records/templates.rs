//! Templates: kept by their owner, of quotes one may change.

use super::*;
use crate::cpq::templates::template;
use shared::cpq::templates::ops as templates;
use shared::kernel::QuoteTemplateId;

/// A private one is nobody else's.
const MINE: &str = ".NNNNNF";

pub fn rows() -> Vec<Row> {
    rows![(CREATE, templates::ListTemplates, |_b| json!({}))(
        EDIT,
        templates::CreateTemplate,
        |b| {
            let quote = blank(b, &b.rep).await;
            let id = QuoteTemplateId(b.uuid());
            json!({"id": id, "quote_id": quote.id, "name": "Mine", "sharing": "private"})
        }
    )(MINE, templates::UpdateTemplate, |b| {
        let one = template(b).await;
        json!({"id": one.id, "version": one.version, "name": one.name, "sharing": one.sharing})
    })(MINE, templates::DeleteTemplate, |b| {
        let one = template(b).await;
        json!({"id": one.id, "version": one.version})
    })(MINE, templates::RestoreTemplate, |b| {
        let one = template(b).await;
        json!({"id": one.id})
    })]
}
