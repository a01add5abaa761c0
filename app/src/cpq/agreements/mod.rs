//! Prices agreed with an account: its card on the account's page, and what the quote editor asks.

pub mod api;
mod card;
mod form;
pub mod words;

pub use card::AgreementsCard;
