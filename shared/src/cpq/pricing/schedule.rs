//! A discount schedule as a line follows it: steps by quantity, by term or by spend, and what is taken off a period.
//!
//! A line takes the schedule over with its price. What is *measured* may lie across lines; the quote writes it to each
//! of them ([`crate::cpq::quotes::schedules`]). The step reached, and the average of graduated ones, is the engine's
//! ([`DiscountSchedule`]).
//! Invariants: never more is taken off than there is, never less than nothing; a credit mirrors what it credits; a
//! price agreed per unit follows no schedule; the amount is in 10⁻⁸ of the major unit, rounded there once.

use super::exact::round_div;
use super::line::{AmountE8, flat};
use super::model::{AgreedPrice, Contracted, LineInput, TierBorder};
use crate::coded;
use crate::cpq::policies::{DiscountSchedule, Exact, Measure};
use crate::kernel::{DiscountScheduleId, LocalText, Quantity, Rounding, UnitPrice};
use serde::{Deserialize, Serialize};

coded! {
    /// What a schedule looks at.
    #[derive(Default)]
    ScheduleMeasure {
        /// Units; steps begin at ten-thousandths of one.
        #[default]
        Quantity = "quantity",
        /// Months the line runs.
        Term = "term",
        /// The price book's amount over the term, in minor units.
        Spend = "spend",
    }
}

coded! {
    /// Which lines are looked at together.
    #[derive(Default)]
    ScheduleAcross {
        /// Each line by itself.
        #[default]
        Line = "line",
        /// Those of the same product.
        Product = "product",
        /// Those of the same family.
        Family = "family",
        /// All that follow the schedule.
        Quote = "quote",
    }
}

coded! {
    /// How far a step reaches.
    #[derive(Default)]
    ScheduleWay {
        /// Everything at the step that is reached.
        #[default]
        Slab = "slab",
        /// Each part at its own step.
        Graduated = "graduated",
    }
}

coded! {
    /// What a step gives.
    #[derive(Default)]
    ScheduleGives {
        /// Basis points off.
        #[default]
        Percent = "percent",
        /// So much off each unit, in ten-thousandths.
        Amount = "amount",
        /// This price per unit, in ten-thousandths; never a higher one.
        Price = "price",
    }
}

/// From so much on, this.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleStep {
    /// Where it begins: ten-thousandths of a unit, months, or minor units, as the schedule measures.
    pub from: i64,
    /// What it gives: basis points, or a price in ten-thousandths.
    pub value: i64,
}

/// What a schedule says.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleRule {
    /// What it looks at.
    pub measure: ScheduleMeasure,
    /// Over which lines.
    pub across: ScheduleAcross,
    /// How far a step reaches.
    pub way: ScheduleWay,
    /// What a step gives.
    pub gives: ScheduleGives,
    /// The steps, ascending.
    pub steps: Vec<ScheduleStep>,
    /// Spend counts what the customer ordered in the twelve months before, too.
    #[serde(default)]
    pub orders: bool,
}

impl ScheduleRule {
    /// The step reached by all that is measured, counted from 0; none below the first.
    #[must_use]
    pub fn reached(&self, measured: i64) -> Option<usize> {
        self.steps.iter().rposition(|step| step.from <= measured)
    }

    /// What is given at `measured` after what was ordered earlier, in the measure of the steps' values; nothing below
    /// the first step. Exact: of graduated steps it is the average over `measured` alone, and may be a fraction.
    #[must_use]
    pub fn value_at(&self, measured: i64, earlier: i64) -> Option<Exact> {
        self.reached(measured.checked_add(earlier)?)?;
        let exact = Exact::whole;
        let engine = DiscountSchedule {
            measure: match self.measure {
                ScheduleMeasure::Quantity => Measure::Quantity,
                ScheduleMeasure::Term => Measure::Term,
                ScheduleMeasure::Spend => Measure::Spend,
            },
            tiers: self
                .steps
                .iter()
                .map(|step| (exact(step.from), exact(step.value)))
                .collect(),
            border: TierBorder::From,
            earlier: exact(earlier),
            ..DiscountSchedule::default()
        };
        let measured = exact(measured);
        match self.way {
            ScheduleWay::Slab => engine.percent(measured),
            ScheduleWay::Graduated => engine.average(measured),
        }
        .checked()
    }
}

/// A schedule a line follows, kept with its price, and what was measured for it last.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineSchedule {
    /// The schedule.
    pub schedule_id: DiscountScheduleId,
    /// Its name at that time.
    pub name: LocalText,
    /// What it said at that time.
    pub rule: ScheduleRule,
    /// What was measured, in the measure of its steps.
    #[serde(default)]
    pub measured: i64,
    /// Over how many lines.
    #[serde(default)]
    pub lines: u32,
    /// What the customer ordered earlier, in minor units: the server says it.
    #[serde(default)]
    pub earlier: i64,
}

impl LineSchedule {
    /// Everything that is measured, with what was ordered earlier.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.measured.saturating_add(self.earlier)
    }

    /// How much is missing to the next step, in the measure of the steps (ten-thousandths of a unit, months, minor
    /// units), and the step; none on the last.
    #[must_use]
    pub fn next(&self) -> Option<(i64, ScheduleStep)> {
        let total = self.total();
        let step = self.rule.steps.iter().find(|step| step.from > total)?;
        Some((step.from.checked_sub(total)?, *step))
    }

    /// What is measured follows the quantity of the line: a ramp changes it.
    pub(super) fn follow(&mut self, before: Quantity, after: Quantity) {
        if self.rule.measure == ScheduleMeasure::Quantity {
            let more = after.0.saturating_sub(before.0);
            self.measured = self.measured.saturating_add(more);
        }
    }
}

impl LineInput {
    /// The schedule that holds: a price agreed per unit takes its place.
    #[must_use]
    pub fn schedule_in_force(&self) -> Option<&LineSchedule> {
        match &self.contracted {
            Some(Contracted {
                price: AgreedPrice::Fixed(_),
                ..
            }) => None,
            _ => self.schedule.as_deref(),
        }
    }
}

/// What the schedule takes off one period: of `before`, which is `tiered` with the options.
pub(super) fn off(line: &LineInput, before: AmountE8, tiered: AmountE8) -> Option<AmountE8> {
    let Some(schedule) = line.schedule_in_force() else {
        return Some(0);
    };
    let Some(value) = schedule.rule.value_at(schedule.measured, schedule.earlier) else {
        return Some(0);
    };
    let sign = i128::from(line.quantity.0.signum());
    let (whole, part) = value.parts()?;
    let times = |by: i128, parts: i128| {
        let exact = by.checked_mul(whole)?;
        round_div(exact, part.checked_mul(parts)?, Rounding::HalfUp)
    };
    let taken = match schedule.rule.gives {
        ScheduleGives::Percent => times(before * sign, 10_000)?,
        ScheduleGives::Amount => times(i128::from(line.quantity.0) * sign, 1)?,
        ScheduleGives::Price if line.kind_in_force().is_some_and(|kind| !kind.is_per_unit()) => 0,
        ScheduleGives::Price => {
            let price = UnitPrice(i64::try_from(round_div(whole, part, Rounding::HalfUp)?).ok()?);
            (tiered - flat(line, line.agreed(price))) * sign
        }
    };
    Some(taken.min(before * sign).max(0) * sign)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
