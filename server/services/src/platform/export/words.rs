//! What explains an export to whoever reads it: README.txt, schema.json, the beginning of manifest.json.

use serde_json::{Value, json};
use shared::kernel::Instant;
use shared::platform::export::ColumnKind;
use store::platform::export::{HIDDEN, LEFT_OUT, Sheet};

/// In English, then in French.
pub(super) const README: &str = include_str!("README.txt");

/// The form of the export; another one gets another number.
const FORMAT: i64 = 1;

/// Every table with its columns, their types, and the tables its ids name; and what is left out.
pub(super) fn schema(sheets: &[Sheet]) -> Value {
    let tables: Vec<Value> = sheets
        .iter()
        .map(|sheet| {
            let columns: Vec<Value> = sheet
                .columns
                .iter()
                .map(|column| {
                    let currency = column.currency.and_then(|place| sheet.columns.get(place));
                    json!({
                        "name": column.name,
                        "type": column.kind.code(),
                        "references": column.names,
                        "currency_in": currency.map(|of| of.name.as_str()),
                    })
                })
                .collect();
            json!({
                "table": sheet.table,
                "about": sheet.about,
                "csv": csv_name(sheet),
                "jsonl": jsonl_name(sheet),
                "columns": columns,
            })
        })
        .collect();
    let left_out: Vec<Value> = LEFT_OUT
        .iter()
        .map(|(table, why)| json!({ "table": table, "why": why }))
        .collect();
    let hidden: Vec<Value> = HIDDEN
        .iter()
        .map(|(table, column, why)| {
            let table = if table.is_empty() { "*" } else { table };
            json!({ "table": table, "column": column, "why": why })
        })
        .collect();
    let types: Vec<&str> = ColumnKind::ALL.iter().map(|kind| kind.code()).collect();
    json!({ "format": FORMAT, "types": types, "tables": tables, "left_out": left_out, "hidden_columns": hidden })
}

/// What was exported, when and from where; the list of files follows.
pub(super) fn manifest(
    counts: &[(&'static str, i64)],
    at: Instant,
    (database, migration): (&str, i64),
) -> Value {
    let counts: serde_json::Map<String, Value> = counts
        .iter()
        .map(|(table, count)| ((*table).to_owned(), Value::from(*count)))
        .collect();
    json!({
        "format": FORMAT,
        "program": "Jalon",
        "version": env!("CARGO_PKG_VERSION"),
        "at": ColumnKind::Instant.text(&at.0.to_string(), None),
        "database": database,
        "schema": migration,
        "counts": counts,
    })
}

pub(super) fn csv_name(sheet: &Sheet) -> String {
    format!("data/{}.csv", sheet.table)
}

pub(super) fn jsonl_name(sheet: &Sheet) -> String {
    format!("data/{}.jsonl", sheet.table)
}

/// Where a file of a table is in the export, from what tells it apart and its name or media type.
pub(super) fn file_name(table: &str, key: &str, named: Option<&str>) -> String {
    let key = ColumnKind::Id.text(key, None);
    let plain = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
    let key: String = key.chars().filter(plain).collect();
    let ending = match named {
        None => "pdf",
        Some("image/jpeg") => "jpg",
        Some("image/svg+xml") => "svg",
        Some(name) => name.rsplit(['.', '/']).next().unwrap_or("bin"),
    };
    let ending: String = ending.chars().filter(plain).take(8).collect();
    format!("files/{table}/{key}.{}", ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_no_other_has_and_nothing_of_a_path() {
        let key = "0123456789abcdef0123456789abcdef";
        for (named, name) in [
            (
                Some("Fiche été.PDF"),
                "files/t/01234567-89ab-cdef-0123-456789abcdef.pdf",
            ),
            (
                Some("image/png"),
                "files/t/01234567-89ab-cdef-0123-456789abcdef.png",
            ),
            (
                Some("image/jpeg"),
                "files/t/01234567-89ab-cdef-0123-456789abcdef.jpg",
            ),
            (None, "files/t/01234567-89ab-cdef-0123-456789abcdef.pdf"),
        ] {
            assert_eq!(file_name("t", key, named), name);
        }
        assert_eq!(file_name("t", "../7", Some("a/../x")), "files/t/7.x");
    }

    #[test]
    fn the_readme_is_in_both_languages() {
        assert!(README.contains("ENGLISH") && README.contains("FRANÇAIS"));
    }
}
