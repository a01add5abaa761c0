//! Promotions: the administrators' page, and the words quotes use for them.

pub mod api;
pub(in crate::cpq) mod form;
mod kinds;
mod page;
pub(in crate::cpq) mod picks;
mod trial;
pub mod words;

pub use page::PromotionsPage;
