//! Finding the right product: everybody asks, those who manage products write the questions.

use super::exchange::away;
use super::offered_today;
use super::write::tidy_guide;
use crate::cpq::{conflict, refuse_errors};
use crate::{Ctx, OrProblem, Registry};
use shared::cpq::models::guide::finder::{Finder, MAX_OFFERS, Offer};
use shared::cpq::models::guide::validate_guide;
use shared::cpq::models::ops::{FinderView, GetFinder, SaveFinder};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem};
use store::cpq::catalog::products::{self, ProductQuery};
use store::cpq::models::finder as table;
use store::{Change, Session, StoreError};

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(save);
}

async fn get(ctx: Ctx, _: GetFinder) -> Result<FinderView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<FinderView, Problem> {
    let (guide, version) = table::get(session).await.or_problem()?;
    let models = offered_today(ctx, session).await?;
    let query = ProductQuery {
        text: "",
        family: "",
        with_inactive: true,
        offset: 0,
        limit: u32::try_from(MAX_OFFERS).unwrap_or(u32::MAX),
    };
    let (products, _) = products::list(session, &query).await.or_problem()?;
    let offers = products.into_iter().map(|product| Offer {
        configurable: models.iter().any(|row| row.product_id == product.id),
        id: product.id,
        sku: product.draft.sku,
        name: product.draft.name,
        description: product.draft.description,
        family: product.draft.family,
        active: product.active,
    });
    Ok(FinderView {
        guide,
        version,
        offers: offers.collect(),
    })
}

/// Largest list of questions, in bytes of JSON.
const MAX_CONTENT: usize = 500_000;

/// There is no draft: questions that do not hold together are not saved.
async fn save(ctx: Ctx, request: SaveFinder) -> Result<FinderView, Problem> {
    let mut guide = request.guide;
    tidy_guide(&mut guide);
    refuse_errors(validate_guide(&guide))?;
    if serde_json::to_string(&guide).map_or(0, |text| text.len()) > MAX_CONTENT {
        return Err(Problem::because(
            Issue::error("too_long", "guide").with("max", MAX_CONTENT),
        ));
    }
    let mut session = ctx.write().await?;
    let before = view(&ctx, &mut session).await?;
    if before.version != request.version {
        return Err(conflict(&before));
    }
    let (offers, tried) = (before.offers.clone(), guide.clone());
    away(move || match Finder::new(offers, tried) {
        Some(finder) if !finder.issues.is_empty() => Err(finder.issues),
        _ => Ok(()),
    })
    .await?;
    let saved = if request.version == 0 {
        match table::insert(&mut session, &guide, false, ctx.now()).await {
            Err(StoreError::Constraint(_)) => false,
            other => other.or_problem().map(|()| true)?,
        }
    } else {
        table::update(&mut session, request.version, &guide, ctx.now())
            .await
            .or_problem()?
    };
    if !saved {
        return Err(conflict(&before));
    }
    let after = view(&ctx, &mut session).await?;
    let change = Change {
        entity: Entity::Finder,
        id: table::FINDER,
        parent: None,
        owner: None,
        action: if request.version == 0 {
            "created"
        } else {
            "edited"
        },
        before: (request.version != 0).then_some(&before.guide),
        after: Some(&after.guide),
    };
    ctx.record(&mut session, change).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}
