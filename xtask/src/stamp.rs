//! "Has anything changed since last time?" by path, size and time of change, like cargo's own.

use crate::Res;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Every file below `start` (or `start` itself) in path order, leaving out hidden and generated folders.
pub fn files(start: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(start, &mut found);
    found.sort();
    found
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        found.push(path.to_path_buf());
        return;
    }
    let Ok(entries) = fs::read_dir(path) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && name != "node_modules" && name != "target" {
            collect(&entry.path(), found);
        }
    }
}

/// One word for the state of `inputs` (files or folders), with `extra` mixed in.
pub fn of(inputs: &[PathBuf], extra: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(extra);
    for input in inputs {
        for file in files(input) {
            let Ok(data) = fs::metadata(&file) else {
                continue;
            };
            let changed = data
                .modified()
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            hash.update(file.to_string_lossy().as_bytes());
            hash.update(data.len().to_le_bytes());
            hash.update(changed.map_or(0, |at| at.as_nanos()).to_le_bytes());
        }
    }
    hex(&hash.finalize(), 32)
}

/// Whether `file` holds `stamp`.
pub fn matches(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|kept| kept == stamp)
}

/// Keep `stamp` in `file`.
pub fn keep(file: &Path, stamp: &str) -> Res {
    write(file, stamp.as_bytes())
}

/// The content's name: the first 16 hexadecimal digits of its SHA-256.
pub fn content(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes), 8)
}

fn hex(bytes: &[u8], count: usize) -> String {
    bytes
        .iter()
        .take(count)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Write a file, making its folder.
pub fn write(file: &Path, bytes: &[u8]) -> Res {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    }
    fs::write(file, bytes).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// Read a file.
pub fn read(file: &Path) -> Res<Vec<u8>> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// Read a text file.
pub fn read_text(file: &Path) -> Res<String> {
    fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}
