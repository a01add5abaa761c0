//! What can go wrong with a database, told apart by what a person can do about it.

/// A failed statement.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is locked or away: try again, nothing was changed.
    #[error("the database cannot be used now")]
    Unavailable(#[source] sqlx::Error),
    /// There is no room on the disk: nothing was changed, and nothing is before somebody makes room.
    #[error("there is no room on the disk")]
    Full(#[source] Option<sqlx::Error>),
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
    /// There is no database where one was named.
    #[error("there is no database at {0}")]
    Missing(String),
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
                match kind(&code) {
                    Kind::Retry => StoreError::Retry,
                    Kind::Unavailable => StoreError::Unavailable(error),
                    Kind::Full => StoreError::Full(Some(error)),
                    Kind::Fault => StoreError::Sql(error),
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

/// What a code of either database means for the one who asked.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Retry,
    Unavailable,
    Full,
    Fault,
}

/// PostgreSQL's codes have five signs, SQLite's are numbers of at most four digits whose last eight
/// bits are the kind and the others the detail (sqlite.org/rescode.html).
fn kind(code: &str) -> Kind {
    if code.len() == 5 {
        return match code {
            // serialization_failure, deadlock_detected.
            "40001" | "40P01" => Kind::Retry,
            // Shutting down, starting up, a lock not given in time.
            "57P01" | "57P02" | "57P03" | "55P03" => Kind::Unavailable,
            // disk_full.
            "53100" => Kind::Full,
            // Connection exceptions; too many connections, no memory.
            _ if code.starts_with("08") || code.starts_with("53") => Kind::Unavailable,
            _ => Kind::Fault,
        };
    }
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(13) => Kind::Full,
        // BUSY, LOCKED, READONLY, IOERR, CANTOPEN, PROTOCOL.
        Ok(5 | 6 | 8 | 10 | 14 | 15) => Kind::Unavailable,
        _ => Kind::Fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_mean_what_their_kind_means() {
        // BUSY_SNAPSHOT, BUSY_TIMEOUT, LOCKED_SHAREDCACHE, READONLY_DBMOVED, IOERR_FSYNC,
        // IOERR_SHORT_READ, CANTOPEN_ISDIR.
        for code in ["5", "517", "773", "262", "1032", "1034", "522", "526", "10"] {
            assert_eq!(kind(code), Kind::Unavailable, "{code}");
        }
        // ERROR, CORRUPT, CONSTRAINT, NOTADB.
        for code in ["1", "11", "19", "26", ""] {
            assert_eq!(kind(code), Kind::Fault, "{code}");
        }
    }

    #[test]
    fn a_lost_connection_is_no_fault_of_the_statement() {
        for code in ["08006", "08003", "08P01", "57P01", "53300", "53200"] {
            assert_eq!(kind(code), Kind::Unavailable, "{code}");
        }
        for code in ["13", "53100"] {
            assert_eq!(kind(code), Kind::Full, "{code}");
        }
        for code in ["40001", "40P01"] {
            assert_eq!(kind(code), Kind::Retry, "{code}");
        }
        for code in ["42601", "22003"] {
            assert_eq!(kind(code), Kind::Fault, "{code}");
        }
    }
}
