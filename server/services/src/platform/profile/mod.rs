//! One's own settings.

use crate::platform::auth::{hash_password, verify_password};
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Issue, Problem, ProblemKind};
use shared::platform::profile::{
    BrowserSession, ChangePassword, EndOtherSessions, EndSession, GetProfile, ProfileView,
    SaveProfile, SetPreference, check_password, check_profile,
};
use std::str::FromStr;
use store::platform::{profiles, sessions};
use store::{Change, Session};

pub(super) fn register(registry: &mut Registry) {
    registry.add(get);
    registry.add(save);
    registry.add(set_preference);
    registry.add(change_password);
    registry.add(end_session);
    registry.add(end_other_sessions);
}

async fn get(ctx: Ctx, _: GetProfile) -> Result<ProfileView, Problem> {
    let mut session = ctx.read().await?;
    view(&ctx, &mut session).await
}

async fn view(ctx: &Ctx, session: &mut Session) -> Result<ProfileView, Problem> {
    let profile = profiles::get(session, ctx.actor.user_id)
        .await
        .or_problem()?
        .or_not_found()?;
    Ok(ProfileView {
        name: profile.name,
        email: profile.email,
        lang: profile.lang,
        time_zone: profile.time_zone,
        currency: profile.currency,
        theme: profile.theme,
        density: profile.density,
        version: profile.version,
        time_zones: time_zones(),
        sessions: browsers(ctx, session).await?,
    })
}

/// The zones of places, without old and technical names.
fn time_zones() -> Vec<String> {
    const PLACES: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let mut names: Vec<String> = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| *name == "UTC" || PLACES.iter().any(|place| name.starts_with(place)))
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

async fn browsers(ctx: &Ctx, session: &mut Session) -> Result<Vec<BrowserSession>, Problem> {
    let listed = sessions::list(session, ctx.actor.user_id, ctx.now())
        .await
        .or_problem()?;
    Ok(listed
        .into_iter()
        .map(|one| BrowserSession {
            id: one.id,
            created_at: one.created_at,
            last_seen_at: one.last_seen_at,
            user_agent: one.user_agent,
            way: one.way,
        })
        .collect())
}

/// Appends the event of a change to oneself. Facts never hold a password or its hash.
async fn note(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<(), Problem> {
    let id = ctx.actor.user_id;
    let change = Change {
        entity: Entity::User,
        id: id.0,
        parent: None,
        owner: Some(id),
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}

async fn save(ctx: Ctx, request: SaveProfile) -> Result<ProfileView, Problem> {
    let mut issues = check_profile(&request.name);
    if chrono_tz::Tz::from_str(&request.time_zone).is_err() {
        issues.push(Issue::error("time_zone_unknown", "time_zone"));
    }
    refuse(issues)?;
    let mut session = ctx.write().await?;
    let old = profiles::get(&mut session, ctx.actor.user_id)
        .await
        .or_problem()?
        .or_not_found()?;
    let saved = profiles::save(
        &mut session,
        ctx.actor.user_id,
        request.version,
        request.name.trim(),
        request.lang,
        &request.time_zone,
        request.currency,
    )
    .await
    .or_problem()?;
    let view = view(&ctx, &mut session).await?;
    if !saved {
        return Err(crate::conflict(&view));
    }
    let before = json!({
        "name": old.name, "language": old.lang.tag(),
        "time_zone": old.time_zone, "currency": old.currency.code(),
    });
    let after = json!({
        "name": view.name, "language": view.lang.tag(),
        "time_zone": view.time_zone, "currency": view.currency.code(),
    });
    note(&ctx, &mut session, "edited", Some(&before), Some(&after)).await?;
    session.commit().await.or_problem()?;
    Ok(view)
}

async fn set_preference(ctx: Ctx, request: SetPreference) -> Result<(), Problem> {
    let mut session = ctx.write().await?;
    profiles::set_preference(&mut session, ctx.actor.user_id, request.preference)
        .await
        .or_problem()?;
    let after = json!({ "preference": request.preference });
    note(&ctx, &mut session, "preference_changed", None, Some(&after)).await?;
    session.commit().await.or_problem()
}

async fn change_password(ctx: Ctx, request: ChangePassword) -> Result<(), Problem> {
    refuse(check_password(&request.new))?;
    let stored = {
        let mut session = ctx.read().await?;
        profiles::password_hash(&mut session, ctx.actor.user_id)
            .await
            .or_problem()?
            .or_not_found()?
    };
    if !verify_password(request.current, stored).await {
        return Err(Problem::because(Issue::error("password_wrong", "current")));
    }
    let hash = hash_password(&request.new, rand::random())
        .ok_or_else(|| Problem::of(ProblemKind::Internal))?;
    let mut session = ctx.write().await?;
    profiles::set_password_hash(&mut session, ctx.actor.user_id, &hash)
        .await
        .or_problem()?;
    sessions::end_others(&mut session, ctx.actor.user_id, request.keep)
        .await
        .or_problem()?;
    note(&ctx, &mut session, "password_changed", None, None).await?;
    session.commit().await.or_problem()
}

async fn end_session(ctx: Ctx, request: EndSession) -> Result<Vec<BrowserSession>, Problem> {
    let mut session = ctx.write().await?;
    let ended = sessions::end(&mut session, request.id, ctx.actor.user_id)
        .await
        .or_problem()?;
    if !ended {
        return Err(Problem::of(ProblemKind::NotFound));
    }
    let after = json!({ "session": request.id });
    note(&ctx, &mut session, "session_ended", None, Some(&after)).await?;
    let left = browsers(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}

async fn end_other_sessions(
    ctx: Ctx,
    request: EndOtherSessions,
) -> Result<Vec<BrowserSession>, Problem> {
    let mut session = ctx.write().await?;
    let ended = sessions::end_others(&mut session, ctx.actor.user_id, request.keep)
        .await
        .or_problem()?;
    let after = json!({ "sessions": ended });
    note(&ctx, &mut session, "sessions_ended", None, Some(&after)).await?;
    let left = browsers(&ctx, &mut session).await?;
    session.commit().await.or_problem()?;
    Ok(left)
}
