//! Opening a database, bringing its schema up to date, handing out sessions.

use crate::begin::begin;
use crate::events::Published;
use crate::file::File;
use crate::masked::masked;
use crate::migrations::{Dialect, MIGRATIONS, POSTGRES, SQLITE};
use crate::neighbours::{self, Own};
use crate::plans::Plans;
use crate::room::Room;
use crate::session::{Conn, Session};
use crate::{Result, StoreError, args};
use futures::future::BoxFuture;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection as _, SqlSafeStr};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, broadcast};

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    live: broadcast::Sender<Published>,
    /// Told when a saved transaction has queued a job.
    queued: Notify,
    /// Tells this process from the others of the database.
    tag: u64,
    own: Own,
    room: Room,
    plans: Plans,
}

enum Backend {
    /// One writer, so that writes queue instead of failing, and readers beside it (WAL).
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        file: File,
    },
    Postgres(PgPool),
}

/// A transaction in which nothing others save is seen.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// How many events a slow live page may fall behind before it must ask the log.
const LIVE_BUFFER: usize = 1024;

/// The migrations up to one of them, as a database is given them.
#[derive(Clone, Copy, Debug)]
struct Steps {
    dialect: Dialect,
    last: i64,
}

impl MigrationSource<'static> for Steps {
    fn resolve(
        self,
    ) -> BoxFuture<'static, std::result::Result<Vec<Migration>, sqlx::error::BoxDynError>> {
        let migrations = MIGRATIONS
            .iter()
            .filter(|(version, ..)| *version <= self.last)
            .map(|(version, name, text)| {
                let sql = AssertSqlSafe(self.dialect.text(text)).into_sql_str();
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
        Self::open_as(url, Access::Create).await
    }

    /// Opens a database that is there, and makes none.
    ///
    /// # Errors
    /// As [`Store::open`]; also when there is no such file.
    pub async fn open_existing(url: &str) -> Result<Self> {
        Self::open_as(url, Access::Existing).await
    }

    /// Opens a database that is there without any way to change it, not even its files' dates.
    ///
    /// # Errors
    /// As [`Store::open_existing`].
    pub async fn open_read_only(url: &str) -> Result<Self> {
        Self::open_as(url, Access::ReadOnly).await
    }

    /// Whether there is a database at `url`, and how old its schema is; changes nothing.
    ///
    /// # Errors
    /// When the address is not understood or the database cannot be reached.
    pub async fn look(url: &str) -> Result<Schema> {
        match Self::open_read_only(url).await {
            Ok(store) => store.schema().await,
            Err(StoreError::Missing(_)) => Ok(Schema::Absent),
            Err(error) => Err(error),
        }
    }

    async fn open_as(url: &str, access: Access) -> Result<Self> {
        let backend = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let mut options =
                PgConnectOptions::from_str(url).map_err(|_| StoreError::Address(masked(url)))?;
            if access == Access::ReadOnly {
                options = options.options([("default_transaction_read_only", "on")]);
            }
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(options)
                .await?;
            Backend::Postgres(pool)
        } else if url.starts_with("sqlite:") {
            sqlite(sqlite_options(url)?, access).await?
        } else {
            return Err(StoreError::Address(masked(url)));
        };
        let (live, _) = broadcast::channel(LIVE_BUFFER);
        Ok(Self {
            inner: Arc::new(Inner {
                backend,
                live,
                queued: Notify::new(),
                tag: neighbours::tag(),
                own: Own::default(),
                room: Room::default(),
                plans: Plans::default(),
            }),
        })
    }

    /// How old the schema is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn schema(&self) -> Result<Schema> {
        let mut session = self.read().await?;
        let (there,): (i64,) = if session.is_postgres() {
            session
                .one(
                    "SELECT CASE WHEN to_regclass('_sqlx_migrations') IS NULL THEN CAST(0 AS BIGINT) ELSE 1 END",
                    args![],
                )
                .await?
        } else {
            session
                .one(
                    "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
                    args![],
                )
                .await?
        };
        if there == 0 {
            return Ok(Schema::Pending(MIGRATIONS.len()));
        }
        let done: Vec<(i64,)> = session
            .all("SELECT version FROM _sqlx_migrations", args![])
            .await?;
        let known = |version: i64| MIGRATIONS.iter().any(|(known, _, _)| *known == version);
        if done.iter().any(|(version,)| !known(*version)) {
            return Ok(Schema::Newer);
        }
        Ok(Schema::Pending(MIGRATIONS.len().saturating_sub(done.len())))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or the database is newer than this program.
    pub async fn migrate(&self) -> Result<()> {
        self.migrate_through(i64::MAX).await
    }

    /// Brings the schema as far as the migration with this number, as a version of that time would: to try what
    /// becomes of its databases.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub async fn migrate_through(&self, last: i64) -> Result<()> {
        let migrator = async |dialect| Migrator::new(Steps { dialect, last }).await;
        match &self.inner.backend {
            Backend::Sqlite { write, .. } => {
                let migrator = migrator(SQLITE).await.map_err(StoreError::Migrate)?;
                migrator.run(write).await.map_err(StoreError::Migrate)?;
                // New indexes have no statistics; the limit keeps it short on any size.
                sqlx::query("PRAGMA optimize = 0x10002")
                    .execute(write)
                    .await?;
                Ok(())
            }
            Backend::Postgres(pool) => {
                let migrator = migrator(POSTGRES).await.map_err(StoreError::Migrate)?;
                crate::migrations::beside_others(&migrator, pool).await
            }
        }
    }

    /// A session for reading.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn read(&self) -> Result<Session> {
        let conn = match &self.inner.backend {
            Backend::Sqlite { read, file, .. } => {
                file.check()?;
                Conn::SqliteRead(read.acquire().await?)
            }
            Backend::Postgres(pool) => Conn::PgRead(pool.acquire().await?),
        };
        Ok(self.session(conn))
    }

    /// A session for reading whose statements all see what was saved when the first of them ran, and nothing
    /// since: for what lies in several tables and is only right together.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn snapshot(&self) -> Result<Session> {
        let conn = match &self.inner.backend {
            Backend::Sqlite { read, file, .. } => {
                file.check()?;
                Conn::SqliteWrite(read.begin().await?)
            }
            Backend::Postgres(pool) => Conn::PgWrite(pool.begin_with(SNAPSHOT).await?),
        };
        Ok(Session {
            snapshot: true,
            ..self.session(conn)
        })
    }

    fn session(&self, conn: Conn) -> Session {
        Session {
            conn,
            store: self.clone(),
            snapshot: false,
            published: Vec::new(),
            queued: false,
            wrote: false,
            mark: None,
        }
    }

    /// A unit of work: saved by [`Session::commit`], undone when dropped.
    ///
    /// # Errors
    /// When no connection is free in time, the database is locked, or there is no room to write.
    pub async fn write(&self) -> Result<Session> {
        self.check_room()?;
        self.write_reserved().await
    }

    /// As [`Store::write`], on the last of the room too: for the few small writes without which nobody could
    /// come in and make more.
    ///
    /// # Errors
    /// When no connection is free in time, or the database is locked.
    pub async fn write_reserved(&self) -> Result<Session> {
        let conn = match &self.inner.backend {
            Backend::Sqlite { write, file, .. } => {
                file.check()?;
                Conn::SqliteWrite(begin(write).await?)
            }
            Backend::Postgres(pool) => Conn::PgWrite(pool.begin().await?),
        };
        Ok(self.session(conn))
    }

    /// Events from now on, as they are saved.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Published> {
        self.inner.live.subscribe()
    }

    pub(crate) fn tag(&self) -> u64 {
        self.inner.tag
    }

    pub(crate) fn room(&self) -> &Room {
        &self.inner.room
    }

    pub(crate) fn plans(&self) -> &Plans {
        &self.inner.plans
    }

    pub(crate) fn own(&self) -> &Own {
        &self.inner.own
    }

    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        match &self.inner.backend {
            Backend::Postgres(pool) => Some(pool),
            Backend::Sqlite { .. } => None,
        }
    }

    /// The connection that writes to SQLite.
    pub(crate) fn sqlite(&self) -> Option<&SqlitePool> {
        match &self.inner.backend {
            Backend::Sqlite { write, .. } => Some(write),
            Backend::Postgres(_) => None,
        }
    }

    pub(crate) fn publish(&self, event: Published) {
        // Nobody listening is no fault.
        let _ = self.inner.live.send(event);
    }

    pub(crate) fn tell_queued(&self) {
        self.inner.queued.notify_one();
    }

    /// Waits until this process has queued a job; one told of before waiting ends the wait at once.
    pub async fn job_queued(&self) {
        self.inner.queued.notified().await;
    }

    /// The numbers of the migrations this program knows, in order.
    pub fn known_migrations() -> impl Iterator<Item = i64> {
        MIGRATIONS.iter().map(|(number, _, _)| *number)
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

    /// The folder of the database's file; `None` on PostgreSQL and in memory.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.inner.backend {
            Backend::Sqlite { file, .. } => file.folder(),
            Backend::Postgres(_) => None,
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

/// What [`Store::look`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There is no database yet.
    Absent,
    /// So many migrations are to come; none when it is up to date.
    Pending(usize),
    /// The database belongs to a newer version of the program.
    Newer,
}

/// What opening a database may change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Create,
    Existing,
    ReadOnly,
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions> {
    SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Address(masked(url)))
}

async fn sqlite(options: SqliteConnectOptions, access: Access) -> Result<Backend> {
    let options = options
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // Two megabytes a connection; the system keeps the file's pages once for all of them.
        .pragma("cache_size", "-2000")
        .pragma("temp_store", "memory");
    let options = match access {
        Access::Create | Access::Existing => options
            .create_if_missing(access == Access::Create)
            // What is deleted is overwritten, for whoever reads the file without SQLite.
            .pragma("secure_delete", "on")
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full),
        Access::ReadOnly => {
            // Nobody has it open when there is no log beside it: then it is read without making one.
            let mut log = options.get_filename().as_os_str().to_owned();
            log.push("-wal");
            let alone = !Path::new(&log).exists();
            options
                .create_if_missing(false)
                .read_only(true)
                .immutable(alone)
        }
    };
    if access == Access::Create {
        // Made here and by no later connection: a file that vanishes while the server runs must not
        // come back empty.
        sqlx::SqliteConnection::connect_with(&options)
            .await?
            .close()
            .await?;
    } else if !options.get_filename().exists() {
        let path = options.get_filename().display().to_string();
        return Err(StoreError::Missing(path));
    }
    let options = options.create_if_missing(false);
    let file = File::at(options.get_filename());
    // Nothing can break a connection within the process, so none is tried before it is used.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        // On a busy server everybody waits a moment; that alone is not worth a line of the log each.
        .acquire_slow_threshold(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(Backend::Sqlite { read, write, file })
}
