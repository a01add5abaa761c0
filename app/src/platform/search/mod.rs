//! Finding a record from anywhere, and the ones opened last; the command palette shows both.

pub mod visits;

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::search::{Find, Found, Recall, Recalled};

/// Records by a few letters.
#[server(name = FindCall, endpoint = "search.find", input = Json, output = Json)]
pub async fn find(request: Find) -> Result<Found, Fault> {
    call::run(request).await
}

/// What the records opened last are called now.
#[server(name = RecallCall, endpoint = "search.recall", input = Json, output = Json)]
pub async fn recall(request: Recall) -> Result<Recalled, Fault> {
    call::run(request).await
}
