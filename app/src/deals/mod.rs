//! The board, the list and the page of opportunities, and what asks the server about pipelines.

pub mod gate;
pub mod opportunities;
pub mod opportunity;
pub mod pipelines;
