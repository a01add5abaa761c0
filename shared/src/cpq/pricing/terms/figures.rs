//! MRR, ARR, ACV and the first year.

use super::super::exact::round_div_i64;
use super::super::model::{Charge, LineInput, PricedLine, PricedQuote, Terms, Totals};
use super::billing::first_year;
use super::model::Part;
use crate::kernel::Rounding;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// What lines of the same months bring.
#[derive(Default)]
struct Group {
    monthly: i64,
    yearly: i64,
}

/// The months a line is charged for, and those of its term.
fn months(terms: &Terms, priced: &PricedLine) -> (Part, Part) {
    priced.course.as_ref().map_or_else(
        || {
            let whole = Part::whole(i64::from(terms.months.max(1)));
            (whole, whole)
        },
        |course| (course.paid, course.counted),
    )
}

fn is_longer(one: Part, other: Part) -> bool {
    i128::from(one.of) * i128::from(other.parts) > i128::from(other.of) * i128::from(one.parts)
}

/// The figures of lines that come back. What is divided is divided once for all lines of the same
/// months: a quote whose lines share their months has the figures of its sums.
pub(in super::super) fn figures<L: Borrow<LineInput>>(
    totals: &mut Totals,
    quote: &PricedQuote,
    terms: &Terms,
    lines: &[L],
) -> Option<()> {
    let mut groups: BTreeMap<Part, Group> = BTreeMap::new();
    let mut longest: Option<Part> = None;
    for (priced, line) in quote.lines.iter().zip(lines) {
        let line = line.borrow();
        if line.optional {
            continue;
        }
        let (paid, counted) = months(terms, priced);
        let group = |groups: &mut BTreeMap<Part, Group>, yearly: bool| {
            let group = groups.entry(paid).or_default();
            let sum = if yearly {
                &mut group.yearly
            } else {
                &mut group.monthly
            };
            *sum = sum.checked_add(priced.net_minor)?;
            Some(())
        };
        let sum = match line.charge {
            Charge::OneTime => &mut totals.one_time_minor,
            Charge::Usage => &mut totals.usage_minor,
            Charge::Monthly => {
                group(&mut groups, false)?;
                &mut totals.recurring_minor
            }
            Charge::Yearly => {
                group(&mut groups, true)?;
                &mut totals.recurring_minor
            }
        };
        *sum = sum.checked_add(priced.net_minor)?;
        if line.charge.is_committed() && longest.is_none_or(|known| is_longer(counted, known)) {
            longest = Some(counted);
        }
    }
    for (paid, group) in &groups {
        if paid.of <= 0 {
            continue;
        }
        let each = |minor: i64, times: i64| {
            let exact = i128::from(minor) * i128::from(times) * i128::from(paid.parts);
            round_div_i64(exact, i128::from(paid.of), Rounding::HalfUp)
        };
        let both = group.monthly.checked_add(group.yearly)?;
        let add = |sum: &mut i64, minor: Option<i64>| {
            *sum = sum.checked_add(minor?)?;
            Some(())
        };
        add(&mut totals.per_month_minor, each(group.monthly, 1))?;
        add(&mut totals.per_year_minor, each(group.yearly, 12))?;
        add(&mut totals.mrr_minor, each(both, 1))?;
        add(&mut totals.arr_minor, each(both, 12))?;
    }
    // What is added to the document is charged once.
    totals.one_time_minor = totals.one_time_minor.checked_add(totals.charge_minor)?;
    totals.tcv_minor = totals.one_time_minor.checked_add(totals.recurring_minor)?;
    totals.acv_minor = match longest.filter(|months| months.of > 0) {
        Some(months) => {
            let exact = i128::from(totals.tcv_minor) * 12 * i128::from(months.parts);
            round_div_i64(exact, i128::from(months.of), Rounding::HalfUp)?
        }
        None => totals.tcv_minor,
    };
    totals.first_year_minor = first_year(terms, lines, quote)?.checked_add(totals.charge_minor)?;
    Some(())
}
