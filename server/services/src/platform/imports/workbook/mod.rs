//! Workbooks (XLSX) read into text, within bounds, whatever the bytes are.
//!
//! Terms: a *part* is a file inside the packed workbook. Entry point: [`read`]. Invariants: nothing
//! is believed of what the file declares, every byte is counted as it is unpacked; what is kept in
//! memory is bounded by [`limits`]; the same bytes give the same text, or a refusal that names sheet
//! and cell. Source: ECMA-376 (Office Open XML), part 1, chapter 18. Tests: beside the code and
//! `tests/it/platform/imports_xlsx.rs`.

mod numbers;
mod package;
mod sheet;
mod styles;

use package::Package;
use shared::kernel::Issue;
use shared::platform::imports::sheet::{SheetRef, SheetText};
use std::collections::BTreeMap;
use styles::Styles;

/// How much of a workbook is read.
pub(super) mod limits {
    /// All parts together, unpacked.
    pub const UNPACKED: u64 = 256 * 1024 * 1024;
    /// The same as people read it.
    pub const UNPACKED_MB: u32 = 256;
    /// Parts.
    pub const PARTS: usize = 5_000;
    /// Elements inside each other.
    pub const DEPTH: u32 = 64;
    /// What stands between two signs of markup.
    pub const TOKEN: usize = 1024 * 1024;
    /// Sheets.
    pub const SHEETS: usize = 1_000;
    /// Characters of a cell: what the format itself allows.
    pub const CELL: usize = 32_767;
    /// Cells of a sheet up to the last filled one of each row.
    pub const CELLS: usize = 4_000_000;
    /// Bytes of text of a sheet, and of the texts sheets share.
    pub const TEXT: usize = 64 * 1024 * 1024;
    /// Cell formats and number formats.
    pub const FORMATS: usize = 100_000;
    /// Merged areas.
    pub const MERGES: usize = 100_000;
}

/// A part that cannot be what it should be.
fn unreadable(part: &str) -> Issue {
    Issue::error("workbook_unreadable", "file").with("part", part)
}

/// A sheet of the workbook and where it is.
struct Listed {
    name: String,
    hidden: bool,
    part: String,
}

/// What all sheets share.
struct Book {
    sheets: Vec<Listed>,
    since_1904: bool,
    styles: Styles,
    strings: Vec<Box<str>>,
}

/// Reads a sheet: the chosen one, or the first that is shown and has rows.
///
/// # Errors
/// `workbook_*` and `sheet_*` findings.
pub fn read(bytes: &[u8], sheet: Option<u32>) -> Result<SheetText, Issue> {
    let mut package = Package::open(bytes)?;
    let book = Book::read(&mut package)?;
    let names = book.sheets.iter().map(|sheet| SheetRef {
        name: sheet.name.clone(),
        hidden: sheet.hidden,
    });
    let names: Vec<SheetRef> = names.collect();
    let chosen = sheet.and_then(|index| usize::try_from(index).ok());
    for (index, listed) in book.sheets.iter().enumerate() {
        if chosen.map_or(listed.hidden, |chosen| chosen != index) {
            continue;
        }
        let grid = sheet::read(&mut package, &book, listed)?;
        if grid.is_empty() && chosen.is_none() {
            continue;
        }
        let (text, lines, issues) = grid.into_text(&listed.name)?;
        return Ok(SheetText {
            sheets: names,
            sheet: u32::try_from(index).unwrap_or(0),
            text,
            lines,
            issues,
        });
    }
    Err(Issue::error("workbook_empty", "file"))
}

impl Book {
    fn read(package: &mut Package<'_>) -> Result<Self, Issue> {
        let roots = package.relations("", "_rels/.rels")?;
        let workbook = roots
            .values()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or("xl/workbook.xml", |relation| relation.target.as_str());
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", workbook));
        let relations = package.relations(folder, &format!("{folder}/_rels/{name}.rels"))?;
        let part_of = |kind: &str| {
            let mut all = relations.values();
            all.find(|relation| relation.kind.ends_with(kind))
                .map(|relation| relation.target.clone())
        };
        let (sheets, since_1904) = sheets(package, workbook, &relations)?;
        Ok(Self {
            sheets,
            since_1904,
            styles: match part_of("/styles") {
                Some(part) => Styles::read(package, &part)?,
                None => Styles::default(),
            },
            strings: match part_of("/sharedStrings") {
                Some(part) => strings(package, &part)?,
                None => Vec::new(),
            },
        })
    }
}

/// The worksheets in the order of their tabs, and whether days count from 1904.
fn sheets(
    package: &mut Package<'_>,
    workbook: &str,
    relations: &BTreeMap<String, package::Relation>,
) -> Result<(Vec<Listed>, bool), Issue> {
    let mut since_1904 = false;
    let mut all = Vec::new();
    package.each(workbook, |element, attributes| {
        match element {
            "workbookPr" => {
                let value = attributes.get("date1904");
                since_1904 = matches!(value.map(String::as_str), Some("1" | "true" | "on"));
            }
            "sheet" => {
                let id = attributes.get("id").and_then(|id| relations.get(id));
                let Some(relation) = id.filter(|found| found.kind.ends_with("/worksheet")) else {
                    return Ok(());
                };
                if all.len() >= limits::SHEETS {
                    return Err(unreadable(workbook));
                }
                let name = attributes.get("name").map_or("", String::as_str);
                all.push(Listed {
                    name: name.chars().take(100).collect(),
                    hidden: attributes
                        .get("state")
                        .is_some_and(|state| state != "visible"),
                    part: relation.target.clone(),
                });
            }
            _ => {}
        }
        Ok(())
    })?;
    if all.is_empty() {
        return Err(unreadable(workbook));
    }
    Ok((all, since_1904))
}

/// The texts that cells name by number; what helps to pronounce them is left out.
fn strings(package: &mut Package<'_>, part: &str) -> Result<Vec<Box<str>>, Issue> {
    let mut xml = package.part(part)?;
    let mut all: Vec<Box<str>> = Vec::new();
    let (mut now, mut bytes) = (String::new(), 0);
    let (mut inside, mut spoken) = (false, false);
    loop {
        match xml.next()? {
            package::Step::Start(name) => match name.as_str() {
                "si" => now.clear(),
                "rPh" => spoken = true,
                "t" => inside = !spoken,
                _ => {}
            },
            package::Step::End(name) => match name.as_str() {
                "rPh" => spoken = false,
                "t" => inside = false,
                "si" => {
                    bytes += now.len() + 16;
                    if bytes > limits::TEXT {
                        return Err(package::too_large());
                    }
                    all.push(sheet::unescaped(&now).into());
                }
                _ => {}
            },
            package::Step::Text(text) if inside => now.push_str(text),
            package::Step::Text(_) => {}
            package::Step::End_ => return Ok(all),
        }
    }
}
