//! Accounts, contacts and leads: lists and record pages.

pub mod accounts;
pub mod contacts;
mod create;
mod customers;
pub mod duplicates;
mod fact;
mod labels;
pub mod leads;
pub(crate) mod list;
mod owners;
pub(crate) mod pick;
mod record;
mod related;
pub mod relations;
mod similar;

pub use labels::{
    country_choices, country_name, industry_choices, industry_name, totals_compact, totals_exact,
};
