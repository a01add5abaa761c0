//! From an expression to its text, with the brackets it needs and no others.

use super::syntax::{Expr, Kind, Name, Op, Word, WordKind};
use std::fmt;

const NOT: u8 = 5;
const MINUS: u8 = 9;
const WHOLE: u8 = 10;

impl Expr {
    /// How strongly its outermost operator binds.
    fn strength(&self) -> u8 {
        match &self.kind {
            Kind::Binary(op, ..) => op.strength(),
            Kind::Not(_) => NOT,
            Kind::In(..) => Op::Eq.strength(),
            Kind::Minus(_) => MINUS,
            // Its rows end with a bracket, and a comma may follow only another row.
            Kind::Flag(_)
            | Kind::Number(_)
            | Kind::Name(_)
            | Kind::Count(_)
            | Kind::Table { .. } => WHOLE,
        }
    }

    fn inside(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        if self.strength() < least {
            write!(f, "({self})")
        } else {
            write!(f, "{self}")
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Flag(value) => f.write_str(if *value { "yes" } else { "no" }),
            Kind::Number(number) => write!(f, "{number}"),
            Kind::Name(name) => f.write_str(name),
            Kind::Not(inner) => {
                f.write_str("not ")?;
                inner.inside(f, NOT)
            }
            Kind::Minus(inner) => {
                f.write_str("-")?;
                inner.inside(f, MINUS)
            }
            Kind::Binary(op, left, right) => {
                let strength = op.strength();
                // What leans to the right needs brackets on its left, comparisons on both sides.
                let (least_left, least_right) = match op {
                    Op::Implies | Op::Requires | Op::Excludes => (strength + 1, strength),
                    Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => {
                        (strength + 1, strength + 1)
                    }
                    _ => (strength, strength + 1),
                };
                left.inside(f, least_left)?;
                write!(f, " {} ", op.sign())?;
                right.inside(f, least_right)
            }
            Kind::Count(names) => write!(f, "count({})", List(names)),
            Kind::In(name, values) => write!(f, "{} in ({})", name.text, List(values)),
            Kind::Table {
                names,
                allows,
                rows,
            } => {
                let verb = if *allows { "allows" } else { "forbids" };
                write!(f, "table({}) {verb} ", List(names))?;
                for (at, row) in rows.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}({})", List(row))?;
                }
                Ok(())
            }
        }
    }
}

struct List<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{item}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            WordKind::Key(key) => f.write_str(key),
            WordKind::Number(number) => write!(f, "{number}"),
            WordKind::Flag(value) => f.write_str(if *value { "yes" } else { "no" }),
        }
    }
}
