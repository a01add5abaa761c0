//! What a passkey is, and what browsers and server tell each other of one.

use crate::kernel::{Instant, Issue, PasskeyId, coded};
use serde::{Deserialize, Serialize};
use std::fmt;

coded! {
    /// Why a passkey is not made, or opens nothing. There is a sentence for each (`issue.<code>`);
    /// the log has the word.
    Refused {
        /// The challenge took too long, was used, or belongs to another browser.
        Over = "passkey_over",
        /// What the browser sent is not what the standard says.
        Unreadable = "passkey_unreadable",
        /// It was signed for another address than ours.
        Origin = "passkey_origin",
        /// The authenticator did not verify the person.
        Verification = "passkey_verification",
        /// The key is of a kind that was not asked for.
        Algorithm = "passkey_algorithm",
        /// A statement about the authenticator that was not asked for.
        Attestation = "passkey_attestation",
        /// The signature is not right.
        Signature = "passkey_signature",
        /// Nobody here has this passkey.
        Unknown = "passkey_unknown",
        /// The authenticator counts backwards: the key may have been copied.
        Counter = "passkey_counter",
        /// The authenticator's passkey is known already.
        Known = "passkey_known",
        /// The person was switched off.
        Inactive = "passkey_inactive",
        /// People of this domain sign in with a provider only.
        Off = "passkey_off",
        /// This installation has no address a passkey could be for.
        Address = "passkey_address",
    }
}

impl Refused {
    /// As a finding of a form.
    #[must_use]
    pub fn issue(self) -> Issue {
        Issue::error(self.code(), "passkey")
    }
}

coded! {
    /// Whether one may have passkeys.
    Availability {
        /// One may.
        Ready = "ready",
        /// Not at this address.
        Address = "address",
        /// Not with an address of this domain.
        Off = "off",
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub created_at: Instant,
    /// When it last opened a session.
    pub last_used_at: Option<Instant>,
    /// The authenticator copies it to the person's other devices.
    pub synced: bool,
    /// Counts its names, not its uses.
    pub version: i64,
}

/// One's own passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkeys {
    /// In the order they were added.
    pub list: Vec<PasskeyView>,
    /// Whether one may have some.
    pub availability: Availability,
    /// One's password is asked for before they change. Without one it is a passkey, before one is removed;
    /// before one is added a sign-in of just now does as well.
    pub password: bool,
    /// Other ways in: identities at active providers.
    pub others: u32,
}

/// A passkey as browsers are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCredential {
    /// Its credential id, in base64url.
    pub id: String,
    /// How the authenticator was reached when it was made.
    pub transports: Vec<String>,
}

/// What a browser needs to make a passkey (`PublicKeyCredentialCreationOptions`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// Comes back with the answer: only the page that asked has it.
    pub ticket: String,
    /// In base64url.
    pub challenge: String,
    /// The name of the relying party: a host.
    pub party: String,
    /// What it is called.
    pub party_name: String,
    /// The person's handle, in base64url: it says nothing of them.
    pub user: String,
    /// Sign-in address.
    pub user_email: String,
    /// Name.
    pub user_name: String,
    /// How keys may sign, best first.
    pub algorithms: Vec<i32>,
    /// The passkeys there are: an authenticator that has one makes no second.
    pub known: Vec<KnownCredential>,
    /// How long the browser waits, in milliseconds.
    pub timeout: u32,
}

/// What a browser needs to use a passkey (`PublicKeyCredentialRequestOptions`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Comes back with the answer, where the page keeps it; empty where a cookie does.
    #[serde(default)]
    pub ticket: String,
    /// In base64url.
    pub challenge: String,
    /// The name of the relying party: a host.
    pub party: String,
    /// The passkeys that count; any when there are none.
    pub known: Vec<KnownCredential>,
    /// How long the browser waits, in milliseconds.
    pub timeout: u32,
}

impl fmt::Debug for Creation {
    // A ticket must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Creation").finish_non_exhaustive()
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

/// A passkey that was made (`AuthenticatorAttestationResponse`), all in base64url.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What the browser says.
    pub client_data: String,
    /// What the authenticator says.
    pub attestation: String,
    /// How it is reached.
    #[serde(default)]
    pub transports: Vec<String>,
}

/// A passkey that was used (`AuthenticatorAssertionResponse`), all in base64url.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Which.
    pub credential: String,
    /// What the browser says.
    pub client_data: String,
    /// What the authenticator says.
    pub authenticator_data: String,
    /// Over both.
    pub signature: String,
    /// Whose it is, as the authenticator remembers.
    #[serde(default)]
    pub user: Option<String>,
}
