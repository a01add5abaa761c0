//! From a model's content to the engine: one variable per item, in the order of the content.

use super::builder::Builder;
use super::guide::{self, Guided};
use super::model::{Adder, AttributeKind, BundleOption, ModelContent, Pick};
use super::rules::validate_content;
use crate::cpq::configure::problem::{Limits, ModelError, RuleKind};
use crate::cpq::configure::{Budget, Compiled, Lit, compile_within};
use crate::kernel::Issue;
use crate::kernel::issue::has_errors;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a slot (a variable of the engine, by position) stands for; positions in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // positions of what they are called
pub enum Item {
    Choice {
        attribute: usize,
    },
    Number {
        attribute: usize,
    },
    Flag {
        attribute: usize,
    },
    Member {
        attribute: usize,
        value: usize,
    },
    Option {
        group: usize,
        option: usize,
    },
    /// A question with one answer: none, then the answers.
    Question {
        question: usize,
    },
    /// An answer of a question with several.
    Answer {
        question: usize,
        answer: usize,
    },
    /// A question about a number: none, then the numbers.
    Amount {
        question: usize,
    },
    /// Whether a question is asked; follows from its condition.
    Asked {
        question: usize,
    },
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
    /// What an answer of the guide says about the product.
    Answer {
        /// The question's position.
        question: usize,
        /// The answer's; of a number there is one.
        answer: usize,
    },
    /// When a question is asked.
    Asked {
        /// The question's position.
        question: usize,
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
    /// How many of the variables are the product's: those of the guide come after them.
    pub product: usize,
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
        let budget = &mut Budget::steps(COMPILE_STEPS);
        Self::with(content, false, None, (Limits::FULL, budget))
    }

    /// The same within other limits and another budget.
    ///
    /// # Errors
    /// As [`Self::build`]; `model_too_hard` when the budget ends.
    pub fn build_within(
        content: Arc<ModelContent>,
        limits: Limits,
        budget: &mut Budget<'_>,
    ) -> Result<Self, Vec<Issue>> {
        Self::with(content, false, None, (limits, budget))
    }

    /// The engine somebody else compiled from the same content ([`Compiled::to_bytes`]): only loaded. When the
    /// items or rules in the bytes are others it is compiled here.
    ///
    /// # Errors
    /// As [`Self::build`], and [`Self::guided`] when it is `guided`.
    pub fn load(
        content: Arc<ModelContent>,
        guided: bool,
        bytes: &[u8],
    ) -> Result<Self, Vec<Issue>> {
        let known = Compiled::from_bytes(bytes).ok();
        let budget = &mut Budget::steps(COMPILE_STEPS);
        Self::with(content, guided, known, (Limits::FULL, budget))
    }

    /// Whether the guide is part of it.
    #[must_use]
    pub const fn is_guided(&self) -> bool {
        self.items.len() > self.product
    }

    /// The same with the questions of the guide, which are asked in the product's own terms: what an
    /// answer says holds once it is given. Every product of the model stays possible while none is.
    ///
    /// # Errors
    /// As [`Self::build`], and what is wrong with the guide.
    pub fn guided(content: Arc<ModelContent>) -> Result<Self, Vec<Issue>> {
        let budget = &mut Budget::steps(COMPILE_STEPS);
        Self::with(content, true, None, (Limits::FULL, budget))
    }

    fn with(
        content: Arc<ModelContent>,
        guided: bool,
        known: Option<Compiled>,
        (limits, budget): (Limits, &mut Budget<'_>),
    ) -> Result<Self, Vec<Issue>> {
        let issues = validate_content(&content);
        if has_errors(&issues) {
            return Err(issues);
        }
        let mut builder = Builder::of(&content)?;
        let product = builder.items.len();
        if guided {
            let guide: Guided = builder.guide();
            if !guide.issues.is_empty() {
                return Err(guide.issues);
            }
            builder.guide_rules(&guide)?;
        }
        let problem = &builder.problem;
        let fits = |known: &Compiled| {
            let written = problem.rules.len();
            let rules = problem.rules.iter().map(|rule| &rule.kind);
            let mut further = known.rules.iter().skip(written);
            // The compiler adds groups of its own, and nothing else.
            known.variables == problem.variables
                && rules.eq(known.rules.iter().take(written))
                && further.all(|rule| matches!(rule, RuleKind::AtMostOne { .. }))
        };
        let compiled = match known.filter(fits) {
            Some(known) => known,
            None => {
                compile_within(problem, limits, budget).map_err(|error| vec![too_large(&error)])?
            }
        };
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
            product,
            slots,
            content,
        })
    }

    /// The slot of an item by its name.
    #[must_use]
    pub fn slot(&self, item: &str) -> Option<u32> {
        self.slots.get(item).copied()
    }

    /// Whether a pick is about the product rather than an answer of the guide.
    #[must_use]
    pub fn is_of_product(&self, pick: &Pick) -> bool {
        self.slot(&pick.item)
            .is_some_and(|slot| (slot as usize) < self.product)
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
            item @ (Item::Question { .. }
            | Item::Answer { .. }
            | Item::Amount { .. }
            | Item::Asked { .. }) => guide::position(&self.content, *item, &pick.value)?,
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

    /// The pick that leaves an item out; nothing of what always has a value, or of what a pick leaves out
    /// already.
    #[must_use]
    pub fn left_out(&self, pick: &Pick) -> Option<Pick> {
        let none = match self.items.get(self.slot(&pick.item)? as usize)? {
            Item::Flag { .. } | Item::Member { .. } => "no",
            Item::Option { .. } => "0",
            Item::Choice { .. }
            | Item::Number { .. }
            | Item::Question { .. }
            | Item::Answer { .. }
            | Item::Amount { .. }
            | Item::Asked { .. } => return None,
        };
        (pick.value != none).then(|| Pick::new(&pick.item, none))
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
            item @ (Item::Question { .. }
            | Item::Answer { .. }
            | Item::Amount { .. }
            | Item::Asked { .. }) => guide::value_text(&self.content, *item, position)?,
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
            // What is said costs nothing.
            Item::Question { .. }
            | Item::Answer { .. }
            | Item::Amount { .. }
            | Item::Asked { .. } => (Adder::default(), 0),
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
