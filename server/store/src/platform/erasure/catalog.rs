//! What the database says it consists of.

use crate::{Result, Session, args};
use std::collections::BTreeMap;

/// A table with the columns that hold text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// All columns.
    pub columns: Vec<String>,
    /// Those that hold text, without those that are left out.
    pub texts: Vec<String>,
}

impl Table {
    /// Whether it has this column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }
}

/// Columns that are not searched, and why: a colleague's own name and address are the business of the
/// administration of people; whether they are those of the person is asked for by itself. A file's bytes
/// in Base64 hold any short word by chance, and a file with another letter in it is none; those on their way to an
/// import an erasure drops whole.
/// Seals are letters and digits at random, which say nothing of anybody.
const LEFT_OUT: [(&str, &str); 12] = [
    ("users", "name"),
    ("users", "email"),
    ("quote_attachments", "content"),
    ("template_attachments", "content"),
    ("record_files", "content"),
    ("import_uploads", "content"),
    ("event_seals", "salt"),
    ("event_seals", "content"),
    ("event_seals", "chain"),
    ("event_chain", "chain"),
    ("event_check", "result"),
    ("gone_signatures", "seal"),
];

const POSTGRES: &str = "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT)
    FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position";
// Tables proper: an index of words (virtual, with its shadows) follows the table it is made of.
const SQLITE: &str = "SELECT m.name, c.name, c.type FROM pragma_table_list m JOIN pragma_table_info(m.name) c
    WHERE m.schema = 'main' AND m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid";

/// Whether a column of this type can hold what somebody wrote.
fn is_text(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.is_empty()
        || ["text", "char", "json", "clob", "xml"]
            .iter()
            .any(|word| kind.contains(word))
}

/// Every column there is, in the order of the tables' names: table, name, type.
pub async fn columns(session: &mut Session) -> Result<Vec<(String, String, String)>> {
    let statement = if session.is_postgres() {
        POSTGRES
    } else {
        SQLITE
    };
    session.all(statement, args![]).await
}

/// Every table there is, by name.
pub async fn tables(session: &mut Session) -> Result<Vec<Table>> {
    let rows = columns(session).await?;
    let mut all: BTreeMap<String, Table> = BTreeMap::new();
    for (table, column, kind) in rows {
        let entry = all.entry(table.clone()).or_insert_with(|| Table {
            name: table.clone(),
            ..Table::default()
        });
        if is_text(&kind) && !LEFT_OUT.contains(&(table.as_str(), column.as_str())) {
            entry.texts.push(column.clone());
        }
        entry.columns.push(column);
    }
    Ok(all.into_values().collect())
}
