//! Saved views.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Action, Actor, Instant, Named, Scope, TeamId, UserId};
use shared::platform::views::{Object, Sharing, ViewSpec};
use uuid::Uuid;

/// A view as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredView {
    /// Which.
    pub id: Uuid,
    /// Raised by each change.
    pub version: i64,
    /// Of what it is a list.
    pub object: Object,
    /// Its name.
    pub name: String,
    /// Who sees it.
    pub sharing: Sharing,
    /// The team that sees it, with those below it.
    pub team_id: Option<TeamId>,
    /// Who saved it.
    pub owner: Named<UserId>,
    /// What it shows.
    pub spec: ViewSpec,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    object: String,
    name: String,
    sharing: String,
    team_id: Option<Uuid>,
    owner_id: Uuid,
    owner_name: String,
    spec: String,
    deleted_at: Option<i64>,
}

impl Row {
    fn view(self) -> Result<StoredView> {
        let corrupt = |()| StoreError::Corrupt("saved_views");
        Ok(StoredView {
            id: self.id,
            version: self.version,
            object: self.object.parse().map_err(corrupt)?,
            name: self.name,
            sharing: self.sharing.parse().map_err(corrupt)?,
            team_id: self.team_id.map(TeamId),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            spec: serde_json::from_str(&self.spec)
                .map_err(|_| StoreError::Corrupt("saved_views.spec"))?,
            deleted_at: self.deleted_at.map(Instant),
        })
    }
}

const SEEN: &str = "SELECT v.id, v.version, v.object, v.name, v.sharing, v.team_id, v.owner_id, u.name AS owner_name, v.spec, v.deleted_at
    FROM saved_views v JOIN users u ON u.id = v.owner_id
    WHERE v.object = $1 AND v.deleted_at IS NULL AND (v.owner_id = $2
        OR (v.sharing = 'team' AND ($4 OR v.team_id IN (SELECT tc.ancestor_id FROM team_closure tc WHERE tc.descendant_id = $3))))
    ORDER BY v.created_at, v.id LIMIT 200";

/// The views of a list a person sees: their own, and those shared with a team they are in; who sees
/// every record (operations, finance) sees those of every team.
pub async fn seen_by(
    session: &mut Session,
    actor: &Actor,
    object: Object,
) -> Result<Vec<StoredView>> {
    let all = actor.scope(object.view_action()) == Scope::All
        && actor.scope(Action::ViewOpportunity) == Scope::All;
    let rows: Vec<Row> = session
        .all(
            SEEN,
            args![object.code(), actor.user_id, actor.team_id, all],
        )
        .await?;
    rows.into_iter().map(Row::view).collect()
}

const GET: &str = "SELECT v.id, v.version, v.object, v.name, v.sharing, v.team_id, v.owner_id, u.name AS owner_name, v.spec, v.deleted_at
    FROM saved_views v JOIN users u ON u.id = v.owner_id WHERE v.id = $1";

/// One view, deleted or not.
pub async fn get(session: &mut Session, id: Uuid) -> Result<Option<StoredView>> {
    let row: Option<Row> = session.opt(GET, args![id]).await?;
    row.map(Row::view).transpose()
}

const INSERT: &str = "INSERT INTO saved_views (id, object, name, sharing, team_id, owner_id, spec, sample, created_at, updated_at, deleted_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, NULL, 1)";

/// Keeps a new view.
pub async fn insert(
    session: &mut Session,
    view: &StoredView,
    sample: bool,
    now: Instant,
) -> Result<()> {
    let spec = serde_json::to_string(&view.spec).unwrap_or_default();
    session
        .exec(
            INSERT,
            args![
                view.id,
                view.object.code(),
                &view.name,
                view.sharing.code(),
                view.team_id,
                view.owner.id,
                spec,
                sample,
                now
            ],
        )
        .await?;
    Ok(())
}

const UPDATE: &str = "UPDATE saved_views SET name = $3, sharing = $4, team_id = $5, spec = $6, updated_at = $7, version = version + 1
    WHERE id = $1 AND version = $2";

/// Saves a changed view; whether its version was still the one read.
pub async fn update(session: &mut Session, view: &StoredView, now: Instant) -> Result<bool> {
    let spec = serde_json::to_string(&view.spec).unwrap_or_default();
    session
        .exec_one(
            UPDATE,
            args![
                view.id,
                view.version,
                &view.name,
                view.sharing.code(),
                view.team_id,
                spec,
                now
            ],
        )
        .await
}

const DELETE: &str =
    "UPDATE saved_views SET deleted_at = $3, updated_at = $4, version = version + 1
    WHERE id = $1 AND version = $2";

/// Deletes a view or brings it back.
pub async fn set_deleted(
    session: &mut Session,
    (id, version): (Uuid, i64),
    deleted_at: Option<Instant>,
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(DELETE, args![id, version, deleted_at, now])
        .await
}

/// Every team with the one above it.
pub async fn teams(session: &mut Session) -> Result<Vec<(TeamId, Option<TeamId>)>> {
    let rows: Vec<(Uuid, Option<Uuid>)> = session
        .all("SELECT id, parent_id FROM teams", args![])
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, parent)| (TeamId(id), parent.map(TeamId)))
        .collect())
}
