//! Periods relative to today, and days as a filter writes them.

use crate::kernel::{DaySpan, FiscalCalendar, FiscalPeriod};
use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

/// The words of periods in the order of a menu, without those that carry a number.
pub const PERIODS: &[&str] = &[
    "today",
    "yesterday",
    "tomorrow",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_quarter",
    "last_quarter",
    "next_quarter",
    "this_year",
    "last_year",
    "next_year",
    "this_fiscal_quarter",
    "last_fiscal_quarter",
    "next_fiscal_quarter",
    "this_fiscal_year",
    "last_fiscal_year",
    "next_fiscal_year",
];

/// Most days of `last_7_days` and its like.
const MOST_DAYS: u64 = 3_660;

/// First and last day of what `word` means: one of [`PERIODS`]; `last_7_days` (today and the six
/// days before), `next_30_days` (today and the twenty-nine after); a day `2026-11-23`; a fiscal
/// period `2026`, `2026-Q3`, `2026-M07`. Weeks begin on Monday.
#[must_use]
pub fn span(word: &str, today: NaiveDate, calendar: FiscalCalendar) -> Option<DaySpan> {
    if let Some(span) = relative(word, today, calendar) {
        return Some(span);
    }
    if let Ok(day) = word.parse::<NaiveDate>() {
        return (1..=9999)
            .contains(&day.year())
            .then_some(DaySpan { from: day, to: day });
    }
    let period: FiscalPeriod = word.parse().ok()?;
    Some(calendar.span(period))
}

fn relative(word: &str, today: NaiveDate, calendar: FiscalCalendar) -> Option<DaySpan> {
    let day = |offset: i64| {
        let day = today.checked_add_signed(TimeDelta::days(offset))?;
        Some(DaySpan { from: day, to: day })
    };
    match word {
        "today" => return day(0),
        "yesterday" => return day(-1),
        "tomorrow" => return day(1),
        _ => {}
    }
    let (which, unit) = word.split_once('_')?;
    let by = match which {
        "last" => -1,
        "this" => 0,
        "next" => 1,
        _ => return None,
    };
    let year = FiscalCalendar::default();
    match unit {
        "week" => week(today, by),
        "month" => Some(year.span(year.month_of(today).shift(by))),
        "quarter" => Some(year.span(year.quarter_of(today).shift(by))),
        "year" => Some(year.span(year.year_of(today).shift(by))),
        "fiscal_quarter" => Some(calendar.span(calendar.quarter_of(today).shift(by))),
        "fiscal_year" => Some(calendar.span(calendar.year_of(today).shift(by))),
        _ => counted(unit, today, by),
    }
}

fn week(today: NaiveDate, by: i32) -> Option<DaySpan> {
    let into = i64::from(today.weekday().num_days_from_monday());
    let from = today.checked_add_signed(TimeDelta::days(i64::from(by) * 7 - into))?;
    let to = from.checked_add_days(Days::new(6))?;
    Some(DaySpan { from, to })
}

/// `7_days` after `last_` or `next_`.
fn counted(unit: &str, today: NaiveDate, by: i32) -> Option<DaySpan> {
    let count: u64 = unit.strip_suffix("_days")?.parse().ok()?;
    if !(1..=MOST_DAYS).contains(&count) || by == 0 {
        return None;
    }
    let other = Days::new(count - 1);
    Some(if by < 0 {
        DaySpan {
            from: today.checked_sub_days(other)?,
            to: today,
        }
    } else {
        DaySpan {
            from: today,
            to: today.checked_add_days(other)?,
        }
    })
}

/// The month `2026-11` a group by month stands for.
#[must_use]
pub fn month_span(word: &str) -> Option<DaySpan> {
    let from: NaiveDate = format!("{word}-01").parse().ok()?;
    let to = from
        .checked_add_months(Months::new(1))?
        .checked_sub_days(Days::new(1))?;
    Some(DaySpan { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(word: &str, first_month: u32) -> (String, String) {
        let today = "2026-11-23".parse().unwrap();
        let span = span(word, today, FiscalCalendar::new(first_month).unwrap()).unwrap();
        (span.from.to_string(), span.to.to_string())
    }

    #[test]
    fn words_are_the_days_people_mean() {
        // 23 November 2026 is a Monday.
        for (word, from, to) in [
            ("today", "2026-11-23", "2026-11-23"),
            ("this_week", "2026-11-23", "2026-11-29"),
            ("last_week", "2026-11-16", "2026-11-22"),
            ("next_month", "2026-12-01", "2026-12-31"),
            ("this_quarter", "2026-10-01", "2026-12-31"),
            ("next_quarter", "2027-01-01", "2027-03-31"),
            ("last_year", "2025-01-01", "2025-12-31"),
            ("last_7_days", "2026-11-17", "2026-11-23"),
            ("next_30_days", "2026-11-23", "2026-12-22"),
            ("2026-02-28", "2026-02-28", "2026-02-28"),
        ] {
            assert_eq!(days(word, 1), (from.to_owned(), to.to_owned()), "{word}");
        }
        assert_eq!(days("this_fiscal_quarter", 2).0, "2026-11-01");
        assert_eq!(days("this_fiscal_year", 2).1, "2027-01-31");
        assert_eq!(days("2026-Q1", 2).0, "2026-02-01");
    }

    #[test]
    fn every_word_of_the_menu_is_understood_and_others_are_not() {
        let today = "2024-02-29".parse().unwrap();
        for word in PERIODS {
            let found = span(word, today, FiscalCalendar::default());
            assert!(found.is_some_and(|days| days.from <= days.to), "{word}");
        }
        for word in [
            "",
            "soon",
            "next_0_days",
            "last_99999_days",
            "this_7_days",
            "2026-13-01",
        ] {
            assert_eq!(span(word, today, FiscalCalendar::default()), None, "{word}");
        }
    }
}
