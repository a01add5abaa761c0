//! `/import`: files dropped, understood, previewed by the very planner the server runs, then run.
//!
//! [`desk`] holds what the page knows and is the only place that asks for a plan ([`dry_run`]); the
//! other files draw it.

mod alike;
mod api;
mod column;
mod corrections;
mod desk;
mod dry_run;
mod file_card;
mod files;
mod findings;
mod follow;
mod matching;
mod page;
mod report;
mod runs;
mod send;
mod undo;
mod words;

pub(crate) use files::download;
pub use page::ImportPage;
pub(crate) use send::pause;
