//! Catalogue and quotes, through their operations, on both databases.

mod catalog;
mod quote_life;
mod quotes;
pub(crate) mod support;
