//! Everything the company keeps, table by table, for an export in open formats; and the exports there were.
//!
//! Terms: a [`Sheet`] is one table as it is exported. Invariants: each table of the database is named either in
//! [`EXPORTED`] or in [`LEFT_OUT`] with the reason, each column of an exported one has a kind or stands in
//! [`HIDDEN`] (`server/services/tests/it/platform/export.rs` fails otherwise); names of tables and columns come
//! from the database's own catalogue.

mod decided;
mod read;
mod runs;
mod sheets;

pub use decided::{EXPORTED, HIDDEN, LEFT_OUT, kind_of};
pub use read::{Content, Reader, Row, contents, count};
pub use runs::{
    Ended, Gone, NewExport, beat, cancel, delete, end_all, expired, get, insert, list, settle,
    stalled,
};
pub use sheets::{Column, FilesOf, Sheet, sheets};
