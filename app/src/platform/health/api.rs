//! What the health page asks of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::health::{GetHealth, HealthView};
use shared::platform::jobs::{DiscardJob, RetryJob};

/// How the server is.
#[server(name = GetHealthCall, endpoint = "health.get", input = Json, output = Json)]
pub async fn health(request: GetHealth) -> Result<HealthView, Fault> {
    call::run(request).await
}

/// Tries a parked job again.
#[server(name = RetryJobCall, endpoint = "jobs.retry", input = Json, output = Json)]
pub async fn retry_job(request: RetryJob) -> Result<(), Fault> {
    call::run(request).await
}

/// Gives a parked job up.
#[server(name = DiscardJobCall, endpoint = "jobs.discard", input = Json, output = Json)]
pub async fn discard_job(request: DiscardJob) -> Result<(), Fault> {
    call::run(request).await
}
