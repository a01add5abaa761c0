//! The secrets that are sent as they are: those webhooks are signed with, and those providers of single sign-on
//! gave us. They are sealed as the keys of second factors are, and opened when they are used.

use super::Kept;
use crate::{OrProblem, Services};
use shared::kernel::{Problem, ProviderId, WebhookId};
use store::Session;
use store::platform::{sso, webhooks};

/// What a server found of the secrets that are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Sealed now.
    pub sealed: u64,
    /// Those no key of this server opens.
    pub closed: u64,
}

fn of_hook(id: WebhookId) -> String {
    format!("webhooks.secret {id}")
}

fn of_provider(id: ProviderId) -> String {
    format!("identity_providers.client_secret {id}")
}

impl Services {
    /// The secret of a webhook as it is kept.
    pub(crate) fn seal_hook(&self, id: WebhookId, secret: &str) -> Result<String, Problem> {
        self.seal(secret, &of_hook(id))
    }

    /// The secret of a webhook as the other side knows it.
    pub(crate) fn open_hook(&self, id: WebhookId, kept: &str) -> Result<String, Problem> {
        self.unseal(kept, &of_hook(id))
    }

    /// The secret of a provider as it is kept; that of one that asks for none stays empty.
    pub(crate) fn seal_provider(&self, id: ProviderId, secret: &str) -> Result<String, Problem> {
        if secret.is_empty() {
            return Ok(String::new());
        }
        self.seal(secret, &of_provider(id))
    }

    /// The secret of a provider as it is sent.
    pub(crate) fn open_provider(&self, id: ProviderId, kept: &str) -> Result<String, Problem> {
        self.unseal(kept, &of_provider(id))
    }

    /// Seals those that lie there as they are or under an earlier key, in the caller's transaction.
    pub(crate) async fn seal_sent(&self, session: &mut Session) -> Result<Found, Problem> {
        let mut found = Found::default();
        for (id, secret, old) in webhooks::secrets(session).await.or_problem()? {
            for kept in [Some(secret), old].into_iter().flatten() {
                let Some(sealed) = self.anew(&kept, &of_hook(id), &mut found)? else {
                    continue;
                };
                let changed = webhooks::keep_secret(session, id, &kept, &sealed).await;
                found.sealed += u64::from(changed.or_problem()?);
            }
        }
        for (id, kept) in sso::secrets(session).await.or_problem()? {
            let Some(sealed) = self.anew(&kept, &of_provider(id), &mut found)? else {
                continue;
            };
            let changed = sso::keep_secret(session, id, &kept, &sealed).await;
            found.sealed += u64::from(changed.or_problem()?);
        }
        Ok(found)
    }

    /// How a secret shall be kept from now on, when that is another way than it is.
    fn anew(&self, kept: &str, owner: &str, found: &mut Found) -> Result<Option<String>, Problem> {
        match self.looks(kept, owner) {
            Kept::Right => Ok(None),
            Kept::Closed => {
                found.closed += 1;
                Ok(None)
            }
            Kept::Anew => {
                let secret = self.unseal(kept, owner)?;
                self.seal(&secret, owner).map(Some)
            }
        }
    }
}
