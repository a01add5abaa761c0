//! Completing a configuration, and checking one that is said to be complete.

use super::build::{Engine, Item};
use super::model::{Adder, AttributeKind, Configuration, ModelContent, Pick};
use super::price::{ConfigurationPrice, price_of};
use super::session::{STEPS, Session};
use crate::cpq::configure::{Budget, Configurator, Lit, Objective, Refused, Stopped};
use crate::kernel::Issue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What leaving out a default weighs against what is added besides.
const DEFAULT_WEIGHT: i64 = 1_000;

/// Which of the products with all choices is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Most of the defaults, and least added besides.
    Defaults,
    /// The lowest price.
    Cheapest,
    /// The highest margin: what is added to the price less what is added to the cost.
    Margin,
    /// Most of these, and least added besides.
    Nearest(Vec<Pick>),
    /// What was chosen most often, and least added besides.
    Popular(Vec<Popular>),
}

/// How often a value was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Popular {
    /// Which.
    pub pick: Pick,
    /// In how many configurations.
    pub times: u32,
}

/// How often each value is in these configurations, the most frequent first.
pub fn popularity<'a>(made: impl IntoIterator<Item = &'a Configuration>) -> Vec<Popular> {
    let mut times: BTreeMap<&Pick, u32> = BTreeMap::new();
    for pick in made.into_iter().flat_map(|made| &made.values) {
        let seen = times.entry(pick).or_default();
        *seen = seen.saturating_add(1);
    }
    let mut found: Vec<Popular> = times
        .into_iter()
        .map(|(pick, times)| Popular {
            pick: pick.clone(),
            times,
        })
        .collect();
    found.sort_by_key(|popular| std::cmp::Reverse(popular.times));
    found
}

/// A product that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    /// Its values.
    pub values: Vec<Pick>,
    /// Whether no other is better.
    pub proven: bool,
}

impl Session {
    /// The best product with all choices. After a stop the best known so far, not proven. `None`: there
    /// is none.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn complete(
        &self,
        goal: &Goal,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Completed>, Stopped> {
        let weights = match goal {
            Goal::Defaults => self.least_beside(&self.defaults()),
            Goal::Nearest(picks) => self.least_beside(picks),
            Goal::Popular(popular) => {
                let mut weights = self.least_beside(&[]);
                weights.extend(popular.iter().filter_map(|popular| {
                    let lit = self.engine.lit(&popular.pick)?;
                    Some((lit, -DEFAULT_WEIGHT * i64::from(popular.times)))
                }));
                weights
            }
            Goal::Cheapest => self.price_weights(),
            // What is not known costs nothing here; whether all is known is asked before.
            Goal::Margin => self.weighed(|adder, times| {
                let cost = adder.cost.unwrap_or_default().0;
                cost.saturating_sub(adder.price.0).saturating_mul(times)
            }),
        };
        self.best(weights, budget)
    }

    /// What each value adds to the price.
    pub(super) fn price_weights(&self) -> Vec<(Lit, i64)> {
        self.weighed(|adder, times| adder.price.0.saturating_mul(times))
    }

    fn weighed(&self, weigh: impl Fn(&Adder, i64) -> i64) -> Vec<(Lit, i64)> {
        let mut weights = Vec::new();
        self.each_value(|slot, position, lit| {
            if let Some((adder, times)) = self.engine.adder(slot, position) {
                let weight = weigh(&adder, times);
                if weight != 0 {
                    weights.push((lit, weight));
                }
            }
        });
        weights
    }

    fn found(&self, goal: &Goal) -> Result<Option<Vec<Pick>>, Stopped> {
        let found = self.complete(goal, &mut Budget::steps(STEPS))?;
        Ok(found.map(|found| found.values))
    }

    /// The cheapest product with all choices: its values.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn cheapest(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        self.found(&Goal::Cheapest)
    }

    /// The product with all choices that keeps most of the defaults and adds least besides: its
    /// values.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn nearest_default(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        self.found(&Goal::Defaults)
    }

    /// The product with all choices that adds least besides: its values. What a person left open is
    /// left out, where the rules let it.
    ///
    /// # Errors
    /// [`Stopped`] before one was found.
    pub fn least(&self) -> Result<Option<Vec<Pick>>, Stopped> {
        self.found(&Goal::Nearest(Vec::new()))
    }

    fn least_beside(&self, wanted: &[Pick]) -> Vec<(Lit, i64)> {
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
        weights
    }

    fn each_value(&self, mut see: impl FnMut(usize, usize, Lit)) {
        let variables = self.engine.compiled.variables.iter();
        for (slot, variable) in variables.take(self.engine.product).enumerate() {
            for position in 0..variable.len() {
                see(slot, position, variable.lit(position));
            }
        }
    }

    fn best(
        &self,
        weights: Vec<(Lit, i64)>,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Completed>, Stopped> {
        let objective = Objective { weights };
        let found = self.configurator.complete_with(&objective, budget)?;
        Ok(found.map(|optimum| Completed {
            values: self.values_of(&optimum.solution),
            proven: optimum.proven,
        }))
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

impl ModelContent {
    /// Whether the margin of every product is known: each priced value has its cost. Never to those from
    /// whom costs are kept.
    #[must_use]
    pub fn knows_margins(&self) -> bool {
        let values = self
            .attributes
            .iter()
            .flat_map(|attribute| match &attribute.kind {
                AttributeKind::Choice { values } | AttributeKind::Multi { values, .. } => {
                    values.iter().map(|value| value.adder).collect()
                }
                AttributeKind::Number { adder, .. } | AttributeKind::Flag { adder, .. } => {
                    vec![*adder]
                }
            });
        let options = self.groups.iter().flat_map(|group| &group.options);
        let adders = values.chain(options.map(|option| option.adder));
        let mut known = adders.filter(|adder| adder.price.0 != 0).peekable();
        known.peek().is_some() && known.all(|adder| adder.cost.is_some())
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
