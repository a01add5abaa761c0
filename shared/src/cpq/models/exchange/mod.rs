//! Product models from and for other tools: UVL and DIMACS.
//!
//! Read, each feature becomes a yes/no and the tree becomes rules. Written, choices and numbers become
//! alternative groups. Prices are not part of these formats.

mod write;

pub use write::write;

use super::model::{Adder, Attribute, AttributeKind, ModelContent, ModelRule};
use super::ops::ModelFormat;
use super::text::{self, Expr as Rule, Kind, Name, Op, Place};
use crate::cpq::configure::Lit;
use crate::cpq::configure::feature::{Expr, FeatureModel, Group, Linear};
use crate::cpq::configure::problem::{Body, Compare, GroupKind, Problem, RuleKind};
use crate::cpq::configure::read::{ReadError, dimacs, uvl};
use crate::kernel::{Currency, Issue, LocalText};
use std::collections::BTreeSet;

/// Longest text read, in bytes.
pub const MAX_IMPORT: usize = 1 << 20;

/// Reads a model of another tool.
///
/// # Errors
/// What is wrong with the text, and where; or that it is too large for a model people edit.
pub fn read(
    format: ModelFormat,
    text: &str,
    currency: Currency,
) -> Result<ModelContent, Vec<Issue>> {
    if text.len() > MAX_IMPORT {
        return Err(vec![
            Issue::error("too_long", "text").with("max", MAX_IMPORT),
        ]);
    }
    let mut content = match format {
        ModelFormat::Uvl => from_features(&uvl::read(text).map_err(misread)?),
        ModelFormat::Dimacs => from_clauses(&dimacs::read("", text).map_err(misread)?),
    }
    .ok_or_else(|| vec![Issue::error("import_unsupported", "text")])?;
    content.currency = currency;
    let issues = super::rules::validate_content(&content);
    if crate::kernel::issue::has_errors(&issues) {
        return Err(issues);
    }
    Ok(content)
}

fn misread(error: ReadError) -> Vec<Issue> {
    vec![
        Issue::error("import_misread", "text")
            .with("line", error.line)
            .with("column", error.column)
            .with("message", error.message),
    ]
}

/// Keys for names of another tool.
#[derive(Default)]
struct Keys(BTreeSet<String>);

impl Keys {
    fn of(&mut self, name: &str) -> String {
        let mut key: String = name
            .chars()
            .take(30)
            .map(|letter| {
                if letter.is_alphanumeric() {
                    letter
                } else {
                    '_'
                }
            })
            .collect();
        if !text::is_key(&key) {
            key.insert_str(0, "f_");
        }
        let mut unique = key.clone();
        let mut number = 2;
        while !self.0.insert(unique.clone()) {
            unique = format!("{key}_{number}");
            number += 1;
        }
        unique
    }
}

fn flag(key: &str, name: &str) -> Attribute {
    Attribute {
        key: key.to_owned(),
        name: LocalText::new(name, name),
        kind: AttributeKind::Flag {
            default: false,
            adder: Adder::default(),
        },
    }
}

fn from_features(model: &FeatureModel) -> Option<ModelContent> {
    let mut keys = Keys::default();
    let names: Vec<String> = model
        .features
        .iter()
        .map(|feature| keys.of(&feature.name))
        .collect();
    let mut content = ModelContent::default();
    for (feature, key) in model.features.iter().zip(&names) {
        content.attributes.push(flag(key, &feature.name));
    }
    let mut add = |text: String| {
        content.rules.push(ModelRule {
            name: LocalText::default(),
            text,
        });
    };
    if let Some(root) = names.first() {
        add(root.clone());
    }
    for group in &model.groups {
        for rule in group_rules(group, &names)? {
            add(rule);
        }
    }
    for constraint in &model.constraints {
        add(rule_of(&constraint.expr, &names)?.to_string());
    }
    Some(content)
}

fn group_rules(group: &Group, names: &[String]) -> Option<Vec<String>> {
    let name = |feature: &u32| names.get(*feature as usize).map(String::as_str);
    let parent = name(&group.parent)?;
    let children: Vec<&str> = group.children.iter().map(name).collect::<Option<_>>()?;
    let list = children.join(", ");
    let mut rules: Vec<String> = children
        .iter()
        .map(|child| format!("{child} -> {parent}"))
        .collect();
    match group.kind {
        GroupKind::Mandatory => {
            rules.extend(children.iter().map(|child| format!("{parent} -> {child}")));
        }
        GroupKind::Optional => {}
        GroupKind::Or => rules.push(format!("{parent} -> {}", children.join(" or "))),
        GroupKind::Alternative => rules.push(format!("{parent} -> count({list}) = 1")),
        GroupKind::Cardinality { min, max } => rules.push(format!(
            "{parent} -> count({list}) >= {min} and count({list}) <= {}",
            (max as usize).min(children.len())
        )),
    }
    Some(rules)
}

fn rule(kind: Kind) -> Rule {
    Rule {
        kind,
        at: Place::default(),
    }
}

fn binary(op: Op, left: Rule, right: Rule) -> Rule {
    rule(Kind::Binary(op, Box::new(left), Box::new(right)))
}

fn chain(op: Op, parts: &[Expr], names: &[String]) -> Option<Rule> {
    let mut rules = parts.iter().map(|part| rule_of(part, names));
    let Some(first) = rules.next() else {
        return Some(rule(Kind::Flag(op == Op::And)));
    };
    rules.try_fold(first?, |left, right| Some(binary(op, left, right?)))
}

fn rule_of(expr: &Expr, names: &[String]) -> Option<Rule> {
    let of = |expr: &Expr| rule_of(expr, names);
    Some(match expr {
        Expr::Const(value) => rule(Kind::Flag(*value)),
        Expr::Feature(feature) => rule(Kind::Name(names.get(*feature as usize)?.clone())),
        Expr::Not(inner) => rule(Kind::Not(Box::new(of(inner)?))),
        Expr::And(all) => chain(Op::And, all, names)?,
        Expr::Or(any) => chain(Op::Or, any, names)?,
        Expr::Implies(a, b) => binary(Op::Implies, of(a)?, of(b)?),
        Expr::Iff(a, b) => binary(Op::Iff, of(a)?, of(b)?),
        Expr::Compare(linear, compare) => {
            let op = match compare {
                Compare::Eq => Op::Eq,
                Compare::Ne => Op::Ne,
                Compare::Lt => Op::Lt,
                Compare::Le => Op::Le,
                Compare::Gt => Op::Gt,
                Compare::Ge => Op::Ge,
            };
            binary(op, sum_of(linear, names)?, rule(Kind::Number(0)))
        }
    })
}

/// A sum in whole numbers: decimals are scaled away by their greatest common divisor.
fn sum_of(linear: &Linear, names: &[String]) -> Option<Rule> {
    let numbers = linear.terms.values().chain([&linear.constant]);
    let divisor = numbers.fold(0_u64, |divisor, number| {
        let (mut a, mut b) = (divisor, number.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    });
    let divisor = i64::try_from(divisor.max(1)).ok()?;
    let number = |value: i64| -> Option<Rule> {
        let size = rule(Kind::Number(value.checked_abs()?));
        Some(if value < 0 {
            rule(Kind::Minus(Box::new(size)))
        } else {
            size
        })
    };
    let mut sum = number(linear.constant / divisor)?;
    for (feature, weight) in &linear.terms {
        let name = Name {
            text: names.get(*feature as usize)?.clone(),
            at: Place::default(),
        };
        let count = rule(Kind::Count(vec![name]));
        let term = binary(Op::Mul, number(weight / divisor)?, count);
        sum = binary(Op::Add, sum, term);
    }
    Some(sum)
}

fn from_clauses(problem: &Problem) -> Option<ModelContent> {
    let mut keys = Keys::default();
    let names: Vec<String> = problem
        .variables
        .iter()
        .map(|variable| keys.of(&variable.name))
        .collect();
    let mut content = ModelContent::default();
    for (variable, key) in problem.variables.iter().zip(&names) {
        content.attributes.push(flag(key, &variable.name));
    }
    let literal = |lit: &Lit| {
        let at = problem
            .variables
            .partition_point(|variable| variable.first <= lit.var());
        let name = names.get(at.checked_sub(1)?)?;
        Some(if lit.positive() {
            name.clone()
        } else {
            format!("not {name}")
        })
    };
    for written in &problem.rules {
        let (Body::Clause(lits), RuleKind::Clause { .. }) = (&written.body, &written.kind) else {
            return None;
        };
        let words: Vec<String> = lits.iter().map(literal).collect::<Option<_>>()?;
        content.rules.push(ModelRule {
            name: LocalText::default(),
            text: if words.is_empty() {
                "no".to_owned()
            } else {
                words.join(" or ")
            },
        });
    }
    Some(content)
}
