//! What the page asks of the server, when there is one.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::offline::Luggage;
use shared::cpq::offline::ops::{Arrival, SendTravelling, TakeAlong};

/// What is needed to make quotes without a network.
#[server(name = TakeAlongCall, endpoint = "offline.take_along", input = Json, output = Json)]
pub async fn take_along(request: TakeAlong) -> Result<Luggage, Fault> {
    call::run(request).await
}

/// Sends one that was written without a network.
#[server(name = SendTravellingCall, endpoint = "offline.send", input = Json, output = Json)]
pub async fn send(request: SendTravelling) -> Result<Arrival, Fault> {
    call::run(request).await
}
