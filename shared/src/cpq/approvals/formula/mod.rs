//! The language of conditions: `discount > 20 or line_discount > 20`, `net >= 100000 and not
//! (families contains "Software")`, `margin < 15 % and country in ("DE", "AT")`.
//!
//! `or`, `and`, `not`; `=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `contains`; `+`, `-`, `*`, `/` on exact
//! decimals; names are those of [`Fact`]. Texts are compared without regard to case. What is not known
//! (a margin without costs) makes a comparison neither true nor false, and a condition that is not true
//! asks nobody.

mod eval;
mod parse;
mod worse;

pub use worse::Direction;

use super::facts::{Fact, FactKind, Facts};
use crate::cpq::expr::{TextError, Typed};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `=`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// `contains`.
    Contains,
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// `/`.
    Div,
}

/// An expression with its kind and place.
pub type Expr = Typed<FactKind, Node>;

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A number; a percentage is counted in percent.
    Number(Decimal),
    /// A text in quotes.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A fact by its name.
    Fact(Fact),
    /// `not`.
    Not(Box<Expr>),
    /// `-`.
    Minus(Box<Expr>),
    /// Two with an operator between them.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `in (…)`.
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

    /// What it says, for whoever puts it into words.
    #[must_use]
    pub const fn root(&self) -> &Expr {
        &self.root
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
