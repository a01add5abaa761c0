//! Accounts, contacts and leads, through their operations, on both databases.

mod account_group;
pub mod accounts;
mod contacts;
mod duplicates;
mod duplicates_many;
mod leads;
mod lists;
pub mod relations;
mod relations_merged;
mod web_leads;
