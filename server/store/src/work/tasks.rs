//! Things to do.

use super::{JOINS, LINK_COLUMNS, LinkRow, may_edit, visible};
use crate::platform::fields;
use crate::{Args, Result, Session, Sql, StoreError, args};
use chrono::{Days, NaiveDate};
use shared::kernel::Named;
use shared::kernel::{Action, Actor, Instant, TaskId, UserId};
use shared::platform::fields::{CustomValues, Holder};
use shared::work::Whose;
use shared::work::tasks::ops::TaskFilter;
use shared::work::tasks::{BucketCounts, Due, TaskDraft, TaskView};
use shared::work::timeline::ops::TimelineOf;
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct TaskRow {
    id: Uuid,
    subject: String,
    kind: String,
    priority: String,
    notes: String,
    due_on: Option<NaiveDate>,
    due_at: Option<i64>,
    done_at: Option<i64>,
    created_at: i64,
    version: i64,
    owner_id: Uuid,
    owner_name: String,
    may_edit: bool,
    #[sqlx(flatten)]
    links: LinkRow,
}

impl TaskRow {
    fn view(self) -> Result<TaskView> {
        Ok(TaskView {
            id: TaskId(self.id),
            subject: self.subject,
            kind: self
                .kind
                .parse()
                .map_err(|()| StoreError::Corrupt("tasks.kind"))?,
            priority: self
                .priority
                .parse()
                .map_err(|()| StoreError::Corrupt("tasks.priority"))?,
            notes: self.notes,
            due: Due::from_columns(self.due_on, self.due_at.map(Instant)),
            done_at: self.done_at.map(Instant),
            links: self.links.view(),
            custom: CustomValues::default(),
            owner: Named::new(UserId(self.owner_id), self.owner_name),
            created_at: Instant(self.created_at),
            version: self.version,
            may_edit: self.may_edit,
        })
    }
}

fn select(actor: &Actor) -> Sql {
    let mut sql = Sql::new(
        "SELECT r.id, r.subject, r.kind, r.priority, r.notes, r.due_on, r.due_at, r.done_at,
            r.created_at, r.version,",
    );
    sql.push(LINK_COLUMNS).push(",");
    may_edit(&mut sql, actor, actor.scope(Action::EditActivity));
    sql.push("AS may_edit FROM tasks r").push(JOINS);
    sql
}

/// Those of `tasks` that the actor may change.
pub async fn editable(
    session: &mut Session,
    actor: &Actor,
    tasks: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>> {
    let mut sql = Sql::new(
        "SELECT r.id FROM tasks r LEFT JOIN opportunities o ON o.id = r.opportunity_id WHERE",
    );
    sql.within("r.id IN", tasks).push("AND");
    may_edit(&mut sql, actor, actor.scope(Action::EditActivity));
    let rows: Vec<(Uuid,)> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn rows(session: &mut Session, sql: Sql) -> Result<Vec<TaskView>> {
    let rows: Vec<TaskRow> = session.all_of(sql).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut values = fields::load_all(session, Holder::Task, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let mut view = row.view()?;
            view.custom = values.remove(&view.id.0).unwrap_or_default();
            Ok(view)
        })
        .collect()
}

/// One task the actor may see; a deleted one when `deleted`.
pub async fn get(
    session: &mut Session,
    actor: &Actor,
    id: TaskId,
    deleted: bool,
) -> Result<Option<TaskView>> {
    let mut sql = select(actor);
    sql.push("WHERE r.id =").bind(id);
    sql.push(if deleted {
        "AND r.deleted_at IS NOT NULL"
    } else {
        "AND r.deleted_at IS NULL"
    });
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    let row: Option<TaskRow> = session.opt_of(sql).await?;
    let Some(row) = row else { return Ok(None) };
    let mut view = row.view()?;
    view.custom = fields::load(session, Holder::Task, id.0).await?;
    Ok(Some(view))
}

const INSERT: &str =
    "INSERT INTO tasks (id, subject, kind, priority, notes, due_on, due_at, done_at,
        account_id, contact_id, opportunity_id, owner_id, sample, created_at, updated_at,
        deleted_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11, FALSE, $12, $12, NULL, 1)";
const EXISTS: &str = "SELECT id FROM tasks WHERE id = $1";

/// Whether there is a task with this id, deleted or not, whosoever it is.
pub async fn exists(session: &mut Session, id: TaskId) -> Result<bool> {
    let row: Option<(Uuid,)> = session.opt(EXISTS, args![id]).await?;
    Ok(row.is_some())
}

/// What both statements say of a task, in the order of their columns.
fn bind_draft(args: &mut Args, draft: &TaskDraft, due_on: Option<NaiveDate>, now: Instant) {
    args.push(draft.subject.trim());
    args.push(draft.kind.code());
    args.push(draft.priority.code());
    args.push(draft.notes.trim());
    args.push(due_on);
    args.push(draft.due.moment());
    args.push(draft.links.account);
    args.push(draft.links.contact);
    args.push(draft.links.opportunity);
    args.push(draft.owner);
    args.push(now);
}

/// Adds a task; `due_on` is the local day of its due date.
pub async fn insert(
    session: &mut Session,
    id: TaskId,
    draft: &TaskDraft,
    due_on: Option<NaiveDate>,
    now: Instant,
) -> Result<()> {
    let mut row = args![id];
    bind_draft(&mut row, draft, due_on, now);
    session.exec(INSERT, row).await?;
    fields::put(session, Holder::Task, id.0, &draft.custom, true).await
}

const UPDATE: &str = "UPDATE tasks SET subject = $3, kind = $4, priority = $5, notes = $6,
        due_on = $7, due_at = $8, account_id = $9, contact_id = $10, opportunity_id = $11,
        owner_id = $12, updated_at = $13, version = version + 1
    WHERE id = $1 AND version = $2 AND deleted_at IS NULL";

/// Replaces what a task of this version says; `false` when it is of another version.
pub async fn update(
    session: &mut Session,
    id: TaskId,
    version: i64,
    draft: &TaskDraft,
    due_on: Option<NaiveDate>,
    now: Instant,
) -> Result<bool> {
    let mut row = args![id, version];
    bind_draft(&mut row, draft, due_on, now);
    if !session.exec_one(UPDATE, row).await? {
        return Ok(false);
    }
    fields::put(session, Holder::Task, id.0, &draft.custom, false).await?;
    Ok(true)
}

const SET_DONE: &str = "UPDATE tasks SET done_at = $2, updated_at = $3, version = version + 1
    WHERE id = $1 AND deleted_at IS NULL";
const SET_DUE: &str = "UPDATE tasks SET due_on = $2, due_at = $3, updated_at = $4,
    version = version + 1 WHERE id = $1 AND deleted_at IS NULL";
const SET_DELETED: &str =
    "UPDATE tasks SET deleted_at = $2, updated_at = $3, version = version + 1 WHERE id = $1";

/// Marks a task as done at a moment, or as open.
pub async fn set_done(
    session: &mut Session,
    id: TaskId,
    done_at: Option<Instant>,
    now: Instant,
) -> Result<()> {
    session.exec(SET_DONE, args![id, done_at, now]).await?;
    Ok(())
}

/// Moves a task's due date.
pub async fn set_due(
    session: &mut Session,
    id: TaskId,
    due: Due,
    due_on: Option<NaiveDate>,
    now: Instant,
) -> Result<()> {
    session
        .exec(SET_DUE, args![id, due_on, due.moment(), now])
        .await?;
    Ok(())
}

/// Deletes (with a moment) or restores (without) a task.
pub async fn set_deleted(
    session: &mut Session,
    id: TaskId,
    at: Option<Instant>,
    now: Instant,
) -> Result<()> {
    session.exec(SET_DELETED, args![id, at, now]).await?;
    Ok(())
}

fn filtered(sql: &mut Sql, actor: &Actor, filter: &TaskFilter) {
    sql.push("WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL");
    if let Some(id) = filter.opportunity {
        sql.with("AND r.opportunity_id =", id);
    }
    if let Some(id) = filter.contact {
        sql.with("AND r.contact_id =", id);
    }
    if let Some(id) = filter.account {
        super::timeline::of_record(sql, TimelineOf::Account(id));
    }
    let of_record =
        filter.opportunity.is_some() || filter.contact.is_some() || filter.account.is_some();
    if let Some(owner) = filter.owner {
        sql.with("AND r.owner_id =", owner);
    } else if filter.whose == Whose::Mine && !of_record {
        sql.with("AND r.owner_id =", actor.user_id);
    }
    if let Some(kind) = filter.kind {
        sql.with("AND r.kind =", kind.code());
    }
    visible(sql, actor, actor.scope(Action::ViewActivity));
}

/// Where a page of open tasks goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenBound {
    /// Due day of the last task seen; the far future without one.
    pub day: NaiveDate,
    /// Due moment of the last task seen; the far future without one.
    pub at: Instant,
    /// Its id.
    pub id: Uuid,
}

/// Open tasks by urgency: due day, moment, age; those without a day last.
pub async fn open(
    session: &mut Session,
    actor: &Actor,
    filter: &TaskFilter,
    after: Option<OpenBound>,
    limit: u32,
) -> Result<Vec<TaskView>> {
    let mut sql = select(actor);
    filtered(&mut sql, actor, filter);
    sql.push("AND r.done_at IS NULL");
    if let Some(after) = after {
        sql.push("AND (COALESCE(r.due_on, '9999-12-31'), COALESCE(r.due_at, 9223372036854775807), r.id) > (")
            .bind(after.day);
        sql.push(",")
            .bind(after.at)
            .push(",")
            .bind(after.id)
            .push(")");
    }
    sql.push(
        "ORDER BY COALESCE(r.due_on, '9999-12-31'), COALESCE(r.due_at, 9223372036854775807), r.id",
    )
    .with("LIMIT", limit);
    rows(session, sql).await
}

/// Done tasks below the bound `(moment done, id)`, latest first.
pub async fn done(
    session: &mut Session,
    actor: &Actor,
    filter: &TaskFilter,
    bound: (Instant, Uuid),
    limit: u32,
) -> Result<Vec<TaskView>> {
    let mut sql = select(actor);
    filtered(&mut sql, actor, filter);
    sql.push("AND r.done_at IS NOT NULL AND (r.done_at, r.id) < (")
        .bind(bound.0);
    sql.push(",").bind(bound.1).push(")");
    sql.push("ORDER BY r.done_at DESC, r.id DESC")
        .with("LIMIT", limit);
    rows(session, sql).await
}

/// The moments and days the parts of a queue begin and end at, for the reader.
#[derive(Clone, Copy, Debug)]
pub struct BucketBounds {
    /// The present moment.
    pub now: Instant,
    /// The reader's day.
    pub today: NaiveDate,
    /// The last day of this week.
    pub week_end: NaiveDate,
    /// The first moment of tomorrow.
    pub tomorrow: Instant,
    /// The first moment after this week.
    pub next_week: Instant,
}

/// How many open tasks each part of the queue has.
pub async fn counts(
    session: &mut Session,
    actor: &Actor,
    filter: &TaskFilter,
    bounds: &BucketBounds,
) -> Result<BucketCounts> {
    let mut sql = Sql::new("SELECT COUNT(*),");
    sql.push("COALESCE(SUM(CASE WHEN r.due_at <")
        .bind(bounds.now);
    sql.push("OR (r.due_at IS NULL AND r.due_on <")
        .bind(bounds.today)
        .push(") THEN 1 ELSE 0 END), 0),");
    sql.push("COALESCE(SUM(CASE WHEN (r.due_at >=")
        .bind(bounds.now);
    sql.push("AND r.due_at <").bind(bounds.tomorrow);
    sql.push(") OR (r.due_at IS NULL AND r.due_on =")
        .bind(bounds.today)
        .push(") THEN 1 ELSE 0 END), 0),");
    sql.push("COALESCE(SUM(CASE WHEN (r.due_at >=")
        .bind(bounds.tomorrow);
    sql.push("AND r.due_at <").bind(bounds.next_week);
    sql.push(") OR (r.due_at IS NULL AND r.due_on >")
        .bind(bounds.today);
    sql.push("AND r.due_on <=")
        .bind(bounds.week_end)
        .push(") THEN 1 ELSE 0 END), 0),");
    sql.push("COALESCE(SUM(CASE WHEN r.due_on IS NULL THEN 1 ELSE 0 END), 0)");
    sql.push("FROM tasks r LEFT JOIN opportunities o ON o.id = r.opportunity_id");
    filtered(&mut sql, actor, filter);
    sql.push("AND r.done_at IS NULL");
    let row: Option<(i64, i64, i64, i64, i64)> = session.opt_of(sql).await?;
    let (all, overdue, today, this_week, no_date) = row.unwrap_or_default();
    Ok(BucketCounts {
        overdue,
        today,
        this_week,
        later: all - overdue - today - this_week - no_date,
        no_date,
    })
}

/// The days and moments a calendar asks for.
#[derive(Clone, Copy, Debug)]
pub struct CalendarBounds {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// First moment of the first day.
    pub from: Instant,
    /// First moment after the last day.
    pub to: Instant,
}

/// A task's day is that of its owner's zone, a calendar's that of the reader's: never further apart.
const ZONES_APART: Days = Days::new(2);

/// Tasks due on some days, done or not, by due day and moment.
pub async fn due_between(
    session: &mut Session,
    actor: &Actor,
    filter: &TaskFilter,
    bounds: &CalendarBounds,
    limit: u32,
) -> Result<Vec<TaskView>> {
    let mut sql = select(actor);
    filtered(&mut sql, actor, filter);
    // What the moments below narrow further: by days an index finds them.
    let (first, last) = (bounds.first, bounds.last);
    let from = first.checked_sub_days(ZONES_APART).unwrap_or(first);
    let to = last.checked_add_days(ZONES_APART).unwrap_or(last);
    sql.with("AND r.due_on >=", from)
        .with("AND r.due_on <=", to);
    sql.push("AND ((r.due_at >=").bind(bounds.from);
    sql.push("AND r.due_at <").bind(bounds.to);
    sql.push(") OR (r.due_at IS NULL AND r.due_on >=")
        .bind(bounds.first);
    sql.push("AND r.due_on <=").bind(bounds.last).push("))");
    sql.push("ORDER BY r.due_on, r.due_at, r.id")
        .with("LIMIT", limit);
    rows(session, sql).await
}

/// Tasks of a record done below the bound `(moment done, id)`, latest first.
pub async fn done_of(
    session: &mut Session,
    actor: &Actor,
    of: TimelineOf,
    bound: (Instant, Uuid),
    limit: u32,
) -> Result<Vec<TaskView>> {
    let mut sql = select(actor);
    sql.push("WHERE r.deleted_at IS NULL AND o.deleted_at IS NULL AND r.done_at IS NOT NULL");
    super::timeline::of_record(&mut sql, of);
    sql.push("AND (r.done_at, r.id) < (").bind(bound.0);
    sql.push(",").bind(bound.1).push(")");
    visible(&mut sql, actor, actor.scope(Action::ViewActivity));
    sql.push("ORDER BY r.done_at DESC, r.id DESC")
        .with("LIMIT", limit);
    rows(session, sql).await
}
