//! The configurator on the given models and on made ones of the largest sizes: natively, in WebAssembly,
//! and beside an independent solver (`shared/examples/configure_bench`).

use super::{example, in_webassembly};
use crate::place::Place;
use crate::{Res, stamp, system};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Above so many features the plain loop takes minutes.
const MOST_AGAINST: usize = 3_000;

/// What was measured, by model.
type Measured = BTreeMap<String, Value>;

/// Measures and prints.
pub fn run(place: &Place) -> Res {
    let pack = std::env::temp_dir().join(format!("jalon-models-{}.jsonl", std::process::id()));
    let outcome = measure(place, &pack);
    let _ = std::fs::remove_file(pack);
    outcome
}

fn measure(place: &Place, pack: &Path) -> Res {
    let models = given(&data(place))?;
    if models.is_empty() {
        println!(
            "\nno given models: JALON_TEST_DATA says where they are; the made ones are measured"
        );
    }
    let lines: Vec<String> = models.iter().map(Value::to_string).collect();
    stamp::write(pack, lines.join("\n").as_bytes())?;
    let program = example(place, "shared", "configure_bench")?;
    let native = measured(pack, || Ok(Command::new(&program)))?;
    // The other solver is measured once, where it is quicker.
    let alone: Vec<String> = models.into_iter().map(without_other).collect();
    stamp::write(pack, alone.join("\n").as_bytes())?;
    let browser = measured(pack, || in_webassembly(place, "configure_bench"))?;
    print(&native, &browser);
    Ok(())
}

fn without_other(mut model: Value) -> String {
    model["against"] = json!(false);
    model.to_string()
}

/// The given data, beside the clone or where it is said to be.
fn data(place: &Place) -> PathBuf {
    std::env::var_os("JALON_TEST_DATA")
        .map_or_else(|| place.root.join("../shared/data"), PathBuf::from)
        .join("cpq")
}

/// The models there, each with its trace.
fn given(folder: &Path) -> Res<Vec<Value>> {
    let mut models = Vec::new();
    for file in stamp::files(&folder.join("models")) {
        let Some(name) = stem(&file, ".dimacs") else {
            continue;
        };
        let trace = folder.join("traces").join(format!("{name}.json"));
        let trace = std::fs::read_to_string(trace).unwrap_or_default();
        let trace: Value = serde_json::from_str(&trace).unwrap_or_default();
        let features = trace["features"].as_u64().unwrap_or(0);
        models.push(json!({
            "name": name,
            "kind": "dimacs",
            "text": stamp::read_text(&file)?,
            "against": features <= MOST_AGAINST as u64,
            "trace": trace,
        }));
    }
    for file in stamp::files(&folder.join("csp")) {
        let Some(name) = stem(&file, ".json").filter(|name| !name.contains('.')) else {
            continue;
        };
        models.push(json!({
            "name": format!("{name} (tables)"),
            "kind": "csp",
            "text": stamp::read_text(&file)?,
        }));
    }
    Ok(models)
}

fn stem(file: &Path, ending: &str) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    name.strip_suffix(ending).map(str::to_owned)
}

/// Runs the example over the pack, then over the made models.
fn measured(pack: &Path, program: impl Fn() -> Res<Command>) -> Res<Measured> {
    let input = File::open(pack).map_err(|error| format!("{}: {error}", pack.display()))?;
    let given = system::capture(program()?.arg("-").stdin(input))?;
    let made = system::capture(program()?.arg("--made"))?;
    let rows = given.lines().chain(made.lines());
    rows.map(|line| {
        let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        Ok((row["model"].as_str().unwrap_or_default().to_owned(), row))
    })
    .collect()
}

/// What a choice may take, natively and in a browser, in milliseconds.
fn bars(row: &Value) -> (f64, f64) {
    match (
        row["tables"].as_bool(),
        row["features"].as_u64().unwrap_or(0),
    ) {
        (Some(true), _) => (50.0, 50.0),
        (_, ..=2_513) => (5.0, 16.0),
        (_, ..=7_001) => (50.0, 50.0),
        _ => (200.0, 200.0),
    }
}

/// What loading a compiled model in a page may take.
const LOAD: f64 = 50.0;

fn print(native: &Measured, browser: &Measured) {
    println!(
        "\n{:<22} {:>8} {:>7} | {:>24} | {:>8} {:>24} | {:>16}",
        "configurator, ms",
        "features",
        "load",
        "choice p50/p95/max",
        "load",
        "choice, WebAssembly",
        "plain p50/p95"
    );
    let mut rows: Vec<&Value> = native.values().collect();
    rows.sort_by_key(|row| row["features"].as_u64());
    let (mut over, mut differs) = (Vec::new(), Vec::new());
    for row in rows {
        let name = row["model"].as_str().unwrap_or_default();
        let there = browser.get(name).unwrap_or(&Value::Null);
        println!(
            "{name:<22} {:>8} {:>7} | {:>24} | {:>8} {:>24} | {:>16}",
            row["features"],
            figure(&row["load"]),
            figures(&row["step_p50_p95_max"], 3),
            figure(&there["load"]),
            figures(&there["step_p50_p95_max"], 3),
            figures(&row["plain_p50_p95_max"], 2),
        );
        let (natively, in_page) = bars(row);
        for (what, found, bar) in [
            ("natively", &row["step_p50_p95_max"][1], natively),
            ("in WebAssembly", &there["step_p50_p95_max"][1], in_page),
            ("loading in WebAssembly", &there["load"], LOAD),
        ] {
            if found.as_f64().is_none_or(|found| found > bar) {
                over.push(format!("{name} {what}: {found} ms, the bar is {bar}"));
            }
        }
        if row["plain_differs"].as_u64().is_some_and(|count| count > 0) {
            differs.push(format!("{name}: {} choices", row["plain_differs"]));
        }
        if row["count"] != there["count"] {
            differs.push(format!("{name}: another count in WebAssembly"));
        }
    }
    let said = |found: Vec<String>| {
        if found.is_empty() {
            "none".to_owned()
        } else {
            found.join("; ")
        }
    };
    println!("over a bar: {}", said(over));
    println!(
        "answered otherwise than the independent solver (batsat): {}",
        said(differs)
    );
}

fn figure(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

fn figures(values: &Value, count: usize) -> String {
    let values: Vec<String> = values
        .as_array()
        .into_iter()
        .flatten()
        .take(count)
        .map(figure)
        .collect();
    if values.is_empty() {
        "–".to_owned()
    } else {
        values.join(" / ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_size_has_its_bar() {
        let row = |tables: bool, features: u64| json!({ "tables": tables, "features": features });
        assert_eq!(bars(&row(false, 2_513)), (5.0, 16.0));
        assert_eq!(bars(&row(false, 7_000)), (50.0, 50.0));
        assert_eq!(bars(&row(false, 18_331)), (200.0, 200.0));
        assert_eq!(bars(&row(true, 100)), (50.0, 50.0));
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        assert_eq!(figures(&json!([0.1234, 2, null]), 3), "0.12 / 2.00 / –");
        assert_eq!(figures(&Value::Null, 3), "–");
    }
}
