//! Deals as a part of a larger unit of work: a lead becomes one, or joins one.

use super::create::{Added, add};
use super::parts::put_contact;
use super::unit::Unit;
use crate::{Ctx, OrProblem};
use shared::deals::opportunities::NewOpportunity;
use shared::deals::pipelines::StageState;
use shared::kernel::{AccountId, Action, ContactId, Issue, OpportunityId, Problem};
use store::Session;
use store::deals::opportunities as rows;

/// Opens a new deal; the unit of work goes on.
pub(crate) async fn open(
    ctx: &Ctx,
    session: Session,
    new: &NewOpportunity,
) -> Result<Session, Problem> {
    ctx.require(Action::EditOpportunity)?;
    match add(ctx, session, new).await? {
        Added::Unit(unit) => unit.go_on().await,
        Added::There(_) => Err(Problem::because(Issue::error("already_exists", "deal"))),
    }
}

/// Puts a contact on an open deal of `account` this person may change; the unit of work goes on.
pub(crate) async fn join(
    ctx: &Ctx,
    mut session: Session,
    (deal, account): (OpportunityId, AccountId),
    contact: ContactId,
) -> Result<Session, Problem> {
    let scope = ctx.scope_for(Action::EditOpportunity);
    let record = rows::load(&mut session, &ctx.actor, scope, deal)
        .await
        .or_problem()?
        .filter(|record| record.deleted_at.is_none())
        .ok_or_else(|| Problem::because(Issue::error("unknown_record", "deal")))?;
    if record.fields.account_id != Some(account) {
        return Err(Problem::because(Issue::error(
            "deal_of_other_account",
            "deal",
        )));
    }
    if record.place.state != StageState::Open {
        return Err(Problem::because(Issue::error("deal_is_closed", "deal")));
    }
    let mut unit = Unit {
        ctx: ctx.clone(),
        session,
        record,
    };
    put_contact(&mut unit, contact).await?;
    unit.go_on().await
}
