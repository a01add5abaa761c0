//! Pipelines and opportunities.

pub mod opportunities;
mod opportunity;
pub mod pipelines;

use crate::Registry;

pub(crate) fn register(registry: &mut Registry) {
    pipelines::register(registry);
    opportunities::register(registry);
    opportunity::register(registry);
}
