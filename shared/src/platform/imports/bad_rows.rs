//! The rows that were not taken, as a file to correct and import again; and reports of what became of records.

use super::kinds::ImportKind;
use super::model::{FilePlan, Outcome, RowIssue};
use super::table::Table;
use crate::kernel::Severity;

/// A cell that a spreadsheet would take for a formula gets a leading apostrophe; the wide forms of the
/// signs count, too.
/// Source: OWASP, CSV injection.
#[must_use]
pub fn neutralised(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A cell as it was before [`neutralised`]: a file of ours comes back as it left.
#[must_use]
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if neutralised(rest) != rest => rest,
        _ => cell,
    }
}

/// The rows in error with their line and reasons, in the file's own separator and with a byte order
/// mark so that spreadsheets read the accents. `reason` writes an issue in the reader's language;
/// `titles` are those of the two added columns. `None` when no row is in error.
pub fn bad_rows_file(
    table: &Table,
    plan: &FilePlan,
    titles: [&str; 2],
    reason: impl Fn(&RowIssue) -> String,
) -> Option<String> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(table.separator).unwrap_or(b','))
        .flexible(true)
        .from_writer(Vec::new());
    let header = table.headers.iter().map(|name| neutralised(name));
    writer
        .write_record(header.chain(titles.map(str::to_owned)))
        .ok()?;
    let mut any = false;
    for (row, planned) in table.rows.iter().zip(&plan.rows) {
        if planned.outcome != Outcome::Error {
            continue;
        }
        any = true;
        let reasons: Vec<String> = planned
            .issues
            .iter()
            .filter(|issue| issue.issue.severity == Severity::Error)
            .map(&reason)
            .collect();
        let missing = table.headers.len().saturating_sub(row.width());
        let cells = row
            .cells()
            .map(neutralised)
            .chain(std::iter::repeat_n(String::new(), missing));
        let added = [planned.line.to_string(), neutralised(&reasons.join(" · "))];
        writer.write_record(cells.chain(added)).ok()?;
    }
    let bytes = writer.into_inner().ok()?;
    let text = String::from_utf8(bytes).ok()?;
    any.then(|| format!("\u{feff}{text}"))
}

/// What became of each row or record, as a file: `titles` are those of its columns, `cells` what a row says in
/// them in the reader's language.
pub fn report_file<R, const N: usize>(
    rows: &[R],
    titles: [&str; N],
    cells: impl Fn(&R) -> [String; N],
) -> Option<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(titles.map(neutralised)).ok()?;
    for row in rows {
        let cells = cells(row).map(|cell| neutralised(&cell));
        writer.write_record(cells).ok()?;
    }
    let text = String::from_utf8(writer.into_inner().ok()?).ok()?;
    Some(format!("\u{feff}{text}"))
}

/// The name of the file of bad rows.
#[must_use]
pub fn bad_rows_name(file: &str, kind: ImportKind) -> String {
    beside(file, kind, "errors")
}

/// The name of the report of a file.
#[must_use]
pub fn report_name(file: &str, kind: ImportKind) -> String {
    beside(file, kind, "report")
}

fn beside(file: &str, kind: ImportKind, what: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let safe: String = stem
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    if safe.is_empty() {
        format!("{}-{what}.csv", kind.code())
    } else {
        format!("{safe}-{what}.csv")
    }
}
