//! One connection or transaction of either database, with the four ways to run a statement.

use crate::Result;
use crate::args::Args;
use crate::db::Store;
use crate::error::StoreError;
use crate::events::{Mark, Published};
use crate::sql::Sql;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr, Transaction};

/// A row type both databases can fill.
pub trait FromEither:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}
impl<T> FromEither for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

pub(crate) enum Conn {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PgRead(PoolConnection<Postgres>),
    PgWrite(Transaction<'static, Postgres>),
}

/// Reads, or one unit of work that is saved by [`Session::commit`] and undone when dropped.
pub struct Session {
    pub(crate) conn: Conn,
    pub(crate) store: Store,
    /// Whether it only reads, as of one moment.
    pub(crate) snapshot: bool,
    /// Told to live pages once the transaction is saved.
    pub(crate) published: Vec<Published>,
    /// Whether a job was queued: whoever works on jobs is told once the transaction is saved.
    pub(crate) queued: bool,
    /// Whether a statement has changed something.
    pub(crate) wrote: bool,
    /// The state of the log when this session first asked.
    pub(crate) mark: Option<Mark>,
}

/// Rows of one statement: enough to spare round trips, few enough that the statement of a full one
/// is soon known to the database and need not be read again.
const ROWS_AT_ONCE: usize = 50;

macro_rules! on_as {
    ($self:ident, $row:ty, $sql:expr, $args:expr, $run:ident) => {
        match &mut $self.conn {
            Conn::SqliteRead(c) => {
                sqlx::query_as_with::<Sqlite, $row, _>(
                    $sql,
                    $args.sqlite().map_err(sqlx::Error::Encode)?,
                )
                .$run(&mut **c)
                .await
            }
            Conn::SqliteWrite(c) => {
                sqlx::query_as_with::<Sqlite, $row, _>(
                    $sql,
                    $args.sqlite().map_err(sqlx::Error::Encode)?,
                )
                .$run(&mut **c)
                .await
            }
            Conn::PgRead(c) => {
                sqlx::query_as_with::<Postgres, $row, _>(
                    $sql,
                    $args.postgres().map_err(sqlx::Error::Encode)?,
                )
                .$run(&mut **c)
                .await
            }
            Conn::PgWrite(c) => {
                sqlx::query_as_with::<Postgres, $row, _>(
                    $sql,
                    $args.postgres().map_err(sqlx::Error::Encode)?,
                )
                .$run(&mut **c)
                .await
            }
        }
    };
}

impl Session {
    /// All rows.
    pub async fn all<R: FromEither>(&mut self, sql: &'static str, args: Args) -> Result<Vec<R>> {
        self.fetch_all(sql, args).await
    }

    /// The one row there must be.
    pub async fn one<R: FromEither>(&mut self, sql: &'static str, args: Args) -> Result<R> {
        self.look(sql, &args).await?;
        let row = on_as!(self, R, sql, args, fetch_one);
        self.store.heard(row)
    }

    /// The row, if there is one.
    pub async fn opt<R: FromEither>(&mut self, sql: &'static str, args: Args) -> Result<Option<R>> {
        self.fetch_opt(sql, args).await
    }

    /// Runs a statement; gives the number of rows it touched.
    pub async fn exec(&mut self, sql: &'static str, args: Args) -> Result<u64> {
        self.run(sql, args).await
    }

    /// Runs a statement about one row, by its key; says whether it was there to be touched, in the version
    /// the statement asks for.
    pub async fn exec_one(&mut self, sql: &'static str, args: Args) -> Result<bool> {
        Ok(self.exec(sql, args).await? == 1)
    }

    /// All rows of a built statement.
    pub async fn all_of<R: FromEither>(&mut self, sql: Sql) -> Result<Vec<R>> {
        self.fetch_all(AssertSqlSafe(sql.text), sql.args).await
    }

    /// The row of a built statement, if there is one.
    pub async fn opt_of<R: FromEither>(&mut self, sql: Sql) -> Result<Option<R>> {
        self.fetch_opt(AssertSqlSafe(sql.text), sql.args).await
    }

    /// Runs a built statement.
    pub async fn exec_of(&mut self, sql: Sql) -> Result<u64> {
        self.run(AssertSqlSafe(sql.text), sql.args).await
    }

    /// Inserts many rows with few statements: `head` is `INSERT INTO t (a, b) VALUES`, each row has
    /// as many values as columns.
    pub async fn insert_many(&mut self, head: &'static str, rows: Vec<Args>) -> Result<()> {
        self.put_many(head, rows, "").await?;
        Ok(())
    }

    /// As [`Session::insert_many`], with what to do about a row that is there: `ON CONFLICT …`. Gives
    /// the number of rows written.
    pub async fn put_many(
        &mut self,
        head: &'static str,
        rows: Vec<Args>,
        tail: &'static str,
    ) -> Result<u64> {
        let unnamed = !self.is_postgres();
        let mut written = 0;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut sql = Sql::new(head);
            sql.rows(rows.by_ref().take(ROWS_AT_ONCE), unnamed)
                .push(tail);
            written += self.exec_of(sql).await?;
        }
        Ok(written)
    }

    /// Where a test looks at plans, asks the database how it means to run a statement.
    async fn look(&mut self, sql: &str, args: &Args) -> Result<()> {
        if self.store.plans().wanted(sql) {
            // Apart, so that the futures of every statement stay small.
            Box::pin(self.explain(sql, args)).await?;
        }
        Ok(())
    }

    async fn explain(&mut self, sql: &str, args: &Args) -> Result<()> {
        let steps = if self.is_postgres() {
            // Tables of a test are small, and a small table is read whole whatever there is: the question is
            // whether it needs to be.
            for other in [
                "SET enable_seqscan = off",
                "SET enable_hashjoin = off",
                "SET enable_mergejoin = off",
                "SET enable_sort = off",
            ] {
                let _: Vec<(i32,)> = on_as!(self, _, other, Args::default(), fetch_all)?;
            }
            let explain = AssertSqlSafe(format!("EXPLAIN {sql}")).into_sql_str();
            let steps: Vec<(String,)> = on_as!(self, _, explain, args.clone(), fetch_all)?;
            steps.into_iter().map(|(step,)| step).collect()
        } else {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")).into_sql_str();
            let steps: Vec<(i64, i64, i64, String)> =
                on_as!(self, _, explain, args.clone(), fetch_all)?;
            steps.into_iter().map(|(.., step)| step).collect()
        };
        self.store.plans().saw(sql, steps);
        Ok(())
    }

    async fn fetch_all<R: FromEither>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Args,
    ) -> Result<Vec<R>> {
        let sql = sql.into_sql_str();
        self.look(sql.as_str(), &args).await?;
        let rows = on_as!(self, R, sql, args, fetch_all);
        self.store.heard(rows)
    }

    async fn fetch_opt<R: FromEither>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Args,
    ) -> Result<Option<R>> {
        let sql = sql.into_sql_str();
        self.look(sql.as_str(), &args).await?;
        let row = on_as!(self, R, sql, args, fetch_optional);
        self.store.heard(row)
    }

    async fn run(&mut self, sql: impl SqlSafeStr, args: Args) -> Result<u64> {
        macro_rules! affected {
            ($result:expr) => {
                $result.map(|done| done.rows_affected())
            };
        }
        let sql = sql.into_sql_str();
        self.look(sql.as_str(), &args).await?;
        let done = match &mut self.conn {
            Conn::SqliteRead(c) => affected!(
                sqlx::query_with::<Sqlite, _>(sql, args.sqlite().map_err(sqlx::Error::Encode)?)
                    .execute(&mut **c)
                    .await
            ),
            Conn::SqliteWrite(c) => affected!(
                sqlx::query_with::<Sqlite, _>(sql, args.sqlite().map_err(sqlx::Error::Encode)?)
                    .execute(&mut **c)
                    .await
            ),
            Conn::PgRead(c) => affected!(
                sqlx::query_with::<Postgres, _>(sql, args.postgres().map_err(sqlx::Error::Encode)?)
                    .execute(&mut **c)
                    .await
            ),
            Conn::PgWrite(c) => affected!(
                sqlx::query_with::<Postgres, _>(sql, args.postgres().map_err(sqlx::Error::Encode)?)
                    .execute(&mut **c)
                    .await
            ),
        };
        let touched = self.store.heard(done)?;
        self.wrote |= touched > 0;
        Ok(touched)
    }

    /// Saves the unit of work, then tells live pages.
    pub async fn commit(mut self) -> Result<()> {
        self.tell_neighbours().await?;
        let saved = match self.conn {
            Conn::SqliteWrite(transaction) => transaction.commit().await,
            Conn::PgWrite(transaction) => transaction.commit().await,
            Conn::SqliteRead(_) | Conn::PgRead(_) => Ok(()),
        };
        self.store.heard(saved)?;
        if self.wrote {
            self.store.room().was_saved();
        }
        for event in self.published {
            self.store.own().told(event.event.seq);
            self.store.publish(event);
        }
        if self.queued {
            self.store.tell_queued();
        }
        Ok(())
    }

    /// Whether this is a unit of work, whose changes nobody else sees yet.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.snapshot && matches!(self.conn, Conn::SqliteWrite(_) | Conn::PgWrite(_))
    }

    /// Whether this is PostgreSQL, for the few statements the dialects do not share.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::PgRead(_) | Conn::PgWrite(_))
    }
}

impl From<sqlx::error::BoxDynError> for StoreError {
    fn from(error: sqlx::error::BoxDynError) -> Self {
        StoreError::Sql(sqlx::Error::Encode(error))
    }
}
