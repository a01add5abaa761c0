//! People, rights, company set-up, imports.

pub mod company;
pub mod demo;
pub mod imports;
pub mod people;
pub mod profile;
pub mod search;
pub mod session;
