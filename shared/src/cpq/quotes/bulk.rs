//! What is done to several lines of a quote at once: one discount over them, optional or not.
//!
//! A discount is what each line that takes it has from then on, in the place of its own. A percentage is
//! the same on each. An amount, and what a wanted total takes off, is shared out by what the lines come
//! to before their discounts, by largest remainder: the parts add up to the cent, none is more than
//! its line, and the order of the lines does not matter. Amounts are those of one period, so that lines
//! that share one are all charged in the same way. Which lines take no discount is answered by line
//! and reason; the others have it.

use super::model::{QuoteDraft, QuoteLine};
use super::price_draft;
use super::shares::share;
use crate::cpq::pricing::exact::{Share, share_out};
use crate::cpq::pricing::{Charge, LineInput, LineOff, PricedLine, Remainder};
use crate::kernel::{Currency, Issue, Money, Percent, QuoteLineId, UnitPrice};
use std::collections::BTreeSet;

/// What is asked of the lines together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkOff {
    /// So much off each.
    Percent(Percent),
    /// So much off all of them.
    Amount(i64),
    /// Whatever it takes to what they are to come to.
    Total(i64),
}

/// The discount a line has from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which line.
    pub line: QuoteLineId,
    /// Its percentage.
    pub discount: Percent,
    /// What stands in the place of the percentage.
    pub off: Option<LineOff>,
}

/// A line that is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spared {
    /// Which line.
    pub line: QuoteLineId,
    /// Why.
    pub why: Issue,
}

/// What a discount over several lines does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkPlan {
    /// The lines that take it, in the order of their ids.
    pub taken: Vec<Taken>,
    /// Those that do not, in the order of the quote.
    pub spared: Vec<Spared>,
    /// What the lines that take it come to now, by how they are charged.
    pub before: Vec<(Charge, i64)>,
    /// What they come to then.
    pub after: Vec<(Charge, i64)>,
}

/// What lines come to for one period, by how they are charged.
#[must_use]
pub fn sums(parts: impl IntoIterator<Item = (Charge, i64)>) -> Vec<(Charge, i64)> {
    let mut all: Vec<(Charge, Option<i64>)> = Charge::ALL.iter().map(|one| (*one, None)).collect();
    for (charge, minor) in parts {
        if let Some((_, sum)) = all.iter_mut().find(|(one, _)| *one == charge) {
            *sum = Some(sum.unwrap_or(0).saturating_add(minor));
        }
    }
    let some = |(charge, sum): (Charge, Option<i64>)| Some((charge, sum?));
    all.into_iter().filter_map(some).collect()
}

/// Why a line takes no such discount.
fn refusal(line: &LineInput, priced: &PricedLine, ask: BulkOff) -> Option<Issue> {
    let agreed = line.contracted.is_some() && line.manual_price.is_none();
    let ramped = line
        .term
        .as_ref()
        .is_some_and(|term| !term.ramps.is_empty());
    let code = if line.gift_of().is_some() {
        "bulk_gift"
    } else if agreed {
        "bulk_contracted"
    } else if share(line).is_some() {
        "bulk_share"
    } else if priced.entered_minor <= 0 {
        "nothing_to_discount"
    } else if ramped && !matches!(ask, BulkOff::Percent(_)) {
        "bulk_ramped"
    } else {
        return None;
    };
    Some(Issue::error(code, "discount"))
}

/// A line that takes the discount, with what it comes to before.
struct Taker<'a> {
    line: &'a QuoteLine,
    entered_minor: i64,
}

/// What a discount over the `picked` lines does; nothing is changed.
///
/// # Errors
/// `percent_out_of_range`; `negative`; `bulk_charges_differ` when an amount would be shared by lines
/// that are not charged in the same way; `discount_above_total` and `wanted_total_above` with what
/// the lines come to; `amount_too_large`; `bulk_not_exact` when the lines would not come to what was asked.
pub fn plan(
    draft: &QuoteDraft,
    picked: &BTreeSet<QuoteLineId>,
    ask: BulkOff,
) -> Result<BulkPlan, Issue> {
    let priced = price_draft(draft);
    let mut plan = BulkPlan::default();
    let mut takers = Vec::new();
    for (line, amounts) in draft.lines.iter().zip(&priced.lines) {
        if !picked.contains(&line.id) {
            continue;
        }
        match refusal(&line.price, amounts, ask) {
            Some(why) => plan.spared.push(Spared { line: line.id, why }),
            None => takers.push(Taker {
                line,
                entered_minor: amounts.entered_minor,
            }),
        }
    }
    // The odd cent goes to the same line in whatever order they stand.
    takers.sort_by_key(|taker| taker.line.id);
    plan.taken = match ask {
        BulkOff::Percent(rate) => by_percent(&takers, rate)?,
        _ if takers.is_empty() => Vec::new(),
        BulkOff::Amount(_) | BulkOff::Total(_) => by_amount(&takers, ask, draft.currency)?,
    };
    let taking: BTreeSet<QuoteLineId> = plan.taken.iter().map(|taken| taken.line).collect();
    let mut then = draft.clone();
    apply(&mut then.lines, &plan.taken);
    let of = |priced: &[PricedLine]| {
        let lines = draft.lines.iter().zip(priced);
        let own = lines.filter(|(line, _)| taking.contains(&line.id));
        sums(own.map(|(line, amounts)| (line.price.charge, amounts.sold_minor())))
    };
    plan.before = of(&priced.lines);
    plan.after = of(&price_draft(&then).lines);
    let reached = plan.after.first().map(|(_, minor)| *minor);
    if wanted(&takers, ask).is_some_and(|wanted| Some(wanted) != reached) {
        return Err(Issue::error("bulk_not_exact", "discount"));
    }
    Ok(plan)
}

fn by_percent(takers: &[Taker<'_>], rate: Percent) -> Result<Vec<Taken>, Issue> {
    if !(0..=10_000).contains(&rate.0) {
        return Err(Issue::error("percent_out_of_range", "discount"));
    }
    let taken = takers.iter().map(|taker| Taken {
        line: taker.line.id,
        discount: rate,
        off: None,
    });
    Ok(taken.collect())
}

fn by_amount(takers: &[Taker<'_>], ask: BulkOff, currency: Currency) -> Result<Vec<Taken>, Issue> {
    let refused = |code| Issue::error(code, "discount");
    let first = takers.first().map(|taker| taker.line.price.charge);
    if takers
        .iter()
        .any(|taker| Some(taker.line.price.charge) != first)
    {
        return Err(refused("bulk_charges_differ"));
    }
    let sum = sum_of(takers).ok_or_else(|| refused("amount_too_large"))?;
    let (minor, above) = match ask {
        BulkOff::Total(minor) => (minor, "wanted_total_above"),
        BulkOff::Amount(minor) => (minor, "discount_above_total"),
        BulkOff::Percent(_) => (0, "discount_above_total"),
    };
    if minor < 0 {
        return Err(refused("negative"));
    }
    if minor > sum {
        let limit = Money::new(sum, currency).to_decimal();
        return Err(refused(above).with("limit", limit));
    }
    let off = match ask {
        BulkOff::Total(_) => sum - minor,
        _ => minor,
    };
    let shares: Vec<Share> = takers
        .iter()
        .map(|taker| Share::of_kind(i128::from(taker.entered_minor) * i128::from(off), 0))
        .collect();
    let parts = share_out(off, &shares, i128::from(sum), Remainder::Largest)
        .ok_or_else(|| refused("amount_too_large"))?;
    let taken = takers.iter().zip(parts).map(|(taker, part)| Taken {
        line: taker.line.id,
        discount: Percent::ZERO,
        off: off_of(taker, part),
    });
    Ok(taken.collect())
}

/// A discount typed as an amount is not rounded by the price book; a line that gives all of itself costs
/// nothing, also where what it comes to was rounded up.
fn off_of(taker: &Taker, part: i64) -> Option<LineOff> {
    if part == taker.entered_minor {
        Some(LineOff::Price(UnitPrice(0)))
    } else if part == 0 && taker.line.price.rounding.is_none() {
        None
    } else {
        Some(LineOff::Amount(part))
    }
}

fn sum_of(takers: &[Taker<'_>]) -> Option<i64> {
    takers
        .iter()
        .try_fold(0_i64, |sum, taker| sum.checked_add(taker.entered_minor))
}

/// What the lines that take it are to come to, where that is said.
fn wanted(takers: &[Taker<'_>], ask: BulkOff) -> Option<i64> {
    if takers.is_empty() {
        return None;
    }
    match ask {
        BulkOff::Percent(_) => None,
        BulkOff::Amount(minor) => sum_of(takers)?.checked_sub(minor),
        BulkOff::Total(minor) => Some(minor),
    }
}

/// Gives the lines the discounts of a plan.
pub fn apply(lines: &mut [QuoteLine], taken: &[Taken]) {
    for line in lines {
        if let Ok(at) = taken.binary_search_by_key(&line.id, |one| one.line)
            && let Some(own) = taken.get(at)
        {
            line.price.discount = own.discount;
            line.price.off = own.off;
        }
    }
}

/// Makes the `picked` lines optional or not; answers those it left as they are.
pub fn set_optional(
    lines: &mut [QuoteLine],
    picked: &BTreeSet<QuoteLineId>,
    optional: bool,
) -> Vec<Spared> {
    let mut spared = Vec::new();
    for line in lines.iter_mut().filter(|line| picked.contains(&line.id)) {
        let code = if line.price.gift_of().is_some() {
            "bulk_gift"
        } else if line.is_alternative() {
            "bulk_alternative"
        } else {
            line.price.optional = optional;
            continue;
        };
        let why = Issue::error(code, "optional");
        spared.push(Spared { line: line.id, why });
    }
    spared
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
