//! Plural categories. Source: CLDR 48, plural rules of `en` and `fr`.

use rust_decimal::Decimal;
use shared::kernel::Lang;

/// A form a counted word takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluralCategory {
    /// 1 in English; 0, 1 and 1.5 in French.
    One,
    /// A whole number of millions in French: « 1 million de clients ».
    Many,
    /// The rest.
    Other,
}

/// The category of a whole number.
#[must_use]
pub fn plural_category(lang: Lang, n: i64) -> PluralCategory {
    let magnitude = n.unsigned_abs();
    match lang {
        Lang::En if magnitude == 1 => PluralCategory::One,
        Lang::Fr if magnitude <= 1 => PluralCategory::One,
        Lang::Fr if magnitude.is_multiple_of(1_000_000) => PluralCategory::Many,
        _ => PluralCategory::Other,
    }
}

/// The category of a number as it is shown: in English `1.0` is not singular, in French all below
/// two is.
#[must_use]
pub fn plural_category_of(lang: Lang, value: Decimal) -> PluralCategory {
    match lang {
        Lang::En if value.scale() > 0 => PluralCategory::Other,
        Lang::Fr if value.abs() < Decimal::TWO => PluralCategory::One,
        _ if value.scale() > 0 => PluralCategory::Other,
        _ => plural_category(lang, i64::try_from(value).unwrap_or(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_categories_of_cldr() {
        use PluralCategory as P;
        let half = Decimal::new(15, 1);
        let of = |lang| {
            [
                plural_category(lang, 0),
                plural_category(lang, 1),
                plural_category_of(lang, half),
                plural_category(lang, 2),
                plural_category(lang, 1_000_000),
            ]
        };
        assert_eq!(of(Lang::Fr), [P::One, P::One, P::One, P::Other, P::Many]);
        assert_eq!(
            of(Lang::En),
            [P::Other, P::One, P::Other, P::Other, P::Other]
        );
    }
}
