//! Server functions of pipelines.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::deals::pipelines::{ListPipelines, PipelinesView, SaveLossReasons, SavePipeline};

/// All pipelines with their stages, and the loss reasons.
#[server(name = ListPipelinesCall, endpoint = "pipelines.list", input = Json, output = Json)]
pub async fn list_pipelines(request: ListPipelines) -> Result<PipelinesView, Fault> {
    call::run(request).await
}

/// Saves a pipeline whole.
#[server(name = SavePipelineCall, endpoint = "pipelines.save", input = Json, output = Json)]
pub async fn save_pipeline(request: SavePipeline) -> Result<PipelinesView, Fault> {
    call::run(request).await
}

/// Saves the list of loss reasons whole.
#[server(name = SaveLossReasonsCall, endpoint = "pipelines.save_loss_reasons", input = Json, output = Json)]
pub async fn save_loss_reasons(request: SaveLossReasons) -> Result<PipelinesView, Fault> {
    call::run(request).await
}

/// Pipelines and loss reasons, read once per page.
#[must_use]
pub fn use_pipelines() -> Resource<Result<PipelinesView, Fault>> {
    Resource::new(|| (), |()| list_pipelines(ListPipelines {}))
}
