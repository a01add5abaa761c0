//! The forecast page: the table by team and person, projected bookings, attainment, what changed,
//! and a "what if" that never leaves the page.
//!
//! Every number is computed here by `shared::planning::forecast` from the facts the server sent, so
//! that a "what if" needs no request and the drill-down's sum equals its cell. The page reads again
//! whenever a deal or quota changes anywhere. Address: `query`. State: `state`. Tests:
//! `end2end/tests/planning/forecast.spec.mjs`.

mod api;
mod charts;
mod controls;
mod drill;
mod figures;
mod page;
pub mod query;
mod quota_cell;
mod state;
mod steps;
mod table;
pub mod words;

pub use page::ForecastPage;
pub use query::Query;
