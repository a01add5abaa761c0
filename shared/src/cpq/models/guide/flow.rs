//! Which question comes next, what the answers have led to, and what falls away with an answer.

use super::super::build::{Engine, Item};
use super::super::model::Pick;
use super::super::session::{Because, Session};
use super::build::asked_name;
use super::{NONE, Question, QuestionKind};
use crate::cpq::configure::State;
use std::sync::Arc;

/// Where a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is asked.
    Asked,
    /// Its condition does not hold (yet).
    NotAsked,
    /// Its condition holds, but what is settled already leaves none of its answers.
    Pointless,
}

/// Something that follows from answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// What.
    pub pick: Pick,
    /// From which answers and rules.
    pub because: Because,
}

impl Session {
    /// The same with every question that is not answered settled as not answered.
    pub(in crate::cpq::models) fn unanswered_as_none(&self) -> Self {
        let mut picks = self.choices();
        let none: Vec<Pick> = self
            .guide()
            .iter()
            .filter(|question| !picks.iter().any(|pick| question.owns(pick)))
            .flat_map(nothing_of)
            .collect();
        picks.extend(none);
        // Of a question with several answers those not given are not given.
        for question in self.guide() {
            if matches!(question.kind, QuestionKind::Several { .. }) {
                for pick in nothing_of(question) {
                    if !picks.iter().any(|known| known.item == pick.item) {
                        picks.push(pick);
                    }
                }
            }
        }
        Self::with_choices(Arc::clone(&self.engine), &picks)
    }

    /// The questions of the engine.
    #[must_use]
    pub fn guide(&self) -> &[Question] {
        guide_of(&self.engine)
    }

    /// What was answered, oldest first.
    #[must_use]
    pub fn answers(&self) -> Vec<Pick> {
        let mut picks = self.choices();
        picks.retain(|pick| !self.engine.is_of_product(pick));
        picks
    }

    /// Where each question stands.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn> {
        let guide = self.guide();
        if guide.is_empty() {
            return Vec::new();
        }
        let conditions = guide
            .iter()
            .any(|question| !question.when.trim().is_empty());
        let settled = conditions.then(|| self.unanswered_as_none());
        let answers = self.answers();
        guide
            .iter()
            .map(|question| {
                let asked = settled.as_ref().is_none_or(|settled| {
                    question.when.trim().is_empty() || {
                        let pick = Pick::new(asked_name(&question.key), "yes");
                        matches!(settled.state(&pick), State::Forced | State::Chosen)
                    }
                });
                if !asked {
                    return Turn::NotAsked;
                }
                let answered = answers.iter().any(|pick| question.owns(pick));
                if answered || picks_of(question).any(|pick| self.state(&pick) != State::Excluded) {
                    Turn::Asked
                } else {
                    Turn::Pointless
                }
            })
            .collect()
    }

    /// Takes back the answers of questions that are asked no longer, and of those that hang on them;
    /// answers what was taken back.
    pub fn drop_unasked(&mut self) -> Vec<Pick> {
        let mut dropped = Vec::new();
        loop {
            let answers = self.answers();
            if answers.is_empty() {
                return dropped;
            }
            let turns = self.turns();
            let gone: Vec<Pick> = answers
                .into_iter()
                .filter(|pick| {
                    let mut asked = self.guide().iter().zip(&turns);
                    asked.any(|(question, turn)| question.owns(pick) && *turn == Turn::NotAsked)
                })
                .collect();
            if gone.is_empty() {
                return dropped;
            }
            for pick in gone {
                self.undo(&pick);
                dropped.push(pick);
            }
        }
    }

    /// What the answers have settled about the product, each with the answers behind it: at most `most`.
    #[must_use]
    pub fn consequences(&mut self, most: usize) -> Vec<Consequence> {
        let forced: Vec<Pick> = self
            .settled_values()
            .into_iter()
            .filter(|pick| {
                // What is not there is worth a word only of what has to be chosen.
                let must = self.engine.slot(&pick.item).is_some_and(|slot| {
                    matches!(
                        self.engine.items.get(slot as usize),
                        Some(Item::Choice { .. } | Item::Number { .. })
                    )
                });
                (must || !matches!(pick.value.as_str(), "no" | "0"))
                    && self.state(pick) == State::Forced
            })
            .take(most)
            .collect();
        let mut found = Vec::new();
        for pick in forced {
            if let Some(because) = self.explain(&pick)
                && because
                    .choices
                    .iter()
                    .any(|choice| !self.engine.is_of_product(choice))
            {
                found.push(Consequence { pick, because });
            }
        }
        found
    }

    /// Chooses what the model begins with where it is still open; answers what was chosen.
    pub fn fill_in_defaults(&mut self) -> Vec<Pick> {
        let mut filled = Vec::new();
        for pick in self.defaults() {
            if self.state(&pick) == State::Available && self.choose(&pick).is_ok() {
                filled.push(pick);
            }
        }
        filled
    }
}

fn guide_of(engine: &Engine) -> &[Question] {
    if engine.items.len() > engine.product {
        &engine.content.guide
    } else {
        &[]
    }
}

/// What can be said to a question.
pub(super) fn picks_of(question: &Question) -> impl Iterator<Item = Pick> {
    let numbers = question.numbers().into_iter();
    let numbers = numbers.map(|number| Pick::new(&question.key, number.to_string()));
    let answers = question.answers().iter();
    answers.map(|answer| question.pick(answer)).chain(numbers)
}

/// Nothing said to a question.
fn nothing_of(question: &Question) -> Vec<Pick> {
    match &question.kind {
        QuestionKind::Several { answers } => answers
            .iter()
            .map(|answer| Pick::new(question.pick(answer).item, "no"))
            .collect(),
        _ => vec![Pick::new(&question.key, NONE)],
    }
}
