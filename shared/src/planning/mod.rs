//! Planning: what the company will book, and what it wants to.

pub mod convert;
pub mod forecast;
pub mod quotas;
