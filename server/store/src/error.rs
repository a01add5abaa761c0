//! What can go wrong with a database, told apart by what a person can do about it.

/// A failed statement.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is locked, away or full: try again, nothing was changed.
    #[error("the database cannot be used now")]
    Unavailable(#[source] sqlx::Error),
    /// A rule of the schema was broken, named by its constraint or columns.
    #[error("constraint {0}")]
    Constraint(String),
    /// Two transactions met; this one was rolled back and may be tried again.
    #[error("serialisation conflict")]
    Retry,
    /// A stored value cannot be read: a fault of ours.
    #[error("stored value of {0} cannot be read")]
    Corrupt(&'static str),
    /// A statement is wrong: a fault of ours.
    #[error("statement failed")]
    Sql(#[source] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("migration failed")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The address of the database is not understood.
    #[error("database address not understood: {0}")]
    Address(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default().into_owned();
                if database.is_unique_violation()
                    || database.is_foreign_key_violation()
                    || database.is_check_violation()
                {
                    let name = database.constraint().unwrap_or_else(|| database.message());
                    return StoreError::Constraint(name.to_owned());
                }
                match code.as_str() {
                    // PostgreSQL: serialization_failure, deadlock_detected.
                    "40001" | "40P01" => StoreError::Retry,
                    // SQLite: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN and extended forms;
                    // PostgreSQL: shutting down, too many connections.
                    "5" | "6" | "8" | "10" | "13" | "14" | "261" | "517" | "1032" | "57P01"
                    | "57P02" | "57P03" | "53300" | "53100" => StoreError::Unavailable(error),
                    _ => StoreError::Sql(error),
                }
            }
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::WorkerCrashed => StoreError::Unavailable(error),
            _ => StoreError::Sql(error),
        }
    }
}
