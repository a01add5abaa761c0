//! Dates and numbers as people write them. One column is read in one way, decided from all its
//! values: `03/04/2026` alone says nothing, but `13/04/2026` in the same column does.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Order of the parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2026-11-23.
    YearMonthDay,
    /// 23/11/2026.
    DayMonthYear,
    /// 11/23/2026.
    MonthDayYear,
    /// A spreadsheet's serial number: days since 1899-12-30.
    Serial,
}

impl DateOrder {
    /// Every order, the safest first.
    pub const ALL: [DateOrder; 4] = [
        DateOrder::YearMonthDay,
        DateOrder::DayMonthYear,
        DateOrder::MonthDayYear,
        DateOrder::Serial,
    ];

    /// The catalogue key is `import.date_order.<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            DateOrder::YearMonthDay => "year_month_day",
            DateOrder::DayMonthYear => "day_month_year",
            DateOrder::MonthDayYear => "month_day_year",
            DateOrder::Serial => "serial",
        }
    }
}

/// The sign between units and decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// 1,234.56.
    Point,
    /// 1 234,56 or 1.234,56.
    Comma,
}

const MONTHS: [&[&str]; 12] = [
    &["january", "janvier", "jan", "janv"],
    &["february", "fevrier", "feb", "fev", "fevr"],
    &["march", "mars", "mar"],
    &["april", "avril", "apr", "avr"],
    &["may", "mai"],
    &["june", "juin", "jun"],
    &["july", "juillet", "jul", "juil"],
    &["august", "aout", "aug"],
    &["september", "septembre", "sep", "sept"],
    &["october", "octobre", "oct"],
    &["november", "novembre", "nov"],
    &["december", "decembre", "dec"],
];

fn month_named(token: &str) -> Option<u32> {
    let name = super::similar::name_key(token);
    let index = MONTHS
        .iter()
        .position(|names| names.contains(&name.as_str()))?;
    u32::try_from(index + 1).ok()
}

fn full_year(token: &str) -> Option<i32> {
    let year: i32 = token.parse().ok()?;
    match token.len() {
        4 => Some(year),
        // Two digits: 1970 to 2069, as spreadsheets and POSIX do.
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// Reads one date in a given order; a time of day after it is dropped. A month may be a French or
/// English name, and then only the place of the year matters. `None` for anything else, and for
/// years outside 1900–2200.
#[must_use]
pub fn parse_date(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    let date = if order == DateOrder::Serial {
        let days: i64 = text.split(['.', ',']).next()?.parse().ok()?;
        let in_range = (1..=109_600).contains(&days);
        let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        start.checked_add_signed(chrono::Duration::days(in_range.then_some(days)?))?
    } else {
        let mut tokens = date_tokens(text)?;
        let named = tokens.iter().position(|token| month_named(token).is_some());
        let (year, month, day) = match (named, order) {
            (Some(at), _) => {
                let month = month_named(&tokens.remove(at))?;
                let [first, second] = <[String; 2]>::try_from(tokens).ok()?;
                let year_first = first.len() == 4;
                let (year, day) = if year_first {
                    (first, second)
                } else {
                    (second, first)
                };
                (year, month, day)
            }
            (None, order) => {
                let [a, b, c] = <[String; 3]>::try_from(tokens).ok()?;
                let (year, month, day) = match order {
                    DateOrder::DayMonthYear => (c, b, a),
                    DateOrder::MonthDayYear => (c, a, b),
                    _ => (a, b, c),
                };
                if order == DateOrder::YearMonthDay && year.len() != 4 {
                    return None;
                }
                let short = month.len() <= 2;
                (year, short.then(|| month.parse().ok()).flatten()?, day)
            }
        };
        if day.len() > 2 {
            return None;
        }
        NaiveDate::from_ymd_opt(full_year(&year)?, month, day.parse().ok()?)?
    };
    (1900..=2200)
        .contains(&chrono::Datelike::year(&date))
        .then_some(date)
}

/// The three parts of a date; `20261123` is cut; `2026-11-23T10:00:00Z` loses its time.
fn date_tokens(text: &str) -> Option<Vec<String>> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(vec![
            text.get(..4)?.to_owned(),
            text.get(4..6)?.to_owned(),
            text.get(6..)?.to_owned(),
        ]);
    }
    let time_at = text.find(':').map(|colon| {
        let before = text.get(..colon).unwrap_or("");
        before.rfind([' ', 'T']).unwrap_or(0)
    });
    let text = time_at.and_then(|at| text.get(..at)).unwrap_or(text);
    let tokens: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|token| !matches!(*token, "" | "de" | "of"))
        .map(|token| {
            let bare = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            // "3rd", "1er": a day with its ending.
            if !bare.is_empty() && bare.len() <= 2 {
                bare.to_owned()
            } else {
                token.to_owned()
            }
        })
        .collect();
    (tokens.len() == 3).then_some(tokens)
}

/// Whether a text is a date in some order (a bare number is not).
#[must_use]
pub fn is_date(text: &str) -> bool {
    let written = DateOrder::ALL
        .into_iter()
        .filter(|order| *order != DateOrder::Serial);
    written
        .into_iter()
        .any(|order| parse_date(text, order).is_some())
}

/// How a column's dates are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateGuess {
    /// The order that reads the most values.
    pub order: DateOrder,
    /// Whether day and month could be exchanged in every value: a person should look.
    pub ambiguous: bool,
    /// Values this order reads.
    pub read: usize,
}

/// Chooses the order that reads the most of a column; of equals day before month, as everywhere
/// but in the United States, and says when the choice was a coin's toss.
pub fn guess_dates<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> DateGuess {
    let count = |order| {
        cells
            .clone()
            .filter(|cell| parse_date(cell, order).is_some())
            .count()
    };
    let mut best = DateGuess {
        order: DateOrder::YearMonthDay,
        ambiguous: false,
        read: 0,
    };
    for order in DateOrder::ALL {
        let read = count(order);
        if read > best.read {
            best = DateGuess {
                order,
                ambiguous: false,
                read,
            };
        }
    }
    if best.order == DateOrder::DayMonthYear && best.read > 0 {
        let differ = cells.clone().any(|cell| {
            parse_date(cell, DateOrder::DayMonthYear) != parse_date(cell, DateOrder::MonthDayYear)
        });
        best.ambiguous = differ && count(DateOrder::MonthDayYear) == best.read;
    }
    best
}

/// What is left of a number without currency, spaces, per cent and grouping apostrophes; and
/// whether it is negative.
fn bare_number(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    let parentheses = text.starts_with('(') && text.ends_with(')');
    let mut letters = String::new();
    let mut bare = String::new();
    let mut minus = parentheses;
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => bare.push(c),
            '-' | '−' => {
                // A sign stands before or after the digits, never among them, and only once.
                if minus || (!bare.is_empty() && !text.ends_with(c)) {
                    return None;
                }
                minus = true;
            }
            '+' if bare.is_empty() => {}
            '(' | ')' if parentheses => {}
            '\'' | '’' | '_' | '%' | '€' | '$' | '£' | '¥' => {}
            c if c.is_whitespace() => {}
            c if c.is_ascii_alphabetic() => letters.push(c),
            _ => return None,
        }
    }
    let is_currency = letters.is_empty() || letters.parse::<crate::kernel::Currency>().is_ok();
    let has_digit = bare.bytes().any(|b| b.is_ascii_digit());
    (is_currency && has_digit).then_some((bare, minus))
}

/// Which mark a single number proves: `Some(None)` when it is a number but could be either.
#[must_use]
pub fn number_evidence(text: &str) -> Option<Option<DecimalMark>> {
    let (bare, _) = bare_number(text)?;
    let (points, commas) = (bare.matches('.').count(), bare.matches(',').count());
    let last = bare.rfind(['.', ',']);
    let decimals = last.map_or(0, |at| bare.len() - at - 1);
    let mark = match (points, commas) {
        (0, 0) => None,
        (_, 0) if points > 1 => Some(DecimalMark::Comma),
        (0, _) if commas > 1 => Some(DecimalMark::Point),
        (1, 0) | (0, 1) if decimals == 3 => None,
        (_, 0) => Some(DecimalMark::Point),
        (0, _) => Some(DecimalMark::Comma),
        _ if bare.rfind('.') > bare.rfind(',') => Some(DecimalMark::Point),
        _ => Some(DecimalMark::Comma),
    };
    let sound = match mark {
        Some(DecimalMark::Point) => points <= 1,
        Some(DecimalMark::Comma) => commas <= 1,
        None => true,
    };
    sound.then_some(mark)
}

/// The mark most numbers of a column prove; `otherwise` when none proves any.
pub fn guess_mark<'c>(cells: impl Iterator<Item = &'c str>, otherwise: DecimalMark) -> DecimalMark {
    let (mut points, mut commas) = (0, 0);
    for cell in cells {
        match number_evidence(cell).flatten() {
            Some(DecimalMark::Point) => points += 1,
            Some(DecimalMark::Comma) => commas += 1,
            None => {}
        }
    }
    match points.cmp(&commas) {
        std::cmp::Ordering::Greater => DecimalMark::Point,
        std::cmp::Ordering::Less => DecimalMark::Comma,
        std::cmp::Ordering::Equal => otherwise,
    }
}

/// Reads a number: exact, with its currency sign, code, per cent or spaces ignored; parentheses are
/// a minus. Groups must be of three digits. `None` for anything else.
#[must_use]
pub fn parse_number(text: &str, mark: DecimalMark) -> Option<Decimal> {
    let (bare, minus) = bare_number(text)?;
    let (decimal, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = match bare.split_once(decimal) {
        Some((whole, fraction)) => (whole, fraction),
        None => (bare.as_str(), ""),
    };
    if fraction.contains(['.', ',']) {
        return None;
    }
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or("");
    let grouped: Vec<&str> = groups.collect();
    let sound =
        grouped.iter().all(|part| part.len() == 3) && (grouped.is_empty() || first.len() <= 3);
    if !sound || (!grouped.is_empty() && first.is_empty()) {
        return None;
    }
    let digits = format!("{first}{}.{fraction}", grouped.concat());
    let digits = digits.trim_end_matches('.');
    let digits = if digits.starts_with('.') {
        format!("0{digits}")
    } else {
        digits.to_owned()
    };
    let value: Decimal = digits.parse().ok()?;
    Some(if minus { -value } else { value })
}

/// Whether a text has the shape of an e-mail address: one `@`, a dot in the domain, no spaces, at
/// most 254 characters (RFC 5321). Real proof is a mail that arrives.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let sound = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(sound)
        && domain
            .chars()
            .all(|c| c.is_alphanumeric() || c == '.' || c == '-')
        && domain.split('.').count() >= 2
        && domain.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn dates_as_people_write_them() {
        use DateOrder::*;
        for (text, order) in [
            ("2026-11-03", YearMonthDay),
            ("2026/11/03", YearMonthDay),
            ("20261103", YearMonthDay),
            ("2026-11-03T23:59:00Z", YearMonthDay),
            ("03/11/2026", DayMonthYear),
            ("3.11.26", DayMonthYear),
            ("03-11-2026 14:30", DayMonthYear),
            ("3 novembre 2026", DayMonthYear),
            ("3 nov. 2026", DayMonthYear),
            ("November 3rd, 2026", MonthDayYear),
            ("11/3/2026", MonthDayYear),
            ("46329", Serial),
        ] {
            assert_eq!(parse_date(text, order), Some(day(2026, 11, 3)), "{text}");
        }
        assert_eq!(
            parse_date("1er août 2026", DayMonthYear),
            Some(day(2026, 8, 1))
        );
        for text in [
            "",
            "31/02/2026",
            "2026-13-01",
            "tomorrow",
            "0003-01-01",
            "1/2",
            "99999999999",
        ] {
            for order in DateOrder::ALL {
                assert_eq!(parse_date(text, order), None, "{text}");
            }
        }
    }

    #[test]
    fn a_column_decides_its_order() {
        let guess = guess_dates(["03/04/2026", "13/04/2026"].into_iter());
        assert_eq!(
            (guess.order, guess.ambiguous),
            (DateOrder::DayMonthYear, false)
        );
        let guess = guess_dates(["03/04/2026", "04/13/2026"].into_iter());
        assert_eq!(
            (guess.order, guess.ambiguous),
            (DateOrder::MonthDayYear, false)
        );
        let guess = guess_dates(["03/04/2026", "05/04/2026"].into_iter());
        assert_eq!(
            (guess.order, guess.ambiguous),
            (DateOrder::DayMonthYear, true)
        );
        assert!(!guess_dates(["04/04/2026"].into_iter()).ambiguous);
    }

    #[test]
    fn numbers_in_both_conventions() {
        use DecimalMark::*;
        let value = Decimal::new(123_456, 2);
        for (text, mark) in [
            ("1234.56", Point),
            ("1,234.56", Point),
            ("$1,234.56", Point),
            ("1'234.56 CHF", Point),
            ("1234,56", Comma),
            ("1 234,56 €", Comma),
            ("1\u{202f}234,56", Comma),
            ("1.234,56", Comma),
        ] {
            assert_eq!(parse_number(text, mark), Some(value), "{text}");
            assert_eq!(number_evidence(text), Some(Some(mark)), "{text}");
        }
        assert_eq!(parse_number("(12)", Point), Some(Decimal::from(-12)));
        assert_eq!(parse_number("-0,5 %", Comma), Some(Decimal::new(-5, 1)));
        for text in ["", "abc", "1,23,4", "12-34", "1.2.3", "12 apples"] {
            assert_eq!(parse_number(text, Point), None, "{text}");
        }
        assert_eq!(guess_mark(["1,234", "12,5"].into_iter(), Point), Comma);
        assert_eq!(guess_mark(["1,234"].into_iter(), Comma), Comma);
    }

    #[test]
    fn addresses() {
        for good in ["a@b.fr", "jean.dupont+crm@sous.exemple.fr"] {
            assert!(is_email(good));
        }
        for bad in [
            "a@b",
            "@b.fr",
            "a b@c.fr",
            "a@b@c.fr",
            "a@.fr",
            "=cmd@x.y,z",
            "a@b..fr",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not(text in ".{0,50}") {
            for order in DateOrder::ALL {
                let _ = parse_date(&text, order);
            }
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                let _ = parse_number(&text, mark);
            }
            let _ = is_email(&text);
        }

        #[test]
        fn written_dates_come_back(days in 0_i64..80_000) {
            let date = day(1950, 1, 1) + chrono::Duration::days(days);
            for (format, order) in [("%Y-%m-%d", DateOrder::YearMonthDay), ("%d/%m/%Y", DateOrder::DayMonthYear), ("%m/%d/%Y", DateOrder::MonthDayYear), ("%d %B %Y", DateOrder::DayMonthYear)] {
                prop_assert_eq!(parse_date(&date.format(format).to_string(), order), Some(date));
            }
        }

        #[test]
        fn written_numbers_come_back(minor in -10_000_000_000_i64..10_000_000_000) {
            let value = Decimal::new(minor, 2);
            prop_assert_eq!(parse_number(&value.to_string(), DecimalMark::Point), Some(value));
            prop_assert_eq!(parse_number(&value.to_string().replace('.', ","), DecimalMark::Comma), Some(value));
        }
    }
}
