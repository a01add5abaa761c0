//! Selling: pipelines with their stages and gates, and the opportunities that move through them.

pub mod opportunities;
pub mod opportunity;
pub mod pipelines;
