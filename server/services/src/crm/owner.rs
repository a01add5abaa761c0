//! Who may change a record, and whom it may be given to.

use crate::{Ctx, OrProblem};
use shared::kernel::{Action, Issue, Problem, ProblemKind, UserId};
use store::Session;
use store::crm::accounts::{covers, may_own};

/// What the actor may do with a record of `owner`.
pub(super) struct Rights {
    pub edit: bool,
    pub assign: bool,
}

/// Asks the policy for both rights at once.
pub(super) async fn rights(
    ctx: &Ctx,
    session: &mut Session,
    owner: UserId,
) -> Result<Rights, Problem> {
    let edit = ctx.scope_for(Action::EditAccount);
    let assign = ctx.scope_for(Action::AssignOwner);
    Ok(Rights {
        edit: covers(session, &ctx.actor, edit, owner)
            .await
            .or_problem()?,
        assign: covers(session, &ctx.actor, assign, owner)
            .await
            .or_problem()?,
    })
}

/// Refuses unless the actor may change a record of `owner`.
pub(super) async fn require_edit(
    ctx: &Ctx,
    session: &mut Session,
    owner: UserId,
) -> Result<(), Problem> {
    if rights(ctx, session, owner).await?.edit {
        Ok(())
    } else {
        Err(Problem::of(ProblemKind::Forbidden))
    }
}

/// Refuses unless the actor may give a record of `from` (`None`: a new one) to `to`.
pub(super) async fn require_owner(
    ctx: &Ctx,
    session: &mut Session,
    from: Option<UserId>,
    to: UserId,
) -> Result<(), Problem> {
    let own_new = from.is_none() && to == ctx.actor.user_id;
    let given = [from, Some(to).filter(|_| !own_new)];
    let assign = ctx.scope_for(Action::AssignOwner);
    for user in given.into_iter().flatten() {
        if !covers(session, &ctx.actor, assign, user)
            .await
            .or_problem()?
        {
            return Err(Problem::of(ProblemKind::Forbidden));
        }
    }
    if may_own(session, to).await.or_problem()? {
        Ok(())
    } else {
        Err(Problem::because(Issue::error("unknown_record", "owner_id")))
    }
}
