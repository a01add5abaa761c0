//! Single sign-on by OpenID Connect: authorization code with PKCE, tokens checked with the provider's keys.
//!
//! What waits for a provider's answer lies in the database, so that any server may take it up; what is
//! kept in memory is only what providers publish of themselves, and is read again when it is old.
//! The protocol is read here and signatures are checked by `ring`, which the encryption of connections
//! brings anyway: the libraries for it would bring cryptography a second time (docs/adr/0008).

mod admin;
mod connect;
mod discovery;
mod enter;
mod flow;
mod jws;
mod own;
mod start;
mod token;

pub use flow::{Answer, Arrival, Away, STEP_MS};

use crate::platform::outgoing::Door;
use crate::{OrProblem, Registry, Services};
pub(crate) use discovery::Kept;
use shared::kernel::Problem;
use shared::platform::sso::{SignInWay, in_domains, password_is_off};
use store::Session;
use store::platform::sso;

pub(super) fn register(registry: &mut Registry) {
    admin::register(registry);
    own::register(registry);
}

/// What passwords are worth for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PasswordRule {
    /// A provider switches passwords off for its domain.
    pub(crate) concerned: bool,
    /// And for this person.
    pub(crate) off: bool,
}

impl Services {
    /// Says which addresses providers may have; those of the public Internet when this is never said.
    pub fn allow_providers(&self, door: Door) {
        // Said once, when the server starts.
        let _ = self.inner.provider_door.set(door);
    }

    pub(crate) fn provider_door(&self) -> Door {
        self.inner.provider_door.get().copied().unwrap_or_default()
    }

    /// The providers one may sign in with.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn sign_in_ways(&self) -> Result<Vec<SignInWay>, Problem> {
        let mut session = self.store().read().await.or_problem()?;
        sso::ways(&mut session).await.or_problem()
    }

    /// What the password of the person with an address (lower case) is worth.
    pub(crate) async fn password_rule(
        &self,
        session: &mut Session,
        email: &str,
    ) -> Result<PasswordRule, Problem> {
        let domains = sso::domains_without_password(session).await.or_problem()?;
        if !in_domains(email, &domains) {
            return Ok(PasswordRule {
                concerned: false,
                off: false,
            });
        }
        let samples = self.sample_logins();
        let administrators = sso::administrators_with_password(session, samples)
            .await
            .or_problem()?;
        Ok(PasswordRule {
            concerned: true,
            off: password_is_off(email, &domains, &administrators),
        })
    }
}
