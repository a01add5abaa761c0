//! The native tests. They are built once, in one cargo call (so that every crate is built with one
//! set of features), and the programs are then run stage by stage.

use super::parse::{self, Outcomes};
use super::{Tally, postgres};
use crate::place::Place;
use crate::{Res, lint, system};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A test program that has not ended by then hangs.
const LIMIT: Duration = Duration::from_secs(15 * 60);
/// The crates that talk to databases.
const ON_DATABASES: &[&str] = &["store", "services", "jalon"];

/// One test program.
pub struct Program {
    /// `shared (lib)`, `store (it)`.
    pub title: String,
    package: String,
    /// The package's folder, which its tests run in.
    pub folder: PathBuf,
    /// The program.
    pub file: PathBuf,
}

/// The tests of everything that needs no database, and xtask's own. Gives the outcomes of each program.
pub fn unit(place: &Place, tally: &mut Tally) -> Res<BTreeMap<String, Outcomes>> {
    let mut outcomes = BTreeMap::new();
    for program in build(place)?
        .iter()
        .filter(|program| !ON_DATABASES.contains(&program.package.as_str()))
    {
        outcomes.insert(program.title.clone(), run(program, &[], tally)?);
    }
    let own = system::listen(
        own(place)?.args(["--", "--show-output", "--format=pretty"]),
        LIMIT,
    )?;
    count("xtask", &own, tally);
    Ok(outcomes)
}

/// The tests of the crates on databases; they find PostgreSQL by `JALON_TEST_POSTGRES_URL`.
pub fn store(place: &Place, tally: &mut Tally) -> Res {
    let programs = build(place)?;
    let cluster = postgres::Cluster::start();
    // These tests wait for a database more than they compute.
    let threads = thread::available_parallelism().map_or(4, |count| count.get() * 2);
    let mut environment = vec![("RUST_TEST_THREADS", threads.to_string())];
    if let Ok(cluster) = &cluster {
        environment.push(("JALON_TEST_POSTGRES_URL", cluster.url()));
    }
    for program in programs
        .iter()
        .filter(|program| ON_DATABASES.contains(&program.package.as_str()))
    {
        run(program, &environment, tally)?;
    }
    cluster
        .map(drop)
        .map_err(|reason| format!("PostgreSQL was not tested: {reason}"))
}

/// The tests of xtask itself, apart: it is built for itself anyway, and together with the others its
/// libraries would be built a second time with other features.
pub fn own(place: &Place) -> Res<Command> {
    let mut cargo = lint::cargo(place)?;
    cargo.args(["test", "--quiet", "--package", "xtask"]);
    Ok(cargo)
}

/// Build the programs; cargo does nothing when they are fresh. The server that browsers talk to is
/// among what this leaves.
pub fn build(place: &Place) -> Res<Vec<Program>> {
    let mut command = lint::cargo(place)?;
    command
        .args([
            "test",
            "--no-run",
            "--workspace",
            "--exclude",
            "xtask",
            "--exclude",
            "frontend",
            // Not `--all-targets`, which takes the libraries that say they have no tests, too.
            "--tests",
            "--examples",
        ])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit());
    programs(&system::capture(&mut command)?)
}

/// The programs among cargo's messages.
pub fn programs(messages: &str) -> Res<Vec<Program>> {
    let mut programs = Vec::new();
    for line in messages.lines() {
        let message: Value =
            serde_json::from_str(line).map_err(|error| format!("cargo said {line}: {error}"))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let Some(file) = message["executable"].as_str() else {
            continue;
        };
        if message["profile"]["test"] != true {
            continue;
        }
        let manifest = PathBuf::from(text(&message["manifest_path"]));
        let folder = manifest.parent().map(PathBuf::from).unwrap_or_default();
        let package = package_of(&text(&message["package_id"]));
        let target = text(&message["target"]["name"]);
        let kind = text(&message["target"]["kind"][0]);
        // Examples are judged, and have no tests.
        if kind == "example" {
            continue;
        }
        let inner = if kind == "test" { target } else { kind };
        programs.push(Program {
            title: format!("{package} ({inner})"),
            package,
            folder,
            file: file.into(),
        });
    }
    programs.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(programs)
}

/// `path+file:///x/server/store#store@0.1.0` and `path+file:///x/shared#0.1.0` end in a name.
fn package_of(id: &str) -> String {
    let (path, version) = id.rsplit_once('#').unwrap_or((id, ""));
    match version.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => path.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

/// Run one program and count its tests.
pub fn run(program: &Program, environment: &[(&str, String)], tally: &mut Tally) -> Res<Outcomes> {
    let mut command = Command::new(&program.file);
    command
        .current_dir(&program.folder)
        .env("CARGO_MANIFEST_DIR", &program.folder)
        .arg("--show-output");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let start = Instant::now();
    let said = system::listen(&mut system::gently(&command), LIMIT)?;
    let before = (tally.passed, tally.failed, tally.skipped);
    let outcomes = count(&program.title, &said, tally);
    println!(
        "   {:<28} {:>5} passed {:>3} failed {:>3} skipped  {}",
        program.title,
        tally.passed - before.0,
        tally.failed - before.1,
        tally.skipped - before.2,
        system::spent(start.elapsed())
    );
    Ok(outcomes)
}

/// Count, and never take a crash for a success.
pub fn count(title: &str, said: &system::Said, tally: &mut Tally) -> Outcomes {
    let outcomes = parse::outcomes(&said.text);
    let counted = parse::tally(title, &said.text, &outcomes.tests);
    let explained = counted.failed > 0;
    tally.add(counted);
    let tail = || {
        let lines: Vec<_> = said.text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    };
    match said.status {
        Some(status) if status.success() || explained => {}
        Some(status) => tally.check(title, Err(format!("stopped with {status}\n{}", tail()))),
        None => tally.check(
            title,
            Err(format!(
                "did not end within {}\n{}",
                system::spent(LIMIT),
                tail()
            )),
        ),
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_by_their_id() {
        assert_eq!(package_of("path+file:///x/server/store#0.1.0"), "store");
        assert_eq!(package_of("path+file:///x/server#jalon@0.1.0"), "jalon");
    }

    #[test]
    fn only_test_programs_are_run() {
        let messages = r#"{"reason":"compiler-artifact","package_id":"path+file:///x/shared#0.1.0","manifest_path":"/x/shared/Cargo.toml","target":{"kind":["lib"],"name":"shared"},"profile":{"test":true},"executable":"/t/shared-1"}
{"reason":"compiler-artifact","package_id":"path+file:///x/server#jalon@0.1.0","manifest_path":"/x/server/Cargo.toml","target":{"kind":["bin"],"name":"jalon"},"profile":{"test":false},"executable":"/t/jalon"}
{"reason":"compiler-artifact","package_id":"path+file:///x/shared#0.1.0","manifest_path":"/x/shared/Cargo.toml","target":{"kind":["example"],"name":"fill"},"profile":{"test":true},"executable":"/t/fill-1"}
{"reason":"build-finished","success":true}"#;
        let found = programs(messages).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].title, "shared (lib)");
    }
}
