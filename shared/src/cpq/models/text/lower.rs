//! From a condition to a formula of the engine. Linear comparisons become sums; others are tried
//! value by value and become tables, within a bound.

use super::cond::{Cond, Num};
use crate::cpq::configure::problem::{Compare, Formula, Problem};
use crate::cpq::configure::sat::Lit;
use std::collections::BTreeMap;

/// Most combinations of values tried for a comparison that is not linear.
pub const MAX_TABLE: u64 = 50_000;
/// Most edges of the decision diagram of a linear comparison.
const MAX_EDGES: u64 = 2_000_000;
/// Largest number a comparison may reach.
const MAX_SUM: i128 = 1 << 62;

/// The formula, or how many combinations there were to try (0: a number became too large).
///
/// # Errors
/// A comparison that is not linear over too many values, or of numbers that are too large.
pub fn lower(cond: &Cond, problem: &Problem) -> Result<Formula, u64> {
    let many = |parts: &[Cond]| -> Result<Vec<Formula>, u64> {
        parts.iter().map(|part| lower(part, problem)).collect()
    };
    Ok(match cond {
        Cond::Const(value) => Formula::Const(*value),
        Cond::Is(slot, position) => Formula::Lit(problem.lit(*slot as usize, *position as usize)),
        Cond::On(slot) => Formula::Lit(on(problem, *slot)),
        Cond::Not(inner) => Formula::Not(Box::new(lower(inner, problem)?)),
        Cond::And(all) => Formula::And(many(all)?),
        Cond::Or(any) => Formula::Or(many(any)?),
        Cond::Iff(a, b) => Formula::Iff(Box::new(lower(a, problem)?), Box::new(lower(b, problem)?)),
        Cond::Compare(compare, a, b) => match linear(a, 1).zip(linear(b, -1)) {
            Some((left, right)) => sum(left.plus(right).ok_or(0_u64)?, *compare, problem)?,
            None => tried(cond, a, b, problem)?,
        },
        Cond::Table {
            slots,
            allows,
            rows,
        } => {
            let among = Formula::Among {
                scope: slots.iter().map(|slot| values(problem, *slot)).collect(),
                rows: rows.concat(),
            };
            if *allows {
                among
            } else {
                Formula::Not(Box::new(among))
            }
        }
    })
}

/// "On": not the first value.
pub(in crate::cpq::models) fn on(problem: &Problem, slot: u32) -> Lit {
    !problem.lit(slot as usize, 0)
}

/// The literals of a slot's values.
fn values(problem: &Problem, slot: u32) -> Vec<Lit> {
    let slot = slot as usize;
    (0..problem.variables[slot].len())
        .map(|position| problem.lit(slot, position))
        .collect()
}

/// A constant, numbers of slots and slots that are on, each with its factor.
#[derive(Default)]
struct Linear {
    constant: i128,
    numbers: BTreeMap<u32, i128>,
    counted: BTreeMap<u32, i128>,
}

impl Linear {
    fn plus(mut self, other: Self) -> Option<Self> {
        self.constant = self.constant.checked_add(other.constant)?;
        for (into, from) in [
            (&mut self.numbers, other.numbers),
            (&mut self.counted, other.counted),
        ] {
            for (slot, factor) in from {
                let sum = into.entry(slot).or_default();
                *sum = sum.checked_add(factor)?;
            }
        }
        Some(self)
    }
}

/// `factor × number` as a sum; `None` when it multiplies two that are not constant, or is too large.
fn linear(number: &Num, factor: i128) -> Option<Linear> {
    let mut sum = Linear::default();
    match number {
        Num::Const(value) => sum.constant = i128::from(*value).checked_mul(factor)?,
        Num::Of(slot) => {
            sum.numbers.insert(*slot, factor);
        }
        Num::Count(slots) => {
            for slot in slots {
                *sum.counted.entry(*slot).or_default() += factor;
            }
        }
        Num::Add(a, b) => return linear(a, factor)?.plus(linear(b, factor)?),
        Num::Sub(a, b) => return linear(a, factor)?.plus(linear(b, -factor)?),
        Num::Minus(inner) => return linear(inner, -factor),
        Num::Mul(a, b) => {
            return match (constant(a), constant(b)) {
                (Some(value), _) => linear(b, factor.checked_mul(value)?),
                (_, Some(value)) => linear(a, factor.checked_mul(value)?),
                _ => None,
            };
        }
    }
    Some(sum)
}

fn constant(number: &Num) -> Option<i128> {
    let mut slots = Vec::new();
    number.slots(&mut slots);
    if slots.is_empty() {
        number.value(&[], &|_| 0)
    } else {
        None
    }
}

fn sum(linear: Linear, compare: Compare, problem: &Problem) -> Result<Formula, u64> {
    let fits = |number: i128| i64::try_from(number).map_err(|_| 0_u64);
    let (mut terms, mut reach) = (Vec::new(), linear.constant.abs());
    // Edges of the decision diagram the sum becomes: of each term, values × sums reached before it.
    let (mut sums, mut edges) = (1_u64, 0_u64);
    for (slot, factor) in linear.numbers.iter().filter(|(_, factor)| **factor != 0) {
        let variable = &problem.variables[*slot as usize];
        let mut term = Vec::with_capacity(variable.len());
        let mut largest = 0;
        for position in 0..variable.len() {
            let number = i128::from(variable.number(position)) * factor;
            largest = largest.max(number.abs());
            term.push((problem.lit(*slot as usize, position), fits(number)?));
        }
        reach += largest;
        edges = edges.saturating_add(sums.saturating_mul(term.len() as u64));
        sums = sums
            .saturating_mul(term.len() as u64)
            .min(u64::try_from(2 * reach + 1).unwrap_or(u64::MAX));
        terms.push(term);
    }
    for (slot, factor) in linear.counted.iter().filter(|(_, factor)| **factor != 0) {
        let lit = on(problem, *slot);
        reach += factor.abs();
        terms.push(vec![(!lit, 0), (lit, fits(*factor)?)]);
    }
    if reach > MAX_SUM {
        return Err(0);
    }
    if edges > MAX_EDGES {
        return Err(edges);
    }
    Ok(Formula::Sum {
        terms,
        compare,
        bound: fits(-linear.constant)?,
    })
}

/// Every combination of the values it depends on that makes it hold.
fn tried(cond: &Cond, a: &Num, b: &Num, problem: &Problem) -> Result<Formula, u64> {
    let mut slots = Vec::new();
    a.slots(&mut slots);
    b.slots(&mut slots);
    slots.sort_unstable();
    slots.dedup();
    let sizes: Vec<u32> = slots
        .iter()
        .map(|slot| u32::try_from(problem.variables[*slot as usize].len()).unwrap_or(u32::MAX))
        .collect();
    let combinations = sizes.iter().fold(1_u64, |product, size| {
        product.saturating_mul(u64::from(*size))
    });
    if combinations > MAX_TABLE {
        return Err(combinations);
    }
    let mut rows = Vec::new();
    let mut positions = vec![0_u32; slots.len()];
    for _ in 0..combinations {
        let value = |slot: u32| {
            let at = slots.binary_search(&slot).unwrap_or_default();
            positions.get(at).copied().unwrap_or_default()
        };
        if cond.holds(&problem.variables, &value) {
            rows.extend(&positions);
        }
        for (position, size) in positions.iter_mut().zip(&sizes) {
            *position += 1;
            if *position < *size {
                break;
            }
            *position = 0;
        }
    }
    Ok(Formula::Among {
        scope: slots.iter().map(|slot| values(problem, *slot)).collect(),
        rows,
    })
}
