//! The value of an expression; `None` is "not known".

use super::{Expr, Node, Op};
use crate::cpq::approvals::facts::{FactValue, Facts};
use crate::kernel::search::search_key;
use rust_decimal::Decimal;

/// Whether the condition holds. What is known decides as far as it can: `known or unknown`.
pub(super) fn truth(expr: &Expr, facts: &Facts) -> Option<bool> {
    match &expr.node {
        Node::Flag(flag) => Some(*flag),
        Node::Fact(fact) => match facts.get(*fact) {
            FactValue::Flag(flag) => Some(*flag),
            _ => None,
        },
        Node::Not(inner) => truth(inner, facts).map(|held| !held),
        Node::In(inner, texts) => {
            let found = text(inner, facts)?;
            Some(texts.iter().any(|text| search_key(text) == found))
        }
        Node::Binary(op, left, right) => compare(*op, left, right, facts),
        Node::Number(_) | Node::Text(_) | Node::Minus(_) => None,
    }
}

fn compare(op: Op, left: &Expr, right: &Expr, facts: &Facts) -> Option<bool> {
    match op {
        Op::And | Op::Or => {
            let decisive = op == Op::Or;
            let (left, right) = (truth(left, facts), truth(right, facts));
            if left == Some(decisive) || right == Some(decisive) {
                return Some(decisive);
            }
            left.and(right)
        }
        Op::Eq => equal(left, right, facts),
        Op::Ne => equal(left, right, facts).map(|same| !same),
        Op::Lt => Some(number(left, facts)? < number(right, facts)?),
        Op::Le => Some(number(left, facts)? <= number(right, facts)?),
        Op::Gt => Some(number(left, facts)? > number(right, facts)?),
        Op::Ge => Some(number(left, facts)? >= number(right, facts)?),
        Op::Contains => {
            let wanted = text(right, facts)?;
            match &left.node {
                Node::Fact(fact) => match facts.get(*fact) {
                    FactValue::List(all) => Some(all.iter().any(|one| search_key(one) == wanted)),
                    _ => None,
                },
                _ => None,
            }
        }
        Op::Add | Op::Sub | Op::Mul | Op::Div => None,
    }
}

fn equal(left: &Expr, right: &Expr, facts: &Facts) -> Option<bool> {
    use crate::cpq::approvals::facts::FactKind;
    match left.kind {
        FactKind::Number => Some(number(left, facts)? == number(right, facts)?),
        FactKind::Flag => Some(truth(left, facts)? == truth(right, facts)?),
        FactKind::Text => Some(text(left, facts)? == text(right, facts)?),
        FactKind::List => None,
    }
}

/// Exact, or not known when it does not fit or divides by nothing.
pub(super) fn number(expr: &Expr, facts: &Facts) -> Option<Decimal> {
    match &expr.node {
        Node::Number(number) => Some(*number),
        Node::Fact(fact) => match facts.get(*fact) {
            FactValue::Number(number) => Some(*number),
            _ => None,
        },
        Node::Minus(inner) => number(inner, facts).map(|value| -value),
        Node::Binary(op, left, right) => {
            let (left, right) = (number(left, facts)?, number(right, facts)?);
            match op {
                Op::Add => left.checked_add(right),
                Op::Sub => left.checked_sub(right),
                Op::Mul => left.checked_mul(right),
                Op::Div => left.checked_div(right),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A text as it is compared.
fn text(expr: &Expr, facts: &Facts) -> Option<String> {
    match &expr.node {
        Node::Text(text) => Some(search_key(text)),
        Node::Fact(fact) => match facts.get(*fact) {
            FactValue::Text(text) => Some(search_key(text)),
            _ => None,
        },
        _ => None,
    }
}
