//! Accounts, contacts and leads, through their operations, on both databases.

mod account_group;
pub mod accounts;
mod contacts;
mod duplicates;
mod leads;
mod lists;
mod web_leads;
