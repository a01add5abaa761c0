//! Pipelines and opportunities.

mod board;
mod edits;
mod fixture;
mod list;
mod moves;
mod pipelines;
