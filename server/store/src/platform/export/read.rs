//! Rows of a table, some at a time, from the moment a snapshot shows: with PostgreSQL by a cursor, with SQLite by
//! the number each row has.

use super::sheets::{Column, FilesOf, Sheet};
use crate::sql::Sql;
use crate::{Result, Session, StoreError, args};
use shared::platform::export::ColumnKind;

/// Rows read at once.
const PIECE: i64 = 500;

const FETCH: &str = "FETCH FORWARD 500 FROM export_rows";
const FETCH_ONE: &str = "FETCH FORWARD 1 FROM export_rows";
const CLOSE: &str = "CLOSE export_rows";

/// A row: each value as text.
pub type Row = Vec<Option<String>>;

/// How many rows a table has.
pub async fn count(session: &mut Session, sheet: &Sheet) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM");
    sql.name(sheet.table);
    let rows: Vec<(i64,)> = session.all_of(sql).await?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// Reads a table from beginning to end.
pub struct Reader<'a> {
    table: &'a str,
    columns: Vec<Picked<'a>>,
    piece: i64,
    /// The number of the last row read (SQLite).
    after: i64,
    begun: bool,
    ended: bool,
}

/// A value of each row.
enum Picked<'a> {
    Column(&'a str),
    Statement(&'static str),
    /// What tells a file apart, when there is one.
    File {
        key: &'a str,
        content: &'a str,
    },
}

impl<'a> Reader<'a> {
    /// The rows of a sheet. A file's column gives what tells the file apart.
    #[must_use]
    pub fn rows(sheet: &'a Sheet) -> Self {
        let pick = |column: &'a Column| match (column.of, column.kind, sheet.files) {
            (Some(of), ..) => Picked::Statement(of),
            (None, ColumnKind::File, Some(files)) => Picked::File {
                key: files.key,
                content: files.content,
            },
            _ => Picked::Column(&column.name),
        };
        Self::new(sheet.table, sheet.columns.iter().map(pick).collect(), PIECE)
    }

    fn new(table: &'a str, columns: Vec<Picked<'a>>, piece: i64) -> Self {
        Self {
            table,
            columns,
            piece,
            after: i64::MIN,
            begun: false,
            ended: false,
        }
    }

    /// The next rows; none at the end.
    pub async fn next(&mut self, session: &mut Session) -> Result<Vec<Row>> {
        if self.ended {
            return Ok(Vec::new());
        }
        let found: Vec<(i64, String)> = if session.is_postgres() {
            if !self.begun {
                let declare = self.statement("DECLARE export_rows NO SCROLL CURSOR FOR SELECT CAST(0 AS BIGINT), CAST(json_build_array(", true);
                session.exec_of(declare).await?;
                self.begun = true;
            }
            let fetch = if self.piece == 1 { FETCH_ONE } else { FETCH };
            session.all(fetch, args![]).await?
        } else {
            let mut sql = self.statement("SELECT t.rowid, json_array(", false);
            sql.with("WHERE t.rowid >", self.after);
            sql.with("ORDER BY t.rowid LIMIT", self.piece);
            session.all_of(sql).await?
        };
        if found.is_empty() {
            self.ended = true;
            if session.is_postgres() {
                session.exec(CLOSE, args![]).await?;
            }
        }
        if let Some((last, _)) = found.last() {
            self.after = *last;
        }
        found
            .into_iter()
            .map(|(_, row)| {
                serde_json::from_str(&row).map_err(|_| StoreError::Corrupt("a row of an export"))
            })
            .collect()
    }

    fn statement(&self, head: &'static str, postgres: bool) -> Sql {
        let mut sql = Sql::new(head);
        for (index, column) in self.columns.iter().enumerate() {
            if index > 0 {
                sql.push(",");
            }
            match column {
                Picked::Column(name) => value(&mut sql, name, postgres),
                Picked::Statement(of) => {
                    sql.push(of);
                }
                Picked::File { key, content } => {
                    sql.push("CASE WHEN t.")
                        .name(content)
                        .push("= '' THEN NULL ELSE");
                    value(&mut sql, key, postgres);
                    sql.push("END");
                }
            }
        }
        sql.push(if postgres {
            ") AS TEXT) FROM"
        } else {
            ") FROM"
        });
        sql.name(self.table).push("t");
        sql
    }
}

/// A value as text: an id is sixteen bytes with SQLite.
fn value(sql: &mut Sql, name: &str, postgres: bool) {
    if postgres {
        sql.push("CAST(t.").name(name).push("AS TEXT)");
        return;
    }
    sql.push("CASE WHEN typeof(t.").name(name);
    sql.push(") = 'blob' THEN LOWER(HEX(t.").name(name);
    sql.push(")) ELSE CAST(t.").name(name).push("AS TEXT) END");
}

/// A file as it is kept.
#[derive(Debug)]
pub struct Content {
    /// What tells it apart.
    pub key: String,
    /// Its name or media type.
    pub named: Option<String>,
    /// Its bytes in Base64.
    pub base64: String,
}

/// Reads the files of a table, one at a time: each may be large.
#[must_use]
pub fn contents(files: &FilesOf) -> Reader<'static> {
    let mut columns = vec![Picked::Column(files.key), Picked::Column(files.content)];
    columns.extend(files.named.map(Picked::Column));
    Reader::new(files.table, columns, 1)
}

impl Reader<'static> {
    /// The next file.
    pub async fn next_content(&mut self, session: &mut Session) -> Result<Option<Content>> {
        let Some(row) = self.next(session).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut values = row.into_iter();
        let mut next = || values.next().flatten();
        let key = next().unwrap_or_default();
        let base64 = next().unwrap_or_default();
        Ok(Some(Content {
            key,
            base64,
            named: next(),
        }))
    }
}
