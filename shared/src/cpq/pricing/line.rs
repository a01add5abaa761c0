//! One line on its own: list → agreed → tier → options → discount schedule → promotions → manual price → line discount → the price
//! book's rounding → surcharges → one period → the term.

use super::exact::round_div_i64;
use super::kinds;
use super::model::{
    Charge, LineInput, LineOff, Policy, PricedLine, Terms, Tier, TierBorder, TierMode,
};
use super::schedule;
use super::surcharge;
use super::terms;
use crate::kernel::{Issue, Rounding, UnitPrice};

/// Units × price, both in ten-thousandths: exact in 10⁻⁸ of the major unit.
pub(super) type AmountE8 = i128;

/// Prices a line as far as it depends on nothing else. Document discount and tax are added by
/// [`super::price_quote`]; until then `net_minor` is the line net amount.
///
/// The one rounding is that of a period's net amount, so a customer billed twelve times pays
/// twelve times the amount shown.
#[must_use]
pub fn price_line(terms: &Terms, line: &LineInput, policy: &Policy) -> PricedLine {
    price_scaled(terms, line, policy, e12_per_minor(terms))
}

/// [`price_line`] with the currency's scale looked up once for all lines.
pub(super) fn price_scaled(
    terms: &Terms,
    line: &LineInput,
    policy: &Policy,
    per_minor: i128,
) -> PricedLine {
    let amounts = if terms::applies(terms, line) {
        terms::amounts(terms, line, policy, per_minor)
    } else {
        amounts(terms, line, policy, per_minor)
    };
    let mut priced = amounts.unwrap_or_else(|| PricedLine {
        issues: vec![Issue::error("amount_too_large", "quantity")],
        ..PricedLine::default()
    });
    findings(terms, line, &mut priced);
    priced
}

/// A line without a term of its own.
pub(super) fn amounts(
    terms: &Terms,
    line: &LineInput,
    policy: &Policy,
    per_minor: i128,
) -> Option<PricedLine> {
    let minor = |e8: AmountE8| to_minor(e8, per_minor, policy.rounding);
    let list = kinds::listed(line)?;
    let (book, tier) = book_amount(line, policy);
    let tiered = book?;
    let optioned = tiered.checked_add(flat(line, line.options))?;
    let book = optioned.checked_sub(schedule::off(line, optioned, tiered)?)?;
    let promoted = promoted(book, line, per_minor)?;
    let entered = match line.manual_price {
        Some(price) => flat(line, price),
        None => promoted,
    };
    let (discounted, issue) = after_discount(entered, line, per_minor)?;
    let rounded = line
        .rounding
        .and_then(|rounding| rounding.of_line(line, discounted));
    let net = rounded.unwrap_or(discounted);
    let unrounded_minor = match rounded {
        Some(_) => Some(round_div_i64(discounted, per_minor, policy.rounding)?),
        None => None,
    };
    let sold_minor = round_div_i64(net, per_minor, policy.rounding)?;
    let surcharge_minor = surcharge::sum_on(&line.surcharges, sold_minor, policy.rounding)?;
    let period_net_minor = sold_minor.checked_add(surcharge_minor)?;
    let over = |minor| over_term(minor, terms, line.charge, policy.rounding);
    let term_net_minor = over(period_net_minor)?;
    let book_minor = minor(book)?;
    let cost_minor = match unit_cost(line) {
        Some(cost) => {
            let period = minor(flat(line, cost))?;
            Some(over(period)?)
        }
        None => None,
    };
    Some(PricedLine {
        list_minor: minor(list)?,
        contracted_minor: minor(kinds::agreed(line)?)?,
        tiered_minor: minor(tiered)?,
        book_minor,
        schedule_off_minor: minor(optioned)?.checked_sub(book_minor)?,
        promoted_minor: minor(promoted)?,
        entered_minor: minor(entered)?,
        period_net_minor,
        surcharge_minor,
        unrounded_minor,
        term_book_minor: over(book_minor)?,
        term_net_minor,
        // The rest of what is rounded: what is sold comes to the same with a surcharge and without.
        term_surcharge_minor: term_net_minor.checked_sub(over(sold_minor)?)?,
        net_minor: term_net_minor,
        cost_minor,
        book_unit: per_unit(book, line),
        promoted_unit: per_unit(promoted, line),
        net_unit: net_unit(net, line),
        tier,
        issues: issue.into_iter().collect(),
        ..PricedLine::default()
    })
}

/// What promotions leave: never less than nothing.
fn promoted(book: AmountE8, line: &LineInput, per_minor: i128) -> Option<AmountE8> {
    let off = line.promotions.iter().try_fold(0_i128, |sum, granted| {
        sum.checked_add(i128::from(granted.off_minor))
    })?;
    let off = off.checked_mul(per_minor / 10_000)?;
    Some(match off {
        0 => book,
        off => book.checked_sub(off)?.max(book.min(0)),
    })
}

/// The amount after the line's own discount in 10⁻¹² of the major unit, and what is wrong with the
/// discount: one that does not fit takes nothing off.
fn after_discount(
    entered: AmountE8,
    line: &LineInput,
    per_minor: i128,
) -> Option<(i128, Option<Issue>)> {
    let wanted = match line.off {
        None => {
            let kept = i128::from(10_000_i32.checked_sub(line.discount.0)?);
            return Some((entered.checked_mul(kept)?, None));
        }
        // Neither can leave 128 bits: 64 bits times at most 10⁸, and two 64-bit factors.
        Some(LineOff::Amount(minor)) => {
            entered.checked_sub(i128::from(minor) * (per_minor / 10_000))?
        }
        Some(LineOff::Price(price)) => flat(line, price),
    };
    let code = match line.off {
        _ if (entered.min(0)..=entered.max(0)).contains(&wanted) => None,
        Some(LineOff::Amount(minor)) if (minor < 0) == (entered >= 0) => Some("negative"),
        Some(LineOff::Amount(_)) => Some("discount_above_amount"),
        Some(LineOff::Price(price)) if price.0 < 0 => Some("negative"),
        _ => Some("wanted_price_above"),
    };
    let net = if code.is_some() { entered } else { wanted };
    let issue = code.map(|code| Issue::error(code, "discount"));
    Some((net.checked_mul(10_000)?, issue))
}

/// The price per unit after the line's own discount, in 10⁻⁸ of the major unit, where that is exact.
pub(super) fn discounted_unit(line: &LineInput, priced: &PricedLine) -> i128 {
    let before = line.manual_price.unwrap_or(priced.promoted_unit);
    match line.off {
        _ if priced.unrounded_minor.is_some() => i128::from(priced.net_unit.0) * 10_000,
        None => i128::from(before.0) * i128::from(10_000_i64 - i64::from(line.discount.0)),
        Some(_) => i128::from(priced.net_unit.0) * 10_000,
    }
}

fn findings(terms: &Terms, line: &LineInput, priced: &mut PricedLine) {
    if line.charge.recurs() && terms.months == 0 {
        priced.issues.push(Issue::error("term_missing", "charge"));
    }
    if !line.tiers.is_sorted_by(|a, b| a.from < b.from) {
        priced.issues.push(Issue::error("tiers_unordered", "tiers"));
    }
    let months = priced
        .course
        .as_ref()
        .map_or(terms.months, |own| own.months);
    if line.charge == Charge::Yearly && !months.is_multiple_of(12) {
        priced
            .issues
            .push(Issue::warning("year_in_part", "charge").with("months", months));
    }
}

/// Cost per unit with that of its configuration; `None` when one of the two is unknown.
pub(super) fn unit_cost(line: &LineInput) -> Option<UnitPrice> {
    let options = match line.options_cost {
        Some(cost) => cost.0,
        None if line.options == UnitPrice(0) => 0,
        None => return None,
    };
    line.cost?.0.checked_add(options).map(UnitPrice)
}

pub(super) const fn flat(line: &LineInput, price: UnitPrice) -> AmountE8 {
    // Two 64-bit factors always fit 128 bits.
    (line.quantity.0 as i128) * (price.0 as i128)
}

/// The price book's amount for one period and the tier reached.
fn book_amount(line: &LineInput, policy: &Policy) -> (Option<AmountE8>, Option<u32>) {
    let reached = line
        .tiers
        .iter()
        .rposition(|tier| reaches(line.quantity.0.abs(), tier, policy.tier_border));
    let base = line.agreed(line.list_price);
    let amount = match line.tiers_in_force() {
        TierMode::None => return (kinds::agreed(line), None),
        TierMode::Volume => Some(
            reached
                .and_then(|index| line.tiers.get(index))
                .map_or(flat(line, base), |tier| {
                    flat(line, line.agreed(tier.unit_price))
                }),
        ),
        TierMode::Tiered => slices(line).try_fold(0, |sum: AmountE8, (quantity, price)| {
            sum.checked_add(i128::from(quantity) * i128::from(price.0))
        }),
    };
    (amount, reached.and_then(|index| u32::try_from(index).ok()))
}

fn reaches(quantity: i64, tier: &Tier, border: TierBorder) -> bool {
    match border {
        TierBorder::From => quantity >= tier.from.0,
        TierBorder::Above => quantity > tier.from.0,
    }
}

/// The slices of a graduated price: quantity (ten-thousandths, with the line's sign) and price.
/// Empty slices are left out.
pub(super) fn slices(line: &LineInput) -> impl Iterator<Item = (i64, UnitPrice)> + '_ {
    let sign = line.quantity.0.signum();
    let whole = line.quantity.0.saturating_abs();
    let starts = std::iter::once((0, line.list_price)).chain(
        line.tiers
            .iter()
            .map(|tier| (tier.from.0.max(0), tier.unit_price)),
    );
    let ends = line
        .tiers
        .iter()
        .map(|tier| tier.from.0.max(0))
        .chain(std::iter::once(i64::MAX));
    starts
        .zip(ends)
        .map(move |((start, price), end)| {
            let slice = whole.min(end).saturating_sub(start).max(0);
            (sign * slice, line.agreed(price))
        })
        .filter(|(quantity, _)| *quantity != 0)
}

/// Ten-to-the-twelfths of the major unit in one minor unit (10¹⁰ for cents).
pub(super) fn e12_per_minor(terms: &Terms) -> i128 {
    10_i128.pow(12 - terms.currency.decimals().min(4))
}

pub(super) fn to_minor(e8: AmountE8, per_minor: i128, rounding: Rounding) -> Option<i64> {
    round_div_i64(e8, per_minor / 10_000, rounding)
}

/// A period's amount over the whole term; a part of a year counts its months.
pub(super) fn over_term(
    minor: i64,
    terms: &Terms,
    charge: Charge,
    rounding: Rounding,
) -> Option<i64> {
    let months = i128::from(terms.months);
    match charge {
        Charge::OneTime => Some(minor),
        Charge::Monthly | Charge::Usage => i64::try_from(i128::from(minor) * months).ok(),
        Charge::Yearly => round_div_i64(i128::from(minor) * months, 12, rounding),
    }
}

fn per_unit(e8: AmountE8, line: &LineInput) -> UnitPrice {
    let sign = i128::from(line.quantity.0.signum());
    let units = i128::from(line.quantity.0.unsigned_abs());
    UnitPrice(round_div_i64(e8 * sign, units, Rounding::HalfUp).unwrap_or(line.list_price.0))
}

fn net_unit(net_e12: i128, line: &LineInput) -> UnitPrice {
    let sign = i128::from(line.quantity.0.signum());
    let units = i128::from(line.quantity.0.unsigned_abs()) * 10_000;
    round_div_i64(net_e12 * sign, units, Rounding::HalfUp).map_or(UnitPrice(0), UnitPrice)
}
