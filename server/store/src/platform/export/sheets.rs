//! The tables as they are exported: columns, their kinds, relations, files.

use super::decided::{EXPORTED, HIDDEN, kind_of};
use crate::platform::erasure::columns;
use crate::{Result, Session, args};
use shared::platform::export::ColumnKind;
use std::collections::BTreeMap;

/// A column as it is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the export.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Of an amount: the place of the column with its currency.
    pub currency: Option<usize>,
    /// The table whose rows its ids name.
    pub names: Option<String>,
    /// The statement that gives it, when it is no column of the table.
    pub(super) of: Option<&'static str>,
}

/// Bytes that are kept as Base64 in a column and exported as files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilesOf {
    /// The table.
    pub table: &'static str,
    /// The column with the bytes.
    pub content: &'static str,
    /// The column that tells the files apart.
    pub key: &'static str,
    /// The column with the name or the media type of the file; all are of one kind without it.
    pub named: Option<&'static str>,
}

/// All such columns.
const FILES: &[FilesOf] = &[
    FilesOf {
        table: "brand_pictures",
        content: "content",
        key: "hash",
        named: Some("media_type"),
    },
    FilesOf {
        table: "product_pictures",
        content: "content",
        key: "id",
        named: Some("media_type"),
    },
    FilesOf {
        table: "quote_attachments",
        content: "content",
        key: "id",
        named: Some("file_name"),
    },
    FilesOf {
        table: "template_attachments",
        content: "content",
        key: "id",
        named: Some("file_name"),
    },
    FilesOf {
        table: "record_files",
        content: "content",
        key: "id",
        named: Some("file_name"),
    },
    FilesOf {
        table: "quote_signatures",
        content: "document",
        key: "seq",
        named: None,
    },
];

/// Currencies that stand in another table: a column of their own in the export.
const CURRENCIES: &[(&str, &str)] = &[
    (
        "opportunity_products",
        "(SELECT o.currency FROM opportunities o WHERE o.id = t.opportunity_id)",
    ),
    (
        "price_book_entries",
        "(SELECT b.currency FROM price_books b WHERE b.id = t.price_book_id)",
    ),
    (
        "products",
        "(SELECT c.currency FROM company c WHERE c.id = 1)",
    ),
    (
        "promotion_uses",
        "(SELECT q.currency FROM quotes q WHERE q.id = t.quote_id)",
    ),
    (
        "quote_lines",
        "(SELECT q.currency FROM quotes q WHERE q.id = t.quote_id)",
    ),
];

/// A table as it is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub table: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns, in the order of the export.
    pub columns: Vec<Column>,
    /// Its files.
    pub files: Option<FilesOf>,
}

impl Sheet {
    /// The place of a column.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    fn push(&mut self, name: &str, kind: ColumnKind, names: Option<String>) {
        self.columns.push(Column {
            name: name.to_owned(),
            kind,
            currency: None,
            names,
            of: None,
        });
    }

    /// The column that says the currency of an amount: `x_currency` for `x_minor`, else `currency`.
    fn find_currencies(&mut self) {
        let own = self.place("currency");
        let found: Vec<Option<usize>> = self
            .columns
            .iter()
            .map(|column| {
                let stem = column.name.strip_suffix("_minor")?;
                self.place(&format!("{stem}_currency")).or(own)
            })
            .collect();
        for (column, currency) in self.columns.iter_mut().zip(found) {
            column.currency = currency;
        }
    }
}

const KEYS_SQLITE: &str = "SELECT m.name, f.\"from\", f.\"table\" FROM pragma_table_list m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.schema = 'main' AND m.type = 'table'";
const KEYS_POSTGRES: &str = "SELECT CAST(r.relname AS TEXT), CAST(a.attname AS TEXT), CAST(f.relname AS TEXT) FROM pg_constraint c
    JOIN pg_class r ON r.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND n.nspname = current_schema()";

/// Whether no export holds this column.
fn is_hidden(table: &str, column: &str) -> bool {
    HIDDEN
        .iter()
        .any(|(of, name, _)| *name == column && (of.is_empty() || *of == table))
}

/// The tables that are exported, in their order, as the database has them now.
pub async fn sheets(session: &mut Session) -> Result<Vec<Sheet>> {
    let statement = if session.is_postgres() {
        KEYS_POSTGRES
    } else {
        KEYS_SQLITE
    };
    let keys: Vec<(String, String, String)> = session.all(statement, args![]).await?;
    let keys: BTreeMap<(String, String), String> = keys
        .into_iter()
        .map(|(table, column, names)| ((table, column), names))
        .collect();
    let mut there: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (table, column, kind) in columns(session).await? {
        there.entry(table).or_default().push((column, kind));
    }
    let mut all = Vec::new();
    for (table, about) in EXPORTED {
        let Some(columns) = there.remove(*table) else {
            continue;
        };
        let files = FILES.iter().find(|files| files.table == *table).copied();
        let mut sheet = Sheet {
            table,
            about,
            columns: Vec::new(),
            files,
        };
        for (column, kind) in columns
            .iter()
            .filter(|(column, _)| !is_hidden(table, column))
        {
            let kind = match files {
                Some(files) if files.content == column => ColumnKind::File,
                _ => kind_of(table, column, kind).unwrap_or(ColumnKind::Integer),
            };
            let names = keys.get(&((*table).to_owned(), column.clone())).cloned();
            sheet.push(column, kind, names);
        }
        if let Some((_, of)) = CURRENCIES.iter().find(|(of, _)| of == table) {
            sheet.push("currency", ColumnKind::Text, None);
            if let Some(column) = sheet.columns.last_mut() {
                column.of = Some(of);
            }
        }
        sheet.find_currencies();
        all.push(sheet);
    }
    Ok(all)
}
