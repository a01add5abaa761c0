//! Promotions: the administrators' page, and the words quotes use for them.

pub mod api;
mod form;
mod page;
pub(in crate::cpq) mod picks;
mod trial;
pub mod words;

pub use page::PromotionsPage;
