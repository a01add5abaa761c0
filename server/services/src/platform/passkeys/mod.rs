//! Passkeys: made by a signed-in person, used at the sign-in, taken away by their owner or an administrator.
//!
//! A passkey is always asked to verify the person, so that it stands for both factors: whoever comes in by
//! one is not asked for a code, and the rule that asks a role for a second factor is kept. By password it is
//! not: there the code is asked for, or the passkey where there is no code. Where a provider switches
//! passwords off for a domain, its people have no passkeys either: they come in by the provider alone.
//! Challenges lie in the database, so that any server may take the answer. The standard is read in
//! `shared::platform::passkeys`; signatures are checked by `ring` (docs/adr/0009).

mod admin;
mod enter;
mod own;
mod steps;
mod verify;

pub use enter::COOKIE_SECONDS;

use crate::{Registry, Services};
use shared::platform::passkeys::RelyingParty;

pub(super) fn register(registry: &mut Registry) {
    own::register(registry);
    admin::register(registry);
}

impl Services {
    /// What authenticators know this installation by; `None` when there are no passkeys for its address.
    #[must_use]
    pub fn relying_party(&self) -> Option<RelyingParty> {
        RelyingParty::of(&self.address_of(""))
    }
}
