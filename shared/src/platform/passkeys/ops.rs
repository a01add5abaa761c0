//! What pages ask about passkeys.

use super::model::{Creation, Made, Passkeys, Question, Signed};
use crate::kernel::{PasskeyId, SessionId, UserId};
use crate::operation;
use crate::platform::access::PersonAccess;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Lists one's own passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPasskeys {}
operation!(ListPasskeys => Passkeys, "passkeys.list", EditProfile);

/// Begins to make a passkey: gives what the browser asks an authenticator for.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginPasskey {
    /// One's password, where one has one.
    #[serde(default)]
    pub password: String,
    /// Where one has none, another proof; none is needed in a session that is [`super::FRESH_MS`] old at most.
    #[serde(default)]
    pub proof: Option<Proof>,
    /// The session that asks, as the server knows it: nobody says it of themselves.
    #[serde(skip)]
    pub session: Option<SessionId>,
}
operation!(BeginPasskey => Creation, "passkeys.begin", EditProfile);

/// Adds the passkey an authenticator made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPasskey {
    /// As it was given at the beginning.
    pub ticket: String,
    /// What its owner calls it.
    pub name: String,
    /// What the browser says.
    pub made: Made,
}
operation!(AddPasskey => Passkeys, "passkeys.add", EditProfile);

/// Asks for a challenge, to show by a passkey that it is oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskForProof {}
operation!(AskForProof => Question, "passkeys.ask_for_proof", EditProfile);

/// That it is oneself: a challenge signed with a passkey.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// As it was given with the challenge.
    pub ticket: String,
    /// What the browser says.
    pub signed: Signed,
}

/// Calls one of one's own passkeys something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenamePasskey {
    /// Which.
    pub id: PasskeyId,
    /// As it was read.
    pub version: i64,
    /// What its owner calls it.
    pub name: String,
}
operation!(RenamePasskey => Passkeys, "passkeys.rename", EditProfile);

/// Removes one of one's own passkeys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePasskey {
    /// Which.
    pub id: PasskeyId,
    /// One's password, where one has one.
    #[serde(default)]
    pub password: String,
    /// Where one has none, another proof.
    #[serde(default)]
    pub proof: Option<Proof>,
}
operation!(RemovePasskey => Passkeys, "passkeys.remove", EditProfile);

/// Takes a person's passkeys away, all of them, and ends their sessions: the devices are lost, or in other
/// hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPasskeys {
    /// Whose.
    pub id: UserId,
}
operation!(ResetPasskeys => PersonAccess, "passkeys.reset", ManageUsers);

// Neither a password nor a ticket may reach a log by accident.
impl fmt::Debug for BeginPasskey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BeginPasskey").finish_non_exhaustive()
    }
}

impl fmt::Debug for AddPasskey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddPasskey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").finish_non_exhaustive()
    }
}

impl fmt::Debug for RemovePasskey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemovePasskey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
