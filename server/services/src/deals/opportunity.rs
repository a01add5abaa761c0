//! What the page of one opportunity asks besides the deal itself.

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::deals::opportunity::{DealQuote, FindDealProducts, ListDealQuotes, ProductOffer};
use shared::kernel::{Action, Problem, search_key};
use store::deals::opportunity as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(quotes);
    registry.add(find_products);
}

async fn quotes(ctx: Ctx, request: ListDealQuotes) -> Result<Vec<DealQuote>, Problem> {
    let mut session = ctx.read().await?;
    let scope = ctx.scope_for(Action::ViewOpportunity);
    store::work::links::deal(&mut session, &ctx.actor, scope, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    rows::quotes(&mut session, &ctx.actor, request.id)
        .await
        .or_problem()
}

async fn find_products(ctx: Ctx, request: FindDealProducts) -> Result<Vec<ProductOffer>, Problem> {
    let text: String = request.text.chars().take(100).collect();
    let key = search_key(&text).replace(['%', '_'], "");
    let mut session = ctx.read().await?;
    rows::offers(&mut session, &key, request.currency, ctx.today())
        .await
        .or_problem()
}
