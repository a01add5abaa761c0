pub mod fixture;
mod forecast;
mod quotas;
