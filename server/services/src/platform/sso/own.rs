//! One's own identities.

use crate::platform::access::new_link;
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::access::Purpose;
use shared::platform::sso::{
    ConnectProvider, Connection, Identities, ListIdentities, UnlinkIdentity, may_unlink,
};
use store::platform::{access, passkeys, sso};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(connect);
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
    // Whose password opens nothing has no passkey that does.
    let passkeys = match ctx.services().relying_party() {
        Some(_) if !rule.off => passkeys::count(session, user).await.or_problem()?,
        _ => 0,
    };
    Ok(Identities {
        list: sso::identities(session, user).await.or_problem()?,
        password: own.is_some_and(|own| own.has_password) && !rule.off,
        passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX),
        ways: sso::ways_not_linked(session, user).await.or_problem()?,
    })
}

/// No event: nothing is linked until the provider has answered.
async fn connect(ctx: Ctx, request: ConnectProvider) -> Result<Connection, Problem> {
    let user = ctx.actor.user_id;
    let mut session = ctx.write().await?;
    let ways = sso::ways_not_linked(&mut session, user)
        .await
        .or_problem()?;
    if !ways.iter().any(|way| way.id == request.id) {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let ticket = new_link(&mut session, user, Purpose::Connect, ctx.now()).await?;
    session.commit().await.or_problem()?;
    Ok(Connection {
        address: format!("/sign-in/with/{}?connect={ticket}", request.id),
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
    if !may_unlink(before.password, before.others(request.id)) {
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
    ctx.record(&mut session, change).await?;
    let left = view(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}
