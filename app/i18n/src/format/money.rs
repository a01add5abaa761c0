//! Money: symbols and places of CLDR 48.

use super::number::{compact, magnitude};
use super::{MINUS, NARROW_NBSP, NBSP};
use rust_decimal::Decimal;
use shared::kernel::{Currency, Lang, Money, UnitPrice};

/// An amount with all decimals of its currency: `€1,234.50`, `1 234,50 €`.
#[must_use]
pub fn money(lang: Lang, value: Money) -> String {
    let (negative, digits) = magnitude(lang, value.to_decimal(), value.currency.decimals());
    with_symbol(lang, value.currency, negative, &digits)
}

/// An amount in short, for cards and totals: `€1.2M`, `1,2 M €`.
#[must_use]
pub fn money_compact(lang: Lang, value: Money) -> String {
    let (negative, digits, unit) = compact(lang, value.to_decimal());
    let digits = match (lang, unit) {
        (_, "") => digits,
        (Lang::En, unit) => format!("{digits}{unit}"),
        (Lang::Fr, unit) => format!("{digits}{NBSP}{unit}"),
    };
    with_symbol(lang, value.currency, negative, &digits)
}

/// An amount without decimals, rounded half away from zero: for tables whose cents say nothing.
#[must_use]
pub fn money_compact_rounded(lang: Lang, value: Money) -> String {
    let (negative, digits) = magnitude(lang, value.to_decimal(), 0);
    with_symbol(lang, value.currency, negative, &digits)
}

/// A price per unit: the decimals of the currency, and up to four when it has more.
#[must_use]
pub fn unit_price(lang: Lang, price: UnitPrice, currency: Currency) -> String {
    let exact: Decimal = price.to_decimal().normalize();
    let decimals = exact.scale().max(currency.decimals());
    let (negative, digits) = magnitude(lang, exact, decimals);
    with_symbol(lang, currency, negative, &digits)
}

/// The sign people of this language know the currency by; its code when there is none.
#[must_use]
pub fn currency_symbol(lang: Lang, currency: Currency) -> String {
    let symbol = match (lang, currency.code()) {
        (_, "EUR") => "€",
        (_, "BRL") => "R$",
        (_, "ILS") => "₪",
        (_, "INR") => "₹",
        (_, "KRW") => "₩",
        (_, "VND") => "₫",
        (_, "XAF") => "FCFA",
        (_, "XOF") => return format!("F{NARROW_NBSP}CFA"),
        (Lang::En, "USD") => "$",
        (Lang::En, "GBP") => "£",
        (Lang::En, "JPY") => "¥",
        (Lang::En, "CNY") => "CN¥",
        (Lang::En, "AUD") => "A$",
        (Lang::En, "CAD") => "CA$",
        (Lang::En, "HKD") => "HK$",
        (Lang::En, "MXN") => "MX$",
        (Lang::En, "NZD") => "NZ$",
        (Lang::En, "TWD") => "NT$",
        (Lang::En, "PHP") => "₱",
        (Lang::En, "XPF") => "CFPF",
        (Lang::Fr, "USD") => "$US",
        (Lang::Fr, "GBP") => "£GB",
        (Lang::Fr, "AUD") => "$AU",
        (Lang::Fr, "CAD") => "$CA",
        (Lang::Fr, "ARS") => "$AR",
        (Lang::Fr, "CLP") => "$CL",
        (Lang::Fr, "COP") => "$CO",
        (Lang::Fr, "MXN") => "$MX",
        (Lang::Fr, "NZD") => "$NZ",
        (Lang::Fr, "LBP") => "£LB",
        (Lang::Fr, "XPF") => "FCFP",
        (_, code) => return code.to_owned(),
    };
    symbol.to_owned()
}

fn with_symbol(lang: Lang, currency: Currency, negative: bool, digits: &str) -> String {
    let sign = if negative {
        MINUS.to_string()
    } else {
        String::new()
    };
    let symbol = currency_symbol(lang, currency);
    match lang {
        // A symbol that ends in a letter (CHF, FCFA) needs a space before the number.
        Lang::En if symbol.ends_with(char::is_alphabetic) => {
            format!("{sign}{symbol}{NBSP}{digits}")
        }
        Lang::En => format!("{sign}{symbol}{digits}"),
        Lang::Fr => format!("{sign}{digits}{NBSP}{symbol}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn the_reference_values() {
        for (value, english, french) in [
            (of(-123_450, "EUR"), "−€1,234.50", "−1_234,50~€"),
            (of(123_450, "USD"), "$1,234.50", "1_234,50~$US"),
            (of(123_450, "GBP"), "£1,234.50", "1_234,50~£GB"),
            (of(123_450, "CHF"), "CHF~1,234.50", "1_234,50~CHF"),
            (of(1_234_500, "TND"), "TND~12,345.00", "1_234,500~TND"),
            (of(1_235, "JPY"), "¥1,235", "1_235~JPY"),
            (of(-1_235, "XOF"), "−F_CFA~1,235", "−1_235~F_CFA"),
            (of(1_235, "XPF"), "CFPF~1,235", "1_235~FCFP"),
        ] {
            let plain = |text: String| text.replace('\u{a0}', "~").replace('\u{202f}', "_");
            if value.currency.code() == "TND" {
                assert_eq!(plain(money(Lang::En, value)), "TND~1,234.500");
            } else {
                assert_eq!(plain(money(Lang::En, value)), english);
            }
            assert_eq!(plain(money(Lang::Fr, value)), french);
        }
    }

    #[test]
    fn totals_in_short() {
        let total = of(123_456_700, "EUR");
        assert_eq!(money_compact(Lang::En, total), "€1.2M");
        assert_eq!(money_compact(Lang::Fr, total), "1,2\u{a0}M\u{a0}€");
        assert_eq!(
            money_compact(Lang::Fr, of(-1_234_500, "EUR")),
            "−12\u{a0}k\u{a0}€"
        );
        assert_eq!(
            money_compact(Lang::En, of(123_456_700, "CHF")),
            "CHF\u{a0}1.2M"
        );
        assert_eq!(
            money_compact_rounded(Lang::En, of(123_456_750, "EUR")),
            "€1,234,568"
        );
    }

    #[test]
    fn unit_prices_keep_their_fractions_of_a_cent() {
        assert_eq!(
            unit_price(Lang::En, UnitPrice(125), Currency::EUR),
            "€0.0125"
        );
        assert_eq!(
            unit_price(Lang::Fr, UnitPrice(125_000), Currency::EUR),
            "12,50\u{a0}€"
        );
    }
}
