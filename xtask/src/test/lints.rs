//! Formatting and clippy. A warning is a mistake here.

use super::Tally;
use crate::place::Place;
use crate::{Res, system, wasm};

pub fn format(place: &Place, tally: &mut Tally) -> Res {
    tally.check(
        "cargo fmt --check",
        system::run(place.cargo().args(["fmt", "--all", "--check"])),
    );
    Ok(())
}

pub fn clippy(place: &Place, tally: &mut Tally) -> Res {
    let deny = ["--", "-D", "warnings"];
    tally.check(
        "clippy, native",
        system::run(
            place
                .cargo()
                .args([
                    "clippy",
                    "--quiet",
                    "--workspace",
                    "--exclude",
                    "xtask",
                    "--exclude",
                    "frontend",
                    "--all-targets",
                ])
                .args(deny),
        ),
    );
    tally.check(
        "clippy, xtask",
        system::run(
            place
                .cargo()
                .args(["clippy", "--quiet", "--package", "xtask", "--all-targets"])
                .args(deny),
        ),
    );
    wasm::add_target("wasm32-unknown-unknown")?;
    tally.check(
        "clippy, wasm32",
        system::run(
            place
                .cargo()
                .args([
                    "clippy",
                    "--quiet",
                    "--package",
                    "frontend",
                    "--lib",
                    "--no-default-features",
                ])
                .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
                .arg(place.wasm_target())
                .args(deny),
        ),
    );
    Ok(())
}
