//! Use cases of duplicates: looked for while one types and in bulk, merged, taken apart again.

mod job;
mod merge;
mod read;
mod sides;

pub(super) use job::register_jobs;
pub(super) use merge::require_unmerged;
pub(crate) use read::print_of;
pub(crate) use sides::lead_scope;

use crate::Registry;

pub(super) fn register(registry: &mut Registry) {
    registry.add(read::check);
    registry.add(read::of_record);
    registry.add(read::find);
    registry.add(job::look);
    registry.add(read::plan);
    registry.add(read::merges);
    registry.add(merge::merge);
    registry.add(merge::undo);
    registry.add(merge::separate);
}
