//! SQL, and nothing but SQL, on SQLite and PostgreSQL.
//!
//! One text per statement where the dialects allow (`$1`, `RETURNING`), native drivers, the same
//! tests on both. How to add a statement:
//!
//! 1. a `const` with the text, columns listed by name, in `<area>/<feature>.rs`;
//! 2. a private `#[derive(sqlx::FromRow)]` row and its conversion to the shared type;
//! 3. a function taking `&mut Session`: [`Session::all`], [`Session::one`], [`Session::opt`] or
//!    [`Session::exec`] with [`args!`];
//! 4. a test in `server/services/tests`, where every test runs on both databases.
//!
//! Rules of both dialects: sums are `CAST(SUM(x) AS BIGINT)`; `INTEGER` columns decode to `i32`,
//! `BIGINT` to `i64`; instants are bound, never `now()`; `LIKE` on the `search` columns only, which
//! hold `shared::kernel::search` keys.

mod args;
mod begin;
mod copies;
pub mod cpq;
pub mod crm;
mod db;
pub mod deals;
mod error;
mod events;
mod file;
pub mod insight;
mod masked;
mod migrations;
mod neighbours;
pub mod planning;
mod plans;
pub mod platform;
mod room;
mod scope;
mod session;
mod sql;
pub mod work;

pub use args::{Args, Bind, Value};
pub use copies::{alone, sound};
pub use db::{Schema, Store};
pub use error::StoreError;
pub use events::{Change, Mark, Published, event, events_after, events_missed, facts_of, history};
pub use masked::masked;
pub use neighbours::Neighbours;
pub use plans::Plan;
pub use room::room_of;
pub use scope::scope_condition;
pub use session::{FromEither, Session};
pub use sql::Sql;

/// The result of a statement.
pub type Result<T> = std::result::Result<T, StoreError>;
