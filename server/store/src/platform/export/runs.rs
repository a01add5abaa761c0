//! The exports there were: how far, by whom, which file.

use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, UserId};
use shared::platform::export::{ExportFault, ExportState, ExportView};
use uuid::Uuid;

/// Exports that are shown.
const SHOWN: i64 = 50;

/// An export that begins.
#[derive(Clone, Debug)]
pub struct NewExport<'a> {
    /// Its id.
    pub id: Uuid,
    /// Who asked.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// The file, in the folder of exports.
    pub file: &'a str,
}

/// How an export ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With a file of so many bytes.
    Done(i64),
    /// Without.
    Failed(ExportFault),
}

/// An export whose file shall go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Which.
    pub id: Uuid,
    /// Its file.
    pub file: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    state: String,
    fault: Option<String>,
    by_name: Option<String>,
    started_at: i64,
    finished_at: Option<i64>,
    done: i64,
    total: i64,
    place: String,
    file_name: String,
    size: i64,
    deleted_at: Option<i64>,
}

impl Row {
    fn view(self) -> Result<(ExportView, String)> {
        let state: ExportState = self
            .state
            .parse()
            .map_err(|()| StoreError::Corrupt("exports.state"))?;
        let view = ExportView {
            id: self.id,
            state,
            fault: self.fault.and_then(|fault| fault.parse().ok()),
            by: self.by_name.unwrap_or_default(),
            started_at: Instant(self.started_at),
            finished_at: self.finished_at.map(Instant),
            done: self.done,
            total: self.total,
            table: self.place,
            size: self.size,
            deleted_at: self.deleted_at.map(Instant),
        };
        Ok((view, self.file_name))
    }
}

const LIST: &str = "SELECT e.id, e.state, e.fault, u.name AS by_name, e.started_at, e.finished_at, e.done, e.total, e.place, e.file_name, e.size, e.deleted_at
    FROM exports e LEFT JOIN users u ON u.id = e.actor_id ORDER BY e.started_at DESC, e.id DESC LIMIT $1";
const GET: &str = "SELECT e.id, e.state, e.fault, u.name AS by_name, e.started_at, e.finished_at, e.done, e.total, e.place, e.file_name, e.size, e.deleted_at
    FROM exports e LEFT JOIN users u ON u.id = e.actor_id WHERE e.id = $1";

/// The exports, the latest first.
pub async fn list(session: &mut Session) -> Result<Vec<ExportView>> {
    let rows: Vec<Row> = session.all(LIST, args![SHOWN]).await?;
    rows.into_iter()
        .map(|row| row.view().map(|(view, _)| view))
        .collect()
}

/// An export with the name of its file.
pub async fn get(session: &mut Session, id: Uuid) -> Result<Option<(ExportView, String)>> {
    let row: Option<Row> = session.opt(GET, args![id]).await?;
    row.map(Row::view).transpose()
}

/// Notes that an export begins; `false` when another is under way.
pub async fn insert(session: &mut Session, new: &NewExport<'_>) -> Result<bool> {
    session
        .exec_one(
            "INSERT INTO exports (id, state, fault, actor_id, started_at, finished_at, beat_at, done, total, place, file_name, size, deleted_at)
             VALUES ($1, 'running', NULL, $2, $3, NULL, $3, 0, 0, '', $4, 0, NULL) ON CONFLICT DO NOTHING",
            args![new.id, new.by, new.at, new.file],
        )
        .await
}

/// Notes how far an export is; `false` when it shall not go on.
pub async fn beat(
    session: &mut Session,
    id: Uuid,
    (done, total, place): (i64, i64, &str),
    now: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE exports SET done = $2, total = $3, place = $4, beat_at = $5 WHERE id = $1 AND state = 'running'",
            args![id, done, total, place, now],
        )
        .await
}

/// Notes how an export ended; `false` when it was ended before.
pub async fn settle(session: &mut Session, id: Uuid, ended: Ended, now: Instant) -> Result<bool> {
    let (state, fault, size) = match ended {
        Ended::Done(size) => (ExportState::Done, None, size),
        Ended::Failed(fault) => (ExportState::Failed, Some(fault.code()), 0),
    };
    session
        .exec_one(
            "UPDATE exports SET state = $2, fault = $3, size = $4, finished_at = $5, done = CASE WHEN $2 = 'done' THEN total ELSE done END
             WHERE id = $1 AND state = 'running'",
            args![id, state.code(), fault, size, now],
        )
        .await
}

/// Stops an export under way; `false` when it is not.
pub async fn cancel(session: &mut Session, id: Uuid, now: Instant) -> Result<bool> {
    session
        .exec_one(
            "UPDATE exports SET state = 'cancelled', finished_at = $2, deleted_at = $2 WHERE id = $1 AND state = 'running'",
            args![id, now],
        )
        .await
}

/// Notes that the file of an export is deleted; `false` when there is none.
pub async fn delete(session: &mut Session, id: Uuid, now: Instant) -> Result<bool> {
    session
        .exec_one(
            "UPDATE exports SET deleted_at = $2 WHERE id = $1 AND state = 'done' AND deleted_at IS NULL",
            args![id, now],
        )
        .await
}

type Pair = (Uuid, String);

fn gone(rows: Vec<Pair>) -> Vec<Gone> {
    rows.into_iter()
        .map(|(id, file)| Gone { id, file })
        .collect()
}

/// Finished exports from before `before` whose files are still there.
pub async fn expired(session: &mut Session, before: Instant) -> Result<Vec<Gone>> {
    let rows: Vec<Pair> = session
        .all(
            "SELECT id, file_name FROM exports WHERE state = 'done' AND deleted_at IS NULL AND finished_at < $1",
            args![before],
        )
        .await?;
    Ok(gone(rows))
}

/// Ends exports nobody has written on since `before`; their servers stopped.
pub async fn stalled(session: &mut Session, before: Instant, now: Instant) -> Result<Vec<Gone>> {
    let rows: Vec<Pair> = session
        .all(
            "UPDATE exports SET state = 'failed', fault = 'stopped', finished_at = $2 WHERE state = 'running' AND beat_at < $1
             RETURNING id, file_name",
            args![before, now],
        )
        .await?;
    Ok(gone(rows))
}

/// Ends every export there is, under way or finished: somebody's data in them was erased.
pub async fn end_all(session: &mut Session, now: Instant) -> Result<Vec<Gone>> {
    let rows: Vec<Pair> = session
        .all(
            "UPDATE exports SET state = CASE WHEN state = 'running' THEN 'cancelled' ELSE state END,
                finished_at = COALESCE(finished_at, $1), deleted_at = $1
             WHERE state = 'running' OR (state = 'done' AND deleted_at IS NULL) RETURNING id, file_name",
            args![now],
        )
        .await?;
    Ok(gone(rows))
}
