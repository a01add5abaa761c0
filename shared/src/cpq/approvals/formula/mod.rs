//! The language of conditions: `discount > 20 or line_discount > 20`, `net >= 100000 and not
//! (families contains "Software")`, `margin < 15 % and country in ("DE", "AT")`.
//!
//! `or`, `and`, `not`; `=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `contains`; `+`, `-`, `*`, `/` on exact
//! decimals; names are those of [`Fact`]. Texts are compared without regard to case. What is not known
//! (a margin without costs) makes a comparison neither true nor false, and a condition that is not true
//! asks nobody.

mod eval;
pub(in crate::cpq) mod lexer;
mod parse;
mod worse;

pub use worse::Direction;

use super::facts::{Fact, FactKind, Facts};
use crate::cpq::models::text::{Place, TextError};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Longest condition, in characters.
pub const MAX_LENGTH: usize = 2_000;
/// Deepest nesting of brackets, `not` and `-`.
pub const MAX_DEPTH: u32 = 40;
/// Most operators.
pub const MAX_OPERATORS: u32 = 200;

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
    Add,
    Sub,
    Mul,
    Div,
}

/// An expression with its kind and place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Expr {
    node: Node,
    kind: FactKind,
    at: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Number(Decimal),
    Text(String),
    Flag(bool),
    Fact(Fact),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<String>),
}

/// A condition whose names and types are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    root: Expr,
}

impl Formula {
    /// Reads a condition.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse::parse(text).map(|root| Self { root })
    }

    /// Whether it holds; `None` when what it looks at is not known.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> Option<bool> {
        eval::truth(&self.root, facts)
    }

    /// The facts it looks at.
    #[must_use]
    pub fn looks_at(&self) -> BTreeSet<Fact> {
        self.directions().into_keys().collect()
    }

    /// For each fact it looks at, which way is worse.
    #[must_use]
    pub fn directions(&self) -> BTreeMap<Fact, Direction> {
        worse::directions(&self.root)
    }

    /// Whether a fact it looks at is worse in `new` than in `old`. When none is, and it did not hold
    /// then, it does not hold now.
    #[must_use]
    pub fn got_worse(&self, old: &Facts, new: &Facts) -> bool {
        self.directions()
            .into_iter()
            .any(|(fact, direction)| direction.is_worse(old.get(fact), new.get(fact)))
    }
}
