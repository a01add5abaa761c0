//! A line with a term: every step is priced like a line of its own, then counted for its months.

use super::super::exact::round_div_i64;
use super::super::line::amounts as period_amounts;
use super::super::model::{Charge, LineInput, Policy, PricedLine, Terms};
use super::model::{Course, Part, Segment, Subscription, TrialTerm, Tried};
use super::timeline::{Timeline, starts_on, timeline, trial_of};
use crate::cpq::policies::Exact;
use crate::kernel::{Issue, PromotionId, Rounding, UnitPrice};
use std::borrow::Cow;

/// Whether time changes what a line costs. Where it does not, it is priced as ever.
pub(in super::super) fn applies(terms: &Terms, line: &LineInput) -> bool {
    let said = &terms.subscription;
    let together = said.ends_on.is_some() || said.free_months > 0 || said.trial.is_some();
    line.charge.recurs() && (line.term.is_some() || together)
}

/// Months a price is for.
pub(super) const fn months_of_price(charge: Charge) -> i64 {
    match charge {
        Charge::Yearly => 12,
        _ => 1,
    }
}

/// The line as it is from a step on.
pub(super) fn at_step(line: &LineInput, step: usize) -> Cow<'_, LineInput> {
    let ramp = step
        .checked_sub(1)
        .and_then(|at| line.term.as_ref()?.ramps.get(at));
    let Some(ramp) = ramp else {
        return Cow::Borrowed(line);
    };
    let mut changed = line.clone();
    changed.term = None;
    if let Some(quantity) = ramp.quantity {
        // What a promotion takes off one period follows the quantity.
        for granted in &mut changed.promotions {
            let exact = i128::from(granted.off_minor) * i128::from(quantity.0);
            let whole = i128::from(line.quantity.0);
            let scaled = round_div_i64(exact, whole, Rounding::HalfUp).unwrap_or(0);
            // A gift is so many units, whatever else is bought.
            granted.off_minor = match granted.gift {
                Some(_) => scaled.min(granted.off_minor),
                None => scaled,
            };
        }
        if let Some(schedule) = &mut changed.schedule {
            schedule.follow(line.quantity, quantity);
        }
        changed.quantity = quantity;
    }
    if let Some(price) = ramp.price {
        changed.manual_price = Some(price);
    }
    if let Some(discount) = ramp.discount {
        changed.discount = discount;
        changed.off = None;
    }
    Cow::Owned(changed)
}

/// What a step costs for one period, and how long it holds.
struct Step {
    priced: PricedLine,
    line: LineInput,
    from: usize,
    whole: Exact,
    paid: Exact,
}

/// Prices a line with a term. A term that cannot be is said, and the line has the amounts of one period.
pub(in super::super) fn amounts(
    terms: &Terms,
    line: &LineInput,
    policy: &Policy,
    per_minor: i128,
) -> Option<PricedLine> {
    let (once, base) = one_period(terms, line, policy, per_minor)?;
    let times = match timeline(terms, line) {
        Ok(times) => times,
        Err(issue) => {
            let mut priced = base;
            priced.issues.push(issue);
            return Some(priced);
        }
    };
    let mut steps: Vec<Step> = Vec::new();
    for (index, month) in times.months.iter().enumerate() {
        let same = index > 0
            && times
                .months
                .get(index - 1)
                .is_some_and(|before| before.step == month.step);
        if !same {
            let line = at_step(line, month.step).into_owned();
            let priced = if month.step == 0 {
                base.clone()
            } else {
                period_amounts(&once, &line, policy, per_minor)?
            };
            steps.push(Step {
                priced,
                line,
                from: index,
                whole: Exact::ZERO,
                paid: Exact::ZERO,
            });
        }
        if let Some(step) = steps.last_mut() {
            step.whole += month.whole;
            step.paid += month.paid;
        }
    }
    let reckoned = reckon(line, &steps, policy.rounding)?;
    let mut priced = base;
    for step in steps.iter().filter(|step| step.from > 0) {
        // A discount that does not fit a later quantity is the same finding as one of the line.
        for issue in &step.priced.issues {
            if !priced.issues.contains(issue) {
                priced.issues.push(issue.clone());
            }
        }
    }
    priced.term_book_minor = reckoned.book_minor;
    priced.cost_minor = reckoned.cost_minor;
    priced.term_surcharge_minor = reckoned.surcharge_minor;
    priced.term_net_minor = reckoned
        .segments
        .iter()
        .try_fold(0_i64, |sum, segment| sum.checked_add(segment.net_minor))?;
    priced.net_minor = priced.term_net_minor;
    priced.course = Some(Box::new(course(terms, line, &times, reckoned.segments)?));
    Some(priced)
}

/// The terms under which a line is one period of its price, and the line under them.
fn one_period(
    terms: &Terms,
    line: &LineInput,
    policy: &Policy,
    per_minor: i128,
) -> Option<(Terms, PricedLine)> {
    let once = Terms {
        months: u32::try_from(months_of_price(line.charge)).ok()?,
        subscription: Subscription::default(),
        ..*terms
    };
    let base = period_amounts(&once, line, policy, per_minor)?;
    Some((once, base))
}

struct Reckoned {
    book_minor: i64,
    cost_minor: Option<i64>,
    surcharge_minor: i64,
    segments: Vec<Segment>,
}

/// The sums over the term, each rounded once; of the net amount also up to each step.
fn reckon(line: &LineInput, steps: &[Step], rounding: Rounding) -> Option<Reckoned> {
    let months = Exact::whole(months_of_price(line.charge));
    let due = |minor: i64, time: Exact| Exact::whole(minor) * time / months;
    let minor = |exact: Exact| exact.to_minor(0, rounding);
    let (mut book, mut cost, mut net) = (Exact::ZERO, Some(Exact::ZERO), Exact::ZERO);
    let mut sold = Exact::ZERO;
    let (mut reached, mut segments) = (0, Vec::with_capacity(steps.len()));
    for step in steps {
        book += due(step.priced.book_minor, step.whole);
        cost = cost
            .zip(step.priced.cost_minor)
            .map(|(sum, one)| sum + due(one, step.whole));
        net += due(step.priced.period_net_minor, step.paid);
        sold += due(step.priced.sold_minor(), step.paid);
        let now = minor(net)?;
        segments.push(Segment {
            from_month: u32::try_from(step.from).ok()?,
            quantity: step.line.quantity,
            period_net_minor: step.priced.period_net_minor,
            net_unit: step.priced.net_unit,
            paid: part(step.paid)?,
            net_minor: now.checked_sub(reached)?,
        });
        reached = now;
    }
    let cost_minor = match cost {
        Some(cost) => Some(minor(cost)?),
        None => None,
    };
    Some(Reckoned {
        book_minor: minor(book)?,
        cost_minor,
        // The rest: what is sold comes to the same with a surcharge and without.
        surcharge_minor: reached.checked_sub(minor(sold)?)?,
        segments,
    })
}

pub(super) fn part(exact: Exact) -> Option<Part> {
    let (of, parts) = exact.parts()?;
    Some(Part {
        of: i64::try_from(of).ok()?,
        parts: i64::try_from(parts).ok()?,
    })
}

fn course(
    terms: &Terms,
    line: &LineInput,
    times: &Timeline,
    segments: Vec<Segment>,
) -> Option<Course> {
    let dated = starts_on(terms, line).is_some();
    let sum =
        |of: fn(&super::timeline::Month) -> Exact| -> Exact { times.months.iter().map(of).sum() };
    let first = times.months.first()?.whole;
    let free = super::timeline::free_months(terms, line);
    let within = terms.subscription.trial_term == TrialTerm::Within;
    let tried = match trial_of(terms, line) {
        None => None,
        Some(trial) => Some(Tried {
            trial,
            until: times.charged_from.pred_opt().filter(|_| dated),
            left: if within {
                Some(part(sum(|month| month.untried))?)
            } else {
                None
            },
        }),
    };
    Some(Course {
        months: u32::try_from(times.months.len()).ok()?,
        counted: part(sum(|month| month.whole))?,
        paid: part(sum(|month| month.paid))?,
        tried,
        free,
        first: part(first).filter(|part| *part != Part::whole(1)),
        starts_on: dated.then_some(times.start),
        ends_on: times.end.pred_opt().filter(|_| dated),
        segments,
    })
}

/// The lowest price per unit a step has, where a line has steps.
pub(in super::super) fn lowest_unit(priced: &PricedLine) -> Option<UnitPrice> {
    let segments = &priced.course.as_ref()?.segments;
    segments
        .iter()
        .skip(1)
        .map(|segment| segment.net_unit)
        .min()
}

/// What one period comes to over so many months, for the steps of an explanation.
pub(in super::super) fn over_course(
    period_minor: i64,
    months: Part,
    charge: Charge,
    rounding: Rounding,
) -> Option<i64> {
    let parts = months_of_price(charge).checked_mul(months.parts)?;
    let exact = i128::from(period_minor) * i128::from(months.of);
    round_div_i64(exact, i128::from(parts), rounding)
}

/// What is due after each month of a line, before the document discount: running sums, rounded.
pub(super) fn running(
    line: &LineInput,
    priced: &PricedLine,
    times: &Timeline,
    rounding: Rounding,
) -> Option<Vec<i64>> {
    let months = Exact::whole(months_of_price(line.charge));
    let segments = priced.course.as_ref().map(|course| &course.segments);
    let mut due = Exact::ZERO;
    let mut sums = Vec::with_capacity(times.months.len());
    for (index, month) in times.months.iter().enumerate() {
        let segment = segments.and_then(|segments| {
            segments
                .iter()
                .rev()
                .find(|segment| usize::try_from(segment.from_month).is_ok_and(|at| at <= index))
        });
        let period = segment.map_or(priced.period_net_minor, |segment| segment.period_net_minor);
        due += Exact::whole(period) * month.paid / months;
        sums.push(due.to_minor(0, rounding)?);
    }
    Some(sums)
}

/// The running sums after the document discount: they end at what the line brings.
pub(super) fn running_net(
    sums: &[i64],
    priced: &PricedLine,
    rounding: Rounding,
) -> Option<Vec<i64>> {
    let whole = i128::from(priced.term_net_minor);
    let last = sums.len().checked_sub(1)?;
    sums.iter()
        .enumerate()
        .map(|(index, sum)| {
            if index == last {
                return Some(priced.net_minor);
            }
            let exact = i128::from(*sum).checked_mul(i128::from(priced.net_minor))?;
            if whole == 0 {
                return Some(0);
            }
            round_div_i64(exact * whole.signum(), whole.abs(), rounding)
        })
        .collect()
}

/// A finding of [`timeline`], for lines whose term says nothing about their price.
pub(super) fn times_of(terms: &Terms, line: &LineInput) -> Result<Timeline, Issue> {
    timeline(terms, line)
}

/// What a promotion gives a line over its months: nothing in free ones, nothing where a step has a typed
/// price.
pub(in super::super) fn given_over(
    terms: &Terms,
    line: &LineInput,
    promotion: PromotionId,
    rounding: Rounding,
) -> Option<i64> {
    let times = timeline(terms, line).ok()?;
    let months = Exact::whole(months_of_price(line.charge));
    let mut given = Exact::ZERO;
    for month in &times.months {
        let step = at_step(line, month.step);
        if step.manual_price.is_some() {
            continue;
        }
        let granted = step.promotions.iter();
        let own = granted.filter(|one| one.promotion_id == promotion);
        let off = own
            .map(|one| one.off_minor)
            .fold(0_i64, i64::saturating_add);
        given += Exact::whole(off) * month.paid / months;
    }
    given.to_minor(0, rounding)
}
