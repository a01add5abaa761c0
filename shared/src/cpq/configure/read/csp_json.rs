//! Table models, `csp-json/1`: `variables: [{name, domain, absent, labels?}]`, constraints
//! `{scope, kind: "supports" | "conflicts", tuples}` or `{kind: "any_of", terms: [[variable,
//! [values]], …]}`. Values are whole numbers; `absent` is the one that means "not there", or null.

use super::ReadError;
use super::json::{Json, Value};
use crate::cpq::configure::problem::{Body, Formula, Kind, Problem, Rule, RuleKind};
use crate::cpq::configure::sat::Lit;
use std::collections::BTreeMap;

/// Most variables.
pub const MAX_VARIABLES: usize = 100_000;
/// Most values of one variable.
pub const MAX_VALUES: usize = 100_000;

/// Most values that the variables named by all tables have together: a table of a few bytes takes up those of
/// its whole scope.
pub const MAX_SCOPED: usize = 20_000_000;

type Positions = Vec<BTreeMap<i64, u32>>;

/// Reads a model.
///
/// # Errors
/// [`ReadError`] with the place.
pub fn read(text: &str) -> Result<Problem, ReadError> {
    let json = Json::parse(text)?;
    json.object(0)?;
    if let Some(format) = json.get(0, "format")
        && json.text(format)? != "csp-json/1"
    {
        return Err(json.error(format, "only the format `csp-json/1` is known"));
    }
    let mut problem = Problem::new(match json.get(0, "name") {
        Some(name) => json.text(name)?,
        None => "",
    });
    let mut positions: Positions = Vec::new();
    for node in json.array(json.need(0, "variables")?)? {
        if positions.len() >= MAX_VARIABLES {
            return Err(json.error(node, format!("more than {MAX_VARIABLES} variables")));
        }
        positions.push(variable(&json, node, &mut problem)?);
    }
    let mut scoped = 0;
    for (index, node) in json.array(json.need(0, "constraints")?)?.enumerate() {
        json.object(node)?;
        let kind = json.need(node, "kind")?;
        let (scope, body) = match json.text(kind)? {
            "any_of" => any_of(&json, node, &problem, &positions)?,
            word @ ("supports" | "conflicts") => {
                let allowed = word == "supports";
                table(&json, node, (&problem, &positions), allowed, &mut scoped)?
            }
            other => {
                return Err(json.error(kind, format!("`{other}` is not a kind of constraint")));
            }
        };
        problem.rules.push(Rule {
            kind: RuleKind::Table {
                index: index as u32,
                scope,
            },
            body,
        });
    }
    Ok(problem)
}

fn variable(
    json: &Json<'_>,
    node: u32,
    problem: &mut Problem,
) -> Result<BTreeMap<i64, u32>, ReadError> {
    json.object(node)?;
    let name = json.text(json.need(node, "name")?)?;
    let domain = json.need(node, "domain")?;
    let mut numbers = Vec::new();
    let mut positions = BTreeMap::new();
    for value in json.array(domain)? {
        let number = json.integer(value)?;
        if positions.insert(number, numbers.len() as u32).is_some() {
            return Err(json.error(value, format!("the value {number} is there twice")));
        }
        numbers.push(number);
        if numbers.len() > MAX_VALUES {
            return Err(json.error(value, format!("more than {MAX_VALUES} values")));
        }
    }
    if numbers.is_empty() {
        return Err(json.error(domain, format!("`{name}` has no value")));
    }
    let absent = match json.get(node, "absent") {
        None => None,
        Some(absent) if *json.value(absent) == Value::Null => None,
        Some(absent) => {
            let number = json.integer(absent)?;
            let position = positions.get(&number).copied();
            Some(position.ok_or_else(|| json.error(absent, "`absent` is not in the domain"))?)
        }
    };
    let mut labels = Vec::new();
    if let Some(given) = json.get(node, "labels")
        && *json.value(given) != Value::Null
    {
        for label in json.array(given)? {
            labels.push(json.text(label)?.to_owned());
        }
        // Labels are those of the values that are there; "absent" has none of its own.
        if let Some(absent) = absent
            && labels.len() + 1 == numbers.len()
        {
            labels.insert(absent as usize, String::new());
        }
        if labels.len() != numbers.len() {
            let message = format!("{} labels for {} values", labels.len(), numbers.len());
            return Err(json.error(given, message));
        }
    }
    problem.add(
        name,
        Kind::Values {
            numbers,
            labels,
            absent,
        },
        false,
    );
    Ok(positions)
}

fn scope_of(json: &Json<'_>, node: u32, problem: &Problem) -> Result<u32, ReadError> {
    let index = json.integer(node)?;
    u32::try_from(index)
        .ok()
        .filter(|index| (*index as usize) < problem.variables.len())
        .ok_or_else(|| json.error(node, format!("there is no variable {index}")))
}

fn position(json: &Json<'_>, node: u32, of: u32, positions: &Positions) -> Result<u32, ReadError> {
    let number = json.integer(node)?;
    positions[of as usize]
        .get(&number)
        .copied()
        .ok_or_else(|| json.error(node, format!("{number} is not a value of variable {of}")))
}

fn any_of(
    json: &Json<'_>,
    node: u32,
    problem: &Problem,
    positions: &Positions,
) -> Result<(Vec<u32>, Body), ReadError> {
    let (mut scope, mut lits) = (Vec::new(), Vec::new());
    for term in json.array(json.need(node, "terms")?)? {
        let parts: Vec<u32> = json.array(term)?.collect();
        let [of, values] = *parts.as_slice() else {
            return Err(json.error(term, "a term is `[variable, [values]]`"));
        };
        let of = scope_of(json, of, problem)?;
        scope.push(of);
        for value in json.array(values)? {
            let at = position(json, value, of, positions)?;
            lits.push(problem.lit(of as usize, at as usize));
        }
    }
    Ok((scope, Body::Clause(lits)))
}

fn table(
    json: &Json<'_>,
    node: u32,
    (problem, positions): (&Problem, &Positions),
    allowed: bool,
    scoped: &mut usize,
) -> Result<(Vec<u32>, Body), ReadError> {
    let scope: Vec<u32> = json
        .array(json.need(node, "scope")?)?
        .map(|of| scope_of(json, of, problem))
        .collect::<Result<_, _>>()?;
    for (at, of) in scope.iter().enumerate() {
        if scope[..at].contains(of) {
            return Err(json.error(node, format!("variable {of} is twice in a scope")));
        }
    }
    let values = scope.iter().map(|of| problem.variables[*of as usize].len());
    *scoped = scoped.saturating_add(values.sum::<usize>());
    if *scoped > MAX_SCOPED {
        let message = format!("the scopes of the tables have more than {MAX_SCOPED} values");
        return Err(json.error(node, message));
    }
    let mut rows: Vec<u32> = Vec::new();
    for tuple in json.array(json.need(node, "tuples")?)? {
        let before = rows.len();
        for (value, of) in json.array(tuple)?.zip(&scope) {
            rows.push(position(json, value, *of, positions)?);
        }
        if rows.len() - before != scope.len() || json.children(tuple).count() != scope.len() {
            let message = format!("a tuple of {} values is expected", scope.len());
            return Err(json.error(tuple, message));
        }
    }
    Ok((scope.clone(), body(problem, &scope, rows, allowed)))
}

/// Small tables of what is not allowed are clauses; others become diagrams.
fn body(problem: &Problem, scope: &[u32], rows: Vec<u32>, allowed: bool) -> Body {
    let lits: Vec<Vec<Lit>> = scope
        .iter()
        .map(|of| {
            let variable = &problem.variables[*of as usize];
            (0..variable.len()).map(|at| variable.lit(at)).collect()
        })
        .collect();
    let among = |rows| Formula::Among {
        scope: lits.clone(),
        rows,
    };
    if scope.is_empty() {
        return Body::All(Vec::new());
    }
    if allowed {
        return Body::Formula(among(rows));
    }
    if rows.len() / scope.len() > 64 {
        return Body::Formula(Formula::Not(Box::new(among(rows))));
    }
    let clause = |row: &[u32]| {
        Body::Clause(
            row.iter()
                .zip(&lits)
                .map(|(at, lits)| !lits[*at as usize])
                .collect(),
        )
    };
    Body::All(rows.chunks_exact(scope.len()).map(clause).collect())
}
