//! Team figures: how people and teams sell, from deals closed in a span of days.
//!
//! Terms: *win rate* is won ÷ (won + lost), by count and by value; *cycle* is creation to close of
//! won deals, in days; *velocity* is closed deals × win rate × mean won amount ÷ mean cycle, money a
//! day; *slippage* is the share of deals whose close date was pushed at least once.
//! Entry points: [`figures`], [`wilson`], [`ops`].
//! Invariants: a rate never comes without the interval that says how little it may mean; nothing is
//! flagged as better or worse than the team unless the interval leaves the team's rate outside.
//! Sources: E. B. Wilson, JASA 22 (1927); L. Kish, Survey Sampling (1965), for the effective number
//! of deals behind a rate by value.
//! Tests: below; both databases in `server/services/tests/it/insight/team.rs`; the page in `end2end/tests/insight`.

#[cfg(test)]
mod digests;
pub mod ops;
mod stats;

pub use stats::{ClosedDeal, Figures, Rate, Standing, figures, median, standing, wilson};
