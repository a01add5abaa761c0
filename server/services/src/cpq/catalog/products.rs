//! Products.

use super::price_books as price_book_service;
use crate::cpq::{conflict, or_issue, refuse_errors};
use crate::platform::fields::judge;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use shared::cpq::catalog::ops::{
    CreateProduct, EditProduct, GetProduct, ListProducts, ProductList, SetProductActive,
};
use shared::cpq::catalog::{Product, ProductDraft, validate_product};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Problem, ProductId};
use shared::platform::fields::{CustomValues, Holder};
use store::cpq::catalog::products::{self, ProductQuery};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(get);
    registry.add(create);
    registry.add(edit);
    registry.add(set_active);
}

/// Costs are shown only to those who see margins.
fn for_eyes(ctx: &Ctx, mut product: Product) -> Product {
    if !ctx.actor.may(Action::ViewMargin) {
        product.draft.cost = None;
    }
    product
}

async fn list(ctx: Ctx, request: ListProducts) -> Result<ProductList, Problem> {
    let mut session = ctx.read().await?;
    let query = ProductQuery {
        text: &request.text,
        family: &request.family,
        with_inactive: request.with_inactive,
        offset: request.offset,
        limit: request.limit.clamp(1, 200),
    };
    let (rows, total) = products::list(&mut session, &query).await.or_problem()?;
    let families = products::families(&mut session).await.or_problem()?;
    let company = store::platform::company::get(&mut session)
        .await
        .or_problem()?;
    Ok(ProductList {
        rows: rows
            .into_iter()
            .map(|product| for_eyes(&ctx, product))
            .collect(),
        total,
        families,
        cost_currency: company.map(|company| company.currency),
    })
}

async fn load(session: &mut Session, id: ProductId) -> Result<Product, Problem> {
    products::get(session, id)
        .await
        .or_problem()?
        .or_not_found()
}

async fn get(ctx: Ctx, request: GetProduct) -> Result<Product, Problem> {
    let mut session = ctx.read().await?;
    Ok(for_eyes(&ctx, load(&mut session, request.id).await?))
}

fn trimmed(mut draft: ProductDraft) -> ProductDraft {
    for text in [
        &mut draft.sku,
        &mut draft.name.en,
        &mut draft.name.fr,
        &mut draft.family,
        &mut draft.unit,
    ] {
        *text = text.trim().to_owned();
    }
    draft.tax = draft.tax.normal();
    draft
}

/// The draft as it is kept; `before` are the administrators' values it has, `None` for a new product.
async fn checked(
    ctx: &Ctx,
    session: &mut Session,
    before: Option<&CustomValues>,
    draft: ProductDraft,
) -> Result<ProductDraft, Problem> {
    let mut issues = validate_product(&draft);
    let (custom, found) = judge(ctx, session, Holder::Product, before, &draft.custom).await?;
    issues.extend(found);
    refuse_errors(issues)?;
    Ok(ProductDraft {
        custom,
        ..trimmed(draft)
    })
}

async fn create(ctx: Ctx, request: CreateProduct) -> Result<Product, Problem> {
    let mut session = ctx.write().await?;
    let draft = checked(&ctx, &mut session, None, request.draft).await?;
    or_issue(
        products::insert(&mut session, request.id, &draft, false).await,
        "already_exists",
        "sku",
    )?;
    finish(&ctx, session, request.id, "created", None).await
}

async fn edit(ctx: Ctx, request: EditProduct) -> Result<Product, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&mut session, request.id).await?;
    if before.version != request.version {
        return Err(conflict(&for_eyes(&ctx, before)));
    }
    let had = Some(&before.draft.custom);
    let mut draft = checked(&ctx, &mut session, had, request.draft).await?;
    // Whoever does not see the cost changes none and loses none.
    if !ctx.actor.may(Action::ViewMargin) {
        draft.cost = before.draft.cost;
    }
    let saved = or_issue(
        products::update(&mut session, request.id, request.version, &draft).await,
        "already_exists",
        "sku",
    )?;
    if !saved {
        return Err(conflict(&for_eyes(&ctx, before)));
    }
    if before.draft.sku != draft.sku {
        let skus = (before.draft.sku.as_str(), draft.sku.as_str());
        price_book_service::follow_code(&ctx, &mut session, skus).await?;
    }
    finish(&ctx, session, request.id, "edited", Some(before)).await
}

async fn set_active(ctx: Ctx, request: SetProductActive) -> Result<Product, Problem> {
    let mut session = ctx.write().await?;
    let before = load(&mut session, request.id).await?;
    let saved = products::set_active(&mut session, request.id, request.version, request.active)
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(&for_eyes(&ctx, before)));
    }
    finish(&ctx, session, request.id, "edited", Some(before)).await
}

async fn finish(
    ctx: &Ctx,
    mut session: Session,
    id: ProductId,
    action: &str,
    before: Option<Product>,
) -> Result<Product, Problem> {
    let after = load(&mut session, id).await?;
    let change = Change {
        entity: Entity::Product,
        id: id.0,
        parent: None,
        owner: None,
        action,
        before: before.as_ref(),
        after: Some(&after),
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()?;
    Ok(for_eyes(ctx, after))
}
