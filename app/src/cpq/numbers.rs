//! Numbers as they stand in an input: the language's decimal sign, no grouping, nothing trailing.

use i18n::number_trimmed;
use rust_decimal::Decimal;
use shared::kernel::{Lang, Percent, Quantity, UnitPrice};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_typed_again() {
        for lang in [Lang::En, Lang::Fr] {
            for e4 in [0, 1, 15_000, 12_345_678_900, 99_999] {
                let shown = price(lang, UnitPrice(e4));
                assert_eq!(
                    to_price(lang, &shown),
                    Some(UnitPrice(e4)),
                    "{lang:?} {shown}"
                );
            }
        }
        assert_eq!(price(Lang::Fr, UnitPrice(12_345_000)), "1234,5");
        assert_eq!(to_percent(Lang::Fr, "12,5"), Some(Percent(1_250)));
        assert_eq!(to_percent(Lang::En, ""), Some(Percent::ZERO));
        assert_eq!(to_percent(Lang::En, "101"), None);
        assert_eq!(to_price(Lang::En, "-1"), None);
    }
}
