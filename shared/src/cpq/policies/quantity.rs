//! How a price follows the quantity: per unit, volume (slab), graduated, package, percentage.

use super::exact::Exact;
use super::rounding::RoundTo;
use crate::coded;
use crate::cpq::pricing::TierBorder;

/// One tier: up to this quantity, this price.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PriceTier {
    /// The last quantity of the tier (whether it belongs to the tier is the policy's
    /// [`TierBorder`]); `None` for the open last tier.
    pub up_to: Option<Exact>,
    /// Owed once when the tier is reached.
    pub flat: Option<Exact>,
    /// Owed for each unit.
    pub unit: Option<Exact>,
}

/// A price that depends on the quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantityPrice {
    /// The same whatever the quantity.
    Flat {
        /// The amount.
        amount: Exact,
        /// Owed at the start of a period rather than at its end.
        in_advance: bool,
    },
    /// So much a unit, beyond the units that are included.
    PerUnit {
        /// Price of a unit.
        unit: Exact,
        /// Units without charge.
        included: Exact,
    },
    /// All units at the price of the tier the quantity reaches (slab).
    Volume(Vec<PriceTier>),
    /// Each slice at the price of its own tier.
    Graduated(Vec<PriceTier>),
    /// Whole packages; a package begun is a package owed.
    Package {
        /// Price of a package.
        amount: Exact,
        /// Units in it.
        size: Exact,
        /// Units without charge.
        included: Exact,
    },
    /// A share of the quantity, which is itself an amount, and a fee for each event.
    Percentage {
        /// Of the quantity, in percent.
        rate: Exact,
        /// For each event that is charged.
        fee: Exact,
        /// The quantity without charge.
        included: Exact,
        /// The events that are charged.
        events: Exact,
    },
    /// The quantity is an amount; it is multiplied and rounded, and billed as one unit.
    Multiple {
        /// The factor.
        factor: Exact,
    },
}

/// What usage is priced, and in which part of the billing period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Units of this part.
    pub quantity: Exact,
    /// Units billed earlier in the same period.
    pub before: Exact,
    /// Whether the part begins the period.
    pub first: bool,
    /// Whether the part ends the period.
    pub last: bool,
}

impl Usage {
    /// The whole period at once.
    #[must_use]
    pub const fn whole(quantity: Exact) -> Self {
        Self {
            quantity,
            before: Exact::ZERO,
            first: true,
            last: true,
        }
    }
}

/// What vendors differ in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantityPolicy {
    /// Which tier a border quantity belongs to: `Above` keeps it in the lower tier ("up to 10"),
    /// `From` puts it in the upper ("from 10").
    pub border: TierBorder,
    /// How each amount is rounded.
    pub round: RoundTo,
    /// Whether a volume price owes nothing when nothing was used.
    pub nothing_is_free: bool,
    /// The least a whole period costs; the difference is owed with its last part.
    pub minimum: Option<Exact>,
    /// The most a period costs; what is above it is discounted.
    pub maximum: Option<Exact>,
}

impl QuantityPolicy {
    /// Borders belong to the lower tier, nothing is rounded, no commitments.
    pub const EXACT: QuantityPolicy = QuantityPolicy {
        border: TierBorder::Above,
        round: RoundTo::NEVER,
        nothing_is_free: false,
        minimum: None,
        maximum: None,
    };
}

coded! {
    /// What a part of a quantity price is for.
    QuantityPart {
        /// The flat amount of a price without tiers.
        Flat = "flat",
        /// Units.
        Units = "units",
        /// Units of a graduated tier.
        TierUnits = "tier_units",
        /// All units at the volume tier's price.
        VolumeUnits = "volume_units",
        /// What a tier owes once.
        TierFlat = "tier_flat",
        /// Fees for events.
        Fee = "fee",
        /// Up to the committed minimum.
        Minimum = "minimum",
    }
}

/// One part of the amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantityLine {
    /// What it is for.
    pub part: QuantityPart,
    /// The tier, counted from 1.
    pub tier: Option<usize>,
    /// Price of a unit.
    pub unit: Exact,
    /// Units.
    pub quantity: Exact,
    /// Unit × quantity, rounded.
    pub amount: Exact,
    /// What the maximum takes off it.
    pub discount: Exact,
}

impl QuantityLine {
    fn new(part: QuantityPart, unit: Exact, quantity: Exact, policy: &QuantityPolicy) -> Self {
        Self {
            part,
            tier: None,
            unit,
            quantity,
            amount: policy.round.apply(unit * quantity),
            discount: Exact::ZERO,
        }
    }

    const fn of_tier(mut self, index: usize) -> Self {
        self.tier = Some(index + 1);
        self
    }

    /// Amount less discount.
    #[must_use]
    pub fn total(&self) -> Exact {
        self.amount - self.discount
    }
}

/// The parts of the amount, in the order of the tiers, the minimum last.
///
/// A negative quantity is priced as its absolute value, every amount with the opposite sign: a
/// credit mirrors what it credits. `None` when a number is refused or no tier takes the quantity.
#[must_use]
pub fn price_quantity(
    price: &QuantityPrice,
    usage: &Usage,
    policy: &QuantityPolicy,
) -> Option<Vec<QuantityLine>> {
    if usage.quantity.is_negative() {
        let mirrored = Usage {
            quantity: -usage.quantity,
            ..*usage
        };
        let mut lines = price_quantity(price, &mirrored, policy)?;
        for line in &mut lines {
            line.quantity = -line.quantity;
            line.amount = -line.amount;
            line.discount = -line.discount;
        }
        return Some(lines);
    }
    let mut lines = parts(price, usage, policy)?;
    commit(price, usage, policy, &mut lines)?;
    lines
        .iter()
        .all(|line| !line.total().is_refused())
        .then_some(lines)
}

/// The sum of [`price_quantity`], no further rounded; `None` where that gives none, or for a sum that does not fit.
#[must_use]
pub fn quantity_amount(
    price: &QuantityPrice,
    usage: &Usage,
    policy: &QuantityPolicy,
) -> Option<Exact> {
    let lines = price_quantity(price, usage, policy)?;
    let sum: Exact = lines.iter().map(QuantityLine::total).sum();
    sum.checked()
}

fn parts(
    price: &QuantityPrice,
    usage: &Usage,
    policy: &QuantityPolicy,
) -> Option<Vec<QuantityLine>> {
    let line = |part, unit, quantity| QuantityLine::new(part, unit, quantity, policy);
    let until = (usage.before + usage.quantity).checked()?;
    let mut lines = Vec::new();
    match price {
        QuantityPrice::Flat { amount, in_advance } => {
            if (*in_advance && usage.first) || (!*in_advance && usage.last) {
                lines.push(line(QuantityPart::Flat, *amount, Exact::ONE));
            }
        }
        QuantityPrice::PerUnit { unit, included } => {
            let owed = |units: Exact| (units - *included).not_negative();
            let units = owed(until) - owed(usage.before);
            if !units.is_zero() {
                lines.push(line(QuantityPart::Units, *unit, units));
            }
        }
        QuantityPrice::Package {
            amount,
            size,
            included,
        } => {
            let owed = |units: Exact| ((units - *included).not_negative() / *size).ceil();
            let packages = owed(until) - owed(usage.before);
            if !packages.is_zero() {
                lines.push(line(QuantityPart::Units, *amount, packages));
            }
        }
        QuantityPrice::Volume(tiers) => {
            // The price of every unit is known when the period ends.
            if usage.last && !(policy.nothing_is_free && until.is_zero()) {
                volume(tiers, until, policy, &mut lines)?;
            }
        }
        QuantityPrice::Graduated(tiers) => graduated(tiers, usage, until, policy, &mut lines)?,
        QuantityPrice::Percentage {
            rate,
            fee,
            included,
            events,
        } => {
            let units = (usage.quantity - *included).not_negative();
            lines.push(line(QuantityPart::Units, rate.percent(), units));
            lines.push(line(QuantityPart::Fee, *fee, *events));
        }
        QuantityPrice::Multiple { factor } => {
            if usage.quantity.is_positive() {
                let amount = policy.round.apply(usage.quantity * *factor);
                lines.push(line(QuantityPart::Units, amount, Exact::ONE));
            }
        }
    }
    Some(lines)
}

fn volume(
    tiers: &[PriceTier],
    units: Exact,
    policy: &QuantityPolicy,
    lines: &mut Vec<QuantityLine>,
) -> Option<()> {
    let (index, tier) = tiers.iter().enumerate().find(|(_, tier)| {
        tier.up_to.is_none_or(|up_to| match policy.border {
            TierBorder::Above => units <= up_to,
            TierBorder::From => units < up_to,
        })
    })?;
    if let Some(flat) = tier.flat {
        let line = QuantityLine::new(QuantityPart::TierFlat, flat, Exact::ONE, policy);
        lines.push(line.of_tier(index));
    }
    if let Some(unit) = tier.unit
        && !units.is_zero()
    {
        let line = QuantityLine::new(QuantityPart::VolumeUnits, unit, units, policy);
        lines.push(line.of_tier(index));
    }
    Some(())
}

/// A tier is reached by the first unit above its lower end, the first tier by the period's start.
fn graduated(
    tiers: &[PriceTier],
    usage: &Usage,
    until: Exact,
    policy: &QuantityPolicy,
    lines: &mut Vec<QuantityLine>,
) -> Option<()> {
    let mut lower = Exact::ZERO;
    for (index, tier) in tiers.iter().enumerate() {
        let upper = tier.up_to.unwrap_or(until).least(until);
        let from = lower.most(usage.before);
        let units = (upper - from).not_negative().checked()?;
        let entered = match policy.border {
            TierBorder::Above => until > lower,
            TierBorder::From => until >= lower,
        };
        let reached = if index == 0 {
            usage.first && usage.before.is_zero()
        } else {
            entered && lower >= usage.before
        };
        if let Some(unit) = tier.unit
            && (!units.is_zero() || until.is_zero())
        {
            let line = QuantityLine::new(QuantityPart::TierUnits, unit, units, policy);
            lines.push(line.of_tier(index));
        }
        if let Some(flat) = tier.flat
            && reached
        {
            let line = QuantityLine::new(QuantityPart::TierFlat, flat, Exact::ONE, policy);
            lines.push(line.of_tier(index));
        }
        match tier.up_to {
            Some(up_to) if until > up_to => lower = up_to,
            Some(up_to) if policy.border == TierBorder::From && until == up_to => lower = up_to,
            Some(_) | None => return Some(()),
        }
    }
    None
}

fn commit(
    price: &QuantityPrice,
    usage: &Usage,
    policy: &QuantityPolicy,
    lines: &mut Vec<QuantityLine>,
) -> Option<()> {
    if policy.minimum.is_none() && policy.maximum.is_none() {
        return Some(());
    }
    let mut billed = if usage.before.is_zero() {
        Exact::ZERO
    } else {
        let earlier = Usage {
            quantity: usage.before,
            before: Exact::ZERO,
            first: true,
            last: false,
        };
        let free = QuantityPolicy {
            minimum: None,
            ..*policy
        };
        quantity_amount(price, &earlier, &free)?
    };
    if let Some(maximum) = policy.maximum {
        for line in lines.iter_mut() {
            let room = (maximum - billed).not_negative();
            line.discount = (line.amount - room).not_negative();
            billed += line.total();
        }
    } else {
        billed += lines.iter().map(QuantityLine::total).sum();
    }
    if let Some(minimum) = policy.minimum
        && usage.last
        && billed < minimum
    {
        let missing = policy.round.apply(minimum - billed);
        lines.push(QuantityLine::new(
            QuantityPart::Minimum,
            missing,
            Exact::ONE,
            policy,
        ));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tiers(of: &[(Option<i64>, i64)]) -> Vec<PriceTier> {
        of.iter()
            .map(|(up_to, unit)| PriceTier {
                up_to: up_to.map(Exact::whole),
                flat: None,
                unit: Some(Exact::whole(*unit)),
            })
            .collect()
    }

    fn amount(price: &QuantityPrice, quantity: i64, policy: &QuantityPolicy) -> Exact {
        quantity_amount(price, &Usage::whole(Exact::whole(quantity)), policy).unwrap()
    }

    #[test]
    fn a_border_belongs_where_the_policy_says() {
        let price = QuantityPrice::Volume(tiers(&[(Some(10), 5), (None, 4)]));
        assert_eq!(amount(&price, 10, &QuantityPolicy::EXACT), Exact::whole(50));
        let from = QuantityPolicy {
            border: TierBorder::From,
            ..QuantityPolicy::EXACT
        };
        assert_eq!(amount(&price, 10, &from), Exact::whole(40));
    }

    #[test]
    fn included_units_are_free_and_packages_whole() {
        let unit = QuantityPrice::PerUnit {
            unit: Exact::whole(2),
            included: Exact::whole(100),
        };
        assert_eq!(amount(&unit, 90, &QuantityPolicy::EXACT), Exact::ZERO);
        assert_eq!(amount(&unit, 130, &QuantityPolicy::EXACT), Exact::whole(60));
        assert_eq!(
            amount(&unit, -130, &QuantityPolicy::EXACT),
            Exact::whole(-60)
        );
        let package = QuantityPrice::Package {
            amount: Exact::whole(9),
            size: Exact::ZERO,
            included: Exact::ZERO,
        };
        let usage = Usage::whole(Exact::ONE);
        assert!(price_quantity(&package, &usage, &QuantityPolicy::EXACT).is_none());
    }

    proptest! {
        /// A graduated price is continuous, and rising when no unit price is negative.
        #[test]
        fn graduated_prices_rise(mut ends in prop::collection::btree_set(1_i64..500, 1..5), units in prop::collection::vec(0_i64..50, 6), quantity in 0_i64..800) {
            let mut of: Vec<(Option<i64>, i64)> = Vec::new();
            while let Some(end) = ends.pop_first() {
                of.push((Some(end), units[of.len()]));
            }
            of.push((None, units[of.len()]));
            let price = QuantityPrice::Graduated(tiers(&of));
            for border in [TierBorder::Above, TierBorder::From] {
                let policy = QuantityPolicy { border, ..QuantityPolicy::EXACT };
                let (less, more) = (amount(&price, quantity, &policy), amount(&price, quantity + 1, &policy));
                prop_assert!(less <= more);
                prop_assert!(more - less <= Exact::whole(50));
                // Billed in two parts it costs the same.
                let split = quantity / 3;
                let first = Usage { quantity: Exact::whole(split), before: Exact::ZERO, first: true, last: false };
                let second = Usage { quantity: Exact::whole(quantity - split), before: Exact::whole(split), first: false, last: true };
                let parts = quantity_amount(&price, &first, &policy).unwrap() + quantity_amount(&price, &second, &policy).unwrap();
                prop_assert_eq!(parts, less);
            }
        }
    }
}
