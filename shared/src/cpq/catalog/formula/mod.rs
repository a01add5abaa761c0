//! The language of price formulas: that of conditions, asked for a number of the price book's currency.
//!
//! `250 + 0.8 * number("length") + if has("audit") then 90 else 0`,
//! `max(49, price("SEN-1") * 0.15) * quantity("SEN-1") / quantity`.
//!
//! Terms: `quantity` is how many of the line itself, `term` its months; what is *asked* of the outside is
//! `number("…")`, `choice("…")` and `has("…")` of the line's configuration, `quantity("…")` of the other lines
//! of a product, `price("…")` of a product in the same price book. `min`, `max`, `round(x, step)`,
//! `if … then … else …`, and everything conditions have.
//! Entry points: [`PriceFormula::parse`], [`PriceFormula::price`], [`renamed`].
//! Invariants: typed before it is saved; exact, or refused; bounded in length, depth and operators, as
//! conditions are; what is not asked for because of a condition is not missed.
//! Tests: `tests` here; in a price book `catalog::formulas`, on lines `quotes::formulas`.

mod eval;
mod parse;
mod renamed;

pub use renamed::renamed;

use crate::cpq::expr::{Place, TextError, Typed};
use crate::cpq::models::Pick;
use crate::cpq::policies::Exact;
use crate::kernel::{Issue, Rounding, UnitPrice};

/// Something a formula asks of the line and what is around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// How many of the line.
    Quantity,
    /// Months of the line.
    Term,
    /// A number of the configuration, or how many of an option.
    Number(String),
    /// The value of a choice.
    Choice(String),
    /// Whether something is chosen.
    Has(String),
    /// How many of a product the other lines have.
    QuantityOf(String),
    /// What a product costs in the price book.
    PriceOf(String),
}

impl Asked {
    /// As it is written.
    #[must_use]
    pub fn written(&self) -> String {
        let of = |name: &str, what: &str| format!("{name}(\"{what}\")");
        match self {
            Asked::Quantity => "quantity".to_owned(),
            Asked::Term => "term".to_owned(),
            Asked::Number(key) => of("number", key),
            Asked::Choice(key) => of("choice", key),
            Asked::Has(key) => of("has", key),
            Asked::QuantityOf(sku) => of("quantity", sku),
            Asked::PriceOf(sku) => of("price", sku),
        }
    }

    /// What kind of value it has.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Asked::Choice(_) => Kind::Text,
            Asked::Has(_) => Kind::Flag,
            _ => Kind::Number,
        }
    }
}

/// What kind of value an expression has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(Exact),
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
}

/// Why a formula has no price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPrice {
    /// This is not known: the line is not configured, or the model has no such thing.
    Missing(Asked),
    /// A division by nothing, a price below zero, or one that does not fit.
    Impossible,
    /// The formula cannot be read.
    Unreadable,
}

impl NoPrice {
    /// For the line it belongs to. It may be saved, not sent.
    #[must_use]
    pub fn issue(&self) -> Issue {
        match self {
            NoPrice::Missing(asked) => {
                Issue::warning("formula_waits", "price").with("name", asked.written())
            }
            NoPrice::Impossible | NoPrice::Unreadable => {
                Issue::warning("formula_no_price", "price")
            }
        }
    }
}

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
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Round,
}

/// An expression with its kind and place.
type Expr = Typed<Kind, Node>;

#[derive(Clone, Debug)]
enum Node {
    Value(Value),
    Asked(Asked),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<String>),
    Call(Function, Vec<Expr>),
    If(Box<[Expr; 3]>),
}

/// A formula whose names and types are right.
#[derive(Clone, Debug)]
pub struct PriceFormula {
    root: Expr,
}

impl PriceFormula {
    /// Reads a formula.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse::parse(text).map(|root| Self { root })
    }

    /// What it asks for, with its place, in the order it is written.
    #[must_use]
    pub fn asked(&self) -> Vec<(&Asked, Place)> {
        let mut found = Vec::new();
        walk(&self.root, &mut found);
        found
    }

    /// The price, rounded half up to the four decimals every price has.
    ///
    /// # Errors
    /// What is not known, or that there is none.
    pub fn price(&self, given: &dyn Fn(&Asked) -> Option<Value>) -> Result<UnitPrice, NoPrice> {
        let value = eval::number(&self.root, given)?;
        let rounded = value.to_minor(4, Rounding::HalfUp);
        match rounded {
            Some(price) if price >= 0 => Ok(UnitPrice(price)),
            _ => Err(NoPrice::Impossible),
        }
    }
}

fn walk<'a>(expr: &'a Expr, found: &mut Vec<(&'a Asked, Place)>) {
    match &expr.node {
        Node::Value(_) => {}
        Node::Asked(asked) => found.push((asked, expr.at)),
        Node::Not(inner) | Node::Minus(inner) | Node::In(inner, _) => walk(inner, found),
        Node::Binary(_, left, right) => {
            walk(left, found);
            walk(right, found);
        }
        Node::Call(_, all) => all.iter().for_each(|one| walk(one, found)),
        Node::If(parts) => parts.iter().for_each(|part| walk(part, found)),
    }
}

/// What a configuration answers; nothing for what it does not have.
#[must_use]
pub fn of_configuration(values: &[Pick], asked: &Asked) -> Option<Value> {
    let value = |key: &str| {
        let pick = values.iter().find(|pick| pick.item == key)?;
        Some(pick.value.as_str())
    };
    match asked {
        Asked::Number(key) => {
            let number: i64 = value(key)?.parse().ok()?;
            Some(Value::Number(Exact::whole(number)))
        }
        Asked::Has(key) => Some(Value::Flag(!matches!(value(key)?, "no" | "0" | ""))),
        Asked::Choice(key) => Some(Value::Text(value(key)?.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
