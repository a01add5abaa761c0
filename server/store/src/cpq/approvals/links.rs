//! Links in messages with which somebody decides. Only hashes of them are kept.

use crate::cpq::word;
use crate::{Result, Session, args};
use shared::cpq::approvals::{DecisionLink, LINK_DAYS};
use shared::kernel::{ApprovalId, Instant, Lang, UserId};
use uuid::Uuid;

/// A used or expired link is remembered so long, to say what became of it.
const REMEMBERED_DAYS: i64 = 30;

/// Keeps the hash of a new link; earlier ones of the same person for the same request that were not
/// used decide nothing any more.
pub async fn put_link(
    session: &mut Session,
    hash: &str,
    request: ApprovalId,
    (user, step): (UserId, u32),
    now: Instant,
) -> Result<()> {
    session
        .exec(
            "DELETE FROM approval_links WHERE request_id = $1 AND user_id = $2 AND used_at IS NULL",
            args![request, user],
        )
        .await?;
    session
        .exec(
            "INSERT INTO approval_links (token_hash, request_id, user_id, step, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
            args![hash, request, user, i64::from(step), now, now.plus_days(LINK_DAYS)],
        )
        .await?;
    Ok(())
}

/// A link as it is kept.
#[derive(Clone, Copy, Debug)]
pub struct StoredLink {
    /// Of which request.
    pub request: ApprovalId,
    /// The link.
    pub link: DecisionLink,
    /// Its person is active; of the sample company only where its people may come in.
    pub enters: bool,
    /// In which language its person reads.
    pub lang: Lang,
}

/// Request, person, step, end, use, whether its person enters, their language.
type LinkRow = (Uuid, Uuid, i64, i64, Option<i64>, bool, String);

/// A link by its hash. People of the sample company come in only with `samples`.
pub async fn link(session: &mut Session, hash: &str, samples: bool) -> Result<Option<StoredLink>> {
    let row: Option<LinkRow> = session
        .opt(
            "SELECT l.request_id, l.user_id, l.step, l.expires_at, l.used_at,
                (u.active AND (NOT u.sample OR $2)) AS enters, u.language
             FROM approval_links l JOIN users u ON u.id = l.user_id WHERE l.token_hash = $1",
            args![hash, samples],
        )
        .await?;
    row.map(|(request, user, step, expires, used, enters, lang)| {
        Ok(StoredLink {
            request: ApprovalId(request),
            link: DecisionLink {
                user: UserId(user),
                step: u32::try_from(step).unwrap_or(0),
                expires_at: Instant(expires),
                used_at: used.map(Instant),
            },
            enters,
            lang: word(&lang, "users.language")?,
        })
    })
    .transpose()
}

/// Uses a link up; `false` when it was used or is no longer good. Of two at once one gets `true`.
pub async fn use_link(session: &mut Session, hash: &str, now: Instant) -> Result<bool> {
    session
        .exec_one(
            "UPDATE approval_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
            args![hash, now],
        )
        .await
}

/// Forgets links that have been over for a while.
pub async fn sweep_links(session: &mut Session, now: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM approval_links WHERE expires_at <= $1",
            args![now.plus_days(-REMEMBERED_DAYS)],
        )
        .await?;
    Ok(())
}
