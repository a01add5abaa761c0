//! Measures the configurator: compile, load, domains after each choice of the reference sessions.
//! `cargo run --release -p shared --example configure_bench -- DATA_FOLDER [MODEL…]`

use shared::cpq::configure::{Budget, Configurator, Lit, compile, read};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn millis(from: Instant) -> f64 {
    from.elapsed().as_secs_f64() * 1e3
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .unwrap_or_else(|| "../shared/data/cpq".to_owned());
    let wanted: Vec<String> = arguments.collect();
    let models = Path::new(&folder).join("models");
    let mut names: Vec<String> = std::fs::read_dir(&models)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            entry
                .ok()?
                .file_name()
                .to_str()?
                .strip_suffix(".dimacs")
                .map(str::to_owned)
        })
        .filter(|name| wanted.is_empty() || wanted.contains(name))
        .collect();
    names.sort();
    println!(
        "model vars constraints | read compile open | step p50 p95 max ms | questions per step"
    );
    for name in names {
        let Ok(text) = std::fs::read_to_string(models.join(format!("{name}.dimacs"))) else {
            continue;
        };
        let start = Instant::now();
        let problem = match read::dimacs::read(&name, &text) {
            Ok(problem) => problem,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let read = millis(start);
        let start = Instant::now();
        let compiled = match compile(&problem, &mut Budget::unlimited()) {
            Ok(compiled) => Arc::new(compiled),
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let compile_time = millis(start);
        let start = Instant::now();
        drop(Configurator::open(Arc::clone(&compiled)));
        let open = millis(start);
        let trace: serde_json::Value =
            std::fs::read_to_string(Path::new(&folder).join(format!("traces/{name}.json")))
                .ok()
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default();
        let mut steps = Vec::new();
        let mut questions = 0;
        for session in trace["sessions"].as_array().into_iter().flatten() {
            let mut configurator = Configurator::open(Arc::clone(&compiled));
            for step in session["steps"].as_array().into_iter().flatten() {
                let Some(lit) = step["choose"].as_i64().and_then(Lit::from_dimacs) else {
                    continue;
                };
                let start = Instant::now();
                let change = configurator.choose(lit, &mut Budget::unlimited());
                steps.push(millis(start));
                if let Err(error) = change {
                    println!("{name}: {error}");
                }
            }
            questions += configurator.questions();
        }
        steps.sort_by(f64::total_cmp);
        let at = |share: f64| {
            steps
                .get(((steps.len() as f64 - 1.0) * share).ceil() as usize)
                .copied()
                .unwrap_or(0.0)
        };
        println!(
            "{name} {} {} | {read:.1} {compile_time:.1} {open:.2} | {:.3} {:.3} {:.3} | {:.1}",
            problem.vars,
            compiled.size(),
            at(0.5),
            at(0.95),
            at(1.0),
            questions as f64 / steps.len().max(1) as f64
        );
    }
}
