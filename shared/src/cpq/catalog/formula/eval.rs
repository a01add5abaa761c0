//! The value of an expression whose types are right.

use super::{Asked, Expr, Function, Kind, NoPrice, Node, Op, Value};
use crate::cpq::policies::Exact;
use crate::kernel::Rounding;
use crate::kernel::search::search_key;

type Given<'g> = &'g dyn Fn(&Asked) -> Option<Value>;
type Found<T> = Result<T, NoPrice>;

pub(super) fn number(expr: &Expr, given: Given<'_>) -> Found<Exact> {
    match value(expr, given)? {
        Value::Number(number) if !number.is_refused() => Ok(number),
        _ => Err(NoPrice::Impossible),
    }
}

fn flag(expr: &Expr, given: Given<'_>) -> Found<bool> {
    match value(expr, given)? {
        Value::Flag(flag) => Ok(flag),
        _ => Err(NoPrice::Impossible),
    }
}

fn text(expr: &Expr, given: Given<'_>) -> Found<String> {
    match value(expr, given)? {
        Value::Text(text) => Ok(search_key(&text)),
        _ => Err(NoPrice::Impossible),
    }
}

fn value(expr: &Expr, given: Given<'_>) -> Found<Value> {
    Ok(match &expr.node {
        Node::Value(value) => value.clone(),
        Node::Asked(asked) => given(asked).ok_or_else(|| NoPrice::Missing(asked.clone()))?,
        Node::Not(inner) => Value::Flag(!flag(inner, given)?),
        Node::Minus(inner) => Value::Number(-number(inner, given)?),
        Node::In(inner, texts) => {
            let found = text(inner, given)?;
            Value::Flag(texts.iter().any(|one| search_key(one) == found))
        }
        Node::Binary(op, left, right) => binary(*op, left, right, given)?,
        Node::Call(function, all) => Value::Number(call(*function, all, given)?),
        Node::If(parts) => {
            let [condition, then, other] = parts.as_ref();
            let taken = if flag(condition, given)? { then } else { other };
            value(taken, given)?
        }
    })
}

fn binary(op: Op, left: &Expr, right: &Expr, given: Given<'_>) -> Found<Value> {
    let numbers = || Ok((number(left, given)?, number(right, given)?));
    Ok(match op {
        Op::Or => Value::Flag(flag(left, given)? || flag(right, given)?),
        Op::And => Value::Flag(flag(left, given)? && flag(right, given)?),
        Op::Eq => Value::Flag(same(left, right, given)?),
        Op::Ne => Value::Flag(!same(left, right, given)?),
        Op::Lt | Op::Le | Op::Gt | Op::Ge => {
            let (left, right) = numbers()?;
            Value::Flag(match op {
                Op::Lt => left < right,
                Op::Le => left <= right,
                Op::Gt => left > right,
                _ => left >= right,
            })
        }
        Op::Add | Op::Sub | Op::Mul | Op::Div => {
            let (left, right) = numbers()?;
            Value::Number(match op {
                Op::Add => left + right,
                Op::Sub => left - right,
                Op::Mul => left * right,
                _ => left / right,
            })
        }
    })
}

fn same(left: &Expr, right: &Expr, given: Given<'_>) -> Found<bool> {
    // A number that could not be computed is like no other, and unlike none.
    if left.kind == Kind::Number {
        return Ok(number(left, given)? == number(right, given)?);
    }
    Ok(match (value(left, given)?, value(right, given)?) {
        (Value::Text(left), Value::Text(right)) => search_key(&left) == search_key(&right),
        (left, right) => left == right,
    })
}

fn call(function: Function, all: &[Expr], given: Given<'_>) -> Found<Exact> {
    let mut numbers = Vec::with_capacity(all.len());
    for one in all {
        numbers.push(number(one, given)?);
    }
    let mut rest = numbers.iter().copied();
    let first = rest.next().ok_or(NoPrice::Impossible)?;
    Ok(match function {
        Function::Min => rest.fold(first, Exact::least),
        Function::Max => rest.fold(first, Exact::most),
        Function::Round => {
            let step = rest.next().unwrap_or(Exact::CENT);
            if !step.is_positive() {
                return Err(NoPrice::Impossible);
            }
            first.round_to(step, Rounding::HalfUp)
        }
    })
}
