//! Sign-in, settings, administration.

pub mod admin;
pub mod auth;
pub mod imports;
pub mod people;
pub mod profile;
pub mod search;
pub mod settings;
