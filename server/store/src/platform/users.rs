//! Users and teams.

use super::roles;
use crate::{Result, Session, StoreError, args};
use shared::kernel::permission::{Role, Scope};
use shared::kernel::{Actor, Currency, Instant, Lang, LocalText, TeamId, UserId, Zone};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct UserRow {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    team_id: Option<Uuid>,
    language: String,
    time_zone: String,
    currency: String,
    theme: String,
    density: String,
    name_en: Option<String>,
    name_fr: Option<String>,
    rights: Option<String>,
}

/// A user to sign in: the actor without zone data, and the hash to check.
pub struct Credentials {
    /// Who.
    pub user_id: UserId,
    /// Argon2 hash in PHC form; empty when the person cannot sign in by password.
    pub password_hash: String,
    /// Somebody else typed it: it opens nothing but the choice of one's own.
    pub temporary: bool,
}

/// A new user.
pub struct NewUser<'a> {
    /// Id made by the caller.
    pub id: UserId,
    /// Sign-in address, lower case.
    pub email: &'a str,
    /// Name to show.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Team, if any.
    pub team_id: Option<TeamId>,
    /// Argon2 hash in PHC form; empty: cannot sign in.
    pub password_hash: &'a str,
    /// Language.
    pub lang: Lang,
    /// IANA time zone.
    pub time_zone: &'a str,
    /// Currency of totals.
    pub currency: Currency,
    /// Part of the sample company.
    pub sample: bool,
}

// A role of the company counts while it is made on what its person is (a file may make them something else),
// else the one of Jalon as the company has changed it.
const ACTOR: &str =
    "SELECT u.id, u.email, u.name, u.role, u.team_id, u.language, u.time_zone, u.currency, u.theme, u.density,
        own.name_en, own.name_fr,
        (SELECT string_agg(x.action || '=' || x.scope, ' ') FROM role_rights x WHERE x.role_id = COALESCE(own.id, known.id)) AS rights
    FROM users u
    LEFT JOIN roles own ON own.id = u.role_id AND own.base = u.role
    LEFT JOIN roles known ON known.built_in AND known.base = u.role
    WHERE u.id = $1 AND u.active";

const CREDENTIALS: &str = "SELECT id, password_hash, password_temporary FROM users WHERE email = $1 AND active AND (NOT sample OR $2)";

const INSERT: &str = "INSERT INTO users (id, email, name, role, team_id, password_hash, language, time_zone, currency, theme, density, active, sample, created_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'system', 'comfortable', TRUE, $10, $11, 1)";

const INSERT_TEAM: &str =
    "INSERT INTO teams (id, name, parent_id, sample, version) VALUES ($1, $2, $3, $4, 1)";

const CLOSE_SELF: &str = "INSERT INTO team_closure (ancestor_id, descendant_id) VALUES ($1, $1)";

const CLOSE_PARENTS: &str = "INSERT INTO team_closure (ancestor_id, descendant_id)
    SELECT ancestor_id, $1 FROM team_closure WHERE descendant_id = $2";

/// The actor behind an id. The zone has its name only; the caller fills in its changes.
pub async fn actor(session: &mut Session, id: UserId) -> Result<Option<Actor>> {
    let row: Option<UserRow> = session.opt(ACTOR, args![id]).await?;
    row.map(|row| {
        let role = row
            .role
            .parse()
            .map_err(|()| StoreError::Corrupt("users.role"))?;
        let own = row.name_en.zip(row.name_fr);
        Ok(Actor {
            user_id: UserId(row.id),
            name: row.name,
            email: row.email,
            role,
            role_name: own.map(|(en, fr)| LocalText::new(en, fr)),
            rights: roles::rights(role, row.rights.as_deref())?,
            team_id: row.team_id.map(TeamId),
            lang: row
                .language
                .parse()
                .map_err(|()| StoreError::Corrupt("users.language"))?,
            zone: Zone {
                name: row.time_zone,
                ..Zone::utc()
            },
            currency: row
                .currency
                .parse()
                .map_err(|_| StoreError::Corrupt("users.currency"))?,
            theme: row.theme,
            density: row.density,
        })
    })
    .transpose()
}

/// The id and password hash behind a sign-in address (lower case); those of the sample company, whose
/// password everybody knows, only with `samples`.
pub async fn credentials(
    session: &mut Session,
    email: &str,
    samples: bool,
) -> Result<Option<Credentials>> {
    let row: Option<(Uuid, String, bool)> = session.opt(CREDENTIALS, args![email, samples]).await?;
    Ok(row.map(|(id, password_hash, temporary)| Credentials {
        user_id: UserId(id),
        password_hash,
        temporary,
    }))
}

/// Creates a user.
pub async fn insert(session: &mut Session, user: &NewUser<'_>, at: Instant) -> Result<()> {
    session
        .exec(
            INSERT,
            args![
                user.id,
                user.email,
                user.name,
                user.role.code(),
                user.team_id,
                user.password_hash,
                user.lang.tag(),
                user.time_zone,
                user.currency,
                user.sample,
                at
            ],
        )
        .await?;
    Ok(())
}

/// Creates a team below `parent`, with its rows of the closure.
pub async fn insert_team(
    session: &mut Session,
    id: TeamId,
    name: &str,
    parent: Option<TeamId>,
    sample: bool,
) -> Result<()> {
    session
        .exec(INSERT_TEAM, args![id, name, parent, sample])
        .await?;
    session.exec(CLOSE_SELF, args![id]).await?;
    if let Some(parent) = parent {
        session.exec(CLOSE_PARENTS, args![id, parent]).await?;
    }
    Ok(())
}

/// How many users there are; an empty database has none.
pub async fn count(session: &mut Session) -> Result<i64> {
    let (count,): (i64,) = session.one("SELECT COUNT(*) FROM users", args![]).await?;
    Ok(count)
}

/// A colleague, as lists and menus show one.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Team.
    pub team_id: Option<TeamId>,
    /// May sign in and own new records.
    pub active: bool,
    /// Who made the account, where it was a person.
    pub made_by: Option<UserId>,
}

const COLLEAGUES: &str =
    "SELECT id, name, role, team_id, active, made_by FROM users ORDER BY name, id";

#[derive(sqlx::FromRow)]
struct ColleagueRow {
    id: Uuid,
    name: String,
    role: String,
    team_id: Option<Uuid>,
    active: bool,
    made_by: Option<Uuid>,
}

/// Everybody, in order of name.
pub async fn colleagues(session: &mut Session) -> Result<Vec<Colleague>> {
    let rows: Vec<ColleagueRow> = session.all(COLLEAGUES, args![]).await?;
    rows.into_iter()
        .map(|row| {
            let role = row
                .role
                .parse()
                .map_err(|()| StoreError::Corrupt("users.role"))?;
            Ok(Colleague {
                id: UserId(row.id),
                name: row.name,
                role,
                team_id: row.team_id.map(TeamId),
                active: row.active,
                made_by: row.made_by.map(UserId),
            })
        })
        .collect()
}

/// The ids of the users in the actor's scope; `None` when that is everybody.
pub async fn users_in_scope(
    session: &mut Session,
    actor: &Actor,
    scope: Scope,
) -> Result<Option<Vec<UserId>>> {
    match scope {
        Scope::All => Ok(None),
        Scope::None => Ok(Some(Vec::new())),
        Scope::Own => Ok(Some(vec![actor.user_id])),
        Scope::Team => {
            let rows: Vec<(Uuid,)> = session
                .all(
                    "SELECT u.id FROM users u JOIN team_closure c ON c.descendant_id = u.team_id WHERE c.ancestor_id = $1",
                    args![actor.team_id],
                )
                .await?;
            let mut ids: Vec<UserId> = rows.into_iter().map(|(id,)| UserId(id)).collect();
            if !ids.contains(&actor.user_id) {
                ids.push(actor.user_id);
            }
            Ok(Some(ids))
        }
    }
}

/// Every team: id, name, parent.
pub async fn teams(session: &mut Session) -> Result<Vec<(TeamId, String, Option<TeamId>)>> {
    let rows: Vec<(Uuid, String, Option<Uuid>)> = session
        .all(
            "SELECT id, name, parent_id FROM teams ORDER BY name, id",
            args![],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, parent)| (TeamId(id), name, parent.map(TeamId)))
        .collect())
}

/// Whether any record of the sample company is there.
pub async fn has_sample(session: &mut Session) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM users WHERE sample LIMIT 1", args![])
        .await?;
    Ok(row.is_some())
}

/// Sets the language of a user of the sample company; others are left alone.
pub async fn set_sample_language(session: &mut Session, email: &str, lang: Lang) -> Result<()> {
    session
        .exec(
            "UPDATE users SET language = $2 WHERE email = $1 AND sample",
            args![email, lang.tag()],
        )
        .await?;
    Ok(())
}
