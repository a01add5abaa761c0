//! The frame of every change: begin, compare versions, finish.

use crate::{Ctx, OrNotFound, OrProblem};
use serde::Serialize;
use shared::deals::opportunities::OpportunityView;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Issue, OpportunityId, Problem};
use store::deals::opportunities::{self as rows, DealRecord};
use store::{Change, Session};

/// A change under way: the unit of work and the record as it was when it began.
pub(super) struct Unit {
    pub ctx: Ctx,
    pub session: Session,
    pub record: DealRecord,
}

/// Loads a record for changing it; refuses one that was changed since `version` was read.
pub(super) async fn begin(ctx: Ctx, id: OpportunityId, version: i64) -> Result<Unit, Problem> {
    let unit = begin_any(ctx, id, version).await?;
    if unit.record.deleted_at.is_some() {
        return Err(Problem::because(Issue::error(
            "record_is_deleted",
            "opportunity",
        )));
    }
    Ok(unit)
}

/// The same for a deleted record, too.
pub(super) async fn begin_any(ctx: Ctx, id: OpportunityId, version: i64) -> Result<Unit, Problem> {
    let mut session = ctx.write().await?;
    let record = rows::load(&mut session, &ctx.actor, ctx.scope, id)
        .await
        .or_problem()?
        .or_not_found()?;
    if record.version != version {
        return Err(conflict(&ctx, &mut session, id).await);
    }
    Ok(Unit {
        ctx,
        session,
        record,
    })
}

/// The refusal of a stale change, with the record as it is now.
async fn conflict(ctx: &Ctx, session: &mut Session, id: OpportunityId) -> Problem {
    match current(ctx, session, id).await {
        Ok(view) => crate::conflict(&view),
        Err(problem) => problem,
    }
}

/// The record as its reader sees it.
pub(super) async fn current(
    ctx: &Ctx,
    session: &mut Session,
    id: OpportunityId,
) -> Result<OpportunityView, Problem> {
    rows::view(
        session,
        &ctx.actor,
        ctx.scope_for(Action::ViewOpportunity),
        id,
    )
    .await
    .or_problem()?
    .or_not_found()
}

impl Unit {
    /// Saves `self.record`; refuses when somebody else was faster.
    pub async fn save(&mut self) -> Result<(), Problem> {
        let saved = rows::save(&mut self.session, &self.record, self.ctx.now())
            .await
            .or_problem()?;
        if saved {
            Ok(())
        } else {
            Err(conflict(&self.ctx, &mut self.session, self.record.id).await)
        }
    }

    /// Appends an event about the record.
    pub async fn event<T: Serialize>(
        &mut self,
        action: &str,
        before: Option<&T>,
        after: Option<&T>,
    ) -> Result<(), Problem> {
        let change = Change {
            entity: Entity::Opportunity,
            id: self.record.id.0,
            parent: self.record.fields.account_id.map(|account| account.0),
            owner: Some(self.record.owner_id),
            action,
            before,
            after,
        };
        self.ctx.record(&mut self.session, change).await
    }

    /// Writes the row of facts and gives the unit of work back to whom it belongs.
    pub async fn go_on(mut self) -> Result<Session, Problem> {
        let (id, actor) = (self.record.id, self.ctx.actor.user_id);
        rows::record_facts(&mut self.session, id, Some(actor), self.ctx.now())
            .await
            .or_problem()?;
        Ok(self.session)
    }

    /// Writes the row of facts, saves the unit of work and answers the record as it is now.
    ///
    /// The view is read after giving the deal away, too: its former owner may no longer see it, and
    /// is then told so by [`shared::kernel::ProblemKind::NotFound`] only on the next request.
    pub async fn finish(mut self) -> Result<OpportunityView, Problem> {
        let id = self.record.id;
        rows::record_facts(
            &mut self.session,
            id,
            Some(self.ctx.actor.user_id),
            self.ctx.now(),
        )
        .await
        .or_problem()?;
        let view = rows::view(
            &mut self.session,
            &self.ctx.actor,
            shared::kernel::Scope::All,
            id,
        )
        .await
        .or_problem()?
        .or_not_found()?;
        self.session.commit().await.or_problem()?;
        Ok(view)
    }
}
