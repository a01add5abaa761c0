//! What a provider and an identity are.

use crate::kernel::{IdentityId, Instant, Issue, ProviderId, Role, TeamId, coded};
use serde::{Deserialize, Serialize};
use std::fmt;

coded! {
    /// What happens to somebody the provider vouches for and nobody here knows.
    Newcomers {
        /// They are refused: people are added by an administrator first.
        Refused = "refused",
        /// They are added at their first sign-in.
        Created = "created",
    }
}

/// A provider as an administrator writes it. Its secret is told apart: it never comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderDraft {
    /// Shown on the button: "Continue with …".
    pub name: String,
    /// The address the provider is known by.
    pub issuer: String,
    /// What the provider calls us.
    pub client_id: String,
    /// What is asked for, with spaces; `openid` is always among them.
    pub scopes: String,
    /// Only people whose address is of one of these domains; of any when empty.
    pub domains: Vec<String>,
    /// What happens to people unknown here.
    pub newcomers: Newcomers,
    /// The role of those who are added.
    pub role: Role,
    /// Their team, if any.
    pub team_id: Option<TeamId>,
    /// Its addresses are believed without `email_verified`.
    pub trust_email: bool,
    /// Our second factor is asked for, too; otherwise that of the provider counts.
    pub second_factor: bool,
    /// People of its domains sign in with it and no longer by password.
    pub password_off: bool,
    /// Its button is shown.
    pub active: bool,
}

impl ProviderDraft {
    /// A provider to be filled in.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            name: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            scopes: "openid email profile".to_owned(),
            domains: Vec::new(),
            newcomers: Newcomers::Refused,
            role: Role::Representative,
            team_id: None,
            trust_email: false,
            second_factor: false,
            password_off: false,
            active: true,
        }
    }
}

/// A provider as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Which.
    pub id: ProviderId,
    /// What people edit.
    pub draft: ProviderDraft,
    /// A secret is kept.
    pub has_secret: bool,
    /// People linked to it.
    pub people: i64,
    /// When somebody last came in with it.
    pub last_used_at: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

/// The providers, and what every one of them must be told of us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Providers {
    /// In the order of their buttons.
    pub list: Vec<ProviderView>,
    /// Where the provider sends people back to.
    pub redirect: String,
    /// Administrators keep their password in spite of a provider that switches passwords off, since
    /// none of them has an address elsewhere.
    pub administrators_kept: bool,
}

/// A button of the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInWay {
    /// Which provider.
    pub id: ProviderId,
    /// What it is called.
    pub name: String,
}

/// What became of asking a provider what it can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderReport {
    /// What stands against signing in with it, most important first; nothing when all is well.
    pub issues: Vec<Issue>,
    /// Where people are sent to, once that is known.
    pub authorization: String,
    /// How its tokens are signed, of what we read.
    pub algorithms: Vec<String>,
    /// How many keys were found that we read.
    pub keys: u32,
}

/// An account elsewhere one signs in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// Which.
    pub id: IdentityId,
    /// The provider's name.
    pub provider: String,
    /// The address it had there when it was last used.
    pub email: String,
    /// Since when it is linked.
    pub linked_at: Instant,
    /// When it was last used.
    pub last_used_at: Instant,
    /// The provider is active.
    pub active: bool,
}

/// One's own identities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identities {
    /// In the order they were linked.
    pub list: Vec<IdentityView>,
    /// One may sign in by password.
    pub password: bool,
    /// Passkeys one may sign in with.
    #[serde(default)]
    pub passkeys: u32,
    /// Providers one is not linked to yet, and may be.
    #[serde(default)]
    pub ways: Vec<SignInWay>,
}

impl Identities {
    /// Other ways in than this identity, but for the password.
    #[must_use]
    pub fn others(&self, id: IdentityId) -> usize {
        let other = |one: &&IdentityView| one.id != id && one.active;
        let passkeys = usize::try_from(self.passkeys).unwrap_or_default();
        self.list.iter().filter(other).count() + passkeys
    }
}

/// Where a person goes to link an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// One of our own addresses, good once and for two minutes.
    pub address: String,
}

impl fmt::Debug for Connection {
    // It must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
