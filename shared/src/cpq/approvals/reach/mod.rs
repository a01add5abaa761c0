//! Where the customer may take a quote: its facts as it is written and at the ends of what it leaves open.
//!
//! Options, alternatives and quantities are the customer's to choose. For each fact that a rule looks at,
//! the choice that brings it furthest is found ([`ends`]), the quote is priced with it as the customer's
//! page would, and the rule is judged on the worst value of each fact, whichever choice it comes from. So a
//! rule may ask though no single choice makes it true; it never stays silent about one that was found.
//! [`Allowed`] keeps what was judged; an acceptance is held against it, so that what the search did not find
//! is not sold either.

mod ends;

use super::facts::{Fact, FactContext, FactValue, Facts, facts_of};
use super::formula::{Direction, Formula};
use super::model::ApprovalRule;
use crate::cpq::pricing::{Kept, PricedQuote};
use crate::cpq::promotions::Families;
use crate::cpq::quotes::{QuoteDraft, reprice_draft};
use crate::cpq::rooms::{Choice, with_choice_kept};
use crate::kernel::{Quantity, QuoteLineId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Lines priced again at most to find which part of a choice matters.
const LINES_PRICED: usize = 1_000;

/// Something a customer may choose, by the name of its line.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "take", rename_all = "snake_case")]
pub enum MayTake {
    /// So many of a line.
    Quantity {
        /// The line.
        line: String,
        /// How many.
        quantity: Quantity,
    },
    /// An optional line.
    Option {
        /// The line.
        line: String,
    },
    /// An alternative to the one proposed.
    Alternative {
        /// The line.
        line: String,
    },
}

/// The facts of a quote as it is written, and at the ends of what it leaves open.
#[derive(Clone, Debug)]
pub struct Reach<'a> {
    of: Option<Of<'a>>,
    proposed: Facts,
    ends: Vec<(Choice, Facts)>,
}

/// The quote, and what is known beside it.
#[derive(Clone, Copy, Debug)]
struct Of<'a> {
    draft: &'a QuoteDraft,
    context: &'a FactContext,
    kept: &'a Kept,
}

impl Of<'_> {
    /// The families of the products, as promotions ask for them. A line that was just added knows its own.
    fn families(&self) -> Families {
        let lines = self.draft.lines.iter();
        let of_lines = lines.filter_map(|line| Some((line.product_id?, line.price.family.clone())));
        let products = self.context.products.iter();
        let known = products.map(|product| (product.id, product.family.clone()));
        of_lines.chain(known).collect()
    }

    fn facts_with(&self, choice: &Choice, families: &Families) -> Option<Facts> {
        let chosen = with_choice_kept(self.draft, choice, families, self.kept).ok()?;
        let priced = reprice_draft(&chosen, self.kept);
        Some(facts_of(&chosen, &priced, self.context))
    }
}

/// The facts some conditions look at, and which way each is worse.
fn looked_at<'a>(conditions: impl Iterator<Item = &'a str>) -> BTreeMap<Fact, Direction> {
    let mut all: BTreeMap<Fact, Direction> = BTreeMap::new();
    let formulas = conditions.filter_map(|condition| Formula::parse(condition).ok());
    for (fact, direction) in formulas.flat_map(|formula| formula.directions()) {
        all.entry(fact)
            .and_modify(|known| *known = known.and(direction))
            .or_insert(direction);
    }
    all
}

impl<'a> Reach<'a> {
    /// Facts of which nothing is open.
    #[must_use]
    pub const fn fixed(facts: Facts) -> Self {
        Self {
            of: None,
            proposed: facts,
            ends: Vec::new(),
        }
    }

    /// What `conditions` may find in a quote.
    #[must_use]
    pub fn of<'c>(
        draft: &'a QuoteDraft,
        priced: &PricedQuote,
        context: &'a FactContext,
        conditions: impl Iterator<Item = &'c str>,
    ) -> Self {
        Self::of_kept(draft, priced, context, conditions, Kept::nothing())
    }

    /// The same, without going through the prices of the lines that are as they were kept.
    #[must_use]
    pub fn of_kept<'c>(
        draft: &'a QuoteDraft,
        priced: &PricedQuote,
        context: &'a FactContext,
        conditions: impl Iterator<Item = &'c str>,
        kept: &'a Kept,
    ) -> Self {
        let of = Of {
            draft,
            context,
            kept,
        };
        let choices = ends::choices(draft, priced, &looked_at(conditions));
        let families = if choices.is_empty() {
            Families::new()
        } else {
            of.families()
        };
        let ends = choices.into_iter().filter_map(|choice| {
            let facts = of.facts_with(&choice, &families)?;
            Some((choice, facts))
        });
        Self {
            ends: ends.collect(),
            of: Some(of),
            proposed: facts_of(draft, priced, context),
        }
    }

    /// What the active ones of `rules` may find in a quote.
    #[must_use]
    pub fn of_rules(
        draft: &'a QuoteDraft,
        priced: &PricedQuote,
        context: &'a FactContext,
        rules: &[ApprovalRule],
    ) -> Self {
        let active = rules.iter().filter(|rule| rule.draft.active);
        let conditions = active.map(|rule| rule.draft.condition.as_str());
        Self::of(draft, priced, context, conditions)
    }

    /// The facts as the quote is written.
    #[must_use]
    pub const fn proposed(&self) -> &Facts {
        &self.proposed
    }

    /// The furthest a fact may go this way; as it is written where any change may be worse. What is not
    /// known of one choice does not hide what is known of another.
    #[must_use]
    pub fn furthest(&self, fact: Fact, direction: Direction) -> &FactValue {
        let mut worst = self.proposed.get(fact);
        for (_, facts) in &self.ends {
            let value = facts.get(fact);
            let worse = match (worst, value) {
                (_, FactValue::Unknown) => false,
                (FactValue::Unknown, _) => true,
                _ => direction != Direction::Both && direction.is_worse(worst, value),
            };
            if worse {
                worst = value;
            }
        }
        worst
    }

    /// Every fact a condition looks at, each at its worst.
    #[must_use]
    pub fn worst(&self, formula: &Formula) -> Facts {
        let facts = formula.directions().into_iter();
        Facts(
            facts
                .map(|(fact, direction)| (fact, self.furthest(fact, direction).clone()))
                .collect(),
        )
    }

    /// Whether a condition asks: on the worst of what is open, or with one of the choices. A condition that
    /// cannot be read asks: no rule is passed by because somebody broke it.
    #[must_use]
    pub fn asks(&self, condition: &str) -> bool {
        let Ok(formula) = Formula::parse(condition) else {
            return true;
        };
        let holds = |facts: &Facts| formula.holds(facts) == Some(true);
        holds(&self.worst(&formula)) || self.ends.iter().any(|(_, facts)| holds(facts))
    }

    /// What the customer may take that makes a condition ask which does not ask of the quote as it is
    /// written; nothing where it does.
    #[must_use]
    pub fn because(&self, condition: &str) -> Vec<MayTake> {
        let (Some(of), Ok(formula)) = (self.of, Formula::parse(condition)) else {
            return Vec::new();
        };
        let holds = |facts: &Facts| formula.holds(facts) == Some(true);
        if holds(&self.proposed) {
            return Vec::new();
        }
        let found = self.ends.iter().find(|(_, facts)| holds(facts));
        let choice = match found {
            Some((choice, _)) => {
                let families = of.families();
                needed_of(choice, of.draft.lines.len(), |tried| {
                    let facts = of.facts_with(tried, &families);
                    facts.is_some_and(|facts| holds(&facts))
                })
            }
            None => self.together(&formula),
        };
        may_take(of.draft, &choice)
    }

    /// The choices that bring the facts of a condition to their worst, where it takes more than one.
    fn together(&self, formula: &Formula) -> Choice {
        let mut all = Choice::default();
        if formula.holds(&self.worst(formula)) != Some(true) {
            return all;
        }
        for (fact, direction) in formula.directions() {
            let worst = self.furthest(fact, direction);
            if worst == self.proposed.get(fact) {
                continue;
            }
            let end = self.ends.iter().find(|(_, facts)| facts.get(fact) == worst);
            if let Some((choice, _)) = end {
                all.options.extend(&choice.options);
                all.alternatives.extend(&choice.alternatives);
                all.quantities.extend(&choice.quantities);
            }
        }
        all
    }
}

/// A part of a choice without which it would not do; the whole one where that takes too long to find.
fn needed_of(choice: &Choice, lines: usize, does: impl Fn(&Choice) -> bool) -> Choice {
    let parts = choice.options.len() + choice.alternatives.len() + choice.quantities.len();
    let mut kept = choice.clone();
    if parts < 2 || parts.saturating_mul(lines) > LINES_PRICED {
        return kept;
    }
    let mut without = |change: &dyn Fn(&mut Choice)| {
        let mut tried = kept.clone();
        change(&mut tried);
        if does(&tried) {
            kept = tried;
        }
    };
    for id in &choice.options {
        without(&|tried| {
            tried.options.remove(id);
            tried.quantities.remove(id);
        });
    }
    for id in &choice.alternatives {
        without(&|tried| {
            tried.alternatives.remove(id);
            tried.quantities.remove(id);
        });
    }
    for id in choice.quantities.keys() {
        without(&|tried| {
            tried.quantities.remove(id);
        });
    }
    kept
}

/// A choice in the order of the lines.
fn may_take(draft: &QuoteDraft, choice: &Choice) -> Vec<MayTake> {
    let mut all = Vec::new();
    for line in &draft.lines {
        let name = || line.name().to_owned();
        let has = |ids: &std::collections::BTreeSet<QuoteLineId>| ids.contains(&line.id);
        if has(&choice.options) {
            all.push(MayTake::Option { line: name() });
        }
        if has(&choice.alternatives) {
            all.push(MayTake::Alternative { line: name() });
        }
        if let Some(quantity) = choice.quantities.get(&line.id) {
            all.push(MayTake::Quantity {
                line: name(),
                quantity: *quantity,
            });
        }
    }
    all
}

/// What was judged when a quote was submitted or sent: an acceptance may not go beyond it. It keeps the
/// rules, the rate and the customer's country as they were then: what was offered stays offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// What the facts needed beside the quote.
    pub context: FactContext,
    /// Every fact at its least.
    pub least: Facts,
    /// Every fact at its most.
    pub most: Facts,
    /// The conditions of the rules that were in force, and whether each asked.
    pub rules: Vec<(String, bool)>,
}

impl Allowed {
    /// What `rules` judged in `reach`.
    #[must_use]
    pub fn of(rules: &[ApprovalRule], reach: &Reach<'_>, context: &FactContext) -> Self {
        let furthest = |direction: Direction| {
            let facts = Fact::ALL.iter();
            Facts(
                facts
                    .map(|fact| (*fact, reach.furthest(*fact, direction).clone()))
                    .collect(),
            )
        };
        let active = rules.iter().filter(|rule| rule.draft.active);
        Self {
            context: context.clone(),
            least: furthest(Direction::Down),
            most: furthest(Direction::Up),
            rules: active
                .map(|rule| &rule.draft.condition)
                .map(|condition| (condition.clone(), reach.asks(condition)))
                .collect(),
        }
    }

    /// Whether a rule would have asked of these contents that did not, or of something worse than it was
    /// asked about.
    #[must_use]
    pub fn is_exceeded_by(&self, draft: &QuoteDraft, priced: &PricedQuote) -> bool {
        let facts = facts_of(draft, priced, &self.context);
        let readable = self.rules.iter().filter_map(|(condition, asked)| {
            let formula = Formula::parse(condition).ok()?;
            Some((formula, *asked))
        });
        let mut asking = readable.filter(|(formula, _)| formula.holds(&facts) == Some(true));
        asking.any(|(formula, asked)| !asked || self.is_left(&formula, &facts))
    }

    /// Whether a fact is further than it was judged to go.
    fn is_left(&self, formula: &Formula, facts: &Facts) -> bool {
        let mut looked_at = formula.directions().into_iter();
        looked_at.any(|(fact, direction)| {
            let now = facts.get(fact);
            let above = || Direction::Up.is_worse(self.most.get(fact), now);
            let below = || Direction::Down.is_worse(self.least.get(fact), now);
            match direction {
                Direction::Up => above(),
                Direction::Down => below(),
                Direction::Both => above() || below(),
            }
        })
    }
}
