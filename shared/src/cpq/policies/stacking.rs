//! Discounts on one price: how several add up, and a wanted price solved back to a discount.

use super::exact::Exact;
use super::rounding::{RoundTo, spread};
use crate::cpq::pricing::{Remainder, TierBorder};

/// One discount or surcharge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Adjustment {
    /// Percent off; negative adds.
    Percent(Exact),
    /// Amount off; negative adds.
    Amount(Exact),
    /// This price instead.
    Price(Exact),
}

/// How the discounts of one price work together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stacking {
    /// Each is taken of the list price; they add up.
    #[default]
    Additive,
    /// Each is taken of what the one before left.
    Multiplicative,
    /// Only the one that takes off most.
    Best,
    /// Only the first.
    First,
}

/// What `adjustments` take off `price`. Never more than the price when `floor_at_zero`.
#[must_use]
pub fn discount(
    price: Exact,
    adjustments: &[Adjustment],
    stacking: Stacking,
    floor_at_zero: bool,
) -> Exact {
    let off = |base: Exact, adjustment: &Adjustment| match *adjustment {
        Adjustment::Percent(percent) => base * percent.percent(),
        Adjustment::Amount(amount) => amount,
        Adjustment::Price(wanted) => base - wanted,
    };
    let taken = match stacking {
        Stacking::Additive => adjustments.iter().map(|one| off(price, one)).sum(),
        Stacking::Multiplicative => {
            let left = adjustments
                .iter()
                .fold(price, |left, one| left - off(left, one));
            price - left
        }
        Stacking::Best => adjustments
            .iter()
            .map(|one| off(price, one))
            .fold(Exact::ZERO, Exact::most),
        Stacking::First => adjustments
            .first()
            .map_or(Exact::ZERO, |one| off(price, one)),
    };
    if floor_at_zero && taken > price.not_negative() {
        price.not_negative()
    } else {
        taken
    }
}

/// What a discount schedule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Units.
    #[default]
    Quantity,
    /// Months of the term.
    Term,
    /// The amount before the schedule.
    Spend,
}

/// Percent off by how much is bought, for how long, or for how much; over all lines that follow
/// it, and what was bought before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiscountSchedule {
    /// Its name.
    pub name: String,
    /// What it looks at.
    pub measure: Measure,
    /// From how much on how many percent; in any order.
    pub tiers: Vec<(Exact, Exact)>,
    /// Whether a tier's first value already has its discount.
    pub border: TierBorder,
    /// Bought with earlier orders, in the same measure.
    pub earlier: Exact,
}

impl DiscountSchedule {
    /// The percentage at `measured`, which does not include what was bought earlier.
    #[must_use]
    pub fn percent(&self, measured: Exact) -> Exact {
        let total = measured + self.earlier;
        let reached = self.tiers.iter().filter(|(from, _)| match self.border {
            TierBorder::From => total >= *from,
            TierBorder::Above => total > *from,
        });
        let mut best: Option<(Exact, Exact)> = None;
        for tier in reached {
            if best.is_none_or(|(from, _)| tier.0 > from) {
                best = Some(*tier);
            }
        }
        best.map_or(Exact::ZERO, |(_, percent)| percent)
    }

    /// The percentage on average when each part of what is measured has that of its own tier: the first 10 units
    /// none, the next 90 5 %, and so on. Borders do not matter, they are no parts.
    #[must_use]
    pub fn average(&self, measured: Exact) -> Exact {
        if !measured.is_positive() {
            return Exact::ZERO;
        }
        let mut tiers = self.tiers.clone();
        tiers.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
        let end = measured + self.earlier;
        let untils = tiers
            .iter()
            .skip(1)
            .map(|tier| tier.0.least(end))
            .chain([end]);
        let given: Exact = tiers
            .iter()
            .zip(untils)
            .map(|((from, percent), until)| {
                (until - from.most(self.earlier)).not_negative() * *percent
            })
            .sum();
        given / measured
    }
}

/// The discount, in percent of `price`, that leaves `wanted`; exact. `None` when the price is zero
/// or a number is refused.
#[must_use]
pub fn percent_for(price: Exact, wanted: Exact) -> Option<Exact> {
    ((price - wanted) * Exact::HUNDRED / price).checked()
}

/// What each line gives up so that lines of these amounts come to exactly `wanted` together:
/// in proportion, in whole steps of `round`, the last steps by `remainder`. The parts add up to
/// the sum of the lines less `wanted`, also when that is negative (a surcharge).
///
/// `None` when there is no line or a number is refused.
#[must_use]
pub fn solve_total(
    lines: &[Exact],
    wanted: Exact,
    round: RoundTo,
    remainder: Remainder,
) -> Option<Vec<Exact>> {
    if lines.is_empty() {
        return None;
    }
    let sum: Exact = lines.iter().copied().sum();
    spread((sum - wanted).checked()?, lines, round, remainder)
}

/// A formula price: cost or another price, with a discount and a surcharge, kept within margins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Formula {
    /// Percent off the base; negative is a mark-up (cost-plus).
    pub discount_percent: Exact,
    /// Made a multiple of this step, before the surcharge.
    pub round: RoundTo,
    /// Added.
    pub surcharge: Exact,
    /// At least this much above the base.
    pub min_margin: Option<Exact>,
    /// At most this much above the base.
    pub max_margin: Option<Exact>,
}

impl Default for Formula {
    fn default() -> Self {
        Self {
            discount_percent: Exact::ZERO,
            round: RoundTo::NEVER,
            surcharge: Exact::ZERO,
            min_margin: None,
            max_margin: None,
        }
    }
}

impl Formula {
    /// Cost plus `percent`.
    #[must_use]
    pub fn cost_plus(percent: Exact) -> Self {
        Self {
            discount_percent: -percent,
            ..Self::default()
        }
    }

    /// The price made of `base`.
    #[must_use]
    pub fn apply(&self, base: Exact) -> Exact {
        let discounted = base - base * self.discount_percent.percent();
        let mut price = self.round.apply(discounted) + self.surcharge;
        if let Some(margin) = self.min_margin {
            price = price.most(base + margin);
        }
        if let Some(margin) = self.max_margin {
            price = price.least(base + margin);
        }
        price
    }
}

/// A price that is a share of other lines' amounts (support, insurance).
#[must_use]
pub fn percent_of_total(percent: Exact, amounts: &[Exact], round: RoundTo) -> Exact {
    let sum: Exact = amounts.iter().copied().sum();
    round.apply(sum * percent.percent())
}

/// The net price of a cost at a margin in percent of the net price. `None` at 100 % and above.
#[must_use]
pub fn price_at_margin(cost: Exact, margin_percent: Exact) -> Option<Exact> {
    let kept = Exact::ONE - margin_percent.percent();
    kept.is_positive().then(|| cost / kept)?.checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn discounts_stack_as_the_policy_says() {
        let two = [
            Adjustment::Percent(Exact::whole(20)),
            Adjustment::Percent(Exact::whole(10)),
        ];
        let off = |stacking| discount(Exact::HUNDRED, &two, stacking, true);
        assert_eq!(off(Stacking::Additive), Exact::whole(30));
        assert_eq!(off(Stacking::Multiplicative), Exact::whole(28));
        assert_eq!(off(Stacking::Best), Exact::whole(20));
        assert_eq!(off(Stacking::First), Exact::whole(20));
        let much = [Adjustment::Amount(Exact::whole(249))];
        assert_eq!(
            discount(Exact::whole(25), &much, Stacking::Additive, true),
            Exact::whole(25)
        );
    }

    #[test]
    fn formula_prices_keep_their_margins() {
        assert_eq!(
            Formula::cost_plus(Exact::whole(25)).apply(Exact::whole(80)),
            Exact::HUNDRED
        );
        let formula = Formula {
            surcharge: Exact::HUNDRED,
            max_margin: Some(Exact::whole(90)),
            ..Formula::default()
        };
        assert_eq!(formula.apply(Exact::whole(10_000)), Exact::whole(10_090));
        assert_eq!(
            price_at_margin(Exact::whole(60), Exact::whole(40)),
            Some(Exact::HUNDRED)
        );
        assert_eq!(price_at_margin(Exact::ONE, Exact::HUNDRED), None);
    }

    proptest! {
        #[test]
        fn a_target_total_is_met_exactly(cents in prop::collection::vec(0_i64..1_000_000, 1..30), wanted in -100_000_i64..5_000_000, which in 0_usize..3) {
            let remainder = [Remainder::Largest, Remainder::First, Remainder::Last][which];
            let lines: Vec<Exact> = cents.iter().map(|c| Exact::scaled(*c, 2)).collect();
            let wanted = Exact::scaled(wanted, 2);
            let off = solve_total(&lines, wanted, RoundTo::CENTS, remainder).unwrap();
            let left: Exact = lines.iter().zip(&off).map(|(line, off)| *line - *off).sum();
            prop_assert_eq!(left, wanted);
        }

        #[test]
        fn a_target_price_is_met_exactly(price in 1_i64..1_000_000, wanted in -1000_i64..1_000_000) {
            let (price, wanted) = (Exact::scaled(price, 2), Exact::scaled(wanted, 2));
            let percent = percent_for(price, wanted).unwrap();
            prop_assert_eq!(price - discount(price, &[Adjustment::Percent(percent)], Stacking::Additive, false), wanted);
        }
    }
}
