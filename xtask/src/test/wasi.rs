//! The rules give the same results in WebAssembly as natively: the tests of `shared` run again as
//! a WASI program under Node, and both lists of results must be equal. So must their answers, byte for
//! byte: some tests say a digest of thousands of them (`shared/src/kernel/digest.rs`).

use super::Tally;
use super::parse::{Digests, Outcome, Outcomes};
use super::rust;
use crate::place::Place;
use crate::{Res, system, wasm};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

const TARGET: &str = "wasm32-wasip1";
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// The digests tests must say: one that is said no more, on either side, proves nothing any more.
const DIGESTS: &[&str] = &[
    "charts",
    "configurator",
    "duplicates",
    "forecast",
    "palette",
    "pricing",
    "risk",
    "simulation",
    "team",
];

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
    let mut unequal = Vec::new();
    let mut said_digests = BTreeSet::new();
    let nothing = Outcomes::default();
    for program in rust::programs(&built)? {
        let mut command = Command::new(&node);
        command
            .arg("--no-warnings")
            .arg(place.root.join("end2end/wasi-run.mjs"))
            .arg(&program.file)
            .arg("--show-output")
            .current_dir(&program.folder);
        let said = system::listen(&mut system::gently(&command), LIMIT)?;
        let title = format!("{} in WebAssembly", program.title);
        let wasm = rust::count(&title, &said, tally);
        let native = native.get(&program.title).unwrap_or(&nothing);
        differences.extend(compare(&native.tests, &wasm.tests));
        unequal.extend(compare_digests(&native.digests, &wasm.digests));
        said_digests.extend(wasm.digests.into_keys().map(|(name, _)| name));
    }
    unequal.extend(unsaid(&said_digests));
    tally.check("results equal the native ones", none(&differences));
    tally.check("answers equal the native ones to the byte", none(&unequal));
    Ok(())
}

fn none(found: &[String]) -> Res {
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.join("\n"))
    }
}

fn run_natively(place: &Place) -> Res<BTreeMap<String, Outcomes>> {
    let mut uncounted = Tally::default();
    let mut results = BTreeMap::new();
    for program in rust::build(place)?
        .iter()
        .filter(|program| program.title.starts_with("shared "))
    {
        let outcomes = rust::run(program, &[], &mut uncounted)?;
        results.insert(program.title.clone(), outcomes);
    }
    Ok(results)
}

/// A test may only be missing or skipped in WebAssembly when it expects a panic (there is no
/// unwinding there) or reads files that are not there.
fn compare(native: &BTreeMap<String, Outcome>, wasm: &BTreeMap<String, Outcome>) -> Vec<String> {
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

/// What is said on one side only differs, too.
fn compare_digests(native: &Digests, wasm: &Digests) -> Vec<String> {
    let all: BTreeSet<&(String, String)> = native.keys().chain(wasm.keys()).collect();
    let said = |digests: &Digests, key: &(String, String)| {
        let values = digests.get(key).map(|values| values.join(", "));
        values.unwrap_or_else(|| "not said".to_owned())
    };
    all.into_iter()
        .filter(|key| native.get(*key) != wasm.get(*key))
        .map(|key| {
            let (name, test) = key;
            let (native, wasm) = (said(native, key), said(wasm, key));
            format!("digest {name} ({test}): {native} natively, {wasm} in WebAssembly")
        })
        .collect()
}

/// Digests of the list that no test said.
fn unsaid(said: &BTreeSet<String>) -> Vec<String> {
    DIGESTS
        .iter()
        .filter(|name| !said.contains(**name))
        .map(|name| format!("digest {name}: no test said it in WebAssembly"))
        .collect()
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

    #[test]
    fn a_missing_or_different_digest_is_named() {
        let digests = |pairs: &[(&str, &str)]| -> Digests {
            pairs
                .iter()
                .map(|(name, value)| {
                    let key = ((*name).to_owned(), format!("of_{name}"));
                    (key, vec![(*value).to_owned()])
                })
                .collect()
        };
        let native = digests(&[("charts", "1"), ("pricing", "2"), ("risk", "3")]);
        let wasm = digests(&[("charts", "1"), ("pricing", "9"), ("team", "4")]);
        assert_eq!(compare_digests(&native, &native), Vec::<String>::new());
        assert_eq!(
            compare_digests(&native, &wasm),
            [
                "digest pricing (of_pricing): 2 natively, 9 in WebAssembly",
                "digest risk (of_risk): 3 natively, not said in WebAssembly",
                "digest team (of_team): not said natively, 4 in WebAssembly",
            ]
        );
    }

    #[test]
    fn a_digest_nobody_says_any_more_is_named() {
        let mut said: BTreeSet<String> = DIGESTS.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(unsaid(&said), Vec::<String>::new());
        said.remove("pricing");
        assert_eq!(
            unsaid(&said),
            ["digest pricing: no test said it in WebAssembly"]
        );
    }
}
