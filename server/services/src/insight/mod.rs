//! Figures about what happened, and overviews.

mod home;
mod team;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    home::register(registry);
    team::register(registry);
}
