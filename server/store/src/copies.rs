//! What lies beside a SQLite database: copies of it, and its log.

use crate::db::Store;
use crate::{Result, StoreError};
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use std::time::Duration;

impl Store {
    /// Writes a consistent copy of a SQLite database to `path`, while it is in use, and reads the
    /// copy through: one that is not sound is thrown away.
    ///
    /// # Errors
    /// On PostgreSQL (use `pg_dump`), or when the copy cannot be written or is not sound.
    pub async fn backup(&self, path: &str) -> Result<()> {
        let Some(write) = self.sqlite() else {
            return Err(StoreError::Address(
                "backup is for SQLite; use pg_dump".to_owned(),
            ));
        };
        sqlx::query("VACUUM INTO $1")
            .bind(path)
            .execute(write)
            .await?;
        let found = integrity(path).await;
        if !matches!(&found, Ok(text) if text == "ok") {
            // The failure is told, whether or not the rest of it can be removed.
            let _ = std::fs::remove_file(path);
            found?;
            return Err(StoreError::Corrupt("the copy"));
        }
        Ok(())
    }

    /// Takes what SQLite's log holds into the file and empties the log, so that nothing that was deleted stays
    /// in it; `false` when somebody was reading what the log holds, and it has to be tried again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn empty_log(&self) -> Result<bool> {
        let Some(write) = self.sqlite() else {
            return Ok(true);
        };
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(write)
            .await?;
        Ok(busy == 0)
    }
}

/// Reads a whole file of SQLite that nobody writes to.
///
/// # Errors
/// When it is no sound database.
pub async fn sound(path: &Path) -> Result<()> {
    match integrity(&path.display().to_string()).await?.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Corrupt("the copy")),
    }
}

/// Whether nobody else has a file of SQLite open. If so, what its log holds is in the file then, and the log is gone.
///
/// # Errors
/// When it cannot be read.
pub async fn alone(path: &Path) -> Result<bool> {
    match without_log(path).await {
        Ok(mode) => Ok(mode.eq_ignore_ascii_case("delete")),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Giving the log up takes the file for oneself, which everybody who has it open stands against.
async fn without_log(path: &Path) -> sqlx::Result<String> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(1));
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
    let mode = sqlx::query_scalar("PRAGMA journal_mode = DELETE")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(mode)
}

/// BUSY or LOCKED, with any detail: a file that cannot be read at all is neither.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    let number = code.and_then(|code| code.parse::<u32>().ok());
    number.is_some_and(|number| matches!(number & 0xff, 5 | 6))
}

/// What SQLite finds on reading a whole file: `ok`, or the first fault.
async fn integrity(path: &str) -> Result<String> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
    let found: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(found)
}
