//! What discount schedules measure over the lines of a quote: units, months, or what the lines come to.
//!
//! Looked at together are lines that took over the same schedule, as it says: one line, those of a product, of a
//! family, or all. Lines that do not count (options nobody chose) and gifts add nothing; an option is shown at the
//! step it would reach beside the others. Spend is the price book's amount over the term, before any discount,
//! so that nothing goes round in circles and the order of lines does not matter.

use super::model::{QuoteDraft, QuoteLine};
use crate::cpq::pricing::{LineSchedule, Policy, ScheduleAcross, ScheduleMeasure, price_line};
use crate::kernel::{DiscountScheduleId, ProductId, QuoteLineId};
use std::collections::BTreeMap;

/// Lines that are looked at together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group<'a> {
    Line(QuoteLineId),
    Product(Option<ProductId>),
    Family(&'a str),
    Quote,
}

fn group<'a>(line: &'a QuoteLine, schedule: &LineSchedule) -> (DiscountScheduleId, Group<'a>) {
    let group = match schedule.rule.across {
        ScheduleAcross::Line => Group::Line(line.id),
        ScheduleAcross::Product => Group::Product(line.product_id),
        ScheduleAcross::Family => Group::Family(&line.price.family),
        ScheduleAcross::Quote => Group::Quote,
    };
    (schedule.schedule_id, group)
}

/// What one line is measured at.
fn own(draft: &QuoteDraft, line: &QuoteLine, schedule: &LineSchedule) -> i64 {
    if line.price.gift_of().is_some() {
        return 0;
    }
    match schedule.rule.measure {
        ScheduleMeasure::Quantity => line.price.quantity.0,
        ScheduleMeasure::Term => {
            let own = line.price.term.as_ref().and_then(|term| term.months);
            i64::from(own.unwrap_or(draft.term_months))
        }
        ScheduleMeasure::Spend => {
            let mut plain = line.price.clone();
            plain.schedule = None;
            price_line(&draft.pricing_terms(), &plain, &Policy::default()).term_book_minor
        }
    }
}

/// What each line with a schedule is measured at, and over how many lines, by its position.
fn measures(draft: &QuoteDraft) -> Vec<(usize, i64, u32)> {
    let follow = || {
        let lines = draft.lines.iter().enumerate();
        lines.filter_map(|(index, line)| Some((index, line, line.price.schedule.as_deref()?)))
    };
    if follow().next().is_none() {
        return Vec::new();
    }
    let mut sums: BTreeMap<(DiscountScheduleId, Group<'_>), (i64, u32)> = BTreeMap::new();
    let mut owns = Vec::new();
    for (index, line, schedule) in follow() {
        let minor = own(draft, line, schedule);
        owns.push((index, line, schedule, minor));
        if !line.price.optional {
            let sum = sums.entry(group(line, schedule)).or_default();
            // A term is not longer because two lines have it.
            sum.0 = match schedule.rule.measure {
                ScheduleMeasure::Term => sum.0.max(minor),
                _ => sum.0.saturating_add(minor),
            };
            sum.1 = sum.1.saturating_add(1);
        }
    }
    owns.into_iter()
        .map(|(index, line, schedule, minor)| {
            let (sum, lines) = sums
                .get(&group(line, schedule))
                .copied()
                .unwrap_or_default();
            match (schedule.rule.measure, line.price.optional) {
                (ScheduleMeasure::Term, _) => (index, minor, 1),
                (_, true) => (index, sum.saturating_add(minor), lines.saturating_add(1)),
                (_, false) => (index, sum, lines),
            }
        })
        .collect()
}

/// Writes to the lines of a quote what is measured for their schedules; answers the positions that changed.
pub fn settle(draft: &mut QuoteDraft) -> Vec<usize> {
    let mut changed = Vec::new();
    for (index, measured, lines) in measures(draft) {
        let schedule = draft
            .lines
            .get_mut(index)
            .and_then(|line| line.price.schedule.as_deref_mut());
        if let Some(schedule) = schedule
            && (schedule.measured, schedule.lines) != (measured, lines)
        {
            (schedule.measured, schedule.lines) = (measured, lines);
            changed.push(index);
        }
    }
    changed
}

/// The quote with what is measured now; nothing for one where that stands on the lines already.
pub(super) fn settled(draft: &QuoteDraft) -> Option<QuoteDraft> {
    let stands = measures(draft).into_iter().all(|(index, measured, lines)| {
        let schedule = draft
            .lines
            .get(index)
            .and_then(|line| line.price.schedule.as_ref());
        schedule.is_none_or(|known| (known.measured, known.lines) == (measured, lines))
    });
    if stands {
        return None;
    }
    let mut measured = draft.clone();
    settle(&mut measured);
    Some(measured)
}

#[cfg(test)]
#[path = "schedules_tests.rs"]
mod tests;
