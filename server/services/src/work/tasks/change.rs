//! Changes of tasks.

use super::links::{self, Told};
use super::{editable, find};
use crate::platform::fields;
use crate::{Ctx, OrProblem, conflict, refuse};
use serde::Serialize;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Problem, UserId};
use shared::platform::fields::{CustomValues, Holder, lacking};
use shared::work::tasks::ops::{
    CompleteTask, CreateTask, DeleteTask, EditTask, ReopenTask, Reschedule, RescheduleTasks,
    RestoreTask,
};
use shared::work::tasks::{Due, TaskDraft, TaskView, check};
use store::Session;
use store::work::tasks as rows;

fn accept(draft: &TaskDraft) -> Result<(), Problem> {
    refuse(check(draft))
}

/// Takes the values of administrators' fields as they are kept. What a task must have it may lack until it is
/// done: one line writes it down. `before` are those it has.
async fn own_values(
    ctx: &Ctx,
    session: &mut Session,
    before: &CustomValues,
    draft: &mut TaskDraft,
) -> Result<(), Problem> {
    let judged = fields::judge(ctx, session, Holder::Task, Some(before), &draft.custom).await?;
    draft.custom = judged.0;
    refuse(judged.1)
}

pub(super) async fn create(ctx: Ctx, request: CreateTask) -> Result<TaskView, Problem> {
    let mut draft = request.draft;
    accept(&draft)?;
    let mut session = ctx.write().await?;
    if rows::exists(&mut session, request.id).await.or_problem()? {
        return find(&ctx, &mut session, request.id).await;
    }
    own_values(&ctx, &mut session, &CustomValues::default(), &mut draft).await?;
    links::check_owner(&ctx, &mut session, draft.owner).await?;
    let checked = links::check(&ctx, &mut session, draft.links).await?;
    draft.links = checked.links;
    let due_on = draft.due.day(&ctx.actor.zone);
    rows::insert(&mut session, request.id, &draft, due_on, ctx.now())
        .await
        .or_problem()?;
    links::refresh_deals(&ctx, &mut session, [draft.links.opportunity]).await?;
    let told = Told {
        entity: Entity::Task,
        id: request.id.0,
        links: draft.links,
        owner: draft.owner,
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

pub(super) async fn edit(ctx: Ctx, request: EditTask) -> Result<TaskView, Problem> {
    let mut draft = request.draft;
    accept(&draft)?;
    let mut session = ctx.write().await?;
    let before = editable(&ctx, &mut session, request.id, false).await?;
    if before.version != request.version {
        return Err(conflict(&before));
    }
    let old = before.draft();
    own_values(&ctx, &mut session, &old.custom, &mut draft).await?;
    if draft.owner != old.owner {
        links::check_owner(&ctx, &mut session, draft.owner).await?;
    }
    let deal_owner = if draft.links == old.links {
        links::deal_owner(&ctx, &mut session, old.links.opportunity).await?
    } else {
        let checked = links::check(&ctx, &mut session, draft.links).await?;
        draft.links = checked.links;
        checked.deal_owner
    };
    let due_on = draft.due.day(&ctx.actor.zone);
    let saved = rows::update(
        &mut session,
        request.id,
        request.version,
        &draft,
        due_on,
        ctx.now(),
    )
    .await
    .or_problem()?;
    if !saved {
        return Err(conflict(&before));
    }
    let deals = [old.links.opportunity, draft.links.opportunity];
    links::refresh_deals(&ctx, &mut session, deals).await?;
    let told = Told {
        entity: Entity::Task,
        id: request.id.0,
        links: draft.links,
        owner: draft.owner,
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

pub(super) async fn complete(ctx: Ctx, request: CompleteTask) -> Result<TaskView, Problem> {
    let mut session = ctx.write().await?;
    let view = editable(&ctx, &mut session, request.id, false).await?;
    if view.done_at.is_some() {
        return Ok(view);
    }
    let settings = ctx.settings(&mut session).await?;
    let own = fields::of(&settings.fields, Holder::Task);
    refuse(lacking(&own, &view.custom))?;
    rows::set_done(&mut session, request.id, Some(ctx.now()), ctx.now())
        .await
        .or_problem()?;
    finish(ctx, session, &view, "completed").await
}

pub(super) async fn reopen(ctx: Ctx, request: ReopenTask) -> Result<TaskView, Problem> {
    let mut session = ctx.write().await?;
    let view = editable(&ctx, &mut session, request.id, false).await?;
    if view.done_at.is_none() {
        return Ok(view);
    }
    rows::set_done(&mut session, request.id, None, ctx.now())
        .await
        .or_problem()?;
    finish(ctx, session, &view, "reopened").await
}

pub(super) async fn reschedule(
    ctx: Ctx,
    request: RescheduleTasks,
) -> Result<Vec<TaskView>, Problem> {
    refuse(request.check())?;
    let mut session = ctx.write().await?;
    let mut deals = Vec::new();
    for id in &request.ids {
        let view = editable(&ctx, &mut session, *id, false).await?;
        let old = view.draft();
        let due = moved(view.due, request.to, &ctx);
        if due == view.due {
            continue;
        }
        let new = TaskDraft { due, ..old.clone() };
        accept(&new)?;
        let due_on = due.day(&ctx.actor.zone);
        rows::set_due(&mut session, *id, due, due_on, ctx.now())
            .await
            .or_problem()?;
        deals.push(old.links.opportunity);
        let deal_owner = links::deal_owner(&ctx, &mut session, old.links.opportunity).await?;
        let told = Told {
            entity: Entity::Task,
            id: id.0,
            links: old.links,
            owner: old.owner,
            deal_owner,
            action: "rescheduled",
            before: Some(&old),
            after: Some(&new),
        };
        links::tell(&ctx, &mut session, told).await?;
    }
    links::refresh_deals(&ctx, &mut session, deals).await?;
    let mut views = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        views.push(find(&ctx, &mut session, *id).await?);
    }
    session.commit().await.or_problem()?;
    Ok(views)
}

fn moved(due: Due, to: Reschedule, ctx: &Ctx) -> Due {
    let zone = &ctx.actor.zone;
    match to {
        Reschedule::To(due) => due,
        Reschedule::OnDay(day) => due.on(day, zone),
        Reschedule::ByDays(days) => match due.day(zone) {
            Some(day) => {
                let shift = chrono::Duration::days(i64::from(days));
                due.on(day.checked_add_signed(shift).unwrap_or(day), zone)
            }
            None => due,
        },
    }
}

pub(super) async fn delete(ctx: Ctx, request: DeleteTask) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    let view = editable(&ctx, &mut session, request.id, false).await?;
    rows::set_deleted(&mut session, request.id, Some(ctx.now()), ctx.now())
        .await
        .or_problem()?;
    tell(&ctx, &mut session, &view, "deleted").await?;
    session.commit().await.or_problem()
}

pub(super) async fn restore(ctx: Ctx, request: RestoreTask) -> Result<TaskView, Problem> {
    let mut session = ctx.write().await?;
    let standing = rows::get(&mut session, &ctx.actor, request.id, false)
        .await
        .or_problem()?;
    if let Some(view) = standing {
        return Ok(view);
    }
    let view = editable(&ctx, &mut session, request.id, true).await?;
    rows::set_deleted(&mut session, request.id, None, ctx.now())
        .await
        .or_problem()?;
    finish(ctx, session, &view, "restored").await
}

/// Records what was done to `view`, saves, and gives the task as it is now.
async fn finish(
    ctx: Ctx,
    mut session: Session,
    view: &TaskView,
    action: &'static str,
) -> Result<TaskView, Problem> {
    tell(&ctx, &mut session, view, action).await?;
    let view = find(&ctx, &mut session, view.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn tell(
    ctx: &Ctx,
    session: &mut Session,
    view: &TaskView,
    action: &'static str,
) -> Result<(), Problem> {
    let draft = view.draft();
    let deal = draft.links.opportunity;
    links::refresh_deals(ctx, session, [deal]).await?;
    let deal_owner: Option<UserId> = links::deal_owner(ctx, session, deal).await?;
    // Each of these changes turns one thing round; the facts say it as it was and as it is.
    let (done, deleted) = (view.done_at, action == "deleted" || action == "restored");
    let turned = match action {
        "completed" => Some(ctx.now()),
        "reopened" => None,
        _ => done,
    };
    let before = Turned {
        draft: &draft,
        done_at: done,
    };
    let after = Turned {
        draft: &draft,
        done_at: turned,
    };
    let told = Told {
        entity: Entity::Task,
        id: view.id.0,
        links: draft.links,
        owner: draft.owner,
        deal_owner,
        action,
        before: (!deleted || action == "deleted").then_some(&before),
        after: (!deleted || action == "restored").then_some(&after),
    };
    links::tell(ctx, session, told).await
}

/// A task in its event, with the moment it was done, which its draft does not say.
#[derive(Serialize)]
struct Turned<'a> {
    #[serde(flatten)]
    draft: &'a TaskDraft,
    done_at: Option<Instant>,
}
