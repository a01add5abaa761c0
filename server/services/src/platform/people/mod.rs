//! Users and teams, for administrators.

mod taken_over;

use crate::platform::auth::hash_password;
use crate::platform::roles::{may_be, may_give, rights_of};
use crate::{Ctx, OrNotFound, OrProblem, Registry, refuse};
use shared::kernel::event::Entity;
use shared::kernel::{Actor, Issue, Problem, ProblemKind, Rights, Role, Scope, TeamId, UserId};
use shared::platform::people::{
    DeleteTeam, Directory, GetDirectory, SaveTeam, SaveUser, TeamView, UserFacts, UserView,
    check_password, check_team, check_user,
};
use shared::platform::roles::RoleView;
use store::platform::users::{self, NewUser};
use store::platform::{people, roles, sessions};
use store::{Change, Session, StoreError};
use taken_over::may_take_over;

pub(super) fn register(registry: &mut Registry) {
    registry.add(directory);
    registry.add(save_user);
    registry.add(save_team);
    registry.add(delete_team);
}

async fn directory(ctx: Ctx, _: GetDirectory) -> Result<Directory, Problem> {
    read(&mut ctx.read().await?).await
}

async fn read(session: &mut Session) -> Result<Directory, Problem> {
    Ok(Directory {
        users: people::users(session).await.or_problem()?,
        teams: people::teams(session).await.or_problem()?,
        roles: roles::all(session).await.or_problem()?,
        time_zones: crate::zone::names().map(str::to_owned).collect(),
    })
}

async fn save_user(ctx: Ctx, request: SaveUser) -> Result<Directory, Problem> {
    let mut facts = tidy(request.facts);
    let mut issues = check_user(&facts);
    issues.extend(
        request
            .password
            .as_deref()
            .map(check_password)
            .unwrap_or_default(),
    );
    if !crate::zone::names().any(|name| name == facts.time_zone) {
        issues.push(Issue::error("not_found", "time_zone"));
    }
    refuse(issues)?;
    let hash = match request.password.clone() {
        Some(password) => {
            tokio::task::spawn_blocking(move || hash_password(&password, rand::random()))
                .await
                .ok()
                .flatten()
                .ok_or_else(|| Problem::of(ProblemKind::Internal))?
        }
        None => String::new(),
    };
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    if facts
        .team_id
        .is_some_and(|team| !before.teams.iter().any(|t| t.id == team))
    {
        return Err(Problem::because(Issue::error("not_found", "team_id")));
    }
    facts.role = base_of(&before.roles, &facts)?;
    let rights = rights_of(&before.roles, &facts);
    may_give(&ctx.actor, &rights)?;
    if request.version == 0 {
        may_be(&ctx.actor, facts.role)?;
        may_place(&ctx.actor, &before.teams, &rights, facts.team_id)?;
        create(&ctx, &mut session, request.id, &facts, &hash).await?;
    } else {
        let user = before
            .users
            .iter()
            .find(|user| user.id == request.id)
            .or_not_found()?;
        may_give(&ctx.actor, &rights_of(&before.roles, &user.facts))?;
        if facts.role != user.facts.role {
            may_be(&ctx.actor, facts.role)?;
        }
        let moved = facts.team_id != user.facts.team_id
            || (facts.role, facts.role_id) != (user.facts.role, user.facts.role_id);
        if moved {
            may_place(&ctx.actor, &before.teams, &rights, facts.team_id)?;
        }
        keep_an_administrator(&before.users, user, &facts)?;
        may_take_over(&ctx.actor, user, &facts, request.password.is_some())?;
        update(&ctx, &mut session, user, request.version, &facts, &hash).await?;
    }
    let after = read(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

fn tidy(facts: UserFacts) -> UserFacts {
    UserFacts {
        name: facts.name.trim().to_owned(),
        email: facts.email.trim().to_lowercase(),
        ..facts
    }
}

/// Whether a team is one's own or below it; the tree has no circle ([`check_team`]).
fn below_own(actor: &Actor, teams: &[TeamView], team: Option<TeamId>) -> bool {
    let mut at = team;
    while let Some(id) = at {
        if Some(id) == actor.team_id {
            return true;
        }
        at = teams
            .iter()
            .find(|team| team.id == id)
            .and_then(|team| team.parent_id);
    }
    team.is_none()
}

/// A right that ends at the giver's team is given inside that team only.
fn may_place(
    actor: &Actor,
    teams: &[TeamView],
    rights: &Rights,
    team: Option<TeamId>,
) -> Result<(), Problem> {
    let bound = rights
        .iter()
        .any(|(action, scope)| scope == Scope::Team && actor.scope(action) == Scope::Team);
    if bound && !below_own(actor, teams, team) {
        return Err(Problem::because(Issue::error(
            "beyond_own_rights",
            "team_id",
        )));
    }
    Ok(())
}

/// The base of the role somebody is given, which must be there.
fn base_of(roles: &[RoleView], facts: &UserFacts) -> Result<Role, Problem> {
    let Some(id) = facts.role_id else {
        return Ok(facts.role);
    };
    roles
        .iter()
        .find(|role| role.id == id && !role.built_in)
        .map(|role| role.draft.base)
        .ok_or_else(|| Problem::because(Issue::error("not_found", "role")))
}

/// Somebody must be able to undo a mistake.
fn keep_an_administrator(
    all: &[UserView],
    user: &UserView,
    facts: &UserFacts,
) -> Result<(), Problem> {
    let stays = facts.active && facts.role == Role::Administrator;
    let other = all.iter().any(|u| {
        u.id != user.id && u.facts.active && u.facts.role == Role::Administrator && u.can_sign_in
    });
    if user.facts.role == Role::Administrator && !stays && !other {
        return Err(Problem::because(Issue::error("last_administrator", "role")));
    }
    Ok(())
}

async fn create(
    ctx: &Ctx,
    session: &mut Session,
    id: UserId,
    facts: &UserFacts,
    hash: &str,
) -> Result<(), Problem> {
    let user = NewUser {
        id,
        email: &facts.email,
        name: &facts.name,
        role: facts.role,
        team_id: facts.team_id,
        password_hash: hash,
        lang: facts.lang,
        time_zone: &facts.time_zone,
        currency: facts.currency,
        sample: false,
    };
    taken(users::insert(session, &user, ctx.now()).await)?;
    people::made_by(session, id, ctx.actor.user_id)
        .await
        .or_problem()?;
    if facts.role_id.is_some() {
        people::set_role(session, id, facts.role_id)
            .await
            .or_problem()?;
    }
    let change = Change {
        entity: Entity::User,
        id: id.0,
        parent: None,
        owner: None,
        action: "created",
        before: None,
        after: Some(facts),
    };
    ctx.record(session, change).await
}

async fn update(
    ctx: &Ctx,
    session: &mut Session,
    user: &UserView,
    version: i64,
    facts: &UserFacts,
    hash: &str,
) -> Result<(), Problem> {
    taken_over::warn(ctx, session, user, facts).await?;
    if !taken(people::update_user(session, user.id, version, facts).await)? {
        let current = serde_json::to_string(user).ok();
        return Err(Problem {
            current,
            ..Problem::of(ProblemKind::Conflict)
        });
    }
    let own = user.id == ctx.actor.user_id;
    if !hash.is_empty() {
        people::set_password(session, user.id, hash, !own)
            .await
            .or_problem()?;
    }
    let moved = facts.email != user.facts.email;
    if !facts.active || !hash.is_empty() || (moved && !own) {
        sessions::end_others(session, user.id, None)
            .await
            .or_problem()?;
    }
    let change = Change {
        entity: Entity::User,
        id: user.id.0,
        parent: None,
        owner: None,
        action: "edited",
        before: Some(&user.facts),
        after: Some(facts),
    };
    ctx.record(session, change).await?;
    taken_over::note(ctx, session, user, facts, !hash.is_empty()).await
}

fn taken<T>(answer: Result<T, StoreError>) -> Result<T, Problem> {
    match answer {
        Err(StoreError::Constraint(_)) => {
            Err(Problem::because(Issue::error("email_taken", "email")))
        }
        other => other.or_problem(),
    }
}

async fn save_team(ctx: Ctx, request: SaveTeam) -> Result<Directory, Problem> {
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    let name = request.name.trim();
    refuse(check_team(
        name,
        request.id,
        request.parent_id,
        &before.teams,
    ))?;
    let old = before.teams.iter().find(|team| team.id == request.id);
    // Where a team hangs decides how far rights over teams reach: one moves only what is below one's own.
    let bound = ctx
        .actor
        .rights
        .iter()
        .any(|(_, scope)| scope == Scope::Team);
    let moved = old.is_some_and(|old| old.parent_id != request.parent_id);
    if bound && moved && !below_own(&ctx.actor, &before.teams, Some(request.id)) {
        return Err(Problem::because(Issue::error(
            "beyond_own_rights",
            "parent_id",
        )));
    }
    let action = match old {
        // Removed by somebody else meanwhile: saving it would bring it back unseen.
        None if request.version > 0 => return Err(Problem::of(ProblemKind::NotFound)),
        None => {
            users::insert_team(&mut session, request.id, name, request.parent_id, false)
                .await
                .or_problem()?;
            "created"
        }
        Some(old) => {
            if !people::update_team(
                &mut session,
                request.id,
                request.version,
                name,
                request.parent_id,
            )
            .await
            .or_problem()?
            {
                let current = serde_json::to_string(old).ok();
                return Err(Problem {
                    current,
                    ..Problem::of(ProblemKind::Conflict)
                });
            }
            people::rebuild_closure(&mut session).await.or_problem()?;
            "edited"
        }
    };
    let after = read(&mut session).await?;
    let new = after.teams.iter().find(|team| team.id == request.id);
    record_team(&ctx, &mut session, action, old, new).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn delete_team(ctx: Ctx, request: DeleteTeam) -> Result<Directory, Problem> {
    let mut session = ctx.write().await?;
    let before = read(&mut session).await?;
    let team = before
        .teams
        .iter()
        .find(|team| team.id == request.id)
        .or_not_found()?;
    if team.members > 0
        || before
            .teams
            .iter()
            .any(|other| other.parent_id == Some(team.id))
    {
        return Err(Problem::because(Issue::error("team_not_empty", "team_id")));
    }
    if !people::delete_team(&mut session, team.id, request.version)
        .await
        .or_problem()?
    {
        return Err(Problem {
            current: serde_json::to_string(team).ok(),
            ..Problem::of(ProblemKind::Conflict)
        });
    }
    record_team(&ctx, &mut session, "deleted", Some(team), None).await?;
    let after = read(&mut session).await?;
    session.commit().await.or_problem()?;
    Ok(after)
}

async fn record_team(
    ctx: &Ctx,
    session: &mut Session,
    action: &str,
    before: Option<&TeamView>,
    after: Option<&TeamView>,
) -> Result<(), Problem> {
    let Some(id) = after.or(before).map(|team| team.id.0) else {
        return Ok(());
    };
    let change = Change {
        entity: Entity::Team,
        id,
        parent: None,
        owner: None,
        action,
        before,
        after,
    };
    ctx.record(session, change).await
}
