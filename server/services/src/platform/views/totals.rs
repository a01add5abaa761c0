//! The second sheet of a workbook: number and sums of its records, whole and by group. They stand apart,
//! so that the first sheet stays a table other programs read; each currency has its own line.

use i18n::{k, list_cell, list_field, t};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use shared::kernel::{Lang, Zone};
use shared::platform::views::{Cell, Field, FieldSum, Fields, GroupSums, Sums};

/// What the sheet says.
pub(super) struct TotalsSheet {
    pub fields: Fields,
    /// Of everything in the file.
    pub whole: Sums,
    /// The field the list is grouped by, with its groups.
    pub groups: Option<(&'static Field, Vec<GroupSums>)>,
}

/// A line: the group, the field, the currency, the sum.
type Line = (String, String, String, f64);

impl TotalsSheet {
    /// Whether there is anything the first sheet does not say.
    fn is_needed(&self) -> bool {
        self.groups.is_some() || !self.whole.fields.is_empty()
    }

    /// Adds the sheet to `book`.
    pub(super) fn write(
        &self,
        book: &mut Workbook,
        (lang, zone): (Lang, &Zone),
    ) -> Result<(), XlsxError> {
        if !self.is_needed() {
            return Ok(());
        }
        let page = book.add_worksheet();
        page.set_name(t(lang, k::views::TOTALS))?;
        let bold = Format::new().set_bold();
        let heads = [
            k::views::TOTALS_GROUP,
            k::views::TOTALS_FIELD,
            k::views::TOTALS_CURRENCY,
            k::views::TOTALS_SUM,
        ];
        for (at, head) in (0_u16..).zip(heads) {
            page.write_string_with_format(0, at, t(lang, head), &bold)?;
        }
        page.set_freeze_panes(1, 0)?;
        let format = Format::new().set_num_format("#,##0.00##");
        for (line, (group, field, currency, sum)) in (1_u32..).zip(self.lines(lang, zone)) {
            page.write_string(line, 0, group)?;
            page.write_string(line, 1, field)?;
            page.write_string(line, 2, currency)?;
            page.write_number_with_format(line, 3, sum, &format)?;
        }
        page.autofit();
        Ok(())
    }

    fn lines(&self, lang: Lang, zone: &Zone) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some((field, groups)) = &self.groups {
            for group in groups {
                let name = match &group.key {
                    Cell::Empty => t(lang, k::views::NO_VALUE).to_owned(),
                    key => list_cell(lang, field, key, zone),
                };
                self.of(lang, &name, &group.sums, &mut lines);
            }
        }
        self.of(lang, t(lang, k::views::TOTALS_ALL), &self.whole, &mut lines);
        lines
    }

    fn of(&self, lang: Lang, group: &str, sums: &Sums, lines: &mut Vec<Line>) {
        let count = sums.count.to_f64().unwrap_or_default();
        let records = t(lang, k::views::TOTALS_RECORDS).to_owned();
        lines.push((group.to_owned(), records, String::new(), count));
        for sum in &sums.fields {
            for (currency, value) in figures(sum) {
                let field = self.fields.get(&sum.field);
                let name = field.map_or_else(|| sum.field.clone(), |field| list_field(lang, field));
                lines.push((group.to_owned(), name, currency, value));
            }
        }
    }
}

/// The sums of a field: one per currency, or the one of its numbers.
fn figures(sum: &FieldSum) -> Vec<(String, f64)> {
    let number = sum.number.and_then(|number| number.to_f64());
    let amounts = sum.amounts.iter().map(|amount| {
        let value = amount.to_decimal().to_f64().unwrap_or_default();
        (amount.currency.code().to_owned(), value)
    });
    let number = number.map(|number| (String::new(), number));
    amounts.chain(number).collect()
}
