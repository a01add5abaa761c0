//! Sizes of files and disks.

use super::{NBSP, number_trimmed};
use rust_decimal::Decimal;
use shared::kernel::Lang;

/// `value` bytes with one decimal at most, in decimal units (SI): `12.4 MB`, `12,4 Mo`.
#[must_use]
pub fn bytes(lang: Lang, value: i64) -> String {
    let units = match lang {
        Lang::En => ["B", "kB", "MB", "GB", "TB"],
        Lang::Fr => ["o", "ko", "Mo", "Go", "To"],
    };
    let thousand = Decimal::from(1000);
    let mut amount = Decimal::from(value.max(0));
    let mut unit = 0;
    // What would be rounded to a thousand is one of the next unit.
    while unit + 1 < units.len() && amount >= Decimal::new(99995, 2) {
        amount /= thousand;
        unit += 1;
    }
    let decimals = if unit == 0 { 0 } else { 1 };
    let name = units.get(unit).copied().unwrap_or_default();
    format!("{}{NBSP}{name}", number_trimmed(lang, amount, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short_in_both_languages() {
        for (value, english, french) in [
            (0, "0\u{a0}B", "0\u{a0}o"),
            (999, "999\u{a0}B", "999\u{a0}o"),
            (1_000, "1\u{a0}kB", "1\u{a0}ko"),
            (999_990, "1\u{a0}MB", "1\u{a0}Mo"),
            (12_400_000, "12.4\u{a0}MB", "12,4\u{a0}Mo"),
            (3_000_000_000_000, "3\u{a0}TB", "3\u{a0}To"),
            (-5, "0\u{a0}B", "0\u{a0}o"),
        ] {
            assert_eq!(bytes(Lang::En, value), english);
            assert_eq!(bytes(Lang::Fr, value), french);
        }
    }
}
