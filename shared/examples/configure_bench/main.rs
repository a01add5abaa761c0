//! Measures the configurator: reading, compiling, loading the compiled form, exact domains after each
//! choice, conflicts, cheapest completion, count; and the domains beside an independent solver ([`plain`]).
//!
//! `cargo run --release -p shared --example configure_bench -- FOLDER [MODEL…]`, where the folder holds
//! `models/*.dimacs`, `traces/*.json` and `csp/*.json`; `--made` are models of the largest sizes ([`made`]);
//! `-` takes a model a line from the standard input, `{name, kind, text, trace, against}` (`kind`: `dimacs` or
//! `csp`), which `cargo xtask bench` does natively and in WebAssembly, where there are no files. One line of
//! JSON per model, times in milliseconds.

mod made;
mod plain;

use plain::Plain;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::cpq::configure::problem::Problem;
use shared::cpq::configure::{
    Budget, Compiled, Configurator, Lit, Objective, State, compile, read,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Steps a count may take before it is given up.
const COUNT_STEPS: u64 = 40_000_000;

fn millis(from: Instant) -> f64 {
    from.elapsed().as_secs_f64() * 1e3
}

/// Median, 95th percentile and maximum.
fn spread(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1));
        times.get(index - 1).map(|time| (time * 1e3).round() / 1e3)
    };
    json!([at(0.5), at(0.95), at(1.0)])
}

fn files(folder: &Path, wanted: &[String]) -> Vec<(String, std::path::PathBuf)> {
    let mut found: Vec<(String, std::path::PathBuf)> = ["models", "csp"]
        .iter()
        .filter_map(|kind| std::fs::read_dir(folder.join(kind)).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| {
            let file = path.file_name()?.to_str()?;
            let name = file.strip_suffix(".dimacs").or_else(|| {
                file.strip_suffix(".json")
                    .filter(|name| !name.contains('.'))
            })?;
            Some((name.to_owned(), path.clone()))
        })
        .filter(|(name, _)| wanted.is_empty() || wanted.contains(name))
        .collect();
    found.sort();
    found
}

/// How a model is written.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Dimacs,
    Csp,
}

/// What is measured.
#[derive(Deserialize)]
struct Given {
    name: String,
    kind: Kind,
    text: String,
    /// What the reference solver found.
    #[serde(default)]
    trace: Value,
    /// Whether the plain loop is measured, too.
    #[serde(default)]
    against: bool,
}

impl Given {
    /// From its file, with the trace beside it: traces are those of the clause lists.
    fn read(name: &str, path: &Path, folder: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        let kind = if path.extension().is_some_and(|kind| kind == "dimacs") {
            Kind::Dimacs
        } else {
            Kind::Csp
        };
        let trace = Some(folder.join(format!("traces/{name}.json")))
            .filter(|_| kind == Kind::Dimacs)
            .and_then(|file| std::fs::read_to_string(file).ok())
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        Ok(Self {
            name: name.to_owned(),
            kind,
            text,
            trace,
            against: false,
        })
    }

    fn made(name: &str, kind: Kind, text: String) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            text,
            trace: Value::Null,
            against: false,
        }
    }

    fn problem(&self) -> Result<Problem, String> {
        match self.kind {
            Kind::Dimacs => read::dimacs::read(&self.name, &self.text),
            Kind::Csp => read::csp_json::read(&self.text),
        }
        .map_err(|error| error.to_string())
    }
}

/// Some value that is neither settled nor excluded, mostly one to be selected.
fn any_available(configurator: &Configurator, seed: &mut u64) -> Option<Lit> {
    let vars = u64::from(configurator.model().vars);
    (0..20_000).find_map(|_| {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let lit = Lit::new((*seed >> 33).rem_euclid(vars) as u32, *seed >> 20 & 3 != 0);
        let visible = configurator.model().describe(lit).is_some();
        (visible && configurator.state(lit) == State::Available).then_some(lit)
    })
}

fn lits(value: &Value) -> Vec<Lit> {
    let numbers = value.as_array().into_iter().flatten();
    numbers
        .filter_map(|number| Lit::from_dimacs(number.as_i64()?))
        .collect()
}

/// What was chosen in a session, and what followed from each.
type Session = Vec<(Lit, Vec<Lit>)>;

/// Times of each choice of the reference sessions, or of five sessions of forty drawn choices.
fn steps(compiled: &Arc<Compiled>, trace: &Value) -> (Vec<f64>, u64, Vec<Session>) {
    let sessions: Vec<Vec<Lit>> = trace["sessions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|session| {
            let steps = session["steps"].as_array().into_iter().flatten();
            steps
                .filter_map(|step| Lit::from_dimacs(step["choose"].as_i64()?))
                .collect()
        })
        .collect();
    let mut seed = 1;
    let (mut times, mut questions, mut made) = (Vec::new(), 0, Vec::new());
    let count = if sessions.is_empty() {
        5
    } else {
        sessions.len()
    };
    for session in 0..count {
        let mut configurator = Configurator::open(Arc::clone(compiled));
        let given = sessions.get(session);
        let mut done = Session::new();
        for step in 0..given.map_or(40, Vec::len) {
            let lit = match given {
                Some(given) => Some(given[step]),
                None => any_available(&configurator, &mut seed),
            };
            let Some(lit) = lit else { break };
            let start = Instant::now();
            let change = configurator.choose(lit, &mut Budget::unlimited());
            times.push(millis(start));
            match change {
                Ok(change) => done.push((lit, change.implied)),
                Err(error) => eprintln!("{lit:?}: {error}"),
            }
        }
        questions += configurator.questions();
        made.push(done);
    }
    (times, questions, made)
}

/// The same sessions by the plain loop: times of each choice, and choices after which it found something
/// else to follow.
fn plain_steps(given: &Given, compiled: &Compiled, sessions: &[Session]) -> (Vec<f64>, u64) {
    let vars = compiled.vars;
    let seen = |var: &u32| {
        let place = compiled.describe(Lit::new(*var, true));
        place.is_some_and(|(at, ..)| !compiled.variables[at].helper)
    };
    let visible: Vec<u32> = (0..vars).filter(seen).collect();
    let (mut times, mut other) = (Vec::new(), 0);
    for session in sessions {
        let mut plain = Plain::open(&given.text, vars, visible.clone());
        for (lit, implied) in session {
            let start = Instant::now();
            let found = plain.choose(*lit);
            times.push(millis(start));
            other += u64::from(found != *implied);
        }
    }
    (times, other)
}

/// The reference's price: the CRC-32 of the name modulo 1,000.
fn price(name: &str) -> i64 {
    let crc = name.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            crc >> 1 ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    i64::from(!crc % 1000)
}

fn measure(given: &Given) -> Result<Value, String> {
    let start = Instant::now();
    let problem = given.problem()?;
    let read = millis(start);
    let start = Instant::now();
    let compiled =
        compile(&problem, &mut Budget::unlimited()).map_err(|error| error.to_string())?;
    let compile = millis(start);
    let bytes = compiled.to_bytes();
    let start = Instant::now();
    let compiled = Arc::new(Compiled::from_bytes(&bytes).map_err(|error| error.to_string())?);
    let mut configurator = Configurator::open(Arc::clone(&compiled));
    let load = millis(start);
    let trace = &given.trace;
    let (times, questions, sessions) = steps(&compiled, trace);
    let count = times.len().max(1) as f64;
    let against = given.against && given.kind == Kind::Dimacs;
    let against = against.then(|| plain_steps(given, &compiled, &sessions));
    let mut conflicts = Vec::new();
    for case in trace["conflicts"].as_array().into_iter().flatten() {
        let choices = lits(&case["choices"]);
        let start = Instant::now();
        let _ = configurator.conflict(&choices, &mut Budget::unlimited());
        conflicts.push(millis(start));
    }
    let visible = compiled
        .variables
        .iter()
        .filter(|variable| !variable.helper);
    let objective = Objective {
        weights: visible
            .map(|variable| (variable.lit(1), price(&variable.name)))
            .collect(),
    };
    let mut optima = Vec::new();
    for case in trace["optimum"].as_array().into_iter().flatten() {
        let mut configurator = Configurator::open(Arc::clone(&compiled));
        for lit in lits(&case["choices"]) {
            let _ = configurator.choose(lit, &mut Budget::unlimited());
        }
        let start = Instant::now();
        let _ = configurator.complete_with(&objective, &mut Budget::unlimited());
        optima.push(millis(start));
    }
    let start = Instant::now();
    let products = configurator.count(&mut Budget::steps(COUNT_STEPS));
    let counting = millis(start);
    Ok(json!({
        "model": given.name,
        "tables": given.kind == Kind::Csp,
        "features": compiled.variables.iter().filter(|variable| !variable.helper).count(),
        "vars": compiled.vars,
        "constraints": compiled.size(),
        "bytes": bytes.len(),
        "read": read,
        "compile": compile,
        "load": load,
        "step_p50_p95_max": spread(times),
        "questions_per_step": questions as f64 / count,
        "conflict_p50_p95_max": spread(conflicts),
        "optimum_p50_p95_max": spread(optima),
        "count": products.map(|products| format!("{:.11e}", products.to_f64())).ok(),
        "count_time": counting,
        "plain_p50_p95_max": against.as_ref().map(|(times, _)| spread(times.clone())),
        "plain_differs": against.map(|(_, other)| other),
    }))
}

fn say(given: Result<Given, String>) {
    let name = given.as_ref().map_or("", |given| &given.name).to_owned();
    // The lines of the answer are for a program; a person sees what is under way.
    eprintln!("   {name}");
    match given.and_then(|given| measure(&given)) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("{name}: {error}"),
    }
}

/// Seven thousand features, eighteen thousand with 350,000 clauses, tables of 200,000 combinations.
fn largest() -> [Given; 3] {
    let features = |groups, size, across| made::features(groups, size, across);
    [
        Given::made("features_7000", Kind::Dimacs, features(1_000, 6, 4_000)),
        Given::made("features_18000", Kind::Dimacs, features(470, 38, 3_000)),
        Given::made("tables_200000", Kind::Csp, made::tables(100, 25, 200_000)),
    ]
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .unwrap_or_else(|| "../shared/data/cpq".to_owned());
    if folder == "--made" {
        largest().into_iter().for_each(|given| say(Ok(given)));
        return;
    }
    if folder == "-" {
        for line in std::io::stdin().lines() {
            let line = line.map_err(|error| error.to_string());
            say(line
                .and_then(|line| serde_json::from_str(&line).map_err(|error| error.to_string())));
        }
        return;
    }
    let folder = Path::new(&folder);
    let wanted: Vec<String> = arguments.collect();
    for (name, path) in files(folder, &wanted) {
        say(Given::read(&name, &path, folder));
    }
}
