//! The customer and the person a quote names: records that are there and are this person's to see. Any other is
//! answered like one that does not exist.

use crate::{Ctx, OrProblem};
use shared::cpq::quotes::QuoteDraft;
use shared::kernel::{AccountId, Action, ContactId, Issue, Problem};
use store::Session;
use store::crm::{accounts, contacts};

/// Refuses an account that is not there for this person.
pub(super) async fn account(
    ctx: &Ctx,
    session: &mut Session,
    id: AccountId,
) -> Result<(), Problem> {
    if sees(ctx, session, id).await? {
        Ok(())
    } else {
        Err(unknown("account_id"))
    }
}

/// Whether this person may name that account.
pub(super) async fn sees(ctx: &Ctx, session: &mut Session, id: AccountId) -> Result<bool, Problem> {
    let scope = ctx.scope_for(Action::ViewAccount);
    accounts::visible(session, &ctx.actor, scope, id)
        .await
        .or_problem()
}

async fn contact(ctx: &Ctx, session: &mut Session, id: ContactId) -> Result<(), Problem> {
    let scope = ctx.scope_for(Action::ViewAccount);
    let sees = contacts::visible(session, &ctx.actor, scope, id)
        .await
        .or_problem()?;
    if sees {
        Ok(())
    } else {
        Err(unknown("contact_id"))
    }
}

/// Refuses what a draft names newly. What the quote named before stays: its customer may have been deleted since,
/// or have gone to somebody else.
pub(super) async fn newly(
    ctx: &Ctx,
    session: &mut Session,
    before: &QuoteDraft,
    draft: &QuoteDraft,
) -> Result<(), Problem> {
    if let Some(id) = draft.account_id.filter(|id| before.account_id != Some(*id)) {
        account(ctx, session, id).await?;
    }
    if let Some(id) = draft.contact_id.filter(|id| before.contact_id != Some(*id)) {
        contact(ctx, session, id).await?;
    }
    Ok(())
}

fn unknown(field: &'static str) -> Problem {
    Problem::because(Issue::error("unknown_record", field))
}
