//! The filter: a tree of conditions and its one text form.
//!
//! ```text
//! filter    = "" | node
//! node      = ("and" | "or") "(" [node {"," node}] ")" | "not" "(" node ")" | condition
//! condition = field "." operator "(" [value {"," value}] ")"
//! value     = letters, digits and _ . : + - | "'" anything, ' doubled "'"
//! ```
//! `and(state.is(open),close_date.is(this_quarter),amount.ge(50000_EUR))` needs no escaping in an
//! address. What the values mean depends on the field and is decided by [`super::resolve`].

use crate::kernel::{Issue, coded};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest text of a filter, in bytes.
pub const MAX_LENGTH: usize = 4_000;
/// Deepest nesting of `and`, `or`, `not`.
pub const MAX_DEPTH: usize = 8;
/// Most conditions in one filter.
pub const MAX_CONDITIONS: usize = 60;
/// Most values of one condition.
pub const MAX_VALUES: usize = 200;

coded! {
    /// How a field is compared.
    Op {
        /// Equals one of the values, or lies in one of the periods.
        Is = "is",
        /// Contains one of the texts.
        Has = "has",
        /// Begins with one of the texts.
        Starts = "starts",
        /// Less than; before.
        Lt = "lt",
        /// At most; until the end of.
        Le = "le",
        /// More than; after the end of.
        Gt = "gt",
        /// At least; from the beginning of.
        Ge = "ge",
        /// From the first value to the second, both included.
        Between = "between",
        /// Has no value.
        Empty = "empty",
    }
}

/// One condition as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Name of the field.
    pub field: String,
    /// How it is compared.
    pub op: Op,
    /// With what, as written.
    pub values: Vec<String>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    /// Every part holds; without parts, always.
    All(Vec<Filter>),
    /// One part holds; without parts, never.
    Any(Vec<Filter>),
    /// The part does not hold.
    Not(Box<Filter>),
    /// A condition.
    Test(Condition),
}

impl Default for Filter {
    /// Lets everything through.
    fn default() -> Self {
        Filter::All(Vec::new())
    }
}

impl Condition {
    /// A condition of a field.
    #[must_use]
    pub fn new<V: Into<String>>(field: &str, op: Op, values: impl IntoIterator<Item = V>) -> Self {
        Self {
            field: field.to_owned(),
            op,
            values: values.into_iter().map(Into::into).collect(),
        }
    }
}

impl Filter {
    /// A condition as a filter.
    #[must_use]
    pub fn test<V: Into<String>>(field: &str, op: Op, values: impl IntoIterator<Item = V>) -> Self {
        Filter::Test(Condition::new(field, op, values))
    }

    /// Whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Filter::All(parts) if parts.is_empty())
    }

    /// The parts that must all hold: of an `and` its own, else the filter itself.
    #[must_use]
    pub fn into_parts(self) -> Vec<Filter> {
        match self {
            Filter::All(parts) => parts,
            other => vec![other],
        }
    }

    /// The filter of these parts, all of which must hold.
    #[must_use]
    pub fn all(mut parts: Vec<Filter>) -> Self {
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        Filter::All(parts)
    }

    /// Both this and `other` hold.
    #[must_use]
    pub fn and(self, other: Filter) -> Self {
        let mut parts = self.into_parts();
        parts.extend(other.into_parts());
        Filter::all(parts)
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// `filter_syntax` with the place (`at`, counted in characters from 1), `filter_operator`,
    /// `filter_deep`, `too_long`, `too_many`: all about the field `filter`.
    pub fn parse(text: &str) -> Result<Self, Issue> {
        super::text::parse(text)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return Ok(());
        }
        write_node(self, f)
    }
}

fn write_node(filter: &Filter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (word, parts) = match filter {
        Filter::All(parts) => ("and", parts.as_slice()),
        Filter::Any(parts) => ("or", parts.as_slice()),
        Filter::Not(part) => ("not", std::slice::from_ref(&**part)),
        Filter::Test(condition) => return write_condition(condition, f),
    };
    write!(f, "{word}(")?;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        write_node(part, f)?;
    }
    f.write_str(")")
}

fn write_condition(condition: &Condition, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}.{}(", condition.field, condition.op.code())?;
    for (index, value) in condition.values.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        if !value.is_empty() && value.chars().all(is_bare) {
            f.write_str(value)?;
        } else {
            write!(f, "'{}'", value.replace('\'', "''"))?;
        }
    }
    f.write_str(")")
}

/// Whether a value may hold this sign without quotes.
pub(super) const fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '+' | '-')
}
