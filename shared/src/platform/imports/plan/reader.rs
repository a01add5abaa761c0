//! One row's cells as values, collecting a finding wherever a cell cannot be what its column says.

use crate::kernel::{Currency, Issue, Money, Rounding, UnitPrice};
use crate::platform::fields::CustomField;
use crate::platform::imports::countries::{country, english_name};
use crate::platform::imports::formats::{
    DateOrder, DecimalMark, guess_dates, guess_mark, is_email, parse_date, parse_number,
};
use crate::platform::imports::kinds::{Field, Shape};
use crate::platform::imports::model::{ImportContext, Mapping, PipelineRef, RowIssue, Values};
use crate::platform::imports::own::{Format, shape};
use crate::platform::imports::sheet::is_cell_error;
use crate::platform::imports::similar::{Found, name_key};
use crate::platform::imports::table::{MAX_CELL, Row, Table};
use crate::platform::imports::values::{Meaning, meaning};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// A column with its formats decided.
pub(super) struct Column {
    index: usize,
    order: DateOrder,
    mark: DecimalMark,
    scale: u32,
    /// Day and month could be exchanged in all its values.
    pub(super) ambiguous: bool,
}

/// The columns of a file by field.
pub(super) struct Columns<'t> {
    pub(super) table: &'t Table,
    pub(super) mapping: &'t Mapping,
    by_field: BTreeMap<Field, Column>,
}

impl<'t> Columns<'t> {
    pub(super) fn new(table: &'t Table, mapping: &'t Mapping, own: &[CustomField]) -> Self {
        // A file that separates by semicolons does so because its commas are decimal.
        let usual_mark = if table.separator == ';' {
            DecimalMark::Comma
        } else {
            DecimalMark::Point
        };
        let mut by_field = BTreeMap::new();
        for (index, column) in mapping.columns.iter().enumerate() {
            let Some(field) = column.field else { continue };
            let Some(shape) = shape(mapping.kind, field, own) else {
                continue;
            };
            let cells = table
                .rows
                .iter()
                .map(|row| row.cell(index))
                .filter(|c| !c.is_empty());
            let dates = (shape == Shape::Date && column.date_order.is_none())
                .then(|| guess_dates(cells.clone().take(2000)));
            let mark = match column.mark {
                Some(mark) => mark,
                None if shape == Shape::Number => guess_mark(cells.take(2000), usual_mark),
                None => usual_mark,
            };
            by_field.entry(field).or_insert(Column {
                index,
                order: column
                    .date_order
                    .or(dates.map(|guess| guess.order))
                    .unwrap_or(DateOrder::YearMonthDay),
                mark,
                scale: column.scale.min(9),
                ambiguous: dates.is_some_and(|guess| guess.ambiguous),
            });
        }
        Self {
            table,
            mapping,
            by_field,
        }
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.by_field.contains_key(&field)
    }

    pub(super) fn ambiguous_dates(&self) -> impl Iterator<Item = &str> {
        self.by_field
            .values()
            .filter(|column| column.ambiguous)
            .filter_map(|column| self.table.headers.get(column.index))
            .map(String::as_str)
    }
}

/// Reads one row.
pub(super) struct RowReader<'t> {
    pub(super) columns: &'t Columns<'t>,
    pub(super) row: &'t Row,
    pub(super) issues: Vec<RowIssue>,
}

impl<'t> RowReader<'t> {
    /// A reader for looking at cells only.
    pub(super) const fn unchecked(columns: &'t Columns<'t>, row: &'t Row) -> Self {
        Self {
            columns,
            row,
            issues: Vec::new(),
        }
    }

    pub(super) fn new(columns: &'t Columns<'t>, row: &'t Row) -> Self {
        let mut reader = Self::unchecked(columns, row);
        reader.check_shape();
        reader
    }

    fn check_shape(&mut self) {
        let width = self.columns.table.headers.len();
        let extra = self
            .row
            .cells()
            .skip(width)
            .any(|cell| !cell.trim().is_empty());
        if extra {
            let issue = Issue::error("row_too_long", "row")
                .with("cells", self.row.width())
                .with("columns", width);
            self.whole_row(issue);
        } else if self.row.width() < width {
            let issue = Issue::warning("row_too_short", "row")
                .with("cells", self.row.width())
                .with("columns", width);
            self.whole_row(issue);
        }
        if self.columns.table.open_quote == Some(self.row.line) {
            self.whole_row(Issue::error("quote_not_closed", "row"));
        }
        if self.row.cells().any(|cell| cell.len() > MAX_CELL) {
            self.whole_row(Issue::error("cell_too_long", "row").with("limit", MAX_CELL));
        }
        self.check_formulas();
    }

    /// A used cell that holds the error of a formula: its value is not known.
    fn check_formulas(&mut self) {
        let columns = self.columns;
        for (field, column) in &columns.by_field {
            let cell = self.row.cell(column.index);
            if is_cell_error(cell) {
                self.issues.push(RowIssue {
                    column: columns.table.headers.get(column.index).cloned(),
                    value: cell.to_owned(),
                    issue: Issue::error("formula_error", field.code()),
                });
            }
        }
    }

    /// What a column's cell says; nothing when its formula failed, which has been told.
    fn cell(&self, column: &Column) -> &'t str {
        let cell = self.row.cell(column.index);
        if is_cell_error(cell) { "" } else { cell }
    }

    fn whole_row(&mut self, issue: Issue) {
        self.issues.push(RowIssue {
            column: None,
            value: String::new(),
            issue,
        });
    }

    /// Adds a finding about a field, with what its cell says.
    pub(super) fn finding(&mut self, field: Field, issue: Issue) {
        let header = self
            .columns
            .by_field
            .get(&field)
            .and_then(|column| self.columns.table.headers.get(column.index));
        self.issues.push(RowIssue {
            column: header.cloned(),
            value: short(self.raw(field)),
            issue,
        });
    }

    pub(super) fn error(&mut self, field: Field, code: &'static str) {
        self.finding(field, Issue::error(code, field.code()));
    }

    pub(super) fn warning(&mut self, field: Field, code: &'static str) {
        self.finding(field, Issue::warning(code, field.code()));
    }

    /// Adds what the rule of a record says about the fields this row gives; a fact that is missing
    /// is no matter of the rule here, since the record may have it.
    pub(super) fn told(&mut self, values: &Values, issues: Vec<Issue>) {
        for issue in issues {
            let named = match issue.field.as_deref() {
                Some("title") => Some(Field::JobTitle),
                Some(name) => name.parse().ok(),
                None => None,
            };
            if let Some(field) = named.filter(|field| values.contains_key(field)) {
                self.finding(field, issue);
            }
        }
    }

    /// The cell as written, trimmed; empty without such a column.
    pub(super) fn raw(&self, field: Field) -> &'t str {
        match self.columns.by_field.get(&field) {
            Some(column) => self.cell(column),
            None => "",
        }
    }

    /// How the cells of a field's column are written.
    pub(super) fn format(&self, field: Field) -> Option<Format> {
        let column = self.columns.by_field.get(&field)?;
        Some(Format {
            order: column.order,
            mark: column.mark,
            scale: column.scale,
        })
    }

    /// Text without control characters, within the field's length.
    pub(super) fn text(&mut self, field: Field) -> Option<String> {
        let raw = self.raw(field);
        if raw.is_empty() {
            return None;
        }
        let sound = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        let clean: String = raw.chars().filter(sound).collect();
        if clean.len() != raw.len() {
            self.warning(field, "control_characters");
        }
        let most = match self.columns.mapping.kind.field(field).map(|def| def.shape) {
            Some(Shape::Text(most)) => most,
            _ => 300,
        };
        if clean.chars().count() > most {
            let issue = Issue::error("too_long", field.code()).with("max", most);
            self.finding(field, issue);
            return None;
        }
        (!clean.is_empty()).then_some(clean)
    }

    pub(super) fn email(&mut self, field: Field) -> Option<String> {
        let raw = self.raw(field);
        let address = raw.strip_prefix("mailto:").unwrap_or(raw).to_lowercase();
        if address.is_empty() {
            return None;
        }
        if !is_email(&address) {
            self.error(field, "invalid_email");
            return None;
        }
        Some(address)
    }

    pub(super) fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let column = self.columns.by_field.get(&field)?;
        let raw = self.cell(column);
        if raw.is_empty() {
            return None;
        }
        let date = parse_date(raw, column.order);
        if date.is_none() {
            let issue = Issue::error("not_a_date", field.code()).with("text", short(raw));
            self.finding(field, issue);
        }
        date
    }

    pub(super) fn number(&mut self, field: Field) -> Option<Decimal> {
        let column = self.columns.by_field.get(&field)?;
        let raw = self.cell(column);
        if raw.is_empty() {
            return None;
        }
        let scaled = parse_number(raw, column.mark)
            .and_then(|value| value.checked_mul(Decimal::from(10_i64.pow(column.scale))));
        if scaled.is_none() {
            let issue = Issue::error("not_a_number", field.code()).with("text", short(raw));
            self.finding(field, issue);
        }
        scaled
    }

    /// A number that may not be negative.
    pub(super) fn positive(&mut self, field: Field) -> Option<Decimal> {
        let value = self.number(field)?;
        if value.is_sign_negative() && !value.is_zero() {
            self.error(field, "negative");
            return None;
        }
        Some(value)
    }

    pub(super) fn money(&mut self, field: Field, currency: Currency) -> Option<Money> {
        let value = self.positive(field)?;
        let money = Money::from_decimal(value, currency, Rounding::HalfUp).ok();
        if money.is_none() {
            self.error(field, "too_large");
        }
        money
    }

    pub(super) fn unit_price(&mut self, field: Field) -> Option<UnitPrice> {
        let value = self.positive(field)?;
        let price = UnitPrice::from_decimal(value);
        if price.is_none() {
            self.error(field, "too_large");
        }
        price
    }

    pub(super) fn whole(
        &mut self,
        field: Field,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = self.number(field)?;
        let whole = value.is_integer().then(|| value.to_i64()).flatten();
        let inside = whole.filter(|value| range.contains(value));
        if inside.is_none() {
            let issue = Issue::error("out_of_range", field.code())
                .with("min", range.start())
                .with("max", range.end());
            self.finding(field, issue);
        }
        inside
    }

    /// A percentage in basis points: `40`, `40 %` and `0.4` are 4,000.
    pub(super) fn percent(&mut self, field: Field) -> Option<i64> {
        let value = self.number(field)?;
        let fraction = value < Decimal::ONE && !value.is_zero() && !self.raw(field).contains('%');
        let points = value * Decimal::from(if fraction { 10_000 } else { 100 });
        let inside = points
            .round()
            .to_i64()
            .filter(|value| (0..=10_000).contains(value));
        if inside.is_none() {
            let issue = Issue::error("out_of_range", field.code())
                .with("min", 0)
                .with("max", 100);
            self.finding(field, issue);
        }
        inside
    }

    pub(super) fn country(&mut self, field: Field) -> Option<String> {
        let raw = self.raw(field);
        if raw.is_empty() {
            return None;
        }
        match country(raw) {
            Found::Same(code) => Some(code.to_owned()),
            Found::Near(code) => {
                let issue =
                    Issue::warning("taken_for", field.code()).with("name", english_name(code));
                self.finding(field, issue);
                Some(code.to_owned())
            }
            Found::No => {
                self.warning(field, "unknown_country");
                None
            }
        }
    }

    /// The code a choice column's word means: as explained in the mapping, else as found. An
    /// unknown word gives `Err` with the word.
    pub(super) fn choice(
        &mut self,
        field: Field,
        context: &ImportContext,
        pipeline: Option<&PipelineRef>,
    ) -> Option<Result<String, String>> {
        let raw = self.raw(field);
        if raw.is_empty() {
            return None;
        }
        let explained = self
            .columns
            .mapping
            .values
            .get(&field)
            .and_then(|words| words.get(&name_key(raw)));
        if let Some(code) = explained {
            return (!code.is_empty()).then(|| Ok(code.clone()));
        }
        Some(match meaning(field, raw, context, pipeline) {
            Meaning::Sure(code) => Ok(code),
            Meaning::Likely(code) => {
                self.warning(field, "guessed_value");
                Ok(code)
            }
            Meaning::Unknown => Err(raw.to_owned()),
        })
    }
}

fn short(cell: &str) -> String {
    cell.chars().take(80).collect()
}
