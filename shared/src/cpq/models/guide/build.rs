//! A guide as variables and rules of the engine.

use super::super::build::{Item, Origin};
use super::super::builder::{Builder, at_field};
use super::super::model::ModelContent;
use super::super::text::{Cond, Place, Symbol};
use super::{NONE, Question, QuestionKind};
use crate::cpq::configure::problem::{Body, Formula, Kind, RuleKind};
use crate::kernel::Issue;

/// What an answer says about the product.
#[derive(Debug)]
pub struct Effect {
    /// The question's position.
    pub question: usize,
    /// The answer's position; of a number 0.
    pub answer: usize,
    /// The answer is given.
    pub given: Cond,
    /// What then holds.
    pub sets: Option<(Cond, Place)>,
    /// What it speaks for.
    pub favours: Option<Cond>,
}

/// The texts of a guide, understood.
#[derive(Debug, Default)]
pub struct Guided {
    /// What the answers say, in order.
    pub effects: Vec<Effect>,
    /// When each question is asked; `None`: always.
    pub whens: Vec<Option<(Cond, Place)>>,
    /// What is wrong with the texts.
    pub issues: Vec<Issue>,
}

impl Builder<'_> {
    /// Adds the questions' variables and understands their texts. A text that is not understood says
    /// nothing and is found in the issues.
    pub(in crate::cpq::models) fn guide(&mut self) -> Guided {
        let content = self.content;
        let mut guided = Guided::default();
        for (question, written) in content.guide.iter().enumerate() {
            // Before the question has a name: a condition speaks of what was asked before.
            let field = format!("guide.{question}.when");
            let when = self.text(&written.when, field, &mut guided.issues);
            guided.whens.push(when);
            let givens = self.question(question, written);
            for (answer, given) in givens.into_iter().enumerate() {
                let said = written.answers().get(answer);
                let (sets, field) = match (&written.kind, said) {
                    (QuestionKind::Number { sets, .. }, _) => (sets.as_str(), "sets".to_owned()),
                    (_, Some(said)) => (said.sets.as_str(), format!("answers.{answer}.sets")),
                    (_, None) => continue,
                };
                let field = format!("guide.{question}.{field}");
                let sets = self.text(sets, field, &mut guided.issues);
                let favours = said.and_then(|said| {
                    let field = format!("guide.{question}.answers.{answer}.favours");
                    self.text(&said.favours, field, &mut guided.issues)
                });
                guided.effects.push(Effect {
                    question,
                    answer,
                    given,
                    sets,
                    favours: favours.map(|(cond, _)| cond),
                });
            }
        }
        guided
    }

    fn text(&self, written: &str, field: String, issues: &mut Vec<Issue>) -> Option<(Cond, Place)> {
        if written.trim().is_empty() {
            return None;
        }
        match self.cond(written) {
            Ok(found) => Some(found),
            Err(error) => {
                issues.push(at_field(error, field));
                None
            }
        }
    }

    /// The variables of a question; of each answer when it is given.
    fn question(&mut self, question: usize, written: &Question) -> Vec<Cond> {
        let key = &written.key;
        match &written.kind {
            QuestionKind::One { answers } | QuestionKind::YesNo { answers } => {
                let kind = Kind::Values {
                    numbers: (0..=answers.len() as i64).collect(),
                    labels: Vec::new(),
                    absent: None,
                };
                let slot = self.add(key, kind, Item::Question { question });
                let symbol = if matches!(written.kind, QuestionKind::YesNo { .. }) {
                    Symbol::Answer(slot)
                } else {
                    let keys = answers.iter().map(|answer| answer.key.clone());
                    Symbol::Choice(slot, std::iter::once(NONE.to_owned()).chain(keys).collect())
                };
                self.scope.add(key.clone(), symbol);
                (1..)
                    .take(answers.len())
                    .map(|position| Cond::Is(slot, position))
                    .collect()
            }
            QuestionKind::Several { answers } => {
                let mut members = Vec::with_capacity(answers.len());
                for (answer, said) in answers.iter().enumerate() {
                    let name = format!("{key}.{}", said.key);
                    let slot = self.add(&name, Kind::Flag, Item::Answer { question, answer });
                    self.scope.add(name, Symbol::Flag(slot));
                    members.push(slot);
                }
                let given = members.iter().map(|slot| Cond::On(*slot)).collect();
                self.scope.add(key.clone(), Symbol::Several(members));
                given
            }
            QuestionKind::Number { .. } => {
                let mut numbers = vec![0];
                numbers.extend(written.numbers());
                let kind = Kind::Values {
                    numbers,
                    labels: Vec::new(),
                    absent: Some(0),
                };
                let slot = self.add(key, kind, Item::Amount { question });
                self.scope.add(key.clone(), Symbol::Number(slot));
                vec![Cond::On(slot)]
            }
        }
    }

    /// The rules: once an answer is given, what it says holds; a question is asked when its condition
    /// holds.
    ///
    /// # Errors
    /// What is too large for the engine.
    pub(in crate::cpq::models) fn guide_rules(
        &mut self,
        guided: &Guided,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        for effect in &guided.effects {
            let Some((cond, at)) = &effect.sets else {
                continue;
            };
            let (question, answer) = (effect.question, effect.answer);
            let then = self
                .lowered(&effect.given, *at)
                .and_then(|given| Ok((given, self.lowered(cond, *at)?)));
            match then {
                Ok((given, then)) => {
                    let body = Formula::Or(vec![Formula::Not(Box::new(given)), then]);
                    self.say(body, Origin::Answer { question, answer });
                }
                Err(error) => {
                    let of = match self.content.guide[question].kind {
                        QuestionKind::Number { .. } => "sets".to_owned(),
                        _ => format!("answers.{answer}.sets"),
                    };
                    issues.push(at_field(error, format!("guide.{question}.{of}")));
                }
            }
        }
        for (question, when) in guided.whens.iter().enumerate() {
            let Some((cond, at)) = when else {
                continue;
            };
            match self.lowered(cond, *at) {
                Ok(when) => {
                    let name = asked_name(&self.content.guide[question].key);
                    let slot = self.add(&name, Kind::Flag, Item::Asked { question });
                    let asked = Formula::Lit(super::super::text::on(&self.problem, slot));
                    let body = Formula::Iff(Box::new(asked), Box::new(when));
                    self.say(body, Origin::Asked { question });
                }
                Err(error) => issues.push(at_field(error, format!("guide.{question}.when"))),
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(issues)
        }
    }

    fn say(&mut self, body: Formula, origin: Origin) {
        // Not a rule of the product: the analysis does not ask whether it is redundant.
        let kind = RuleKind::OneValue { variable: 0 };
        self.rule(kind, Body::Formula(body), origin);
    }
}

/// The name of the variable "is asked"; no key has a `?`.
pub(super) fn asked_name(key: &str) -> String {
    format!("{key}?")
}

/// The position of a value of an item of the guide.
pub(in crate::cpq::models) fn position(
    content: &ModelContent,
    item: Item,
    value: &str,
) -> Option<usize> {
    match item {
        Item::Question { .. } | Item::Amount { .. } if value == NONE => Some(0),
        Item::Question { question } => {
            let answers = content.guide.get(question)?.answers();
            let found = answers.iter().position(|answer| answer.key == value)?;
            Some(found + 1)
        }
        Item::Amount { question } => {
            let said: i64 = value.parse().ok()?;
            let numbers = content.guide.get(question)?.numbers();
            Some(numbers.iter().position(|number| *number == said)? + 1)
        }
        Item::Answer { .. } | Item::Asked { .. } => match value {
            "yes" => Some(1),
            "no" => Some(0),
            _ => None,
        },
        _ => None,
    }
}

/// The text of a value of an item of the guide.
pub(in crate::cpq::models) fn value_text(
    content: &ModelContent,
    item: Item,
    position: usize,
) -> Option<String> {
    match item {
        Item::Question { .. } | Item::Amount { .. } if position == 0 => Some(NONE.to_owned()),
        Item::Question { question } => {
            let answers = content.guide.get(question)?.answers();
            Some(answers.get(position - 1)?.key.clone())
        }
        Item::Amount { question } => {
            let numbers = content.guide.get(question)?.numbers();
            Some(numbers.get(position - 1)?.to_string())
        }
        Item::Answer { .. } | Item::Asked { .. } => {
            Some(if position == 0 { "no" } else { "yes" }.to_owned())
        }
        _ => None,
    }
}
