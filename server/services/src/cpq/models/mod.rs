//! Product models: everybody reads, those who manage products write; a published version never
//! changes.

mod exchange;
mod finder;
mod write;

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use sha2::{Digest, Sha256};
use shared::cpq::models::ops::{GetModel, GetModelDesk, GetPopular, ListConfigurable, ModelDesk};
use shared::cpq::models::{
    Engine, ModelContent, ModelRow, ModelState, Popular, ProductModel, popularity,
};
use shared::kernel::{Action, Problem, ProductId, ProductModelId};
use std::sync::Arc;
use store::Session;
use store::cpq::catalog::products;
use store::cpq::models as table;

pub(super) fn register(registry: &mut Registry) {
    registry.add(desk);
    registry.add(get);
    registry.add(configurable);
    registry.add(popular);
    write::register(registry);
    exchange::register(registry);
    finder::register(registry);
}

/// Costs are shown only to those who see margins.
fn for_eyes(ctx: &Ctx, mut model: ProductModel) -> ProductModel {
    if !ctx.actor.may(Action::ViewMargin) {
        model.draft.content.hide_costs();
    }
    model
}

async fn load(session: &mut Session, id: ProductModelId) -> Result<ProductModel, Problem> {
    table::get(session, id).await.or_problem()?.or_not_found()
}

async fn get(ctx: Ctx, request: GetModel) -> Result<ProductModel, Problem> {
    let mut session = ctx.read().await?;
    shown(&ctx, &mut session, request.id).await
}

/// A version as this person may see it.
pub(in crate::cpq) async fn shown(
    ctx: &Ctx,
    session: &mut Session,
    id: ProductModelId,
) -> Result<ProductModel, Problem> {
    Ok(for_eyes(ctx, load(session, id).await?))
}

async fn desk(ctx: Ctx, request: GetModelDesk) -> Result<ModelDesk, Problem> {
    let mut session = ctx.read().await?;
    desk_of(&ctx, &mut session, request.product_id).await
}

async fn desk_of(
    ctx: &Ctx,
    session: &mut Session,
    product_id: ProductId,
) -> Result<ModelDesk, Problem> {
    let product = products::get(session, product_id)
        .await
        .or_problem()?
        .or_not_found()?;
    let versions = table::of_product(session, product_id).await.or_problem()?;
    let shown = versions
        .iter()
        .find(|row| row.state == ModelState::Draft)
        .or(versions.first());
    let model = match shown {
        Some(row) => Some(for_eyes(ctx, load(session, row.id).await?)),
        None => None,
    };
    Ok(ModelDesk {
        product_id,
        sku: product.draft.sku,
        name: product.draft.name,
        versions,
        model,
    })
}

async fn configurable(ctx: Ctx, _: ListConfigurable) -> Result<Vec<ModelRow>, Problem> {
    let mut session = ctx.read().await?;
    offered_today(&ctx, &mut session).await
}

/// Sums over everybody's quotes tell of no quote and no customer.
async fn popular(ctx: Ctx, request: GetPopular) -> Result<Vec<Popular>, Problem> {
    let mut session = ctx.read().await?;
    let made = table::sent_configurations(&mut session, request.product_id)
        .await
        .or_problem()?;
    Ok(popularity(&made))
}

/// Of each product the version offered today.
pub(in crate::cpq) async fn offered_today(
    ctx: &Ctx,
    session: &mut Session,
) -> Result<Vec<ModelRow>, Problem> {
    let mut rows = table::published(session).await.or_problem()?;
    rows.retain(|row| row.is_offered_on(ctx.today()));
    // The newest of each product; rows come by product, newest first.
    rows.dedup_by_key(|row| row.product_id);
    Ok(rows)
}

/// SHA-256 of the content as it is stored, in hexadecimal.
pub(crate) fn hash_of(content: &ModelContent) -> Result<String, Problem> {
    let json = table::content_json(content).or_problem()?;
    let digest = Sha256::digest(json.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compiles a model away from the threads that answer requests.
pub(super) async fn engine(content: ModelContent) -> Result<Arc<Engine>, Problem> {
    let built = tokio::task::spawn_blocking(move || Engine::build(Arc::new(content))).await;
    match built {
        Ok(Ok(engine)) => Ok(Arc::new(engine)),
        Ok(Err(issues)) => Err(Problem::invalid(issues)),
        Err(error) => {
            tracing::error!(%error, "model not compiled");
            Err(Problem::of(shared::kernel::ProblemKind::Internal))
        }
    }
}
