//! `cargo xtask test`: stages that each print what they counted; the last line counts them all.

mod browser;
mod lints;
mod parse;
mod postgres;
mod rust;
mod wasi;

pub use browser::{Profile, Tools};
pub use postgres::Cluster;

use crate::place::Place;
use crate::system::spent;
use crate::{Res, licences, tidy};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};
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
    /// Show browsers the optimised program and server, as they are shipped
    #[arg(long)]
    shipped: bool,
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

/// What a stage is given.
struct Given<'scope> {
    place: &'scope Place,
    options: &'scope Options,
    /// The program the browser tests drive; it is built beside the other stages, because linking
    /// and optimising it keep one processor busy for minutes.
    shipped: Mutex<Option<ScopedJoinHandle<'scope, Res<Tools>>>>,
    /// How the unit tests ended and what they said of their answers, for the comparison with WebAssembly.
    native: Mutex<BTreeMap<String, parse::Outcomes>>,
}

impl Given<'_> {
    /// Wait for the program the browser tests drive, or make it.
    fn tools(&self) -> Res<Tools> {
        match taken(&self.shipped) {
            Some(build) => build
                .join()
                .unwrap_or_else(|_| Err("building what is shipped stopped".into())),
            None => browser::ship(self.place, self.options.profile()),
        }
    }
}

/// What is in it, leaving nothing.
fn taken<T: Default>(cell: &Mutex<T>) -> T {
    std::mem::take(&mut *cell.lock().unwrap_or_else(PoisonError::into_inner))
}

type Work = fn(&Given, &mut Tally) -> Res;

/// One stage: its name, its title, its work.
type Stage = (&'static str, &'static str, Work);

/// In the order that tells about a mistake soonest.
const STAGES: &[Stage] = &[
    ("fmt", "formatting", |given, tally| {
        lints::format(given.place, tally)
    }),
    ("tidy", "rules of the house", |given, tally| {
        tidy::check(given.place, tally)
    }),
    ("licences", "licences and bans", |given, tally| {
        licences::check(given.place, tally)
    }),
    ("clippy", "clippy, native", |given, tally| {
        lints::clippy(given.place, tally)
    }),
    ("unit", "unit and property tests", |given, tally| {
        let outcomes = rust::unit(given.place, tally)?;
        *given.native.lock().unwrap_or_else(PoisonError::into_inner) = outcomes;
        Ok(())
    }),
    ("clippy-wasm", "clippy, wasm32", |given, tally| {
        lints::clippy_wasm(given.place, tally)
    }),
    ("wasm", "shared tests in WebAssembly", |given, tally| {
        wasi::run(given.place, taken(&given.native), tally)
    }),
    (
        "store",
        "store and service tests on SQLite and PostgreSQL",
        |given, tally| rust::store(given.place, tally),
    ),
    (
        "browser",
        "browser tests in Chromium and Firefox",
        |given, tally| {
            let tools = given.tools()?;
            let spec = given.options.spec.as_deref();
            browser::run(given.place, &tools, given.options.profile(), spec, tally)
        },
    ),
];

/// Stages that run beside the browser tests when there are any: a page mostly waits, and half of two
/// processors is free for twenty minutes. What they start gives way to the browsers (`system::gently`).
/// Only what no clock judges: tests of databases and servers wait for each other, and some give up.
const BESIDE: &[&str] = &["wasm"];

/// Run the stages; go on after a failing one, and fail at the end.
pub fn run(place: &Place, options: &Options) -> Res {
    let chosen = options.chosen()?;
    let start = Instant::now();
    let ships = chosen.iter().any(|(name, ..)| *name == "browser");
    let (beside, in_turn): (Vec<_>, Vec<_>) = chosen
        .into_iter()
        .partition(|(name, ..)| ships && BESIDE.contains(name));
    let total = thread::scope(|scope| {
        let given = Given {
            place,
            options,
            shipped: Mutex::new(
                ships.then(|| scope.spawn(|| browser::ship(place, options.profile()))),
            ),
            native: Mutex::default(),
        };
        let (first, last) = in_turn.split_at(in_turn.len() - usize::from(ships));
        let mut total = all(&given, first);
        thread::scope(|scope| {
            let quiet = scope.spawn(|| all(&given, &beside));
            total.add(all(&given, last));
            total.add(quiet.join().unwrap_or_else(|_| Tally {
                failed: 1,
                failures: vec!["the stages beside the browser tests stopped".into()],
                ..Tally::default()
            }));
        });
        total
    });
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

/// One after the other.
fn all(given: &Given, stages: &[&Stage]) -> Tally {
    let mut total = Tally::default();
    for one in stages {
        total.add(stage(given, one));
    }
    total
}

fn stage(given: &Given, (name, title, work): &Stage) -> Tally {
    println!("\n── {title}");
    let begun = Instant::now();
    let mut tally = Tally::default();
    if let Err(reason) = work(given, &mut tally) {
        tally.failed += 1;
        tally.failures.push(reason);
    }
    for failure in &tally.failures {
        println!("   FAILED {failure}");
    }
    println!("   {name}: {} in {}", tally.line(), spent(begun.elapsed()));
    tally
}

impl Options {
    const fn profile(&self) -> Profile {
        if self.shipped {
            Profile::Release
        } else {
            Profile::Dev
        }
    }

    fn chosen(&self) -> Res<Vec<&'static Stage>> {
        let names: Vec<_> = STAGES.iter().map(|(name, ..)| *name).collect();
        if let Some(unknown) = self
            .only
            .iter()
            .chain(&self.skip)
            .find(|name| !names.contains(&name.as_str()))
        {
            return Err(format!(
                "there is no stage `{unknown}`; the stages are {}",
                names.join(", ")
            ));
        }
        let named = |list: &[String], name: &str| list.iter().any(|other| other == name);
        Ok(STAGES
            .iter()
            .filter(|(name, ..)| self.only.is_empty() || named(&self.only, name))
            .filter(|(name, ..)| !named(&self.skip, name))
            .collect())
    }
}
