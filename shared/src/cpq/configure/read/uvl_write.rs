//! Writes feature models as UVL.

use crate::cpq::configure::feature::{Attribute, Expr, FeatureModel, Linear, SCALE};
use crate::cpq::configure::problem::{Compare, GroupKind};
use std::fmt::Write as _;

/// The model as UVL; read again it is the same model.
#[must_use]
pub fn write(model: &FeatureModel) -> String {
    let mut text = String::new();
    if !model.name.is_empty() {
        let _ = writeln!(text, "namespace {}\n", quoted(&model.name));
    }
    text.push_str("features\n");
    let mut groups_of: Vec<Vec<usize>> = vec![Vec::new(); model.features.len()];
    for (at, group) in model.groups.iter().enumerate() {
        groups_of[group.parent as usize].push(at);
    }
    // Features and groups to write, last first, with their depth.
    let mut open: Vec<(usize, Result<u32, usize>)> = Vec::new();
    if !model.features.is_empty() {
        open.push((1, Ok(0)));
    }
    while let Some((depth, item)) = open.pop() {
        text.extend(std::iter::repeat_n('\t', depth));
        match item {
            Ok(feature) => {
                let feature_of = &model.features[feature as usize];
                text.push_str(&quoted(&feature_of.name));
                text.push_str(&attributes(&feature_of.attributes));
                let groups = groups_of[feature as usize].iter().rev();
                open.extend(groups.map(|group| (depth + 1, Err(*group))));
            }
            Err(group) => {
                let group = &model.groups[group];
                text.push_str(&kind(group.kind));
                let children = group.children.iter().rev();
                open.extend(children.map(|child| (depth + 1, Ok(*child))));
            }
        }
        text.push('\n');
    }
    if !model.constraints.is_empty() {
        text.push_str("\nconstraints\n");
        for constraint in &model.constraints {
            let _ = writeln!(text, "\t{}", expression(model, &constraint.expr));
        }
    }
    text
}

fn kind(kind: GroupKind) -> String {
    match kind {
        GroupKind::Mandatory => "mandatory".to_owned(),
        GroupKind::Optional => "optional".to_owned(),
        GroupKind::Or => "or".to_owned(),
        GroupKind::Alternative => "alternative".to_owned(),
        GroupKind::Cardinality { min, max: u32::MAX } => format!("[{min}..*]"),
        GroupKind::Cardinality { min, max } => format!("[{min}..{max}]"),
    }
}

/// A name, in quotes unless it is a plain word that cannot be mistaken.
fn quoted(name: &str) -> String {
    let plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !matches!(
            name,
            "features"
                | "constraints"
                | "namespace"
                | "imports"
                | "include"
                | "true"
                | "false"
                | "sum"
                | "avg"
                | "len"
                | "floor"
                | "ceil"
                | "or"
                | "alternative"
                | "optional"
                | "mandatory"
                | "cardinality"
                | "Boolean"
                | "Integer"
                | "Real"
                | "String"
        );
    if plain {
        name.to_owned()
    } else {
        // The language knows no escape.
        format!("\"{}\"", name.replace('"', "'").replace(['\n', '\r'], " "))
    }
}

fn attributes(attributes: &[(String, Attribute)]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let written: Vec<String> = attributes
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Attribute::Flag(value) => value.to_string(),
                Attribute::Number(number) => decimal(*number),
                Attribute::Text(text) => format!("'{}'", text.replace(['\'', '\n', '\r'], " ")),
            };
            format!("{} {value}", quoted(name))
        })
        .collect();
    format!(" {{{}}}", written.join(", "))
}

fn decimal(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, fraction) = (
        millionths.unsigned_abs() / SCALE.unsigned_abs(),
        millionths.unsigned_abs() % SCALE.unsigned_abs(),
    );
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{fraction:06}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// An expression as UVL writes it, with few brackets.
#[must_use]
pub fn expression(model: &FeatureModel, expr: &Expr) -> String {
    let mut text = String::new();
    write_expr(model, expr, 0, &mut text);
    text
}

fn write_expr(model: &FeatureModel, expr: &Expr, outer: u8, text: &mut String) {
    let strength = match expr {
        Expr::Iff(..) => 1,
        Expr::Implies(..) => 2,
        Expr::Or(any) if any.len() > 1 => 3,
        Expr::And(all) if all.len() > 1 => 4,
        Expr::Compare(..) => 5,
        _ => 6,
    };
    let brackets = strength < outer;
    if brackets {
        text.push('(');
    }
    match expr {
        Expr::Const(value) => text.push_str(if *value { "true" } else { "false" }),
        Expr::Feature(feature) => text.push_str(&quoted(&model.features[*feature as usize].name)),
        Expr::Not(inner) => {
            text.push('!');
            write_expr(model, inner, 6, text);
        }
        Expr::And(all) => write_list(model, all, (" & ", "true", 5), outer, text),
        Expr::Or(any) => write_list(model, any, (" | ", "false", 4), outer, text),
        Expr::Implies(a, b) => {
            write_expr(model, a, 2, text);
            text.push_str(" => ");
            write_expr(model, b, 3, text);
        }
        Expr::Iff(a, b) => {
            write_expr(model, a, 1, text);
            text.push_str(" <=> ");
            write_expr(model, b, 2, text);
        }
        Expr::Compare(linear, compare) => write_compare(model, linear, *compare, text),
    }
    if brackets {
        text.push(')');
    }
}

fn write_list(
    model: &FeatureModel,
    parts: &[Expr],
    (sign, empty, strength): (&str, &str, u8),
    outer: u8,
    text: &mut String,
) {
    if let [only] = parts {
        return write_expr(model, only, outer, text);
    }
    if parts.is_empty() {
        text.push_str(empty);
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push_str(sign);
        }
        write_expr(model, part, strength, text);
    }
}

/// A sum is written over the attribute that has its weight, or else what is left of it cannot be
/// said in the language; weights made by readers always come from attributes.
fn write_compare(model: &FeatureModel, linear: &Linear, compare: Compare, text: &mut String) {
    let mut first = true;
    for (feature, weight) in linear.terms.iter().filter(|(_, weight)| **weight != 0) {
        if !first {
            text.push_str(" + ");
        }
        first = false;
        let feature = &model.features[*feature as usize];
        let exact = feature
            .attributes
            .iter()
            .find_map(|(name, value)| match value {
                Attribute::Number(number) if *number != 0 && weight % number == 0 => {
                    Some((name, weight / number))
                }
                _ => None,
            });
        let _ = match exact {
            Some((name, 1)) => write!(text, "{}.{}", quoted(&feature.name), quoted(name)),
            Some((name, factor)) => {
                write!(
                    text,
                    "{factor} * {}.{}",
                    quoted(&feature.name),
                    quoted(name)
                )
            }
            None => write!(text, "{} * {}", decimal(*weight), quoted(&feature.name)),
        };
    }
    if first {
        text.push('0');
    }
    let sign = match compare {
        Compare::Eq => "==",
        Compare::Ne => "!=",
        Compare::Lt => "<",
        Compare::Le => "<=",
        Compare::Gt => ">",
        Compare::Ge => ">=",
    };
    let _ = write!(
        text,
        " {sign} {}",
        decimal(linear.constant.saturating_neg())
    );
}
