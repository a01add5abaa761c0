//! Figures about what happened.

mod team;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    team::register(registry);
}
