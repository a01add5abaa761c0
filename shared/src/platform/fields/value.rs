//! One value: from what was written to the neutral text that is kept, and to what SQL compares.

use super::book::{DECIMALS, field_name};
use super::{CustomField, FieldKind};
use crate::crm::fields::{check_email, check_website, tidy_line, tidy_website};
use crate::kernel::{Currency, Issue, Money};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Longest text or address, in characters: short enough for an index.
pub const TEXT_LIMIT: usize = 500;
/// Largest number either way: a million million.
const NUMBER_LIMIT: i64 = 1_000_000_000_000;
/// Largest amount either way, in minor units.
const AMOUNT_LIMIT: i64 = 10_000_000_000_000;
/// Years a day may be in.
const YEARS: (i32, i32) = (1900, 2199);

/// A value as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedValue {
    /// Words, an address, the code of an option.
    Words(String),
    /// Ten-thousandths.
    Number(i64),
    /// An amount.
    Money(Money),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
}

/// Reads what was written in the neutral form; `None` for nothing. The value's own text is its
/// `Display`.
///
/// # Errors
/// One finding about the field `custom.<key>`.
pub fn parse_value(field: &CustomField, text: &str) -> Result<Option<TypedValue>, Issue> {
    let text = tidy_line(text);
    if text.is_empty() {
        return Ok(None);
    }
    let about = |issue: Issue| Issue {
        field: Some(Cow::Owned(field_name(&field.key))),
        ..issue
    };
    let value = match field.kind {
        FieldKind::Text => words(text),
        FieldKind::Number => number(&text).map(TypedValue::Number),
        FieldKind::Money => money(&text).map(TypedValue::Money),
        FieldKind::Date => day(&text).map(TypedValue::Day),
        FieldKind::Choice => choice(field, text),
        FieldKind::Link => link(&text),
        FieldKind::Flag => flag(&text),
    };
    value.map(Some).map_err(about)
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn words(text: String) -> Result<TypedValue, Issue> {
    if text.chars().count() > TEXT_LIMIT {
        return Err(Issue::error("too_long", "custom").with("max", TEXT_LIMIT));
    }
    Ok(TypedValue::Words(text))
}

fn decimal(text: &str) -> Result<Decimal, Issue> {
    // As a person writes it elsewhere: `1e3` is no number here.
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || "+-.".contains(c));
    text.parse()
        .ok()
        .filter(|_| plain)
        .ok_or_else(|| Issue::error("not_a_number", "custom").with("text", short(text)))
}

fn number(text: &str) -> Result<i64, Issue> {
    let number = decimal(text)?.normalize();
    if number.scale() > DECIMALS {
        return Err(Issue::error("too_many_decimals", "custom").with("max", DECIMALS));
    }
    if number.abs() > Decimal::from(NUMBER_LIMIT) {
        return Err(Issue::error("too_large", "custom"));
    }
    let scaled = number.checked_mul(Decimal::from(10_i64.pow(DECIMALS)));
    scaled
        .and_then(|scaled| i64::try_from(scaled).ok())
        .ok_or_else(|| Issue::error("too_large", "custom"))
}

fn money(text: &str) -> Result<Money, Issue> {
    let unreadable = || Issue::error("custom_money", "custom").with("text", short(text));
    let (number, code) = text.split_once(['_', ' ']).ok_or_else(unreadable)?;
    let currency: Currency = code
        .parse()
        .map_err(|_| Issue::error("invalid_currency", "custom"))?;
    let number = decimal(number)?.normalize();
    if number.scale() > currency.decimals() {
        return Err(Issue::error("too_many_decimals", "custom").with("max", currency.decimals()));
    }
    let minor = number
        .checked_mul(Decimal::from(10_i64.pow(currency.decimals())))
        .and_then(|minor| i64::try_from(minor).ok())
        .filter(|minor| (-AMOUNT_LIMIT..=AMOUNT_LIMIT).contains(minor))
        .ok_or_else(|| Issue::error("too_large", "custom"))?;
    Ok(Money::new(minor, currency))
}

fn day(text: &str) -> Result<NaiveDate, Issue> {
    let day: NaiveDate = text
        .parse()
        .map_err(|_| Issue::error("not_a_date", "custom").with("text", short(text)))?;
    if (YEARS.0..=YEARS.1).contains(&day.year()) {
        Ok(day)
    } else {
        Err(Issue::error("out_of_range", "custom")
            .with("min", YEARS.0)
            .with("max", YEARS.1))
    }
}

fn choice(field: &CustomField, text: String) -> Result<TypedValue, Issue> {
    if field.options.iter().any(|option| option.code == text) {
        return Ok(TypedValue::Words(text));
    }
    let codes: Vec<&str> = field
        .options
        .iter()
        .map(|option| option.code.as_str())
        .collect();
    Err(Issue::error("not_one_of", "custom").with("values", codes.join(", ")))
}

/// Only these three schemes ever become a link on a page.
fn link(text: &str) -> Result<TypedValue, Issue> {
    let lower = text.to_ascii_lowercase();
    let kept = match lower.strip_prefix("mailto:") {
        Some(_) => {
            let address = text.get("mailto:".len()..).unwrap_or_default().trim();
            check_email(address, "custom").map_or(Ok(()), Err)?;
            if address.is_empty() {
                return Err(Issue::error("invalid_email", "custom"));
            }
            format!("mailto:{address}")
        }
        None => {
            let address = tidy_website(text);
            let blank = address.chars().any(char::is_whitespace);
            if blank || check_website(&address, "custom").is_some() {
                return Err(Issue::error("custom_link", "custom"));
            }
            address
        }
    };
    words(kept)
}

fn flag(text: &str) -> Result<TypedValue, Issue> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Ok(TypedValue::Flag(true)),
        "no" | "false" => Ok(TypedValue::Flag(false)),
        _ => Err(Issue::error("not_one_of", "custom").with("values", "yes, no")),
    }
}

impl std::fmt::Display for TypedValue {
    /// The neutral text, which [`parse_value`] reads back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TypedValue::Words(text) => f.write_str(text),
            TypedValue::Number(scaled) => {
                write!(f, "{}", Decimal::new(*scaled, DECIMALS).normalize())
            }
            TypedValue::Money(money) => {
                write!(f, "{}_{}", money.to_decimal(), money.currency.code())
            }
            TypedValue::Day(day) => write!(f, "{day}"),
            TypedValue::Flag(true) => f.write_str("yes"),
            TypedValue::Flag(false) => f.write_str("no"),
        }
    }
}

/// A kept text as typed by its field, for showing; what the field does not read any more is words.
#[must_use]
pub fn shown_parts(field: &CustomField, kept: &str) -> Option<TypedValue> {
    match parse_value(field, kept) {
        Ok(value) => value,
        Err(_) => Some(TypedValue::Words(kept.to_owned())),
    }
}
