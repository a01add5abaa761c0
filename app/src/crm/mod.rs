//! Accounts and contacts: lists and record pages.

pub mod accounts;
pub mod contacts;
mod labels;
mod list;
mod owners;
mod related;

pub use labels::{country_name, industry_name};
