//! A configuration in the making: picks in any order with their exact consequences, in the model's
//! own words.

use super::build::{Engine, Item, Origin};
use super::model::{AttributeKind, Configuration, ModelRule, Pick, ProductModel};
use super::price::{ConfigurationPrice, option_prices, price_of, summary_of};
use crate::cpq::configure::natural::Natural;
use crate::cpq::configure::{Budget, Configurator, Lit, Refused, State, Stopped};
use crate::kernel::UnitPrice;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Steps a click may take: some hundred milliseconds in a browser at most.
pub(super) const STEPS: u64 = 20_000_000;
/// Steps counting may take.
pub(super) const COUNT_STEPS: u64 = 500_000;

/// Why something cannot be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// Own choices, in the order they were made.
    pub choices: Vec<Pick>,
    /// Rules and what the structure demands.
    pub reasons: Vec<Reason>,
}

/// A rule, or what the structure demands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// A rule people wrote.
    Rule(ModelRule),
    /// An item has exactly one value: its slot.
    OneValue(u32),
    /// An option is required: its slot.
    Required(u32),
    /// An option is locked: its slot.
    Locked(u32),
    /// How many values of a multiple choice: the attribute's position.
    Multi(usize),
    /// How many options of a group: its position.
    Group(usize),
    /// What an answer of the guide says: positions of the question and of the answer.
    Answer(usize, usize),
}

/// A way to make something possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairPlan {
    /// Choices to withdraw.
    pub withdraw: Vec<Pick>,
    /// By how much what is settled then costs more than what is settled now.
    pub effect: Option<UnitPrice>,
    /// Whether no minimal way that withdraws at most three choices changes the price less.
    #[serde(default)]
    pub least_effect: bool,
}

/// What a press on a value that is settled is answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// It follows, rather than being impossible.
    pub follows: bool,
    /// Why.
    pub because: Because,
    /// How to have it anyway, or to do without what follows ([`Engine::left_out`]): the fewest choices withdrawn
    /// first, then the least effect on the price.
    pub repairs: Vec<RepairPlan>,
}

/// What is still to be decided by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// A choice or number without value: its slot.
    Slot(u32),
    /// A multiple choice with too few values: the attribute's position.
    Multi(usize),
    /// A group with too few options: its position.
    Group(usize),
}

/// A configuration in the making.
pub struct Session {
    pub(super) engine: Arc<Engine>,
    pub(super) configurator: Configurator,
}

impl Session {
    /// Without choices.
    #[must_use]
    pub fn open(engine: Arc<Engine>) -> Self {
        Self {
            configurator: Configurator::open(Arc::clone(&engine.compiled)),
            engine,
        }
    }

    /// With the defaults of the model, as far as they go together.
    #[must_use]
    pub fn with_defaults(engine: Arc<Engine>) -> Self {
        let mut session = Self::open(engine);
        for pick in session.defaults() {
            let _ = session.choose(&pick);
        }
        session
    }

    /// With these choices, as far as they go together; a model may have changed since.
    #[must_use]
    pub fn with_choices(engine: Arc<Engine>, choices: &[Pick]) -> Self {
        let mut session = Self::open(engine);
        for pick in choices {
            let _ = session.choose(pick);
        }
        session
    }

    /// The model.
    #[must_use]
    pub const fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Whether the model allows any product.
    #[must_use]
    pub const fn possible(&self) -> bool {
        self.configurator.possible()
    }

    /// The choices, oldest first.
    #[must_use]
    pub fn choices(&self) -> Vec<Pick> {
        let lits = self.configurator.choices().iter();
        lits.filter_map(|lit| self.engine.pick(*lit)).collect()
    }

    /// What is known of a pick.
    #[must_use]
    pub fn state(&self, pick: &Pick) -> State {
        self.engine
            .lit(pick)
            .map_or(State::Excluded, |lit| self.configurator.state(lit))
    }

    /// What is known of the value of a slot at a position.
    #[must_use]
    pub fn state_at(&self, slot: u32, position: usize) -> State {
        self.configurator
            .state(self.engine.compiled.variables[slot as usize].lit(position))
    }

    /// The position of a slot's value, when it is settled.
    #[must_use]
    pub fn settled(&self, slot: u32) -> Option<usize> {
        let variable = self.engine.compiled.variables.get(slot as usize)?;
        let is = |state| matches!(state, State::Chosen | State::Forced);
        (0..variable.len()).find(|at| is(self.configurator.state(variable.lit(*at))))
    }

    /// The choices made about an item.
    #[must_use]
    pub fn chosen(&self, item: &str) -> Vec<Pick> {
        let mut choices = self.choices();
        choices.retain(|pick| pick.item == item);
        choices
    }

    /// Makes a choice; another one about the same item gives way.
    ///
    /// # Errors
    /// [`Refused::Excluded`]: nothing has changed, see [`Self::explain`]; [`Refused::Unknown`];
    /// [`Refused::Stopped`]: it would take too long to say what follows, and nothing has changed.
    pub fn choose(&mut self, pick: &Pick) -> Result<(), Refused> {
        let lit = self.engine.lit(pick).ok_or(Refused::Unknown)?;
        let before = self.configurator.choices().to_vec();
        for old in self.chosen(&pick.item) {
            self.undo(&old);
        }
        let made = self.configurator.choose(lit, &mut Budget::steps(STEPS));
        if made.is_err() && self.configurator.choices() != before {
            // What is excluded, or could not be settled in time, takes no other choice's place.
            let budget = &mut Budget::steps(STEPS);
            self.configurator.put_back(before, budget);
        }
        made.map(|_| ())
    }

    /// Takes a choice back, whichever.
    pub fn undo(&mut self, pick: &Pick) {
        if let Some(lit) = self.engine.lit(pick) {
            // After a stop the next question goes on.
            let _ = self.configurator.undo(lit, &mut Budget::steps(STEPS));
        }
    }

    /// Whether an excluded value of an item is only excluded by the choice made about that item: one
    /// click exchanges it. Positions of the slot's values for which this is so.
    #[must_use]
    pub fn exchangeable(&self, slot: u32) -> Vec<usize> {
        let Some(variable) = self.engine.compiled.variables.get(slot as usize) else {
            return Vec::new();
        };
        let own = self.chosen(&variable.name);
        if own.is_empty() {
            return Vec::new();
        }
        let rest: Vec<Pick> = self.choices();
        let rest: Vec<Pick> = rest
            .into_iter()
            .filter(|pick| !own.contains(pick))
            .collect();
        let without = Self::with_choices(Arc::clone(&self.engine), &rest);
        (0..variable.len())
            .filter(|at| without.state_at(slot, *at) == State::Available)
            .collect()
    }

    /// Whether a pick that is excluded is so only by the choice made about its item, as yes and no are by
    /// each other; [`Self::exchangeable`] asks it of many values at once.
    pub fn exchanges(&mut self, pick: &Pick) -> bool {
        let own = self.chosen(&pick.item);
        let [old] = own.as_slice() else {
            return false;
        };
        let Some((old, lit)) = self.engine.lit(old).zip(self.engine.lit(pick)) else {
            return false;
        };
        let budget = &mut Budget::steps(STEPS);
        self.configurator
            .exchanges(old, lit, budget)
            .unwrap_or(false)
    }

    /// Why a pick cannot be chosen, or, of one that follows, why it does. `None` when it is open.
    #[must_use]
    pub fn explain(&mut self, pick: &Pick) -> Option<Because> {
        self.explain_within(pick, &mut Budget::steps(STEPS))
            .ok()
            .flatten()
    }

    fn explain_within(
        &mut self,
        pick: &Pick,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Because>, Stopped> {
        let Some(lit) = self.engine.lit(pick) else {
            return Ok(None);
        };
        let why = self.configurator.explain(lit, budget)?;
        Ok(why.map(|why| self.because(&why.choices, &why.rules)))
    }

    /// Why a pick follows, or why it cannot be chosen; and how to have it otherwise.
    ///
    /// # Errors
    /// [`Stopped`]; nothing has changed.
    pub fn answer(&mut self, pick: &Pick, budget: &mut Budget<'_>) -> Result<Answered, Stopped> {
        let follows = self.state(pick) == State::Forced;
        let because = self.explain_within(pick, budget)?.unwrap_or_default();
        let wanted = if follows {
            self.engine.left_out(pick)
        } else {
            Some(pick.clone())
        };
        let repairs = match wanted {
            Some(wanted) => self.repairs_within(&wanted, budget)?,
            None => Vec::new(),
        };
        Ok(Answered {
            follows,
            because,
            repairs,
        })
    }

    pub(super) fn because(&self, choices: &[Lit], rules: &[u32]) -> Because {
        let reason = |rule: &u32| {
            Some(match *self.engine.origins.get(*rule as usize)? {
                Origin::OneValue { slot } => Reason::OneValue(slot),
                Origin::Required { slot } => Reason::Required(slot),
                Origin::Locked { slot } => Reason::Locked(slot),
                Origin::Multi { attribute } => Reason::Multi(attribute),
                Origin::Group { group } => Reason::Group(group),
                Origin::Rule { rule } => Reason::Rule(self.engine.content.rules.get(rule)?.clone()),
                Origin::Answer { question, answer } => Reason::Answer(question, answer),
                // When a question is asked decides nothing about the product.
                Origin::Asked { .. } => return None,
            })
        };
        Because {
            choices: choices
                .iter()
                .filter_map(|lit| self.engine.pick(*lit))
                .collect(),
            reasons: rules.iter().filter_map(reason).collect(),
        }
    }

    /// Withdraws what a repair says and chooses.
    ///
    /// # Errors
    /// As [`Self::choose`].
    pub fn repair(&mut self, plan: &RepairPlan, pick: &Pick) -> Result<(), Refused> {
        for old in &plan.withdraw {
            self.undo(old);
        }
        self.choose(pick)
    }

    /// What the model begins with.
    #[must_use]
    pub fn defaults(&self) -> Vec<Pick> {
        let content = &self.engine.content;
        let mut picks = Vec::new();
        for attribute in &content.attributes {
            let key = &attribute.key;
            match &attribute.kind {
                AttributeKind::Choice { values } => picks.extend(
                    values
                        .iter()
                        .filter(|value| value.default)
                        .map(|value| Pick::new(key, &value.key)),
                ),
                AttributeKind::Multi { values, .. } => picks.extend(
                    values
                        .iter()
                        .filter(|value| value.default)
                        .map(|value| Pick::new(format!("{key}.{}", value.key), "yes")),
                ),
                AttributeKind::Number { default, .. } => {
                    picks.extend(default.map(|number| Pick::new(key, number.to_string())));
                }
                AttributeKind::Flag { default: true, .. } => picks.push(Pick::new(key, "yes")),
                AttributeKind::Flag { .. } => {}
            }
        }
        // What belongs to an option comes with it: once it is on, or begins with it.
        let mut begun: BTreeSet<&str> = BTreeSet::new();
        for group in &content.groups {
            let on = || self.state(&Pick::new(&group.of, "0")) == State::Excluded;
            if !group.of.is_empty() && !begun.contains(group.of.as_str()) && !on() {
                continue;
            }
            for option in &group.options {
                if option.default && !option.required && !option.locked {
                    picks.push(Pick::new(&option.key, option.from.to_string()));
                }
                if option.default || option.required {
                    begun.insert(&option.key);
                }
            }
        }
        picks
    }

    /// What is still open for a person: choices, numbers, and groups with too few. Everything else
    /// can be left out.
    #[must_use]
    pub fn open_items(&self) -> Vec<Open> {
        let mut open = Vec::new();
        for (item, slot) in self.engine.items.iter().zip(0_u32..) {
            if matches!(item, Item::Choice { .. } | Item::Number { .. })
                && self.settled(slot).is_none()
            {
                open.push(Open::Slot(slot));
            }
        }
        let content = &self.engine.content;
        for (attribute, written) in content.attributes.iter().enumerate() {
            if let AttributeKind::Multi { min, .. } = written.kind {
                let is = |item: &Item| matches!(item, Item::Member { attribute: of, .. } if *of == attribute);
                if self.on(is) < min {
                    open.push(Open::Multi(attribute));
                }
            }
        }
        for (group, written) in content.groups.iter().enumerate() {
            let is = |item: &Item| matches!(item, Item::Option { group: of, .. } if *of == group);
            // Of a bundle that is not there, or may still be left out, nothing is open.
            let bundle = written.of.is_empty()
                || self.state(&Pick::new(&written.of, "0")) == State::Excluded;
            if bundle && self.on(is) < written.min {
                open.push(Open::Group(group));
            }
        }
        open
    }

    /// How many of these items are on for certain.
    fn on(&self, is: impl Fn(&Item) -> bool) -> u32 {
        let items = self.engine.items.iter().zip(0_u32..);
        let on =
            items.filter(|(item, slot)| is(item) && self.state_at(*slot, 0) == State::Excluded);
        u32::try_from(on.count()).unwrap_or(u32::MAX)
    }

    /// Takes what a product has as choices, as far as it is not settled; what it does not have stays
    /// open and is left out in the end.
    pub fn take(&mut self, values: &[Pick]) {
        for pick in values {
            let optional = self.engine.slot(&pick.item).is_some_and(|slot| {
                !matches!(
                    self.engine.items.get(slot as usize),
                    Some(Item::Choice { .. } | Item::Number { .. })
                )
            });
            let without = optional && matches!(pick.value.as_str(), "no" | "0");
            if !without && self.state(pick) == State::Available {
                let _ = self.choose(pick);
            }
        }
    }

    /// How many products have all choices; `None` when there are too many parts to count quickly.
    #[must_use]
    pub fn count(&self) -> Option<Natural> {
        self.count_within(&mut Budget::steps(COUNT_STEPS)).ok()
    }

    /// The same, within a budget.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn count_within(&self, budget: &mut Budget<'_>) -> Result<Natural, Stopped> {
        if self.engine.items.len() > self.engine.product {
            // What is not answered must not count every answer it could have.
            return self.unanswered_as_none().configurator.count(budget);
        }
        self.configurator.count(budget)
    }

    /// The values that are settled.
    #[must_use]
    pub fn settled_values(&self) -> Vec<Pick> {
        let slots = self.engine.compiled.variables.iter().enumerate();
        slots
            .take(self.engine.product)
            .filter_map(|(slot, variable)| {
                let position = self.settled(u32::try_from(slot).ok()?)?;
                let value = self.engine.value_text(slot, position)?;
                Some(Pick::new(&variable.name, value))
            })
            .collect()
    }

    /// What the settled values add to each unit so far.
    #[must_use]
    pub fn price(&self) -> Option<ConfigurationPrice> {
        price_of(&self.engine, &self.settled_values())
    }

    /// The configuration: complete with what a person left open left out. `None` while something is
    /// for a person to decide.
    #[must_use]
    pub fn finish(&self, model: &ProductModel) -> Option<Configuration> {
        if !self.open_items().is_empty() {
            return None;
        }
        let values = self.least().ok()??;
        let (choices, answers) = self
            .choices()
            .into_iter()
            .partition(|pick| self.engine.is_of_product(pick));
        Some(Configuration {
            model_id: model.id,
            number: model.number,
            hash: model.hash.clone(),
            choices,
            answers,
            summary: summary_of(&self.engine, &values),
            prices: option_prices(&self.engine, &values),
            values,
        })
    }
}
