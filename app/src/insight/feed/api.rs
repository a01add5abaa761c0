//! What the page asks.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::insight::feed::ops::{FeedPage, ReadFeed};

/// A page of the feed.
#[server(name = ReadFeedCall, endpoint = "feed.read", input = Json, output = Json)]
pub async fn read(request: ReadFeed) -> Result<FeedPage, Fault> {
    call::run(request).await
}
