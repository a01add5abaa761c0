//! What a mailed link opens: choosing a password, and with an invitation one's name.

use super::{letters, note};
use crate::platform::auth::{Origin, Way, hash_password, token_hash};
use crate::platform::mail::{Dress, post};
use crate::{OrProblem, Services, refuse};
use shared::kernel::{Issue, Problem, ProblemKind, UserId};
use shared::platform::access::Purpose;
use shared::platform::mail::Address;
use shared::platform::people::{check_name, check_password};
use store::Session;
use store::platform::access::{self, Owner};
use store::platform::{people, sessions};

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Language.
    pub lang: shared::kernel::Lang,
}

/// The refusal of a link that is used up, too old or made up: alike.
fn closed() -> Problem {
    Problem {
        kind: ProblemKind::NotFound,
        ..Problem::because(Issue::error("link_over", "token"))
    }
}

async fn hashed(password: String) -> Result<String, Problem> {
    tokio::task::spawn_blocking(move || hash_password(&password, rand::random()))
        .await
        .ok()
        .flatten()
        .ok_or_else(|| Problem::of(ProblemKind::Internal))
}

impl Services {
    /// Whom a link is for, while it is good; it stays good.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn look_through(
        &self,
        token: &str,
        purpose: Purpose,
    ) -> Result<Option<Door>, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let owner = self.owner(&mut session, token, purpose).await?;
        Ok(owner.map(|owner| Door {
            name: owner.name,
            email: owner.email,
            lang: owner.lang,
        }))
    }

    async fn owner(
        &self,
        session: &mut Session,
        token: &str,
        purpose: Purpose,
    ) -> Result<Option<Owner>, Problem> {
        let now = self.clock().now();
        access::owner_of(
            session,
            &token_hash(token),
            purpose,
            now,
            self.sample_logins(),
        )
        .await
        .or_problem()
    }

    /// The person behind a link, which is used up with it.
    async fn go_through(
        &self,
        session: &mut Session,
        token: &str,
        purpose: Purpose,
    ) -> Result<Owner, Problem> {
        let owner = self.owner(session, token, purpose).await?;
        let owner = owner.ok_or_else(closed)?;
        let now = self.clock().now();
        let used = access::use_token(session, &token_hash(token), purpose, now)
            .await
            .or_problem()?;
        if used { Ok(owner) } else { Err(closed()) }
    }

    /// Sets another password by a mailed link. Every session of the person ends, and a message says
    /// that it happened.
    ///
    /// # Errors
    /// The password is too short or too long; the link is over.
    pub async fn reset_password(&self, token: &str, password: String) -> Result<(), Problem> {
        refuse(check_password(&password))?;
        let hash = hashed(password).await?;
        let now = self.clock().now();
        let mut session = self.store().write().await.or_problem()?;
        let person = self.go_through(&mut session, token, Purpose::Reset).await?;
        people::set_password(&mut session, person.id, &hash, false)
            .await
            .or_problem()?;
        sessions::end_others(&mut session, person.id, None)
            .await
            .or_problem()?;
        access::drop_tokens(&mut session, person.id, Purpose::Step, now)
            .await
            .or_problem()?;
        let subject = format!("email:{}", person.email);
        sessions::forget_failures(&mut session, &subject)
            .await
            .or_problem()?;
        self.tell_of_change(&mut session, &person).await?;
        let by = Some(person.id);
        note(self, &mut session, person.id, by, "password_reset").await?;
        session.commit().await.or_problem()
    }

    async fn tell_of_change(&self, session: &mut Session, person: &Owner) -> Result<(), Problem> {
        let Ok(to) = Address::parse(&person.email) else {
            return Ok(());
        };
        let now = self.clock().now();
        let dress = Dress::of(self, session).await?;
        let message = letters::changed(self, person.lang, &person.name).to(to, &dress);
        let key = format!("password-changed:{}:{}", person.id, now.0);
        post(self, session, &key, &message).await
    }

    /// Takes an invitation up: sets name and password, and opens a session; gives the token for the
    /// cookie.
    ///
    /// # Errors
    /// Field by field; the link is over; people of this domain come in with a provider by now.
    pub async fn take_up_invitation(
        &self,
        token: &str,
        name: &str,
        password: String,
        from: Origin<'_>,
    ) -> Result<String, Problem> {
        let name = name.trim();
        let mut issues = check_name(name);
        issues.extend(check_password(&password));
        refuse(issues)?;
        let hash = hashed(password).await?;
        let mut session = self.store().write().await.or_problem()?;
        let person = self
            .go_through(&mut session, token, Purpose::Invitation)
            .await?;
        // Nothing is saved then: the link stays good, for the day passwords are on again.
        if self.password_rule(&mut session, &person.email).await?.off {
            return Err(Problem::because(Issue::error("password_off", "password")));
        }
        access::welcome(&mut session, person.id, name, &hash)
            .await
            .or_problem()?;
        let by = Some(person.id);
        note(self, &mut session, person.id, by, "invitation_taken_up").await?;
        let opened = self
            .open_session(&mut session, person.id, from, Way::Invitation)
            .await?;
        session.commit().await.or_problem()?;
        Ok(opened)
    }

    /// The password of a person, checked before something that needs it.
    pub(in crate::platform) async fn check_own_password(
        &self,
        user: UserId,
        password: String,
    ) -> Result<(), Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let stored = store::platform::profiles::password_hash(&mut session, user)
            .await
            .or_problem()?
            .unwrap_or_default();
        drop(session);
        if crate::platform::auth::verify_password(password, stored).await {
            Ok(())
        } else {
            Err(Problem::because(Issue::error("password_wrong", "password")))
        }
    }
}
