//! Who comes with a token.

use crate::platform::auth::token_hash;
use crate::{OrProblem, Services};
use shared::kernel::{Actor, ApiTokenId, Instant, Problem, ProblemKind};
use shared::platform::api::{Scopes, is_token};
use store::platform::{api as rows, sessions};

/// The last use is written down at most this often: reading should not be writing.
const TOUCH_MS: i64 = 5 * 60_000;
/// Wrong tokens are counted over this time.
const WINDOW_MS: i64 = 15 * 60_000;
/// So many wrong tokens an address may send within it.
const MAX_BY_ADDRESS: i64 = 50;

/// Somebody with a token.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Whose token it is.
    pub actor: Actor,
    /// Which.
    pub token_id: ApiTokenId,
    /// What it may touch.
    pub scopes: Scopes,
}

impl Services {
    /// The person behind a token; `address` is where the request comes from, empty when unknown.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] for a wrong, ended or revoked token alike,
    /// [`ProblemKind::TooManyRequests`] after many wrong ones.
    pub async fn bearer(&self, token: &str, address: &str) -> Result<Bearer, Problem> {
        let now = self.clock().now();
        let found = if is_token(token) {
            let mut session = self.store().read().await.or_problem()?;
            rows::find(&mut session, &token_hash(token), now, self.sample_logins())
                .await
                .or_problem()?
        } else {
            None
        };
        let Some(found) = found else {
            return Err(self.wrong_token(address, now).await?);
        };
        let Some(actor) = self.actor(found.user_id).await? else {
            return Err(Problem::of(ProblemKind::Unauthenticated));
        };
        let fresh = |used: Instant| now.0 - used.0 <= TOUCH_MS;
        if !found.last_used_at.is_some_and(fresh) {
            // Nobody waits for this, or fails by it: the next request tries again.
            let services = self.clone();
            tokio::spawn(async move {
                if let Err(problem) = services.touch_token(found.id, now).await {
                    tracing::debug!(problem = %problem, "the last use was not written down");
                }
            });
        }
        Ok(Bearer {
            actor,
            token_id: found.id,
            scopes: found.scopes,
        })
    }

    async fn touch_token(&self, id: ApiTokenId, now: Instant) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        rows::touch(&mut session, id, now).await.or_problem()?;
        session.commit().await.or_problem()
    }

    /// Takes one request out of the bucket of a token that all servers share, which holds `full` thousandths of a
    /// request; gives what is left and whether it is let through. Nothing where there is one server only, or where
    /// the database does not answer: then the server counts by itself.
    pub async fn take_request(
        &self,
        token: ApiTokenId,
        full: i64,
        now: Instant,
    ) -> Option<(i64, bool)> {
        if !self.store().is_shared() {
            return None;
        }
        let mut session = self.store().write().await.ok()?;
        let taken = rows::take_request(&mut session, token, full, now).await;
        let taken = taken.ok()?;
        session.commit().await.ok()?;
        Some(taken)
    }

    /// Counts a wrong token against its address and gives the refusal.
    async fn wrong_token(&self, address: &str, now: Instant) -> Result<Problem, Problem> {
        if address.is_empty() {
            return Ok(Problem::of(ProblemKind::Unauthenticated));
        }
        let subject = format!("token:{address}");
        let since = Instant(now.0 - WINDOW_MS);
        let mut session = self.store().read().await.or_problem()?;
        let failures = sessions::failures(&mut session, &subject, since)
            .await
            .or_problem()?;
        drop(session);
        if failures >= MAX_BY_ADDRESS {
            return Ok(Problem::of(ProblemKind::TooManyRequests));
        }
        let mut session = self.store().write().await.or_problem()?;
        sessions::note_failure(&mut session, &subject, now)
            .await
            .or_problem()?;
        session.commit().await.or_problem()?;
        Ok(Problem::of(ProblemKind::Unauthenticated))
    }
}
