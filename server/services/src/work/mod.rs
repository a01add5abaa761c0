//! Activities, tasks, calendar and timelines.

mod activities;
mod calendar;
mod links;
mod tasks;
mod timeline;

use crate::Registry;

/// Adds the operations of this area.
pub fn register(registry: &mut Registry) {
    activities::register(registry);
    tasks::register(registry);
    calendar::register(registry);
    timeline::register(registry);
}
