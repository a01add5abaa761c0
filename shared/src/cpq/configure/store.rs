//! The compiled model as bytes: varints, checked when loaded. A tenth of the JSON form, and loaded in a
//! fraction of its time.

use super::compile::{Compiled, VERSION};
use super::problem::{GroupKind, Kind, MAX_VARS, RuleKind, Variable};
use super::sat::Lit;

/// First bytes of a compiled model.
const MAGIC: &[u8; 4] = b"JCM1";

/// Why bytes are not a compiled model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Not made by `to_bytes`, or damaged.
    #[error("not a compiled model, or damaged")]
    Damaged,
    /// Made by another version of the engine: compile the model again.
    #[error("compiled by another version: compile the model again")]
    Version,
}

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list(&mut self, list: &[u32]) {
        self.number(list.len() as u64);
        for number in list {
            self.number(u64::from(*number));
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, LoadError> {
        let (first, rest) = self.0.split_first().ok_or(LoadError::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], LoadError> {
        if count > self.0.len() {
            return Err(LoadError::Damaged);
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, LoadError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(LoadError::Damaged)
    }

    fn word(&mut self) -> Result<u32, LoadError> {
        u32::try_from(self.number()?).map_err(|_| LoadError::Damaged)
    }

    /// A length of things of at least one byte each.
    fn length(&mut self) -> Result<usize, LoadError> {
        let length = usize::try_from(self.number()?).map_err(|_| LoadError::Damaged)?;
        if length > self.0.len() {
            return Err(LoadError::Damaged);
        }
        Ok(length)
    }

    fn signed(&mut self) -> Result<i64, LoadError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn text(&mut self) -> Result<String, LoadError> {
        let length = self.length()?;
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| LoadError::Damaged)
    }

    fn list(&mut self) -> Result<Vec<u32>, LoadError> {
        let length = self.length()?;
        (0..length).map(|_| self.word()).collect()
    }
}

impl Compiled {
    /// The model as bytes for [`Self::from_bytes`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer(MAGIC.to_vec());
        to.number(u64::from(self.version));
        to.text(&self.name);
        to.number(u64::from(self.vars));
        to.number(u64::from(self.possible));
        to.number(self.variables.len() as u64);
        for variable in &self.variables {
            write_variable(&mut to, variable);
        }
        to.number(self.rules.len() as u64);
        for rule in &self.rules {
            write_rule(&mut to, rule);
        }
        to.list(&self.constraints);
        to.number(self.backbone.len() as u64);
        for lit in &self.backbone {
            to.number(u64::from(lit.packed()));
        }
        to.number(self.solutions.len() as u64);
        for word in self.solutions.iter().flatten() {
            to.0.extend_from_slice(&word.to_le_bytes());
        }
        to.0
    }

    /// Loads what [`Self::to_bytes`] made. Whatever the bytes, no constraint can name a variable that
    /// is not there, and solutions are solutions of some formula or the load fails later with wrong
    /// answers only, never with a panic: bytes are as trusted as the model they came from.
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LoadError> {
        let mut from = Reader(bytes);
        if from.take(MAGIC.len())? != MAGIC {
            return Err(LoadError::Damaged);
        }
        let version = from.word()?;
        if version != VERSION {
            return Err(LoadError::Version);
        }
        let name = from.text()?;
        let vars = from.word()?;
        if u64::from(vars) > MAX_VARS {
            return Err(LoadError::Damaged);
        }
        let possible = from.number()? == 1;
        let count = from.length()?;
        let variables: Vec<Variable> = (0..count)
            .map(|_| read_variable(&mut from))
            .collect::<Result<_, _>>()?;
        let count = from.length()?;
        let rules = (0..count)
            .map(|_| read_rule(&mut from))
            .collect::<Result<Vec<_>, _>>()?;
        let constraints = from.list()?;
        let backbone: Vec<Lit> = from.list()?.into_iter().map(Lit::from_index).collect();
        let width = (vars as usize).div_ceil(64);
        let count = usize::try_from(from.number()?).map_err(|_| LoadError::Damaged)?;
        if count.checked_mul(width.max(1) * 8) != Some(from.0.len()) {
            return Err(LoadError::Damaged);
        }
        let words: Vec<u64> = from
            .0
            .chunks_exact(8)
            .map(|bytes| {
                bytes
                    .iter()
                    .rev()
                    .fold(0, |word, byte| word << 8 | u64::from(*byte))
            })
            .collect();
        let solutions = words
            .chunks_exact(width.max(1))
            .map(<[u64]>::to_vec)
            .collect();
        let compiled = Self {
            version,
            name,
            variables,
            rules,
            vars,
            constraints,
            possible,
            backbone,
            solutions,
        };
        compiled.check()?;
        Ok(compiled)
    }

    /// Whether everything named is there.
    fn check(&self) -> Result<(), LoadError> {
        let known = |lit: u32| lit >> 1 < self.vars;
        let mut words = 0;
        for (rule, _, lits) in self.constraints() {
            words += 2 + lits.len();
            let named = rule == super::encode::DEFINITION || (rule as usize) < self.rules.len();
            if !named || !lits.iter().all(|lit| known(*lit)) {
                return Err(LoadError::Damaged);
            }
        }
        let mut next = 0;
        for variable in &self.variables {
            if variable.first != next || variable.is_empty() && next > self.vars {
                return Err(LoadError::Damaged);
            }
            next = next
                .checked_add(variable.width())
                .ok_or(LoadError::Damaged)?;
        }
        let fits = words == self.constraints.len()
            && next <= self.vars
            && self.backbone.iter().all(|lit| known(lit.packed()));
        if fits {
            Ok(())
        } else {
            Err(LoadError::Damaged)
        }
    }
}

fn write_variable(to: &mut Writer, variable: &Variable) {
    to.text(&variable.name);
    to.number(u64::from(variable.first));
    to.number(u64::from(variable.helper));
    match &variable.kind {
        Kind::Flag => to.number(0),
        Kind::Values {
            numbers,
            labels,
            absent,
        } => {
            to.number(1);
            to.number(numbers.len() as u64);
            numbers.iter().for_each(|number| to.signed(*number));
            to.number(labels.len() as u64);
            labels.iter().for_each(|label| to.text(label));
            to.number(absent.map_or(0, |absent| u64::from(absent) + 1));
        }
    }
}

fn read_variable(from: &mut Reader<'_>) -> Result<Variable, LoadError> {
    Ok(Variable {
        name: from.text()?,
        first: from.word()?,
        helper: from.number()? == 1,
        kind: match from.number()? {
            0 => Kind::Flag,
            1 => {
                let count = from.length()?;
                let numbers = (0..count)
                    .map(|_| from.signed())
                    .collect::<Result<_, _>>()?;
                let count = from.length()?;
                let labels = (0..count).map(|_| from.text()).collect::<Result<_, _>>()?;
                let absent = from.word()?.checked_sub(1);
                Kind::Values {
                    numbers,
                    labels,
                    absent,
                }
            }
            _ => return Err(LoadError::Damaged),
        },
    })
}

fn write_rule(to: &mut Writer, rule: &RuleKind) {
    match rule {
        RuleKind::Root { feature } => to.list(&[0, *feature]),
        RuleKind::Parent { child, parent } => to.list(&[1, *child, *parent]),
        RuleKind::Group {
            parent,
            kind,
            children,
        } => {
            let (kind, min, max) = match kind {
                GroupKind::Mandatory => (0, 0, 0),
                GroupKind::Optional => (1, 0, 0),
                GroupKind::Or => (2, 0, 0),
                GroupKind::Alternative => (3, 0, 0),
                GroupKind::Cardinality { min, max } => (4, *min, *max),
            };
            let mut list = vec![2, *parent, kind, min, max];
            list.extend_from_slice(children);
            to.list(&list);
        }
        RuleKind::Formula { text, line } => {
            to.list(&[3, *line]);
            to.text(text);
        }
        RuleKind::Clause { index } => to.list(&[4, *index]),
        RuleKind::AtMostOne { lits } => {
            let mut list = vec![5];
            list.extend(lits.iter().map(|lit| lit.packed()));
            to.list(&list);
        }
        RuleKind::OneValue { variable } => to.list(&[6, *variable]),
        RuleKind::Table { index, scope } => {
            let mut list = vec![7, *index];
            list.extend_from_slice(scope);
            to.list(&list);
        }
    }
}

fn read_rule(from: &mut Reader<'_>) -> Result<RuleKind, LoadError> {
    let list = from.list()?;
    Ok(match list.as_slice() {
        [0, feature] => RuleKind::Root { feature: *feature },
        [1, child, parent] => RuleKind::Parent {
            child: *child,
            parent: *parent,
        },
        [2, parent, kind, min, max, children @ ..] => RuleKind::Group {
            parent: *parent,
            kind: match kind {
                0 => GroupKind::Mandatory,
                1 => GroupKind::Optional,
                2 => GroupKind::Or,
                3 => GroupKind::Alternative,
                _ => GroupKind::Cardinality {
                    min: *min,
                    max: *max,
                },
            },
            children: children.to_vec(),
        },
        [3, line] => RuleKind::Formula {
            line: *line,
            text: from.text()?,
        },
        [4, index] => RuleKind::Clause { index: *index },
        [5, lits @ ..] => RuleKind::AtMostOne {
            lits: lits.iter().map(|lit| Lit::from_index(*lit)).collect(),
        },
        [6, variable] => RuleKind::OneValue {
            variable: *variable,
        },
        [7, index, scope @ ..] => RuleKind::Table {
            index: *index,
            scope: scope.to_vec(),
        },
        _ => return Err(LoadError::Damaged),
    })
}
