//! Every text of every table: searched, and cleaned.

use super::catalog::Table;
use crate::sql::Sql;
use crate::{Result, Session};
use shared::platform::erasure::terms::{Term, find, redact};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A text in which a term stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Where the row lies, until it is changed.
    pub row: String,
    /// The text.
    pub text: String,
}

/// Texts looked for: what a statement can ask, and the terms that decide.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Parts of texts in lower case.
    pub plain: &'a [String],
    /// Digits.
    pub numbers: &'a [String],
    /// What is really meant.
    pub terms: &'a [Term],
}

/// A table in which a hit is a whole row that remembers nothing else, or that text is a key.
const ROWS_GO: [&str; 6] = [
    "api_answers",
    "external_ids",
    "notifications",
    "notifications_told",
    "sign_in_failures",
    "web_lead_attempts",
];

/// Records whose pages hold the version they show.
const VERSIONED: [&str; 7] = [
    "accounts",
    "activities",
    "contacts",
    "leads",
    "opportunities",
    "quotes",
    "tasks",
];

const fn row_key(postgres: bool) -> &'static str {
    if postgres {
        "CAST(ctid AS TEXT)"
    } else {
        "CAST(rowid AS TEXT)"
    }
}

/// What `LIKE` takes for itself is meant as it is.
fn pattern(part: &str) -> String {
    let escaped = part
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// `AND …`: the row does not belong to a kept quote.
fn not_kept(sql: &mut Sql, table: &Table, kept: &BTreeSet<Uuid>) {
    if kept.is_empty() {
        return;
    }
    if table.name == "quotes" {
        sql.within("AND id NOT IN", kept.iter().copied());
    }
    if table.has("quote_id") {
        sql.push("AND (quote_id IS NULL OR")
            .within("quote_id NOT IN", kept.iter().copied())
            .push(")");
    }
    if table.has("entity_id") {
        sql.within("AND entity_id NOT IN", kept.iter().copied());
    }
}

/// The texts of a column that may hold what is wanted.
fn candidates(
    table: &Table,
    column: &str,
    wanted: Wanted<'_>,
    kept: &BTreeSet<Uuid>,
    postgres: bool,
) -> Sql {
    let mut sql = Sql::new("SELECT");
    sql.push(row_key(postgres))
        .push(",")
        .name(column)
        .push("FROM")
        .name(&table.name);
    sql.push("WHERE")
        .name(column)
        .push("IS NOT NULL AND (1 = 0");
    for part in wanted.plain {
        sql.push("OR LOWER(")
            .name(column)
            .push(") LIKE")
            .bind(pattern(part))
            .push("ESCAPE '\\'");
    }
    for digits in wanted.numbers {
        sql.push("OR");
        const BETWEEN: [&str; 8] = [" ", ".", "-", "/", "(", ")", "\u{a0}", "\u{202f}"];
        for _ in BETWEEN {
            sql.push("REPLACE(");
        }
        sql.name(column);
        for sign in BETWEEN {
            sql.push(",").bind(sign).push(", '')");
        }
        sql.push("LIKE").bind(pattern(digits)).push("ESCAPE '\\'");
    }
    sql.push(")");
    not_kept(&mut sql, table, kept);
    sql
}

/// Every text in which a term stands, table by table.
pub async fn search(
    session: &mut Session,
    tables: &[Table],
    wanted: Wanted<'_>,
    kept: &BTreeSet<Uuid>,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    if wanted.terms.is_empty() {
        return Ok(hits);
    }
    for table in tables {
        for column in &table.texts {
            hits.extend(search_column(session, table, column, wanted, kept).await?);
        }
    }
    Ok(hits)
}

async fn search_column(
    session: &mut Session,
    table: &Table,
    column: &str,
    wanted: Wanted<'_>,
    kept: &BTreeSet<Uuid>,
) -> Result<Vec<Hit>> {
    let sql = candidates(table, column, wanted, kept, session.is_postgres());
    let rows: Vec<(String, String)> = session.all_of(sql).await?;
    let meant = rows
        .into_iter()
        .filter(|(_, text)| !find(text, wanted.terms).is_empty());
    Ok(meant
        .map(|(row, text)| Hit {
            table: table.name.clone(),
            column: column.to_owned(),
            row,
            text,
        })
        .collect())
}

/// Takes the terms out of every text; gives how many texts that were, by table.
pub async fn clean(
    session: &mut Session,
    tables: &[Table],
    wanted: Wanted<'_>,
    kept: &BTreeSet<Uuid>,
) -> Result<Vec<(String, u32)>> {
    let mut all = Vec::new();
    if wanted.terms.is_empty() {
        return Ok(all);
    }
    for table in tables {
        let mut count = 0;
        for column in &table.texts {
            // One column after the other: a changed row lies elsewhere.
            for hit in search_column(session, table, column, wanted, kept).await? {
                clean_one(session, table, &hit, wanted.terms).await?;
                count += 1;
            }
        }
        if count > 0 {
            all.push((table.name.clone(), count));
        }
    }
    Ok(all)
}

fn at_row(sql: &mut Sql, row: &str, postgres: bool) {
    if postgres {
        sql.push("WHERE ctid = CAST(").bind(row).push("AS TID)");
    } else {
        sql.push("WHERE rowid = CAST(")
            .bind(row)
            .push("AS INTEGER)");
    }
}

async fn clean_one(session: &mut Session, table: &Table, hit: &Hit, terms: &[Term]) -> Result<()> {
    let postgres = session.is_postgres();
    if table.name == "events" {
        // The log's seals are told what is rewritten.
        let mut sql =
            Sql::new("INSERT INTO event_seal_queue (seq, why) SELECT seq, 'erased' FROM events");
        at_row(&mut sql, &hit.row, postgres);
        sql.push("ON CONFLICT (seq) DO NOTHING");
        session.exec_of(sql).await?;
    }
    let mut sql;
    if ROWS_GO.contains(&table.name.as_str()) {
        sql = Sql::new("DELETE FROM");
        sql.name(&table.name);
    } else {
        sql = Sql::new("UPDATE");
        sql.name(&table.name)
            .push("SET")
            .name(&hit.column)
            .push("=");
        sql.bind(redact(&hit.text, terms));
        if VERSIONED.contains(&table.name.as_str()) {
            sql.push(", version = version + 1");
        }
    }
    at_row(&mut sql, &hit.row, postgres);
    session.exec_of(sql).await?;
    Ok(())
}

/// Rows of a table as JSON objects, for the person: those whose `column` is one of `ids`.
pub async fn rows_of(
    session: &mut Session,
    table: &Table,
    column: &'static str,
    ids: &[Uuid],
) -> Result<Vec<String>> {
    let postgres = session.is_postgres();
    let mut sql = Sql::new("SELECT");
    if postgres {
        sql.push("CAST(row_to_json(t) AS TEXT) FROM")
            .name(&table.name)
            .push("t");
    } else {
        sql.push("json_object(");
        for (index, column) in table.columns.iter().enumerate() {
            if index > 0 {
                sql.push(",");
            }
            // An id is sixteen bytes, which JSON has no form for.
            sql.bind(column.as_str())
                .push(", CASE WHEN typeof(")
                .name(column);
            sql.push(") = 'blob' THEN LOWER(HEX(").name(column);
            sql.push(")) ELSE").name(column).push("END");
        }
        sql.push(") FROM").name(&table.name);
    }
    sql.push("WHERE")
        .name(column)
        .within("IN", ids.iter().copied());
    let rows: Vec<(String,)> = session.all_of(sql).await?;
    Ok(rows.into_iter().map(|(text,)| text).collect())
}
