//! A rule as it is written.

use crate::kernel::Issue;
use serde::{Deserialize, Serialize};

/// Where something stands in a text; lines and columns (in characters) count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// How many characters.
    pub length: u32,
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// Where.
    pub at: Place,
    /// What; its field is to be set by whoever knows which rule it is.
    pub issue: Issue,
}

impl TextError {
    /// What is wrong at a place; `line` and `column` are among the parameters.
    #[must_use]
    pub fn new(at: Place, code: &'static str) -> Self {
        Self {
            at,
            issue: Issue::error(code, "text")
                .with("line", at.line)
                .with("column", at.column),
        }
    }

    /// The same with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.issue = self.issue.with(name, value);
        self
    }
}

/// A name, with a dot for a value of a multiple choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// A value in a list or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Which.
    pub kind: WordKind,
    /// Where.
    pub at: Place,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// The key of a value.
    Key(String),
    /// A whole number.
    Number(i64),
    /// `yes` or `no`.
    Flag(bool),
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as written
pub enum Op {
    Iff,
    Implies,
    Requires,
    Excludes,
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
}

impl Op {
    /// As written.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Iff => "<->",
            Self::Implies => "->",
            Self::Requires => "requires",
            Self::Excludes => "excludes",
            Self::Or => "or",
            Self::And => "and",
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
        }
    }

    /// How strongly it binds.
    #[must_use]
    pub const fn strength(self) -> u8 {
        match self {
            Self::Iff => 1,
            Self::Implies | Self::Requires | Self::Excludes => 2,
            Self::Or => 3,
            Self::And => 4,
            Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge => 6,
            Self::Add | Self::Sub => 7,
            Self::Mul => 8,
        }
    }
}

/// An expression with its place: that of its operator, or of the whole of a name, number or call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub at: Place,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as written
pub enum Kind {
    Flag(bool),
    Number(i64),
    Name(String),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    Count(Vec<Name>),
    In(Name, Vec<Word>),
    Table {
        names: Vec<Name>,
        allows: bool,
        rows: Vec<Vec<Word>>,
    },
}
