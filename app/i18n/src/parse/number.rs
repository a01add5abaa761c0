//! Numbers, money and percentages as typed or pasted.

use crate::format::currency_symbol;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use shared::kernel::{Currency, Issue, Lang, Money, Percent, Rounding};

/// A number such as `1 234,5`, `1,234.5`, `1'234.50`, `12k`, `1,2 M`, `(300)`.
///
/// Plain, no-break and narrow spaces and apostrophes group digits. When both comma and dot appear the
/// later one is the decimal point. A lone comma is a decimal point in French; in English it groups
/// when three digits follow. A lone dot is always a decimal point (numeric keypads type it).
///
/// # Errors
/// A finding about `field` when the text is empty (`required`) or no number (`not_a_number`).
pub fn parse_decimal(lang: Lang, text: &str, field: &'static str) -> Result<Decimal, Issue> {
    let compact: String = text.chars().filter(|c| !is_grouping(*c)).collect();
    if compact.is_empty() {
        return Err(Issue::error("required", field));
    }
    let refused = || Issue::error("not_a_number", field).with("text", text.trim());
    let (negative, unsigned) = sign(&compact);
    let (digits, factor) = multiplier(unsigned);
    let plain = decimal_point(lang, digits).ok_or_else(refused)?;
    let size: Decimal = plain.parse().map_err(|_| refused())?;
    let value = size.checked_mul(factor).ok_or_else(refused)?;
    Ok(if negative { -value } else { value })
}

/// A whole number.
///
/// # Errors
/// As [`parse_decimal`]; `not_a_whole_number` when it has decimals.
pub fn parse_integer(lang: Lang, text: &str, field: &'static str) -> Result<i64, Issue> {
    let value = parse_decimal(lang, text, field)?;
    if !value.fract().is_zero() {
        return Err(Issue::error("not_a_whole_number", field));
    }
    value
        .to_i64()
        .ok_or_else(|| Issue::error("too_large", field))
}

/// A percentage, with or without its sign; at most two decimals.
///
/// # Errors
/// As [`parse_decimal`]; `too_many_decimals` beyond two.
pub fn parse_percent(lang: Lang, text: &str, field: &'static str) -> Result<Percent, Issue> {
    let value = parse_decimal(lang, text.trim().trim_end_matches('%'), field)?;
    let points = value * Decimal::ONE_HUNDRED;
    if !points.fract().is_zero() {
        return Err(Issue::error("too_many_decimals", field).with("max", 2));
    }
    points
        .to_i32()
        .map(Percent)
        .ok_or_else(|| Issue::error("too_large", field))
}

/// An amount with or without symbol or ISO code on either side; without one it is in `default`.
///
/// # Errors
/// As [`parse_decimal`]; `too_many_decimals` when finer than the currency's minor unit, `too_large`.
pub fn parse_money(
    lang: Lang,
    text: &str,
    default: Currency,
    field: &'static str,
) -> Result<Money, Issue> {
    let (number, currency) = split_currency(text, default);
    let value = parse_decimal(lang, &number, field)?;
    let exact = Rounding::Down.apply(value, currency.decimals());
    if exact != value {
        return Err(Issue::error("too_many_decimals", field).with("max", currency.decimals()));
    }
    Money::from_decimal(value, currency, Rounding::HalfUp)
        .map_err(|_| Issue::error("too_large", field))
}

fn is_grouping(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// A leading minus of any kind, or the bookkeeper's parentheses.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        return (true, inner);
    }
    match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn multiplier(text: &str) -> (&str, Decimal) {
    const UNITS: [(&str, i64); 8] = [
        ("Md", 1_000_000_000),
        ("md", 1_000_000_000),
        ("B", 1_000_000_000),
        ("b", 1_000_000_000),
        ("M", 1_000_000),
        ("m", 1_000_000),
        ("K", 1_000),
        ("k", 1_000),
    ];
    UNITS
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, Decimal::from(*factor))))
        .unwrap_or((text, Decimal::ONE))
}

/// The digits with a dot as the only separator; `None` when the separators make no sense.
fn decimal_point(lang: Lang, digits: &str) -> Option<String> {
    let well_formed = digits.starts_with(|c: char| c.is_ascii_digit() || ",.".contains(c))
        && digits.chars().any(|c| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || ",.".contains(c));
    if !well_formed {
        return None;
    }
    let count = |sign| digits.matches(sign).count();
    let point = match (count(','), count('.')) {
        (0, 0) => None,
        (1, 0) => (lang == Lang::Fr || !groups_in_threes(digits, ',')).then_some(','),
        (0, 1) => Some('.'),
        (_, 0) | (0, _) => None,
        _ => digits.chars().rev().find(|c| ",.".contains(*c)),
    };
    let (whole, fraction) = match point {
        Some(point) => digits.rsplit_once(point)?,
        None => (digits, ""),
    };
    if let Some(group) = whole.chars().find(|c| ",.".contains(*c))
        && (Some(group) == point || !groups_in_threes(whole, group))
    {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    Some(format!(
        "{}.{}",
        if whole.is_empty() { "0" } else { &whole },
        if fraction.is_empty() { "0" } else { fraction }
    ))
}

fn groups_in_threes(digits: &str, separator: char) -> bool {
    let mut groups = digits.split(separator);
    let first = groups.next().unwrap_or_default();
    let digits_only = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    (1..=3).contains(&first.len())
        && first != "0"
        && digits_only(first)
        && groups.all(|group| group.len() == 3 && digits_only(group))
}

/// Takes a symbol or code off either end.
fn split_currency(text: &str, default: Currency) -> (String, Currency) {
    let trimmed =
        text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{202f}');
    for (symbol, currency) in symbols(default) {
        if trimmed.contains(&symbol) {
            // A dollar sign alone keeps the record's own dollar (CAD, AUD …).
            let own = symbol == "$" && default.code().ends_with('D');
            let kept = if own { default } else { currency };
            return (trimmed.replacen(&symbol, "", 1), kept);
        }
    }
    let letters: String = trimmed.chars().filter(char::is_ascii_alphabetic).collect();
    for candidate in [
        letters.get(..3),
        letters
            .len()
            .checked_sub(3)
            .and_then(|at| letters.get(at..)),
    ] {
        if let Some(currency) = candidate.and_then(|code| code.parse::<Currency>().ok())
            && let Some(code) = candidate
        {
            return (trimmed.replacen(code, "", 1), currency);
        }
    }
    (trimmed.to_owned(), default)
}

/// Every sign of either language, longest first ("$US" before "$"), the record's own before others.
fn symbols(default: Currency) -> Vec<(String, Currency)> {
    let mut all: Vec<(String, Currency)> = std::iter::once(default)
        .chain(Currency::all())
        .flat_map(|currency| {
            [Lang::En, Lang::Fr].map(|lang| (currency_symbol(lang, currency), currency))
        })
        .collect();
    all.push(("US$".to_owned(), Currency::USD));
    all.sort_by_key(|(symbol, _)| std::cmp::Reverse(symbol.chars().count()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(lang: Lang, text: &str) -> Result<String, String> {
        parse_decimal(lang, text, "amount")
            .map(|value| value.normalize().to_string())
            .map_err(|issue| issue.code.into_owned())
    }

    #[test]
    fn every_way_to_type_a_number() {
        for text in [
            "1 234,5",
            "1\u{a0}234,5",
            "1\u{202f}234,50",
            "1234,5",
            "1234.5",
            "1.234,5",
            "1,234.5",
            "1'234.5",
            "+1234.5",
        ] {
            assert_eq!(number(Lang::Fr, text).as_deref(), Ok("1234.5"), "fr {text}");
        }
        for text in ["1,234.5", "1234.5", "1 234.5", "1.234,5", "1234,5"] {
            assert_eq!(number(Lang::En, text).as_deref(), Ok("1234.5"), "en {text}");
        }
        assert_eq!(number(Lang::En, "1,234").as_deref(), Ok("1234"));
        assert_eq!(number(Lang::Fr, "1,234").as_deref(), Ok("1.234"));
        assert_eq!(number(Lang::En, "0,125").as_deref(), Ok("0.125"));
        assert_eq!(number(Lang::En, "1,234,567").as_deref(), Ok("1234567"));
        assert_eq!(number(Lang::Fr, "1.234.567").as_deref(), Ok("1234567"));
        assert_eq!(number(Lang::Fr, "−12").as_deref(), Ok("-12"));
        assert_eq!(number(Lang::En, "(300)").as_deref(), Ok("-300"));
        assert_eq!(number(Lang::En, ".5").as_deref(), Ok("0.5"));
        assert_eq!(number(Lang::En, "12k").as_deref(), Ok("12000"));
        assert_eq!(number(Lang::Fr, "1,2 M").as_deref(), Ok("1200000"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "abc",
            "1,2,3",
            "1.2.3",
            "12 €x",
            "--5",
            "1,23,456.7",
            ",",
            "1.234,5,6",
        ] {
            assert_eq!(number(Lang::En, text), Err("not_a_number".into()), "{text}");
        }
        assert_eq!(number(Lang::En, " \u{a0}"), Err("required".into()));
        assert_eq!(
            number(Lang::En, "99999999999999999999999999999999"),
            Err("not_a_number".into())
        );
    }

    #[test]
    fn money_with_symbol_or_code() {
        let of = |lang, text| {
            parse_money(lang, text, Currency::EUR, "amount")
                .map(|m| (m.minor, m.currency.code().to_owned()))
        };
        let is = |minor: i64, code: &str| Ok((minor, code.to_owned()));
        assert_eq!(of(Lang::Fr, "1\u{202f}234,50\u{a0}€"), is(123_450, "EUR"));
        assert_eq!(of(Lang::Fr, "1 234,50 $US"), is(123_450, "USD"));
        assert_eq!(of(Lang::En, "$1,234.50"), is(123_450, "USD"));
        assert_eq!(of(Lang::En, "CHF 12"), is(1_200, "CHF"));
        assert_eq!(of(Lang::En, "12 chf"), is(1_200, "CHF"));
        assert_eq!(of(Lang::En, "12"), is(1_200, "EUR"));
        assert_eq!(of(Lang::Fr, "1,2 M€"), is(120_000_000, "EUR"));
        assert_eq!(of(Lang::En, "-€5"), is(-500, "EUR"));
        assert_eq!(
            parse_money(Lang::En, "¥12.5", Currency::EUR, "amount")
                .unwrap_err()
                .code,
            "too_many_decimals"
        );
        assert_eq!(
            parse_money(Lang::En, "$5", "CAD".parse().unwrap(), "amount")
                .unwrap()
                .currency
                .code(),
            "CAD"
        );
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        for lang in [Lang::En, Lang::Fr] {
            for currency in Currency::all() {
                for minor in [0, 5, -123_456, 987_654_321] {
                    let money = Money::new(minor, currency);
                    let shown = crate::format::money(lang, money);
                    let read = parse_money(lang, &shown, currency, "amount").map(|m| m.minor);
                    assert_eq!(read, Ok(minor), "{lang:?} {shown}");
                }
            }
        }
    }

    #[test]
    fn percentages() {
        assert_eq!(
            parse_percent(Lang::Fr, "12,5 %", "discount"),
            Ok(Percent(1250))
        );
        assert_eq!(
            parse_percent(Lang::En, "12.5%", "discount"),
            Ok(Percent(1250))
        );
        assert_eq!(
            parse_percent(Lang::En, "1.234", "discount")
                .unwrap_err()
                .code,
            "too_many_decimals"
        );
    }
}
