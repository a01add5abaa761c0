//! Personal access tokens: made and ended by their person, and what opens the interface; answers
//! kept for requests that come again.

mod answers;
mod bearer;

pub use answers::{Answered, KeptAnswer};
pub use bearer::Bearer;

use crate::platform::auth::token_hash;
use crate::{Ctx, OrProblem, Registry, refuse};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{ApiTokenId, Instant, Issue, Problem, ProblemKind};
use shared::platform::api::{
    CreateToken, ListTokens, NewToken, RevokeToken, TOKENS_MAX, TokenView, check_token, hint, token,
};
use store::platform::api as rows;
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(list);
    registry.add(create);
    registry.add(revoke);
}

async fn list(ctx: Ctx, _: ListTokens) -> Result<Vec<TokenView>, Problem> {
    rows::list(&mut ctx.read().await?, ctx.actor.user_id, ctx.now())
        .await
        .or_problem()
}

async fn create(ctx: Ctx, request: CreateToken) -> Result<NewToken, Problem> {
    refuse(check_token(&request))?;
    let mut session = ctx.write().await?;
    let own = rows::list(&mut session, ctx.actor.user_id, ctx.now())
        .await
        .or_problem()?;
    if own.len() >= TOKENS_MAX as usize {
        let issue = Issue::error("too_many", "name").with("max", TOKENS_MAX);
        return Err(Problem::because(issue));
    }
    let token = token(rand::random());
    let view = TokenView {
        id: ApiTokenId(ctx.uuid()),
        name: request.name.trim().to_owned(),
        hint: hint(&token),
        scopes: request.scopes,
        created_at: ctx.now(),
        expires_at: request
            .days
            .map(|days| ctx.now().plus_days(i64::from(days))),
        last_used_at: None,
    };
    rows::insert(&mut session, ctx.actor.user_id, &token_hash(&token), &view)
        .await
        .or_problem()?;
    let facts = json!({
        "name": view.name,
        "scopes": view.scopes,
        "expires_at": view.expires_at.map(|at| at.0),
    });
    record(&ctx, &mut session, view.id, "created", None, Some(&facts)).await?;
    session.commit().await.or_problem()?;
    Ok(NewToken { token, view })
}

async fn revoke(ctx: Ctx, request: RevokeToken) -> Result<Vec<TokenView>, Problem> {
    let mut session = ctx.write().await?;
    let (me, now) = (ctx.actor.user_id, ctx.now());
    let before = rows::list(&mut session, me, now).await.or_problem()?;
    if !rows::revoke(&mut session, request.id, me, now)
        .await
        .or_problem()?
    {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let facts = before
        .iter()
        .find(|view| view.id == request.id)
        .map(|view| json!({ "name": view.name, "scopes": view.scopes }));
    record(
        &ctx,
        &mut session,
        request.id,
        "revoked",
        facts.as_ref(),
        None,
    )
    .await?;
    let left = rows::list(&mut session, me, now).await.or_problem()?;
    session.commit().await.or_problem()?;
    Ok(left)
}

/// Appends the event of a change. Facts never hold a token or its hash.
async fn record(
    ctx: &Ctx,
    session: &mut Session,
    id: ApiTokenId,
    action: &str,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<(), Problem> {
    let me = ctx.actor.user_id;
    let change = Change {
        entity: Entity::ApiToken,
        id: id.0,
        parent: None,
        owner: Some(me),
        action,
        before,
        after,
    };
    session
        .record(ctx.now(), Some(me), change)
        .await
        .or_problem()?;
    Ok(())
}

/// The day before which kept answers are forgotten, and the moment before which an unfinished one
/// counts as abandoned.
fn ages(now: Instant) -> (Instant, Instant) {
    const ABANDONED_MS: i64 = 2 * 60_000;
    (now.plus_days(-1), Instant(now.0 - ABANDONED_MS))
}
