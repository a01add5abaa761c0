//! Whoever types a colleague's password, or says where their mail goes, could come in as them: decide approvals
//! they asked for themselves, for one. So both are left to those who may do everything anyway; the person is told
//! by mail, their browsers are signed out, and a password somebody else typed opens nothing but the choice of
//! one's own. Everybody else who keeps people sends links instead.

use crate::platform::access::{Changed, note as note_access, tell};
use crate::platform::roles::may_give;
use crate::{Ctx, OrProblem};
use shared::kernel::{Actor, Issue, Problem, Rights, Role};
use shared::platform::access::Purpose;
use shared::platform::people::{UserFacts, UserView};
use store::Session;
use store::platform::access;

/// Whether the actor may save these facts, and a password if one was `typed`, of somebody who is there.
pub(super) fn may_take_over(
    actor: &Actor,
    user: &UserView,
    facts: &UserFacts,
    typed: bool,
) -> Result<(), Problem> {
    if may_give(actor, &Rights::of(Role::Administrator)).is_ok() {
        return Ok(());
    }
    if typed {
        return Err(Problem::because(Issue::error(
            "password_by_administrator",
            "password",
        )));
    }
    if facts.email != user.facts.email {
        return Err(Problem::because(Issue::error(
            "address_by_administrator",
            "email",
        )));
    }
    Ok(())
}

/// Tells the address a person leaves, while it is still theirs.
pub(super) async fn warn(
    ctx: &Ctx,
    session: &mut Session,
    user: &UserView,
    facts: &UserFacts,
) -> Result<(), Problem> {
    if facts.email == user.facts.email {
        return Ok(());
    }
    let left = Changed::AddressLeft(&ctx.actor.name, &facts.email);
    tell(ctx.services(), session, user.id, left).await
}

/// Tells the person and the log what was changed of their ways in; links sent before open nothing any more.
pub(super) async fn note(
    ctx: &Ctx,
    session: &mut Session,
    user: &UserView,
    facts: &UserFacts,
    typed: bool,
) -> Result<(), Problem> {
    let (services, now) = (ctx.services(), ctx.now());
    let moved = facts.email != user.facts.email;
    let own = user.id == ctx.actor.user_id;
    if moved || typed {
        for purpose in [Purpose::Reset, Purpose::Step, Purpose::Invitation] {
            // What was sent to the old address was not sent to the person's.
            access::drop_tokens(session, user.id, purpose, now)
                .await
                .or_problem()?;
        }
    }
    if moved {
        let made = Changed::AddressMade(&ctx.actor.name, &user.facts.email);
        tell(services, session, user.id, made).await?;
    }
    if typed {
        let by = Some(ctx.actor.user_id);
        note_access(services, session, user.id, by, "password_set").await?;
        if !own {
            let set = Changed::PasswordSet(&ctx.actor.name);
            tell(services, session, user.id, set).await?;
        }
    }
    Ok(())
}
