//! Words and formats of the page.

use chrono::NaiveDate;
use i18n::{Key, Lang, k, t, tf};
use rust_decimal::Decimal;
use shared::kernel::{
    Currency, FiscalCalendar, FiscalPeriod, Money, Percent, PeriodKind, UsedRate,
};
use shared::planning::forecast::{Change, Column};

/// The name of a period: `November 2026`, `Q4 2026`, `2026` or `FY 2026–27`.
#[must_use]
pub fn period_name(lang: Lang, calendar: FiscalCalendar, period: FiscalPeriod) -> String {
    let label = calendar.label(period);
    let years = match label.second_year {
        Some(second) => format!("{}–{:02}", label.first_year, second % 100),
        None => label.first_year.to_string(),
    };
    match label.kind {
        PeriodKind::Month => i18n::month_year(lang, calendar.start(period)),
        PeriodKind::Quarter => tf(
            lang,
            k::planning::QUARTER_OF_YEAR,
            &[("n", &label.number), ("year", &years)],
        ),
        PeriodKind::Year => tf(lang, k::planning::FISCAL_YEAR, &[("years", &years)]),
    }
}

/// The head of a column.
#[must_use]
pub fn column_name(lang: Lang, column: Column) -> &'static str {
    Key::by_name(&format!("planning.column.{}", column.code())).map_or("", |key| t(lang, key))
}

/// The name of a step.
#[must_use]
pub fn change_name(lang: Lang, change: Change) -> &'static str {
    Key::by_name(&format!("planning.change.{}", change.code())).map_or("", |key| t(lang, key))
}

/// The name of the waterfall's first bar.
#[must_use]
pub fn opening_name(lang: Lang, since: NaiveDate) -> String {
    let day = i18n::day_in_words(lang, since);
    tf(lang, k::planning::WATERFALL_OPENING, &[("day", &day)])
}

/// An amount without cents.
#[must_use]
pub fn whole(lang: Lang, minor: i64, currency: Currency) -> String {
    i18n::money_compact_rounded(lang, Money::new(minor, currency))
}

/// An amount in short.
#[must_use]
pub fn short(lang: Lang, minor: i64, currency: Currency) -> String {
    i18n::money_compact(lang, Money::new(minor, currency))
}

/// An amount in short with its sign.
#[must_use]
pub fn signed(lang: Lang, minor: i64, currency: Currency) -> String {
    let text = short(lang, minor, currency);
    if minor > 0 { format!("+{text}") } else { text }
}

/// Basis points as whole percents.
#[must_use]
pub fn share(lang: Lang, bp: i64) -> String {
    let whole = (bp + 50).div_euclid(100) * 100;
    i18n::percent(lang, Percent(i32::try_from(whole).unwrap_or(i32::MAX)))
}

/// Basis points as a multiple: 31,500 is `3.2×`.
#[must_use]
pub fn times(lang: Lang, bp: i64) -> String {
    let number = i18n::number(lang, Decimal::new(bp, 4), 1);
    tf(lang, k::planning::COVERAGE_TIMES, &[("n", &number)])
}

/// The rates used, in a row.
#[must_use]
pub fn rates(lang: Lang, rates: &[UsedRate]) -> String {
    let one = |rate: &UsedRate| {
        let number = i18n::number_trimmed(lang, rate.rate, 4);
        tf(
            lang,
            k::planning::RATE_ONE,
            &[("from", &rate.from), ("rate", &number), ("to", &rate.to)],
        )
    };
    rates.iter().map(one).collect::<Vec<_>>().join(", ")
}
