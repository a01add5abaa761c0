//! People, ways in, company set-up, imports, jobs, mail, health.

pub mod access;
pub mod api;
pub mod audit;
pub mod bin;
pub mod company;
pub mod demo;
pub mod erasure;
pub mod fields;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod notifications;
pub mod passkeys;
pub mod people;
pub mod profile;
pub mod roles;
pub mod search;
pub mod session;
pub mod setup;
pub mod sso;
pub mod views;
pub mod webhooks;
