//! The browser's program: cargo, then wasm-bindgen's own library at the locked version, then
//! binaryen's optimiser when `end2end` has it.

use crate::place::Place;
use crate::site::Mode;
use crate::system::Clock;
use crate::{Res, cut, stamp, system};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// What the browser's program is made of.
pub fn inputs(place: &Place) -> Vec<PathBuf> {
    [
        "frontend",
        "app",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "rust-toolchain.toml",
        "xtask/src",
    ]
    .map(|name| place.root.join(name))
    .to_vec()
}

/// Build when an input changed; gives the folder with `jalon.js`, `jalon_bg.wasm` and `snippets/`.
pub fn build(place: &Place, mode: Mode) -> Res<PathBuf> {
    let out = place.memory().join(mode.name()).join("bindgen");
    let mark = place.memory().join(mode.name()).join("wasm.stamp");
    let optimiser = optimiser(place, mode);
    let state = stamp::of(
        &inputs(place),
        if optimiser.is_some() {
            "optimised"
        } else {
            "plain"
        },
    );
    if stamp::matches(&mark, &state) && out.join("jalon.js").is_file() {
        return Ok(out);
    }
    add_target(TARGET)?;
    let mut clock = Clock::start();
    compile(place, mode)?;
    clock.lap("compiled");
    let _ = std::fs::remove_dir_all(&out);
    let program = compiled(place, mode);
    if mode.is_optimised() {
        bind(&cut::cut(&program, &out)?, &out, mode)?;
    } else {
        bind(&program, &out, mode)?;
    }
    clock.lap("cut and bound");
    if let Some(optimiser) = optimiser {
        let mut files = vec![out.join("jalon_bg.wasm")];
        files.extend(cut::files(&cut::list(&out)?, &out));
        shrink(place, &optimiser, mode, files);
        clock.lap("made smaller");
    }
    stamp::keep(&mark, &state)?;
    Ok(out)
}

/// Install the standard library of `target` when it is not there.
pub fn add_target(target: &str) -> Res {
    let sysroot = system::capture(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(target)
        .is_dir()
    {
        return Ok(());
    }
    system::run(Command::new("rustup").args(["target", "add", target])).map_err(|error| {
        format!("Rust's {target} target is missing and could not be added: {error}")
    })
}

/// A program that will be cut needs the linker's relocations, and constants that only one part uses
/// kept apart from the others.
fn compile(place: &Place, mode: Mode) -> Res {
    let mut cargo = place.cargo();
    if mode.is_optimised() {
        cargo.args(place.without_own_paths(TARGET));
    }
    cargo
        .args(["rustc", "--package", "frontend", "--lib"])
        .args(["--no-default-features", "--target", TARGET])
        .args(["--profile", mode.wasm_profile(), "--target-dir"])
        .arg(place.wasm_target());
    if mode.is_optimised() {
        cargo
            .args(["--features", "split", "--"])
            .args(["-C", "link-arg=--emit-relocs"])
            .args(["-C", "link-arg=--no-merge-data-segments"]);
    }
    system::run(&mut cargo)
}

fn compiled(place: &Place, mode: Mode) -> PathBuf {
    place
        .wasm_target()
        .join(TARGET)
        .join(mode.wasm_profile())
        .join("frontend.wasm")
}

fn bind(input: &Path, out: &Path, mode: Mode) -> Res {
    let released = mode.is_optimised();
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .web(true)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?
        .out_name("jalon")
        .typescript(false)
        .keep_lld_exports(released)
        .remove_name_section(released)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// Binaryen from npm: only for a program that was cut, and never required.
fn optimiser(place: &Place, mode: Mode) -> Option<PathBuf> {
    if !mode.is_optimised() {
        return None;
    }
    system::which(&["node"])?;
    if let Err(reason) = system::node_packages(&place.root) {
        eprintln!("        the bundle stays larger: {reason}");
    }
    Some(place.root.join("end2end/node_modules/binaryen/index.js")).filter(|file| file.is_file())
}

/// Two at a time, each on one processor. Never required: a file that cannot be shrunk stays as it is.
fn shrink(place: &Place, optimiser: &Path, mode: Mode, mut files: Vec<PathBuf>) {
    let how = if mode == Mode::Release {
        "fully"
    } else {
        "quickly"
    };
    // Dealt out from the largest on, both get about the same.
    files.sort_by_key(|file| Reverse(file.metadata().map_or(0, |data| data.len())));
    let script = place.root.join("xtask/src/shrink.mjs");
    let run = |first: usize| {
        let share = files.iter().skip(first).step_by(2);
        let mut node = Command::new("node");
        node.arg(&script).arg(optimiser).arg(how).args(share);
        if let Err(reason) = system::run(&mut node) {
            eprintln!("        the bundle stays larger: {reason}");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run(0));
        run(1);
    });
}
