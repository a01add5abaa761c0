//! A product model and questions about it, one answer each. The protocol is written down in
//! docs/CPQ.md.

mod answers;
mod names;
mod product;

pub use answers::Desk;

use super::Refused;
use names::{Names, Notation};
use serde_json::{Value, json};
use shared::cpq::configure::problem::{Limits, ModelError, Problem};
use shared::cpq::configure::read;
use shared::cpq::configure::{Budget, Compiled, Configurator, compile_within};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a model and each question about it may take.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// How long the model, and then each question, may be computed.
    pub time: Duration,
    /// How large the model may become.
    pub size: Limits,
}

impl Desk {
    /// Reads the model in the format its name ends with, and compiles it. Gives the desk with the first
    /// answer: what holds before any choice.
    pub fn open(name: &str, text: &str, bounds: Bounds) -> Result<(Self, Value), Refused> {
        if name.ends_with(".model.json") {
            let stem = name.strip_suffix(".model.json").unwrap_or(name);
            return Self::open_product(stem, product::read(text)?, bounds);
        }
        let end = after(Instant::now(), bounds.time);
        let (problem, notation) = problem(name, text, bounds.size)?;
        let compiled = within(end, |budget| compile_within(&problem, bounds.size, budget));
        let compiled = compiled.map_err(|error| match error {
            ModelError::Stopped(_) => Refused::TookTooLong,
            other => Refused::input(other),
        })?;
        let compiled = Arc::new(compiled);
        let names = Names::new(Arc::clone(&compiled), notation);
        let desk = Self::about(compiled, names, bounds.time);
        let opening = desk.opening();
        Ok((desk, opening))
    }

    fn about(compiled: Arc<Compiled>, names: Names, limit: Duration) -> Self {
        Desk {
            configurator: Configurator::open(compiled),
            names,
            limit,
            end: Instant::now(),
            own_prices: None,
        }
    }
}

/// An answer as it is told: with the microseconds it took.
pub fn timed(mut answer: Value, since: Instant) -> Value {
    answer["micros"] = json!(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
    answer
}

/// The end of a time; of one beyond all clocks, the end of a day.
fn after(from: Instant, time: Duration) -> Instant {
    let day = Duration::from_secs(86_400);
    from.checked_add(time).unwrap_or_else(|| from + day)
}

/// Runs `work` with a budget that ends at `end`.
fn within<T>(end: Instant, work: impl FnOnce(&mut Budget<'_>) -> T) -> T {
    let mut go_on = |_| Instant::now() < end;
    work(&mut Budget::unlimited().while_allowed(&mut go_on))
}

/// Reads a model in the format its name says.
fn problem(name: &str, text: &str, limits: Limits) -> Result<(Problem, Notation), Refused> {
    let tree = if name.ends_with(".uvl") {
        Some(read::uvl::read(text).map_err(Refused::input)?)
    } else if name.ends_with(".fm.json") {
        Some(read::fm_json::read(text).map_err(Refused::input)?)
    } else {
        None
    };
    if let Some(tree) = tree {
        let problem = tree.problem().map_err(Refused::input)?;
        return Ok((problem, Notation::Names));
    }
    if name.ends_with(".dimacs") || name.ends_with(".cnf") {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let problem = read::dimacs::read_within(stem, text, limits).map_err(Refused::input)?;
        return Ok((problem, Notation::Literals));
    }
    if name.ends_with(".json") {
        let problem = read::csp_json::read(text).map_err(Refused::input)?;
        return Ok((problem, Notation::Pairs));
    }
    Err(Refused::input(
        "a model is .uvl, .fm.json, .dimacs, .cnf, .model.json or .json",
    ))
}
