//! The months of a line: which days they have, how much of each counts, what holds in them.

use super::super::model::{Charge, LineInput, Terms};
use super::check::check_trial;
use super::model::{Billing, Trial, TrialTerm};
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::proration::{PeriodCharge, RecurringCharge, Span, add_months, schedule};
use crate::cpq::proration::{Ramp as Engine, calendar::months_and_days};
use crate::kernel::Issue;
use chrono::{Datelike, Days, NaiveDate};

/// The longest term, in months; the same as a quote's.
const MONTHS: u32 = 240;

/// A month of a line's term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Month {
    /// Its days.
    pub days: Span,
    /// How much of a month it is.
    pub whole: Exact,
    /// How much of it is left after a trial.
    pub untried: Exact,
    /// How much of it is charged.
    pub paid: Exact,
    /// Which step holds; 0 is the line itself, 1 its first ramp.
    pub step: usize,
}

/// The months of a line.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    /// First day; a day of no meaning where nobody said one.
    pub start: NaiveDate,
    /// The first day after its trial, else its first.
    pub charged_from: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
    /// Whether it ends with the others: its periods are then counted back from there.
    pub ends_together: bool,
    /// The months.
    pub months: Vec<Month>,
}

/// The first day of lines nobody has said one for: whole months have no calendar.
#[must_use]
pub const fn undated() -> NaiveDate {
    match NaiveDate::from_ymd_opt(2001, 1, 1) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The first day of a line, where there is one.
#[must_use]
pub fn starts_on(terms: &Terms, line: &LineInput) -> Option<NaiveDate> {
    line.term
        .as_ref()
        .and_then(|term| term.starts_on)
        .or(terms.subscription.starts_on)
}

/// The last day of a recurring line, where it has a first.
#[must_use]
pub fn ends_on(terms: &Terms, line: &LineInput) -> Option<NaiveDate> {
    let start = term_begins(terms, line, starts_on(terms, line)?)?;
    let (end, _) = end(terms, line, start)?;
    end.pred_opt()
}

/// How long a line is tried: what it says, else what the quote says; usage only by itself.
#[must_use]
pub fn trial_of(terms: &Terms, line: &LineInput) -> Option<Trial> {
    let own = line.term.as_ref().and_then(|term| term.trial);
    let said = match line.charge {
        Charge::Usage => own,
        _ => own.or(terms.subscription.trial),
    };
    said.filter(|trial| trial.count() > 0)
}

/// The first day of the term: after the trial, where that comes before it.
fn term_begins(terms: &Terms, line: &LineInput, start: NaiveDate) -> Option<NaiveDate> {
    match (trial_of(terms, line), terms.subscription.trial_term) {
        (Some(trial), TrialTerm::Before) => trial.over(start),
        _ => Some(start),
    }
}

pub(super) fn months_of(terms: &Terms, line: &LineInput) -> u32 {
    let own = line.term.as_ref().and_then(|term| term.months);
    own.unwrap_or(terms.months)
}

pub(super) fn free_months(terms: &Terms, line: &LineInput) -> u32 {
    let own = line.term.as_ref().and_then(|term| term.free_months);
    match line.charge {
        Charge::Usage => own.unwrap_or(0),
        _ => own.unwrap_or(terms.subscription.free_months),
    }
}

/// How often a recurring line is billed.
#[must_use]
pub fn billing_of(terms: &Terms, line: &LineInput) -> Billing {
    let own = line.term.as_ref().and_then(|term| term.billing);
    match line.charge {
        // Nobody knows before what will be used.
        Charge::Usage => Billing::Monthly,
        charge => own
            .or(terms.subscription.billing)
            .unwrap_or_else(|| Billing::of(charge)),
    }
}

/// The day after the last, and whether that is the others'.
fn end(terms: &Terms, line: &LineInput, start: NaiveDate) -> Option<(NaiveDate, bool)> {
    let own = line.term.as_ref().and_then(|term| term.months);
    match terms.subscription.ends_on {
        Some(last) if own.is_none() => Some((last.succ_opt()?, true)),
        _ => {
            let months = i32::try_from(months_of(terms, line)).ok()?;
            Some((add_months(start, months, start.day())?, false))
        }
    }
}

/// The months of a line that recurs.
///
/// # Errors
/// What keeps it from having any, as a finding about the line.
pub(super) fn timeline(terms: &Terms, line: &LineInput) -> Result<Timeline, Issue> {
    let out_of_range = || Issue::error("term_out_of_range", "months").with("limit", MONTHS);
    let dated = starts_on(terms, line);
    // Nothing is reckoned with a trial that is none.
    if let Some(issue) = trial_of(terms, line).and_then(check_trial) {
        return Err(issue);
    }
    let first = dated.unwrap_or_else(undated);
    let start = term_begins(terms, line, first).ok_or_else(out_of_range)?;
    let trial = trial_of(terms, line);
    let charged_from = trial.map_or(Some(first), |trial| trial.over(first));
    let charged_from = charged_from.ok_or_else(out_of_range)?;
    let (end, ends_together) = end(terms, line, start).ok_or_else(out_of_range)?;
    if ends_together && dated.is_none() {
        return Err(Issue::error("start_missing", "starts_on"));
    }
    if end <= start {
        let code = if ends_together {
            "starts_after_end"
        } else {
            "term_missing"
        };
        return Err(Issue::error(code, "starts_on"));
    }
    let free = free_months(terms, line);
    let paid_from = paid_from(charged_from, free).ok_or_else(out_of_range)?;
    // Free months alone never take a term of so many months whole: with a trial within it they do not, either.
    let leaves = ends_together || free >= months_of(terms, line) || paid_from < end;
    if charged_from >= end || !leaves {
        return Err(Issue::error("trial_too_long", "trial"));
    }
    let (months, _) = months_and_days(start, end).ok_or_else(out_of_range)?;
    if months > i64::from(MONTHS) {
        return Err(out_of_range());
    }
    let anchor = if ends_together {
        anchor(start, end, months)
    } else {
        Some(start)
    };
    let months = anchor
        .and_then(|anchor| {
            let span = Span {
                from: start,
                to: end,
            };
            months_between(terms, line, (span, charged_from, paid_from), anchor)
        })
        .ok_or_else(out_of_range)?;
    Ok(Timeline {
        start,
        charged_from,
        end,
        ends_together,
        months,
    })
}

/// The first day of the month of the term `start` lies in, counted back from the end. A month that is
/// too short for the end's day is gone past: from there on every month would end too early.
fn anchor(start: NaiveDate, end: NaiveDate, months: i64) -> Option<NaiveDate> {
    let months = i32::try_from(months).ok()?;
    (months..months + 4).find_map(|back| {
        let day = add_months(end, -back, end.day())?;
        (day <= start && day.day() == end.day()).then_some(day)
    })
}

/// The first day that is charged: after the trial and the free months that follow it.
fn paid_from(charged_from: NaiveDate, free: u32) -> Option<NaiveDate> {
    add_months(charged_from, i32::try_from(free).ok()?, charged_from.day())
}

fn months_between(
    terms: &Terms,
    line: &LineInput,
    (span, charged_from, paid_from): (Span, NaiveDate, NaiveDate),
    anchor: NaiveDate,
) -> Option<Vec<Month>> {
    let paid_from = paid_from.min(span.to);
    let ramps = line.term.iter().flat_map(|term| &term.ramps);
    let charge = RecurringCharge {
        // The engine says which price holds; here that is which step.
        price: Exact::ZERO,
        period_months: 1,
        start: span.from,
        end: span.to,
        anchor,
        trial_days: 0,
        free_periods: 0,
        ramps: ramps
            .zip(1_i64..)
            .map(|(ramp, step)| Engine {
                from_month: ramp.from_month,
                price: Exact::whole(step),
            })
            .collect(),
        count: terms.subscription.proration.day_count(),
        round: RoundTo::NEVER,
    };
    let whole = schedule(&charge)?;
    // What is left when the first days of the term cost nothing.
    let from = |day: NaiveDate| {
        let days = day.signed_duration_since(span.from).num_days();
        match u32::try_from(days).ok()? {
            0 => Some(whole.clone()),
            trial_days => schedule(&RecurringCharge {
                trial_days,
                ..charge.clone()
            }),
        }
    };
    let (untried, paid) = (from(charged_from)?, from(paid_from)?);
    let left = untried.iter().zip(&paid);
    whole
        .iter()
        .zip(left)
        .map(|(whole, (untried, paid))| month(whole, untried, paid))
        .collect()
}

fn month(whole: &PeriodCharge, untried: &PeriodCharge, paid: &PeriodCharge) -> Option<Month> {
    Some(Month {
        days: whole.days,
        whole: whole.fraction,
        untried: untried.fraction,
        paid: paid.fraction,
        step: usize::try_from(whole.price.to_whole()?).ok()?,
    })
}

impl Timeline {
    /// The months that are billed together, by index: the first and the one after the last.
    pub(super) fn periods(&self, billing: Billing) -> Vec<(usize, usize)> {
        let count = self.months.len();
        let each = billing
            .months()
            .and_then(|months| usize::try_from(months).ok())
            .unwrap_or(count)
            .max(1);
        // Lines that end together have the short period first.
        let first = match count % each {
            rest if self.ends_together && rest > 0 => rest,
            _ => each,
        };
        let mut periods = Vec::new();
        let (mut from, mut to) = (0, first.min(count));
        while from < to {
            periods.push((from, to));
            from = to;
            to = (to + each).min(count);
        }
        periods
    }

    /// Up to the first month that begins on or after a day.
    pub(super) fn before(&self, day: NaiveDate) -> usize {
        self.months.partition_point(|month| month.days.from < day)
    }
}

/// A year later than `start`.
pub(super) fn year_after(start: NaiveDate, years: u32) -> NaiveDate {
    i32::try_from(years.saturating_mul(12))
        .ok()
        .and_then(|months| add_months(start, months, start.day()))
        .or_else(|| start.checked_add_days(Days::new(366 * u64::from(years))))
        .unwrap_or(NaiveDate::MAX)
}
