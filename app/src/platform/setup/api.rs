//! What the guided set-up asks of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::demo::{ReadDemo, RemoveDemo, SampleView};
use shared::platform::setup::{ApplySetUp, NextSteps, ReadNextSteps, ReadSetUp, SetUpView};

/// The set-up as it is.
#[server(name = ReadSetUpCall, endpoint = "setup.read", input = Json, output = Json)]
pub async fn set_up(request: ReadSetUp) -> Result<SetUpView, Fault> {
    call::run(request).await
}

/// Sets the company up.
#[server(name = ApplySetUpCall, endpoint = "setup.apply", input = Json, output = Json)]
pub async fn apply(request: ApplySetUp) -> Result<SetUpView, Fault> {
    call::run(request).await
}

/// The next steps the home page offers.
#[server(name = ReadNextStepsCall, endpoint = "setup.next_steps", input = Json, output = Json)]
pub async fn next_steps(request: ReadNextSteps) -> Result<NextSteps, Fault> {
    call::run(request).await
}

/// How much of the sample company is there.
#[server(name = ReadDemoCall, endpoint = "demo.read", input = Json, output = Json)]
pub async fn demo(request: ReadDemo) -> Result<SampleView, Fault> {
    call::run(request).await
}

/// Takes the sample company away.
#[server(name = RemoveDemoCall, endpoint = "demo.remove", input = Json, output = Json)]
pub async fn remove_demo(request: RemoveDemo) -> Result<SampleView, Fault> {
    call::run(request).await
}
