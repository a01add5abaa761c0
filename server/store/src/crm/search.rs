//! Searching and paging that both lists share.

use crate::platform::search::{Place, having};
use crate::{Session, Sql};
use shared::kernel::{Cursor, search_key};

/// Appends one condition per word of `text`: the record at `place` has it somewhere in its search key.
pub(crate) fn words(sql: &mut Sql, place: Place, text: &str) {
    for word in search_key(text).split(' ').filter(|word| !word.is_empty()) {
        having(sql, place, &[word.to_owned()]);
    }
}

/// `text` with the signs `LIKE` would read as patterns taken literally.
pub(crate) fn escape(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_")
}

/// A search column in the one order both databases share: byte by byte.
pub(crate) fn bytewise(
    session: &Session,
    plain: &'static str,
    collated: &'static str,
) -> &'static str {
    if session.is_postgres() {
        collated
    } else {
        plain
    }
}

/// How a list is ordered: the column, its id column, the kind of its key.
#[derive(Clone, Copy)]
pub(super) struct Order {
    pub column: &'static str,
    pub id: &'static str,
    /// The key is a number of milliseconds, not a text.
    pub instant: bool,
    pub descending: bool,
}

/// Appends the rows after `cursor`, the order and the limit: one more row than asked, which tells
/// whether there is more.
pub(super) fn page(sql: &mut Sql, order: Order, cursor: Option<&Cursor>, size: u32) {
    if let Some(cursor) = cursor {
        let sign = if order.descending { "<" } else { ">" };
        sql.push("AND (").push(order.column).push(",");
        sql.push(order.id).push(")").push(sign).push("(");
        if order.instant {
            sql.bind(cursor.key.parse::<i64>().unwrap_or_default());
        } else {
            sql.bind(cursor.key.clone());
        }
        sql.push(",").bind(cursor.id).push(")");
    }
    let direction = if order.descending { "DESC" } else { "ASC" };
    sql.push("ORDER BY").push(order.column).push(direction);
    sql.push(",").push(order.id).push(direction);
    sql.with("LIMIT", size + 1);
}
