//! Requests about ways in.

use crate::kernel::{Instant, Role, SessionId, UserId};
use crate::operation;
use crate::platform::passkeys::PasskeyView;
use crate::platform::profile::BrowserSession;
use crate::platform::sso::IdentityView;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An invitation that can still be taken up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// When it was sent.
    pub sent_at: Instant,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// How a person gets in, for administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAccess {
    /// Who.
    pub id: UserId,
    /// A password is set.
    pub has_password: bool,
    /// The invitation that is open.
    pub invitation: Option<Invitation>,
    /// A second factor is set up.
    pub second_factor: bool,
    /// Recovery codes left.
    pub recovery_left: i64,
    /// Accounts elsewhere the person signs in with.
    #[serde(default)]
    pub identities: Vec<IdentityView>,
    /// Passkeys, in the order they were added.
    #[serde(default)]
    pub passkeys: Vec<PasskeyView>,
    /// Signed-in browsers, last used first.
    pub sessions: Vec<BrowserSession>,
}

/// Asks how a person gets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPersonAccess {
    /// Who.
    pub id: UserId,
}
operation!(GetPersonAccess => PersonAccess, "access.person", ManageUsers);

/// Sends a person without password a link to choose one; an earlier link opens nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitePerson {
    /// Who.
    pub id: UserId,
}
operation!(InvitePerson => PersonAccess, "access.invite", ManageUsers);

/// Sends a person with a password a link to choose another: nobody needs to know it but them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendReset {
    /// Who.
    pub id: UserId,
}
operation!(SendReset => PersonAccess, "access.send_reset", ManageUsers);

/// Takes an invitation back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeInvitation {
    /// Whose.
    pub id: UserId,
}
operation!(RevokeInvitation => PersonAccess, "access.revoke_invitation", ManageUsers);

/// Signs a person out: of one browser, or of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPersonSessions {
    /// Who.
    pub id: UserId,
    /// The browser; `None` for all.
    pub session: Option<SessionId>,
}
operation!(EndPersonSessions => PersonAccess, "access.end_sessions", ManageUsers);

/// Takes a person's second factor away: the telephone is lost, and the recovery codes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetSecondFactor {
    /// Whose.
    pub id: UserId,
}
operation!(ResetSecondFactor => PersonAccess, "access.reset_second_factor", ManageUsers);

/// Whose second factor is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRule {
    /// The role.
    pub role: Role,
    /// Its people must have one.
    pub required: bool,
    /// Active people of the role.
    pub people: i64,
    /// Those of them who have one.
    pub protected: i64,
}

/// Asks for the rule of every role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccessRules {}
operation!(GetAccessRules => Vec<RoleRule>, "access.rules", ManageUsers);

/// Asks the people of a role for a second factor, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAccessRule {
    /// The role.
    pub role: Role,
    /// Its people must have one.
    pub required: bool,
}
operation!(SetAccessRule => Vec<RoleRule>, "access.set_rule", ManageUsers);

/// One's own second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorView {
    /// It is set up.
    pub on: bool,
    /// One's role asks for it.
    pub required: bool,
    /// Recovery codes left.
    pub recovery_left: i64,
}

/// Asks for the state of one's own second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetSecondFactor {}
operation!(GetSecondFactor => SecondFactorView, "access.second_factor", EditProfile);

/// A picture of black squares: its width in squares, and the SVG path of the black ones.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Squares on a side, the white border included.
    pub side: u32,
    /// The path.
    pub path: String,
}

/// What an authenticator application needs, until the first code confirms it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The key in groups of four, for those who type it.
    pub key: String,
    /// The same for a camera.
    pub picture: Picture,
}

impl fmt::Debug for Enrolment {
    // A key must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

/// Begins to set up one's second factor; beginning again makes another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginSecondFactor {}
operation!(BeginSecondFactor => Enrolment, "access.begin_second_factor", EditProfile);

/// Recovery codes, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCodes").finish_non_exhaustive()
    }
}

/// Confirms one's second factor by a first code; other browsers are signed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmSecondFactor {
    /// As the application shows it.
    pub code: String,
    /// The session that goes on.
    pub keep: Option<SessionId>,
}
operation!(ConfirmSecondFactor => RecoveryCodes, "access.confirm_second_factor", EditProfile);

/// Makes new recovery codes; the earlier ones open nothing any more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewRecoveryCodes {
    /// One's password.
    pub password: String,
}
operation!(RenewRecoveryCodes => RecoveryCodes, "access.renew_recovery_codes", EditProfile);

/// Gives one's second factor up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropSecondFactor {
    /// One's password.
    pub password: String,
}
operation!(DropSecondFactor => SecondFactorView, "access.drop_second_factor", EditProfile);

impl fmt::Debug for RenewRecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenewRecoveryCodes").finish_non_exhaustive()
    }
}

impl fmt::Debug for DropSecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DropSecondFactor").finish_non_exhaustive()
    }
}
