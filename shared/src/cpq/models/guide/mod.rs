//! Guided selling: questions in the customer's words whose answers configure the product.
//!
//! A question is a variable of the engine beside the product's, an answer a rule "once this is said, that
//! holds" ([`build`]). So the engine itself knows which answers are still possible, and why one is not.
//! [`flow`] says which question is asked, skipped or pointless, and drops the answers of questions that
//! are asked no longer; [`check`] finds answers that can never be given and questions never asked.
//! Invariants: while nothing is answered every product of the model is possible; a condition speaks of
//! earlier questions and of the product, so that there is no circle.
//! [`finder`] asks the same questions over the catalogue instead of one product.

mod build;
mod check;
pub mod finder;
mod flow;
mod rules;

pub(super) use build::{Guided, position, value_text};
pub(super) use check::check_guide_of;
pub use flow::{Consequence, Turn};
pub(super) use rules::check_guide;
pub use rules::{MAX_ANSWERS, MAX_QUESTIONS, validate_guide};

use crate::kernel::LocalText;
use serde::{Deserialize, Serialize};

/// The value of a question that is not answered.
pub const NONE: &str = "none";

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// Its name in conditions.
    pub key: String,
    /// What the customer says.
    pub name: LocalText,
    /// What then holds: a text of the language of rules; empty when it only leads to other questions.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sets: String,
    /// What it speaks for without demanding it: only of the finder.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub favours: String,
    /// Why, for people: "Outdoors needs IP66".
    pub because: LocalText,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuestionKind {
    /// With one of these.
    One {
        /// The answers.
        answers: Vec<Answer>,
    },
    /// With any of these.
    Several {
        /// The answers.
        answers: Vec<Answer>,
    },
    /// With yes or no: the two answers, in this order.
    YesNo {
        /// The answers.
        answers: Vec<Answer>,
    },
    /// With a whole number; its name in what it says is the question's.
    Number {
        /// The smallest, at least 1.
        min: i64,
        /// The largest.
        max: i64,
        /// From one to the next.
        step: i64,
        /// What is counted.
        #[serde(default)]
        unit: LocalText,
        /// What then holds.
        #[serde(default)]
        sets: String,
        /// Why, for people.
        #[serde(default)]
        because: LocalText,
    },
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in conditions.
    pub key: String,
    /// What is asked.
    pub name: LocalText,
    /// A word of help.
    #[serde(default)]
    pub help: LocalText,
    /// It is asked when this holds; empty: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub when: String,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            key: String::new(),
            name: LocalText::default(),
            help: LocalText::default(),
            when: String::new(),
            kind: QuestionKind::One {
                answers: Vec::new(),
            },
        }
    }
}

impl Question {
    /// The answers; none of a number.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        match &self.kind {
            QuestionKind::One { answers }
            | QuestionKind::Several { answers }
            | QuestionKind::YesNo { answers } => answers,
            QuestionKind::Number { .. } => &[],
        }
    }

    /// The answers, to be changed.
    pub fn answers_mut(&mut self) -> Option<&mut Vec<Answer>> {
        match &mut self.kind {
            QuestionKind::One { answers }
            | QuestionKind::Several { answers }
            | QuestionKind::YesNo { answers } => Some(answers),
            QuestionKind::Number { .. } => None,
        }
    }

    /// The pick an answer is.
    #[must_use]
    pub fn pick(&self, answer: &Answer) -> super::Pick {
        match self.kind {
            QuestionKind::Several { .. } => {
                super::Pick::new(format!("{}.{}", self.key, answer.key), "yes")
            }
            _ => super::Pick::new(&self.key, &answer.key),
        }
    }

    /// Whether a pick is an answer of it.
    #[must_use]
    pub fn owns(&self, pick: &super::Pick) -> bool {
        let item = pick
            .item
            .split_once('.')
            .map_or(pick.item.as_str(), |(of, _)| of);
        item == self.key
    }

    /// Whether a pick can be said to it.
    #[must_use]
    pub fn can_be(&self, pick: &super::Pick) -> bool {
        self.owns(pick) && flow::picks_of(self).any(|other| other == *pick)
    }

    /// The numbers that can be said; none of another question.
    pub(super) fn numbers(&self) -> Vec<i64> {
        match self.kind {
            QuestionKind::Number { min, max, step, .. } => {
                let step = usize::try_from(step).unwrap_or(1).max(1);
                (min..=max).step_by(step).collect()
            }
            _ => Vec::new(),
        }
    }
}
