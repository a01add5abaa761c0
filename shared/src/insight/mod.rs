//! Insight: figures about what happened, and the charts that show them.

pub mod chart;
pub mod home;
pub mod team;
