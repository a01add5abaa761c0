//! What the page asks.

use super::{FeedEntry, FeedFilter, FeedKey};
use crate::operation;
use serde::{Deserialize, Serialize};

/// Reads a page of the feed, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFeed {
    /// Which entries.
    pub filter: FeedFilter,
    /// Where the page before said the next begins.
    pub before: Option<FeedKey>,
    /// How many at most (1 to 100).
    pub limit: u32,
}
operation!(ReadFeed => FeedPage, "feed.read", ViewActivity);

/// A page of the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedPage {
    /// The entries. One page looks back over three months: it may have few or none and yet be followed by
    /// another.
    pub entries: Vec<FeedEntry>,
    /// Where the next page begins; `None` at the end of the log.
    pub next: Option<FeedKey>,
}
