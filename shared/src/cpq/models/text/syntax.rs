//! A rule as it is written.

use crate::cpq::expr::Place;

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
