//! The second sheet of a workbook: number and sums of its records, whole and by group. They stand apart,
//! so that the first sheet stays a table other programs read; each currency has its own line.

use i18n::{k, list_cell, list_field, t};
use rust_decimal::prelude::ToPrimitive;
use shared::kernel::{Lang, Zone};
use shared::platform::views::{Cell, Field, FieldSum, Fields, GroupSums, Sums};

/// What the sheet says; `export` writes it.
pub(super) struct TotalsSheet {
    pub fields: Fields,
    /// Of everything in the file.
    pub whole: Sums,
    /// The field the list is grouped by, with its groups.
    pub groups: Option<(&'static Field, Vec<GroupSums>)>,
}

/// A line: the group, the field, the currency; the sum.
pub(super) type Line = ([String; 3], f64);

impl TotalsSheet {
    /// Whether there is anything the first sheet does not say.
    pub(super) fn is_needed(&self) -> bool {
        self.groups.is_some() || !self.whole.fields.is_empty()
    }

    /// The heads of a line's four columns.
    pub(super) fn heads(lang: Lang) -> [&'static str; 4] {
        [
            k::views::TOTALS_GROUP,
            k::views::TOTALS_FIELD,
            k::views::TOTALS_CURRENCY,
            k::views::TOTALS_SUM,
        ]
        .map(|head| t(lang, head))
    }

    pub(super) fn lines(&self, lang: Lang, zone: &Zone) -> Vec<Line> {
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
        lines.push(([group.to_owned(), records, String::new()], count));
        for sum in &sums.fields {
            for (currency, value) in figures(sum) {
                let field = self.fields.get(&sum.field);
                let name = field.map_or_else(|| sum.field.clone(), |field| list_field(lang, field));
                lines.push(([group.to_owned(), name, currency], value));
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
