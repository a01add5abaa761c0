//! Models from and for other tools.

use super::load;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::cpq::models::ModelContent;
use shared::cpq::models::exchange;
use shared::cpq::models::ops::{ExportModel, ExportedModel, ImportModel, ModelFormat};
use shared::kernel::{Currency, Issue, Problem, ProblemKind};
use std::sync::Arc;
use store::cpq::catalog::products;

pub(super) fn register(registry: &mut Registry) {
    registry.add(import);
    registry.add(export);
}

async fn import(ctx: Ctx, request: ImportModel) -> Result<ModelContent, Problem> {
    let mut session = ctx.read().await?;
    let currency = ctx.settings(&mut session).await?.base(Currency::EUR);
    drop(session);
    away(move || exchange::read(request.format, &request.text, currency)).await
}

async fn export(ctx: Ctx, request: ExportModel) -> Result<ExportedModel, Problem> {
    let mut session = ctx.read().await?;
    let model = load(&mut session, request.id).await?;
    let product = products::get(&mut session, model.product_id)
        .await
        .or_problem()?
        .or_not_found()?;
    drop(session);
    let sku = product.draft.sku;
    let name = sku.clone();
    let content = Arc::new(model.draft.content);
    let text = away(move || exchange::write(request.format, &name, &content)).await?;
    let extension = match request.format {
        ModelFormat::Uvl => "uvl",
        ModelFormat::Dimacs => "dimacs",
    };
    Ok(ExportedModel {
        file_name: format!("{sku}-v{}.{extension}", model.number),
        text,
    })
}

/// Runs what may take a while away from the threads that answer requests.
pub(super) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Vec<Issue>> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Problem::invalid),
        Err(error) => {
            tracing::error!(%error, "model not exchanged");
            Err(Problem::of(ProblemKind::Internal))
        }
    }
}
