//! Opening a database, bringing its schema up to date, handing out sessions.

use crate::events::Published;
use crate::session::{Conn, Session};
use crate::{Result, StoreError, args};
use futures::future::BoxFuture;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    live: broadcast::Sender<Published>,
}

enum Backend {
    /// One writer, so that writes queue instead of failing, and readers beside it (WAL).
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// How many events a slow live page may fall behind before it must ask the log.
const LIVE_BUFFER: usize = 1024;

/// The migrations, in order; one text for both databases.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (
        1,
        "platform",
        include_str!("../migrations/0001_platform.sql"),
    ),
    (2, "crm", include_str!("../migrations/0002_crm.sql")),
    (3, "deals", include_str!("../migrations/0003_deals.sql")),
    (4, "work", include_str!("../migrations/0004_work.sql")),
    (5, "cpq", include_str!("../migrations/0005_cpq.sql")),
    (20, "quotes", include_str!("../migrations/0020_quotes.sql")),
];

#[derive(Debug)]
struct Dialect(&'static str);

impl MigrationSource<'static> for Dialect {
    fn resolve(
        self,
    ) -> BoxFuture<'static, std::result::Result<Vec<Migration>, sqlx::error::BoxDynError>> {
        let migrations = MIGRATIONS
            .iter()
            .map(|(version, name, text)| {
                let sql = AssertSqlSafe(text.replace("@SERIAL@", self.0)).into_sql_str();
                Migration::new(
                    *version,
                    Cow::Borrowed(*name),
                    MigrationType::Simple,
                    sql,
                    false,
                )
            })
            .collect();
        Box::pin(async move { Ok(migrations) })
    }
}

impl Store {
    /// Opens `url`: `postgres://…`, or `sqlite:path` (made when absent). Does not migrate.
    ///
    /// # Errors
    /// When the address is not understood or the database cannot be reached.
    pub async fn open(url: &str) -> Result<Self> {
        let backend = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options =
                PgConnectOptions::from_str(url).map_err(|_| StoreError::Address(mask(url)))?;
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(options)
                .await?;
            Backend::Postgres(pool)
        } else if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)
                .map_err(|_| StoreError::Address(mask(url)))?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("cache_size", "-16000")
                .pragma("temp_store", "memory");
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options.clone())
                .await?;
            let read = SqlitePoolOptions::new()
                .max_connections(4)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options.pragma("query_only", "on"))
                .await?;
            Backend::Sqlite { read, write }
        } else {
            return Err(StoreError::Address(mask(url)));
        };
        let (live, _) = broadcast::channel(LIVE_BUFFER);
        Ok(Self {
            inner: Arc::new(Inner { backend, live }),
        })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or the database is newer than this program.
    pub async fn migrate(&self) -> Result<()> {
        match &self.inner.backend {
            Backend::Sqlite { write, .. } => {
                let migrator = Migrator::new(Dialect("INTEGER PRIMARY KEY AUTOINCREMENT"))
                    .await
                    .map_err(StoreError::Migrate)?;
                migrator.run(write).await.map_err(StoreError::Migrate)
            }
            Backend::Postgres(pool) => {
                let migrator =
                    Migrator::new(Dialect("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
                        .await
                        .map_err(StoreError::Migrate)?;
                migrator.run(pool).await.map_err(StoreError::Migrate)
            }
        }
    }

    /// A session for reading.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn read(&self) -> Result<Session> {
        let conn = match &self.inner.backend {
            Backend::Sqlite { read, .. } => Conn::SqliteRead(read.acquire().await?),
            Backend::Postgres(pool) => Conn::PgRead(pool.acquire().await?),
        };
        Ok(Session {
            conn,
            store: self.clone(),
            published: Vec::new(),
        })
    }

    /// A unit of work: saved by [`Session::commit`], undone when dropped.
    ///
    /// # Errors
    /// When no connection is free in time, or the database is locked.
    pub async fn write(&self) -> Result<Session> {
        let conn = match &self.inner.backend {
            // A read transaction that turns into a write fails at once; taking the lock first waits.
            Backend::Sqlite { write, .. } => {
                Conn::SqliteWrite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Backend::Postgres(pool) => Conn::PgWrite(pool.begin().await?),
        };
        Ok(Session {
            conn,
            store: self.clone(),
            published: Vec::new(),
        })
    }

    /// Events from now on, as they are saved.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Published> {
        self.inner.live.subscribe()
    }

    pub(crate) fn publish(&self, event: Published) {
        // Nobody listening is no fault.
        let _ = self.inner.live.send(event);
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        let mut session = self.read().await?;
        let _: (i32,) = session.one("SELECT 1", args![]).await?;
        Ok(())
    }

    /// Writes a consistent copy of a SQLite database to `path`, while it is in use.
    ///
    /// # Errors
    /// On PostgreSQL (use `pg_dump`), or when the copy cannot be written.
    pub async fn backup(&self, path: &str) -> Result<()> {
        match &self.inner.backend {
            Backend::Sqlite { write, .. } => {
                sqlx::query("VACUUM INTO $1")
                    .bind(path)
                    .execute(write)
                    .await?;
                Ok(())
            }
            Backend::Postgres(_) => Err(StoreError::Address(
                "backup is for SQLite; use pg_dump".to_owned(),
            )),
        }
    }

    /// `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.inner.backend {
            Backend::Sqlite { .. } => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        }
    }
}

/// The address without its password.
fn mask(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(end)) if start + 3 < end => {
            let user = url
                .get(start + 3..end)
                .and_then(|part| part.split(':').next())
                .unwrap_or("");
            format!(
                "{}://{user}:***{}",
                url.get(..start).unwrap_or(""),
                url.get(end..).unwrap_or("")
            )
        }
        _ => url.to_owned(),
    }
}
