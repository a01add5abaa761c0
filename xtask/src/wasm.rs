//! The browser's program: cargo, then wasm-bindgen's own library at the locked version, then
//! binaryen's optimiser when `end2end` has it.

use crate::place::Place;
use crate::site::Mode;
use crate::{Res, cut, stamp, system};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Starting the optimiser costs a second; below this size (of parts that travel packed) it gains
/// a few bytes.
const NOT_WORTH_IT: u64 = 6_000;

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
    let program = compiled(place, mode);
    match mode {
        Mode::Dev => bind(&program, &out, mode)?,
        Mode::Release => bind(&cut::cut(&program, &out)?, &out, mode)?,
    }
    if let Some(optimiser) = optimiser {
        // The largest first, so that no worker is left with it at the end.
        let mut files = vec![out.join("jalon_bg.wasm")];
        files.extend(cut::files(&cut::list(&out)?, &out));
        files.retain(|file| file.metadata().is_ok_and(|data| data.len() > NOT_WORTH_IT));
        shrink_all(&optimiser, &files);
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

/// In release the program will be cut: that needs the linker's relocations, and constants that
/// only one part uses kept apart from the others.
fn compile(place: &Place, mode: Mode) -> Res {
    let mut cargo = place.cargo();
    cargo
        .args(["rustc", "--package", "frontend", "--lib"])
        .args(["--no-default-features", "--target", TARGET])
        .args(["--profile", mode.wasm_profile(), "--target-dir"])
        .arg(place.wasm_target());
    if mode == Mode::Release {
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
    let released = mode == Mode::Release;
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

/// Two at a time: each program is optimised on one processor. Never required: a file that cannot
/// be shrunk stays as it is.
fn shrink_all(optimiser: &Path, files: &[PathBuf]) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(reason) = shrink(optimiser, file) {
                eprintln!("        the bundle stays larger: {reason}");
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
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
            .arg(&small)
            // It does not know one part of the linker's names, and says so for every file.
            .stderr(Stdio::null()),
    )?;
    std::fs::rename(&small, file)
        .map_err(|error| format!("cannot replace {}: {error}", file.display()))
}
