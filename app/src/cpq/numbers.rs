//! Numbers as they stand in an input: the language's decimal sign, no grouping, nothing trailing.

use i18n::number_trimmed;
use rust_decimal::Decimal;
use shared::kernel::{Currency, Lang, Money, Percent, Quantity, UnitPrice};

/// A number to be edited.
#[must_use]
pub fn plain(lang: Lang, value: Decimal) -> String {
    let grouped = |c: char| match lang {
        Lang::En => c == ',',
        Lang::Fr => c.is_whitespace(),
    };
    number_trimmed(lang, value, 4)
        .chars()
        .filter(|c| !grouped(*c))
        .map(|c| if c == '−' { '-' } else { c })
        .collect()
}

/// A quantity to be edited.
#[must_use]
pub fn quantity(lang: Lang, value: Quantity) -> String {
    plain(lang, value.to_decimal())
}

/// A price per unit to be edited.
#[must_use]
pub fn price(lang: Lang, value: UnitPrice) -> String {
    plain(lang, value.to_decimal())
}

/// A percentage to be edited, without its sign.
#[must_use]
pub fn percent(lang: Lang, value: Percent) -> String {
    plain(lang, value.as_decimal())
}

/// What was typed as a quantity.
#[must_use]
pub fn to_quantity(lang: Lang, text: &str) -> Option<Quantity> {
    Quantity::from_decimal(i18n::parse_decimal(lang, text, "quantity").ok()?)
}

/// What was typed as a price; negative prices are none.
#[must_use]
pub fn to_price(lang: Lang, text: &str) -> Option<UnitPrice> {
    UnitPrice::from_decimal(i18n::parse_decimal(lang, text, "price").ok()?)
        .filter(|price| price.0 >= 0)
}

/// What was typed as a percentage from 0 to 100; an empty text is none.
#[must_use]
pub fn to_percent(lang: Lang, text: &str) -> Option<Percent> {
    if text.trim().is_empty() {
        return Some(Percent::ZERO);
    }
    i18n::parse_percent(lang, text, "discount")
        .ok()
        .filter(|percent| (0..=10_000).contains(&percent.0))
}

/// An amount to be edited, without its currency.
#[must_use]
pub fn amount(lang: Lang, minor: i64, currency: Currency) -> String {
    plain(lang, Money::new(minor, currency).to_decimal())
}

/// What was typed as an amount of `currency` that is not below zero.
#[must_use]
pub fn to_amount(lang: Lang, text: &str, currency: Currency) -> Option<i64> {
    i18n::parse_money(lang, text, currency, "discount")
        .ok()
        .filter(|money| money.currency == currency && money.minor >= 0)
        .map(|money| money.minor)
}

/// How a discount is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As a percentage.
    Percent,
    /// As an amount.
    Amount,
    /// As what is to be left: a price per unit, a total.
    Left,
}

impl Way {
    /// Its word in a list of choices.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Way::Percent => "percent",
            Way::Amount => "amount",
            Way::Left => "left",
        }
    }

    /// The way of a word.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "amount" => Way::Amount,
            "left" => Way::Left,
            _ => Way::Percent,
        }
    }
}

/// What was typed as a discount: how, and the text of its number. `10 %` is a percentage, `-50` and
/// `50 EUR` an amount, `=90` what is to be left; a bare number is given the way that is chosen.
#[must_use]
pub fn way_of(text: &str, chosen: Way, currency: Currency) -> (Way, String) {
    let text = text.trim();
    if let Some(number) = text.strip_prefix('=') {
        return (Way::Left, number.trim().to_owned());
    }
    if let Some(number) = text.strip_suffix('%') {
        return (Way::Percent, number.trim().to_owned());
    }
    if let Some(number) = text.strip_prefix(['-', '−', '–']) {
        return (Way::Amount, number.trim().to_owned());
    }
    let is_sign = |c: char| c == '€' || c == '$' || c == '£' || c == '¥';
    let says_currency = text.contains(is_sign)
        || text
            .to_uppercase()
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word == currency.code());
    if says_currency && chosen == Way::Percent {
        return (Way::Amount, text.to_owned());
    }
    (chosen, text.to_owned())
}
