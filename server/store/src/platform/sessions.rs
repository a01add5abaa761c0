//! Signed-in browsers and failed tries. Only a hash of the token is stored.

use crate::{Result, Session, args};
use shared::kernel::{Instant, ProviderId, SessionId, UserId};
use shared::platform::profile::SessionWay;
use uuid::Uuid;

/// A session that has not ended.
pub struct Live {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// The role asks for a second factor, and there is none yet.
    pub must_enrol: bool,
}

/// One session in the list of a person's own.
pub struct Listed {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Instant,
    /// Last use.
    pub last_seen_at: Instant,
    /// Browser.
    pub user_agent: String,
    /// How it was opened; `None` where that was not written down.
    pub way: Option<SessionWay>,
}

const INSERT: &str = "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, way)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7)";
const FIND: &str =
    "SELECT s.id, s.user_id, s.last_seen_at,
        EXISTS (SELECT 1 FROM second_factor_roles r WHERE r.role = u.role)
            AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
            AND NOT s.factor_elsewhere AND s.way <> 'passkey' AS must_enrol
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.active AND (NOT u.sample OR $4)";
const LIST: &str = "SELECT id, created_at, last_seen_at, user_agent, way FROM sessions WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC";

/// A session that is opened now.
pub struct NewSession<'a> {
    /// Made by the caller.
    pub id: SessionId,
    /// Of its token.
    pub token_hash: &'a str,
    /// Whose.
    pub user: UserId,
    /// When it ends in any case.
    pub expires: Instant,
    /// What the browser says of itself.
    pub user_agent: &'a str,
    /// How it is opened.
    pub way: SessionWay,
}

/// Opens a session.
pub async fn insert(session: &mut Session, new: &NewSession<'_>, at: Instant) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                new.id,
                new.token_hash,
                new.user,
                at,
                new.expires,
                new.user_agent,
                new.way.code()
            ],
        )
        .await?;
    Ok(())
}

/// Notes that the second factor of a session was given elsewhere, to a provider whose word counts.
pub async fn factor_elsewhere(session: &mut Session, id: SessionId) -> Result<()> {
    session
        .exec(
            "UPDATE sessions SET factor_elsewhere = TRUE WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(())
}

/// Ends the sessions of a provider's people whose second factor was given to a provider; how many.
pub async fn end_of_provider(session: &mut Session, provider: ProviderId) -> Result<u64> {
    session
        .exec(
            "DELETE FROM sessions WHERE factor_elsewhere AND user_id IN (SELECT i.user_id FROM identities i WHERE i.provider_id = $1)",
            args![provider],
        )
        .await
}

/// The session of a token, unless it ended at `now` or was idle since before `idle_since`; one of
/// the sample company's people only with `samples`.
pub async fn find(
    session: &mut Session,
    token_hash: &str,
    now: Instant,
    idle_since: Instant,
    samples: bool,
) -> Result<Option<Live>> {
    let row: Option<(Uuid, Uuid, i64, bool)> = session
        .opt(FIND, args![token_hash, now, idle_since, samples])
        .await?;
    Ok(row.map(|(id, user, seen, must_enrol)| Live {
        id: SessionId(id),
        user_id: UserId(user),
        last_seen_at: Instant(seen),
        must_enrol,
    }))
}

/// When a session of a person was opened, while there is one.
pub async fn opened_at(
    session: &mut Session,
    id: SessionId,
    user: UserId,
) -> Result<Option<Instant>> {
    let row: Option<(i64,)> = session
        .opt(
            "SELECT created_at FROM sessions WHERE id = $1 AND user_id = $2",
            args![id, user],
        )
        .await?;
    Ok(row.map(|(at,)| Instant(at)))
}

/// Notes that a session was used.
pub async fn touch(session: &mut Session, id: SessionId, at: Instant) -> Result<()> {
    session
        .exec(
            // A late note never makes a session look older than it is.
            "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
            args![id, at],
        )
        .await?;
    Ok(())
}

/// The open sessions of a person, last used first.
pub async fn list(session: &mut Session, user: UserId, now: Instant) -> Result<Vec<Listed>> {
    let rows: Vec<(Uuid, i64, i64, String, String)> = session.all(LIST, args![user, now]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, created, seen, user_agent, way)| Listed {
            id: SessionId(id),
            created_at: Instant(created),
            last_seen_at: Instant(seen),
            user_agent,
            way: way.parse().ok(),
        })
        .collect())
}

/// Ends one session of a person; says whether there was one.
pub async fn end(session: &mut Session, id: SessionId, user: UserId) -> Result<bool> {
    Ok(session
        .exec(
            "DELETE FROM sessions WHERE id = $1 AND user_id = $2",
            args![id, user],
        )
        .await?
        > 0)
}

/// Ends every session of a person but `keep`.
pub async fn end_others(
    session: &mut Session,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<u64> {
    match keep {
        Some(keep) => {
            session
                .exec(
                    "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
                    args![user, keep],
                )
                .await
        }
        None => {
            session
                .exec("DELETE FROM sessions WHERE user_id = $1", args![user])
                .await
        }
    }
}

/// Ends the session of a token; which it was and whose.
pub async fn end_token(
    session: &mut Session,
    token_hash: &str,
) -> Result<Option<(SessionId, UserId)>> {
    let row: Option<(Uuid, Uuid)> = session
        .opt(
            "DELETE FROM sessions WHERE token_hash = $1 RETURNING id, user_id",
            args![token_hash],
        )
        .await?;
    Ok(row.map(|(id, user)| (SessionId(id), UserId(user))))
}

/// Forgets sessions and failed tries that no longer matter.
pub async fn sweep(session: &mut Session, now: Instant, failures_before: Instant) -> Result<()> {
    session
        .exec("DELETE FROM sessions WHERE expires_at <= $1", args![now])
        .await?;
    session
        .exec(
            "DELETE FROM sign_in_failures WHERE at < $1",
            args![failures_before],
        )
        .await?;
    Ok(())
}

/// How often `subject` (an address or an e-mail) failed since `since`.
pub async fn failures(session: &mut Session, subject: &str, since: Instant) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM sign_in_failures WHERE subject = $1 AND at > $2",
            args![subject, since],
        )
        .await?;
    Ok(count)
}

/// Notes a failed try.
pub async fn note_failure(session: &mut Session, subject: &str, at: Instant) -> Result<()> {
    session
        .exec(
            "INSERT INTO sign_in_failures (subject, at) VALUES ($1, $2)",
            args![subject, at],
        )
        .await?;
    Ok(())
}

/// Forgets one try of `subject` at `at`: the one that turned out right.
pub async fn forget_try(session: &mut Session, subject: &str, at: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM sign_in_failures WHERE subject = $1 AND at = $2",
            args![subject, at],
        )
        .await?;
    Ok(())
}

/// Forgets the failed tries of `subject` after a success.
pub async fn forget_failures(session: &mut Session, subject: &str) -> Result<()> {
    session
        .exec(
            "DELETE FROM sign_in_failures WHERE subject = $1",
            args![subject],
        )
        .await?;
    Ok(())
}
