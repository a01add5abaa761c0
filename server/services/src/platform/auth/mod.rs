//! Sign-in: argon2id, own table of hashed tokens, throttled.
//!
//! A session ends after 12 hours without use or 14 days in all; the token changes at every
//! sign-in. Only a SHA-256 of the token is stored: a copy of the database opens no session.
//! Throttle: 10 failures for an e-mail or 50 for an address within 15 minutes; both are counted in
//! the database, so a restart forgets nothing (`tries`). Who has a second factor gives its code in a
//! second step (`access`). Every sign-in, failure and sign-out is in the log (`notes`). Unknown names cost the same time as known
//! ones. The people of the sample company, whose password is published, have no way in but where
//! [`Services::allow_sample_logins`] was said.

mod notes;
mod password;
mod person;
mod tries;
mod watching;

pub use notes::Origin;
pub(crate) use notes::{Way, failed, refused_elsewhere, refused_passkey};
pub use password::{hash_password, verify_password};
pub use person::NewPerson;
pub(crate) use tries::Tries;

use crate::platform::access::new_link;
use crate::platform::sso::PasswordRule;
use crate::{OrProblem, Services};
use sha2::{Digest, Sha256};
use shared::kernel::{Actor, Instant, Issue, Problem, ProblemKind, SessionId, UserId};
use shared::platform::access::Purpose;
use std::sync::atomic::Ordering;
use store::platform::{access, sessions, users};

/// Without use for so long, a session ends.
const IDLE_MS: i64 = 12 * 3_600_000;
/// A session ends after so long in any case.
pub const ABSOLUTE_MS: i64 = 14 * 24 * 3_600_000;
/// The last use is written down at most this often: a read of a page should not be a write.
const TOUCH_MS: i64 = 5 * 60_000;
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
    /// The role asks for a second factor, and there is none yet: nothing else is open.
    pub must_enrol: bool,
}

/// SHA-256 of a token, in hexadecimal: what the database keeps.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// 32 random bytes in hexadecimal.
pub(crate) fn new_token() -> String {
    rand::random::<[u8; 32]>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What a right password leads to.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The token for the cookie: of the session, or of the second step.
    pub token: String,
    /// The person is in; otherwise the second step follows ([`Services::second_step`]).
    pub complete: bool,
    /// Somebody else typed the password: the token is that of a link to choose one's own, and nobody is in.
    pub choose_password: bool,
}

impl Services {
    /// Lets the people of the sample company in: their password is published, so only where the
    /// server was started for that.
    pub fn allow_sample_logins(&self) {
        self.inner.sample_logins.store(true, Ordering::Relaxed);
    }

    pub(crate) fn sample_logins(&self) -> bool {
        self.inner.sample_logins.load(Ordering::Relaxed)
    }

    /// Opens a session for `email` and `password`, or the second step for those who have a second
    /// factor. `address` is where the try comes from; empty when that is not known (a proxy that does
    /// not tell), and then only the e-mail is counted.
    ///
    /// # Errors
    /// `sign_in_failed` for an unknown name or a wrong password alike; too many tries.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: &str,
        user_agent: &str,
    ) -> Result<Entry, Problem> {
        let now = self.clock().now();
        let email = email.trim().to_lowercase();
        let possible = email.len() <= EMAIL_MAX && password.len() <= PASSWORD_BYTES;
        let tries = Tries::of(if possible { &email } else { "" }, address, now);
        self.reserve(&tries).await?;
        let (credentials, rule) = self.look_up(if possible { &email } else { "" }).await?;
        let hash = credentials
            .as_ref()
            .map(|c| c.password_hash.clone())
            .unwrap_or_default();
        let tried = if possible { password } else { "" };
        // The same work for everybody, whether the password may be used or not.
        let right = verify_password(tried.to_owned(), hash).await && !rule.off;
        let mut session = self.store().write_reserved().await.or_problem()?;
        let (true, Some(credentials)) = (right, &credentials) else {
            let user = credentials.as_ref().map(|known| known.user_id);
            let email = if possible { email.as_str() } else { "" };
            failed(&mut session, now, user, email, address, "sign_in_failed").await?;
            session.commit().await.or_problem()?;
            // Told of a domain, whoever it is: it says nothing of a person.
            let code = if rule.concerned {
                "password_off"
            } else {
                "sign_in_failed"
            };
            return Err(Problem {
                kind: ProblemKind::Unauthenticated,
                ..Problem::because(Issue::error(code, "email"))
            });
        };
        tries.turned_out_right(&mut session).await.or_problem()?;
        let user = credentials.user_id;
        if credentials.temporary {
            let token = new_link(&mut session, user, Purpose::Reset, now).await?;
            session.commit().await.or_problem()?;
            return Ok(Entry {
                token,
                complete: false,
                choose_password: true,
            });
        }
        // Whose password counts here may use a passkey, too, where there are any.
        let passkeys = self.relying_party().is_some();
        let more = access::needs_step(&mut session, user, passkeys)
            .await
            .or_problem()?;
        let entry = if more {
            let token = new_token();
            access::put_token(&mut session, &token_hash(&token), user, Purpose::Step, now)
                .await
                .or_problem()?;
            Entry {
                token,
                complete: false,
                choose_password: false,
            }
        } else {
            let from = Origin {
                address,
                agent: user_agent,
            };
            Entry {
                token: self
                    .open_session(&mut session, user, from, Way::Password)
                    .await?,
                complete: true,
                choose_password: false,
            }
        };
        session.commit().await.or_problem()?;
        Ok(entry)
    }

    /// The person with an address, and what their password is worth; nobody has the empty one.
    async fn look_up(
        &self,
        email: &str,
    ) -> Result<(Option<users::Credentials>, PasswordRule), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let samples = self.sample_logins();
        let credentials = users::credentials(&mut session, email, samples)
            .await
            .or_problem()?;
        let rule = self.password_rule(&mut session, email).await?;
        Ok((credentials, rule))
    }

    /// Opens a session in the caller's transaction; gives the token for the cookie.
    pub(crate) async fn open_session(
        &self,
        session: &mut store::Session,
        user: UserId,
        from: Origin<'_>,
        way: Way<'_>,
    ) -> Result<String, Problem> {
        let now = self.clock().now();
        let token = new_token();
        let id = SessionId::new(now.0, self.clock().random());
        let agent: String = from.agent.chars().take(200).collect();
        let until = Instant(now.0 + ABSOLUTE_MS);
        let new = sessions::NewSession {
            id,
            token_hash: &token_hash(&token),
            user,
            expires: until,
            user_agent: &agent,
            way: way.of_session(),
        };
        sessions::insert(session, &new, now).await.or_problem()?;
        if way.factor_elsewhere() {
            sessions::factor_elsewhere(session, id).await.or_problem()?;
        }
        notes::signed_in(session, now, id, user, from, way).await?;
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
            must_enrol: live.must_enrol,
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
        let mut session = self.store().write_reserved().await.or_problem()?;
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
        let mut session = self.store().write_reserved().await.or_problem()?;
        let ended = sessions::end_token(&mut session, &token_hash(token))
            .await
            .or_problem()?;
        if let Some((id, user)) = ended {
            notes::signed_out(&mut session, self.clock().now(), id, user).await?;
        }
        session.commit().await.or_problem()
    }
}
