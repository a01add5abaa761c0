//! How values are written: literals of a list of clauses as numbers, features by name, values of a table
//! model as pairs of the variable's position and the value.

use serde_json::{Value, json};
use shared::cpq::configure::problem::{Kind, Variable};
use shared::cpq::configure::{Compiled, Lit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which of the three.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `7`, `-7`.
    Literals,
    /// `"Name"` is selected; `["Name", false]` is not; an attribute is `["Name", value]`.
    Names,
    /// `[position, value]`.
    Pairs,
    /// As names; a choice is `["key", "value"]`.
    Keys,
}

/// The names of a model.
pub struct Names {
    compiled: Arc<Compiled>,
    notation: Notation,
    by_name: BTreeMap<String, usize>,
    /// What each rule says, where the compiled model does not.
    pub own_rules: Option<Vec<Value>>,
}

impl Names {
    pub fn new(compiled: Arc<Compiled>, notation: Notation) -> Self {
        let shown = compiled.variables.iter().enumerate();
        let by_name = shown
            .filter(|(_, variable)| !variable.helper)
            .map(|(position, variable)| (variable.name.clone(), position))
            .collect();
        Self {
            compiled,
            notation,
            by_name,
            own_rules: None,
        }
    }

    /// Every variable people choose.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.compiled
            .variables
            .iter()
            .filter(|variable| !variable.helper)
    }

    fn variable(&self, word: &Value) -> Result<&Variable, String> {
        let position = match word {
            Value::String(name) => self.by_name.get(name).copied(),
            Value::Number(number) => number.as_u64().and_then(|n| usize::try_from(n).ok()),
            _ => None,
        };
        position
            .and_then(|position| self.compiled.variables.get(position))
            .filter(|variable| !variable.helper)
            .ok_or_else(|| format!("{word} is no variable of this model"))
    }

    /// The value a person means.
    pub fn lit(&self, word: &Value) -> Result<Lit, String> {
        match (word, self.notation) {
            (Value::Number(number), Notation::Literals) => number
                .as_i64()
                .and_then(Lit::from_dimacs)
                .filter(|lit| self.compiled.describe(*lit).is_some())
                .ok_or_else(|| format!("{word} is no literal of this model")),
            (Value::Array(pair), _) => match &pair[..] {
                [name, value] => self.value(self.variable(name)?, value),
                _ => Err(format!("{word} is no pair of a variable and a value")),
            },
            (Value::String(_), _) => self.value(self.variable(word)?, &json!(true)),
            _ => Err(format!("{word} is no value of this model")),
        }
    }

    fn value(&self, variable: &Variable, value: &Value) -> Result<Lit, String> {
        let position = (0..variable.len()).find(|position| {
            let label = match &variable.kind {
                Kind::Flag => None,
                Kind::Values { labels, .. } => labels.get(*position),
            };
            let number = variable.number(*position);
            match value {
                // The number of a key is nobody's business.
                Value::Bool(_) | Value::Number(_) if self.is_key(label) => false,
                Value::Bool(on) => number == i64::from(*on),
                Value::Number(given) => given.as_i64() == Some(number),
                Value::String(given) => label == Some(given),
                _ => false,
            }
        });
        position
            .map(|position| variable.lit(position))
            .ok_or_else(|| format!("{value} is no value of {}", variable.name))
    }

    /// A value as it is written; `None` for what only serves the rules. The second is whether the
    /// variable has it: of an attribute, a value may be named as one it has not.
    pub fn word(&self, lit: Lit) -> Option<(Value, bool)> {
        let (position, at, has) = self.compiled.describe(lit)?;
        let variable = self.compiled.variables.get(position)?;
        if variable.helper {
            return None;
        }
        let number = variable.number(at);
        let word = match (self.notation, &variable.kind) {
            (Notation::Literals, _) => json!(lit.to_dimacs()),
            (Notation::Pairs, _) => json!([position, number]),
            (Notation::Names | Notation::Keys, Kind::Flag) if number == 1 => json!(variable.name),
            (Notation::Names | Notation::Keys, Kind::Flag) => json!([variable.name, false]),
            (Notation::Keys, Kind::Values { labels, .. }) if !labels.is_empty() => {
                json!([variable.name, labels.get(at)])
            }
            (Notation::Names | Notation::Keys, Kind::Values { .. }) => {
                json!([variable.name, number])
            }
        };
        Some((word, has))
    }

    /// Values as they are written, those that attributes have not left out.
    pub fn words(&self, lits: impl IntoIterator<Item = Lit>) -> Vec<Value> {
        lits.into_iter()
            .filter_map(|lit| self.word(lit))
            .filter_map(|(word, has)| has.then_some(word))
            .collect()
    }

    /// The values that these literals take away: of two, having one takes the other.
    pub fn removed(&self, settled: impl IntoIterator<Item = Lit>) -> Vec<Value> {
        settled
            .into_iter()
            .filter(|lit| {
                let described = self.compiled.describe(*lit);
                described.is_some_and(|(position, _, has)| {
                    let two = self.compiled.variables.get(position);
                    !has || two.is_some_and(|variable| variable.len() == 2)
                })
            })
            .filter_map(|lit| self.word(!lit).map(|(word, _)| word))
            .collect()
    }

    /// What a rule says, as far as the model names it.
    pub fn rule(&self, position: u32) -> Value {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        match &self.own_rules {
            Some(own) => own.get(position).cloned().unwrap_or_default(),
            None => self
                .compiled
                .rules
                .get(position)
                .map_or(Value::Null, |rule| json!(rule)),
        }
    }

    fn is_key(&self, label: Option<&String>) -> bool {
        self.notation == Notation::Keys && label.is_some()
    }

    /// Whether a value means that something is there: a key does, of numbers all but nought.
    pub fn is_there(&self, variable: &Variable, position: usize) -> bool {
        let label = match &variable.kind {
            Kind::Values { labels, .. } => labels.get(position),
            Kind::Flag => None,
        };
        self.is_key(label) || variable.number(position) != 0
    }

    /// Whether values are told by what is taken away, as table models are.
    pub fn tells_removed(&self) -> bool {
        self.notation == Notation::Pairs
    }
}
