//! Sign-in: argon2id, own table of hashed tokens, throttled.
//!
//! A session ends after 12 hours without use or 14 days in all; the token changes at every
//! sign-in. Only a SHA-256 of the token is stored: a copy of the database opens no session.
//! Throttle: 10 failures for an e-mail or 50 for an address within 15 minutes; both are counted in
//! the database, so a restart forgets nothing. A try is written down before its password is looked
//! at, so that many at once are no way around the count. Unknown names cost the same time as known
//! ones. The people of the sample company, whose password is published, have no way in but where
//! [`Services::allow_sample_logins`] was said.

mod password;
mod person;
mod watching;

pub use password::{hash_password, verify_password};
pub use person::NewPerson;

use crate::{OrProblem, Services};
use sha2::{Digest, Sha256};
use shared::kernel::{Actor, Instant, Issue, Problem, ProblemKind, SessionId, UserId};
use std::sync::atomic::Ordering;
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
/// No address of RFC 5321 is longer; what is longer is nobody's and not written down.
const EMAIL_MAX: usize = 254;
/// Longer than any password one may set, in bytes: hashing megabytes would be work for nothing.
const PASSWORD_BYTES: usize = 4 * 1024;

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

/// What a try to sign in counts against, each with its limit.
struct Tries {
    subjects: Vec<(String, i64)>,
    now: Instant,
    since: Instant,
}

impl Tries {
    fn of(email: &str, address: &str, now: Instant) -> Self {
        let named = |kind: &str, name: &str, most| {
            (!name.is_empty()).then(|| (format!("{kind}:{name}"), most))
        };
        Self {
            subjects: [
                named("email", email, MAX_BY_EMAIL),
                named("address", address, MAX_BY_ADDRESS),
            ]
            .into_iter()
            .flatten()
            .collect(),
            now,
            since: Instant(now.0 - WINDOW_MS),
        }
    }

    /// Whether there were too many tries, this one being written down already or not.
    async fn too_many(&self, session: &mut store::Session, own: i64) -> store::Result<bool> {
        for (subject, most) in &self.subjects {
            if sessions::failures(session, subject, self.since).await? >= most + own {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A right password ends the series of an e-mail; of its address only this one try was none:
    /// one account of one's own shall not wash a guesser's address clean.
    async fn turned_out_right(&self, session: &mut store::Session) -> store::Result<()> {
        for (subject, _) in &self.subjects {
            if subject.starts_with("email:") {
                sessions::forget_failures(session, subject).await?;
            } else {
                sessions::forget_try(session, subject, self.now).await?;
            }
        }
        Ok(())
    }
}

impl Services {
    /// Lets the people of the sample company in: their password is published, so only where the
    /// server was started for that.
    pub fn allow_sample_logins(&self) {
        self.inner.sample_logins.store(true, Ordering::Relaxed);
    }

    fn sample_logins(&self) -> bool {
        self.inner.sample_logins.load(Ordering::Relaxed)
    }

    /// Opens a session for `email` and `password`; gives the token for the cookie. `address` is
    /// where the try comes from; empty when that is not known (a proxy that does not tell), and then
    /// only the e-mail is counted.
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
        let possible = email.len() <= EMAIL_MAX && password.len() <= PASSWORD_BYTES;
        let tries = Tries::of(if possible { &email } else { "" }, address, now);
        self.reserve(&tries).await?;
        let credentials = if possible {
            let mut session = self.store().read().await.or_problem()?;
            users::credentials(&mut session, &email, self.sample_logins())
                .await
                .or_problem()?
        } else {
            None
        };
        let hash = credentials
            .as_ref()
            .map(|c| c.password_hash.clone())
            .unwrap_or_default();
        let tried = if possible { password } else { "" };
        let right = verify_password(tried.to_owned(), hash).await;
        let (true, Some(credentials)) = (right, credentials) else {
            return Err(Problem {
                kind: ProblemKind::Unauthenticated,
                ..Problem::because(Issue::error("sign_in_failed", "email"))
            });
        };
        let token = new_token();
        let id = SessionId::new(now.0, self.clock().random());
        let agent: String = user_agent.chars().take(200).collect();
        let mut session = self.store().write().await.or_problem()?;
        tries.turned_out_right(&mut session).await.or_problem()?;
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

    /// Writes a try down as failed before anything is known of it, and refuses it when there were
    /// too many. Written and saved first, counted afterwards: of tries at the same time each sees
    /// all that were saved before it, so that no more than the limit ever pass, on either database.
    async fn reserve(&self, tries: &Tries) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        if tries.too_many(&mut session, 0).await.or_problem()? {
            return Err(Problem::of(ProblemKind::TooManyRequests));
        }
        drop(session);
        let mut session = self.store().write().await.or_problem()?;
        sessions::sweep(&mut session, tries.now, tries.since)
            .await
            .or_problem()?;
        for (subject, _) in &tries.subjects {
            sessions::note_failure(&mut session, subject, tries.now)
                .await
                .or_problem()?;
        }
        session.commit().await.or_problem()?;
        let mut session = self.store().read().await.or_problem()?;
        if tries.too_many(&mut session, 1).await.or_problem()? {
            return Err(Problem::of(ProblemKind::TooManyRequests));
        }
        Ok(())
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
            self.sample_logins(),
        )
        .await
        .or_problem()?;
        let Some(live) = found else { return Ok(None) };
        let Some(actor) = self.actor_with(&mut session, live.user_id, now).await? else {
            return Ok(None);
        };
        drop(session);
        if now.0 - live.last_seen_at.0 > TOUCH_MS {
            // Nobody's page waits for this, or fails by it: the next one tries again.
            let services = self.clone();
            tokio::spawn(async move {
                if let Err(problem) = services.touch(live.id, now).await {
                    tracing::debug!(problem = %problem, "the last use was not written down");
                }
            });
        }
        Ok(Some(SignedIn {
            actor,
            session_id: live.id,
        }))
    }

    async fn touch(&self, id: SessionId, now: Instant) -> Result<(), Problem> {
        let mut session = self.store().write().await.or_problem()?;
        sessions::touch(&mut session, id, now).await.or_problem()?;
        session.commit().await.or_problem()
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
