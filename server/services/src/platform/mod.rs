//! People, sign-in, company set-up.

pub mod auth;
pub mod company;
mod people;
pub mod session;
mod set_up;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    company::register(registry);
    people::register(registry);
    session::register(registry);
}
