//! Insight: figures about what happened, and the charts that show them.
//!
//! - [`home`]: the first page of the day, for who sells and for who leads.
//! - [`feed`]: what happened on the records one may see, from the log of events.
//! - [`team`]: win rate, cycle, velocity and slippage, each with the interval that says how little it may mean.
//! - [`chart`]: charts as SVG text, the same bytes on both sides.
//!
//! What is to come, rather than what was, is [`crate::planning`].

pub mod chart;
pub mod feed;
pub mod home;
pub mod team;
