//! Requests of the administration of roles.

use super::model::{RoleDraft, RoleView};
use crate::kernel::RoleId;
use crate::operation;
use serde::{Deserialize, Serialize};

/// Asks for every role: those of Jalon first, then those of the company by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRoles {}

/// Adds a role (`version` 0) or saves one whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRole {
    /// Id made by the page for a new role; [`super::built_in_id`] for one of Jalon.
    pub id: RoleId,
    /// The version that was read; 0 adds.
    pub version: i64,
    /// As it shall be.
    pub draft: RoleDraft,
}

/// Removes a role of the company that nobody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRole {
    /// Which.
    pub id: RoleId,
    /// The version that was read; another one is a conflict.
    pub version: i64,
}

operation!(ListRoles => Vec<RoleView>, "roles.list", ManageUsers);
operation!(SaveRole => Vec<RoleView>, "roles.save", ManageUsers);
operation!(DeleteRole => Vec<RoleView>, "roles.delete", ManageUsers);
