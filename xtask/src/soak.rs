//! `cargo xtask soak`: tests that `cargo xtask test` runs in a short form, for as long as is wanted.

use crate::Res;
use crate::place::Place;
use crate::system::{self, spent};
use std::time::Instant;

/// How long.
#[derive(clap::Args)]
pub struct Options {
    /// Damaged texts for each reader (UVL, DIMACS, JSON of models, rules, conditions, filters, invoices, vectors, imports)
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
    /// Where the chance of the texts begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often the server is killed (SIGKILL) while it writes to SQLite
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// Torn logs of SQLite, each opened and read through
    #[arg(long, default_value_t = 1_000)]
    torn: u32,
    /// How often the disk is full at another place
    #[arg(long, default_value_t = 200)]
    full: u32,
    /// Backups taken while others write, each opened and read through
    #[arg(long, default_value_t = 50)]
    backups: u32,
}

/// Each part in turn; the first that fails ends it.
pub fn run(place: &Place, options: &Options) -> Res {
    part("readers", || {
        system::run(
            place
                .cargo()
                .args(["test", "--package", "shared", "--test", "fuzz"])
                .env("JALON_FUZZ_RUNS", options.runs.to_string())
                .env("JALON_FUZZ_SEED", options.seed.to_string()),
        )
    })?;
    part("kills", || {
        system::run(
            place
                .cargo()
                .args(["test", "--package", "jalon", "--test", "nodes"])
                .args(["--", "--nocapture", "sqlite_keeps"])
                .env("JALON_KILLS", options.kills.to_string()),
        )
    })?;
    part("disk", || {
        system::run(
            place
                .cargo()
                .args(["test", "--package", "services", "--test", "it"])
                .args(["--", "platform::disk"])
                .env("JALON_TORN", options.torn.to_string())
                .env("JALON_FULL", options.full.to_string())
                .env("JALON_BACKUPS", options.backups.to_string()),
        )
    })
}

fn part(name: &str, work: impl FnOnce() -> Res) -> Res {
    let begun = Instant::now();
    work()?;
    println!("soak: {name} passed in {}", spent(begun.elapsed()));
    Ok(())
}
