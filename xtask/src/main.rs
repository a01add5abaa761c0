//! `cargo xtask`: everything that is done with Jalon's sources, in one place and with nothing to
//! install beforehand but Rust (and Node for the browser tests).
//!
//! One module per task; `system` runs programs and installs what is missing, `place` knows the
//! folders, `stamp` tells whether inputs changed since last time.

mod bench;
mod classes;
mod css;
mod cut;
mod dev;
mod licences;
mod links;
mod lint;
mod place;
mod run;
mod shots;
mod site;
mod soak;
mod stamp;
mod system;
mod test;
mod tidy;
mod wasm;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A task fails with a sentence for the person at the terminal.
pub type Res<T = ()> = Result<T, String>;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, runs, tests and measures Jalon",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, load the sample company into an empty database and serve it
    Run {
        /// Given to `jalon serve` after `--demo`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Every check and every test, ending in one line of counts
    Test(test::Options),
    /// Watch the sources, rebuild what changed, restart and reload the page
    Dev {
        /// Given to `jalon serve` after `--demo`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Build the browser's files into target/site
    Site {
        /// Small and slow to build instead of quick to build
        #[arg(long)]
        release: bool,
    },
    /// Measure speed, memory, start time and sizes of the release build
    Bench(bench::Options),
    /// The long forms of short tests: readers fuzzed, a server killed again and again
    Soak(soak::Options),
    /// Photograph every page in both languages, both themes and two widths into shots/
    Shots(shots::Options),
    /// Check the rules of the house (file sizes, layers, translations)
    Tidy,
    /// Check the licences of the dependencies, or write their notices
    Licences {
        /// Write the notices of everything that is shipped to this file
        #[arg(long)]
        write: Option<std::path::PathBuf>,
    },
}

fn main() -> ExitCode {
    let place = place::Place::find();
    let outcome = match Cli::parse().task {
        Task::Run { args } => run::run(&place, &args),
        Task::Test(options) => test::run(&place, &options),
        Task::Dev { args } => dev::run(&place, &args),
        Task::Site { release } => {
            let mode = if release {
                site::Mode::Release
            } else {
                site::Mode::Dev
            };
            site::build(&place, mode).map(|site| println!("{}", site.summary()))
        }
        Task::Bench(options) => bench::run(&place, &options),
        Task::Soak(options) => soak::run(&place, &options),
        Task::Shots(options) => shots::run(&place, &options),
        Task::Tidy => tidy::run(&place),
        Task::Licences { write: Some(path) } => licences::write_notices(&place, &path),
        Task::Licences { write: None } => licences::run(&place),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            if !reason.is_empty() {
                eprintln!("\nxtask: {reason}");
            }
            ExitCode::FAILURE
        }
    }
}
