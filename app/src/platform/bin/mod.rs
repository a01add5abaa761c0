//! `/bin`: what was deleted, found again, brought back, or ended for good.

mod api;
mod page;
mod rows;
mod words;

pub use page::BinPage;
