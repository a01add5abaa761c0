//! Pipelines and opportunities.

mod board;
mod edits;
pub(crate) mod fixture;
mod list;
mod lists;
mod moves;
mod opportunity;
mod pipelines;
