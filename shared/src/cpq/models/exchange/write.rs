//! Written: choices, numbers and quantities as alternative groups, rules as constraints.

use crate::cpq::configure::Lit;
use crate::cpq::configure::feature::{
    Attribute as Value, Constraint, Expr, Feature, FeatureModel, Group, Linear, SCALE,
};
use crate::cpq::configure::problem::{Body, Formula, GroupKind, Problem, Variable};
use crate::cpq::configure::read::uvl_write;
use crate::cpq::models::build::{Engine, Item};
use crate::cpq::models::builder::problem_of;
use crate::cpq::models::model::{AttributeKind, ModelContent};
use crate::cpq::models::ops::ModelFormat;
use crate::kernel::Issue;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most rows of a table written out.
const MAX_ROWS: usize = 5_000;

/// Writes a model for another tool.
///
/// # Errors
/// As [`Engine::build`]; a table that would be too long.
pub fn write(
    format: ModelFormat,
    name: &str,
    content: &Arc<ModelContent>,
) -> Result<String, Vec<Issue>> {
    match format {
        ModelFormat::Dimacs => Ok(Engine::build(Arc::clone(content))?.compiled.to_dimacs()),
        ModelFormat::Uvl => {
            let (problem, items) = problem_of(content)?;
            let too_long = || vec![Issue::error("export_unsupported", "rules")];
            let model = to_features(name, content, &problem, &items).ok_or_else(too_long)?;
            Ok(uvl_write::write(&model))
        }
    }
}

/// Of a slot: its own feature and, where it has several values, one per value.
struct Slot {
    own: u32,
    values: Vec<u32>,
    optional: bool,
}

fn to_features(
    name: &str,
    content: &ModelContent,
    problem: &Problem,
    items: &[Item],
) -> Option<FeatureModel> {
    let mut model = FeatureModel::default();
    let mut names = BTreeSet::new();
    add_feature(&mut model, &mut names, name, None)?;
    let mut slots = Vec::with_capacity(items.len());
    for (slot, item) in items.iter().enumerate() {
        let variable = &problem.variables[slot];
        let own = add_feature(
            &mut model,
            &mut names,
            &variable.name.replace('.', " "),
            Some(0),
        )?;
        let values: Vec<usize> = match item {
            Item::Choice { .. } | Item::Number { .. } => (0..variable.len()).collect(),
            Item::Option { .. } if variable.len() > 2 => (1..variable.len()).collect(),
            _ => Vec::new(),
        };
        let optional = !matches!(item, Item::Choice { .. } | Item::Number { .. });
        let kind = if optional {
            GroupKind::Optional
        } else {
            GroupKind::Mandatory
        };
        model.groups.push(Group {
            parent: 0,
            kind,
            children: vec![own],
        });
        let mut children = Vec::with_capacity(values.len());
        for position in values {
            let value = value_name(content, *item, variable, position);
            let child = format!("{} = {value}", variable.name);
            children.push(add_feature(&mut model, &mut names, &child, Some(own))?);
        }
        if !children.is_empty() {
            model.groups.push(Group {
                parent: own,
                kind: GroupKind::Alternative,
                children: children.clone(),
            });
        }
        slots.push(Slot {
            own,
            values: children,
            optional,
        });
    }
    let writer = Writer { problem, slots };
    for (at, written) in problem.rules.iter().enumerate() {
        // What a variable's own values say is in its group.
        if matches!(written.body, Body::All(_)) {
            continue;
        }
        model.constraints.push(Constraint {
            text: String::new(),
            line: u32::try_from(at).ok()?,
            expr: writer.body(&written.body)?,
        });
    }
    Some(model)
}

fn value_name(content: &ModelContent, item: Item, variable: &Variable, position: usize) -> String {
    if let Item::Choice { attribute } = item
        && let AttributeKind::Choice { values } = &content.attributes[attribute].kind
    {
        return values[position].key.clone();
    }
    variable.number(position).to_string()
}

fn add_feature(
    model: &mut FeatureModel,
    names: &mut BTreeSet<String>,
    name: &str,
    parent: Option<u32>,
) -> Option<u32> {
    let plain: String = name
        .chars()
        .map(|letter| {
            if matches!(letter, '"' | '\n' | '.') {
                ' '
            } else {
                letter
            }
        })
        .collect();
    let mut unique = plain.clone();
    let mut number = 2;
    while !names.insert(unique.clone()) {
        unique = format!("{plain} {number}");
        number += 1;
    }
    model.features.push(Feature {
        name: unique,
        parent,
        // Counts and sums are written over it: the language counts nothing else.
        attributes: vec![("n".to_owned(), Value::Number(SCALE))],
    });
    u32::try_from(model.features.len() - 1).ok()
}

struct Writer<'a> {
    problem: &'a Problem,
    slots: Vec<Slot>,
}

impl Writer<'_> {
    /// The feature a literal is about, and whether it is selected.
    fn feature(&self, lit: Lit) -> Option<(u32, bool)> {
        let variables = &self.problem.variables;
        let after = variables.partition_point(|variable| variable.first <= lit.var());
        let at = after.checked_sub(1)?;
        let (variable, slot) = (&variables[at], self.slots.get(at)?);
        let (position, is) = if variable.len() == 2 {
            (usize::from(lit.positive()), true)
        } else {
            ((lit.var() - variable.first) as usize, lit.positive())
        };
        if slot.optional {
            return Some(match position {
                0 => (slot.own, !is),
                _ if slot.values.is_empty() => (slot.own, is),
                _ => (*slot.values.get(position - 1)?, is),
            });
        }
        Some((*slot.values.get(position)?, is))
    }

    fn lit(&self, lit: Lit) -> Option<Expr> {
        let (feature, is) = self.feature(lit)?;
        let expr = Expr::Feature(feature);
        Some(if is { expr } else { Expr::Not(Box::new(expr)) })
    }

    fn body(&self, body: &Body) -> Option<Expr> {
        match body {
            Body::Clause(lits) => Some(Expr::Or(
                lits.iter()
                    .map(|lit| self.lit(*lit))
                    .collect::<Option<_>>()?,
            )),
            Body::Formula(formula) => self.formula(formula),
            Body::AtMostOne(_) | Body::All(_) => None,
        }
    }

    fn formula(&self, formula: &Formula) -> Option<Expr> {
        let many = |parts: &[Formula]| -> Option<Vec<Expr>> {
            parts.iter().map(|part| self.formula(part)).collect()
        };
        Some(match formula {
            Formula::Const(value) => Expr::Const(*value),
            Formula::Lit(lit) => self.lit(*lit)?,
            Formula::Not(inner) => Expr::Not(Box::new(self.formula(inner)?)),
            Formula::And(all) => Expr::And(many(all)?),
            Formula::Or(any) => Expr::Or(many(any)?),
            Formula::Iff(a, b) => Expr::Iff(Box::new(self.formula(a)?), Box::new(self.formula(b)?)),
            Formula::Sum {
                terms,
                compare,
                bound,
            } => {
                let mut linear = Linear {
                    constant: bound.checked_neg()?.checked_mul(SCALE)?,
                    ..Linear::default()
                };
                for (lit, number) in terms.iter().flatten().filter(|(_, number)| *number != 0) {
                    let (feature, is) = self.feature(*lit)?;
                    let scaled = number.checked_mul(SCALE)?;
                    if !is {
                        linear.constant = linear.constant.checked_add(scaled)?;
                    }
                    let term = linear.terms.entry(feature).or_default();
                    *term = term.checked_add(if is { scaled } else { scaled.checked_neg()? })?;
                }
                Expr::Compare(linear, *compare)
            }
            Formula::Among { scope, rows } => {
                if scope.is_empty() || rows.len() / scope.len() > MAX_ROWS {
                    return None;
                }
                let row = |positions: &[u32]| {
                    let lits = scope.iter().zip(positions);
                    lits.map(|(lits, position)| self.lit(*lits.get(*position as usize)?))
                        .collect::<Option<Vec<_>>>()
                        .map(Expr::And)
                };
                Expr::Or(
                    rows.chunks_exact(scope.len())
                        .map(row)
                        .collect::<Option<_>>()?,
                )
            }
        })
    }
}
