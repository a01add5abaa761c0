//! What undoes a bulk change: the values before, kept for a week.

use crate::{Args, Result, Session, StoreError, args};
use shared::kernel::{Instant, UserId};
use shared::platform::views::Object;
use uuid::Uuid;

/// How one record is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Which record.
    pub id: Uuid,
    /// The version the change gave: another one means it was changed since.
    pub version: i64,
    /// The edit that puts it back, as JSON of the service.
    pub edit: String,
}

/// Days the values before are kept.
const DAYS: i64 = 7;

/// Keeps how a chunk of a bulk change is put back, and forgets what nobody will undo any more.
pub async fn keep_undo(
    session: &mut Session,
    (run, actor, object): (Uuid, UserId, Object),
    steps: Vec<Undo>,
    now: Instant,
) -> Result<()> {
    session
        .exec(
            "DELETE FROM bulk_changes WHERE at < $1",
            args![now.plus_days(-DAYS)],
        )
        .await?;
    let rows: Vec<Args> = steps
        .into_iter()
        .map(|step| {
            args![
                run,
                step.id,
                actor,
                object.code(),
                step.version,
                step.edit,
                now
            ]
        })
        .collect();
    session
        .put_many(
            "INSERT INTO bulk_changes (run_id, record_id, actor_id, object, version, edit, at) VALUES",
            rows,
            "ON CONFLICT (run_id, record_id) DO UPDATE SET version = excluded.version",
        )
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    record_id: Uuid,
    object: String,
    version: i64,
    edit: String,
}

/// The next steps that put back `run`, which only who did it may ask for.
pub async fn undo_steps(
    session: &mut Session,
    (run, actor): (Uuid, UserId),
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<(Object, Undo)>> {
    let rows: Vec<Row> = session
        .all(
            "SELECT record_id, object, version, edit FROM bulk_changes
            WHERE run_id = $1 AND actor_id = $2 AND record_id > $3 ORDER BY record_id LIMIT $4",
            args![run, actor, after.unwrap_or_default(), limit],
        )
        .await?;
    let step = |row: Row| {
        let object = row
            .object
            .parse()
            .map_err(|()| StoreError::Corrupt("bulk_changes.object"))?;
        let undo = Undo {
            id: row.record_id,
            version: row.version,
            edit: row.edit,
        };
        Ok((object, undo))
    };
    rows.into_iter().map(step).collect()
}

/// Forgets steps that were done.
pub async fn forget_undone(session: &mut Session, run: Uuid, records: &[Uuid]) -> Result<()> {
    let mut sql = crate::Sql::new("DELETE FROM bulk_changes WHERE run_id =");
    sql.bind(run);
    sql.within("AND record_id IN", records.iter().copied());
    session.exec_of(sql).await?;
    Ok(())
}
