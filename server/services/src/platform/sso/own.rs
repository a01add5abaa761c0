//! One's own identities.

use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::sso::{Identities, ListIdentities, UnlinkIdentity, may_unlink};
use store::platform::{access, sso};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(unlink);
}

async fn list(ctx: Ctx, _: ListIdentities) -> Result<Identities, Problem> {
    view(&ctx, &mut ctx.read().await?).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<Identities, Problem> {
    let user = ctx.actor.user_id;
    let own = access::by_id(session, user).await.or_problem()?;
    let rule = ctx
        .services()
        .password_rule(session, &ctx.actor.email)
        .await?;
    Ok(Identities {
        list: sso::identities(session, user).await.or_problem()?,
        password: own.is_some_and(|own| own.has_password) && !rule.off,
    })
}

async fn unlink(ctx: Ctx, request: UnlinkIdentity) -> Result<Identities, Problem> {
    let user = ctx.actor.user_id;
    let mut session = ctx.write().await?;
    // Of two at once the second sees what the first left.
    access::hold(&mut session, user).await.or_problem()?;
    let before = view(&ctx, &mut session).await?;
    let one = before
        .list
        .iter()
        .find(|one| one.id == request.id)
        .or_not_found()?;
    let others = before
        .list
        .iter()
        .filter(|other| other.id != request.id && other.active);
    if !may_unlink(before.password, others.count()) {
        return Err(Problem::because(Issue::error("only_way_in", "id")));
    }
    if !sso::unlink(&mut session, request.id, user)
        .await
        .or_problem()?
    {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let facts = json!({ "provider": one.provider, "email": one.email });
    let change = Change {
        entity: Entity::User,
        id: user.0,
        parent: None,
        owner: Some(user),
        action: "identity_unlinked",
        before: Some(&facts),
        after: None,
    };
    session
        .record(ctx.now(), Some(user), change)
        .await
        .or_problem()?;
    let left = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}
