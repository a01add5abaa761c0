//! People, sessions, company, rates, jobs, mail, ways in, the log as a whole.

pub mod access;
pub mod api;
pub mod audit;
pub mod bin;
pub mod bulk;
pub mod company;
pub mod erasure;
pub mod fields;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod notifications;
pub mod passkeys;
pub mod people;
pub mod profiles;
pub mod roles;
pub mod sample;
pub mod search;
pub mod sessions;
pub mod setup;
pub mod sso;
pub mod users;
pub mod views;
pub mod webhooks;
