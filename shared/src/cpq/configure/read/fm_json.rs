//! Feature models as JSON, `fm-json/1`: `{format, name, root, constraints}`, a node
//! `{name, abstract?, groups?: [{kind, children}]}`, a constraint a name or `["not", e]`,
//! `["and", e…]`, `["or", e…]`, `["implies", a, b]`, `["iff", a, b]`. A group's kind is `mandatory`,
//! `optional`, `or`, `alternative`, or `cardinality` with `min` and `max`.

use super::ReadError;
use super::json::{Json, Value};
use crate::cpq::configure::feature::{
    Attribute, Constraint, Expr, Feature, FeatureModel, Group, MAX_FEATURES, MAX_NESTING,
};
use crate::cpq::configure::problem::GroupKind;
use std::collections::BTreeMap;

/// Reads a model.
///
/// # Errors
/// [`ReadError`] with the place.
pub fn read(text: &str) -> Result<FeatureModel, ReadError> {
    let json = Json::parse(text)?;
    json.object(0)?;
    if let Some(format) = json.get(0, "format")
        && json.text(format)? != "fm-json/1"
    {
        return Err(json.error(format, "only the format `fm-json/1` is known"));
    }
    let mut model = FeatureModel {
        name: match json.get(0, "name") {
            Some(name) => json.text(name)?.to_owned(),
            None => String::new(),
        },
        ..FeatureModel::default()
    };
    let mut by_name = BTreeMap::new();
    read_tree(&json, json.need(0, "root")?, &mut model, &mut by_name)?;
    if let Some(constraints) = json.get(0, "constraints") {
        for node in json.array(constraints)? {
            let expr = expression(&json, node, &by_name, 0)?;
            let text = crate::cpq::configure::read::uvl_write::expression(&model, &expr);
            let line = json.error(node, "").line;
            model.constraints.push(Constraint { text, line, expr });
        }
    }
    Ok(model)
}

/// The tree, parents first, without recursion.
fn read_tree(
    json: &Json<'_>,
    root: u32,
    model: &mut FeatureModel,
    by_name: &mut BTreeMap<String, u32>,
) -> Result<(), ReadError> {
    let mut open = vec![(root, None::<usize>)];
    while let Some((node, group)) = open.pop() {
        json.object(node)?;
        let name_at = json.need(node, "name")?;
        let name = json.text(name_at)?;
        let id = model.features.len() as u32;
        if model.features.len() >= MAX_FEATURES {
            let message = format!("more than {MAX_FEATURES} features");
            return Err(json.error(node, message));
        }
        if by_name.insert(name.to_owned(), id).is_some() {
            return Err(json.error(name_at, format!("`{name}` is there twice")));
        }
        let mut attributes = Vec::new();
        if json.get(node, "abstract").map(|flag| json.value(flag)) == Some(&Value::Bool(true)) {
            attributes.push(("abstract".to_owned(), Attribute::Flag(true)));
        }
        model.features.push(Feature {
            name: name.to_owned(),
            parent: group.map(|group| model.groups[group].parent),
            attributes,
        });
        if let Some(group) = group {
            model.groups[group].children.push(id);
        }
        let Some(groups) = json.get(node, "groups") else {
            continue;
        };
        let mut children = Vec::new();
        for group in json.array(groups)? {
            json.object(group)?;
            let kind = read_kind(json, group)?;
            model.groups.push(Group {
                parent: id,
                kind,
                children: Vec::new(),
            });
            let position = model.groups.len() - 1;
            for child in json.array(json.need(group, "children")?)? {
                children.push((child, Some(position)));
            }
        }
        open.extend(children.into_iter().rev());
    }
    Ok(())
}

fn read_kind(json: &Json<'_>, group: u32) -> Result<GroupKind, ReadError> {
    let kind = json.need(group, "kind")?;
    let number = |key: &str| -> Result<u32, ReadError> {
        let node = json.need(group, key)?;
        u32::try_from(json.integer(node)?)
            .map_err(|_| json.error(node, "a number of children is expected"))
    };
    Ok(match json.text(kind)? {
        "mandatory" => GroupKind::Mandatory,
        "optional" => GroupKind::Optional,
        "or" => GroupKind::Or,
        "alternative" => GroupKind::Alternative,
        "cardinality" => GroupKind::Cardinality {
            min: number("min")?,
            max: number("max")?,
        },
        other => return Err(json.error(kind, format!("`{other}` is not a kind of group"))),
    })
}

fn expression(
    json: &Json<'_>,
    node: u32,
    by_name: &BTreeMap<String, u32>,
    depth: usize,
) -> Result<Expr, ReadError> {
    if depth > MAX_NESTING {
        return Err(json.error(node, "the constraint is nested too deeply"));
    }
    match json.value(node) {
        Value::Bool(value) => return Ok(Expr::Const(*value)),
        Value::Text(name) => {
            return by_name
                .get(name)
                .map(|feature| Expr::Feature(*feature))
                .ok_or_else(|| json.error(node, format!("there is no feature `{name}`")));
        }
        Value::Array => {}
        _ => return Err(json.error(node, "a feature's name or a list is expected")),
    }
    let mut parts = json.children(node);
    let Some(head) = parts.next() else {
        return Err(json.error(node, "an empty list"));
    };
    let operands: Vec<Expr> = parts
        .map(|part| expression(json, part, by_name, depth + 1))
        .collect::<Result<_, _>>()?;
    let operator = json.text(head)?;
    let count = operands.len();
    let two = |operands: Vec<Expr>| -> Option<(Box<Expr>, Box<Expr>)> {
        let [a, b] = <[Expr; 2]>::try_from(operands).ok()?;
        Some((Box::new(a), Box::new(b)))
    };
    let expr = match operator {
        "and" => Some(Expr::And(operands)),
        "or" => Some(Expr::Or(operands)),
        "not" if count == 1 => operands.into_iter().next().map(|e| Expr::Not(Box::new(e))),
        "implies" => two(operands).map(|(a, b)| Expr::Implies(a, b)),
        "iff" => two(operands).map(|(a, b)| Expr::Iff(a, b)),
        "not" => None,
        other => return Err(json.error(head, format!("`{other}` is not an operator"))),
    };
    expr.ok_or_else(|| json.error(head, format!("`{operator}` with {count} operands")))
}
