//! The files of a quote: the card on its page.

pub mod api;
mod card;

pub use card::AttachmentsCard;
