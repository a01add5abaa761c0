//! The keys of second factors as they are kept: sealed, where the server was given a key to seal with.

use super::{Changed, note, tell};
use crate::platform::sealing::Kept;
use crate::{OrNotFound, OrProblem, Services};
use shared::kernel::{Problem, UserId};
use store::platform::access;

/// What a server found when it sealed what was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealing {
    /// Secrets sealed now.
    pub sealed: u64,
    /// Keys of second factors no key of this server opens.
    pub closed: u64,
    /// Secrets of webhooks and providers no key of this server opens.
    pub closed_sent: u64,
}

/// What a sealed key is bound to.
fn owner(user: UserId) -> String {
    format!("second_factors.secret {user}")
}

impl Services {
    /// The key of a second factor as it is kept.
    pub(super) fn seal_factor(&self, user: UserId, secret: &str) -> Result<String, Problem> {
        self.seal(secret, &owner(user))
    }

    /// The key of a second factor as an application knows it.
    pub(super) fn open_factor(&self, user: UserId, kept: &str) -> Result<String, Problem> {
        self.unseal(kept, &owner(user))
    }

    /// Seals the keys, and the secrets of webhooks and providers, that lie there as they are or under an earlier key; once, when a server starts. Of two
    /// servers at once, or beside somebody who enrols, each row is changed as it was read or not at all.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn seal_kept(&self) -> Result<Sealing, Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let mut found = Sealing::default();
        for (user, kept) in access::factor_secrets(&mut session).await.or_problem()? {
            match self.looks(&kept, &owner(user)) {
                Kept::Right => {}
                Kept::Closed => found.closed += 1,
                Kept::Anew => {
                    let secret = self.open_factor(user, &kept)?;
                    let sealed = self.seal_factor(user, &secret)?;
                    let changed = access::keep_secret(&mut session, user, &kept, &sealed)
                        .await
                        .or_problem()?;
                    found.sealed += u64::from(changed);
                }
            }
        }
        let sent = self.seal_sent(&mut session).await?;
        found.sealed += sent.sealed;
        found.closed_sent = sent.closed;
        if found.sealed > 0 {
            session.commit().await.or_problem()?;
        }
        Ok(found)
    }

    /// Takes the second factor of the person with an address away, from the command line, where there is no
    /// actor: whoever has the machine may.
    ///
    /// # Errors
    /// Nobody has this address, or no second factor.
    pub async fn reset_factor_of(&self, email: &str) -> Result<(), Problem> {
        let email = email.trim().to_lowercase();
        let mut session = self.store().read().await.or_problem()?;
        let person = access::by_email(&mut session, &email, true)
            .await
            .or_problem()?
            .or_not_found()?;
        drop(session);
        self.reset_factor(person.id)
            .await?
            .then_some(())
            .or_not_found()
    }

    /// Takes away the second factors no key of this process opens; gives how many there were.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn reset_closed_factors(&self) -> Result<u64, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        let all = access::factor_secrets(&mut session).await.or_problem()?;
        drop(session);
        let mut gone = 0;
        for (user, kept) in all {
            if self.looks(&kept, &owner(user)) == Kept::Closed {
                gone += u64::from(self.reset_factor(user).await?);
            }
        }
        Ok(gone)
    }

    async fn reset_factor(&self, user: UserId) -> Result<bool, Problem> {
        let mut session = self.store().write().await.or_problem()?;
        let dropped = access::drop_factor(&mut session, user).await.or_problem()?;
        if dropped {
            note(self, &mut session, user, None, "second_factor_reset").await?;
            tell(self, &mut session, user, Changed::FactorLost).await?;
            session.commit().await.or_problem()?;
        }
        Ok(dropped)
    }
}
