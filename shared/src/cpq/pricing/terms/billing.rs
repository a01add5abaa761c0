//! What is billed when, before tax.

use super::super::exact::round_div_i64;
use super::super::model::{Charge, LineInput, PricedLine, PricedQuote, Terms};
use super::model::Subscription;
use super::price::{applies, months_of_price, running, running_net, times_of};
use super::timeline::{billing_of, months_of, starts_on, undated, year_after};
use crate::kernel::Rounding;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// What is billed on a day, in minor units before tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billed {
    /// Months after the first day, rounded down.
    pub month: u32,
    /// The day.
    pub on: NaiveDate,
    /// One-time lines.
    pub once_minor: i64,
    /// Recurring lines.
    pub recurring_minor: i64,
    /// Usage as it is estimated.
    pub usage_minor: i64,
}

impl Billed {
    /// All of it.
    #[must_use]
    pub const fn sum_minor(&self) -> i64 {
        self.once_minor
            .saturating_add(self.recurring_minor)
            .saturating_add(self.usage_minor)
    }

    const fn amounts(&self) -> (i64, i64, i64) {
        (self.once_minor, self.recurring_minor, self.usage_minor)
    }
}

/// Bills of the same amounts, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The first of them.
    pub first: Billed,
    /// The last of them.
    pub last: Billed,
    /// How many.
    pub times: u32,
}

/// What is billed in a year of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingYear {
    /// Which, from 1.
    pub year: u32,
    /// Its sums; `on` is its first day.
    pub billed: Billed,
}

/// What is billed when. The bills add up to the total before tax.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingSchedule {
    /// Whether there is a first day: without one only the months between the bills count.
    pub dated: bool,
    /// The bills, in order.
    pub bills: Vec<Billed>,
    /// The years, in order.
    pub years: Vec<BillingYear>,
}

impl BillingSchedule {
    /// The bills with those of the same amounts taken together.
    #[must_use]
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for bill in &self.bills {
            match runs.last_mut() {
                Some(run) if run.last.amounts() == bill.amounts() => {
                    run.last = *bill;
                    run.times += 1;
                }
                _ => runs.push(Run {
                    first: *bill,
                    last: *bill,
                    times: 1,
                }),
            }
        }
        runs
    }
}

/// Whether anything is said about time that a customer must be told when it is billed.
#[must_use]
pub fn uses_terms<L: Borrow<LineInput>>(terms: &Terms, lines: &[L]) -> bool {
    let recurs = |line: &L| line.borrow().charge.recurs();
    let own = |line: &L| line.borrow().term.is_some();
    let said = Subscription {
        proration: Subscription::default().proration,
        trial_term: Subscription::default().trial_term,
        ..terms.subscription
    };
    lines.iter().any(recurs) && (!said.is_plain() || lines.iter().any(own))
}

/// The first day of the quote: what it says, else that of its earliest line.
fn first_day<L: Borrow<LineInput>>(terms: &Terms, lines: &[L]) -> Option<NaiveDate> {
    let lines = lines.iter().map(Borrow::borrow);
    let counted = lines.filter(|line| line.charge.recurs() && !line.optional);
    counted
        .filter_map(|line| starts_on(terms, line))
        .min()
        .into_iter()
        .chain(terms.subscription.starts_on)
        .min()
}

/// The same terms for which every line has a first day.
fn placed(terms: &Terms, start: NaiveDate) -> Terms {
    Terms {
        subscription: Subscription {
            starts_on: terms.subscription.starts_on.or(Some(start)),
            ..terms.subscription
        },
        ..*terms
    }
}

/// What is billed when, for a quote that was priced with the same terms and lines. One-time lines are
/// billed on the first day, recurring ones in advance, usage in the month it is estimated for. Each bill of a line is
/// the difference of two running sums that are rounded half away from zero, so that they add up to what the line
/// brings. `None` when it cannot be reckoned; the findings of the lines say why.
#[must_use]
pub fn billing<L: Borrow<LineInput>>(
    terms: &Terms,
    lines: &[L],
    quote: &PricedQuote,
) -> Option<BillingSchedule> {
    let said = first_day(terms, lines);
    let start = said.unwrap_or_else(undated);
    let terms = placed(terms, start);
    let mut bills: BTreeMap<NaiveDate, Billed> = BTreeMap::new();
    // Surcharges on the document are billed with what is charged once.
    bills.entry(start).or_default().once_minor = quote.totals.charge_minor;
    for (line, priced) in lines.iter().zip(&quote.lines) {
        let line = line.borrow();
        if line.optional {
            continue;
        }
        for (on, minor) in of_line(&terms, line, priced, start)? {
            let bill = bills.entry(on).or_default();
            let sum = match line.charge {
                Charge::OneTime => &mut bill.once_minor,
                Charge::Monthly | Charge::Yearly => &mut bill.recurring_minor,
                Charge::Usage => &mut bill.usage_minor,
            };
            *sum = sum.checked_add(minor)?;
        }
    }
    let mut schedule = BillingSchedule {
        dated: said.is_some(),
        ..BillingSchedule::default()
    };
    for (on, bill) in bills {
        if bill.amounts() != (0, 0, 0) {
            let month = months_since(start, on);
            schedule.bills.push(Billed { month, on, ..bill });
        }
    }
    schedule.years = years(&schedule.bills, start)?;
    Some(schedule)
}

fn months_since(start: NaiveDate, on: NaiveDate) -> u32 {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    let begun = i64::from(on.day() < start.day() && on.day() < 28);
    u32::try_from(month(on) - month(start) - begun).unwrap_or(0)
}

fn years(bills: &[Billed], start: NaiveDate) -> Option<Vec<BillingYear>> {
    let mut years: Vec<BillingYear> = Vec::new();
    let (mut year, mut from) = (1_u32, start);
    for bill in bills {
        while year_after(start, year) <= bill.on {
            from = year_after(start, year);
            year = year.checked_add(1)?;
        }
        if years.last().is_none_or(|last| last.year != year) {
            years.push(BillingYear {
                year,
                billed: Billed {
                    month: (year - 1).saturating_mul(12),
                    on: from,
                    ..Billed::default()
                },
            });
        }
        let sums = &mut years.last_mut()?.billed;
        sums.once_minor = sums.once_minor.checked_add(bill.once_minor)?;
        sums.recurring_minor = sums.recurring_minor.checked_add(bill.recurring_minor)?;
        sums.usage_minor = sums.usage_minor.checked_add(bill.usage_minor)?;
    }
    Some(years)
}

/// The bills of one line. They add up to what it brings.
fn of_line(
    terms: &Terms,
    line: &LineInput,
    priced: &PricedLine,
    start: NaiveDate,
) -> Option<Vec<(NaiveDate, i64)>> {
    if !line.charge.recurs() {
        return Some(vec![(start, priced.net_minor)]);
    }
    let times = times_of(terms, line).ok()?;
    let sums = running(line, priced, &times, Rounding::HalfUp)?;
    let sums = running_net(&sums, priced, Rounding::HalfUp)?;
    let mut billed = 0;
    times
        .periods(billing_of(terms, line))
        .into_iter()
        .map(|(from, to)| {
            let reached = *sums.get(to.checked_sub(1)?)?;
            let minor = reached.checked_sub(billed)?;
            billed = reached;
            // Nothing is billed before a trial is over.
            let on = times.months.get(from)?.days.from;
            Some((on.max(times.charged_from), minor))
        })
        .collect()
}

/// What the first twelve months bring: what is charged once, and what recurs for their days, however it
/// is billed. Usage is not in it.
pub(super) fn first_year<L: Borrow<LineInput>>(
    terms: &Terms,
    lines: &[L],
    quote: &PricedQuote,
) -> Option<i64> {
    let start = first_day(terms, lines).unwrap_or_else(undated);
    let placed = placed(terms, start);
    let end = year_after(start, 1);
    let counted = lines
        .iter()
        .map(Borrow::borrow)
        .zip(&quote.lines)
        .filter(|(line, _)| !line.optional);
    counted
        .filter(|(line, _)| line.charge != Charge::Usage)
        .try_fold(0_i64, |sum, (line, priced)| {
            sum.checked_add(in_first_year(&placed, line, priced, (start, end))?)
        })
}

fn in_first_year(
    terms: &Terms,
    line: &LineInput,
    priced: &PricedLine,
    (start, end): (NaiveDate, NaiveDate),
) -> Option<i64> {
    if !line.charge.recurs() {
        return Some(priced.net_minor);
    }
    if !applies(terms, line) && starts_on(terms, line) == Some(start) {
        // Nothing moves it in time: no month has to be looked at.
        let months = months_of(terms, line);
        if months <= 12 {
            return Some(priced.net_minor);
        }
        let exact = i128::from(priced.period_net_minor) * 12;
        let gross = round_div_i64(
            exact,
            i128::from(months_of_price(line.charge)),
            Rounding::HalfUp,
        )?;
        return running_net(&[gross, priced.term_net_minor], priced, Rounding::HalfUp)?
            .first()
            .copied();
    }
    let Ok(times) = times_of(terms, line) else {
        // What is wrong with it is said where the line is priced.
        return Some(priced.net_minor);
    };
    let within = times.before(end);
    let sums = running(line, priced, &times, Rounding::HalfUp)?;
    let sums = running_net(&sums, priced, Rounding::HalfUp)?;
    Some(
        within
            .checked_sub(1)
            .and_then(|at| sums.get(at))
            .copied()
            .unwrap_or(0),
    )
}
