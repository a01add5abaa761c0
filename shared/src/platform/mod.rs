//! What carries the rest: people and their ways in, the company, lists, data in and out, and the machinery.
//!
//! - People: [`people`] (users, teams), [`roles`], [`profile`], [`session`] (what a page knows from its first
//!   paint); [`access`] (invitation, forgotten password, second factor), [`passkeys`], [`sso`].
//! - The company: [`company`], [`branding`], [`setup`] (guided), [`demo`] (the sample company), [`fields`]
//!   (those an administrator adds).
//! - Records: [`views`] (lists, filters, bulk changes), [`search`], [`notifications`], [`files`], [`bin`].
//! - Data in and out: [`imports`], [`export`], [`api`] (tokens of the interface for programs), [`webhooks`].
//! - Keeping watch: [`audit`], [`erasure`] (personal data), [`health`], [`jobs`], [`mail`].

pub mod access;
pub mod api;
pub mod audit;
pub mod bin;
pub mod branding;
pub mod company;
pub mod demo;
pub mod erasure;
pub mod export;
pub mod fields;
pub mod files;
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
