//! Which way a fact has to move for a condition to become true.

use super::{Expr, Node, Op, eval};
use crate::cpq::approvals::facts::{Fact, FactKind, FactValue, Facts};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Which way is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is worse.
    Up,
    /// Less is worse.
    Down,
    /// Any change may be.
    Both,
}

impl Direction {
    const fn flipped(self) -> Self {
        match self {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
            Direction::Both => Direction::Both,
        }
    }

    /// What is worse for two conditions.
    pub(in crate::cpq::approvals) fn and(self, other: Self) -> Self {
        if self == other { self } else { Direction::Both }
    }

    /// Whether `new` is worse than `old`. What was not known and is now, or the other way round, may
    /// always be.
    #[must_use]
    pub fn is_worse(self, old: &FactValue, new: &FactValue) -> bool {
        if old == new {
            return false;
        }
        let (more, less) = match (old, new) {
            (FactValue::Number(old), FactValue::Number(new)) => (new > old, new < old),
            (FactValue::Flag(old), FactValue::Flag(new)) => (*new && !old, *old && !new),
            (FactValue::List(old), FactValue::List(new)) => {
                (!new.is_subset(old), !old.is_subset(new))
            }
            _ => return true,
        };
        match self {
            Direction::Up => more,
            Direction::Down => less,
            Direction::Both => more || less,
        }
    }
}

pub(super) fn directions(root: &Expr) -> BTreeMap<Fact, Direction> {
    let mut found = BTreeMap::new();
    walk(root, Direction::Up, &mut found);
    found
}

fn walk(expr: &Expr, sign: Direction, found: &mut BTreeMap<Fact, Direction>) {
    match &expr.node {
        Node::Number(_) | Node::Text(_) | Node::Flag(_) => {}
        Node::Fact(fact) => {
            found
                .entry(*fact)
                .and_modify(|known| *known = known.and(sign))
                .or_insert(sign);
        }
        Node::Not(inner) | Node::Minus(inner) => walk(inner, sign.flipped(), found),
        Node::In(inner, _) => walk(inner, Direction::Both, found),
        Node::Binary(op, left, right) => {
            let (of_left, of_right) = match op {
                Op::Or | Op::And | Op::Add => (sign, sign),
                Op::Gt | Op::Ge | Op::Sub => (sign, sign.flipped()),
                Op::Lt | Op::Le => (sign.flipped(), sign),
                Op::Contains => (sign, Direction::Both),
                Op::Eq | Op::Ne => (Direction::Both, Direction::Both),
                Op::Mul => (times(sign, right), times(sign, left)),
                Op::Div => (times(sign, right), Direction::Both),
            };
            walk(left, of_left, found);
            walk(right, of_right, found);
        }
    }
}

/// The direction under a factor: kept by a positive constant, turned by a negative one.
fn times(sign: Direction, factor: &Expr) -> Direction {
    debug_assert!(factor.kind == FactKind::Number);
    // A factor that looks at facts has no value without any.
    match eval::number(factor, &Facts::default()) {
        Some(value) if value > Decimal::ZERO => sign,
        Some(value) if value < Decimal::ZERO => sign.flipped(),
        _ => Direction::Both,
    }
}
