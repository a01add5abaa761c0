//! Sign-in, settings, administration.

pub mod admin;
pub mod auth;
pub mod people;
