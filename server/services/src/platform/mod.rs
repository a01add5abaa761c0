//! People, sign-in, company set-up.

pub mod auth;
pub mod company;
pub mod demo;
pub mod imports;
mod people;
mod profile;
mod search;
pub mod session;
mod set_up;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    company::register(registry);
    people::register(registry);
    demo::register(registry);
    profile::register(registry);
    search::register(registry);
    imports::register(registry);
    session::register(registry);
}
