//! Compiling and judging in one go.
//!
//! `cargo clippy` reads and types the whole workspace, and leaves nothing behind that a test could
//! run; the tests then read and type it again. Clippy's driver is a complete compiler, so the tests are
//! built by it, as cargo's wrapper for the crates of this workspace: what is tested is what was judged,
//! for minutes less. The browser's program is not: the driver leaves out an optimisation that counts there.

use crate::Res;
use crate::place::Place;
use crate::system;
use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::Command;

/// How the driver is told its arguments: what stands between them is what `cargo clippy` puts there.
const DENY_WARNINGS: &str = "-Dwarnings__CLIPPY_HACKERY__";

/// Cargo whose compiler for this workspace is clippy. A warning is a mistake.
pub fn cargo(place: &Place) -> Res<Command> {
    let mut cargo = place.cargo();
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", driver(place)?)
        .env("CLIPPY_ARGS", DENY_WARNINGS);
    Ok(cargo)
}

fn driver(place: &Place) -> Res<std::path::PathBuf> {
    let sysroot = system::capture(
        Command::new("rustc")
            .current_dir(&place.root)
            .args(["--print", "sysroot"]),
    )?;
    let driver = Path::new(sysroot.trim())
        .join("bin")
        .join(format!("clippy-driver{EXE_SUFFIX}"));
    if driver.is_file() {
        Ok(driver)
    } else {
        Err("clippy is missing: rustup component add clippy".to_owned())
    }
}
