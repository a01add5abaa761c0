//! The browser's program: cargo, then wasm-bindgen's own library at the locked version, then
//! binaryen's optimiser when `end2end` has it.

use crate::place::Place;
use crate::site::Mode;
use crate::{Res, stamp, system};
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
    compile(place, mode)?;
    let _ = std::fs::remove_dir_all(&out);
    bind(&compiled(place, mode), &out, mode)?;
    if let Some(program) = optimiser {
        shrink(&program, &out.join("jalon_bg.wasm"))?;
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

fn compile(place: &Place, mode: Mode) -> Res {
    system::run(
        place
            .cargo()
            .args([
                "build",
                "--package",
                "frontend",
                "--lib",
                "--no-default-features",
                "--target",
                TARGET,
            ])
            .args(["--profile", mode.wasm_profile(), "--target-dir"])
            .arg(place.wasm_target()),
    )
}

fn compiled(place: &Place, mode: Mode) -> PathBuf {
    place
        .wasm_target()
        .join(TARGET)
        .join(mode.wasm_profile())
        .join("frontend.wasm")
}

fn bind(input: &Path, out: &Path, mode: Mode) -> Res {
    let released = mode == Mode::Release;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .web(true)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?
        .out_name("jalon")
        .typescript(false)
        .remove_name_section(released)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// Binaryen's program from npm: only for the small build, and never required.
fn optimiser(place: &Place, mode: Mode) -> Option<PathBuf> {
    if mode != Mode::Release {
        return None;
    }
    system::which(&["node"])?;
    if let Err(reason) = system::node_packages(&place.root) {
        eprintln!("        the bundle stays larger: {reason}");
    }
    Some(
        place
            .root
            .join("end2end/node_modules/binaryen/bin/wasm-opt"),
    )
    .filter(|file| file.is_file())
}

/// The features are those Rust itself turns on for this target, so no browser that runs the plain
/// bundle refuses the small one.
fn shrink(program: &Path, file: &Path) -> Res {
    let small = file.with_extension("small");
    system::run(
        Command::new("node")
            .arg(program)
            .arg(file)
            .args([
                "-Oz",
                "--converge",
                "--enable-bulk-memory",
                "--enable-bulk-memory-opt",
                "--enable-nontrapping-float-to-int",
            ])
            .args([
                "--enable-reference-types",
                "--enable-sign-ext",
                "--enable-mutable-globals",
                "--enable-multivalue",
            ])
            .arg("-o")
            .arg(&small),
    )?;
    std::fs::rename(&small, file)
        .map_err(|error| format!("cannot replace {}: {error}", file.display()))
}
