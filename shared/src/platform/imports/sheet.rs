//! A sheet of a workbook as text: what the server found in the cells, in one canonical form, from
//! which browser and server make the same table.
//!
//! Days are `2026-11-23`, moments `2026-11-23T14:30:00`, numbers have a decimal point and neither
//! grouping nor exponent, shares keep their per cent sign, a cell in error is its error.

use super::decode::Encoding;
use super::table::{MAX_COLUMNS, ReadOptions, Row, Table, named, split};
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// A sheet that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRef {
    /// Its name.
    pub name: String,
    /// Whether it is hidden in the workbook: offered, but never chosen unasked.
    pub hidden: bool,
}

/// One sheet as text, and the names of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetText {
    /// All sheets with cells, in the workbook's order.
    pub sheets: Vec<SheetRef>,
    /// Which of them this is.
    pub sheet: u32,
    /// Its rows that are not blank, separated by commas.
    pub text: String,
    /// The number in the sheet of every row.
    pub lines: Vec<u32>,
    /// What a person should know of it.
    pub issues: Vec<Issue>,
}

/// What spreadsheets write into a cell whose formula fails, in English and in French.
const ERRORS: [&str; 16] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#VALEUR!",
    "#NOM?",
    "#NOMBRE!",
    "#NUL!",
    "#GETTING_DATA",
];

/// Whether a cell holds the error of a formula instead of a value.
#[must_use]
pub fn is_cell_error(cell: &str) -> bool {
    cell.starts_with('#') && ERRORS.contains(&cell)
}

/// Rows looked at for the beginning of the table.
const LOOKED_AT: usize = 20;

/// Rows above the names of the columns that are no part of the table: a title, a date, a blank line.
/// They fill at most a third of what the widest of the rows below does.
fn title_rows(rows: &[Row]) -> usize {
    let filled = |row: &Row| row.cells().filter(|cell| !cell.trim().is_empty()).count();
    let widest = rows.iter().take(LOOKED_AT).map(filled).max().unwrap_or(0);
    let narrow = (widest / 3).max(1);
    if widest < 2 {
        return 0;
    }
    rows.iter()
        .take(LOOKED_AT)
        .take_while(|row| filled(row) <= narrow)
        .count()
}

/// The table of a sheet. Rows have the numbers a spreadsheet shows beside them.
///
/// # Errors
/// `too_many_columns`, `too_many_rows`, `too_many_cells`, `no_rows`.
pub fn read_sheet(sheet: &SheetText, options: ReadOptions) -> Result<Table, Issue> {
    let (mut rows, _) = split(&sheet.text, ',', 0)?;
    for (row, line) in rows.iter_mut().zip(&sheet.lines) {
        row.line = *line;
    }
    let mut issues = sheet.issues.clone();
    let titles = match (options.first_line, options.header) {
        (Some(_), _) => 0,
        (None, Some(false)) => 0,
        (None, _) => title_rows(&rows),
    };
    if titles > 0 && titles < rows.len() {
        let skipped: Vec<Row> = rows.drain(..titles).collect();
        let first = skipped.first().map_or(0, |row| row.line);
        issues.push(
            Issue::warning("title_rows", "file")
                .with("count", titles)
                .with("line", first),
        );
    }
    let width = rows
        .iter()
        .map(Row::width)
        .max()
        .unwrap_or(0)
        .min(MAX_COLUMNS);
    let mut table = named(rows, options)?;
    // A sheet has no shape to break: cells beyond the named columns get a number for a name.
    for number in table.headers.len()..width {
        table.headers.push((number + 1).to_string());
    }
    for row in &mut table.rows {
        row.widen(table.headers.len());
    }
    table.encoding = Encoding::Workbook;
    table.issues = issues;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str, lines: &[u32]) -> SheetText {
        SheetText {
            sheets: Vec::new(),
            sheet: 0,
            text: text.into(),
            lines: lines.to_vec(),
            issues: Vec::new(),
        }
    }

    #[test]
    fn a_title_above_the_names_is_left_out_and_said() {
        let text = "Customers of 2026\nname,city,employees\nA,Lyon,12\nB,\"two\nlines\",3\n";
        let table = read_sheet(&sheet(text, &[1, 3, 4, 9]), ReadOptions::default()).unwrap();
        assert_eq!(table.headers, ["name", "city", "employees"]);
        let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 9]);
        assert_eq!(table.issues[0].code, "title_rows");
        let chosen = ReadOptions {
            first_line: Some(4),
            header: Some(true),
            ..ReadOptions::default()
        };
        let table = read_sheet(&sheet(text, &[1, 3, 4, 9]), chosen).unwrap();
        assert_eq!(table.headers, ["A", "Lyon", "12"]);
        assert_eq!(table.rows.len(), 1);
    }

    #[test]
    fn short_rows_of_a_sheet_are_no_finding_and_wide_ones_lose_nothing() {
        let text = "name,city\nA\nB,Lyon,extra\n";
        let table = read_sheet(&sheet(text, &[1, 2, 3]), ReadOptions::default()).unwrap();
        assert_eq!(table.headers, ["name", "city", "3"]);
        assert!(table.rows.iter().all(|row| row.width() == 3));
        assert_eq!(table.rows[1].cell(2), "extra");
    }

    #[test]
    fn errors_of_formulas_are_known() {
        assert!(is_cell_error("#N/A") && is_cell_error("#VALEUR!"));
        assert!(!is_cell_error("#1 of its market") && !is_cell_error("N/A"));
    }
}
