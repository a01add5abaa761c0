//! The forecast: what a period will bring, per person and per team, from the deals themselves.
//!
//! Terms: *closed* is won in the period; *commit*, *best case* and *pipeline* are open deals with a
//! close date in the period, by their forecast category; *weighted* is amount × probability of those
//! open deals; *quota*, *gap* (quota − closed), *attainment* (closed ÷ quota) and *coverage* (open ÷
//! gap). An *omitted* deal counts nowhere.
//! Entry points: [`roll_up`] (the table), [`simulate`] (the range), [`waterfall`] (what changed).
//! Invariants: every deal lies in at most one [`Bucket`]; a team is the sum of its members and teams;
//! each cell is the sum of the deals its [`CellFilter`] matches; a waterfall always reconciles.
//! Method of the range: seeded Monte Carlo, see [`simulate`]. Money is whole minor units of one
//! currency throughout: callers convert first, at stated dated rates.
//! Tests: beside each file; both databases in
//! `server/services/tests/it/planning`; the page in `end2end/tests/planning`.

#[cfg(test)]
mod digests;
mod listing;
mod model;
pub mod ops;
mod packed;
mod rollup;
mod simulate;
mod waterfall;

pub use listing::list_filter;
pub use model::{
    Bucket, CellFilter, Column, ColumnMode, DealFact, NodeId, Rep, Team, Totals, Wish, apply_wishes,
};
pub use rollup::{RollUp, Row, roll_up};
pub use simulate::{
    History, Point, Projection, SimulationInput, SplitMix64, delay_weights, simulate,
};
pub use waterfall::{
    Change, Measure, Snapshot, StepDeal, Waterfall, WaterfallStep, closing_deals, waterfall,
};
