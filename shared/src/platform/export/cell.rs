//! One value of an export: as a database keeps it, as JSON, as a cell of a CSV file.

use crate::kernel::{Currency, Instant, coded};
use crate::platform::imports::bad_rows::neutralised;
use chrono::SecondsFormat;
use rust_decimal::Decimal;
use serde_json::Value;
use std::borrow::Cow;

coded! {
    /// What a column of an export holds; the words stand in `schema.json`.
    ColumnKind {
        /// The id of a record: a UUID.
        Id = "uuid",
        /// A text.
        Text = "text",
        /// Something with parts, as JSON.
        Json = "json",
        /// A moment: ISO 8601 in UTC.
        Instant = "instant",
        /// A day: ISO 8601.
        Date = "date",
        /// True or false.
        Flag = "boolean",
        /// A whole number.
        Integer = "integer",
        /// An amount in major units, with the decimals of its currency.
        Money = "money",
        /// A unit price or a quantity, exact to four decimals.
        Decimal4 = "decimal4",
        /// A rate of exchange, exact to eight decimals.
        Decimal8 = "decimal8",
        /// A percentage: 12.5 is twelve and a half of a hundred.
        Percent = "percent",
        /// The path of a file in the export.
        File = "file",
    }
}

impl ColumnKind {
    /// The value as a text, from what the database keeps; what is not of this kind stays as it is.
    #[must_use]
    pub fn text(self, kept: &str, currency: Option<Currency>) -> String {
        let number = || kept.trim().parse::<i64>().ok();
        let scaled = |decimals| number().map(|number| Decimal::new(number, decimals));
        let read = match self {
            ColumnKind::Instant => number().map(|ms| {
                let at = Instant(ms).to_utc();
                at.to_rfc3339_opts(SecondsFormat::Millis, true)
            }),
            ColumnKind::Money => {
                let decimals = currency.map_or(2, |currency| currency.decimals());
                scaled(decimals).map(|amount| amount.to_string())
            }
            ColumnKind::Decimal4 => scaled(4).map(|value| value.normalize().to_string()),
            ColumnKind::Decimal8 => scaled(8).map(|value| value.normalize().to_string()),
            ColumnKind::Percent => scaled(2).map(|value| value.normalize().to_string()),
            ColumnKind::Id => uuid::Uuid::try_parse(kept).ok().map(|id| id.to_string()),
            ColumnKind::Flag => match kept {
                "1" | "true" | "t" => Some("true".to_owned()),
                "0" | "false" | "f" => Some("false".to_owned()),
                _ => None,
            },
            ColumnKind::Text
            | ColumnKind::Json
            | ColumnKind::Date
            | ColumnKind::Integer
            | ColumnKind::File => None,
        };
        read.unwrap_or_else(|| kept.to_owned())
    }

    /// The value in JSON. Decimals are texts, which no reader rounds.
    #[must_use]
    pub fn json(self, kept: Option<&str>, currency: Option<Currency>) -> Value {
        let Some(kept) = kept else {
            return Value::Null;
        };
        let text = self.text(kept, currency);
        match self {
            ColumnKind::Integer => text.parse::<i64>().map_or(Value::String(text), Value::from),
            ColumnKind::Flag => text
                .parse::<bool>()
                .map_or(Value::String(text), Value::from),
            ColumnKind::Json => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            _ => Value::String(text),
        }
    }

    /// The value in a cell of a CSV file; nothing is an empty cell.
    #[must_use]
    pub fn cell(self, kept: Option<&str>, currency: Option<Currency>) -> String {
        let Some(kept) = kept else {
            return String::new();
        };
        let text = self.text(kept, currency);
        match self {
            // Whoever writes texts could write a formula; a negative number is none.
            ColumnKind::Text | ColumnKind::Json | ColumnKind::File => guarded(&text).into_owned(),
            _ => text,
        }
    }
}

/// A cell no spreadsheet takes for a formula: one that could be has an apostrophe before it, and so has one that
/// begins with an apostrophe, so that [`unguarded`] gives every text back.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Owned(neutralised(text))
}

/// The text of a guarded cell.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_exact_and_of_their_kind() {
        let eur = Some(Currency::EUR);
        let jpy = Some(Currency::JPY);
        for (kind, kept, currency, text) in [
            (ColumnKind::Money, "120050", eur, "1200.50"),
            (ColumnKind::Money, "-5", eur, "-0.05"),
            (ColumnKind::Money, "1200", jpy, "1200"),
            (ColumnKind::Decimal4, "15000", None, "1.5"),
            (ColumnKind::Decimal8, "108450000", None, "1.0845"),
            (ColumnKind::Percent, "1250", None, "12.5"),
            (
                ColumnKind::Instant,
                "1795424400000",
                None,
                "2026-11-23T09:00:00.000Z",
            ),
            (ColumnKind::Flag, "1", None, "true"),
            (ColumnKind::Flag, "false", None, "false"),
            (
                ColumnKind::Id,
                "0123456789abcdef0123456789abcdef",
                None,
                "01234567-89ab-cdef-0123-456789abcdef",
            ),
            (ColumnKind::Date, "2026-11-23", None, "2026-11-23"),
            (ColumnKind::Integer, "-7", None, "-7"),
            (ColumnKind::Instant, "soon", None, "soon"),
        ] {
            assert_eq!(kind.text(kept, currency), text, "{kind:?} {kept}");
        }
    }

    #[test]
    fn json_has_numbers_truth_and_parts() {
        assert_eq!(ColumnKind::Integer.json(Some("7"), None), Value::from(7));
        assert_eq!(ColumnKind::Flag.json(Some("0"), None), Value::from(false));
        assert_eq!(ColumnKind::Text.json(None, None), Value::Null);
        let parts = ColumnKind::Json.json(Some("{\"a\":[1]}"), None);
        assert_eq!(parts["a"][0], Value::from(1));
        let broken = ColumnKind::Json.json(Some("{"), None);
        assert_eq!(broken, Value::from("{"));
        let amount = ColumnKind::Money.json(Some("100"), Some(Currency::EUR));
        assert_eq!(amount, Value::from("1.00"));
    }

    #[test]
    fn a_negative_amount_is_no_formula_and_a_text_may_be_one() {
        let money = ColumnKind::Money.cell(Some("-100"), Some(Currency::EUR));
        assert_eq!(money, "-1.00");
        assert_eq!(ColumnKind::Text.cell(Some("=1+1"), None), "'=1+1");
        assert_eq!(ColumnKind::Text.cell(None, None), "");
    }

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_cell(text in "['=+@\\-\t]{0,3}\\PC{0,12}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
