//! What to give up for a value that is excluded: the fewest choices first, or the least effect on a sum.
//!
//! A way is minimal: with any one of its choices kept, the value stays excluded. Ways are found by weighted
//! MaxSAT over the choices, one after the other; each next one keeps at least one of the choices that every
//! earlier one withdrew, so that all minimal ways come, by ascending weight, and nothing else.

use super::optimise::{Objective, minimise};
use super::sat::{Budget, Lit, Solver, Stopped, bit};
use super::session::{Configurator, Refused};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most choices the way of least effect withdraws: whoever gives up more begins anew.
const WITHDRAWN: usize = 3;
/// Most ways that are weighed for the one of least effect.
const WEIGHED: usize = 32;

/// A way to make something possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// Choices to withdraw.
    pub withdraw: Vec<Lit>,
    /// The sum of their weights.
    pub cost: i128,
    /// Whether no way costs less (of the first repair; the next ones cost as much or more).
    pub proven: bool,
}

/// The way that changes a sum least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeastEffect {
    /// Choices to withdraw.
    pub withdraw: Vec<Lit>,
    /// How much more the settled values come to afterwards.
    pub effect: i128,
    /// Whether no minimal way that withdraws at most as many choices as are looked at changes less.
    pub proven: bool,
}

/// Minimal ways, the lightest first.
struct Ways {
    solver: Solver,
    objective: Objective,
    choices: Vec<Lit>,
}

impl Ways {
    fn next(&mut self, budget: &mut Budget<'_>) -> Result<Option<Repair>, Stopped> {
        let Some(best) = minimise(self.solver.clone(), &self.objective, None, budget)? else {
            return Ok(None);
        };
        let gone = |choice: &&Lit| bit(&best.solution, choice.var() as usize) != choice.positive();
        let withdraw: Vec<Lit> = self.choices.iter().filter(gone).copied().collect();
        // The next one keeps one of these.
        self.solver.add_clause(&withdraw);
        Ok(Some(Repair {
            withdraw,
            cost: best.cost,
            proven: best.proven,
        }))
    }
}

impl Configurator {
    fn ways(&self, wanted: &[Lit], weight: impl Fn(Lit) -> u32) -> Option<Ways> {
        if !wanted.iter().all(|lit| self.knows(*lit)) {
            return None;
        }
        let mut solver = self.solver.clone();
        solver.pop_to(0);
        for lit in wanted {
            solver.add_clause(&[*lit]);
        }
        // A choice against what is wanted has to go in any case.
        let weights = self.choices.iter();
        let objective = Objective {
            weights: weights
                .map(|choice| (!*choice, i64::from(weight(*choice).max(1))))
                .collect(),
        };
        Some(Ways {
            solver,
            objective,
            choices: self.choices.clone(),
        })
    }

    /// Ways to make all of `wanted` possible by withdrawing choices, cheapest first, at most `most`.
    /// `weight` says what withdrawing a choice costs (at least 1 is taken). Empty when the rules alone
    /// exclude it.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn repairs(
        &mut self,
        wanted: &[Lit],
        weight: impl Fn(Lit) -> u32,
        most: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Repair>, Stopped> {
        let mut found: Vec<Repair> = Vec::new();
        let Some(mut ways) = self.ways(wanted, weight) else {
            return Ok(found);
        };
        while found.len() < most {
            let Some(mut way) = ways.next(budget)? else {
                break;
            };
            way.proven &= found.iter().all(|repair| repair.proven);
            let nothing = way.withdraw.is_empty();
            found.push(way);
            if nothing {
                break;
            }
        }
        Ok(found)
    }

    /// Of the minimal ways to make all of `wanted` possible that withdraw at most three choices, the one
    /// after which the settled values come to nearest what they come to now: a value has the price `prices`
    /// gives it. Of equal ones that with the fewest choices. `None` where there is no such way, or nothing
    /// has to be withdrawn.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn least_effect(
        &self,
        wanted: &[Lit],
        prices: &[(Lit, i64)],
        budget: &mut Budget<'_>,
    ) -> Result<Option<LeastEffect>, Stopped> {
        let Some(mut ways) = self.ways(wanted, |_| 1) else {
            return Ok(None);
        };
        let now = self.worth(prices);
        let mut best: Option<LeastEffect> = None;
        let (mut proven, mut weighed) = (true, 0);
        while let Some(way) = ways.next(budget)? {
            proven &= way.proven;
            if way.withdraw.is_empty() || way.withdraw.len() > WITHDRAWN {
                break;
            }
            if weighed == WEIGHED {
                proven = false;
                break;
            }
            weighed += 1;
            let then = self.with_way(&way.withdraw, wanted, budget)?;
            let effect = then.worth(prices).saturating_sub(now);
            let less = |known: &LeastEffect| effect.unsigned_abs() < known.effect.unsigned_abs();
            if best.as_ref().is_none_or(less) {
                best = Some(LeastEffect {
                    withdraw: way.withdraw,
                    effect,
                    proven: true,
                });
            }
        }
        Ok(best.map(|best| LeastEffect { proven, ..best }))
    }

    /// What the settled values come to.
    fn worth(&self, prices: &[(Lit, i64)]) -> i128 {
        let settled = prices
            .iter()
            .filter(|(lit, _)| self.solver.value(*lit) == Some(true));
        settled.map(|(_, price)| i128::from(*price)).sum()
    }

    /// The session as it is once a way was taken.
    fn with_way(
        &self,
        withdraw: &[Lit],
        wanted: &[Lit],
        budget: &mut Budget<'_>,
    ) -> Result<Configurator, Stopped> {
        let mut then = Configurator::open(Arc::clone(&self.compiled));
        let kept = self.choices.iter().filter(|lit| !withdraw.contains(lit));
        for lit in kept.chain(wanted) {
            if let Err(Refused::Stopped(stopped)) = then.choose(*lit, budget) {
                return Err(stopped);
            }
        }
        Ok(then)
    }
}
