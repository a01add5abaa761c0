//! The language of rules: from text to a typed condition and back.
//!
//! `not`, `and`, `or`, `->` (also `requires`), `<->`, `excludes`; `=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`;
//! `+`, `-`, `*`; `count(…)`; `table(a, b) allows (x, y), …` and `forbids`. Names are the keys of the model;
//! a value of a multiple choice is `attribute.value`. An option is a yes/no, and where a number is
//! wanted, how many of it.
//!
//! [`parse()`] → [`Expr`] (printed by `Display`, which [`parse()`] reads back) → [`resolve`] → [`Cond`]
//! → [`lower()`] for the engine, [`Cond::holds`] to try a product.

mod cond;
mod lower;
mod parser;
mod print;
mod resolve;
mod scope;
mod syntax;

use crate::cpq::expr::is_word;
pub use crate::cpq::expr::{Place, TextError};
pub use cond::{Cond, Num};
pub(in crate::cpq::models) use lower::on;
pub use lower::{MAX_TABLE, lower};
pub use parser::parse;
pub use resolve::resolve;
pub use scope::{Scope, Symbol};
pub use syntax::{Expr, Kind, Name, Op, Word, WordKind};

/// Words that are no keys.
pub const RESERVED: [&str; 13] = [
    "and", "or", "not", "requires", "excludes", "in", "count", "table", "allows", "forbids", "yes",
    "no", "true",
];

/// Whether `key` can stand in a rule: a letter, then letters, digits and `_`; none of [`RESERVED`].
#[must_use]
pub fn is_key(key: &str) -> bool {
    key.starts_with(char::is_alphabetic)
        && key.chars().all(is_word)
        && !RESERVED.contains(&key)
        && key != "false"
}
