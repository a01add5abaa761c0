//! `jalon`: the one binary. Command line, configuration, composition; everything else is in the
//! crates below it.
#![recursion_limit = "256"]

mod assets;
mod cli;
mod engines;
mod http;

use clap::Parser;
use std::process::ExitCode;

/// Every value of every row is allocated by SQLite on one thread and freed on another, which the
/// system's allocator is slow at: this one saves a quarter of the processor time and a third of the
/// memory under load (docs/PERFORMANCE.md). It also serves SQLite itself.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("jalon: the async runtime does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jalon: {error}");
            let mut source = std::error::Error::source(&*error);
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            if error.is::<cli::BadInput>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
