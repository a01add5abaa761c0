//! Forecast and quotas, through their operations, on both databases.

pub mod fixture;
mod forecast;
mod quotas;
