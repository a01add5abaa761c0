//! People, sign-in, company set-up, jobs, mail, the server's health.

pub mod access;
pub mod api;
pub mod audience;
pub mod audit;
pub mod auth;
mod bin;
pub mod branding;
pub mod company;
pub mod demo;
pub(crate) mod erasure;
pub(crate) mod export;
pub(crate) mod fields;
pub(crate) mod files;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod notifications;
pub mod outgoing;
pub mod passkeys;
mod people;
mod profile;
mod roles;
pub mod sealing;
pub(crate) mod search;
pub mod session;
mod set_up;
mod setup;
pub mod sso;
mod upkeep;
mod views;
pub mod webhooks;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    branding::register(registry);
    company::register(registry);
    people::register(registry);
    demo::register(registry);
    profile::register(registry);
    roles::register(registry);
    search::register(registry);
    imports::register(registry);
    notifications::register(registry);
    passkeys::register(registry);
    session::register(registry);
    setup::register(registry);
    sso::register(registry);
    views::register(registry);
    fields::register(registry);
    files::register(registry);
    api::register(registry);
    audience::register(registry);
    webhooks::register(registry);
    jobs::register(registry);
    health::register(registry);
    access::register(registry);
    audit::register(registry);
    bin::register(registry);
    erasure::register(registry);
    export::register(registry);
}

/// Adds the jobs of this area.
pub fn register_jobs(kinds: &mut jobs::Kinds) {
    mail::register_jobs(kinds);
    access::register_jobs(kinds);
    audit::register_jobs(kinds);
    upkeep::register_jobs(kinds);
    bin::register_jobs(kinds);
    erasure::register_jobs(kinds);
    notifications::register_jobs(kinds);
}
