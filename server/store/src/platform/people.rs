//! Users and teams as administrators keep them.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, RoleId, TeamId, UserId};
use shared::platform::people::{TeamView, UserFacts, UserView, closure};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    role_id: Option<Uuid>,
    team_id: Option<Uuid>,
    has_password: bool,
    language: String,
    time_zone: String,
    currency: String,
    active: bool,
    version: i64,
    last_seen_at: Option<i64>,
    invited_until: Option<i64>,
    second_factor: bool,
    linked: bool,
}

const USERS: &str = "SELECT u.id, u.email, u.name, u.role,
        (SELECT r.id FROM roles r WHERE r.id = u.role_id AND r.base = u.role) AS role_id, u.team_id, u.password_hash <> '' AS has_password, u.language,
        u.time_zone, u.currency, u.active, u.version,
        (SELECT MAX(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at,
        (SELECT MAX(a.expires_at) FROM access_tokens a WHERE a.user_id = u.id AND a.purpose = 'invitation') AS invited_until,
        EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
        EXISTS (SELECT 1 FROM identities i JOIN identity_providers p ON p.id = i.provider_id WHERE i.user_id = u.id AND p.active) AS linked
    FROM users u ORDER BY u.name, u.id";

const TEAMS: &str = "SELECT t.id, t.name, t.parent_id, (SELECT COUNT(*) FROM users u WHERE u.team_id = t.id) AS members, t.version
    FROM teams t ORDER BY t.name, t.id";

const UPDATE_USER: &str = "UPDATE users SET name = $3, email = $4, role = $5, team_id = $6, language = $7, time_zone = $8,
        currency = $9, active = $10, role_id = $11, version = version + 1
    WHERE id = $1 AND version = $2";

const UPDATE_TEAM: &str = "UPDATE teams SET name = $3, parent_id = $4, version = version + 1 WHERE id = $1 AND version = $2";

/// All users, by name.
pub async fn users(session: &mut Session) -> Result<Vec<UserView>> {
    let rows: Vec<UserRow> = session.all(USERS, args![]).await?;
    rows.into_iter()
        .map(|row| {
            let facts = UserFacts {
                name: row.name,
                email: row.email,
                role: row
                    .role
                    .parse()
                    .map_err(|()| StoreError::Corrupt("users.role"))?,
                role_id: row.role_id.map(RoleId),
                team_id: row.team_id.map(TeamId),
                lang: row
                    .language
                    .parse()
                    .map_err(|()| StoreError::Corrupt("users.language"))?,
                time_zone: row.time_zone,
                currency: row
                    .currency
                    .parse()
                    .map_err(|_| StoreError::Corrupt("users.currency"))?,
                active: row.active,
            };
            Ok(UserView {
                id: UserId(row.id),
                facts,
                can_sign_in: row.has_password,
                invited_until: row.invited_until.map(Instant),
                second_factor: row.second_factor,
                linked: row.linked,
                last_seen_at: row.last_seen_at.map(Instant),
                version: row.version,
            })
        })
        .collect()
}

/// All teams, by name.
pub async fn teams(session: &mut Session) -> Result<Vec<TeamView>> {
    let rows: Vec<(Uuid, String, Option<Uuid>, i64, i64)> = session.all(TEAMS, args![]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, parent, members, version)| TeamView {
            id: TeamId(id),
            name,
            parent_id: parent.map(TeamId),
            members,
            version,
        })
        .collect())
}

/// Notes who made an account.
pub async fn made_by(session: &mut Session, id: UserId, maker: UserId) -> Result<()> {
    session
        .exec(
            "UPDATE users SET made_by = $2 WHERE id = $1",
            args![id, maker],
        )
        .await?;
    Ok(())
}

/// Saves a user; `false` when the version is no longer the one that was read.
pub async fn update_user(
    session: &mut Session,
    id: UserId,
    version: i64,
    facts: &UserFacts,
) -> Result<bool> {
    let values = args![
        id,
        version,
        &facts.name,
        &facts.email,
        facts.role.code(),
        facts.team_id,
        facts.lang.tag(),
        &facts.time_zone,
        facts.currency,
        facts.active,
        facts.role_id
    ];
    session.exec_one(UPDATE_USER, values).await
}

/// Gives a user who was just added a role of the company.
pub async fn set_role(session: &mut Session, id: UserId, role: Option<RoleId>) -> Result<()> {
    session
        .exec(
            "UPDATE users SET role_id = $2 WHERE id = $1",
            args![id, role],
        )
        .await?;
    Ok(())
}

/// Gives a user a new password hash; `temporary` when it is not that of a password of their own choice.
pub async fn set_password(
    session: &mut Session,
    id: UserId,
    hash: &str,
    temporary: bool,
) -> Result<()> {
    session
        .exec(
            "UPDATE users SET password_hash = $2, password_temporary = $3 WHERE id = $1",
            args![id, hash, temporary],
        )
        .await?;
    Ok(())
}

/// Saves a team; `false` when the version is no longer the one that was read.
pub async fn update_team(
    session: &mut Session,
    id: TeamId,
    version: i64,
    name: &str,
    parent: Option<TeamId>,
) -> Result<bool> {
    session
        .exec_one(UPDATE_TEAM, args![id, version, name, parent])
        .await
}

/// Removes a team and its rows of the closure; `false` when the version is no longer the one that
/// was read.
pub async fn delete_team(session: &mut Session, id: TeamId, version: i64) -> Result<bool> {
    const DELETE: &str = "DELETE FROM teams WHERE id = $1 AND version = $2";
    session.exec_one(DELETE, args![id, version]).await
}

/// Builds the closure anew after a team has moved. Teams are few.
pub async fn rebuild_closure(session: &mut Session) -> Result<()> {
    let tree: Vec<(TeamId, Option<TeamId>)> = teams(session)
        .await?
        .into_iter()
        .map(|team| (team.id, team.parent_id))
        .collect();
    session.exec("DELETE FROM team_closure", args![]).await?;
    let rows = closure(&tree)
        .into_iter()
        .map(|(ancestor, descendant)| args![ancestor, descendant])
        .collect();
    session
        .insert_many(
            "INSERT INTO team_closure (ancestor_id, descendant_id) VALUES",
            rows,
        )
        .await
}
