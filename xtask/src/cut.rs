//! Cutting the browser's program at its pages, so that a first visit loads what it shows.
//!
//! The linker's output goes through wasm-split, which leaves a main program for the bindings tool,
//! one file for each part (`app/src/shell/pages.rs` names them) and for what several parts share,
//! and a script that loads them.

use crate::{Res, stamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The script that loads parts; the main program imports it by this name.
pub const LOADER: &str = "parts.js";
const LIST: &str = "parts.json";

/// Which files each part needs, in `out`.
pub type List = BTreeMap<String, Vec<String>>;

/// Cut `program` into files in `out`; gives the main program, still to be bound.
pub fn cut(program: &Path, out: &Path) -> Res<PathBuf> {
    fs::create_dir_all(out).map_err(|error| format!("cannot create {}: {error}", out.display()))?;
    let bytes = stamp::read(program)?;
    let main = program.with_file_name("frontend-main.wasm");
    let link = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = out;
    options.main_out_path = &main;
    options.main_module = "./jalon.js";
    options.link_name = &link;
    let done = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("wasm-split: {error:#}"))?;
    let list: List = done
        .prefetch_map
        .into_iter()
        .map(|(part, files)| {
            let files = files.iter().map(|file| format!("{file}.wasm"));
            (part, files.collect())
        })
        .collect();
    for file in files(&list, out) {
        stamp::write(&file, &without_names(&stamp::read(&file)?))?;
    }
    let text = serde_json::to_string_pretty(&list).map_err(|error| error.to_string())?;
    stamp::write(&out.join(LIST), text.as_bytes())?;
    Ok(main)
}

/// A program without its custom sections: each part repeats the names of the whole program, a
/// hundred times its own size. Bytes that are no program stay as they are.
fn without_names(program: &[u8]) -> Vec<u8> {
    let (head, mut rest) = program.split_at(program.len().min(8));
    let mut out = head.to_vec();
    while let Some((section, after)) = section(rest) {
        if section.first() != Some(&0) {
            out.extend(section);
        }
        rest = after;
    }
    out.extend(rest);
    out
}

/// The first section, with its kind and length, and what follows it.
fn section(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut length, mut at) = (0_usize, 1);
    loop {
        let byte = *bytes.get(at)?;
        length |= usize::from(byte & 0x7f).checked_shl(7 * (u32::try_from(at).ok()? - 1))?;
        at += 1;
        if byte & 0x80 == 0 {
            break;
        }
    }
    bytes.split_at_checked(at.checked_add(length)?)
}

/// The parts in `folder`; none when the program is in one piece.
pub fn list(folder: &Path) -> Res<List> {
    match fs::read_to_string(folder.join(LIST)) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| format!("{LIST}: {error}")),
        Err(_) => Ok(List::new()),
    }
}

/// The files of all parts in `folder`, each once.
pub fn files(list: &List, folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = list
        .values()
        .flatten()
        .map(|name| folder.join(name))
        .collect();
    files.sort();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_others_stay() {
        let head = b"\0asm\x01\0\0\0";
        let long = [vec![10, 0x80, 0x01], vec![7; 128]].concat();
        let named = [head.as_slice(), &[0, 3, 1, b'a', b'b'], &long, &[0, 1, 0]].concat();
        assert_eq!(without_names(&named), [head.as_slice(), &long].concat());
        assert_eq!(without_names(b"no program"), b"no program");
    }
}
