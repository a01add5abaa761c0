//! Formatting and clippy. A warning is a mistake here.

use super::{Tally, rust};
use crate::place::Place;
use crate::{Res, system, wasm};

pub fn format(place: &Place, tally: &mut Tally) -> Res {
    tally.check(
        "cargo fmt --check",
        system::run(place.cargo().args(["fmt", "--all", "--check"])),
    );
    Ok(())
}

/// The native crates, their tests and examples; the programs of the next stages are there afterwards.
pub fn clippy(place: &Place, tally: &mut Tally) -> Res {
    tally.check("clippy, native", rust::build(place).map(drop));
    tally.check(
        "clippy, xtask",
        system::run(rust::own(place)?.arg("--no-run")),
    );
    Ok(())
}

/// The browser's program, with the profile of the bundle, so that both share what runs while compiling.
pub fn clippy_wasm(place: &Place, tally: &mut Tally) -> Res {
    wasm::add_target("wasm32-unknown-unknown")?;
    tally.check(
        "clippy, wasm32",
        system::run(
            place
                .cargo()
                .args(["clippy", "--quiet", "--package", "frontend", "--lib"])
                .args(["--no-default-features", "--profile", "wasm-release"])
                .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
                .arg(place.wasm_target())
                .args(["--", "-D", "warnings"]),
        ),
    );
    Ok(())
}
