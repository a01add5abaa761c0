//! Guided set-up: how a company sells, what that makes of its pipelines, and what is best done next.
//!
//! Terms: a *plan* is the pipelines that change when a way to sell is chosen, as they shall be; a *next
//! step* is ticked by what is in the database, never by a click. Entry points: [`plan`], the operations.
//! Invariants: nothing is deleted; a pipeline in which there are deals, or one of the administrator's own,
//! is never archived; a plan that was applied leaves nothing to plan. Tests: beside [`plan`] and in
//! `server/services/tests/it/platform/setup.rs`.

mod ops;
mod plan;

pub use ops::*;
pub use plan::*;
