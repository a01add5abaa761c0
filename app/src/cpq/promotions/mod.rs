//! Promotions: the administrators' page, and the words quotes use for them.

pub mod api;
mod form;
mod page;
mod picks;
mod trial;
pub mod words;

pub use page::PromotionsPage;
