//! A condition as a sentence: `payment_days > 60 and billing = "monthly"` is "Days to pay above 60 and Billing is
//! Monthly". For lists and messages, where people read a rule who would not write one.
//!
//! "Not" is carried inwards, so that no sentence denies a sentence. Words around a fact go with any fact,
//! whatever its number and gender.

#[cfg(test)]
mod tests;

use crate::facts::{fact, value};
use crate::format::number_trimmed;
use crate::{Key, k, tf};
use shared::cpq::approvals::formula::{Expr, Node, Op};
use shared::cpq::approvals::{Fact, FactKind, FactValue, Formula};
use shared::kernel::Lang;
use std::fmt::Display;

/// A longer sentence says no more than the condition.
const LONGEST: usize = 400;

/// The sentence; nothing for a condition that cannot be read any more, or is too long to be told.
#[must_use]
pub fn condition_sentence(lang: Lang, condition: &str) -> Option<String> {
    let formula = Formula::parse(condition).ok()?;
    let told = Teller { lang }.tell(formula.root(), true)?;
    (told.chars().count() <= LONGEST).then_some(told)
}

struct Teller {
    lang: Lang,
}

impl Teller {
    fn text(&self, word: &str, values: &[(&str, &dyn Display)]) -> Option<String> {
        let key = Key::by_name(&format!("approvals.sentence.{word}"))?;
        Some(tf(self.lang, key, values))
    }

    /// That it holds, or that it does not.
    fn tell(&self, expr: &Expr, yes: bool) -> Option<String> {
        match &expr.node {
            Node::Flag(flag) => self.text(if *flag == yes { "always" } else { "never" }, &[]),
            Node::Fact(which) => {
                let name = fact(self.lang, *which);
                self.text(if yes { "flag" } else { "no_flag" }, &[("fact", &name)])
            }
            Node::Not(inner) => self.tell(inner, !yes),
            Node::In(inner, texts) => {
                let of = fact_in(inner);
                let told: Vec<String> = texts.iter().map(|text| self.quoted(of, text)).collect();
                let (item, list) = (self.term(inner)?, told.join(", "));
                let word = if yes { "one_of" } else { "none_of" };
                self.text(word, &[("fact", &item), ("value", &list)])
            }
            Node::Binary(op, left, right) => self.pair(*op, left, right, yes),
            Node::Number(_) | Node::Text(_) | Node::Minus(_) => None,
        }
    }

    fn pair(&self, op: Op, left: &Expr, right: &Expr, yes: bool) -> Option<String> {
        if let Op::And | Op::Or = op {
            return self.joined(op, left, right, yes);
        }
        if left.kind == FactKind::Flag {
            return self.same_flags(op, left, right, yes);
        }
        // What is compared comes first, with what it is compared.
        let constant = |part: &Expr| matches!(part.node, Node::Number(_) | Node::Text(_));
        let turned = constant(left) && !constant(right);
        let (op, left, right) = if turned {
            (turned_round(op), right, left)
        } else {
            (op, left, right)
        };
        let word = match (op, yes) {
            (Op::Gt, true) | (Op::Le, false) => "gt",
            (Op::Le, true) | (Op::Gt, false) => "le",
            (Op::Ge, true) | (Op::Lt, false) => "ge",
            (Op::Lt, true) | (Op::Ge, false) => "lt",
            (Op::Eq, true) | (Op::Ne, false) => "is",
            (Op::Ne, true) | (Op::Eq, false) => "is_not",
            (Op::Contains, true) => "among",
            (Op::Contains, false) => "not_among",
            _ => return None,
        };
        let of = fact_in(left);
        let (item, compared) = (self.term(left)?, self.against(of, right)?);
        self.text(word, &[("fact", &item), ("value", &compared)])
    }

    /// "a and b"; within "… or …" it keeps its brackets.
    fn joined(&self, op: Op, left: &Expr, right: &Expr, yes: bool) -> Option<String> {
        let both = (op == Op::And) == yes;
        let part = |part: &Expr| {
            let told = self.tell(part, yes)?;
            let mixed =
                matches!(part.node, Node::Binary(other @ (Op::And | Op::Or), ..) if other != op);
            Some(if mixed { format!("({told})") } else { told })
        };
        let (a, b) = (part(left)?, part(right)?);
        self.text(if both { "and" } else { "or" }, &[("a", &a), ("b", &b)])
    }

    /// `below_floor = true`; two facts that are compared with each other are not told.
    fn same_flags(&self, op: Op, left: &Expr, right: &Expr, yes: bool) -> Option<String> {
        let same = (op == Op::Eq) == yes;
        match (&left.node, &right.node) {
            (_, Node::Flag(flag)) => self.tell(left, *flag == same),
            (Node::Flag(flag), _) => self.tell(right, *flag == same),
            _ => None,
        }
    }

    /// What a fact is compared with: a number as that fact is counted, a text as it is called.
    fn against(&self, of: Option<Fact>, expr: &Expr) -> Option<String> {
        match (&expr.node, of) {
            (Node::Number(number), Some(of)) => {
                Some(value(self.lang, of, &FactValue::Number(*number)))
            }
            (Node::Text(text), of) => Some(self.quoted(of, text)),
            _ => self.term(expr),
        }
    }

    fn quoted(&self, of: Option<Fact>, text: &str) -> String {
        of.map_or_else(
            || text.to_owned(),
            |of| value(self.lang, of, &FactValue::Text(text.to_owned())),
        )
    }

    /// A number or a text in words.
    fn term(&self, expr: &Expr) -> Option<String> {
        let within = |part: &Expr| {
            let told = self.term(part)?;
            let sum = matches!(part.node, Node::Binary(Op::Add | Op::Sub, ..));
            Some(if sum { format!("({told})") } else { told })
        };
        Some(match &expr.node {
            Node::Number(number) => number_trimmed(self.lang, *number, 4),
            Node::Text(text) => text.clone(),
            Node::Fact(which) => fact(self.lang, *which).to_owned(),
            Node::Minus(inner) => format!("−{}", within(inner)?),
            Node::Binary(Op::Add, a, b) => format!("{} + {}", self.term(a)?, self.term(b)?),
            Node::Binary(Op::Sub, a, b) => format!("{} − {}", self.term(a)?, within(b)?),
            Node::Binary(Op::Mul, a, b) => format!("{} × {}", within(a)?, within(b)?),
            // What divides keeps its brackets whatever it is.
            Node::Binary(Op::Div, a, b) => match b.node {
                Node::Binary(..) => format!("{} ÷ ({})", within(a)?, self.term(b)?),
                _ => format!("{} ÷ {}", within(a)?, self.term(b)?),
            },
            _ => return None,
        })
    }
}

/// The fact an expression is, so that what it is compared with is told as that fact is.
fn fact_in(expr: &Expr) -> Option<Fact> {
    match expr.node {
        Node::Fact(which) => Some(which),
        _ => None,
    }
}

const fn turned_round(op: Op) -> Op {
    match op {
        Op::Lt => Op::Gt,
        Op::Le => Op::Ge,
        Op::Gt => Op::Lt,
        Op::Ge => Op::Le,
        other => other,
    }
}

/// "When …", as a rule says of itself.
#[must_use]
pub fn asks_when(lang: Lang, condition: &str) -> Option<String> {
    let told = condition_sentence(lang, condition)?;
    Some(tf(
        lang,
        k::approvals::sentence::WHEN,
        &[("condition", &told)],
    ))
}
