//! Sign-in, settings, administration.

pub mod auth;
pub mod people;
