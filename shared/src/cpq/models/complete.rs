//! Completing a configuration, and checking one that is said to be complete.

use super::build::{Engine, Item};
use super::model::{Configuration, Pick};
use super::price::{ConfigurationPrice, price_of};
use super::session::{STEPS, Session};
use crate::cpq::configure::{Budget, Configurator, Lit, Objective, Refused, Stopped};
use crate::kernel::Issue;
use std::sync::Arc;

/// What leaving out a default weighs against what is added besides.
const DEFAULT_WEIGHT: i64 = 1_000;

impl Session {
    /// The cheapest product with all choices: its values.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn cheapest(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        let mut weights = Vec::new();
        self.each_value(|slot, position, lit| {
            if let Some((adder, times)) = self.engine.adder(slot, position) {
                let price = adder.price.0.saturating_mul(times);
                if price != 0 {
                    weights.push((lit, price));
                }
            }
        });
        self.best(weights)
    }

    /// The product with all choices that keeps most of the defaults and adds least besides: its
    /// values.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn nearest_default(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        self.least_beside(&self.defaults())
    }

    /// The product with all choices that adds least besides: its values. What a person left open is
    /// left out, where the rules let it.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn least(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        self.least_beside(&[])
    }

    fn least_beside(&self, wanted: &[Pick]) -> Result<Option<Vec<Pick>>, Stopped> {
        let defaults: Vec<Lit> = wanted
            .iter()
            .filter_map(|pick| self.engine.lit(pick))
            .collect();
        let mut weights: Vec<(Lit, i64)> =
            defaults.iter().map(|lit| (!*lit, DEFAULT_WEIGHT)).collect();
        self.each_value(|slot, position, lit| {
            let optional = !matches!(
                self.engine.items.get(slot),
                Some(Item::Choice { .. } | Item::Number { .. })
            );
            if optional && position > 0 && !defaults.contains(&lit) {
                // Fewer of an option before more.
                let number = self.engine.compiled.variables[slot].number(position);
                weights.push((lit, number.max(1)));
            }
        });
        self.best(weights)
    }

    fn each_value(&self, mut see: impl FnMut(usize, usize, Lit)) {
        let variables = self.engine.compiled.variables.iter();
        for (slot, variable) in variables.take(self.engine.product).enumerate() {
            for position in 0..variable.len() {
                see(slot, position, variable.lit(position));
            }
        }
    }

    fn best(&self, weights: Vec<(Lit, i64)>) -> Result<Option<Vec<Pick>>, Stopped> {
        let objective = Objective { weights };
        let found = self
            .configurator
            .complete_with(&objective, &mut Budget::steps(STEPS))?;
        Ok(found.map(|optimum| self.values_of(&optimum.solution)))
    }

    /// A product, a bit per variable of the solver, as picks.
    fn values_of(&self, solution: &[u64]) -> Vec<Pick> {
        let has = |lit: Lit| {
            let word = solution.get(lit.var() as usize / 64).copied();
            (word.unwrap_or_default() >> (lit.var() % 64) & 1 == 1) == lit.positive()
        };
        let variables = self.engine.compiled.variables.iter();
        variables
            .take(self.engine.product)
            .enumerate()
            .filter_map(|(slot, variable)| {
                let position = (0..variable.len()).find(|at| has(variable.lit(*at)))?;
                let value = self.engine.value_text(slot, position)?;
                Some(Pick::new(&variable.name, value))
            })
            .collect()
    }
}

/// Whether a configuration is a complete product of this model; answers what it adds to each unit.
///
/// # Errors
/// What is wrong with it.
pub fn check_configuration(
    engine: &Arc<Engine>,
    configuration: &Configuration,
) -> Result<ConfigurationPrice, Issue> {
    let wrong = |code| Issue::error(code, "configuration");
    let variables = &engine.compiled.variables;
    let known = configuration.values.len() == variables.len();
    let in_order = configuration
        .values
        .iter()
        .zip(variables)
        .all(|(pick, variable)| pick.item == variable.name);
    if !known || !in_order {
        return Err(wrong("configuration_incomplete"));
    }
    let mut configurator = Configurator::open(Arc::clone(&engine.compiled));
    for pick in configuration.values.iter() {
        let lit = engine
            .lit(pick)
            .ok_or_else(|| wrong("configuration_unknown").with("item", &pick.item))?;
        match configurator.choose(lit, &mut Budget::steps(STEPS)) {
            Ok(_) | Err(Refused::Again) => {}
            Err(Refused::Excluded | Refused::Void | Refused::Unknown) => {
                return Err(wrong("configuration_invalid").with("item", &pick.item));
            }
            Err(Refused::Stopped(_)) => return Err(wrong("model_too_hard")),
        }
    }
    if !configurator.decided() {
        return Err(wrong("configuration_incomplete"));
    }
    price_of(engine, &configuration.values).ok_or_else(|| wrong("too_large"))
}
