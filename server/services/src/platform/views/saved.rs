//! Saved views: kept by their owner, seen by the owner's team when shared with it.

use super::ground;
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Named, Problem, ProblemKind, Role};
use shared::platform::views::{
    DeleteView, ListViews, RestoreView, SaveView, SavedView, Sharing, UpdateView, check_view,
};
use store::platform::views::{self as rows, StoredView};
use store::{Change, Session};
use uuid::Uuid;

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(save);
    registry.add(update);
    registry.add(delete);
    registry.add(restore);
}

/// Its owner changes a view; a shared one, an administrator, too.
fn may_edit(ctx: &Ctx, view: &StoredView) -> bool {
    let shared = view.sharing == Sharing::Team && ctx.actor.role == Role::Administrator;
    view.owner.id == ctx.actor.user_id || shared
}

fn shown(ctx: &Ctx, view: StoredView) -> SavedView {
    SavedView {
        may_edit: may_edit(ctx, &view),
        id: view.id,
        version: view.version,
        object: view.object,
        name: view.name,
        sharing: view.sharing,
        owner: view.owner,
        spec: view.spec,
    }
}

async fn list(ctx: Ctx, request: ListViews) -> Result<Vec<SavedView>, Problem> {
    let mut session = ctx.read().await?;
    let views = rows::seen_by(&mut session, &ctx.actor, request.object)
        .await
        .or_problem()?;
    Ok(views.into_iter().map(|view| shown(&ctx, view)).collect())
}

async fn check(ctx: &Ctx, session: &mut Session, view: &StoredView) -> Result<(), Problem> {
    let (ground, settings) = ground(ctx, session).await?;
    let fields = settings.list_fields(view.object, &ctx.actor);
    let mut issues = check_view(fields, &view.name, &view.spec, &ground);
    if view.sharing == Sharing::Team && view.team_id.is_none() {
        issues.push(Issue::error("view_without_team", "sharing"));
    }
    refuse(issues)
}

async fn save(ctx: Ctx, request: SaveView) -> Result<SavedView, Problem> {
    let mut session = ctx.write().await?;
    let view = StoredView {
        id: request.id,
        version: 1,
        object: request.object,
        name: request.name.trim().to_owned(),
        sharing: request.sharing,
        team_id: ctx
            .actor
            .team_id
            .filter(|_| request.sharing == Sharing::Team),
        owner: Named::new(ctx.actor.user_id, ctx.actor.name.clone()),
        spec: request.spec,
        deleted_at: None,
    };
    check(&ctx, &mut session, &view).await?;
    if let Some(there) = rows::get(&mut session, request.id).await.or_problem()? {
        // The same request twice (a retry after a lost answer) is no error.
        if there == view {
            return Ok(shown(&ctx, there));
        }
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    rows::insert(&mut session, &view, false, ctx.now())
        .await
        .or_problem()?;
    record(&ctx, &mut session, "created", None, Some(&view)).await?;
    session.commit().await.or_problem()?;
    Ok(shown(&ctx, view))
}

/// The view to change: the actor may change it.
async fn own(ctx: &Ctx, session: &mut Session, id: Uuid) -> Result<StoredView, Problem> {
    let view = rows::get(session, id).await.or_problem()?;
    view.filter(|view| may_edit(ctx, view)).or_not_found()
}

fn conflict(ctx: &Ctx, view: StoredView) -> Problem {
    crate::conflict(&shown(ctx, view))
}

async fn update(ctx: Ctx, request: UpdateView) -> Result<SavedView, Problem> {
    let mut session = ctx.write().await?;
    let before = own(&ctx, &mut session, request.id).await?;
    if before.deleted_at.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    if before.version != request.version {
        return Err(conflict(&ctx, before));
    }
    // A view stays with the team it was shared with, whoever changes it.
    let team = before.team_id.or(ctx.actor.team_id);
    let mut after = StoredView {
        name: request.name.trim().to_owned(),
        sharing: request.sharing,
        team_id: team.filter(|_| request.sharing == Sharing::Team),
        spec: request.spec,
        ..before.clone()
    };
    check(&ctx, &mut session, &after).await?;
    if after != before {
        let saved = rows::update(&mut session, &after, ctx.now())
            .await
            .or_problem()?;
        if !saved {
            return Err(conflict(&ctx, before));
        }
        record(&ctx, &mut session, "edited", Some(&before), Some(&after)).await?;
        after.version += 1;
    }
    session.commit().await.or_problem()?;
    Ok(shown(&ctx, after))
}

async fn delete(ctx: Ctx, request: DeleteView) -> Result<SavedView, Problem> {
    let mut session = ctx.write().await?;
    let mut view = own(&ctx, &mut session, request.id).await?;
    if view.version != request.version {
        return Err(conflict(&ctx, view));
    }
    if view.deleted_at.is_none() {
        let (place, now) = ((view.id, view.version), ctx.now());
        rows::set_deleted(&mut session, place, Some(now), now)
            .await
            .or_problem()?;
        record(&ctx, &mut session, "deleted", Some(&view), None).await?;
        session.commit().await.or_problem()?;
        view.version += 1;
    }
    Ok(shown(&ctx, view))
}

async fn restore(ctx: Ctx, request: RestoreView) -> Result<SavedView, Problem> {
    let mut session = ctx.write().await?;
    let mut view = own(&ctx, &mut session, request.id).await?;
    if view.deleted_at.is_some() {
        rows::set_deleted(&mut session, (view.id, view.version), None, ctx.now())
            .await
            .or_problem()?;
        record(&ctx, &mut session, "restored", None, Some(&view)).await?;
        session.commit().await.or_problem()?;
        view.version += 1;
    }
    Ok(shown(&ctx, view))
}

/// What the log keeps of a view.
#[derive(serde::Serialize)]
struct Facts<'a> {
    name: &'a str,
    sharing: Sharing,
    spec: &'a shared::platform::views::ViewSpec,
}

impl<'a> Facts<'a> {
    fn of(view: &'a StoredView) -> Self {
        Self {
            name: &view.name,
            sharing: view.sharing,
            spec: &view.spec,
        }
    }
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&StoredView>,
    after: Option<&StoredView>,
) -> Result<(), Problem> {
    let Some(view) = after.or(before) else {
        return Ok(());
    };
    let (old, new) = (before.map(Facts::of), after.map(Facts::of));
    let both_private = [before, after]
        .into_iter()
        .flatten()
        .all(|view| view.sharing == Sharing::Private);
    let change = Change {
        entity: Entity::View,
        id: view.id,
        parent: None,
        // Of a shared view everybody may hear: a page reads again with its own rights.
        owner: both_private.then_some(view.owner.id),
        action,
        before: old.as_ref(),
        after: new.as_ref(),
    };
    ctx.record(session, change).await
}
