//! Changing leads.

use super::{Recorded, conflict, current, finish, living, record, view};
use crate::crm::duplicates::require_unmerged;
use crate::crm::owner::require_owner;
use crate::platform::fields::judge;
use crate::{Ctx, OrNotFound, OrProblem};
use shared::crm::duplicates::DuplicateKind;
use shared::crm::fields::tidy_text;
use shared::crm::leads::{
    ChangeLeadStatus, CreateLead, DeleteLead, EditLead, LeadFacts, LeadState, LeadStatus,
    LeadTouch, LeadTouched, LeadView, LogLeadTouch, RestoreLead, TakeLead,
    change_status as next_state, check_lead, check_touch, tidy_lead, touched,
};
use shared::kernel::{Issue, LeadId, Problem, UserId, with_changes};
use shared::platform::fields::Holder;
use store::Session;
use store::crm::leads::{self as rows, StoredLead};

pub(super) async fn create(ctx: Ctx, request: CreateLead) -> Result<LeadView, Problem> {
    let mut facts = tidy_lead(&request.facts);
    let mut session = ctx.write().await?;
    let judged = judge(&ctx, &mut session, Holder::Lead, None, &facts.custom).await?;
    facts.custom = judged.0;
    refuse_errors(&facts, judged.1)?;
    let there = rows::get(&mut session, &ctx.actor, ctx.scope, request.id)
        .await
        .or_problem()?;
    if let Some(there) = there {
        // The same request twice (a retry after a lost answer) is no error.
        if there.facts == facts {
            return view(&ctx, &mut session, ctx.scope, request.id).await;
        }
    }
    if rows::exists(&mut session, request.id).await.or_problem()? {
        return Err(Problem::because(Issue::error("already_exists", "id")));
    }
    if let Some(owner) = facts.owner_id {
        require_owner(&ctx, &mut session, None, owner).await?;
    }
    let state = LeadState::new(ctx.now());
    rows::insert(
        &mut session,
        request.id,
        (&facts, &state),
        None,
        false,
        ctx.now(),
    )
    .await
    .or_problem()?;
    let after = Recorded::of(&facts, &state);
    record(
        &ctx,
        &mut session,
        request.id,
        "created",
        None,
        Some(&after),
    )
    .await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn edit(ctx: Ctx, request: EditLead) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let before = living(&ctx, &mut session, request.id, request.version).await?;
    let mut after = tidy_lead(&with_changes(before.facts.clone(), &request.changes));
    let had = Some(&before.facts.custom);
    let judged = judge(&ctx, &mut session, Holder::Lead, had, &after.custom).await?;
    after.custom = judged.0;
    refuse_errors(&after, judged.1)?;
    if after == before.facts {
        return view(&ctx, &mut session, ctx.scope, request.id).await;
    }
    // Who may change a lead may give it back to the queue; who it goes to must be in reach.
    let action = match (before.facts.owner_id, after.owner_id) {
        (from, to) if from == to => "edited",
        (_, None) => "released",
        (from, Some(to)) => {
            require_owner(&ctx, &mut session, from, to).await?;
            "assigned"
        }
    };
    let state = before.state.clone();
    save(&ctx, &mut session, &before, (&after, &state), action).await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn change_status(
    ctx: Ctx,
    request: ChangeLeadStatus,
) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let before = living(&ctx, &mut session, request.id, request.version).await?;
    let state = next_state(&before.state, &request.change, ctx.now(), ctx.today())
        .map_err(Problem::invalid)?;
    let facts = kept_or_taken(&before, ctx.actor.user_id, request.change.to);
    save(
        &ctx,
        &mut session,
        &before,
        (&facts, &state),
        "status_changed",
    )
    .await?;
    finish(&ctx, session, request.id).await
}

/// Who works on a lead of the queue has taken it; who recycles or refuses one leaves it there.
fn kept_or_taken(before: &StoredLead, actor: UserId, to: LeadStatus) -> LeadFacts {
    let mut facts = before.facts.clone();
    if to.is_open() && to != LeadStatus::Recycled {
        facts.owner_id = facts.owner_id.or(Some(actor));
    }
    facts
}

pub(super) async fn take(ctx: Ctx, request: TakeLead) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let before = living(&ctx, &mut session, request.id, request.version).await?;
    if before.facts.owner_id == Some(ctx.actor.user_id) {
        return view(&ctx, &mut session, ctx.scope, request.id).await;
    }
    if before.facts.owner_id.is_some() {
        return Err(Problem::because(Issue::error("lead_is_taken", "owner_id")));
    }
    let facts = LeadFacts {
        owner_id: Some(ctx.actor.user_id),
        ..before.facts.clone()
    };
    let state = before.state.clone();
    save(&ctx, &mut session, &before, (&facts, &state), "taken").await?;
    finish(&ctx, session, request.id).await
}

pub(super) async fn log(ctx: Ctx, request: LogLeadTouch) -> Result<LeadTouched, Problem> {
    let touch = LeadTouch {
        id: request.id,
        kind: request.kind,
        body: tidy_text(&request.body),
        at: ctx.now(),
        actor: Some(ctx.actor.name.clone()),
    };
    crate::refuse_errors(check_touch(touch.kind, &touch.body))?;
    let mut session = ctx.write().await?;
    let before = rows::get(&mut session, &ctx.actor, ctx.scope, request.lead_id)
        .await
        .or_problem()?
        .filter(|lead| lead.deleted_at.is_none())
        .or_not_found()?;
    let me = ctx.actor.user_id;
    if !rows::add_touch(&mut session, request.lead_id, &touch, Some(me))
        .await
        .or_problem()?
    {
        let lead = view(&ctx, &mut session, ctx.scope, request.lead_id).await?;
        return Ok(LeadTouched { lead, touch });
    }
    let state = touched(&before.state, touch.kind, ctx.now());
    let facts = if state == before.state {
        before.facts.clone()
    } else {
        kept_or_taken(&before, me, state.status)
    };
    // A note changes the lead, too: whoever looks at it is told.
    save(&ctx, &mut session, &before, (&facts, &state), "contacted").await?;
    let lead = finish(&ctx, session, request.lead_id).await?;
    Ok(LeadTouched { lead, touch })
}

pub(super) async fn delete(ctx: Ctx, request: DeleteLead) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let before = current(&ctx, &mut session, request.id, request.version).await?;
    if before.deleted_at.is_none() {
        let (id, now) = (request.id, ctx.now());
        rows::set_deleted(&mut session, id, before.version, Some(now), now)
            .await
            .or_problem()?;
        let facts = Recorded::of(&before.facts, &before.state);
        record(&ctx, &mut session, id, "deleted", Some(&facts), None).await?;
    }
    finish(&ctx, session, request.id).await
}

pub(super) async fn restore(ctx: Ctx, request: RestoreLead) -> Result<LeadView, Problem> {
    let mut session = ctx.write().await?;
    let before = rows::get(&mut session, &ctx.actor, ctx.scope, request.id)
        .await
        .or_problem()?
        .or_not_found()?;
    if before.deleted_at.is_some() {
        let id = request.id;
        require_unmerged(&mut session, DuplicateKind::Lead, id.0).await?;
        rows::set_deleted(&mut session, id, before.version, None, ctx.now())
            .await
            .or_problem()?;
        let facts = Recorded::of(&before.facts, &before.state);
        record(&ctx, &mut session, id, "restored", None, Some(&facts)).await?;
    }
    finish(&ctx, session, request.id).await
}

/// Saves facts and state with their event.
pub(super) async fn save(
    ctx: &Ctx,
    session: &mut Session,
    before: &StoredLead,
    (facts, state): (&LeadFacts, &LeadState),
    action: &str,
) -> Result<(), Problem> {
    let id: LeadId = before.id;
    let saved = rows::update(session, id, before.version, (facts, state), ctx.now())
        .await
        .or_problem()?;
    if !saved {
        return Err(conflict(ctx, session, id).await);
    }
    let sides = (
        Recorded::of(&before.facts, &before.state),
        Recorded::of(facts, state),
    );
    record(ctx, session, id, action, Some(&sides.0), Some(&sides.1)).await
}

fn refuse_errors(facts: &LeadFacts, custom: Vec<Issue>) -> Result<(), Problem> {
    let mut issues = check_lead(facts);
    issues.extend(custom);
    crate::refuse_errors(issues)
}
