//! Sign-ins that went out to a provider and wait for its answer.

use crate::{Result, Session, args};
use shared::kernel::{Instant, ProviderId, SessionId};
use uuid::Uuid;

/// A sign-in that waits.
#[derive(Clone, Debug)]
pub struct Step {
    /// Of the browser that began it.
    pub browser_hash: String,
    /// Where it went.
    pub provider: ProviderId,
    /// The secret half of PKCE.
    pub verifier: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Where to go afterwards.
    pub target: String,
    /// The account is linked to the person of this session; without one the step is a sign-in.
    pub session: Option<SessionId>,
}

/// Keeps one, known by the hash of its state.
pub async fn put_step(
    session: &mut Session,
    state_hash: &str,
    step: &Step,
    address: &str,
    now: Instant,
    until: Instant,
) -> Result<()> {
    const PUT: &str = "INSERT INTO provider_steps (state_hash, browser_hash, provider_id, verifier, nonce, target, address, created_at, expires_at, session_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    session
        .exec(
            PUT,
            args![
                state_hash,
                &step.browser_hash,
                step.provider,
                &step.verifier,
                &step.nonce,
                &step.target,
                address,
                now,
                until,
                step.session.map(|session| session.0)
            ],
        )
        .await?;
    Ok(())
}

/// Takes one away and gives it, while it is good and of this browser. Of two answers at once one gets it;
/// an answer in another browser leaves it where it is.
pub async fn take_step(
    session: &mut Session,
    state_hash: &str,
    browser_hash: &str,
    now: Instant,
) -> Result<Option<Step>> {
    const TAKE: &str =
        "DELETE FROM provider_steps WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3
        RETURNING browser_hash, provider_id, verifier, nonce, target, session_id";
    let row: Option<(String, Uuid, String, String, String, Option<Uuid>)> = session
        .opt(TAKE, args![state_hash, browser_hash, now])
        .await?;
    Ok(row.map(
        |(browser_hash, provider, verifier, nonce, target, session)| Step {
            browser_hash,
            provider: ProviderId(provider),
            verifier,
            nonce,
            target,
            session: session.map(SessionId),
        },
    ))
}

/// How many an address began that still wait.
pub async fn waiting_steps(session: &mut Session, address: &str, now: Instant) -> Result<i64> {
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM provider_steps WHERE address = $1 AND expires_at > $2",
            args![address, now],
        )
        .await?;
    Ok(count)
}

/// Forgets those nobody came back for.
pub async fn sweep_steps(session: &mut Session, now: Instant) -> Result<()> {
    session
        .exec(
            "DELETE FROM provider_steps WHERE expires_at <= $1",
            args![now],
        )
        .await?;
    Ok(())
}
