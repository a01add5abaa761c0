//! Spans of days and how much of a period they are.

use crate::cpq::policies::Exact;
use chrono::{Datelike, Months, NaiveDate};

/// Days from `from` until the day before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
}

impl Span {
    /// Days in it; none when it ends before it begins.
    #[must_use]
    pub fn days(self) -> i64 {
        self.to.signed_duration_since(self.from).num_days().max(0)
    }

    /// The days in both; empty when there are none.
    #[must_use]
    pub fn overlap(self, other: Span) -> Span {
        let from = self.from.max(other.from);
        Span {
            from,
            to: self.to.min(other.to).max(from),
        }
    }
}

/// How a part of a period is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayCount {
    /// Days over the days of the period it lies in.
    #[default]
    Actual,
    /// Every month has 30 days.
    Thirty360,
    /// A month begun counts whole.
    MonthsUp,
    /// Only whole months count.
    MonthsDown,
    /// Whole months, and the days left over a month of 365 / 12 days.
    MonthsAndDays,
    /// Days over 365, whatever the year.
    Actual365,
    /// Days over a month of 365 / 12 days, whatever the month; a whole period is whole.
    Actual365Months,
}

/// `date` some months later (earlier when negative), on `day` or the month's last day.
#[must_use]
pub fn add_months(date: NaiveDate, months: i32, day: u32) -> Option<NaiveDate> {
    let first = date.with_day(1)?;
    let month = if months < 0 {
        first.checked_sub_months(Months::new(months.unsigned_abs()))?
    } else {
        first.checked_add_months(Months::new(months.unsigned_abs()))?
    };
    on_day(month, day)
}

/// The given day of the month of `date`, or its last.
#[must_use]
pub fn on_day(date: NaiveDate, day: u32) -> Option<NaiveDate> {
    (28..=day.clamp(1, 31))
        .rev()
        .find_map(|day| date.with_day(day))
        .or_else(|| date.with_day(day.clamp(1, 28)))
}

/// Whole months from `from` to `to`, and the days left.
#[must_use]
pub fn months_and_days(from: NaiveDate, to: NaiveDate) -> Option<(i64, i64)> {
    if to <= from {
        return Some((0, 0));
    }
    let mut months = (to.year() - from.year()) * 12 + i32::try_from(to.month()).ok()?
        - i32::try_from(from.month()).ok()?;
    if add_months(from, months, from.day())? > to {
        months -= 1;
    }
    let reached = add_months(from, months, from.day())?;
    let days = to.signed_duration_since(reached).num_days();
    Some((i64::from(months), days))
}

/// Days of 30/360.
fn days_360(span: Span) -> i64 {
    if span.to <= span.from {
        return 0;
    }
    let start = span.from.day().min(30);
    let end = if start == 30 {
        span.to.day().min(30)
    } else {
        span.to.day()
    };
    i64::from(span.to.year() - span.from.year()) * 360
        + (i64::from(span.to.month()) - i64::from(span.from.month())) * 30
        + i64::from(end)
        - i64::from(start)
}

/// How much of `period` the days of `part` are: 1 for the whole period. Days outside the period
/// do not count. `None` for an empty period.
#[must_use]
pub fn fraction(part: Span, period: Span, count: DayCount) -> Option<Exact> {
    if period.days() == 0 {
        return None;
    }
    let part = part.overlap(period);
    if part.days() == 0 {
        return Some(Exact::ZERO);
    }
    let months = |span: Span, up: bool| {
        let (months, days) = months_and_days(span.from, span.to)?;
        Some(Exact::whole(months + i64::from(up && days > 0)))
    };
    let (counted, whole) = match count {
        DayCount::Actual => (Exact::whole(part.days()), Exact::whole(period.days())),
        DayCount::Actual365 => (Exact::whole(part.days()), Exact::whole(365)),
        DayCount::Thirty360 => (Exact::whole(days_360(part)), Exact::whole(days_360(period))),
        DayCount::MonthsUp => (months(part, true)?, months(period, true)?),
        DayCount::MonthsDown => (months(part, false)?, months(period, true)?),
        DayCount::Actual365Months if part == period => (Exact::ONE, Exact::ONE),
        DayCount::Actual365Months => {
            let counted = Exact::ratio(i128::from(part.days()) * 12, 365);
            (counted, months(period, true)?)
        }
        DayCount::MonthsAndDays => {
            let (full, days) = months_and_days(part.from, part.to)?;
            let left = Exact::whole(days) * Exact::whole(12) / Exact::whole(365);
            (Exact::whole(full) + left, months(period, true)?)
        }
    };
    (counted / whole).checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span {
            from: date(from),
            to: date(to),
        }
    }

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(
            add_months(date("2026-01-31"), 1, 31),
            Some(date("2026-02-28"))
        );
        assert_eq!(
            add_months(date("2026-02-28"), 1, 31),
            Some(date("2026-03-31"))
        );
        assert_eq!(
            add_months(date("2026-03-15"), -13, 15),
            Some(date("2025-02-15"))
        );
        assert_eq!(add_months(date("2026-03-15"), i32::MAX, 15), None);
        assert_eq!(
            months_and_days(date("2017-01-01"), date("2018-01-11")),
            Some((12, 10))
        );
    }

    #[test]
    fn each_day_count_has_its_own_answer() {
        let year = span("2026-01-01", "2027-01-01");
        let part = span("2026-01-01", "2026-02-16");
        let of = |count| fraction(part, year, count).unwrap();
        assert_eq!(of(DayCount::Actual), Exact::ratio(46, 365));
        assert_eq!(of(DayCount::Thirty360), Exact::ratio(45, 360));
        assert_eq!(of(DayCount::MonthsUp), Exact::ratio(2, 12));
        assert_eq!(of(DayCount::MonthsDown), Exact::ratio(1, 12));
        assert_eq!(of(DayCount::Actual365), Exact::ratio(46, 365));
        assert_eq!(of(DayCount::Actual365Months), Exact::ratio(46, 365));
        // Half a leap February, and a whole month that ends where it may.
        let month = span("2028-02-01", "2028-03-01");
        let half = span("2028-02-15", "2028-03-01");
        let of = |part, period| fraction(part, period, DayCount::Actual365Months).unwrap();
        assert_eq!(of(half, month), Exact::ratio(15 * 12, 365));
        let long = span("2027-02-28", "2027-03-31");
        assert_eq!(of(long, long), Exact::ONE);
        assert!(fraction(part, span("2026-01-01", "2026-01-01"), DayCount::Actual).is_none());
    }

    proptest! {
        #[test]
        fn parts_of_a_period_add_up(start in 0_i64..20_000, length in 1_i64..800, cuts in prop::collection::vec(0_i64..800, 0..5), thirty in any::<bool>()) {
            let from = date("1990-01-01") + chrono::Duration::days(start);
            let period = Span { from, to: from + chrono::Duration::days(length) };
            let mut ends: Vec<i64> = cuts.into_iter().map(|cut| cut.min(length)).collect();
            ends.extend([0, length]);
            ends.sort_unstable();
            let mut sum = Exact::ZERO;
            for pair in ends.windows(2) {
                let part = Span { from: from + chrono::Duration::days(pair[0]), to: from + chrono::Duration::days(pair[1]) };
                sum += fraction(part, period, DayCount::Actual).unwrap();
                if thirty {
                    let _ = fraction(part, period, DayCount::Thirty360);
                    let _ = fraction(part, period, DayCount::MonthsAndDays);
                }
            }
            prop_assert_eq!(sum, Exact::ONE);
        }
    }
}
