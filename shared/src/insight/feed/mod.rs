//! The activity feed: what happened on the records a person may see, whoever did it, newest first.
//!
//! It is read from the log of events, the sentences are those of a record's timeline. A change of a deal is
//! told when a fact of it changed that the timeline tells; what else was edited is not.
//! Entry points: [`FeedEntry`], [`FeedFilter`], [`ops`].
//! Invariants: an entry is one event; the order is moment, then place in the log.
//! Tests: below; both databases in `server/services/tests/it/insight/feed.rs`; the page in `end2end/tests/insight`.

mod filter;
mod model;
pub mod ops;

pub use filter::{FeedDoing, FeedFilter, FeedKind, FeedWho};
pub use model::{FeedEntry, FeedKey, FeedRecord, Happening};
