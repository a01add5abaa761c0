//! Requests of the administration of people.

use super::model::{Directory, UserFacts};
use crate::kernel::{TeamId, UserId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Asks for users and teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetDirectory {}

/// Creates a user (`version` 0) or saves one whole. Deactivating ends the user's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveUser {
    /// Id made by the page for a new user.
    pub id: UserId,
    /// The version that was read; 0 creates.
    pub version: i64,
    /// As it shall be.
    pub facts: UserFacts,
    /// A new password; sessions elsewhere end. `None` keeps the one there is.
    pub password: Option<String>,
}

/// Creates a team (`version` 0) or saves one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTeam {
    /// Id made by the page for a new team.
    pub id: TeamId,
    /// The version that was read; 0 creates.
    pub version: i64,
    /// Name.
    pub name: String,
    /// The team above.
    pub parent_id: Option<TeamId>,
}

/// Removes a team that has neither users nor teams below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTeam {
    /// Which.
    pub id: TeamId,
    /// The version that was read; another one is a conflict.
    pub version: i64,
}

operation!(GetDirectory => Directory, "people.directory", ManageUsers);
operation!(SaveUser => Directory, "people.save_user", ManageUsers);
operation!(SaveTeam => Directory, "people.save_team", ManageUsers);
operation!(DeleteTeam => Directory, "people.delete_team", ManageUsers);
