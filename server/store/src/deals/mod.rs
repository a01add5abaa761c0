//! Pipelines and opportunities.

pub mod opportunities;
pub mod opportunity;
pub mod pipelines;
