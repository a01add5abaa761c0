//! Finding a record from anywhere; the command palette shows it.

use crate::call::{self, Fault};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use shared::platform::search::{Find, Found};

/// Records by a few letters.
#[server(name = FindCall, endpoint = "search.find", input = Json)]
pub async fn find(request: Find) -> Result<Found, Fault> {
    call::run(request).await
}
