//! A product model as the engine takes it: variables with their values, and rules over them.
//!
//! Every reader ends here, and the compiler starts here. Values are Boolean literals: a flag has one
//! variable of the solver; an attribute of several values has one per value, of which exactly one is
//! true; an attribute of two values has one, negated for its first value.

use super::sat::{Lit, Var};
use serde::{Deserialize, Serialize};

/// Why a model cannot be taken: too large, or its parts do not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// More of something than the engine takes.
    #[error("{what}: {found}, at most {limit} are taken")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How many there are (or were when counting stopped).
        found: u64,
        /// How many are taken.
        limit: u64,
    },
    /// A part does not fit the rest.
    #[error("{place}: {message}")]
    Invalid {
        /// Where, in the words of the format.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The computation was stopped.
    #[error(transparent)]
    Stopped(#[from] super::sat::Stopped),
}

impl ModelError {
    /// A part that does not fit.
    pub fn invalid(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid {
            place: place.into(),
            message: message.into(),
        }
    }
}

/// Most variables of the solver a model may need.
pub const MAX_VARS: u64 = 4_000_000;

/// How large a model may become while it is compiled: its memory follows from these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Variables of the solver.
    pub vars: u64,
    /// Clauses a list of them may announce.
    pub clauses: u64,
    /// Literals all constraints have together.
    pub literals: u64,
    /// Nodes of the diagram of one table or sum.
    pub nodes: u64,
    /// Its edges, before those to the same child are put together.
    pub edges: u64,
}

impl Limits {
    /// Whoever computes has the machine: the command line, a browser.
    pub const FULL: Self = Self {
        vars: MAX_VARS,
        clauses: u64::MAX,
        literals: 40_000_000,
        nodes: 1_000_000,
        edges: 20_000_000,
    };
    /// Several compute at the same time: some hundred megabytes each, and room for what industry has
    /// (18,000 features, 350,000 clauses, tables of 200,000 rows).
    pub const SHARED: Self = Self {
        vars: 1_000_000,
        clauses: 600_000,
        literals: 6_000_000,
        nodes: 250_000,
        edges: 5_000_000,
    };
}

/// What a person sets: a feature, an option, an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name in the model.
    pub name: String,
    /// Its values.
    pub kind: Kind,
    /// Its (first) variable of the solver.
    pub first: Var,
    /// Not to be shown or chosen: it only serves the rules.
    pub helper: bool,
}

/// The values of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Selected or not.
    Flag,
    /// Exactly one of these.
    Values {
        /// What each value is as a number.
        numbers: Vec<i64>,
        /// What each value is called; empty, or one per value.
        labels: Vec<String>,
        /// The value that means "not there", by position.
        absent: Option<u32>,
    },
}

impl Variable {
    /// How many values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Flag => 2,
            Kind::Values { numbers, .. } => numbers.len(),
        }
    }

    /// Whether it has no value at all: the model has no product then.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many variables of the solver it takes.
    #[must_use]
    pub fn width(&self) -> u32 {
        match &self.kind {
            Kind::Flag => 1,
            Kind::Values { numbers, .. } if numbers.len() == 2 => 1,
            Kind::Values { numbers, .. } => numbers.len() as u32,
        }
    }

    /// The literal "has the value at `position`"; of a flag, position 0 is "not selected".
    #[must_use]
    pub fn lit(&self, position: usize) -> Lit {
        if self.len() == 2 {
            Lit::new(self.first, position == 1)
        } else {
            Lit::new(self.first + position as u32, true)
        }
    }

    /// The number a value stands for: of a flag 0 or 1.
    #[must_use]
    pub fn number(&self, position: usize) -> i64 {
        match &self.kind {
            Kind::Flag => position as i64,
            Kind::Values { numbers, .. } => numbers.get(position).copied().unwrap_or(0),
        }
    }
}

/// How many children of a feature a group takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupKind {
    /// All.
    Mandatory,
    /// Any.
    Optional,
    /// At least one.
    Or,
    /// Exactly one.
    Alternative,
    /// From `min` to `max`.
    Cardinality {
        /// At least so many.
        min: u32,
        /// At most so many.
        max: u32,
    },
}

/// What a rule says, for explanations: names and the model's own text, no sentence. Variables are given
/// by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the fields are what their names say
pub enum RuleKind {
    /// The root feature is always selected.
    Root { feature: u32 },
    /// A child needs its parent.
    Parent { child: u32, parent: u32 },
    /// A selected parent takes some of its children.
    Group {
        parent: u32,
        kind: GroupKind,
        children: Vec<u32>,
    },
    /// A cross-tree constraint: its text in the model and its line there (0: unknown).
    Formula { text: String, line: u32 },
    /// A clause of a list of clauses, by position from 0.
    Clause { index: u32 },
    /// At most one of these literals, found among the clauses of a list.
    AtMostOne { lits: Vec<Lit> },
    /// An attribute has exactly one value.
    OneValue { variable: u32 },
    /// A constraint of a table model, by position from 0, over these variables.
    Table { index: u32, scope: Vec<u32> },
}

/// One comparison of a whole-number sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the usual six
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Compare {
    /// Whether `left` compares so to `right`.
    #[must_use]
    pub const fn holds(self, left: i128, right: i128) -> bool {
        match self {
            Self::Eq => left == right,
            Self::Ne => left != right,
            Self::Lt => left < right,
            Self::Le => left <= right,
            Self::Gt => left > right,
            Self::Ge => left >= right,
        }
    }
}

/// A formula over literals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the usual connectives
pub enum Formula {
    Const(bool),
    Lit(Lit),
    Not(Box<Formula>),
    And(Vec<Formula>),
    Or(Vec<Formula>),
    Iff(Box<Formula>, Box<Formula>),
    /// The sum over `terms` (of each the number beside its one true literal) compares to `bound`.
    Sum {
        terms: Vec<Vec<(Lit, i64)>>,
        compare: Compare,
        bound: i64,
    },
    /// The combination of the `scope`'s values (positions in each list of literals, of which exactly
    /// one is true) is among the rows; rows lie one after the other.
    Among {
        scope: Vec<Vec<Lit>>,
        rows: Vec<u32>,
    },
}

impl Formula {
    /// With how many literals and figures it is written.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Const(_) | Self::Lit(_) => 1,
            Self::Not(inner) => inner.size(),
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::size).sum(),
            Self::Iff(a, b) => a.size() + b.size(),
            Self::Sum { terms, .. } => terms.iter().map(Vec::len).sum(),
            Self::Among { scope, rows } => scope.iter().map(Vec::len).sum::<usize>() + rows.len(),
        }
    }

    /// `self ⇒ other`.
    #[must_use]
    pub fn implies(self, other: Self) -> Self {
        Self::Or(vec![Self::Not(Box::new(self)), other])
    }
}

/// What a rule demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// At least one of these.
    Clause(Vec<Lit>),
    /// At most one of these.
    AtMostOne(Vec<Lit>),
    /// This holds.
    Formula(Formula),
    /// All of these.
    All(Vec<Body>),
}

/// A rule with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// For explanations.
    pub kind: RuleKind,
    /// For the engine.
    pub body: Body,
}

/// Variables and rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The model's name.
    pub name: String,
    /// What people set, and helpers of the model itself.
    pub variables: Vec<Variable>,
    /// What must hold.
    pub rules: Vec<Rule>,
    /// Variables of the solver taken so far.
    pub vars: u32,
}

impl Problem {
    /// No variable yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a flag; returns its position.
    pub fn add_flag(&mut self, name: &str, helper: bool) -> usize {
        self.add(name, Kind::Flag, helper)
    }

    /// Adds a variable and, where its values need it, the rule that it has exactly one of them.
    pub fn add(&mut self, name: &str, kind: Kind, helper: bool) -> usize {
        let position = self.variables.len();
        let variable = Variable {
            name: name.to_owned(),
            kind,
            first: self.vars,
            helper,
        };
        self.vars += variable.width();
        if variable.len() != 2 {
            let lits: Vec<Lit> = (0..variable.len()).map(|at| variable.lit(at)).collect();
            self.rules.push(Rule {
                kind: RuleKind::OneValue {
                    variable: position as u32,
                },
                body: Body::All(vec![Body::Clause(lits.clone()), Body::AtMostOne(lits)]),
            });
        }
        self.variables.push(variable);
        position
    }

    /// The literal "variable has the value at `position`".
    #[must_use]
    pub fn lit(&self, variable: usize, position: usize) -> Lit {
        self.variables[variable].lit(position)
    }

    /// The literal "flag is selected".
    #[must_use]
    pub fn flag(&self, variable: usize) -> Lit {
        self.lit(variable, 1)
    }
}
