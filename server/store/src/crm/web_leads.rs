//! What came through the public form, counted so that no program floods the queue.

use crate::{Result, Session, args};
use shared::kernel::Instant;

/// How often `subject` sent the form since then.
pub async fn attempts(session: &mut Session, subject: &str, since: Instant) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM web_lead_attempts WHERE subject = $1 AND at > $2",
            args![subject, since],
        )
        .await?;
    Ok(count)
}

/// Writes an attempt down and forgets those before `until`.
pub async fn add_attempt(
    session: &mut Session,
    subject: &str,
    at: Instant,
    until: Instant,
) -> Result<()> {
    session
        .exec("DELETE FROM web_lead_attempts WHERE at < $1", args![until])
        .await?;
    session
        .exec(
            "INSERT INTO web_lead_attempts (subject, at) VALUES ($1, $2)",
            args![subject, at],
        )
        .await?;
    Ok(())
}
