//! Webhooks: kept by administrators, told by a runner beside the server.

mod runner;
mod send;
mod sign;
mod told;

pub use runner::Runner;
pub use send::{Door, Sent};
pub use sign::{new_secret, signatures};

use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Issue, Problem, ProblemKind, WebhookId};
use shared::platform::webhooks::{
    CreateWebhook, DELIVERIES_MAX, DeleteWebhook, DeliveryView, EditWebhook, ListDeliveries,
    ListWebhooks, OLD_SECRET_MS, ReplayDelivery, RotateSecret, TestWebhook, WEBHOOKS_MAX,
    WebhookDraft, WebhookSecret, WebhookView, check_webhook,
};
use store::platform::webhooks as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(create);
    registry.add(edit);
    registry.add(delete);
    registry.add(rotate);
    registry.add(test);
    registry.add(deliveries);
    registry.add(replay);
}

async fn all(session: &mut Session) -> Result<Vec<WebhookView>, Problem> {
    let stored = rows::list(session).await.or_problem()?;
    Ok(stored.into_iter().map(|stored| stored.view).collect())
}

async fn one(session: &mut Session, id: WebhookId) -> Result<WebhookView, Problem> {
    let stored = rows::get(session, id).await.or_problem()?;
    Ok(stored.or_not_found()?.view)
}

async fn list(ctx: Ctx, _: ListWebhooks) -> Result<Vec<WebhookView>, Problem> {
    all(&mut ctx.read().await?).await
}

/// The draft as it is kept, or what is wrong with it.
fn tidy(ctx: &Ctx, draft: WebhookDraft) -> Result<WebhookDraft, Problem> {
    refuse(check_webhook(&draft, ctx.services().webhooks_inside()))?;
    let mut entities = draft.entities;
    entities.sort_unstable();
    entities.dedup();
    let url = url::Url::parse(draft.url.trim())
        .map_err(|_| Problem::because(Issue::error("invalid_url", "url")))?;
    Ok(WebhookDraft {
        url: url.to_string(),
        description: draft.description.trim().to_owned(),
        entities,
        active: draft.active,
    })
}

async fn create(ctx: Ctx, request: CreateWebhook) -> Result<WebhookSecret, Problem> {
    let draft = tidy(&ctx, request.draft)?;
    let mut session = ctx.write().await?;
    let there = all(&mut session).await?;
    if there.iter().any(|view| view.id == request.id) {
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    if there.len() >= WEBHOOKS_MAX as usize {
        let issue = Issue::error("too_many", "url").with("max", WEBHOOKS_MAX);
        return Err(Problem::because(issue));
    }
    let secret = new_secret(rand::random());
    let kept = ctx.services().seal_hook(request.id, &secret)?;
    rows::insert(&mut session, request.id, &draft, &kept, false, ctx.now())
        .await
        .or_problem()?;
    record(
        &ctx,
        &mut session,
        request.id,
        "created",
        None,
        Some(&draft),
    )
    .await?;
    let view = one(&mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(WebhookSecret { secret, view })
}

async fn edit(ctx: Ctx, request: EditWebhook) -> Result<WebhookView, Problem> {
    let draft = tidy(&ctx, request.draft)?;
    let mut session = ctx.write().await?;
    let before = current(&mut session, request.id, request.version).await?;
    if !rows::update(&mut session, request.id, request.version, &draft, ctx.now())
        .await
        .or_problem()?
    {
        return Err(conflict(&before));
    }
    let facts = (Some(&before.draft), Some(&draft));
    record(&ctx, &mut session, request.id, "edited", facts.0, facts.1).await?;
    let view = one(&mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn delete(ctx: Ctx, request: DeleteWebhook) -> Result<Vec<WebhookView>, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&mut session, request.id, request.version).await?;
    if !rows::delete(&mut session, request.id, request.version)
        .await
        .or_problem()?
    {
        return Err(conflict(&before));
    }
    let draft = Some(&before.draft);
    record(&ctx, &mut session, request.id, "deleted", draft, None).await?;
    let left = all(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}

async fn rotate(ctx: Ctx, request: RotateSecret) -> Result<WebhookSecret, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&mut session, request.id, request.version).await?;
    let secret = new_secret(rand::random());
    let kept = ctx.services().seal_hook(request.id, &secret)?;
    let until = Instant(ctx.now().0 + OLD_SECRET_MS);
    if !rows::rotate(
        &mut session,
        request.id,
        request.version,
        &kept,
        until,
        ctx.now(),
    )
    .await
    .or_problem()?
    {
        return Err(conflict(&before));
    }
    record(&ctx, &mut session, request.id, "secret_rotated", None, None).await?;
    let view = one(&mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(WebhookSecret { secret, view })
}

async fn test(ctx: Ctx, request: TestWebhook) -> Result<Vec<DeliveryView>, Problem> {
    let mut session = ctx.write().await?;
    one(&mut session, request.id).await?;
    // Below zero, so that it is no event's number.
    rows::put(&mut session, request.id, -ctx.now().0, ctx.now())
        .await
        .or_problem()?;
    finish(session, &ctx, request.id).await
}

/// What became of its messages; of a webhook that is gone nothing is left, and an open page that asks
/// while it is deleted is told so instead of being refused.
async fn deliveries(ctx: Ctx, request: ListDeliveries) -> Result<Vec<DeliveryView>, Problem> {
    let mut session = ctx.read().await?;
    rows::log(&mut session, request.id, DELIVERIES_MAX)
        .await
        .or_problem()
}

async fn replay(ctx: Ctx, request: ReplayDelivery) -> Result<Vec<DeliveryView>, Problem> {
    let mut session = ctx.write().await?;
    if !rows::has(&mut session, request.id, request.event)
        .await
        .or_problem()?
    {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    rows::put(&mut session, request.id, request.event, ctx.now())
        .await
        .or_problem()?;
    finish(session, &ctx, request.id).await
}

/// Saves, wakes the runner and gives the log.
async fn finish(
    mut session: Session,
    ctx: &Ctx,
    id: WebhookId,
) -> Result<Vec<DeliveryView>, Problem> {
    let log = rows::log(&mut session, id, DELIVERIES_MAX)
        .await
        .or_problem()?;
    session.commit().await.or_problem()?;
    ctx.services().wake_webhooks();
    Ok(log)
}

async fn current(
    session: &mut Session,
    id: WebhookId,
    version: i64,
) -> Result<WebhookView, Problem> {
    let view = one(session, id).await?;
    if view.version == version {
        Ok(view)
    } else {
        Err(conflict(&view))
    }
}

/// Appends the event of a change. Facts never hold a secret; the address is told without what may be
/// one in its query.
async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: WebhookId,
    action: &str,
    before: Option<&WebhookDraft>,
    after: Option<&WebhookDraft>,
) -> Result<(), Problem> {
    let facts = |draft: &WebhookDraft| {
        json!({
            "url": draft.url.split('?').next(),
            "description": draft.description,
            "entities": draft.entities,
            "active": draft.active,
        })
    };
    let (before, after): (Option<Value>, Option<Value>) = (before.map(facts), after.map(facts));
    let change = Change {
        entity: Entity::Webhook,
        id: id.0,
        parent: None,
        owner: Some(ctx.actor.user_id),
        action,
        before: before.as_ref(),
        after: after.as_ref(),
    };
    ctx.record(session, change).await
}
