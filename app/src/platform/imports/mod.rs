//! `/import`: files dropped, understood, previewed by the very planner the server runs, then run.
//!
//! [`desk`] holds what the page knows and is the only place that plans; the other files draw it.

mod api;
mod column;
mod corrections;
mod desk;
mod file_card;
mod files;
mod findings;
mod page;
mod runs;
mod send;
mod undo;
mod words;

pub(crate) use files::download;
pub use page::ImportPage;
