//! Quotes made without a network: what is taken along, what is written on the way, what is sent on return.
//!
//! Terms: the *luggage* is everything a browser keeps to make quotes with; a *travelling* quote is one that
//! no server has yet; *arrived* is one the server has made of it, with the prices of the day of its
//! arrival; *price changes* are what differs between the two, line by line.
//! Entry points: [`Luggage`], [`settle_offline`], [`price_changes`], [`same_contents`], [`ask_for_offered`],
//! the operations in [`ops`].
//! Invariants: a travelling quote is sent under the id its page gave it, so that it is made once however
//! often it is sent; the server never takes a price from it, only what a person types; what was sent before
//! with other contents is said, never dropped.
//! Tests: `tests` here; both databases in `server/services/tests/it/cpq/offline.rs`; the page in
//! `end2end/tests/cpq/offline.spec.mjs`.

mod changes;
mod luggage;
pub mod ops;

pub use changes::{
    LinePrice, PriceChange, PriceChanges, ask_for_offered, price_changes, redate, same_contents,
};
pub use luggage::{
    Arrived, Luggage, STALE_MS, TakenAccount, Travelling, families, is_stale, new_line, new_quote,
    offered_books, offered_model, settle_offline,
};

#[cfg(test)]
mod tests;
