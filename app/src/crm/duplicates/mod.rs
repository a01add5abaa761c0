//! Duplicates: shown while one types, beside a record, and all of them on a page of their own.

pub mod api;
mod beside;
mod hint;
mod merge;
mod page;
mod words;

pub use beside::DuplicatesCard;
pub use hint::DuplicateHint;
pub use page::DuplicatesPage;
pub(crate) use words::{address, reason_badges};
