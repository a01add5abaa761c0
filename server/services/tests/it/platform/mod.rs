//! Sign-in, people, company, search, imports and the sample company, through their operations, on both databases.

mod auth;
mod demo;
pub(crate) mod imports;
mod imports_real;
mod imports_rules;
mod people;
mod profile;
mod search;
mod settings;
