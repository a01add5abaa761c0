//! Calls, e-mails, meetings and notes.

use super::{JOINS, LINK_COLUMNS, LinkRow, may_edit, visible};
use crate::{Args, Result, Session, Sql, StoreError, args};
use shared::kernel::Named;
use shared::kernel::{Action, ActivityId, Actor, Instant, UserId};
use shared::work::Whose;
use shared::work::activities::{ActivityDraft, ActivityKind, ActivityView};
use shared::work::timeline::ops::TimelineOf;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct ActivityRow {
    id: Uuid,
    kind: String,
    subject: String,
    body: String,
    outcome: String,
    at: i64,
    minutes: Option<i32>,
    version: i64,
    owner_id: Uuid,
    owner_name: String,
    may_edit: bool,
    #[sqlx(flatten)]
    links: LinkRow,
}

impl ActivityRow {
    fn view(self) -> Result<ActivityView> {
        Ok(ActivityView {
            id: ActivityId(self.id),
            kind: self
                .kind
                .parse()
                .map_err(|()| StoreError::Corrupt("activities.kind"))?,
            subject: self.subject,
            body: self.body,
            outcome: self
                .outcome
                .parse()
                .map_err(|()| StoreError::Corrupt("activities.outcome"))?,
            at: Instant(self.at),
            minutes: self.minutes,
            links: self.links.view(),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            version: self.version,
            may_edit: self.may_edit,
        })
    }
}

fn select(actor: &Actor) -> Sql {
    let mut sql =
        Sql::new("SELECT r.id, r.kind, r.subject, r.body, r.outcome, r.at, r.minutes, r.version,");
    sql.push(LINK_COLUMNS).push(",");
    may_edit(&mut sql, actor, actor.scope(Action::EditActivity));
    sql.push("AS may_edit FROM activities r").push(JOINS);
    sql
}

/// One activity the actor may see; a deleted one when `deleted`.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    id: ActivityId,
    deleted: bool,
) -> Result<Option<ActivityView>> {
    let mut sql = select(actor);
    sql.push("WHERE r.id =").bind(id);
    sql.push(if deleted {
        "AND r.deleted_at IS NOT NULL"
    } else {
        "AND r.deleted_at IS NULL"
    });
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    let row: Option<ActivityRow> = session.opt_of(sql).await?;
    row.map(ActivityRow::view).transpose()
}

const INSERT: &str = "INSERT INTO activities (id, kind, subject, body, outcome, at, minutes,
        account_id, contact_id, opportunity_id, owner_id, sample, created_at, deleted_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, NULL, 1)";
const EXISTS: &str = "SELECT id FROM activities WHERE id = $1";

/// Whether there is an activity with this id, deleted or not, whosoever it is.
pub async fn exists(session: &mut Session, id: ActivityId) -> Result<bool> {
    let row: Option<(Uuid,)> = session.opt(EXISTS, args![id]).await?;
    Ok(row.is_some())
}

/// What both statements say of an activity, in the order of their columns.
fn bind_draft(args: &mut Args, draft: &ActivityDraft) {
    args.push(draft.kind.code());
    args.push(draft.subject.trim());
    args.push(draft.body.trim());
    args.push(draft.outcome.code());
    args.push(draft.at);
    args.push(draft.minutes);
    args.push(draft.links.account);
    args.push(draft.links.contact);
    args.push(draft.links.opportunity);
}

/// Adds an activity.
pub async fn insert(
    session: &mut Session,
    id: ActivityId,
    draft: &ActivityDraft,
    owner: UserId,
    now: Instant,
) -> Result<()> {
    let mut row = args![id];
    bind_draft(&mut row, draft);
    row.push(owner);
    row.push(now);
    session.exec(INSERT, row).await?;
    Ok(())
}

const UPDATE: &str = "UPDATE activities SET kind = $3, subject = $4, body = $5, outcome = $6,
        at = $7, minutes = $8, account_id = $9, contact_id = $10, opportunity_id = $11,
        version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

/// Replaces what an activity of this version says; `false` when it is of another version.
pub async fn update(
    session: &mut Session,
    id: ActivityId,
    version: i64,
    draft: &ActivityDraft,
) -> Result<bool> {
    let mut row = args![id, version];
    bind_draft(&mut row, draft);
    session.exec_one(UPDATE, row).await
}

const SET_DELETED: &str =
    "UPDATE activities SET deleted_at = $2, version = version + 1 WHERE id = $1";

/// Deletes (with a moment) or restores (without) an activity.
pub async fn set_deleted(session: &mut Session, id: ActivityId, at: Option<Instant>) -> Result<()> {
    session.exec(SET_DELETED, args![id, at]).await?;
    Ok(())
}

/// The activities of some days, by moment.
pub async fn between(
    session: &mut Session,
    actor: &Actor,
    from: Instant,
    to: Instant,
    whose: Whose,
    owner: Option<UserId>,
    limit: u32,
) -> Result<Vec<ActivityView>> {
    let mut sql = select(actor);
    sql.push("WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL AND r.kind <> 'note'");
    sql.with("AND r.at >=", from).with("AND r.at <", to);
    if let Some(owner) = owner {
        sql.with("AND r.owner_id =", owner);
    } else if whose == Whose::Mine {
        sql.with("AND r.owner_id =", actor.user_id);
    }
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    sql.push("ORDER BY r.at, r.id").with("LIMIT", limit);
    let rows: Vec<ActivityRow> = session.all_of(sql).await?;
    rows.into_iter().map(ActivityRow::view).collect()
}

/// The activities of these kinds of a record below the bound `(moment, id)`, latest first.
pub async fn before(
    session: &mut Session,
    actor: &Actor,
    (of, kinds): (TimelineOf, &[ActivityKind]),
    bound: (Instant, Uuid),
    limit: u32,
) -> Result<Vec<ActivityView>> {
    let mut sql = select(actor);
    sql.push("WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL");
    super::timeline::of_record(&mut sql, of);
    if kinds.len() < ActivityKind::ALL.len() {
        sql.within("AND r.kind IN", kinds.iter().map(|kind| kind.code()));
    }
    sql.push("AND (r.at, r.id) < (").bind(bound.0);
    sql.push(",").bind(bound.1).push(")");
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    sql.push("ORDER BY r.at DESC, r.id DESC")
        .with("LIMIT", limit);
    let rows: Vec<ActivityRow> = session.all_of(sql).await?;
    rows.into_iter().map(ActivityRow::view).collect()
}
