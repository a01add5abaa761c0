//! A role.

use crate::kernel::{LocalText, Rights, Role, RoleId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What administrators decide about a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDraft {
    /// What its people are to the sales organisation. It is chosen once.
    pub base: Role,
    /// Its name; that of a role of Jalon is empty and stands in the catalogue.
    pub name: LocalText,
    /// Which records its people may treat with which action.
    pub rights: Rights,
}

/// A role as the administration shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// Which.
    pub id: RoleId,
    /// The editable part.
    pub draft: RoleDraft,
    /// It comes with Jalon: it has no name of its own and cannot be removed.
    pub built_in: bool,
    /// How many people have it.
    pub people: i64,
    /// For optimistic locking; 0: a role of Jalon nobody has changed.
    pub version: i64,
}

/// The id of a role of Jalon: the same in every company, so that two who change it first meet.
#[must_use]
pub const fn built_in_id(role: Role) -> RoleId {
    RoleId(Uuid::from_u128(
        0x4a61_6c6f_6e00_7000_8000_0000_0000_0001 + role as u128,
    ))
}

/// Which role of Jalon has this id.
#[must_use]
pub fn built_in_role(id: RoleId) -> Option<Role> {
    Role::ALL.into_iter().find(|role| built_in_id(*role) == id)
}
