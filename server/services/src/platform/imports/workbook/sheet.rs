//! The cells of one sheet.

use super::package::{Package, Step, Xml, too_large};
use super::{Book, Listed, limits, numbers, unreadable};
use shared::kernel::Issue;
use shared::platform::imports::table::{MAX_COLUMNS, MAX_ROWS};
use std::io::BufRead;

/// The filled cells, row by row.
#[derive(Default)]
pub(super) struct Grid {
    rows: Vec<(u32, Vec<String>)>,
    cells: usize,
    bytes: usize,
    merges: Vec<Area>,
    merged: Option<(String, usize)>,
    /// The first formula without a value, and how many there are.
    hollow: Option<(String, usize)>,
}

/// A merged area in numbers of rows and columns, as written.
struct Area {
    written: String,
    first: (u32, usize),
    last_row: u32,
}

/// A cell being read.
struct Draft {
    row: u32,
    column: usize,
    kind: String,
    style: usize,
    formula: bool,
    text: String,
}

/// Reads a sheet.
pub(super) fn read(package: &mut Package<'_>, book: &Book, listed: &Listed) -> Result<Grid, Issue> {
    let mut xml = package.part(&listed.part)?;
    let mut grid = Grid::default();
    let mut draft: Option<Draft> = None;
    let (mut inside, mut spoken) = (false, false);
    let (mut row, mut column) = (0_u32, 0_usize);
    loop {
        let (name, begins) = match xml.next() {
            Ok(Step::Start(name)) => (name.clone(), true),
            Ok(Step::End(name)) => (name.clone(), false),
            Ok(Step::Text(text)) => {
                if let Some(cell) = draft.as_mut().filter(|_| inside) {
                    cell.text.push_str(text);
                    // A character has at most four bytes; an escaped one seven signs.
                    if cell.text.len() > limits::CELL * 8 {
                        return Err(too_long(listed, cell));
                    }
                }
                continue;
            }
            Ok(Step::End_) => return grid.merged(listed),
            Err(issue) if issue.code == "workbook_cell_too_long" => {
                return Err(match &draft {
                    Some(cell) => too_long(listed, cell),
                    None => issue,
                });
            }
            Err(issue) => return Err(issue),
        };
        match (name.as_str(), begins) {
            ("row", true) => {
                let number = xml.attribute("r").and_then(|text| text.parse().ok());
                let next = number.unwrap_or(row + 1);
                if next <= row || next > 1_048_576 {
                    return Err(unreadable(&listed.part));
                }
                (row, column) = (next, 0);
            }
            ("c", true) => {
                let cell = begun(&xml, (row, column), &listed.part)?;
                column = cell.column + 1;
                draft = Some(cell);
            }
            ("c", false) => {
                if let Some(cell) = draft.take() {
                    grid.add(book, listed, cell)?;
                }
            }
            ("f", true) => {
                if let Some(cell) = &mut draft {
                    cell.formula = true;
                }
            }
            ("rPh", begins) => spoken = begins,
            ("v" | "t", begins) => inside = begins && !spoken,
            ("mergeCell", true) => {
                if grid.merges.len() >= limits::MERGES {
                    return Err(unreadable(&listed.part));
                }
                let area = xml.attribute("ref").and_then(|written| area(&written));
                grid.merges.extend(area);
            }
            _ => {}
        }
    }
}

/// A cell as its element begins; a writer may leave out where it stands.
fn begun(xml: &Xml<impl BufRead>, (row, column): (u32, usize), part: &str) -> Result<Draft, Issue> {
    let place = match xml.attribute("r") {
        Some(written) => place(&written)
            .filter(|(of, _)| *of == row)
            .ok_or_else(|| unreadable(part))?,
        None => (row, column),
    };
    let style = xml.attribute("s").and_then(|text| text.parse().ok());
    Ok(Draft {
        row: place.0,
        column: place.1,
        kind: xml.attribute("t").unwrap_or_default(),
        style: style.unwrap_or(0),
        formula: false,
        text: String::new(),
    })
}

/// `B3` as row 3, column 1.
fn place(written: &str) -> Option<(u32, usize)> {
    let digits = written.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = written.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A')?;
        if value > 25 {
            return None;
        }
        column = column * 26 + usize::from(value) + 1;
    }
    let row = row.parse().ok().filter(|row| *row > 0)?;
    Some((row, column - 1))
}

fn area(written: &str) -> Option<Area> {
    let (first, last) = written.split_once(':')?;
    Some(Area {
        first: place(first)?,
        last_row: place(last)?.0,
        written: written.chars().take(30).collect(),
    })
}

/// Row 3, column 1 as `B3`.
fn named(row: u32, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{row}")
}

fn at(code: &'static str, listed: &Listed, cell: &Draft) -> Issue {
    Issue::error(code, "file")
        .with("sheet", &listed.name)
        .with("cell", named(cell.row, cell.column))
}

fn too_long(listed: &Listed, cell: &Draft) -> Issue {
    at("sheet_cell_too_long", listed, cell).with("limit", limits::CELL)
}

/// Signs that XML cannot hold are written `_x000D_`; a line ends with a bare line feed.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let sign = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        match sign {
            Some(sign) => {
                out.push(sign);
                rest = from.get(7..).unwrap_or("");
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    if out.contains('\r') {
        out = out.replace("\r\n", "\n").replace('\r', "\n");
    }
    out
}

impl Draft {
    /// The cell's value as text.
    fn value(&self, book: &Book, listed: &Listed) -> Result<String, Issue> {
        Ok(match self.kind.as_str() {
            "s" => {
                let index = self.text.trim().parse().ok();
                let found = index.and_then(|index: usize| book.strings.get(index));
                found.ok_or_else(|| unreadable(&listed.part))?.to_string()
            }
            "str" | "inlineStr" => unescaped(&self.text),
            "b" => {
                let yes = self.text.trim() == "1";
                if yes { "TRUE" } else { "FALSE" }.to_owned()
            }
            "e" | "d" => self.text.clone(),
            _ if self.text.trim().is_empty() => String::new(),
            _ => {
                let shown = book.styles.of(self.style);
                numbers::text(&self.text, shown, book.since_1904)
                    // No day: the number itself will be told to be none.
                    .unwrap_or_else(|| self.text.trim().chars().take(60).collect())
            }
        })
    }
}

impl Grid {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn add(&mut self, book: &Book, listed: &Listed, cell: Draft) -> Result<(), Issue> {
        let value = cell.value(book, listed)?;
        if value.trim().is_empty() {
            if cell.formula {
                let first = named(cell.row, cell.column);
                self.hollow.get_or_insert((first, 0)).1 += 1;
            }
            return Ok(());
        }
        if value.chars().count() > limits::CELL {
            return Err(too_long(listed, &cell));
        }
        if cell.column >= MAX_COLUMNS {
            return Err(at("sheet_too_many_columns", listed, &cell).with("limit", MAX_COLUMNS));
        }
        if self.rows.last().is_none_or(|(row, _)| *row != cell.row) {
            // The limit counts rows below their names and a few title rows above them.
            if self.rows.len() > MAX_ROWS {
                return Err(at("sheet_too_many_rows", listed, &cell).with("limit", MAX_ROWS));
            }
            self.rows.push((cell.row, Vec::new()));
        }
        self.bytes += value.len();
        if self.bytes > limits::TEXT {
            return Err(too_large());
        }
        let Some((_, cells)) = self.rows.last_mut() else {
            return Ok(());
        };
        let before = cells.len();
        if cells.len() <= cell.column {
            cells.resize(cell.column + 1, String::new());
        }
        self.cells += cells.len() - before;
        if let Some(place) = cells.get_mut(cell.column) {
            *place = value;
        }
        if self.cells > limits::CELLS {
            return Err(at("sheet_too_many_cells", listed, &cell).with("limit", limits::CELLS));
        }
        Ok(())
    }

    /// Gives every row of a merged area the value of its first cell: that is what it is meant to say.
    fn merged(mut self, listed: &Listed) -> Result<Self, Issue> {
        let mut looked_at = 0_usize;
        for area in std::mem::take(&mut self.merges) {
            let (first_row, column) = area.first;
            let Ok(start) = self.rows.binary_search_by_key(&first_row, |(row, _)| *row) else {
                continue;
            };
            let value = self
                .rows
                .get(start)
                .and_then(|(_, cells)| cells.get(column));
            let Some(value) = value.filter(|value| !value.is_empty()).cloned() else {
                continue;
            };
            let mut filled = false;
            for (row, cells) in self.rows.iter_mut().skip(start + 1) {
                looked_at += 1;
                if *row > area.last_row {
                    break;
                }
                if looked_at > limits::CELLS {
                    return Err(Issue::error("sheet_too_many_cells", "file")
                        .with("sheet", &listed.name)
                        .with("cell", &area.written)
                        .with("limit", limits::CELLS));
                }
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if let Some(place) = cells.get_mut(column).filter(|place| place.is_empty()) {
                    self.bytes += value.len();
                    place.clone_from(&value);
                    filled = true;
                }
                if self.bytes > limits::TEXT {
                    return Err(too_large());
                }
            }
            if filled {
                self.merged.get_or_insert((area.written, 0)).1 += 1;
            }
        }
        Ok(self)
    }

    /// The rows as text with their numbers, and what should be known of them.
    pub(super) fn into_text(self, sheet: &str) -> Result<(String, Vec<u32>, Vec<Issue>), Issue> {
        let mut issues = Vec::new();
        for (code, found) in [
            ("sheet_merged_cells", &self.merged),
            ("sheet_hollow_formulas", &self.hollow),
        ] {
            if let Some((cell, count)) = found {
                issues.push(
                    Issue::warning(code, "file")
                        .with("sheet", sheet)
                        .with("cell", cell)
                        .with("count", count),
                );
            }
        }
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::with_capacity(self.bytes + self.cells));
        let mut lines = Vec::with_capacity(self.rows.len());
        for (row, cells) in &self.rows {
            writer.write_record(cells).map_err(|_| unreadable(sheet))?;
            lines.push(*row);
        }
        let text = writer.into_inner().map_err(|_| unreadable(sheet))?;
        let text = String::from_utf8(text).map_err(|_| unreadable(sheet))?;
        Ok((text, lines, issues))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (written, place_) in [
            ("A1", (1, 0)),
            ("Z9", (9, 25)),
            ("AA10", (10, 26)),
            ("XFD1", (1, 16_383)),
        ] {
            assert_eq!(place(written), Some(place_));
            assert_eq!(named(place_.0, place_.1), written);
        }
        for written in ["", "A", "1", "A0", "ABCD1", "A-1", "é1", "A99999999999"] {
            assert_eq!(place(written), None, "{written}");
        }
    }

    #[test]
    fn signs_that_xml_cannot_hold() {
        assert_eq!(unescaped("a_x000D_\nb_xyz_ _x0041_ é_x"), "a\nb_xyz_ A é_x");
    }
}
