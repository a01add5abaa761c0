//! Use cases of opportunities: read, create, edit, move, hang things on them.
//!
//! Every change: load within the right's scope, compare the version, apply the rule of `shared`,
//! save, write the row of facts and the event, answer the whole view — one transaction. Tests are
//! in `server/services/tests`, on both databases.

mod create;
mod edit;
mod moving;
mod parts;
mod read;
mod unit;
pub(crate) mod within;

use crate::Registry;
pub(crate) use read::DealSums;

pub(super) fn register(registry: &mut Registry) {
    read::register(registry);
    create::register(registry);
    edit::register(registry);
    moving::register(registry);
    parts::register(registry);
}
