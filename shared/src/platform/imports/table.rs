//! Text to rows: separator, quotes, header line, limits, and the line in the file of every row.

use super::bad_rows::original;
use super::decode::{Encoding, decode};
use super::formats::{is_date, is_email, number_evidence};
use super::vcard::{is_cards, read_cards};
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most rows taken from one file.
pub const MAX_ROWS: usize = 200_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 500;
/// Most cells in all, so that a wide and long file does not exhaust the browser's memory.
pub const MAX_CELLS: usize = 8_000_000;
/// Longest cell, in characters; a longer one makes its row an error.
pub const MAX_CELL: usize = 32_000;

/// Separators looked for, the likeliest first.
pub const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// What a person may decide instead of the detection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReadOptions {
    /// One of [`SEPARATORS`]; `None`: detect.
    pub separator: Option<char>,
    /// Whether the first row names the columns; `None`: detect.
    pub header: Option<bool>,
    /// Line the table begins on; what is above it is left out. `None`: the first, or for a workbook
    /// the first that is no title.
    #[serde(default)]
    pub first_line: Option<u32>,
    /// Which sheet of a workbook; `None`: the first one that is shown and has rows.
    #[serde(default)]
    pub sheet: Option<u32>,
}

/// One data row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file it begins on, the first being 1.
    pub line: u32,
    cells: csv::StringRecord,
}

impl Row {
    /// The cell of a column, trimmed of white space and without the apostrophe our own files put before what a
    /// spreadsheet would take for a formula; empty when the row has fewer cells.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        original(self.cells.get(column).unwrap_or("").trim()).trim()
    }

    /// Number of cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// Cells as written.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// A row of these cells.
    pub(super) fn of<'c>(line: u32, cells: impl Iterator<Item = &'c str>) -> Self {
        Self {
            line,
            cells: cells.collect(),
        }
    }

    /// Adds empty cells up to `width`.
    pub(super) fn widen(&mut self, width: usize) {
        while self.cells.len() < width {
            self.cells.push_field("");
        }
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A cell a person corrected before the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Line its row begins on.
    pub line: u32,
    /// Place of its column, the first being 0.
    pub column: u32,
    /// What it says instead.
    pub text: String,
}

/// Corrections of one file at most: who has more to correct does it in the file.
pub const MAX_CORRECTIONS: usize = 1_000;

/// A file as rows and columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// How the bytes were read.
    pub encoding: Encoding,
    /// What stands between cells.
    pub separator: char,
    /// Whether the first row named the columns.
    pub has_header: bool,
    /// Column names; `1`, `2`… without a header line.
    pub headers: Vec<String>,
    /// Data rows that are not blank.
    pub rows: Vec<Row>,
    /// Line on which a quote was opened and never closed: all that follows is one cell.
    pub open_quote: Option<u32>,
    /// What a person should know of the whole file.
    pub issues: Vec<Issue>,
}

impl Table {
    /// Puts corrected cells in their places; those of lines or columns that are not there are ignored.
    pub fn correct(&mut self, corrections: &[Correction]) {
        let width = self.headers.len();
        for correction in corrections.iter().take(MAX_CORRECTIONS) {
            let Ok(at) = self
                .rows
                .binary_search_by_key(&correction.line, |row| row.line)
            else {
                continue;
            };
            let column = usize::try_from(correction.column).unwrap_or(usize::MAX);
            if let Some(row) = self.rows.get_mut(at).filter(|_| column < width) {
                row.widen(column + 1);
                let cells = row.cells.iter().enumerate();
                row.cells = cells
                    .map(|(place, cell)| {
                        if place == column {
                            correction.text.as_str()
                        } else {
                            cell
                        }
                    })
                    .collect();
            }
        }
    }
}

/// Reads a file: a table, or cards ([`super::vcard`]), for which there is nothing to choose.
///
/// # Errors
/// What [`decode`] refuses, and `too_many_rows`, `too_many_columns`, `too_many_cells`, `no_rows`.
pub fn read(bytes: &[u8], options: ReadOptions) -> Result<Table, Issue> {
    let (text, encoding) = decode(bytes)?;
    if is_cards(&text) {
        return read_cards(&text);
    }
    let (text, declared) = without_separator_line(&text);
    let separator = options
        .separator
        .or(declared)
        .unwrap_or_else(|| detect_separator(text));
    let skipped = u32::from(declared.is_some());
    let (rows, open_quote) = split(text, separator, skipped)?;
    Ok(Table {
        encoding,
        separator,
        open_quote,
        ..named(rows, options)?
    })
}

/// The table that begins where it was chosen to, its columns named by the first row if that is what
/// it does.
pub(super) fn named(mut rows: Vec<Row>, options: ReadOptions) -> Result<Table, Issue> {
    if let Some(first) = options.first_line {
        rows.retain(|row| row.line >= first);
    }
    let has_header = options.header.unwrap_or_else(|| detect_header(&rows));
    let headers = if has_header && !rows.is_empty() {
        unique_names(rows.remove(0).cells())
    } else {
        let width = rows.iter().map(Row::width).max().unwrap_or(0);
        (1..=width).map(|number| number.to_string()).collect()
    };
    if rows.is_empty() {
        return Err(Issue::error("no_rows", "file"));
    }
    Ok(Table {
        encoding: Encoding::Utf8,
        separator: ',',
        has_header,
        headers,
        rows,
        open_quote: None,
        issues: Vec::new(),
    })
}

/// Spreadsheets may announce the separator in a first line `sep=;`.
fn without_separator_line(text: &str) -> (&str, Option<char>) {
    let Some((first, rest)) = text.split_once('\n') else {
        return (text, None);
    };
    match first.trim().strip_prefix("sep=").map(str::chars) {
        Some(mut chars) => match (chars.next(), chars.next()) {
            (Some(c), None) if SEPARATORS.contains(&c) => (rest, Some(c)),
            _ => (text, None),
        },
        None => (text, None),
    }
}

/// The separator that gives the most rows of one same width above one, then the widest rows.
fn detect_separator(text: &str) -> char {
    let sample: String = text.chars().take(64 * 1024).collect();
    let mut best = (',', (0, 0));
    for separator in SEPARATORS {
        let Ok((rows, _)) = split(&sample, separator, 0) else {
            continue;
        };
        let width = rows.first().map_or(0, Row::width);
        if width < 2 {
            continue;
        }
        let rows_seen = rows.iter().take(200);
        let same = rows_seen.filter(|row| row.width() == width).count();
        if (same, width) > best.1 {
            best = (separator, (same, width));
        }
    }
    best.0
}

pub(super) fn split(
    text: &str,
    separator: char,
    lines_before: u32,
) -> Result<(Vec<Row>, Option<u32>), Issue> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut cells = 0_usize;
    let mut lines = Lines::new(text, lines_before);
    let mut record = csv::StringRecord::new();
    let mut last_start = 0;
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = lines.row_start(usize::try_from(start).unwrap_or(0));
        last_start = start;
        if record.len() > MAX_COLUMNS {
            return Err(Issue::error("too_many_columns", "file").with("limit", MAX_COLUMNS));
        }
        cells += record.len();
        if cells > MAX_CELLS {
            return Err(Issue::error("too_many_cells", "file").with("limit", MAX_CELLS));
        }
        let row = Row {
            line: lines.line,
            cells: record.clone(),
        };
        if row.is_blank() {
            continue;
        }
        // One more than the limit: the header line is not a row.
        if rows.len() > MAX_ROWS {
            return Err(Issue::error("too_many_rows", "file").with("limit", MAX_ROWS));
        }
        rows.push(row);
    }
    let tail = text.get(last_start..).unwrap_or("");
    let open = tail.trim_end().contains('\n') && tail.matches('"').count() % 2 == 1;
    Ok((rows, open.then_some(lines.line)))
}

/// Counts lines as the reader advances. The reader skips empty lines silently and gives only byte
/// positions that stay exact.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, lines_before: u32) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            line: 1 + lines_before,
        }
    }

    /// Moves to the first character of the row found from `byte` on and returns its position.
    fn row_start(&mut self, byte: usize) -> usize {
        while let Some(b) = self.text.get(self.at) {
            if self.at >= byte && *b != b'\n' {
                break;
            }
            self.line += u32::from(*b == b'\n');
            self.at += 1;
        }
        self.at
    }
}

/// A first row is a header when its cells are names: none is a number, a date or an e-mail, no two
/// are equal, and some column below has a different nature or the names do not come back as values.
fn detect_header(rows: &[Row]) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let filled: Vec<&str> = first
        .cells()
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .collect();
    let distinct: BTreeSet<String> = filled.iter().map(|c| c.to_lowercase()).collect();
    let is_value = |cell: &&str| is_email(cell) || is_date(cell) || number_evidence(cell).is_some();
    if filled.is_empty() || distinct.len() < filled.len() || filled.iter().any(is_value) {
        return false;
    }
    let repeats = |column: usize| {
        let name = first.cell(column);
        rows.iter()
            .skip(1)
            .take(200)
            .any(|row| row.cell(column) == name)
    };
    rows.len() > 1 && !(0..first.width()).any(repeats)
}

fn unique_names<'c>(cells: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    cells
        .enumerate()
        .map(|(index, cell)| {
            let name: String = cell.trim().chars().take(80).collect();
            let mut unique = if name.is_empty() {
                (index + 1).to_string()
            } else {
                name.clone()
            };
            let mut copy = 1;
            while !seen.insert(unique.clone()) {
                copy += 1;
                unique = format!("{name} ({copy})");
            }
            unique
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Table {
        read(text.as_bytes(), ReadOptions::default()).unwrap()
    }

    #[test]
    fn what_our_files_guard_comes_back_as_it_was() {
        let read = table("name,phone\nAda,'+33 6 12 34 56 78\n'=Sum,'90s\n");
        assert_eq!(read.rows[0].cell(1), "+33 6 12 34 56 78");
        // An apostrophe of somebody's own stays.
        assert_eq!(
            [read.rows[1].cell(0), read.rows[1].cell(1)],
            ["=Sum", "'90s"]
        );
    }

    #[test]
    fn each_separator_is_found() {
        for separator in SEPARATORS {
            let text = "name,price,note\nA,\"1,5; 2|3\t4\",x\nB,2,y\n";
            let text: String = text
                .split('"')
                .enumerate()
                .map(|(i, part)| {
                    if i % 2 == 1 {
                        format!("\"{part}\"")
                    } else {
                        part.replace(',', &separator.to_string())
                    }
                })
                .collect();
            let read = table(&text);
            assert_eq!(read.separator, separator);
            assert_eq!(read.headers, ["name", "price", "note"]);
            assert_eq!(read.rows[0].cell(1), "1,5; 2|3\t4");
        }
        assert_eq!(table("sep=;\na,b;c\n1,5;2\n").separator, ';');
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        let read = table("name,note\r\n\r\nA,\"two\r\nlines\"\r\n\n\nB,x\nC\n");
        let lines: Vec<u32> = read.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 7, 8]);
        assert_eq!(read.rows[0].cell(1), "two\nlines");
        assert_eq!(read.rows[2].width(), 1);
    }

    #[test]
    fn a_quote_never_closed_is_reported_by_its_line() {
        let read = table("name,note\nA,x\nB,\"oops\nC,y\nD,z\n");
        assert_eq!(read.open_quote, Some(3));
        assert_eq!(table("name,note\nA,5\"\nB,x\n").open_quote, None);
    }

    #[test]
    fn a_corrected_cell_says_what_it_should() {
        let mut read = table("name,employees,city\nA,many,Lyon\nB\n");
        let correction = |line, column, text: &str| Correction {
            line,
            column,
            text: text.into(),
        };
        read.correct(&[
            correction(2, 1, "12"),
            correction(3, 2, "Lille"),
            correction(9, 0, "x"),
            correction(2, 3, "x"),
        ]);
        let cells: Vec<Vec<&str>> = read.rows.iter().map(|row| row.cells().collect()).collect();
        assert_eq!(cells, [vec!["A", "12", "Lyon"], vec!["B", "", "Lille"]]);
    }

    #[test]
    fn a_header_is_told_from_data() {
        assert!(table("name,price\nA,1\n").has_header);
        assert!(!table("A,1\nB,2\n").has_header);
        assert!(!table("a@b.fr,x\nc@d.fr,y\n").has_header);
        assert_eq!(table("A,1\nB,2\n").headers, ["1", "2"]);
        assert_eq!(table("name,name,\nA,B,C\n").headers.len(), 3);
    }

    #[test]
    fn limits_are_reasons_not_crashes() {
        let wide = "a,".repeat(MAX_COLUMNS + 2);
        let long = "name\n".to_owned() + &"a\n".repeat(MAX_ROWS + 1);
        for (text, code) in [
            (wide, "too_many_columns"),
            (long, "too_many_rows"),
            ("name,price\n".to_owned(), "no_rows"),
        ] {
            let options = ReadOptions {
                header: Some(true),
                separator: Some(','),
                ..ReadOptions::default()
            };
            assert_eq!(read(text.as_bytes(), options).unwrap_err().code, code);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(table) = read(&bytes, ReadOptions::default()) {
                prop_assert!(!table.rows.is_empty());
                prop_assert!(table.rows.windows(2).all(|w| w[0].line < w[1].line));
            }
        }

        #[test]
        fn what_was_written_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-z;,\"\n é]{1,12}", 3), 1..12)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let options = ReadOptions { separator: Some(','), header: Some(true), ..ReadOptions::default() };
            let Ok(table) = read(&bytes, options) else { return Ok(()) };
            let kept: Vec<_> = rows.iter().filter(|row| row.iter().any(|c| !c.trim().is_empty())).collect();
            prop_assert_eq!(table.rows.len(), kept.len());
            for (read, written) in table.rows.iter().zip(kept) {
                for (index, cell) in written.iter().enumerate() {
                    prop_assert_eq!(read.cell(index), cell.trim());
                }
            }
        }
    }
}
