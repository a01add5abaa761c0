//! Planning: what the company will book, and what it wants to.

pub mod forecast;
pub mod quotas;
