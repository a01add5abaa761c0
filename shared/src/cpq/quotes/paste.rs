//! Rows of a spreadsheet pasted into the lines of a quote.
//!
//! Columns are known by their headings, in French or English, else by their place: code, name,
//! quantity, price, discount, or the same without code. A row with a title and nothing else begins a
//! section. What cannot be a line is answered with its text and the reasons.

use super::sections::SECTION_TITLE_LENGTH;
use crate::cpq::catalog::CatalogItem;
use crate::kernel::search::search_key;
use crate::kernel::{Issue, Percent, Quantity, UnitPrice};
use std::collections::BTreeMap;

/// How numbers of a cell are read: as in the language of the page.
pub struct Numbers<'a> {
    /// A quantity.
    pub quantity: &'a dyn Fn(&str) -> Option<Quantity>,
    /// A price per unit, with or without its currency.
    pub price: &'a dyn Fn(&str) -> Option<UnitPrice>,
    /// A percentage, with or without its sign.
    pub percent: &'a dyn Fn(&str) -> Option<Percent>,
}

/// How much there is room for.
#[derive(Clone, Copy, Debug)]
pub struct Space {
    /// Further lines.
    pub lines: usize,
    /// Further sections.
    pub sections: usize,
}

/// A line to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedLine<'a> {
    /// The product of the price book; none for a line typed freely.
    pub item: Option<&'a CatalogItem>,
    /// What it is called in the table.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// The price per unit, where one is given.
    pub price: Option<UnitPrice>,
    /// The discount.
    pub discount: Percent,
}

/// What a row becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastedRow<'a> {
    /// A section with this title.
    Section(String),
    /// A line.
    Line(PastedLine<'a>),
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftRow {
    /// Its number in the table, from 1.
    pub row: u32,
    /// Its cells as they were, with tabs between them.
    pub text: String,
    /// Why.
    pub issues: Vec<Issue>,
}

/// A table that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted<'a> {
    /// What is taken, in order.
    pub rows: Vec<PastedRow<'a>>,
    /// What is not.
    pub left: Vec<LeftRow>,
    /// The row of headings as it was; empty without one.
    pub headings: String,
}

/// Whether a text is a table, rather than the words of one cell.
#[must_use]
pub fn is_table(text: &str) -> bool {
    let several = || text.lines().filter(|line| !line.trim().is_empty()).nth(1);
    text.contains('\t') || several().is_some()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Quantity,
    Price,
    Discount,
    /// Something a line has no place for: a sum, a remark.
    Other,
}

const HEADINGS: [(Column, &[&str]); 5] = [
    (
        Column::Code,
        &[
            "sku",
            "code",
            "ref",
            "ref.",
            "reference",
            "code article",
            "code produit",
            "item code",
            "product code",
            "part number",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "product",
            "item",
            "description",
            "designation",
            "libelle",
            "article",
            "produit",
            "nom",
            "intitule",
        ],
    ),
    (
        Column::Quantity,
        &[
            "quantity", "qty", "qty.", "quantite", "qte", "qte.", "nombre", "units", "unites",
        ],
    ),
    (
        Column::Price,
        &[
            "price",
            "unit price",
            "list price",
            "price per unit",
            "prix",
            "prix unitaire",
            "prix unitaire ht",
            "prix ht",
            "pu",
            "pu ht",
            "p.u.",
            "p.u. ht",
            "tarif",
        ],
    ),
    (
        Column::Discount,
        &[
            "discount",
            "discount %",
            "discount (%)",
            "remise",
            "remise %",
            "remise (%)",
            "rabais",
            "reduction",
        ],
    ),
];

/// What a spreadsheet calls its own sums.
const SUMS: [&str; 12] = [
    "total",
    "subtotal",
    "sub-total",
    "sum",
    "grand total",
    "total excl. vat",
    "total incl. vat",
    "sous-total",
    "sous total",
    "total ht",
    "total ttc",
    "total general",
];

fn heading(cell: &str) -> Option<Column> {
    let key = search_key(cell);
    let mut all = HEADINGS.iter();
    all.find(|(_, words)| words.iter().any(|word| search_key(word) == key))
        .map(|(column, _)| *column)
}

/// The columns a first row names: two of them at least, and no number among its cells.
fn headings(cells: &[String]) -> Option<Vec<Column>> {
    let columns: Vec<Column> = cells
        .iter()
        .map(|cell| heading(cell).unwrap_or(Column::Other))
        .collect();
    let known = columns.iter().filter(|c| **c != Column::Other).count();
    let named = columns
        .iter()
        .any(|column| matches!(column, Column::Code | Column::Name));
    let numbers = cells
        .iter()
        .any(|cell| cell.starts_with(|c: char| c.is_ascii_digit()));
    (known >= 2 && named && !numbers).then_some(columns)
}

/// The columns by their place: a second one that is mostly words means that the first is a code.
fn by_place(rows: &[(u32, Vec<String>)], numbers: &Numbers<'_>) -> Vec<Column> {
    let (mut words, mut figures) = (0, 0);
    for (_, cells) in rows {
        match cells.get(1).map(String::as_str) {
            None | Some("") => {}
            Some(cell) if (numbers.quantity)(cell).is_some() => figures += 1,
            Some(_) => words += 1,
        }
    }
    let all = [
        Column::Code,
        Column::Name,
        Column::Quantity,
        Column::Price,
        Column::Discount,
    ];
    let skipped = usize::from(words <= figures);
    all.into_iter().skip(skipped).collect()
}

/// The cells of a table as spreadsheets copy it: tabs between cells, one with tabs, quotes or several
/// lines in it in quotes. Rows have their number; empty ones are left out.
fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
    let mut rows = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let mut number = 1;
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    let mut end = |row: &mut Vec<String>, cell: &mut String, number: &mut u32| {
        row.push(std::mem::take(cell).trim().to_owned());
        let done = std::mem::take(row);
        if done.iter().any(|cell| !cell.is_empty()) {
            rows.push((*number, done));
        }
        *number += 1;
    };
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && is_closed(&chars) => quoted = true,
            '\t' if !quoted => row.push(std::mem::take(&mut cell).trim().to_owned()),
            '\r' => {}
            '\n' if !quoted => end(&mut row, &mut cell, &mut number),
            _ => cell.push(c),
        }
    }
    if !row.is_empty() || !cell.is_empty() {
        end(&mut row, &mut cell, &mut number);
    }
    rows
}

/// A row as [`cells`] reads it again.
fn written(cells: &[String]) -> String {
    let cell = |cell: &String| {
        if cell.contains(['\n', '\t']) || cell.starts_with('"') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let cells: Vec<String> = cells.iter().map(cell).collect();
    cells.join("\t")
}

/// Whether a quoted cell ends somewhere, before a tab, a line's end or the end: inches are no quotes.
fn is_closed(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    while let Some(c) = rest.next() {
        if c == '"' {
            match rest.peek() {
                Some('"') => {
                    rest.next();
                }
                None | Some('\t' | '\r' | '\n') => return true,
                Some(_) => return false,
            }
        }
    }
    false
}

/// The products by their codes and their names in both languages; a code comes before a name.
struct Products<'a>(BTreeMap<String, &'a CatalogItem>);

impl<'a> Products<'a> {
    fn of(items: &'a [CatalogItem]) -> Self {
        let sold = || items.iter().filter(|item| item.active);
        let codes = sold().map(|item| (item.sku.as_str(), item));
        let names = sold().flat_map(|item| {
            let name = &item.name;
            [(name.en.as_str(), item), (name.fr.as_str(), item)]
        });
        let mut known = BTreeMap::new();
        for (text, item) in codes.chain(names) {
            known.entry(search_key(text)).or_insert(item);
        }
        known.remove("");
        Self(known)
    }

    fn called(&self, text: &str) -> Option<&'a CatalogItem> {
        self.0.get(&search_key(text)).copied()
    }
}

/// Reads a table.
#[must_use]
pub fn read<'a>(
    text: &str,
    items: &'a [CatalogItem],
    numbers: &Numbers<'_>,
    mut space: Space,
) -> Pasted<'a> {
    let mut rows = cells(text);
    let mut answer = Pasted::default();
    let columns = match rows.first().and_then(|(_, cells)| headings(cells)) {
        Some(columns) => {
            let (_, cells) = rows.remove(0);
            answer.headings = written(&cells);
            columns
        }
        None => by_place(&rows, numbers),
    };
    // Without any tab a row is a name, and no title of a section.
    let one_column = rows.iter().all(|(_, cells)| cells.len() == 1);
    let products = Products::of(items);
    for (number, cells) in rows {
        let found = row(&cells, &columns, &products, numbers, one_column).and_then(|found| {
            let (left, field) = match found {
                PastedRow::Section(_) => (&mut space.sections, "sections"),
                PastedRow::Line(_) => (&mut space.lines, "lines"),
            };
            match left.checked_sub(1) {
                Some(less) => {
                    *left = less;
                    Ok(found)
                }
                None => Err(vec![Issue::error("no_more_room", field)]),
            }
        });
        match found {
            Ok(row) => answer.rows.push(row),
            Err(issues) => answer.left.push(LeftRow {
                row: number,
                text: written(&cells),
                issues,
            }),
        }
    }
    answer
}

fn row<'a>(
    cells: &[String],
    columns: &[Column],
    products: &Products<'a>,
    numbers: &Numbers<'_>,
    one_column: bool,
) -> Result<PastedRow<'a>, Vec<Issue>> {
    let of = |wanted: Column| {
        let found = columns.iter().position(|column| *column == wanted);
        let cell = found.and_then(|at| cells.get(at)).map(String::as_str);
        cell.filter(|cell| !cell.is_empty())
    };
    let (code, name) = (of(Column::Code), of(Column::Name));
    let item = code
        .and_then(|code| products.called(code))
        .or_else(|| name.and_then(|name| products.called(name)));
    let alone = cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    if let (true, None, false, Some(title)) = (alone, item, one_column, name.or(code)) {
        return if title.chars().count() > SECTION_TITLE_LENGTH {
            let long = Issue::error("too_long", "section_title");
            Err(vec![long.with("max", SECTION_TITLE_LENGTH)])
        } else {
            Ok(PastedRow::Section(title.to_owned()))
        };
    }
    line(of, (code, name), item, numbers).map(PastedRow::Line)
}

fn line<'a, 'c>(
    of: impl Fn(Column) -> Option<&'c str>,
    (code, name): (Option<&'c str>, Option<&'c str>),
    item: Option<&'a CatalogItem>,
    numbers: &Numbers<'_>,
) -> Result<PastedLine<'a>, Vec<Issue>> {
    let mut issues = Vec::new();
    let mut refuse = |code: &'static str, field: &'static str, cell: &str| {
        issues.push(Issue::error(code, field).with("text", cell));
    };
    let Some(called) = name.or(code) else {
        return Err(vec![Issue::error("required", "description")]);
    };
    if item.is_none() && SUMS.iter().any(|sum| search_key(sum) == search_key(called)) {
        return Err(vec![Issue::error("row_is_sum", "description")]);
    }
    let mut quantity = Quantity::ONE;
    if let Some(cell) = of(Column::Quantity) {
        match (numbers.quantity)(cell) {
            Some(found) if found.0 > 0 => quantity = found,
            Some(_) => refuse("not_positive", "quantity", cell),
            None => refuse("not_a_number", "quantity", cell),
        }
    }
    let mut price = None;
    if let Some(cell) = of(Column::Price) {
        price = (numbers.price)(cell);
        if price.is_none() {
            refuse("not_a_price", "price", cell);
        }
    }
    let mut discount = Percent::ZERO;
    if let Some(cell) = of(Column::Discount) {
        match (numbers.percent)(cell) {
            Some(found) => discount = found,
            None => refuse("percent_out_of_range", "discount", cell),
        }
    }
    // What nobody knows is no line, unless the table says what it costs.
    if item.is_none() && of(Column::Price).is_none() {
        let text = code.unwrap_or(called);
        refuse("product_not_in_price_book", "product_id", text);
    }
    if issues.is_empty() {
        Ok(PastedLine {
            item,
            name: called.to_owned(),
            quantity,
            price,
            discount,
        })
    } else {
        Err(issues)
    }
}

#[cfg(test)]
#[path = "paste_tests.rs"]
mod tests;
