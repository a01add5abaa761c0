//! Use cases of leads: read, changed, taken from the queue, converted.

mod convert;
mod read;
mod web;
mod write;

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde::{Deserialize, Serialize};
use shared::crm::leads::{LeadFacts, LeadState, LeadView};
use shared::kernel::event::Entity;
use shared::kernel::{Action, LeadId, Named, Problem, ProblemKind, Scope};
use store::crm::accounts::covers;
use store::crm::leads::{self as rows, StoredLead};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(read::list);
    registry.add(read::get);
    registry.add(read::related);
    registry.add(read::plan);
    registry.add(write::create);
    registry.add(write::edit);
    registry.add(write::change_status);
    registry.add(write::take);
    registry.add(write::log);
    registry.add(write::delete);
    registry.add(write::restore);
    registry.add(convert::convert);
}

/// The lead as its page shows it, deleted or not, when it is in `scope`.
async fn view(
    ctx: &Ctx,
    session: &mut Session,
    scope: Scope,
    id: LeadId,
) -> Result<LeadView, Problem> {
    let stored = rows::get(session, &ctx.actor, scope, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let edit = ctx.scope_for(Action::EditLead);
    let assign = ctx.scope_for(Action::AssignOwner);
    let (may_edit, may_assign) = match stored.facts.owner_id {
        // The queue is everybody's who works on leads.
        None => (edit != Scope::None, assign != Scope::None),
        Some(owner) => (
            covers(session, &ctx.actor, edit, owner)
                .await
                .or_problem()?,
            covers(session, &ctx.actor, assign, owner)
                .await
                .or_problem()?,
        ),
    };
    let owner = stored.facts.owner_id.zip(stored.owner_name);
    Ok(LeadView {
        id,
        version: stored.version,
        owner: owner.map(|(id, name)| Named::new(id, name)),
        facts: stored.facts,
        state: stored.state,
        consent: stored.consent,
        converted: stored.converted,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        deleted_at: stored.deleted_at,
        may_edit,
        may_assign,
    })
}

/// The lead to change: in the actor's scope and in the version they saw.
async fn current(
    ctx: &Ctx,
    session: &mut Session,
    id: LeadId,
    version: i64,
) -> Result<StoredLead, Problem> {
    let stored = rows::get(session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?
        .or_not_found()?;
    if stored.version == version {
        Ok(stored)
    } else {
        Err(conflict(ctx, session, id).await)
    }
}

/// The same, refused when it is deleted.
async fn living(
    ctx: &Ctx,
    session: &mut Session,
    id: LeadId,
    version: i64,
) -> Result<StoredLead, Problem> {
    let stored = current(ctx, session, id, version).await?;
    if stored.deleted_at.is_some() {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    Ok(stored)
}

/// Somebody else was first: the refusal carries the record as it is now.
async fn conflict(ctx: &Ctx, session: &mut Session, id: LeadId) -> Problem {
    match view(ctx, session, ctx.scope, id).await {
        Ok(view) => crate::conflict(&view),
        Err(problem) => problem,
    }
}

/// A lead as the log keeps it: facts and state side by side.
#[derive(Serialize, Deserialize)]
pub(crate) struct Recorded {
    #[serde(flatten)]
    facts: LeadFacts,
    #[serde(flatten)]
    state: LeadState,
}

impl Recorded {
    pub(crate) fn of(facts: &LeadFacts, state: &LeadState) -> Self {
        Self {
            facts: facts.clone(),
            state: state.clone(),
        }
    }

    /// What people edit.
    pub(super) const fn facts(&self) -> &LeadFacts {
        &self.facts
    }

    /// Status and what belongs to it.
    pub(super) const fn state(&self) -> &LeadState {
        &self.state
    }
}

async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: LeadId,
    action: &str,
    before: Option<&Recorded>,
    after: Option<&Recorded>,
) -> Result<(), Problem> {
    // What comes from the queue or goes there concerns everybody who looks at it.
    let owners = [before, after].map(|side| side.map(|side| side.facts.owner_id));
    let owner = match owners {
        [Some(None), _] | [_, Some(None)] => None,
        [before, after] => after.or(before).flatten(),
    };
    let change = Change {
        entity: Entity::Lead,
        id: id.0,
        parent: None,
        owner,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

/// Saves the unit of work and answers the lead as it is now; who gave it away still sees it once.
async fn finish(ctx: &Ctx, mut session: Session, id: LeadId) -> Result<LeadView, Problem> {
    let view = view(ctx, &mut session, Scope::All, id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}
