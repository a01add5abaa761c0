//! What a language says of itself.

use super::{Parsed, Place, Reader, TextError};
use std::fmt::Display;

/// How much may be written.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Longest text, in characters.
    pub length: usize,
    /// Deepest nesting: of brackets, arguments, `not`, `-` and what leans to the right.
    pub depth: u32,
    /// Most operators.
    pub operators: u32,
}

/// The words of a language. Names begin with a letter or `_`.
pub trait Lexis {
    /// A number as the language counts.
    type Number: Clone + Display;
    /// Longest first, so that `<=` is not read as `<`.
    const SIGNS: &'static [&'static str];
    /// Whether it has texts in double quotes.
    const TEXTS: bool;
    /// What belongs to a number beside letters and digits; a letter there is refused by [`Self::number`].
    const IN_NUMBERS: char;

    /// The number that is written so; it begins with a digit.
    ///
    /// # Errors
    /// It is none, or too large.
    fn number(word: &str, at: Place) -> Result<Self::Number, TextError>;
}

/// Operators of one strength, as they are written and what they are.
pub type Row<Op> = &'static [(&'static str, Op)];

/// What binds with one strength.
pub enum Level<Op: 'static> {
    /// `a - b - c`: any number of them, from the left.
    Left(Row<Op>),
    /// `a -> b -> c`: any number of them, from the right.
    Right(Row<Op>),
    /// `a < b` or `a in (…)`: one at most.
    Compare(Row<Op>),
    /// `not a`.
    Not,
    /// `-a`.
    Minus,
}

/// A language of expressions. What it makes of them is its own: types are checked here, or later.
pub trait Language: Sized {
    /// Its words.
    type Lexis: Lexis;
    /// An operator between two expressions.
    type Op: Copy + 'static;
    /// An expression.
    type Expr;
    /// How much may be written.
    const BOUNDS: Bounds;
    /// What binds, the loosest first.
    const LEVELS: &'static [Level<Self::Op>];

    /// What stands at `at` without an operator and not in brackets; the reader has not passed it yet.
    ///
    /// # Errors
    /// It is no beginning of an expression.
    fn atom(reader: &mut Reader<Self>, at: Place) -> Parsed<Self>;

    /// `left op right`; `at` is the operator's place, here and below.
    ///
    /// # Errors
    /// A side is not of the kind the operator takes.
    fn binary(op: Self::Op, at: Place, left: Self::Expr, right: Self::Expr) -> Parsed<Self>;

    /// `not inner`.
    ///
    /// # Errors
    /// `inner` is no condition.
    fn not(at: Place, inner: Self::Expr) -> Parsed<Self>;

    /// `-inner`.
    ///
    /// # Errors
    /// `inner` is no number.
    fn minus(at: Place, inner: Self::Expr) -> Parsed<Self>;

    /// `left in (…)`; the reader stands after `in`.
    ///
    /// # Errors
    /// `left` cannot be in a list, or what follows is none.
    fn member(reader: &mut Reader<Self>, at: Place, left: Self::Expr) -> Parsed<Self>;
}
