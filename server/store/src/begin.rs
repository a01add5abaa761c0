//! The beginning of a transaction that writes, on SQLite.

use crate::Result;
use sqlx::{Sqlite, SqlitePool, Transaction};

/// A read transaction that turns into a write fails at once; taking the lock first waits.
const IMMEDIATE: &str = "BEGIN IMMEDIATE";

/// Begins to write. When the disk is full SQLite ends a transaction by itself, and the connection counts it as
/// open ever after: such a connection is closed, and another one begins.
pub(crate) async fn begin(write: &SqlitePool) -> Result<Transaction<'static, Sqlite>> {
    match write.begin_with(IMMEDIATE).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            Ok(write.begin_with(IMMEDIATE).await?)
        }
        begun => Ok(begun?),
    }
}
