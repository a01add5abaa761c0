//! Planning: forecast and quotas.

pub mod forecast;
pub mod quotas;
