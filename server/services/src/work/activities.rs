//! Logging, editing, deleting and restoring activities.

use super::links::{self, Told};
use crate::{Ctx, OrNotFound, OrProblem, Registry, conflict, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{ActivityId, Problem, ProblemKind};
use shared::work::activities::ops::{
    CreateActivity, DeleteActivity, EditActivity, ReadActivity, RestoreActivity,
};
use shared::work::activities::{ActivityDraft, ActivityView, check};
use store::Session;
use store::work::activities as rows;

pub(super) fn register(registry: &mut Registry) {
    registry.add(create);
    registry.add(edit);
    registry.add(delete);
    registry.add(restore);
    registry.add(read);
}

fn accept(draft: &ActivityDraft, ctx: &Ctx) -> Result<(), Problem> {
    refuse(check(draft, ctx.now()))
}

async fn find(ctx: &Ctx, session: &mut Session, id: ActivityId) -> Result<ActivityView, Problem> {
    rows::get(session, &ctx.actor, id, false)
        .await
        .or_problem()?
        .or_not_found()
}

/// The activity, when this person may change it.
async fn editable(
    ctx: &Ctx,
    session: &mut Session,
    id: ActivityId,
    deleted: bool,
) -> Result<ActivityView, Problem> {
    let view = rows::get(session, &ctx.actor, id, deleted)
        .await
        .or_problem()?
        .or_not_found()?;
    if view.may_edit {
        Ok(view)
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}

async fn read(ctx: Ctx, request: ReadActivity) -> Result<ActivityView, Problem> {
    let mut session = ctx.read().await?;
    find(&ctx, &mut session, request.id).await
}

async fn create(ctx: Ctx, request: CreateActivity) -> Result<ActivityView, Problem> {
    let mut draft = request.draft;
    accept(&draft, &ctx)?;
    let mut session = ctx.write().await?;
    if rows::exists(&mut session, request.id).await.or_problem()? {
        return find(&ctx, &mut session, request.id).await;
    }
    let checked = links::check(&ctx, &mut session, draft.links).await?;
    draft.links = checked.links;
    rows::insert(
        &mut session,
        request.id,
        &draft,
        ctx.actor.user_id,
        ctx.now(),
    )
    .await
    .or_problem()?;
    links::refresh_deals(&ctx, &mut session, [draft.links.opportunity]).await?;
    let told = Told {
        entity: Entity::Activity,
        id: request.id.0,
        links: draft.links,
        owner: ctx.actor.user_id,
        deal_owner: checked.deal_owner,
        action: "created",
        before: None,
        after: Some(&draft),
    };
    links::tell(&ctx, &mut session, told).await?;
    let view = find(&ctx, &mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn edit(ctx: Ctx, request: EditActivity) -> Result<ActivityView, Problem> {
    let mut draft = request.draft;
    accept(&draft, &ctx)?;
    let mut session = ctx.write().await?;
    let before = editable(&ctx, &mut session, request.id, false).await?;
    if before.version != request.version {
        return Err(conflict(&before));
    }
    let old = before.draft();
    let deal_owner = if draft.links == old.links {
        links::deal_owner(&ctx, &mut session, old.links.opportunity).await?
    } else {
        let checked = links::check(&ctx, &mut session, draft.links).await?;
        draft.links = checked.links;
        checked.deal_owner
    };
    if !rows::update(&mut session, request.id, request.version, &draft)
        .await
        .or_problem()?
    {
        return Err(conflict(&before));
    }
    let deals = [old.links.opportunity, draft.links.opportunity];
    links::refresh_deals(&ctx, &mut session, deals).await?;
    let told = Told {
        entity: Entity::Activity,
        id: request.id.0,
        links: draft.links,
        owner: before.owner.id,
        deal_owner,
        action: "edited",
        before: Some(&old),
        after: Some(&draft),
    };
    links::tell(&ctx, &mut session, told).await?;
    let view = find(&ctx, &mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn delete(ctx: Ctx, request: DeleteActivity) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    let view = editable(&ctx, &mut session, request.id, false).await?;
    rows::set_deleted(&mut session, request.id, Some(ctx.now()))
        .await
        .or_problem()?;
    changed(&ctx, &mut session, &view, "deleted").await?;
    session.commit().await.or_problem()
}

async fn restore(ctx: Ctx, request: RestoreActivity) -> Result<ActivityView, Problem> {
    let mut session = ctx.write().await?;
    if let Some(view) = rows::get(&mut session, &ctx.actor, request.id, false)
        .await
        .or_problem()?
    {
        return Ok(view);
    }
    let view = editable(&ctx, &mut session, request.id, true).await?;
    rows::set_deleted(&mut session, request.id, None)
        .await
        .or_problem()?;
    changed(&ctx, &mut session, &view, "restored").await?;
    let view = find(&ctx, &mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn changed(
    ctx: &Ctx,
    session: &mut Session,
    view: &ActivityView,
    action: &'static str,
) -> Result<(), Problem> {
    let draft = view.draft();
    let deal = draft.links.opportunity;
    links::refresh_deals(ctx, session, [deal]).await?;
    let deal_owner = links::deal_owner(ctx, session, deal).await?;
    let told = Told {
        entity: Entity::Activity,
        id: view.id.0,
        links: draft.links,
        owner: view.owner.id,
        deal_owner,
        action,
        before: (action == "deleted").then_some(&draft),
        after: (action == "restored").then_some(&draft),
    };
    links::tell(ctx, session, told).await
}
