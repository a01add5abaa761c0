//! Products, price books, quotes.

pub mod catalog;
pub mod labels;
pub mod numbers;
pub mod quotes;
