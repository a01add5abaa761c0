//! The log of imports.

use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::kernel::{ImportId, Instant, UserId};
use shared::platform::imports::Counts;
use shared::platform::imports::model::Mapping;
use shared::platform::imports::ops::{ImportState, ImportView};
use shared::platform::imports::undo::Undone;
use uuid::Uuid;

/// A run with the mapping it used.
#[derive(Debug)]
pub struct RunRow {
    /// As shown.
    pub view: ImportView,
    /// Remembered for the next file of the same form.
    pub mapping: Option<Mapping>,
    /// When its server last said that it is under way.
    pub beat_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    file_name: String,
    state: String,
    started_at: i64,
    finished_at: Option<i64>,
    total: i64,
    done: i64,
    created: i64,
    updated: i64,
    skipped: i64,
    errors: i64,
    report_json: Option<String>,
    by_name: Option<String>,
    undoable: bool,
    reported: bool,
    undone_at: Option<i64>,
    undone_name: Option<String>,
    undo_json: Option<String>,
    beat_at: Option<i64>,
}

/// What `report_json` holds.
#[derive(serde::Serialize, serde::Deserialize)]
struct Report {
    warning: u32,
    extra: u32,
    #[serde(default)]
    merge: u32,
    #[serde(default)]
    exception: u32,
    groups: Vec<shared::platform::imports::plan::IssueGroup>,
    issues: Vec<shared::kernel::Issue>,
    mapping: Option<Mapping>,
}

impl Row {
    fn run(self) -> Result<RunRow> {
        let report: Option<Report> = self
            .report_json
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| StoreError::Corrupt("imports.report_json"))?;
        let small = |count: i64| u32::try_from(count).unwrap_or(0);
        let counts = Counts {
            create: small(self.created),
            update: small(self.updated),
            merge: report.as_ref().map_or(0, |report| report.merge),
            skip: small(self.skipped),
            error: small(self.errors),
            warning: report.as_ref().map_or(0, |report| report.warning),
            extra: report.as_ref().map_or(0, |report| report.extra),
            exception: report.as_ref().map_or(0, |report| report.exception),
        };
        let (groups, issues, mapping) = match report {
            Some(report) => (report.groups, report.issues, report.mapping),
            None => (Vec::new(), Vec::new(), None),
        };
        let undone = self.undone_at.map(|at| Undone {
            at: Instant(at),
            by: self.undone_name.unwrap_or_default(),
            counts: self
                .undo_json
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default(),
        });
        let view = ImportView {
            by: self.by_name.unwrap_or_default(),
            undoable: self.undoable,
            reported: self.reported,
            undone,
            id: ImportId(self.id),
            kind: self
                .kind
                .parse()
                .map_err(|()| StoreError::Corrupt("imports.kind"))?,
            file: self.file_name,
            state: self
                .state
                .parse()
                .map_err(|_| StoreError::Corrupt("imports.state"))?,
            total: self.total,
            done: self.done,
            counts,
            started_at: Instant(self.started_at),
            finished_at: self.finished_at.map(Instant),
            groups,
            issues,
        };
        Ok(RunRow {
            view,
            mapping,
            beat_at: self.beat_at.map(Instant),
        })
    }
}

/// Notes the beginning of a run.
pub async fn insert_run(session: &mut Session, view: &ImportView, actor: UserId) -> Result<()> {
    session
        .exec(
            "INSERT INTO imports (id, kind, file_name, state, actor_id, started_at, finished_at, total, done, created, updated, skipped, errors, report_json, beat_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, $9, $6)",
            args![
                view.id,
                view.kind.code(),
                &view.file,
                view.state.code(),
                actor,
                view.started_at,
                None::<Instant>,
                view.total,
                None::<String>
            ],
        )
        .await?;
    Ok(())
}

/// Says that a run is under way, and how far it is.
pub async fn beat(session: &mut Session, id: ImportId, done: i64, at: Instant) -> Result<()> {
    session
        .exec(
            "UPDATE imports SET done = $2, beat_at = $3 WHERE id = $1 AND state = 'running'",
            args![id, done, at],
        )
        .await?;
    Ok(())
}

/// Notes the end of a run.
pub async fn finish(session: &mut Session, view: &ImportView, mapping: &Mapping) -> Result<()> {
    let report = Report {
        warning: view.counts.warning,
        extra: view.counts.extra,
        merge: view.counts.merge,
        exception: view.counts.exception,
        groups: view.groups.clone(),
        issues: view.issues.clone(),
        mapping: Some(mapping.clone()),
    };
    session
        .exec(
            "UPDATE imports SET state = $2, finished_at = $3, done = $4, created = $5, updated = $6, skipped = $7, errors = $8, report_json = $9, total = $10 WHERE id = $1",
            args![
                view.id,
                view.state.code(),
                view.finished_at,
                view.done,
                view.counts.create,
                view.counts.update,
                view.counts.skip,
                view.counts.error,
                serde_json::to_string(&report).unwrap_or_default(),
                view.total
            ],
        )
        .await?;
    Ok(())
}

const COLUMNS: &str = "SELECT i.id, i.kind, i.file_name, i.state, i.started_at, i.finished_at, i.total, i.done, i.created, i.updated, i.skipped, i.errors, i.report_json,
        u.name AS by_name, i.undone_at, w.name AS undone_name, i.undo_json, i.beat_at,
        i.state = 'done' AND EXISTS (SELECT 1 FROM import_records r WHERE r.import_id = i.id) AS undoable,
        EXISTS (SELECT 1 FROM import_rows l WHERE l.import_id = i.id) AS reported
    FROM imports i LEFT JOIN users u ON u.id = i.actor_id LEFT JOIN users w ON w.id = i.undone_by";

/// The runs of these ids.
pub async fn runs(session: &mut Session, ids: &[ImportId]) -> Result<Vec<RunRow>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("WHERE").within("i.id IN", ids.iter().copied());
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::run).collect()
}

/// The latest runs.
pub async fn latest(session: &mut Session, limit: i64) -> Result<Vec<RunRow>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("ORDER BY i.started_at DESC, i.id DESC")
        .with("LIMIT", limit);
    let rows: Vec<Row> = session.all_of(sql).await?;
    rows.into_iter().map(Row::run).collect()
}

/// The mappings of the latest successful runs, newest first.
pub async fn mappings(session: &mut Session) -> Result<Vec<Mapping>> {
    let runs = latest(session, 40).await?;
    let done = runs
        .into_iter()
        .filter(|run| matches!(run.view.state, ImportState::Done | ImportState::Undone));
    Ok(done.filter_map(|run| run.mapping).collect())
}
