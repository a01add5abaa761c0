//! The queue of jobs. Several servers share it on PostgreSQL: each takes what no other one holds
//! (`SKIP LOCKED`); SQLite has one writer, which comes to the same.

use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::kernel::{Instant, JobId};
use shared::platform::jobs::{JobState, ParkedJob};
use uuid::Uuid;

/// A job to queue.
pub struct NewJob<'a> {
    /// Id made by the caller.
    pub id: JobId,
    /// What it does.
    pub kind: &'a str,
    /// With what, in JSON.
    pub payload: &'a str,
    /// At most one job of this key is ever queued.
    pub unique_key: Option<&'a str>,
    /// Not before this moment.
    pub run_at: Instant,
}

/// A job this server holds.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Taken {
    /// Which.
    pub id: Uuid,
    /// What it does.
    pub kind: String,
    /// With what, in JSON.
    pub payload: String,
    /// The number of this try, from 1.
    pub attempts: i64,
}

/// What became of a try.
pub enum Outcome<'a> {
    /// It is done.
    Done,
    /// It is tried again at this moment; why it failed.
    Again(Instant, &'a str),
    /// It is parked; why it failed.
    Parked(&'a str),
}

const ENQUEUE: &str =
    "INSERT INTO jobs (id, kind, payload, unique_key, state, run_at, attempts, created_at)
    VALUES ($1, $2, $3, $4, 'queued', $5, 0, $6) ON CONFLICT (unique_key) DO NOTHING";

const DUE: &str = "SELECT 1 FROM jobs WHERE (state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1) LIMIT 1";

const NEXT: &str = "SELECT MIN(run_at) FROM jobs WHERE state = 'queued'";

const SETTLE: &str =
    "UPDATE jobs SET state = $4, run_at = COALESCE($5, run_at), last_error = $6, finished_at = $7,
        lease_owner = NULL, lease_until = NULL
    WHERE id = $1 AND lease_owner = $2 AND attempts = $3 AND state = 'running'";

const PARKED: &str =
    "SELECT id, kind, attempts, last_error, created_at, finished_at FROM jobs WHERE state = 'parked'
    ORDER BY finished_at DESC, id LIMIT $1";

/// Queues a job; it exists when the transaction is saved. `false` when its key is known already.
pub async fn enqueue(session: &mut Session, job: &NewJob<'_>, now: Instant) -> Result<bool> {
    let values = args![
        job.id,
        job.kind,
        job.payload,
        job.unique_key,
        job.run_at,
        now
    ];
    let queued = session.exec(ENQUEUE, values).await? > 0;
    session.queued |= queued;
    Ok(queued)
}

/// Whether a job waits to be taken. Only reads: a quiet server writes nothing.
pub async fn any_due(session: &mut Session, now: Instant) -> Result<bool> {
    let row: Option<(i32,)> = session.opt(DUE, args![now]).await?;
    Ok(row.is_some())
}

/// When the next queued job is due.
pub async fn next_at(session: &mut Session) -> Result<Option<Instant>> {
    let (at,): (Option<i64>,) = session.one(NEXT, args![]).await?;
    Ok(at.map(Instant))
}

/// Takes up to `limit` due jobs for `owner` until `lease_until`; also those whose server kept them
/// too long.
pub async fn take(
    session: &mut Session,
    owner: &str,
    now: Instant,
    lease_until: Instant,
    limit: i64,
) -> Result<Vec<Taken>> {
    let mut sql = Sql::new(
        "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE (state = 'queued' AND run_at <=",
    );
    sql.bind(now)
        .with(") OR (state = 'running' AND lease_until <", now)
        .with(") ORDER BY run_at, id LIMIT", limit);
    if session.is_postgres() {
        sql.push("FOR UPDATE SKIP LOCKED");
    }
    sql.with(
        ") UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner =",
        owner,
    )
    .with(", lease_until =", lease_until)
    .push("WHERE id IN (SELECT id FROM due) RETURNING id, kind, payload, attempts");
    session.all_of(sql).await
}

/// Writes down what became of a try; `false` when the lease was lost meanwhile, and then nothing is
/// written: another server has the job.
pub async fn settle(
    session: &mut Session,
    job: &Taken,
    owner: &str,
    outcome: &Outcome<'_>,
    now: Instant,
) -> Result<bool> {
    let (state, again, error, finished) = match outcome {
        Outcome::Done => (JobState::Done, None, None, Some(now)),
        Outcome::Again(at, why) => (JobState::Queued, Some(*at), Some(*why), None),
        Outcome::Parked(why) => (JobState::Parked, None, Some(*why), Some(now)),
    };
    let values = args![
        job.id,
        owner,
        job.attempts,
        state.code(),
        again,
        error.map(str::to_owned),
        finished
    ];
    session.exec_one(SETTLE, values).await
}

/// The parked jobs, newest first.
pub async fn parked(session: &mut Session, limit: i64) -> Result<Vec<ParkedJob>> {
    type Row = (Uuid, String, i64, Option<String>, i64, Option<i64>);
    let rows: Vec<Row> = session.all(PARKED, args![limit]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, attempts, error, created, parked)| ParkedJob {
            id: JobId(id),
            kind,
            attempts,
            error: error.unwrap_or_default(),
            created_at: Instant(created),
            parked_at: parked.map(Instant),
        })
        .collect())
}

/// Puts a parked job back into the queue; its kind and payload, if it was parked.
pub async fn retry(
    session: &mut Session,
    id: JobId,
    now: Instant,
) -> Result<Option<(String, String)>> {
    const RETRY: &str =
        "UPDATE jobs SET state = 'queued', run_at = $2, attempts = 0, finished_at = NULL
        WHERE id = $1 AND state = 'parked' RETURNING kind, payload";
    let row = session.opt(RETRY, args![id, now]).await?;
    session.queued |= row.is_some();
    Ok(row)
}

/// Removes a parked job; its kind and payload, if it was parked.
pub async fn discard(session: &mut Session, id: JobId) -> Result<Option<(String, String)>> {
    const DISCARD: &str =
        "DELETE FROM jobs WHERE id = $1 AND state = 'parked' RETURNING kind, payload";
    session.opt(DISCARD, args![id]).await
}

/// How many jobs are in each state.
pub async fn counts(session: &mut Session) -> Result<Vec<(JobState, i64)>> {
    let rows: Vec<(String, i64)> = session
        .all("SELECT state, COUNT(*) FROM jobs GROUP BY state", args![])
        .await?;
    rows.into_iter()
        .map(|(state, count)| {
            let state = state
                .parse()
                .map_err(|()| StoreError::Corrupt("jobs.state"))?;
            Ok((state, count))
        })
        .collect()
}

/// Forgets jobs that were done before `before`.
pub async fn forget_done(session: &mut Session, before: Instant) -> Result<u64> {
    session
        .exec(
            "DELETE FROM jobs WHERE state = 'done' AND finished_at < $1",
            args![before],
        )
        .await
}
