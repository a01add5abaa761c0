//! Planning: what the company will book, and what it wants to.
//!
//! - [`forecast`]: the table per person and team, the simulated range, the waterfall since any day.
//! - [`quotas`]: targets per person and quarter; every other target is their sum or their share.
//! - [`convert`]: amounts of many currencies in one, at the rates of one day, which are named.
//!
//! The facts it is made of are rows of `opportunity_facts`, written whenever a deal changes.

pub mod convert;
pub mod forecast;
pub mod quotas;
