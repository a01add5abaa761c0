//! Figures about what happened, and overviews.

mod feed;
mod home;
mod team;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    feed::register(registry);
    home::register(registry);
    team::register(registry);
}
