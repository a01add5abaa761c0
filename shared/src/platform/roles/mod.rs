//! Roles as a company keeps them: those of Jalon with other rights, and roles of its own.
//!
//! Terms: *base* (which of Jalon's roles somebody is to the sales organisation: what they begin with, who
//! asks them what), *rights* (which records they may treat with which action). Entry points: [`choices`],
//! [`check_role`], the operations. Invariants: nobody changes what they may not see; what concerns
//! everybody alike is nobody's to change; an administrator may do everything and stays so; nobody gives
//! away more than they have. Tests: beside [`rules`] and in `server/services/tests/it/platform/roles.rs`.

mod model;
mod ops;
mod rules;

pub use model::*;
pub use ops::*;
pub use rules::*;
