//! Accounts and contacts, through their operations, on both databases.

mod accounts;
mod contacts;
mod lists;
