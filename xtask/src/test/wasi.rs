//! The rules give the same results in WebAssembly as natively: the tests of `shared` run again as
//! a WASI program under Node, and both lists of results must be equal.

use super::Tally;
use super::parse::Outcome;
use super::rust::{self, Outcomes};
use crate::place::Place;
use crate::{Res, system, wasm};
use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

const TARGET: &str = "wasm32-wasip1";
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// `native`: how the tests of each program ended natively, when that is known already.
pub fn run(place: &Place, native: BTreeMap<String, Outcomes>, tally: &mut Tally) -> Res {
    let node = system::node()?;
    wasm::add_target(TARGET)?;
    let native = if native.is_empty() {
        run_natively(place)?
    } else {
        native
    };
    let built = system::capture(&mut system::gently(
        place
            .cargo()
            .args([
                "test",
                "--no-run",
                "--package",
                "shared",
                "--lib",
                "--tests",
                "--target",
                TARGET,
                "--target-dir",
            ])
            .arg(place.wasm_target())
            .arg("--message-format=json-render-diagnostics"),
    ))?;
    let mut differences = Vec::new();
    for program in rust::programs(&built)? {
        let mut command = Command::new(&node);
        command
            .arg("--no-warnings")
            .arg(place.root.join("end2end/wasi-run.mjs"))
            .arg(&program.file)
            .arg("--show-output")
            .current_dir(&program.folder);
        let said = system::listen(&mut system::gently(&command), LIMIT)?;
        let tests = rust::count(&format!("{} in WebAssembly", program.title), &said, tally);
        let empty = BTreeMap::new();
        differences.extend(compare(
            native.get(&program.title).unwrap_or(&empty),
            &tests,
        ));
    }
    tally.check(
        "results equal the native ones",
        if differences.is_empty() {
            Ok(())
        } else {
            Err(differences.join("\n"))
        },
    );
    Ok(())
}

fn run_natively(place: &Place) -> Res<BTreeMap<String, Outcomes>> {
    let mut uncounted = Tally::default();
    let mut results = BTreeMap::new();
    for program in rust::build(place)?
        .iter()
        .filter(|program| program.title.starts_with("shared "))
    {
        let tests = rust::run(program, &[], &mut uncounted)?;
        results.insert(program.title.clone(), tests);
    }
    Ok(results)
}

/// A test may only be missing or skipped in WebAssembly when it expects a panic (there is no
/// unwinding there) or reads files that are not there.
fn compare(native: &Outcomes, wasm: &Outcomes) -> Vec<String> {
    let mut found = Vec::new();
    for (name, outcome) in native {
        match wasm.get(name) {
            Some(other) if other == outcome || *other == Outcome::Skipped => {}
            Some(other) => found.push(format!(
                "{name}: {outcome:?} natively, {other:?} in WebAssembly"
            )),
            None => found.push(format!("{name}: did not run in WebAssembly")),
        }
    }
    found.extend(
        wasm.keys()
            .filter(|name| !native.contains_key(*name))
            .map(|name| format!("{name}: only ran in WebAssembly")),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_different_result_is_found() {
        let tests = |pairs: &[(&str, Outcome)]| {
            pairs
                .iter()
                .map(|(name, end)| ((*name).to_owned(), *end))
                .collect()
        };
        let native = tests(&[
            ("a", Outcome::Passed),
            ("b", Outcome::Passed),
            ("c", Outcome::Passed),
        ]);
        let wasm = tests(&[
            ("a", Outcome::Passed),
            ("b", Outcome::Failed),
            ("d", Outcome::Passed),
        ]);
        assert_eq!(compare(&native, &native), Vec::<String>::new());
        assert_eq!(compare(&native, &wasm).len(), 3);
    }
}
