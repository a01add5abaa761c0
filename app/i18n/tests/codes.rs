//! Every code a rule can give has a sentence in both languages (the build already compares the two).

use i18n::Key;
use std::fs;
use std::path::{Path, PathBuf};

/// The Rust files below `folder`, tests apart.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.starts_with("tests") {
            found.push(path);
        }
    }
}

/// The first text literal after each `call`, as `Issue::error(  "code"`; code inside test modules
/// at the end of a file does not count.
fn literals(source: &str, call: &str) -> Vec<String> {
    let body = source
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    body.split(call)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .collect()
}

#[test]
fn every_finding_has_a_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in [
        "shared/src",
        "server/services/src",
        "server/store/src",
        "app/src",
        "app/i18n/src",
    ] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 20, "the sources moved");
    let mut missing = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        for call in ["Issue::error(", "Issue::warning("] {
            for code in literals(&source, call) {
                if Key::by_name(&format!("issue.{code}")).is_none() {
                    missing.push(format!("issue.{code} ({})", file.display()));
                }
            }
        }
    }
    // Codes that come from the word of a refusal.
    for refused in shared::platform::passkeys::Refused::ALL {
        let name = format!("issue.{}", refused.code());
        if Key::by_name(&name).is_none() {
            missing.push(name);
        }
    }
    assert!(
        missing.is_empty(),
        "without a text:\n{}",
        missing.join("\n")
    );
}

#[test]
fn the_codes_of_findings_are_found() {
    let source = "x Issue::error(\n    \"a_b\", \"f\") Issue::error(code, f)\n#[cfg(test)]\nmod tests { Issue::error(\"no\" }";
    assert_eq!(literals(source, "Issue::error("), ["a_b"]);
}
