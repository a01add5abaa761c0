//! Embeds the browser's files: writes the table `assets.rs` includes. In debug builds the table is
//! empty and the files are read from `target/site` as they are, so that a new bundle needs no new server.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let site = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../target/site");
    fs::create_dir_all(&site)?;
    println!("cargo::rerun-if-changed=build.rs");
    let mut table =
        String::from("#[cfg(not(debug_assertions))]\nconst EMBEDDED: &[(&str, &[u8])] = &[\n");
    if env::var("PROFILE")? == "release" {
        // Only here: a debug build embeds nothing, and a file that is not there yet would make it
        // stale each time.
        println!(
            "cargo::rerun-if-changed={}",
            site.join("manifest.json").display()
        );
        let mut files: Vec<_> = fs::read_dir(&site.canonicalize()?)?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        // What has a compressed twin is embedded once: the few clients that do not take it get it
        // unpacked.
        let packed = files.clone();
        files.retain(|file| {
            let twin = format!("{}.br", file.display());
            packed.binary_search(&twin.into()).is_err()
        });
        for file in files {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            writeln!(
                table,
                "    ({name:?}, include_bytes!({:?})),",
                file.display().to_string()
            )?;
        }
    }
    table.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("assets.rs"), table)?;
    Ok(())
}
