//! Catalogue and quotes, through their operations, on both databases.

mod catalog;
mod quotes;
pub(crate) mod support;
