//! A rule whose names and types are known, over *slots*: the variables of the engine, by position.

use crate::cpq::configure::problem::{Compare, Variable};

/// A yes/no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cond {
    /// Always or never.
    Const(bool),
    /// The slot has this value (by position).
    Is(u32, u32),
    /// The flag or option is on.
    On(u32),
    /// Not.
    Not(Box<Cond>),
    /// All.
    And(Vec<Cond>),
    /// One or more.
    Or(Vec<Cond>),
    /// Both or neither.
    Iff(Box<Cond>, Box<Cond>),
    /// Two numbers compare so.
    Compare(Compare, Box<Num>, Box<Num>),
    /// The values of the slots are (or are not) one of the rows of positions.
    Table {
        /// The slots.
        slots: Vec<u32>,
        /// One of the rows, or none.
        allows: bool,
        /// Positions of values.
        rows: Vec<Vec<u32>>,
    },
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as written
pub enum Num {
    Const(i64),
    /// The number of a slot.
    Of(u32),
    /// How many of these are on.
    Count(Vec<u32>),
    Add(Box<Num>, Box<Num>),
    Sub(Box<Num>, Box<Num>),
    Mul(Box<Num>, Box<Num>),
    Minus(Box<Num>),
}

impl Cond {
    /// Whether a product, given as the position of each slot's value, satisfies it. Numbers that do
    /// not fit 128 bits (the language's bounds keep them far smaller) compare as not so.
    #[must_use]
    pub fn holds(&self, variables: &[Variable], values: &dyn Fn(u32) -> u32) -> bool {
        match self {
            Self::Const(value) => *value,
            Self::Is(slot, position) => values(*slot) == *position,
            Self::On(slot) => values(*slot) != 0,
            Self::Not(inner) => !inner.holds(variables, values),
            Self::And(all) => all.iter().all(|part| part.holds(variables, values)),
            Self::Or(any) => any.iter().any(|part| part.holds(variables, values)),
            Self::Iff(a, b) => a.holds(variables, values) == b.holds(variables, values),
            Self::Compare(compare, a, b) => a
                .value(variables, values)
                .zip(b.value(variables, values))
                .is_some_and(|(a, b)| compare.holds(a, b)),
            Self::Table {
                slots,
                allows,
                rows,
            } => {
                let is = |row: &Vec<u32>| {
                    slots
                        .iter()
                        .zip(row)
                        .all(|(slot, value)| values(*slot) == *value)
                };
                rows.iter().any(is) == *allows
            }
        }
    }
}

impl Num {
    /// Its value for a product.
    #[must_use]
    pub fn value(&self, variables: &[Variable], values: &dyn Fn(u32) -> u32) -> Option<i128> {
        let of = |part: &Num| part.value(variables, values);
        Some(match self {
            Self::Const(number) => i128::from(*number),
            Self::Of(slot) => {
                let variable = variables.get(*slot as usize)?;
                i128::from(variable.number(values(*slot) as usize))
            }
            Self::Count(slots) => {
                let on = slots.iter().filter(|slot| values(**slot) != 0);
                i128::try_from(on.count()).ok()?
            }
            Self::Add(a, b) => of(a)?.checked_add(of(b)?)?,
            Self::Sub(a, b) => of(a)?.checked_sub(of(b)?)?,
            Self::Mul(a, b) => of(a)?.checked_mul(of(b)?)?,
            Self::Minus(inner) => of(inner)?.checked_neg()?,
        })
    }

    /// The slots it depends on.
    pub(super) fn slots(&self, into: &mut Vec<u32>) {
        match self {
            Self::Const(_) => {}
            Self::Of(slot) => into.push(*slot),
            Self::Count(slots) => into.extend(slots),
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) => {
                a.slots(into);
                b.slots(into);
            }
            Self::Minus(inner) => inner.slots(into),
        }
    }
}
