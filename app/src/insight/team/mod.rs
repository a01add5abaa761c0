//! Team performance: every rate with the interval that says how little it may mean.
//!
//! Rules: `shared::insight::team`. Address: `?span=…&team=…`. Test:
//! `end2end/tests/insight/team.spec.mjs`.

mod api;
mod page;
pub mod query;
mod row;

pub use page::TeamPage;
