//! Numbers and percentages.

use super::{MINUS, NARROW_NBSP, NBSP};
use rust_decimal::Decimal;
use shared::kernel::{Lang, Percent, Rounding};

/// `value` with exactly `decimals` decimals, rounded half away from zero, digits in groups of three.
#[must_use]
pub fn number(lang: Lang, value: Decimal, decimals: u32) -> String {
    let (negative, text) = magnitude(lang, value, decimals);
    if negative {
        format!("{MINUS}{text}")
    } else {
        text
    }
}

/// `value` with at most `max_decimals` decimals and no zeros at the end.
#[must_use]
pub fn number_trimmed(lang: Lang, value: Decimal, max_decimals: u32) -> String {
    let rounded = Rounding::HalfUp.apply(value, max_decimals).normalize();
    number(lang, rounded, rounded.scale())
}

/// A whole number, digits in groups of three.
#[must_use]
pub fn integer(lang: Lang, value: i64) -> String {
    number(lang, Decimal::from(value), 0)
}

/// A percentage with at most two decimals: `12.5%`, `12,5 %`.
#[must_use]
pub fn percent(lang: Lang, value: Percent) -> String {
    let digits = number_trimmed(lang, value.as_decimal(), 2);
    match lang {
        Lang::En => format!("{digits}%"),
        Lang::Fr => format!("{digits}{NBSP}%"),
    }
}

/// A large number in short: `1.2M`, `1,2 M`.
#[must_use]
pub fn number_compact(lang: Lang, value: Decimal) -> String {
    let (negative, digits, unit) = compact(lang, value);
    let sign = if negative {
        MINUS.to_string()
    } else {
        String::new()
    };
    match (lang, unit) {
        (_, "") => format!("{sign}{digits}"),
        (Lang::En, unit) => format!("{sign}{digits}{unit}"),
        (Lang::Fr, unit) => format!("{sign}{digits}{NBSP}{unit}"),
    }
}

/// Whether the rounded value is below zero, and its digits without a sign.
pub(super) fn magnitude(lang: Lang, value: Decimal, decimals: u32) -> (bool, String) {
    let rounded = Rounding::HalfUp.apply(value, decimals);
    let plain = format!(
        "{:.*}",
        usize::try_from(decimals).unwrap_or(0),
        rounded.abs()
    );
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Fr => (NARROW_NBSP, ','),
    };
    let mut out = String::with_capacity(plain.len() + 8);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    (rounded < Decimal::ZERO, out)
}

/// Sign, two significant digits (or the whole part when longer) and the unit.
pub(super) fn compact(lang: Lang, value: Decimal) -> (bool, String, &'static str) {
    const STEPS: [(i64, &str, &str); 4] = [
        (1_000_000_000_000, "T", "Bn"),
        (1_000_000_000, "B", "Md"),
        (1_000_000, "M", "M"),
        (1_000, "K", "k"),
    ];
    let size = value.abs();
    let negative = value < Decimal::ZERO;
    for (step, english, french) in STEPS {
        let step = Decimal::from(step);
        // 999,950 is already "1M": the step counts as reached when rounding reaches it.
        let reached = Rounding::HalfUp.apply(size / step, 3) >= Decimal::ONE
            || Rounding::HalfUp.apply(size * Decimal::ONE_THOUSAND / step, 0)
                >= Decimal::ONE_THOUSAND;
        if reached {
            let scaled = size / step;
            let decimals = u32::from(Rounding::HalfUp.apply(scaled, 1) < Decimal::TEN);
            let digits = number_trimmed(lang, scaled, decimals);
            let unit = match lang {
                Lang::En => english,
                Lang::Fr => french,
            };
            return (negative, digits, unit);
        }
    }
    let decimals = u32::from(size < Decimal::TEN);
    let digits = number_trimmed(lang, size, decimals);
    (negative && digits != "0", digits, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values() {
        let value = Decimal::new(-1_234_567_891, 3);
        assert_eq!(number(Lang::En, value, 3), "−1,234,567.891");
        assert_eq!(number(Lang::Fr, value, 3), "−1\u{202f}234\u{202f}567,891");
        assert_eq!(percent(Lang::En, Percent(1250)), "12.5%");
        assert_eq!(percent(Lang::Fr, Percent(1250)), "12,5\u{a0}%");
        assert_eq!(percent(Lang::Fr, Percent(10_000)), "100\u{a0}%");
    }

    #[test]
    fn nothing_is_never_minus_nothing() {
        assert_eq!(number(Lang::En, Decimal::new(-4, 1), 0), "0");
    }

    #[test]
    fn short_numbers_round_into_the_next_unit() {
        let of = |n: i64| number_compact(Lang::En, Decimal::from(n));
        assert_eq!(of(999), "999");
        assert_eq!(of(1_000), "1K");
        assert_eq!(of(1_234), "1.2K");
        assert_eq!(of(9_950), "10K");
        assert_eq!(of(999_499), "999K");
        assert_eq!(of(999_999), "1M");
        assert_eq!(of(12_345_678), "12M");
        assert_eq!(of(1_234_567_890), "1.2B");
        assert_eq!(
            number_compact(Lang::Fr, Decimal::from(1_234_567_890)),
            "1,2\u{a0}Md"
        );
    }
}
