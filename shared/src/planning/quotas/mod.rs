//! Quotas: the target of one person and one fiscal quarter.
//!
//! Terms: a *quota* is an amount in one currency; a team's quota is the sum of its people's, never
//! stored; a year is the sum of its quarters; a month takes its share of the quarter.
//! Entry points: [`quota_for`], [`check`], the operations in [`ops`].
//! Invariants: at most one quota per person and quarter; months of a quarter add up to it exactly.
//! Tests: below; both databases in `server/services/tests/it/planning/quotas.rs`; editing in
//! the table in `end2end/tests/planning`.

pub mod ops;

use crate::kernel::rounding::split_by_largest_remainder;
use crate::kernel::{FiscalCalendar, FiscalPeriod, Issue, check_day};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The largest quota that is believed: a hundred billion minor units. A longer number is a slip of
/// the finger.
pub const LARGEST: i64 = 100_000_000_000_000;

/// The quota of a period from the quotas of quarters (minor units by first day): a year's is the sum
/// of its quarters, a month's its third of the quarter (the earlier month takes the odd unit).
/// `None` when none of the quarters has one.
#[must_use]
pub fn quota_for(
    calendar: FiscalCalendar,
    period: FiscalPeriod,
    by_quarter: &BTreeMap<NaiveDate, i64>,
) -> Option<i64> {
    let mut known = calendar
        .quarters(period)
        .into_iter()
        .filter_map(|quarter| by_quarter.get(&calendar.start(quarter)).copied())
        .peekable();
    known.peek()?;
    let sum = known.fold(0, i64::saturating_add);
    match period {
        FiscalPeriod::Month { month, .. } => {
            let index = usize::try_from((month - 1) % 3).unwrap_or(0);
            split_by_largest_remainder(sum, &[1, 1, 1])
                .get(index)
                .copied()
        }
        _ => Some(sum),
    }
}

/// What is wrong with a quota: a negative or absurd amount, a day no fiscal quarter begins on or nobody
/// can mean.
#[must_use]
pub fn check(calendar: FiscalCalendar, period_start: NaiveDate, amount_minor: i64) -> Vec<Issue> {
    let mut issues = Vec::new();
    if amount_minor < 0 {
        issues.push(Issue::error("quota_negative", "amount"));
    }
    if amount_minor > LARGEST {
        issues.push(Issue::error("quota_too_large", "amount"));
    }
    if calendar.start(calendar.quarter_of(period_start)) != period_start {
        issues.push(Issue::error("quota_not_a_quarter", "period_start").with("day", period_start));
    }
    issues.extend(check_day(period_start, "period_start"));
    issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn years_add_up_and_missing_quarters_are_not_zero() {
        let calendar = FiscalCalendar::new(4).unwrap();
        let quotas = BTreeMap::from([(day("2026-04-01"), 100), (day("2026-10-01"), 50)]);
        let period = |text: &str| text.parse::<FiscalPeriod>().unwrap();
        assert_eq!(quota_for(calendar, period("2026"), &quotas), Some(150));
        assert_eq!(quota_for(calendar, period("2026-Q1"), &quotas), Some(100));
        assert_eq!(quota_for(calendar, period("2026-Q2"), &quotas), None);
        assert_eq!(quota_for(calendar, period("2026-M01"), &quotas), Some(34));
        assert_eq!(quota_for(calendar, period("2026-M02"), &quotas), Some(33));
    }

    #[test]
    fn odd_quotas_are_refused() {
        let calendar = FiscalCalendar::default();
        assert!(check(calendar, day("2026-10-01"), 0).is_empty());
        assert_eq!(check(calendar, day("2026-10-02"), -1).len(), 2);
        assert_eq!(check(calendar, day("2026-10-01"), LARGEST + 1).len(), 1);
    }

    proptest! {
        #[test]
        fn months_of_a_quarter_add_up(first in 1_u32..=12, quarter in 1_u32..=4, amount in 0_i64..1_000_000_007) {
            let calendar = FiscalCalendar::new(first).unwrap();
            let period = FiscalPeriod::Quarter { year: 2026, quarter };
            let quotas = BTreeMap::from([(calendar.start(period), amount)]);
            let months: i64 = (1..=3)
                .filter_map(|m| quota_for(calendar, FiscalPeriod::Month { year: 2026, month: (quarter - 1) * 3 + m }, &quotas))
                .sum();
            prop_assert_eq!(months, amount);
        }
    }
}
