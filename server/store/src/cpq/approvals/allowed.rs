//! What was judged of a quote when it was submitted or sent.

use crate::{Result, Session, StoreError, args};
use shared::cpq::approvals::Allowed;
use shared::kernel::{Instant, QuoteId};

/// Keeps what was judged, in the place of what was before.
pub async fn keep_allowed(
    session: &mut Session,
    quote: QuoteId,
    allowed: &Allowed,
    at: Instant,
) -> Result<()> {
    let content = serde_json::to_string(allowed).unwrap_or_default();
    session
        .exec(
            "INSERT INTO quote_allowed (quote_id, content, judged_at) VALUES ($1, $2, $3)
             ON CONFLICT (quote_id) DO UPDATE SET content = excluded.content, judged_at = excluded.judged_at",
            args![quote, content, at],
        )
        .await?;
    Ok(())
}

/// What was judged; nothing of a quote that went to its customer before this was kept.
pub async fn allowed(session: &mut Session, quote: QuoteId) -> Result<Option<Allowed>> {
    let row: Option<(String,)> = session
        .opt(
            "SELECT content FROM quote_allowed WHERE quote_id = $1",
            args![quote],
        )
        .await?;
    row.map(|(content,)| {
        serde_json::from_str(&content).map_err(|_| StoreError::Corrupt("quote_allowed.content"))
    })
    .transpose()
}
