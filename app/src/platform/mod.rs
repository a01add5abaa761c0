//! Sign-in, settings, administration.

pub mod access;
pub mod admin;
pub mod api;
pub mod audit;
pub mod auth;
pub mod bin;
pub mod branding;
pub mod erasure;
pub mod export;
pub mod fields;
pub mod files;
pub mod health;
pub mod imports;
pub mod notifications;
pub mod passkeys;
pub mod people;
pub mod profile;
pub mod roles;
pub mod search;
pub mod settings;
pub mod setup;
pub mod sso;
pub mod views;
pub mod webhooks;
