//! Long lists a piece at a time, by the last row seen rather than by a row number, so that rows
//! that come or go meanwhile are neither shown twice nor skipped.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last row of a piece: its value in the order of the list, and its id, which settles ties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The sort value: a search key, or a whole number of milliseconds as text.
    pub key: String,
    /// The row.
    pub id: Uuid,
}

/// One piece of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// Where the next piece begins; `None` at the end.
    pub next: Option<Cursor>,
    /// Rows of the whole list under the same filters.
    pub total: i64,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            next: None,
            total: 0,
        }
    }
}

/// Rows in one piece when the page does not ask for another number.
pub const PAGE_SIZE: u32 = 50;
/// The most rows in one piece.
pub const PAGE_SIZE_MAX: u32 = 200;

/// The number of rows to read for a request of `limit` (0: the usual number).
#[must_use]
pub const fn page_size(limit: u32) -> u32 {
    match limit {
        0 => PAGE_SIZE,
        1..=PAGE_SIZE_MAX => limit,
        _ => PAGE_SIZE_MAX,
    }
}
