//! How to have a value that is excluded: ways with the fewest choices withdrawn, and the one with the least
//! effect on the price.

use super::model::Pick;
use super::session::{RepairPlan, STEPS, Session};
use crate::cpq::configure::{Budget, Lit, Stopped};
use crate::kernel::UnitPrice;
use std::sync::Arc;

/// Ways that are offered for their few choices.
const WAYS: usize = 3;

impl Session {
    /// Ways to make a pick possible, the fewest choices withdrawn first, of as many the one with the
    /// least effect on the price; then the one with the least effect of all, where it is none of these.
    /// Empty when no choice is to blame.
    #[must_use]
    pub fn repairs(&mut self, pick: &Pick) -> Vec<RepairPlan> {
        self.repairs_within(pick, &mut Budget::steps(STEPS))
            .unwrap_or_default()
    }

    pub(super) fn repairs_within(
        &mut self,
        pick: &Pick,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<RepairPlan>, Stopped> {
        let Some(lit) = self.engine.lit(pick) else {
            return Ok(Vec::new());
        };
        let found = self.configurator.repairs(&[lit], |_| 1, WAYS, budget)?;
        let mut plans: Vec<RepairPlan> = found
            .iter()
            .map(|repair| {
                let withdraw = self.picks(&repair.withdraw);
                RepairPlan {
                    effect: self.effect(&withdraw, pick),
                    withdraw,
                    least_effect: false,
                }
            })
            .filter(|plan| !plan.withdraw.is_empty())
            .collect();
        let weight = |plan: &RepairPlan| plan.effect.map(|effect| effect.0.unsigned_abs());
        // What is not known comes last.
        plans.sort_by_key(|plan| (plan.withdraw.len(), weight(plan).unwrap_or(u64::MAX)));
        // Who stops here has the ways, without a word about which is the best of all.
        let prices = self.price_weights();
        let least = self.configurator.least_effect(&[lit], &prices, budget);
        if let Ok(Some(least)) = least
            && least.proven
        {
            let withdraw = self.picks(&least.withdraw);
            let effect = i64::try_from(least.effect).ok().map(UnitPrice);
            mark(&mut plans, withdraw, effect);
        }
        Ok(plans)
    }

    fn picks(&self, lits: &[Lit]) -> Vec<Pick> {
        let picks = lits.iter().filter_map(|lit| self.engine.pick(*lit));
        picks.collect()
    }

    /// What a repair does to the price of what is settled.
    fn effect(&self, withdraw: &[Pick], pick: &Pick) -> Option<UnitPrice> {
        let mut choices = self.choices();
        choices.retain(|choice| !withdraw.contains(choice));
        choices.push(pick.clone());
        let then = Self::with_choices(Arc::clone(&self.engine), &choices).price()?;
        let change = then.price.0.checked_sub(self.price()?.price.0)?;
        Some(UnitPrice(change))
    }
}

/// Says of the way with the least effect that it is; it comes last where it was not offered before. One that
/// changes the price as little as an offered one says nothing new.
fn mark(plans: &mut Vec<RepairPlan>, withdraw: Vec<Pick>, effect: Option<UnitPrice>) {
    let size = |effect: Option<UnitPrice>| effect.map(|effect| effect.0.unsigned_abs());
    let as_little = |plan: &&mut RepairPlan| {
        plan.withdraw == withdraw || (effect.is_some() && size(plan.effect) == size(effect))
    };
    match plans.iter_mut().find(as_little) {
        Some(plan) => plan.least_effect = true,
        None => plans.push(RepairPlan {
            withdraw,
            effect,
            least_effect: true,
        }),
    }
}
