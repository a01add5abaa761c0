//! Finding a record from anywhere; the command palette shows it.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::search::{Find, Found};

/// Records by a few letters.
#[server(name = FindCall, endpoint = "search.find", input = Json, output = Json)]
pub async fn find(request: Find) -> Result<Found, Fault> {
    call::run(request).await
}
