//! How many cycles are billed by a date: a leading part, whole periods, a trailing part.

use super::calendar::{DayCount, Span, add_months, fraction, on_day};
use crate::cpq::policies::{Exact, RoundTo};
use chrono::{Datelike, Days, NaiveDate};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingPeriod {
    /// Months.
    Months(u32),
    /// Days.
    Days(u32),
}

/// A subscription and the date up to which it is billed, in advance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CyclesInput {
    /// Length of a period.
    pub period: BillingPeriod,
    /// Day of the month periods of months begin; 1–31.
    pub billing_day: u32,
    /// First day of the subscription.
    pub start: NaiveDate,
    /// The day it stops, exclusive; `None` for no end.
    pub end: Option<NaiveDate>,
    /// The period that contains this day is billed too.
    pub target: NaiveDate,
    /// How parts are counted.
    pub count: DayCount,
    /// How each part is rounded.
    pub round: RoundTo,
}

/// The most periods that are ever counted: 10,000 years of months.
const MOST_PERIODS: u32 = 120_000;

impl CyclesInput {
    /// The first billing date not before the start.
    fn first(&self) -> Option<NaiveDate> {
        match self.period {
            BillingPeriod::Days(_) => Some(self.start),
            BillingPeriod::Months(months) => {
                let date = on_day(self.start, self.billing_day)?;
                if date >= self.start {
                    Some(date)
                } else {
                    add_months(date, i32::try_from(months).ok()?, self.billing_day)
                }
            }
        }
    }

    /// The billing date `index` periods after `first`.
    fn date(&self, first: NaiveDate, index: u32) -> Option<NaiveDate> {
        match self.period {
            BillingPeriod::Days(days) => {
                first.checked_add_days(Days::new(u64::from(days) * u64::from(index)))
            }
            BillingPeriod::Months(months) => {
                let later = i32::try_from(months.checked_mul(index)?).ok()?;
                add_months(first, later, self.billing_day)
            }
        }
    }

    /// The date one period before `first`, on the same day.
    fn before(&self, first: NaiveDate) -> Option<NaiveDate> {
        match self.period {
            BillingPeriod::Days(days) => first.checked_sub_days(Days::new(u64::from(days))),
            BillingPeriod::Months(months) => {
                add_months(first, -i32::try_from(months).ok()?, first.day())
            }
        }
    }
}

/// The cycles billed. Zero before the start; `None` for a period of no length and for dates the
/// calendar does not have.
#[must_use]
pub fn billed_cycles(input: &CyclesInput) -> Option<Exact> {
    if matches!(
        input.period,
        BillingPeriod::Months(0) | BillingPeriod::Days(0)
    ) {
        return None;
    }
    let stops = |date: NaiveDate| input.end.map_or(date, |end| date.min(end));
    if input.target < input.start || input.end.is_some_and(|end| end <= input.start) {
        return Some(Exact::ZERO);
    }
    let share = |from: NaiveDate, to: NaiveDate, period: Span| {
        let part = Span { from, to };
        Some(input.round.apply(fraction(part, period, input.count)?))
    };
    let first = input.first()?;
    let mut cycles = Exact::ZERO;
    if input.start < first {
        let period = Span {
            from: input.before(first)?,
            to: first,
        };
        cycles += share(input.start, stops(first), period)?;
    }
    let mut from = first;
    for index in 1..MOST_PERIODS {
        if from > input.target || input.end.is_some_and(|end| from >= end) {
            return cycles.checked();
        }
        let to = input.date(first, index)?;
        let period = Span { from, to };
        cycles += if stops(to) == to {
            Exact::ONE
        } else {
            share(from, stops(to), period)?
        };
        from = to;
    }
    None
}
