//! What the prices of a price book are rounded to: a policy kept on the book, taken over by a line with its price.
//!
//! It is the last step of one period of a line, after promotions and the line's own percentage: the price a
//! customer reads. Terms: *step* = what it becomes a multiple of; *ending* = what stands above the multiple (0.99
//! for prices that end in .99). The rounding itself is [`RoundTo`].
//! Invariants: what a person typed (a price, an amount off, a wanted price) is never rounded; a price above nothing
//! never becomes nothing; a credit mirrors what it credits; what was rounded is rounded to itself.

use super::model::{LineInput, TierMode};
use crate::coded;
use crate::cpq::policies::{Exact, RoundTo};
use crate::kernel::{Issue, Rounding, UnitPrice};
use serde::{Deserialize, Serialize};

coded! {
    /// What is rounded.
    #[derive(Default)]
    RoundedPlace {
        /// The price of one unit; the amount of a line where units have no one price (packages, included units,
        /// graduated prices, promotions).
        #[default]
        Unit = "unit",
        /// The amount of a line for one period.
        Line = "line",
    }
}

coded! {
    /// What happens between two steps.
    #[derive(Default)]
    RoundingMode {
        /// The nearer one; half a step goes up.
        #[default]
        HalfUp = "half_up",
        /// The nearer one; half a step goes to the even one.
        HalfEven = "half_even",
        /// Always up.
        Up = "up",
        /// Always down.
        Down = "down",
    }
}

impl RoundingMode {
    /// The rule of the kernel.
    #[must_use]
    pub const fn rule(self) -> Rounding {
        match self {
            RoundingMode::HalfUp => Rounding::HalfUp,
            RoundingMode::HalfEven => Rounding::HalfEven,
            RoundingMode::Up => Rounding::Up,
            RoundingMode::Down => Rounding::Down,
        }
    }
}

/// What the prices of a price book are rounded to.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRounding {
    /// What is rounded.
    #[serde(default)]
    pub place: RoundedPlace,
    /// What it becomes a multiple of, in ten-thousandths of the major unit: above zero, at most a million.
    #[serde(rename = "step_e4")]
    pub step: UnitPrice,
    /// What stands above the multiple; less than a step.
    #[serde(rename = "ending_e4", default)]
    pub ending: UnitPrice,
    /// What happens between two steps.
    #[serde(default)]
    pub mode: RoundingMode,
}

/// Largest step: a million.
const STEP: i64 = 10_000_000_000;

impl PriceRounding {
    /// To multiples of a step, half up, per unit.
    #[must_use]
    pub const fn to(step: UnitPrice) -> Self {
        Self {
            place: RoundedPlace::Unit,
            step,
            ending: UnitPrice(0),
            mode: RoundingMode::HalfUp,
        }
    }

    /// The policy it is, without what stands above the multiple.
    #[must_use]
    pub fn policy(&self) -> RoundTo {
        RoundTo {
            mode: self.mode.rule(),
            step: self.step.into(),
        }
    }

    /// What is wrong with it: a step out of its limits (`not_positive`), an ending below zero or not below the step
    /// (`ending_above_step`). A rule with a finding rounds nothing.
    #[must_use]
    pub fn issue(&self) -> Option<Issue> {
        if !(1..=STEP).contains(&self.step.0) {
            return Some(Issue::error("not_positive", "rounding_step"));
        }
        let fits = (0..self.step.0).contains(&self.ending.0);
        (!fits).then(|| Issue::error("ending_above_step", "rounding_ending"))
    }

    /// A price in ten-thousandths, from the exact one; nothing where rounding does not touch it.
    fn rounded(&self, exact: Exact) -> Option<i64> {
        if !exact.is_positive() || self.issue().is_some() {
            return None;
        }
        // Two steps further up nothing is below zero, where up and down change places, and what is even stays even.
        let shift = Exact::from(self.ending) - Exact::from(self.step) * Exact::whole(2);
        let rounded = self.policy().apply(exact - shift) + shift;
        rounded
            .is_positive()
            .then(|| rounded.to_minor(4, Rounding::HalfUp))?
    }

    /// The amount of a line for one period in 10⁻¹² of the major unit, rounded; nothing where this leaves it as it is.
    pub(super) fn of_line(&self, line: &LineInput, net_e12: i128) -> Option<i128> {
        if line.manual_price.is_some() || line.off.is_some() {
            return None;
        }
        let amount = net_e12.checked_abs()?;
        let units = i128::from(line.quantity.0).abs();
        let per_unit = self.place == RoundedPlace::Unit && has_one_price(line);
        let rounded = if per_unit {
            let price = self.rounded(Exact::ratio(amount, units.checked_mul(100_000_000)?))?;
            i128::from(price).checked_mul(units)?.checked_mul(10_000)?
        } else {
            let amount = self.rounded(Exact::ratio(amount, 1_000_000_000_000))?;
            i128::from(amount).checked_mul(100_000_000)?
        };
        let signed = rounded * net_e12.signum();
        (signed != net_e12).then_some(signed)
    }
}

/// Whether each unit of the line costs the same.
fn has_one_price(line: &LineInput) -> bool {
    line.promotions.is_empty()
        && line.tiers_in_force() != TierMode::Tiered
        && line.kind_in_force().is_none_or(|kind| kind.is_per_unit())
}

#[cfg(test)]
#[path = "rounding_tests.rs"]
mod tests;
