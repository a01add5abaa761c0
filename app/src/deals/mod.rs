//! The board, the list of opportunities, and what asks the server about pipelines.

pub mod opportunities;
pub mod pipelines;
