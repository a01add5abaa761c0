//! Users and teams, as administrators keep them.
//!
//! Terms: *user* (a person who signs in), *team* (a node of the tree that decides the team scope).
//! Entry points: [`check_user`], [`check_team`], the operations. Invariants: an address signs in one
//! person; teams form a tree; the last active administrator can neither be deactivated nor lose the
//! role (checked by the use case, which alone knows all users). Tests: beside [`rules`] and in
//! `server/services/tests/it/platform/people.rs`.

mod model;
mod ops;
mod rules;

pub use model::*;
pub use ops::*;
pub use rules::*;
