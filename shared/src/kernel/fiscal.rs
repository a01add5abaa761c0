//! The company's fiscal calendar: years that begin on the first day of any month, their quarters
//! and months. A fiscal year is numbered by the calendar year it *begins* in; a page shows both
//! calendar years when it spans two, so nobody has to know that convention.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// When the fiscal year begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct FiscalCalendar {
    first_month: u32,
}

impl Default for FiscalCalendar {
    /// The calendar year.
    fn default() -> Self {
        Self { first_month: 1 }
    }
}

impl FiscalCalendar {
    /// Years that begin on the first of `first_month` (1 is January); `None` outside 1–12.
    #[must_use]
    pub const fn new(first_month: u32) -> Option<Self> {
        if first_month >= 1 && first_month <= 12 {
            Some(Self { first_month })
        } else {
            None
        }
    }

    /// The month the year begins with, 1–12.
    #[must_use]
    pub const fn first_month(self) -> u32 {
        self.first_month
    }

    /// The fiscal year `day` lies in.
    #[must_use]
    pub fn year_of(self, day: NaiveDate) -> FiscalPeriod {
        FiscalPeriod::Year {
            year: self.start_year(day),
        }
    }

    /// The fiscal quarter `day` lies in.
    #[must_use]
    pub fn quarter_of(self, day: NaiveDate) -> FiscalPeriod {
        FiscalPeriod::Quarter {
            year: self.start_year(day),
            quarter: self.month_index(day) / 3 + 1,
        }
    }

    /// The fiscal month `day` lies in.
    #[must_use]
    pub fn month_of(self, day: NaiveDate) -> FiscalPeriod {
        FiscalPeriod::Month {
            year: self.start_year(day),
            month: self.month_index(day) + 1,
        }
    }

    /// First day of `period`.
    #[must_use]
    pub fn start(self, period: FiscalPeriod) -> NaiveDate {
        let (year, months) = match period {
            FiscalPeriod::Year { year } => (year, 0),
            FiscalPeriod::Quarter { year, quarter } => (year, (quarter - 1) * 3),
            FiscalPeriod::Month { year, month } => (year, month - 1),
        };
        NaiveDate::from_ymd_opt(year, self.first_month, 1)
            .and_then(|first| first.checked_add_months(Months::new(months)))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Last day of `period`.
    #[must_use]
    pub fn end(self, period: FiscalPeriod) -> NaiveDate {
        self.start(period)
            .checked_add_months(Months::new(period.months()))
            .and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(NaiveDate::MAX)
    }

    /// First and last day of `period`.
    #[must_use]
    pub fn span(self, period: FiscalPeriod) -> DaySpan {
        DaySpan {
            from: self.start(period),
            to: self.end(period),
        }
    }

    /// What a page needs to name `period` in any language.
    #[must_use]
    pub fn label(self, period: FiscalPeriod) -> PeriodLabel {
        let start = self.start(period);
        let year = period.year();
        PeriodLabel {
            kind: period.kind(),
            number: period.number(),
            first_year: year,
            second_year: (self.first_month > 1).then_some(year + 1),
            calendar_year: start.year(),
            calendar_month: start.month(),
        }
    }

    /// The quarters of `period`: itself, the four of a year, or the one a month lies in.
    #[must_use]
    pub fn quarters(self, period: FiscalPeriod) -> Vec<FiscalPeriod> {
        match period {
            FiscalPeriod::Year { year } => (1..=4)
                .map(|quarter| FiscalPeriod::Quarter { year, quarter })
                .collect(),
            FiscalPeriod::Quarter { .. } => vec![period],
            FiscalPeriod::Month { year, month } => vec![FiscalPeriod::Quarter {
                year,
                quarter: (month - 1) / 3 + 1,
            }],
        }
    }

    fn month_index(self, day: NaiveDate) -> u32 {
        (day.month() + 12 - self.first_month) % 12
    }

    fn start_year(self, day: NaiveDate) -> i32 {
        if day.month() < self.first_month {
            day.year() - 1
        } else {
            day.year()
        }
    }
}

impl TryFrom<u32> for FiscalCalendar {
    type Error = &'static str;
    fn try_from(value: u32) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("a month is 1 to 12")
    }
}
impl From<FiscalCalendar> for u32 {
    fn from(value: FiscalCalendar) -> Self {
        value.first_month
    }
}

/// Days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DaySpan {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DaySpan {
    /// Whether `day` lies in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Number of days, both ends included.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }
}

/// The three lengths of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PeriodKind {
    /// Twelve months.
    Year,
    /// Three months.
    Quarter,
    /// One month.
    Month,
}

/// A fiscal year, quarter or month. In addresses and messages it is written `2026`, `2026-Q3` or
/// `2026-M07`, where quarter and month are counted from the beginning of the fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FiscalPeriod {
    /// A whole fiscal year.
    Year {
        /// The calendar year it begins in.
        year: i32,
    },
    /// A quarter of a fiscal year.
    Quarter {
        /// The calendar year its fiscal year begins in.
        year: i32,
        /// 1 to 4.
        quarter: u32,
    },
    /// A month of a fiscal year.
    Month {
        /// The calendar year its fiscal year begins in.
        year: i32,
        /// 1 to 12, counted from the beginning of the fiscal year.
        month: u32,
    },
}

impl FiscalPeriod {
    /// Its length.
    #[must_use]
    pub const fn kind(self) -> PeriodKind {
        match self {
            FiscalPeriod::Year { .. } => PeriodKind::Year,
            FiscalPeriod::Quarter { .. } => PeriodKind::Quarter,
            FiscalPeriod::Month { .. } => PeriodKind::Month,
        }
    }

    /// The calendar year its fiscal year begins in.
    #[must_use]
    pub const fn year(self) -> i32 {
        match self {
            FiscalPeriod::Year { year }
            | FiscalPeriod::Quarter { year, .. }
            | FiscalPeriod::Month { year, .. } => year,
        }
    }

    /// The period right after it, of the same length.
    #[must_use]
    pub const fn next(self) -> Self {
        self.shift(1)
    }

    /// The period right before it, of the same length.
    #[must_use]
    pub const fn previous(self) -> Self {
        self.shift(-1)
    }

    /// The period `by` periods later (earlier when negative), of the same length.
    #[must_use]
    pub const fn shift(self, by: i32) -> Self {
        match self {
            FiscalPeriod::Year { year } => FiscalPeriod::Year { year: year + by },
            FiscalPeriod::Quarter { year, quarter } => {
                let index = year * 4 + quarter as i32 - 1 + by;
                FiscalPeriod::Quarter {
                    year: index.div_euclid(4),
                    quarter: index.rem_euclid(4) as u32 + 1,
                }
            }
            FiscalPeriod::Month { year, month } => {
                let index = year * 12 + month as i32 - 1 + by;
                FiscalPeriod::Month {
                    year: index.div_euclid(12),
                    month: index.rem_euclid(12) as u32 + 1,
                }
            }
        }
    }

    /// `count` periods of the same length, beginning with this one.
    pub fn iter(self, count: u32) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |period| Some(period.next())).take(count as usize)
    }

    const fn months(self) -> u32 {
        match self {
            FiscalPeriod::Year { .. } => 12,
            FiscalPeriod::Quarter { .. } => 3,
            FiscalPeriod::Month { .. } => 1,
        }
    }

    const fn number(self) -> u32 {
        match self {
            FiscalPeriod::Year { .. } => 1,
            FiscalPeriod::Quarter { quarter, .. } => quarter,
            FiscalPeriod::Month { month, .. } => month,
        }
    }
}

impl fmt::Display for FiscalPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FiscalPeriod::Year { year } => write!(f, "{year}"),
            FiscalPeriod::Quarter { year, quarter } => write!(f, "{year}-Q{quarter}"),
            FiscalPeriod::Month { year, month } => write!(f, "{year}-M{month:02}"),
        }
    }
}

/// A text that is no fiscal period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a fiscal period such as 2026, 2026-Q3 or 2026-M07")]
pub struct NotAPeriod(pub String);

impl FromStr for FiscalPeriod {
    type Err = NotAPeriod;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotAPeriod(text.chars().take(20).collect());
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        let year: i32 = year.parse().map_err(|_| bad())?;
        if !(1900..=2999).contains(&year) {
            return Err(bad());
        }
        let number = |digits: &str, most: u32| {
            digits
                .parse::<u32>()
                .ok()
                .filter(|value| (1..=most).contains(value))
                .ok_or_else(bad)
        };
        match part.map(|part| (part.get(..1), part.get(1..).unwrap_or_default())) {
            None => Ok(FiscalPeriod::Year { year }),
            Some((Some("Q"), digits)) => Ok(FiscalPeriod::Quarter {
                year,
                quarter: number(digits, 4)?,
            }),
            Some((Some("M"), digits)) => Ok(FiscalPeriod::Month {
                year,
                month: number(digits, 12)?,
            }),
            Some(_) => Err(bad()),
        }
    }
}
impl TryFrom<String> for FiscalPeriod {
    type Error = NotAPeriod;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
impl From<FiscalPeriod> for String {
    fn from(value: FiscalPeriod) -> Self {
        value.to_string()
    }
}

/// The parts of a period's name, for the catalogue to put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodLabel {
    /// Its length.
    pub kind: PeriodKind,
    /// Number within the fiscal year: 1 for a year, 1–4 for a quarter, 1–12 for a month.
    pub number: u32,
    /// The calendar year the fiscal year begins in.
    pub first_year: i32,
    /// The calendar year it ends in, when that is another one.
    pub second_year: Option<i32>,
    /// The calendar year of the period's first day.
    pub calendar_year: i32,
    /// The calendar month of the period's first day, 1–12.
    pub calendar_month: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_from_october_crosses_the_new_year() {
        let calendar = FiscalCalendar::new(10).unwrap();
        let quarter = calendar.quarter_of(day("2027-01-01"));
        assert_eq!(
            quarter,
            FiscalPeriod::Quarter {
                year: 2026,
                quarter: 2
            }
        );
        assert_eq!(calendar.start(quarter), day("2027-01-01"));
        assert_eq!(calendar.end(quarter), day("2027-03-31"));
        assert_eq!(
            calendar.quarter_of(day("2026-09-30")).to_string(),
            "2025-Q4"
        );
        assert_eq!(
            calendar.quarter_of(day("2026-10-01")).to_string(),
            "2026-Q1"
        );
        let label = calendar.label(quarter);
        assert_eq!((label.first_year, label.second_year), (2026, Some(2027)));
    }

    #[test]
    fn leap_days_belong_to_february() {
        let calendar = FiscalCalendar::default();
        let month = calendar.month_of(day("2028-02-29"));
        assert_eq!(calendar.end(month), day("2028-02-29"));
        assert_eq!(calendar.end(month.shift(-12)), day("2027-02-28"));
        let from_march = FiscalCalendar::new(3).unwrap();
        assert_eq!(
            from_march.end(from_march.year_of(day("2028-02-29"))),
            day("2028-02-29")
        );
        assert_eq!(
            from_march
                .span(from_march.year_of(day("2028-02-29")))
                .days(),
            366
        );
    }

    #[test]
    fn words_that_are_no_period() {
        for text in [
            "",
            "2026-Q5",
            "2026-Q0",
            "2026-M13",
            "26",
            "2026-",
            "2026-é1",
            "99999999999",
        ] {
            assert!(text.parse::<FiscalPeriod>().is_err(), "{text}");
        }
        assert!(FiscalCalendar::new(0).is_none() && FiscalCalendar::new(13).is_none());
    }

    proptest! {
        #[test]
        fn every_day_lies_in_exactly_its_periods(first in 1_u32..=12, offset in -40_000_i64..40_000) {
            let calendar = FiscalCalendar::new(first).unwrap();
            let day = day("2026-01-01") + chrono::TimeDelta::days(offset);
            for period in [calendar.year_of(day), calendar.quarter_of(day), calendar.month_of(day)] {
                prop_assert!(calendar.span(period).contains(day));
                prop_assert_eq!(calendar.end(period) + chrono::TimeDelta::days(1), calendar.start(period.next()));
                prop_assert_eq!(period.next().previous(), period);
                prop_assert_eq!(period.to_string().parse::<FiscalPeriod>(), Ok(period));
            }
            prop_assert!(calendar.quarters(calendar.year_of(day)).contains(&calendar.quarter_of(day)));
            prop_assert_eq!(calendar.quarters(calendar.month_of(day)), vec![calendar.quarter_of(day)]);
        }
    }
}
