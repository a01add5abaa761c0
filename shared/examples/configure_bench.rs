//! Measures the configurator on the given models: reading, compiling, loading the compiled form, exact
//! domains after each choice, conflicts, cheapest completion, count.
//!
//! `cargo run --release -p shared --example configure_bench -- FOLDER [MODEL…]`, where the folder holds
//! `models/*.dimacs`, `traces/*.json` and `csp/*.json`. One JSON line per model, times in milliseconds.

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

fn problem(name: &str, path: &Path) -> Result<Problem, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let problem = if path.extension().is_some_and(|kind| kind == "dimacs") {
        read::dimacs::read(name, &text)
    } else {
        read::csp_json::read(&text)
    };
    problem.map_err(|error| error.to_string())
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

/// Times of each choice of the reference sessions, or of five sessions of forty drawn choices.
fn steps(compiled: &Arc<Compiled>, trace: &Value) -> (Vec<f64>, u64) {
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
    let (mut times, mut questions) = (Vec::new(), 0);
    let count = if sessions.is_empty() {
        5
    } else {
        sessions.len()
    };
    for session in 0..count {
        let mut configurator = Configurator::open(Arc::clone(compiled));
        let given = sessions.get(session);
        for step in 0..given.map_or(40, Vec::len) {
            let lit = match given {
                Some(given) => Some(given[step]),
                None => any_available(&configurator, &mut seed),
            };
            let Some(lit) = lit else { break };
            let start = Instant::now();
            let change = configurator.choose(lit, &mut Budget::unlimited());
            times.push(millis(start));
            if let Err(error) = change {
                eprintln!("{lit:?}: {error}");
            }
        }
        questions += configurator.questions();
    }
    (times, questions)
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

fn measure(name: &str, path: &Path, folder: &Path) -> Result<Value, String> {
    let start = Instant::now();
    let problem = problem(name, path)?;
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
    // Traces are those of the clause lists.
    let trace: Value = Some(folder.join(format!("traces/{name}.json")))
        .filter(|_| path.extension().is_some_and(|kind| kind == "dimacs"))
        .and_then(|file| std::fs::read_to_string(file).ok())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let (times, questions) = steps(&compiled, &trace);
    let count = times.len().max(1) as f64;
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
        "model": name,
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
    }))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .unwrap_or_else(|| "../shared/data/cpq".to_owned());
    let folder = Path::new(&folder);
    let wanted: Vec<String> = arguments.collect();
    for (name, path) in files(folder, &wanted) {
        match measure(&name, &path, folder) {
            Ok(line) => println!("{line}"),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}
