//! `cargo xtask run`: from sources to a served sample company.

use crate::place::Place;
use crate::system::{self, spent};
use crate::{Res, site};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Build what changed and become the server.
pub fn run(place: &Place, args: &[String]) -> Res {
    step(1, "browser bundle", || {
        site::build(place, site::Mode::Release).map(|site| site.summary())
    })?;
    step(2, "server", || {
        build_server(place, "release").map(|()| String::new())
    })?;
    eprintln!("[3/3] starting; the sample company is loaded into an empty database");
    serve(&place.binary("release"), place, args)
}

/// The server in one of cargo's two profiles ("release" or "dev").
pub fn build_server(place: &Place, profile: &str) -> Res {
    let mut cargo = place.cargo();
    if profile == "release" {
        cargo.args(place.without_own_paths(&system::host()?));
    }
    system::run(cargo.args(["build", "--package", "jalon", "--profile", profile]))
}

fn step(number: u8, title: &str, work: impl FnOnce() -> Res<String>) -> Res {
    eprintln!("[{number}/3] {title} …");
    let start = Instant::now();
    let note = work()?;
    let note = if note.is_empty() {
        note
    } else {
        format!(" ({note})")
    };
    eprintln!(
        "[{number}/3] {title} ready in {}{note}",
        spent(start.elapsed())
    );
    Ok(())
}

#[cfg(unix)]
fn serve(binary: &Path, place: &Place, args: &[String]) -> Res {
    use std::os::unix::process::CommandExt;
    let error = Command::new(binary)
        .current_dir(&place.root)
        .args(["serve", "--demo"])
        .args(args)
        .exec();
    Err(format!("cannot start {}: {error}", binary.display()))
}

#[cfg(not(unix))]
fn serve(binary: &Path, place: &Place, args: &[String]) -> Res {
    system::run(
        Command::new(binary)
            .current_dir(&place.root)
            .args(["serve", "--demo"])
            .args(args),
    )
}
