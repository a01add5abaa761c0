//! Users and teams.

use crate::kernel::{Currency, Instant, Lang, Role, RoleId, TeamId, UserId};
use crate::platform::roles::RoleView;
use serde::{Deserialize, Serialize};

/// What an administrator decides about a user.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFacts {
    /// Name to show.
    pub name: String,
    /// Sign-in address, lower case.
    pub email: String,
    /// What they are to the sales organisation.
    pub role: Role,
    /// A role of the company, whose base `role` then is; `None`: that of Jalon.
    #[serde(default)]
    pub role_id: Option<RoleId>,
    /// Team, if any.
    pub team_id: Option<TeamId>,
    /// Language.
    pub lang: Lang,
    /// IANA time zone.
    pub time_zone: String,
    /// Currency of totals.
    pub currency: Currency,
    /// May sign in and own new records.
    pub active: bool,
}

/// A user as the administration shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Who.
    pub id: UserId,
    /// The editable part.
    pub facts: UserFacts,
    /// A password is set.
    pub can_sign_in: bool,
    /// Until when the open invitation is good.
    #[serde(default)]
    pub invited_until: Option<Instant>,
    /// A second factor is set up.
    #[serde(default)]
    pub second_factor: bool,
    /// Signs in with an account elsewhere.
    #[serde(default)]
    pub linked: bool,
    /// Last use of any session.
    pub last_seen_at: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

/// A team as the administration shows one.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// Which.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// The team above.
    pub parent_id: Option<TeamId>,
    /// Users in the team itself.
    pub members: i64,
    /// For optimistic locking.
    pub version: i64,
}

/// Users and teams, each by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Everybody.
    pub users: Vec<UserView>,
    /// All teams.
    pub teams: Vec<TeamView>,
    /// All roles: those of Jalon first.
    pub roles: Vec<RoleView>,
    /// The IANA time zones one may choose.
    pub time_zones: Vec<String>,
}
