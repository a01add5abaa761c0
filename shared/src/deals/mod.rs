//! Selling: pipelines with their stages and gates, and the opportunities that move through them.
//!
//! - [`pipelines`]: stages, exit criteria, and [`pipelines::check_move`], the one gate that page, server,
//!   import and command line ask.
//! - [`opportunities`]: the deal itself, its edits, its moves, the board's totals.
//! - [`opportunity`]: what only the page of one deal asks.
//!
//! Where a deal comes from is [`crate::crm`], what it brings when is [`crate::planning`], its offers are
//! [`crate::cpq::quotes`], what is done about it is [`crate::work`].

pub mod opportunities;
pub mod opportunity;
pub mod pipelines;
