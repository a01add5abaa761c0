//! A product model and questions about it, one answer each. The protocol is written down in
//! docs/CPQ.md.

mod answers;
mod names;

pub use answers::Desk;

use names::{Names, Notation};
use serde_json::Value;
use shared::cpq::configure::problem::Problem;
use shared::cpq::configure::read;
use shared::cpq::configure::{Budget, Configurator, compile};
use std::sync::Arc;
use std::time::{Duration, Instant};

impl Desk {
    /// Reads the model in the format its name ends with, and compiles it within `limit`. Gives the desk
    /// with the first answer: what holds before any choice.
    pub fn open(name: &str, text: &str, limit: Duration) -> Result<(Self, Value), String> {
        let (problem, notation) = problem(name, text)?;
        let compiled =
            within(limit, |budget| compile(&problem, budget)).map_err(|error| error.to_string())?;
        let compiled = Arc::new(compiled);
        let desk = Desk {
            configurator: Configurator::open(Arc::clone(&compiled)),
            names: Names::new(compiled, notation),
            limit,
        };
        let opening = desk.opening(&problem.name);
        Ok((desk, opening))
    }
}

/// Runs `work` with a budget that ends after `limit`.
fn within<T>(limit: Duration, work: impl FnOnce(&mut Budget<'_>) -> T) -> T {
    let end = Instant::now() + limit;
    let mut go_on = |_| Instant::now() < end;
    work(&mut Budget::unlimited().while_allowed(&mut go_on))
}

/// Reads a model in the format its name says.
fn problem(name: &str, text: &str) -> Result<(Problem, Notation), String> {
    let wrong = |error: &dyn std::fmt::Display| error.to_string();
    let tree = if name.ends_with(".uvl") {
        Some(read::uvl::read(text).map_err(|error| wrong(&error))?)
    } else if name.ends_with(".fm.json") {
        Some(read::fm_json::read(text).map_err(|error| wrong(&error))?)
    } else {
        None
    };
    if let Some(tree) = tree {
        let problem = tree.problem().map_err(|error| wrong(&error))?;
        return Ok((problem, Notation::Names));
    }
    if name.ends_with(".dimacs") || name.ends_with(".cnf") {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let problem = read::dimacs::read(stem, text).map_err(|error| wrong(&error))?;
        return Ok((problem, Notation::Literals));
    }
    if name.ends_with(".json") {
        let problem = read::csp_json::read(text).map_err(|error| wrong(&error))?;
        return Ok((problem, Notation::Pairs));
    }
    Err("a model is .uvl, .fm.json, .dimacs, .cnf or .json".to_owned())
}
