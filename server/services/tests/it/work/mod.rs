//! Activities, tasks, calendar and timeline, through their operations, on both databases.

mod activities;
mod calendar;
pub(crate) mod fixtures;
mod mentions;
mod tasks;
mod timeline;
mod timeline_found;
