//! Pipelines and opportunities.

pub mod opportunities;
pub mod pipelines;
