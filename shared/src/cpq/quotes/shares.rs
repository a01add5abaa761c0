//! Lines that are a share of other lines: maintenance at 18 % of the hardware.
//!
//! A share is taken of what the lines bring after their own discounts and without surcharges, before the discount of
//! the document, which then takes from both. Lines that do not count (optional ones nobody chose) are in no base,
//! and no share is: so there is nothing that could go round in circles, and the order of the lines
//! does not matter. The price per unit it comes to has the four decimals every price has.
//! A recurring share counts what recurs for one of its own periods and what is paid once in full; a
//! share paid once counts everything over the term.

use super::model::{QuoteDraft, QuoteLine};
use crate::cpq::pricing::exact::round_div_i64;
use crate::cpq::pricing::{
    Charge, Kept, LineInput, Policy, PriceKind, PricedLine, PricedQuote, ShareOf, Terms,
};
use crate::kernel::{Issue, Percent, Rounding, UnitPrice};

/// The share a line is, if it is one.
#[must_use]
pub const fn share(line: &LineInput) -> Option<(Percent, &ShareOf)> {
    match &line.kind {
        Some(PriceKind::Share { percent, of }) => Some((*percent, of)),
        _ => None,
    }
}

/// Prices a quote that has such lines; `None` for one that has not.
pub(super) fn price(draft: &QuoteDraft, kept: &Kept) -> Option<PricedQuote> {
    let terms = draft.pricing_terms();
    let prices = prices(draft, &terms, kept)?;
    let mut lines: Vec<LineInput> = draft.lines.iter().map(|line| line.price.clone()).collect();
    for (index, price) in &prices {
        if let (Some(line), Some(price)) = (lines.get_mut(*index), price) {
            line.list_price = *price;
        }
    }
    let mut priced = kept.price(&terms, &lines, &draft.surcharges, &Policy::default());
    for (index, price) in &prices {
        if let (Some(line), None) = (priced.lines.get_mut(*index), price) {
            let issue = Issue::error("amount_too_large", "quantity");
            if !line.issues.contains(&issue) {
                line.issues.push(issue);
            }
        }
    }
    Some(priced)
}

/// Writes to the lines of a quote what their shares come to; answers the positions that changed.
pub fn settle(draft: &mut QuoteDraft) -> Vec<usize> {
    resettle(draft, Kept::nothing())
}

/// The same, without going through the prices of the lines that are as they were kept.
pub fn resettle(draft: &mut QuoteDraft, kept: &Kept) -> Vec<usize> {
    let mut changed = Vec::new();
    let terms = draft.pricing_terms();
    for (index, price) in prices(draft, &terms, kept).unwrap_or_default() {
        if let (Some(line), Some(price)) = (draft.lines.get_mut(index), price)
            && line.price.list_price != price
        {
            line.price.list_price = price;
            changed.push(index);
        }
    }
    changed
}

/// What the lines a share is taken of come to for one of its periods, in minor units.
#[must_use]
pub fn base_of(draft: &QuoteDraft, index: usize) -> Option<i64> {
    let line = draft.lines.get(index)?;
    let (_, of) = share(&line.price)?;
    let priced = counted(draft, &draft.pricing_terms(), Kept::nothing());
    round_div_i64(base(draft, &priced, line, of)?, TWELFTHS, Rounding::HalfUp)
}

/// A year's part of one month makes bases twelfths.
const TWELFTHS: i128 = 12;

/// The price per unit of each line that is a share, by its position; `None` for one that does not fit.
fn prices(
    draft: &QuoteDraft,
    terms: &Terms,
    kept: &Kept,
) -> Option<Vec<(usize, Option<UnitPrice>)>> {
    if draft.lines.iter().all(|line| share(&line.price).is_none()) {
        return None;
    }
    let priced = counted(draft, terms, kept);
    let shares = draft.lines.iter().enumerate().filter_map(|(index, line)| {
        let (percent, of) = share(&line.price)?;
        // A gift is never paid, whatever its price would be a share of.
        if line.price.gift_of().is_some() {
            return Some((index, Some(UnitPrice(0))));
        }
        let price = base(draft, &priced, line, of)
            .and_then(|base| unit_price(base, percent, terms.currency.decimals()));
        Some((index, price))
    });
    Some(shares.collect())
}

/// The lines a share may be taken of, on their own; the others have nothing.
fn counted(draft: &QuoteDraft, terms: &Terms, kept: &Kept) -> Vec<Option<PricedLine>> {
    let (policy, of) = (Policy::default(), draft.lines.len());
    draft
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let counts = !line.price.optional && share(&line.price).is_none();
            counts.then(|| kept.price_line(terms, (at, of), &line.price, &policy))
        })
        .collect()
}

/// The base of a share in twelfths of a minor unit.
fn base(
    draft: &QuoteDraft,
    priced: &[Option<PricedLine>],
    line: &QuoteLine,
    of: &ShareOf,
) -> Option<i128> {
    let own = line.price.charge;
    draft
        .lines
        .iter()
        .zip(priced)
        .filter(|(other, _)| belongs(other, line, of))
        .filter_map(|(other, priced)| Some((other.price.charge, priced.as_ref()?)))
        .try_fold(0_i128, |sum, (charge, priced)| {
            let (minor, twelfths) = match (own, charge) {
                (Charge::OneTime, _) => (priced.term_sold_minor(), 12),
                (Charge::Monthly | Charge::Usage, Charge::Yearly) => (priced.sold_minor(), 1),
                (Charge::Yearly, Charge::Monthly | Charge::Usage) => (priced.sold_minor(), 144),
                _ => (priced.sold_minor(), 12),
            };
            sum.checked_add(i128::from(minor).checked_mul(twelfths)?)
        })
}

fn belongs(other: &QuoteLine, line: &QuoteLine, of: &ShareOf) -> bool {
    match of {
        ShareOf::All => true,
        ShareOf::Section => other.section == line.section,
        ShareOf::Families(names) => {
            !other.price.family.is_empty() && names.contains(&other.price.family)
        }
        ShareOf::Products(ids) => other.product_id.is_some_and(|id| ids.contains(&id)),
    }
}

/// A share of nothing, or of less, is nothing.
fn unit_price(twelfths: i128, percent: Percent, decimals: u32) -> Option<UnitPrice> {
    let scale = 10_i128.pow(4_u32.saturating_sub(decimals));
    let exact = twelfths
        .max(0)
        .checked_mul(i128::from(percent.0))?
        .checked_mul(scale)?;
    round_div_i64(exact, TWELFTHS * 10_000, Rounding::HalfUp).map(UnitPrice)
}

#[cfg(test)]
#[path = "shares_tests.rs"]
mod tests;
