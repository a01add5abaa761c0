//! From a model's content to the engine: one variable per item, in the order of the content.

use super::model::{Adder, AttributeKind, BundleOption, ModelContent, Pick};
use super::rules::{rule_field, validate_content};
use super::text::{self, Cond, Scope, Symbol, TextError};
use crate::cpq::configure::problem::{
    Body, Compare, Formula, Kind, ModelError, Problem, Rule, RuleKind,
};
use crate::cpq::configure::{Budget, Compiled, Lit, compile};
use crate::kernel::Issue;
use crate::kernel::issue::has_errors;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a slot (a variable of the engine, by position) stands for; positions in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // positions of what they are called
pub enum Item {
    Choice { attribute: usize },
    Number { attribute: usize },
    Flag { attribute: usize },
    Member { attribute: usize, value: usize },
    Option { group: usize, option: usize },
}

/// Where a rule of the engine comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An item has exactly one value.
    OneValue {
        /// The item's slot.
        slot: u32,
    },
    /// An option is required.
    Required {
        /// The option's slot.
        slot: u32,
    },
    /// An option is locked.
    Locked {
        /// The option's slot.
        slot: u32,
    },
    /// How many values of a multiple choice.
    Multi {
        /// The attribute's position.
        attribute: usize,
    },
    /// How many options of a group.
    Group {
        /// The group's position.
        group: usize,
    },
    /// A rule people wrote.
    Rule {
        /// Its position.
        rule: usize,
    },
}

/// A model that can be configured.
#[derive(Debug)]
pub struct Engine {
    /// As written.
    pub content: Arc<ModelContent>,
    /// For sessions.
    pub compiled: Arc<Compiled>,
    /// What each variable stands for.
    pub items: Vec<Item>,
    /// Where each rule comes from.
    pub origins: Vec<Origin>,
    slots: BTreeMap<String, u32>,
}

/// Steps a compilation may take: some seconds natively at most.
const COMPILE_STEPS: u64 = 100_000_000;

impl Engine {
    /// Checks and compiles a model.
    ///
    /// # Errors
    /// What is wrong with it, each finding with its field; of rules also line and column.
    pub fn build(content: Arc<ModelContent>) -> Result<Self, Vec<Issue>> {
        let issues = validate_content(&content);
        if has_errors(&issues) {
            return Err(issues);
        }
        let builder = Builder::of(&content)?;
        let compiled = compile(&builder.problem, &mut Budget::steps(COMPILE_STEPS))
            .map_err(|error| vec![too_large(&error)])?;
        let slots = builder
            .problem
            .variables
            .iter()
            .zip(0_u32..)
            .map(|(variable, slot)| (variable.name.clone(), slot))
            .collect();
        Ok(Self {
            items: builder.items,
            origins: builder.origins,
            compiled: Arc::new(compiled),
            slots,
            content,
        })
    }

    /// The slot of an item by its name.
    #[must_use]
    pub fn slot(&self, item: &str) -> Option<u32> {
        self.slots.get(item).copied()
    }

    /// The option a slot stands for.
    #[must_use]
    pub fn option(&self, slot: u32) -> Option<&BundleOption> {
        match self.items.get(slot as usize)? {
            Item::Option { group, option } => self.content.groups.get(*group)?.options.get(*option),
            _ => None,
        }
    }

    /// The literal of a pick; `None` for what the model does not have.
    #[must_use]
    pub fn lit(&self, pick: &Pick) -> Option<Lit> {
        let slot = self.slot(&pick.item)? as usize;
        let variable = self.compiled.variables.get(slot)?;
        let position = match self.items.get(slot)? {
            Item::Choice { attribute } => {
                let AttributeKind::Choice { values } =
                    &self.content.attributes.get(*attribute)?.kind
                else {
                    return None;
                };
                values.iter().position(|value| value.key == pick.value)?
            }
            Item::Flag { .. } | Item::Member { .. } => match pick.value.as_str() {
                "yes" => 1,
                "no" => 0,
                _ => return None,
            },
            Item::Option { .. } if pick.value == "yes" => return Some(!variable.lit(0)),
            Item::Number { .. } | Item::Option { .. } => {
                let number: i64 = pick.value.parse().ok()?;
                (0..variable.len()).find(|at| variable.number(*at) == number)?
            }
        };
        Some(variable.lit(position))
    }

    /// The pick a literal is; of "not this value", nothing (except: an option that is not none is
    /// selected).
    #[must_use]
    pub fn pick(&self, lit: Lit) -> Option<Pick> {
        let (slot, position, is) = self.compiled.describe(lit)?;
        let variable = self.compiled.variables.get(slot)?;
        let name = &variable.name;
        if !is {
            let selected = position == 0 && matches!(self.items.get(slot)?, Item::Option { .. });
            return selected.then(|| Pick::new(name, "yes"));
        }
        Some(Pick::new(name, self.value_text(slot, position)?))
    }

    /// The text of an item's value in picks.
    #[must_use]
    pub fn value_text(&self, slot: usize, position: usize) -> Option<String> {
        Some(match self.items.get(slot)? {
            Item::Choice { attribute } => {
                let AttributeKind::Choice { values } =
                    &self.content.attributes.get(*attribute)?.kind
                else {
                    return None;
                };
                values.get(position)?.key.clone()
            }
            Item::Flag { .. } | Item::Member { .. } => {
                if position == 0 { "no" } else { "yes" }.to_owned()
            }
            Item::Number { .. } | Item::Option { .. } => self
                .compiled
                .variables
                .get(slot)?
                .number(position)
                .to_string(),
        })
    }

    /// What a value adds, and how many times.
    #[must_use]
    pub fn adder(&self, slot: usize, position: usize) -> Option<(Adder, i64)> {
        let number = self.compiled.variables.get(slot)?.number(position);
        let attribute = |at: &usize| self.content.attributes.get(*at).map(|found| &found.kind);
        Some(match self.items.get(slot)? {
            Item::Choice { attribute: at } => match attribute(at)? {
                AttributeKind::Choice { values } => (values.get(position)?.adder, 1),
                _ => return None,
            },
            Item::Number { attribute: at } => match attribute(at)? {
                AttributeKind::Number { adder, .. } => (*adder, number),
                _ => return None,
            },
            Item::Flag { attribute: at } => match attribute(at)? {
                AttributeKind::Flag { adder, .. } => (*adder, number),
                _ => return None,
            },
            Item::Member {
                attribute: at,
                value,
            } => match attribute(at)? {
                AttributeKind::Multi { values, .. } => (values.get(*value)?.adder, number),
                _ => return None,
            },
            Item::Option { .. } => (self.option(slot as u32)?.adder, number),
        })
    }
}

/// A compiler's refusal as a finding.
fn too_large(error: &ModelError) -> Issue {
    match error {
        ModelError::TooLarge { found, limit, .. } => Issue::error("model_too_large", "rules")
            .with("found", found)
            .with("limit", limit),
        ModelError::Invalid { .. } | ModelError::Stopped(_) => {
            Issue::error("model_too_hard", "rules")
        }
    }
}

struct Builder<'a> {
    content: &'a ModelContent,
    problem: Problem,
    items: Vec<Item>,
    origins: Vec<Origin>,
    scope: Scope,
}

/// The engine's problem of a model that holds together, with what each variable stands for.
///
/// # Errors
/// As [`Engine::build`].
pub(super) fn problem_of(content: &ModelContent) -> Result<(Problem, Vec<Item>), Vec<Issue>> {
    let issues = validate_content(content);
    if has_errors(&issues) {
        return Err(issues);
    }
    let builder = Builder::of(content)?;
    Ok((builder.problem, builder.items))
}

impl<'a> Builder<'a> {
    fn of(content: &'a ModelContent) -> Result<Self, Vec<Issue>> {
        let mut builder = Self::new(content);
        builder.attributes();
        builder.groups();
        builder.structure();
        builder.rules()?;
        Ok(builder)
    }

    fn new(content: &'a ModelContent) -> Self {
        Self {
            content,
            problem: Problem::new(""),
            items: Vec::new(),
            origins: Vec::new(),
            scope: Scope::default(),
        }
    }

    fn add(&mut self, name: &str, kind: Kind, item: Item) -> u32 {
        let rules = self.problem.rules.len();
        let slot = u32::try_from(self.problem.add(name, kind, false)).unwrap_or(u32::MAX);
        self.items.push(item);
        if self.problem.rules.len() > rules {
            self.origins.push(Origin::OneValue { slot });
        }
        slot
    }

    fn attributes(&mut self) {
        let content = self.content;
        for (attribute, written) in content.attributes.iter().enumerate() {
            let key = &written.key;
            let symbol = match &written.kind {
                AttributeKind::Choice { values } => {
                    let kind = Kind::Values {
                        numbers: (0..).take(values.len()).collect(),
                        labels: Vec::new(),
                        absent: None,
                    };
                    let slot = self.add(key, kind, Item::Choice { attribute });
                    Symbol::Choice(slot, values.iter().map(|value| value.key.clone()).collect())
                }
                AttributeKind::Number { min, max, step, .. } => {
                    let step = usize::try_from(*step).unwrap_or(1).max(1);
                    let kind = Kind::Values {
                        numbers: (*min..=*max).step_by(step).collect(),
                        labels: Vec::new(),
                        absent: None,
                    };
                    Symbol::Number(self.add(key, kind, Item::Number { attribute }))
                }
                AttributeKind::Flag { .. } => {
                    Symbol::Flag(self.add(key, Kind::Flag, Item::Flag { attribute }))
                }
                AttributeKind::Multi { values, .. } => {
                    let mut members = Vec::with_capacity(values.len());
                    for (value, written) in values.iter().enumerate() {
                        let name = format!("{key}.{}", written.key);
                        let slot = self.add(&name, Kind::Flag, Item::Member { attribute, value });
                        self.scope.add(name, Symbol::Flag(slot));
                        members.push(slot);
                    }
                    Symbol::Several(members)
                }
            };
            self.scope.add(key.clone(), symbol);
        }
    }

    fn groups(&mut self) {
        let content = self.content;
        for (group, written) in content.groups.iter().enumerate() {
            let mut members = Vec::with_capacity(written.options.len());
            for (option, of) in written.options.iter().enumerate() {
                let mut numbers = vec![0];
                numbers.extend((of.from..=of.to).map(i64::from));
                let kind = Kind::Values {
                    numbers,
                    labels: Vec::new(),
                    absent: Some(0),
                };
                let slot = self.add(&of.key, kind, Item::Option { group, option });
                self.scope.add(of.key.clone(), Symbol::Option(slot));
                members.push(slot);
            }
            self.scope
                .add(written.key.clone(), Symbol::Several(members));
        }
    }

    fn rule(&mut self, kind: RuleKind, body: Body, origin: Origin) {
        self.problem.rules.push(Rule { kind, body });
        self.origins.push(origin);
    }

    /// What the structure itself demands: required and locked options, how many of a group.
    fn structure(&mut self) {
        let content = self.content;
        for slot in 0..u32::try_from(self.items.len()).unwrap_or(u32::MAX) {
            let Some(Item::Option { group, option }) = self.items.get(slot as usize).copied()
            else {
                continue;
            };
            let option = &content.groups[group].options[option];
            let on = text::on(&self.problem, slot);
            let kind = RuleKind::OneValue { variable: slot };
            if option.required {
                let body = Body::Clause(vec![on]);
                self.rule(kind.clone(), body, Origin::Required { slot });
            }
            if option.locked {
                let fewest = if option.default { 1 } else { 0 };
                let lit = self.problem.lit(slot as usize, fewest);
                self.rule(kind, Body::Clause(vec![lit]), Origin::Locked { slot });
            }
        }
        for (attribute, written) in content.attributes.iter().enumerate() {
            if let AttributeKind::Multi { min, max, .. } = written.kind {
                let is = |item: &Item| matches!(item, Item::Member { attribute: of, .. } if *of == attribute);
                self.cardinality((min, max), is, Origin::Multi { attribute });
            }
        }
        for (group, written) in content.groups.iter().enumerate() {
            let is = |item: &Item| matches!(item, Item::Option { group: of, .. } if *of == group);
            self.cardinality((written.min, written.max), is, Origin::Group { group });
        }
    }

    /// From `min` to `max` of the items are on.
    fn cardinality(&mut self, (min, max): (u32, u32), is: impl Fn(&Item) -> bool, origin: Origin) {
        let lits: Vec<Lit> = self
            .items
            .iter()
            .zip(0_u32..)
            .filter(|(item, _)| is(item))
            .map(|(_, slot)| text::on(&self.problem, slot))
            .collect();
        if min == 0 && max as usize >= lits.len() {
            return;
        }
        let count = |compare, bound: u32| Formula::Sum {
            terms: lits.iter().map(|lit| vec![(!*lit, 0), (*lit, 1)]).collect(),
            compare,
            bound: i64::from(bound),
        };
        let body = Body::Formula(Formula::And(vec![
            count(Compare::Ge, min),
            count(Compare::Le, max),
        ]));
        // Not a rule anybody wrote: the analysis does not ask whether it is redundant.
        self.rule(RuleKind::OneValue { variable: 0 }, body, origin);
    }

    /// The rules people wrote.
    fn rules(&mut self) -> Result<(), Vec<Issue>> {
        let content = self.content;
        let mut issues = Vec::new();
        for (rule, written) in content.rules.iter().enumerate() {
            // A rule not yet written says nothing.
            if written.text.trim().is_empty() {
                continue;
            }
            match self.formula(&written.text) {
                Ok(formula) => {
                    let kind = RuleKind::Formula {
                        text: written.text.clone(),
                        line: u32::try_from(rule + 1).unwrap_or(u32::MAX),
                    };
                    self.rule(kind, Body::Formula(formula), Origin::Rule { rule });
                }
                Err(error) => issues.push(Issue {
                    field: Some(Cow::Owned(rule_field(rule))),
                    ..error
                        .issue
                        .with("length", error.at.length)
                        .with("rule", rule + 1)
                }),
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(issues)
        }
    }

    fn formula(&self, written: &str) -> Result<Formula, TextError> {
        let expr = text::parse(written)?;
        let cond: Cond = text::resolve(&expr, &self.scope, &self.problem.variables)?;
        text::lower(&cond, &self.problem).map_err(|combinations| {
            if combinations == 0 {
                TextError::new(expr.at, "rule_sum_too_large")
            } else {
                TextError::new(expr.at, "rule_too_large")
                    .with("found", combinations)
                    .with("limit", text::MAX_TABLE)
            }
        })
    }
}
