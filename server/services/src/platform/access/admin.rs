//! What administrators see and do of a person's ways in.

use super::{Changed, forgotten, letters, new_link, note, tell};
use crate::platform::mail::{Dress, post};
use crate::platform::roles::{may_give, may_touch};
use crate::{Ctx, OrNotFound, OrProblem, Registry};
use serde_json::json;
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind, UserId};
use shared::platform::access::{
    EndPersonSessions, GetAccessRules, GetPersonAccess, InvitePerson, PersonAccess, Purpose,
    ResetSecondFactor, RevokeInvitation, RoleRule, SendReset, SetAccessRule,
};
use shared::platform::mail::Address;
use shared::platform::profile::BrowserSession;
use store::platform::{access, people, sessions};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(person);
    registry.add(invite);
    registry.add(send_reset);
    registry.add(revoke_invitation);
    registry.add(end_sessions);
    registry.add(reset_second_factor);
    registry.add(rules);
    registry.add(set_rule);
}

async fn person(ctx: Ctx, request: GetPersonAccess) -> Result<PersonAccess, Problem> {
    read(&ctx, &mut ctx.read().await?, request.id).await
}

/// A person's ways in, as administrators see them.
pub(in crate::platform) async fn read(
    ctx: &Ctx,
    session: &mut Session,
    id: UserId,
) -> Result<PersonAccess, Problem> {
    let owner = access::by_id(session, id)
        .await
        .or_problem()?
        .or_not_found()?;
    let factor = access::factor(session, id).await.or_problem()?;
    let listed = sessions::list(session, id, ctx.now()).await.or_problem()?;
    Ok(PersonAccess {
        id,
        has_password: owner.has_password,
        invitation: access::invitation(session, id, ctx.now())
            .await
            .or_problem()?,
        second_factor: factor.is_some_and(|factor| factor.confirmed),
        recovery_left: access::recovery_left(session, id).await.or_problem()?,
        identities: store::platform::sso::identities(session, id)
            .await
            .or_problem()?,
        passkeys: store::platform::passkeys::list(session, id)
            .await
            .or_problem()?,
        sessions: listed
            .into_iter()
            .map(|one| BrowserSession {
                id: one.id,
                created_at: one.created_at,
                last_seen_at: one.last_seen_at,
                user_agent: one.user_agent,
                way: one.way,
            })
            .collect(),
    })
}

async fn invite(ctx: Ctx, request: InvitePerson) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    let users = people::users(&mut session).await.or_problem()?;
    let user = users
        .into_iter()
        .find(|user| user.id == request.id)
        .or_not_found()?;
    if user.can_sign_in {
        return Err(Problem::because(Issue::error("has_password", "id")));
    }
    if !user.facts.active {
        return Err(Problem::because(Issue::error("person_inactive", "id")));
    }
    let to = Address::parse(&user.facts.email).map_err(Problem::because)?;
    let services = ctx.services();
    // A password chosen there would open nothing: they come in with their provider.
    let rule = services.password_rule(&mut session, &user.facts.email);
    if rule.await?.off {
        return Err(Problem::because(Issue::error("password_off", "id")));
    }
    let token = new_link(&mut session, user.id, Purpose::Invitation, ctx.now()).await?;
    let letter = letters::invitation(services, &mut session, &user.facts, &ctx.actor.name, &token);
    let letter = letter.await?;
    let message = letter.to(to, &Dress::of(services, &mut session).await?);
    let key = format!("invitation:{}", ctx.uuid());
    post(services, &mut session, &key, &message).await?;
    let by = Some(ctx.actor.user_id);
    note(services, &mut session, user.id, by, "invited").await?;
    let view = read(&ctx, &mut session, user.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn send_reset(ctx: Ctx, request: SendReset) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    let users = people::users(&mut session).await.or_problem()?;
    let user = users.iter().find(|user| user.id == request.id);
    if !user.or_not_found()?.facts.active {
        return Err(Problem::because(Issue::error("person_inactive", "id")));
    }
    let owner = access::by_id(&mut session, request.id).await.or_problem()?;
    let owner = owner.or_not_found()?;
    if !owner.has_password {
        return Err(Problem::because(Issue::error("no_password_yet", "id")));
    }
    Address::parse(&owner.email).map_err(Problem::because)?;
    let services = ctx.services();
    // A password chosen there would open nothing: they come in with their provider.
    if services
        .password_rule(&mut session, &owner.email)
        .await?
        .off
    {
        return Err(Problem::because(Issue::error("password_off", "id")));
    }
    let by = Some(ctx.actor.user_id);
    if !forgotten::send(services, &mut session, &owner, by).await? {
        return Err(Problem::of(ProblemKind::TooManyRequests));
    }
    let view = read(&ctx, &mut session, request.id).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn revoke_invitation(ctx: Ctx, request: RevokeInvitation) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    may_touch(&ctx.actor, &mut session, request.id).await?;
    let was_open = access::drop_tokens(&mut session, request.id, Purpose::Invitation, ctx.now())
        .await
        .or_problem()?;
    let view = read(&ctx, &mut session, request.id).await?;
    if was_open {
        let by = Some(ctx.actor.user_id);
        let services = ctx.services();
        note(services, &mut session, request.id, by, "invitation_revoked").await?;
        session.commit().await.or_problem()?;
    }
    Ok(view)
}

async fn end_sessions(ctx: Ctx, request: EndPersonSessions) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    may_touch(&ctx.actor, &mut session, request.id).await?;
    let ended = match request.session {
        Some(one) => sessions::end(&mut session, one, request.id).await,
        None => sessions::end_others(&mut session, request.id, None)
            .await
            .map(|count| count > 0),
    }
    .or_problem()?;
    let view = read(&ctx, &mut session, request.id).await?;
    if ended {
        let by = Some(ctx.actor.user_id);
        note(
            ctx.services(),
            &mut session,
            request.id,
            by,
            "sessions_ended",
        )
        .await?;
        session.commit().await.or_problem()?;
    }
    Ok(view)
}

async fn reset_second_factor(
    ctx: Ctx,
    request: ResetSecondFactor,
) -> Result<PersonAccess, Problem> {
    let mut session = ctx.write().await?;
    may_touch(&ctx.actor, &mut session, request.id).await?;
    let dropped = access::drop_factor(&mut session, request.id)
        .await
        .or_problem()?;
    let view = read(&ctx, &mut session, request.id).await?;
    if dropped {
        let by = Some(ctx.actor.user_id);
        let services = ctx.services();
        note(
            services,
            &mut session,
            request.id,
            by,
            "second_factor_reset",
        )
        .await?;
        let reset = Changed::FactorReset(&ctx.actor.name);
        tell(services, &mut session, request.id, reset).await?;
        session.commit().await.or_problem()?;
    }
    Ok(view)
}

async fn rules(ctx: Ctx, _: GetAccessRules) -> Result<Vec<RoleRule>, Problem> {
    access::rules(&mut ctx.read().await?).await.or_problem()
}

async fn set_rule(ctx: Ctx, request: SetAccessRule) -> Result<Vec<RoleRule>, Problem> {
    let mut session = ctx.write().await?;
    // The rule is everybody's of this base, also of those whose role the company made or widened.
    let roles = store::platform::roles::all(&mut session)
        .await
        .or_problem()?;
    for role in roles.iter().filter(|role| role.draft.base == request.role) {
        may_give(&ctx.actor, &role.draft.rights)?;
    }
    let changed = access::set_rule(&mut session, request.role, request.required)
        .await
        .or_problem()?;
    let rules = access::rules(&mut session).await.or_problem()?;
    if changed {
        let facts = |required: bool| json!({ "role": request.role.code(), "second_factor_required": required });
        let (before, after) = (facts(!request.required), facts(request.required));
        let change = Change {
            entity: Entity::Company,
            id: uuid::Uuid::nil(),
            parent: None,
            owner: None,
            action: "second_factor_rule",
            before: Some(&before),
            after: Some(&after),
        };
        ctx.record(&mut session, change).await?;
        session.commit().await.or_problem()?;
    }
    Ok(rules)
}
