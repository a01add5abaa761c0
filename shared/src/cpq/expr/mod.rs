//! One reader for what people write as expressions: conditions of approvals, price formulas, rules of models.
//!
//! A language is a description ([`Language`]): its signs and numbers ([`Lexis`]), its operators from the
//! loosest to the tightest ([`Level`]), how much may be written ([`Bounds`]), and what it makes of each
//! operator and of what stands alone. Reading is precedence climbing (Pratt, Top Down Operator Precedence,
//! POPL 1973): one function, whose depth is that of the text, not that of the table.
//! Languages that check kinds while they read make [`Typed`] expressions.
//! Entry point: [`read`]. Places count lines and characters from 1.
//! Errors: a [`TextError`] at the first place where the text cannot go on, or a bound is passed.
//! Tests: `tests` here; `tests` of each language hold its codes and places.

mod decimals;
mod language;
mod lexer;
mod place;
mod reader;
mod typed;

pub use decimals::{Decimals, FORMULA, unknown_word};
pub use language::{Bounds, Language, Level, Lexis};
pub use lexer::{Token, is_word, tokens};
pub use place::{Place, TextError};
pub use reader::{Parsed, Reader, read};
pub use typed::{ExprKind, Typed};

#[cfg(test)]
mod tests;
