//! `cargo xtask soak`: tests that `cargo xtask test` runs in a short form, for as long as is wanted. What each of
//! them shows stands in docs/trust.md.

use crate::Res;
use crate::place::Place;
use crate::system::{self, spent};
use crate::test::Cluster;
use std::process::Command;
use std::time::Instant;

/// Where tests find PostgreSQL.
const POSTGRES: &str = "JALON_TEST_POSTGRES_URL";

/// How long.
#[derive(clap::Args)]
pub struct Options {
    /// Only these parts, separated by commas: readers, prices, kills, disk, log, tries, together, upgrades,
    /// injections, markup, strangers, interface, crush, lasting
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Damaged texts for each reader (UVL, DIMACS, JSON of models, rules, conditions, formulas, filters, invoices,
    /// vectors, passkeys, imports, cards) and damaged workbooks
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
    /// Where the chance of the texts begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often a server is killed (SIGKILL) while it writes, on each database
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Writes acknowledged meanwhile, at least
    #[arg(long, default_value_t = 50_000)]
    writes: u32,
    /// Torn logs of SQLite, each opened and read through
    #[arg(long, default_value_t = 1_000)]
    torn: u32,
    /// How often the disk is full at another place
    #[arg(long, default_value_t = 200)]
    full: u32,
    /// Bytes changed in the audit log and its seals behind the program's back, each to be found
    #[arg(long, default_value_t = 1_000)]
    edits: u32,
    /// Guesses at passwords whose answers are timed
    #[arg(long, default_value_t = 1_000)]
    tries: u32,
    /// Backups taken while others write, each opened and read through
    #[arg(long, default_value_t = 50)]
    backups: u32,
    /// Operations of thirty-two clients at the same time, on each database
    #[arg(long, default_value_t = 100_000)]
    operations: u32,
    /// Quotes, agreements and documents for each property of pricing
    #[arg(long, default_value_t = 100_000)]
    quotes: u32,
    /// Requests of Schemathesis for each address of the interface; without it on the path this part is left out
    #[arg(long, default_value_t = 200)]
    examples: u32,
    /// Seconds of four times as many clients as the server has places for
    #[arg(long, default_value_t = 60)]
    crush: u32,
    /// Minutes of reading and writing, at the end of which memory and descriptors are where they were
    #[arg(long, default_value_t = 60)]
    minutes: u32,
}

/// The part that is no test of ours: a tool reads the document of the interface and asks.
const INTERFACE: &str = "interface";

/// A part: its name, and the tests it runs with what they are told.
struct Part {
    name: &'static str,
    package: &'static str,
    tests: &'static str,
    filter: &'static str,
    told: Vec<(&'static str, String)>,
}

fn part(
    name: &'static str,
    package: &'static str,
    tests: &'static str,
    filter: &'static str,
    told: &[(&'static str, u64)],
) -> Part {
    Part {
        name,
        package,
        tests,
        filter,
        told: told
            .iter()
            .map(|(name, count)| (*name, count.to_string()))
            .collect(),
    }
}

impl Options {
    fn parts(&self) -> Vec<Part> {
        let fuzz = [
            ("JALON_FUZZ_RUNS", self.runs),
            ("JALON_FUZZ_SEED", self.seed),
        ];
        let kills = [
            ("JALON_KILLS", u64::from(self.kills)),
            ("JALON_WRITES", u64::from(self.writes)),
        ];
        let disk = [
            ("JALON_TORN", u64::from(self.torn)),
            ("JALON_FULL", u64::from(self.full)),
            ("JALON_BACKUPS", u64::from(self.backups)),
        ];
        let edits = [("JALON_EDITS", u64::from(self.edits))];
        let tries = [("JALON_TIMED", u64::from(self.tries))];
        let mixed = [("JALON_MIXED", u64::from(self.operations))];
        let quotes = [("JALON_PROPERTY_CASES", u64::from(self.quotes))];
        let crush = [("JALON_CRUSH", u64::from(self.crush))];
        let lasting = [("JALON_MINUTES", u64::from(self.minutes))];
        vec![
            part("readers", "shared", "--test fuzz", "", &fuzz),
            part(
                "readers",
                "services",
                "--test it",
                "imports_xlsx_damaged",
                &fuzz,
            ),
            part("prices", "shared", "--lib", "cpq::pricing", &quotes),
            part("kills", "jalon", "--test endurance", "kills", &kills),
            part("disk", "services", "--test it", "platform::disk", &disk),
            part(
                "log",
                "services",
                "--test it",
                "platform::audit_seals",
                &edits,
            ),
            part(
                "tries",
                "services",
                "--test it",
                "platform::auth_tries",
                &tries,
            ),
            part("together", "services", "--test it", "together", &mixed),
            part(
                "upgrades",
                "services",
                "--test it",
                "upgrades",
                &[("JALON_UPGRADE_STEP", 1)],
            ),
            part(
                "injections",
                "services",
                "--test it",
                "injection",
                &[("JALON_INJECTIONS", 27)],
            ),
            part(
                "markup",
                "services",
                "--test it",
                "markup",
                &[("JALON_MARKUP", 100)],
            ),
            part(
                "strangers",
                "jalon",
                "--bin jalon",
                "strangers",
                &[("JALON_STRANGERS", 1_000)],
            ),
            part("crush", "jalon", "--test endurance", "crush", &crush),
            part("lasting", "jalon", "--test endurance", "lasting", &lasting),
        ]
    }
}

/// Each part in turn; the first that fails ends it.
pub fn run(place: &Place, options: &Options) -> Res {
    let parts = options.parts();
    let known = |name: &String| name == INTERFACE || parts.iter().any(|part| part.name == name);
    if let Some(unknown) = options.only.iter().find(|name| !known(name)) {
        return Err(format!("there is no part `{unknown}` of the soak"));
    }
    let named = |wanted: &str| options.only.iter().any(|name| name == wanted);
    let chosen = |part: &&Part| options.only.is_empty() || named(part.name);
    // One that is named is taken; the tests find it by themselves.
    let cluster = match std::env::var(POSTGRES) {
        Ok(_) => None,
        Err(_) => Some(Cluster::start()?),
    };
    for part in parts.iter().filter(chosen) {
        let begun = Instant::now();
        let mut tests = tests(place, part);
        if let Some(cluster) = &cluster {
            tests.env(POSTGRES, cluster.url());
        }
        system::run(&mut tests)?;
        println!("soak: {} passed in {}", part.name, spent(begun.elapsed()));
    }
    if options.only.is_empty() || named(INTERFACE) {
        interface(place, options.examples, named(INTERFACE))?;
    }
    Ok(())
}

/// The interface as Schemathesis asks it (docs/api.md). Whoever names this part must have the tool.
fn interface(place: &Place, examples: u32, named: bool) -> Res {
    if system::which(&["schemathesis"]).is_none() {
        let missing = "Schemathesis is not on the path: docs/api.md says how to get it";
        if named {
            return Err(missing.to_owned());
        }
        println!("soak: {INTERFACE} left out: {missing}");
        return Ok(());
    }
    let begun = Instant::now();
    crate::run::build_server(place, "dev")?;
    let mut asked = Command::new("bash");
    asked
        .arg(place.root.join("end2end/schemathesis/run.sh"))
        .arg("--binary")
        .arg(place.binary("debug"))
        .args(["-n", &examples.to_string()]);
    system::run(&mut asked)?;
    println!("soak: {INTERFACE} passed in {}", spent(begun.elapsed()));
    Ok(())
}

fn tests(place: &Place, part: &Part) -> Command {
    let mut cargo = place.cargo();
    cargo
        .args(["test", "--package", part.package])
        .args(part.tests.split(' '))
        .args(["--", "--nocapture", part.filter]);
    // One after the other: times are measured, and the machine is at one thing.
    cargo.env("RUST_TEST_THREADS", "1");
    for (name, value) in &part.told {
        cargo.env(name, value);
    }
    cargo
}
