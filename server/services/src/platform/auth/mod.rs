//! Sign-in: argon2id, own table of hashed tokens, throttled.
//!
//! A session ends after 12 hours without use or 14 days in all; the token changes at every
//! sign-in. Only a SHA-256 of the token is stored: a copy of the database opens no session.
//! Throttle: 10 failures for an e-mail or 50 for an address within 15 minutes; both are counted in
//! the database, so a restart forgets nothing. Unknown names cost the same time as known ones.

mod password;
mod person;
mod watching;

pub use password::{hash_password, verify_password};
pub use person::NewPerson;

use crate::{OrProblem, Services};
use sha2::{Digest, Sha256};
use shared::kernel::{Actor, Instant, Issue, Problem, ProblemKind, SessionId, UserId};
use store::platform::{sessions, users};

/// Without use for so long, a session ends.
const IDLE_MS: i64 = 12 * 3_600_000;
/// A session ends after so long in any case.
pub const ABSOLUTE_MS: i64 = 14 * 24 * 3_600_000;
/// The last use is written down at most this often: a read of a page should not be a write.
const TOUCH_MS: i64 = 5 * 60_000;
const WINDOW_MS: i64 = 15 * 60_000;
const MAX_BY_EMAIL: i64 = 10;
const MAX_BY_ADDRESS: i64 = 50;

/// A signed-in browser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Which session.
    pub session_id: SessionId,
}

/// SHA-256 of a token, in hexadecimal: what the database keeps.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn new_token() -> String {
    rand::random::<[u8; 32]>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Services {
    /// Opens a session for `email` and `password`; gives the token for the cookie.
    ///
    /// # Errors
    /// `sign_in_failed` for an unknown name or a wrong password alike; too many tries.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: &str,
        user_agent: &str,
    ) -> Result<String, Problem> {
        let now = self.clock().now();
        let email = email.trim().to_lowercase();
        let since = Instant(now.0 - WINDOW_MS);
        let by_email = format!("email:{email}");
        let by_address = format!("address:{address}");
        let credentials = {
            let mut session = self.store().read().await.or_problem()?;
            if sessions::failures(&mut session, &by_email, since)
                .await
                .or_problem()?
                >= MAX_BY_EMAIL
                || sessions::failures(&mut session, &by_address, since)
                    .await
                    .or_problem()?
                    >= MAX_BY_ADDRESS
            {
                return Err(Problem::of(ProblemKind::TooManyRequests));
            }
            users::credentials(&mut session, &email)
                .await
                .or_problem()?
        };
        let hash = credentials
            .as_ref()
            .map(|c| c.password_hash.clone())
            .unwrap_or_default();
        let right = verify_password(password.to_owned(), hash).await;
        let mut session = self.store().write().await.or_problem()?;
        let (true, Some(credentials)) = (right, credentials) else {
            sessions::note_failure(&mut session, &by_email, now)
                .await
                .or_problem()?;
            sessions::note_failure(&mut session, &by_address, now)
                .await
                .or_problem()?;
            session.commit().await.or_problem()?;
            return Err(Problem {
                kind: ProblemKind::Unauthenticated,
                ..Problem::because(Issue::error("sign_in_failed", "email"))
            });
        };
        let token = new_token();
        let id = SessionId::new(now.0, self.clock().random());
        let agent: String = user_agent.chars().take(200).collect();
        sessions::sweep(&mut session, now, since)
            .await
            .or_problem()?;
        sessions::forget_failures(&mut session, &by_email)
            .await
            .or_problem()?;
        sessions::insert(
            &mut session,
            id,
            &token_hash(&token),
            credentials.user_id,
            now,
            Instant(now.0 + ABSOLUTE_MS),
            &agent,
        )
        .await
        .or_problem()?;
        session.commit().await.or_problem()?;
        Ok(token)
    }

    /// The person behind a cookie's token, if the session goes on.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn authenticate(&self, token: &str) -> Result<Option<SignedIn>, Problem> {
        let now = self.clock().now();
        let mut session = self.store().read().await.or_problem()?;
        let found = sessions::find(
            &mut session,
            &token_hash(token),
            now,
            Instant(now.0 - IDLE_MS),
        )
        .await
        .or_problem()?;
        let Some(live) = found else { return Ok(None) };
        let Some(actor) = self.actor_with(&mut session, live.user_id, now).await? else {
            return Ok(None);
        };
        drop(session);
        if now.0 - live.last_seen_at.0 > TOUCH_MS {
            let mut session = self.store().write().await.or_problem()?;
            sessions::touch(&mut session, live.id, now)
                .await
                .or_problem()?;
            session.commit().await.or_problem()?;
        }
        Ok(Some(SignedIn {
            actor,
            session_id: live.id,
        }))
    }

    /// The actor of a user, with the changes of their time zone.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn actor(&self, id: UserId) -> Result<Option<Actor>, Problem> {
        let now = self.clock().now();
        let mut session = self.store().read().await.or_problem()?;
        self.actor_with(&mut session, id, now).await
    }

    async fn actor_with(
        &self,
        session: &mut store::Session,
        id: UserId,
        now: Instant,
    ) -> Result<Option<Actor>, Problem> {
        let actor = users::actor(session, id).await.or_problem()?;
        Ok(actor.map(|actor| Actor {
            zone: self.inner.zones.get(&actor.zone.name, now),
            ..actor
        }))
    }

    /// Gives a demo login the language of its visitor.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn speak(&self, email: &str, lang: shared::kernel::Lang) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        users::set_sample_language(&mut session, email, lang)
            .await
            .or_problem()?;
        session.commit().await.or_problem()
    }

    /// Ends the session of a token.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sign_out(&self, token: &str) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        sessions::end_token(&mut session, &token_hash(token))
            .await
            .or_problem()?;
        session.commit().await.or_problem()
    }
}
