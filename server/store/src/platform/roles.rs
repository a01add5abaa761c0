//! Roles as a company keeps them. Of the rights only those are kept that differ from the base.

use crate::{Result, Session, Sql, StoreError, args};
use shared::kernel::permission::grant;
use shared::kernel::{Instant, LocalText, Rights, Role, RoleId};
use shared::platform::roles::{RoleDraft, RoleView, built_in_id};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    base: String,
    built_in: bool,
    name_en: String,
    name_fr: String,
    version: i64,
    rights: Option<String>,
    people: i64,
}

const READ: &str = "SELECT r.id, r.base, r.built_in, r.name_en, r.name_fr, r.version,
        (SELECT string_agg(x.action || '=' || x.scope, ' ') FROM role_rights x WHERE x.role_id = r.id) AS rights,
        (SELECT COUNT(*) FROM users u WHERE u.active AND u.role = r.base AND CASE WHEN r.built_in THEN u.role_id IS NULL ELSE u.role_id = r.id END) AS people
    FROM roles r";

/// The rights of a base with what a role has otherwise (`action=scope`, apart by spaces). What this version
/// does not know is left as the base has it.
pub(super) fn rights(base: Role, otherwise: Option<&str>) -> Result<Rights> {
    otherwise
        .unwrap_or_default()
        .split_whitespace()
        .try_fold(Rights::of(base), |rights, entry| {
            let (action, scope) = entry
                .split_once('=')
                .ok_or(StoreError::Corrupt("role_rights.action"))?;
            let scope = scope
                .parse()
                .map_err(|()| StoreError::Corrupt("role_rights.scope"))?;
            Ok(match action.parse() {
                Ok(action) => rights.with(action, scope),
                // A later server of the same database may know more rights than this one.
                Err(()) => rights,
            })
        })
}

fn view(row: Row) -> Result<RoleView> {
    let base = row
        .base
        .parse()
        .map_err(|()| StoreError::Corrupt("roles.base"))?;
    Ok(RoleView {
        id: RoleId(row.id),
        draft: RoleDraft {
            base,
            name: LocalText::new(row.name_en, row.name_fr),
            rights: rights(base, row.rights.as_deref())?,
        },
        built_in: row.built_in,
        people: row.people,
        version: row.version,
    })
}

/// Every role: those of Jalon in their order, changed or not, then those of the company by name.
pub async fn all(session: &mut Session) -> Result<Vec<RoleView>> {
    let mut sql = Sql::new(READ);
    sql.push(" ORDER BY r.name_en, r.name_fr, r.id");
    let rows: Vec<Row> = session.all_of(sql).await?;
    let kept: Vec<RoleView> = rows.into_iter().map(view).collect::<Result<_>>()?;
    let mut roles = Vec::with_capacity(kept.len() + Role::ALL.len());
    for role in Role::ALL {
        match kept
            .iter()
            .find(|one| one.built_in && one.draft.base == role)
        {
            Some(changed) => roles.push(changed.clone()),
            None => roles.push(untouched(session, role).await?),
        }
    }
    roles.extend(kept.into_iter().filter(|one| !one.built_in));
    Ok(roles)
}

/// A role of Jalon nobody has changed.
async fn untouched(session: &mut Session, role: Role) -> Result<RoleView> {
    let (people,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM users WHERE active AND role_id IS NULL AND role = $1",
            args![role.code()],
        )
        .await?;
    Ok(RoleView {
        id: built_in_id(role),
        draft: RoleDraft {
            base: role,
            name: LocalText::default(),
            rights: Rights::of(role),
        },
        built_in: true,
        people,
        version: 0,
    })
}

/// A role that is kept.
pub async fn get(session: &mut Session, id: RoleId) -> Result<Option<RoleView>> {
    let mut sql = Sql::new(READ);
    sql.push(" WHERE r.id =").bind(id);
    session.opt_of(sql).await?.map(view).transpose()
}

/// Keeps a role for the first time.
pub async fn insert(
    session: &mut Session,
    id: RoleId,
    draft: &RoleDraft,
    built_in: bool,
    at: Instant,
) -> Result<()> {
    session
        .exec(
            "INSERT INTO roles (id, base, built_in, name_en, name_fr, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $6, 1)",
            args![id, draft.base.code(), built_in, &draft.name.en, &draft.name.fr, at],
        )
        .await?;
    put_rights(session, id, draft).await
}

/// Saves a role that still has this version; says whether it had. The base stays what it was.
pub async fn update(
    session: &mut Session,
    (id, version): (RoleId, i64),
    draft: &RoleDraft,
    at: Instant,
) -> Result<bool> {
    let saved = session
        .exec_one(
            "UPDATE roles SET name_en = $3, name_fr = $4, updated_at = $5, version = version + 1 WHERE id = $1 AND version = $2",
            args![id, version, &draft.name.en, &draft.name.fr, at],
        )
        .await?;
    if saved {
        session
            .exec("DELETE FROM role_rights WHERE role_id = $1", args![id])
            .await?;
        put_rights(session, id, draft).await?;
    }
    Ok(saved)
}

async fn put_rights(session: &mut Session, id: RoleId, draft: &RoleDraft) -> Result<()> {
    let rows = draft
        .rights
        .iter()
        .filter(|(action, scope)| grant(draft.base, *action) != *scope)
        .map(|(action, scope)| args![id, action.code(), scope.code()])
        .collect();
    session
        .insert_many(
            "INSERT INTO role_rights (role_id, action, scope) VALUES",
            rows,
        )
        .await
}

/// How many people, active or not, have a role of the company.
pub async fn held_by(session: &mut Session, id: RoleId) -> Result<i64> {
    let (people,): (i64,) = session
        .one("SELECT COUNT(*) FROM users WHERE role_id = $1", args![id])
        .await?;
    Ok(people)
}

/// Takes a role of the company away that still has this version; says whether it had.
pub async fn delete(session: &mut Session, id: RoleId, version: i64) -> Result<bool> {
    session
        .exec_one(
            "DELETE FROM roles WHERE id = $1 AND version = $2 AND NOT built_in",
            args![id, version],
        )
        .await
}
