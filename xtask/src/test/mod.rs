//! `cargo xtask test`: stages that each print what they counted; the last line counts them all.

mod browser;
mod lints;
mod parse;
mod postgres;
mod rust;
mod wasi;

pub use browser::Tools;

use crate::place::Place;
use crate::system::spent;
use crate::{Res, licences, tidy};
use std::time::Instant;

/// What people may choose.
#[derive(clap::Args)]
pub struct Options {
    /// Only these stages, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// All but these stages, separated by commas
    #[arg(long, value_delimiter = ',')]
    skip: Vec<String>,
    /// In the browser stage, only the files whose path holds this text
    #[arg(long)]
    spec: Option<String>,
}

/// What a stage counted.
#[derive(Default)]
pub struct Tally {
    /// Held.
    pub passed: u32,
    /// Did not hold.
    pub failed: u32,
    /// Could not be tried here.
    pub skipped: u32,
    /// Names and reasons of what failed.
    pub failures: Vec<String>,
}

impl Tally {
    /// One check that either holds or says why not.
    pub fn check(&mut self, name: &str, outcome: Res) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => {
                self.failed += 1;
                self.failures.push(format!("{name}: {reason}"));
            }
        }
    }

    /// Take over what another one counted.
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.failures.extend(other.failures);
    }

    /// The line that ends the run.
    fn line(&self) -> String {
        format!(
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

type Work = fn(&Place, &Options, &mut Tally) -> Res;

/// In the order that tells about a mistake soonest.
const STAGES: &[(&str, &str, Work)] = &[
    ("fmt", "formatting", |place, _, tally| {
        lints::format(place, tally)
    }),
    ("tidy", "rules of the house", |place, _, tally| {
        tidy::check(place, tally)
    }),
    ("licences", "licences and bans", |place, _, tally| {
        licences::check(place, tally)
    }),
    ("clippy", "clippy, native and wasm32", |place, _, tally| {
        lints::clippy(place, tally)
    }),
    ("unit", "unit and property tests", |place, _, tally| {
        rust::unit(place, tally)
    }),
    (
        "store",
        "store and service tests on SQLite and PostgreSQL",
        |place, _, tally| rust::store(place, tally),
    ),
    ("wasm", "shared tests in WebAssembly", |place, _, tally| {
        wasi::run(place, tally)
    }),
    (
        "browser",
        "browser tests in Chromium and Firefox",
        browser::run,
    ),
];

/// Run the stages; go on after a failing one, and fail at the end.
pub fn run(place: &Place, options: &Options) -> Res {
    let names: Vec<_> = STAGES.iter().map(|(name, ..)| *name).collect();
    if let Some(unknown) = options
        .only
        .iter()
        .chain(&options.skip)
        .find(|name| !names.contains(&name.as_str()))
    {
        return Err(format!(
            "there is no stage `{unknown}`; the stages are {}",
            names.join(", ")
        ));
    }
    let start = Instant::now();
    let mut total = Tally::default();
    for (name, title, work) in STAGES {
        let chosen = options.only.is_empty() || options.only.iter().any(|only| only == name);
        if !chosen || options.skip.iter().any(|skip| skip == name) {
            continue;
        }
        println!("\n── {title}");
        let begun = Instant::now();
        let mut tally = Tally::default();
        if let Err(reason) = work(place, options, &mut tally) {
            tally.failed += 1;
            tally.failures.push(reason);
        }
        for failure in &tally.failures {
            println!("   FAILED {failure}");
        }
        println!("   {name}: {} in {}", tally.line(), spent(begun.elapsed()));
        total.add(tally);
    }
    println!("\nall stages took {}", spent(start.elapsed()));
    for failure in &total.failures {
        println!("FAILED {}", failure.lines().next().unwrap_or_default());
    }
    println!("{}", total.line());
    if total.failed == 0 {
        Ok(())
    } else {
        Err(String::new())
    }
}
