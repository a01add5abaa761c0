//! What the health page reads of the database itself.

use crate::{Result, Session, args};
use shared::kernel::Instant;

const SIZE_SQLITE: &str =
    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
const SIZE_POSTGRES: &str = "SELECT pg_database_size(current_database())";

/// What the database takes on disk, in bytes.
pub async fn size(session: &mut Session) -> Result<i64> {
    let sql = if session.is_postgres() {
        SIZE_POSTGRES
    } else {
        SIZE_SQLITE
    };
    let (bytes,): (i64,) = session.one(sql, args![]).await?;
    Ok(bytes)
}

/// The number of the newest migration, and how many there are.
pub async fn migrations(session: &mut Session) -> Result<(i64, i64)> {
    session
        .one(
            "SELECT COALESCE(MAX(version), 0), COUNT(*) FROM _sqlx_migrations",
            args![],
        )
        .await
}

/// How many entries the log has.
pub async fn events(session: &mut Session) -> Result<i64> {
    let (count,): (i64,) = session.one("SELECT COUNT(*) FROM events", args![]).await?;
    Ok(count)
}

/// The longest waiting of the jobs that are due.
pub async fn oldest_due(session: &mut Session, now: Instant) -> Result<Option<Instant>> {
    let (at,): (Option<i64>,) = session
        .one(
            "SELECT MIN(run_at) FROM jobs WHERE state = 'queued' AND run_at <= $1",
            args![now],
        )
        .await?;
    Ok(at.map(Instant))
}

/// Lets SQLite count the tables that grew, so that it goes on choosing the right index. PostgreSQL does it
/// by itself.
pub async fn count_again(session: &mut Session) -> Result<()> {
    if !session.is_postgres() {
        session.exec("PRAGMA optimize", args![]).await?;
    }
    Ok(())
}
