//! What a recurring charge bills, period by period, and what the contract is worth.

use super::calendar::{DayCount, Span, add_months, fraction};
use crate::cpq::policies::{Exact, RoundTo};
use chrono::{Datelike, Days, NaiveDate};

/// From a period on, another price: a ramp's year, a rise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// The month of the term it begins, from 0.
    pub from_month: u32,
    /// The price of a period from then on.
    pub price: Exact,
}

/// A recurring charge and its term.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurringCharge {
    /// The price of a period.
    pub price: Exact,
    /// Months in a period: 1, 3, 12.
    pub period_months: u32,
    /// First day.
    pub start: NaiveDate,
    /// The day after the last: with the other lines' end here, the line ends with them
    /// (co-termination).
    pub end: NaiveDate,
    /// Where periods begin: the start itself, or the first day of one of the contract's periods.
    pub anchor: NaiveDate,
    /// Days without charge from the start.
    pub trial_days: u32,
    /// Whole periods without charge after the trial.
    pub free_periods: u32,
    /// Other prices, by ascending month.
    pub ramps: Vec<Ramp>,
    /// How part periods are counted.
    pub count: DayCount,
    /// How a period's amount is rounded.
    pub round: RoundTo,
}

/// What one period bills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodCharge {
    /// The days of the charge in the period.
    pub days: Span,
    /// How much of the period is charged.
    pub fraction: Exact,
    /// The price of the whole period.
    pub price: Exact,
    /// Price × fraction, rounded.
    pub amount: Exact,
}

/// The most periods of a schedule: a century of months.
const MOST_PERIODS: i32 = 1_200;

/// The charges, one a period, in order. A ramp's price holds for the periods that begin in or
/// after its month. `None` when the term is empty, longer than a century of months, or begins
/// before its anchor.
#[must_use]
pub fn schedule(charge: &RecurringCharge) -> Option<Vec<PeriodCharge>> {
    let months = i32::try_from(charge.period_months).ok()?;
    if months == 0 || charge.end <= charge.start || charge.start < charge.anchor {
        return None;
    }
    let paid_from = charge
        .start
        .checked_add_days(Days::new(u64::from(charge.trial_days)))?;
    let day = charge.anchor.day();
    let mut charges = Vec::new();
    let mut free = charge.free_periods;
    for index in 0..MOST_PERIODS {
        let from = add_months(charge.anchor, months.checked_mul(index)?, day)?;
        if from >= charge.end {
            return Some(charges);
        }
        let to = add_months(charge.anchor, months.checked_mul(index + 1)?, day)?;
        let period = Span { from, to };
        let days = period.overlap(Span {
            from: charge.start,
            to: charge.end,
        });
        if days.days() == 0 {
            continue;
        }
        let paid = days.overlap(Span {
            from: paid_from,
            to: charge.end,
        });
        let mut part = fraction(paid, period, charge.count)?;
        if !part.is_zero() && free > 0 {
            free -= 1;
            part = Exact::ZERO;
        }
        let price = price_at(charge, days.from)?;
        charges.push(PeriodCharge {
            days,
            fraction: part,
            price,
            amount: charge.round.apply(price * part).checked()?,
        });
    }
    None
}

fn price_at(charge: &RecurringCharge, date: NaiveDate) -> Option<Exact> {
    let mut price = charge.price;
    for ramp in &charge.ramps {
        let month = i32::try_from(ramp.from_month).ok()?;
        if add_months(charge.start, month, charge.start.day())? <= date {
            price = ramp.price;
        }
    }
    Some(price)
}

/// What a contract is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContractValue {
    /// One-time and recurring charges over the term (TCV).
    pub total: Exact,
    /// Recurring charges over the term.
    pub recurring: Exact,
    /// Recurring, for a month of the term (MRR).
    pub monthly: Exact,
    /// Twelve times that (ARR).
    pub yearly: Exact,
    /// One-time charges and a year of recurring (ACV).
    pub annual: Exact,
    /// Total less cost, in percent of the total; `None` when the total is zero.
    pub margin_percent: Option<Exact>,
}

/// The value of one-time charges and of recurring ones over a term of so many months. Nothing is
/// rounded: MRR × months is the recurring sum. `None` for a term of no months or a refused number.
#[must_use]
pub fn contract_value(
    one_time: Exact,
    charges: &[PeriodCharge],
    months: u32,
    cost: Exact,
) -> Option<ContractValue> {
    let recurring: Exact = charges.iter().map(|charge| charge.amount).sum();
    let monthly = (recurring / Exact::whole(i64::from(months))).checked()?;
    let yearly = monthly * Exact::whole(12);
    let total = (one_time + recurring).checked()?;
    Some(ContractValue {
        total,
        recurring,
        monthly,
        yearly,
        annual: (one_time + yearly).checked()?,
        margin_percent: ((total - cost) * Exact::HUNDRED / total).checked(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn yearly() -> RecurringCharge {
        RecurringCharge {
            price: Exact::whole(1200),
            period_months: 12,
            start: date("2026-01-01"),
            end: date("2029-01-01"),
            anchor: date("2026-01-01"),
            trial_days: 0,
            free_periods: 0,
            ramps: Vec::new(),
            count: DayCount::Actual,
            round: RoundTo::CENTS,
        }
    }

    fn amounts(charge: &RecurringCharge) -> Vec<String> {
        let charges = schedule(charge).unwrap();
        charges.iter().map(|one| one.amount.to_string()).collect()
    }

    #[test]
    fn ramps_free_periods_and_trials() {
        let mut charge = yearly();
        charge.ramps = vec![
            Ramp {
                from_month: 12,
                price: Exact::whole(1500),
            },
            Ramp {
                from_month: 24,
                price: Exact::whole(1800),
            },
        ];
        assert_eq!(amounts(&charge), ["1200", "1500", "1800"]);
        charge.free_periods = 1;
        assert_eq!(amounts(&charge), ["0", "1500", "1800"]);
        charge.free_periods = 0;
        charge.trial_days = 73;
        assert_eq!(amounts(&charge), ["960", "1500", "1800"]);
    }

    #[test]
    fn a_line_added_later_ends_with_the_contract() {
        let mut charge = yearly();
        charge.start = date("2026-07-02");
        assert_eq!(amounts(&charge), ["601.64", "1200", "1200"]);
        let value = contract_value(Exact::HUNDRED, &schedule(&charge).unwrap(), 30, Exact::ZERO);
        assert_eq!(value.unwrap().total, Exact::parse("3101.64").unwrap());
        charge.end = charge.start;
        assert!(schedule(&charge).is_none());
        charge.end = date("9999-01-01");
        charge.period_months = 1;
        assert!(schedule(&charge).is_none(), "longer than a century");
    }

    proptest! {
        /// Cutting a term in two bills the same days.
        #[test]
        fn a_cut_changes_nothing(cut in 1_i64..1000, price in 0_i64..1_000_000, months in 1_u32..13) {
            let mut whole = yearly();
            whole.round = RoundTo::NEVER;
            whole.price = Exact::whole(price);
            whole.period_months = months;
            let at = whole.start + chrono::Duration::days(cut);
            let (mut first, mut second) = (whole.clone(), whole.clone());
            first.end = at;
            second.start = at;
            let sum = |charge: &RecurringCharge| schedule(charge).unwrap().iter().map(|one| one.amount).sum::<Exact>();
            prop_assert_eq!(sum(&first) + sum(&second), sum(&whole));
        }
    }
}
