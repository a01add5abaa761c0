//! Licences, bans and sources of every dependency, by the policy in `deny.toml`, and the notices of
//! what is shipped.

use crate::place::Place;
use crate::test::Tally;
use crate::{Res, stamp, system};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Would make the browser's download heavier, or belong to the server. (`regex` comes with
/// `leptos_config`, which the browser never calls: the linker drops it, and the size is measured.)
const NOT_IN_THE_BROWSER: &[&str] = &[
    "tokio",
    "sqlx",
    "sqlx-core",
    "axum",
    "hyper",
    "argon2",
    "rayon",
    "clap",
    "tracing-subscriber",
];

const FONT_LICENCE: &str = "server/pdf/fonts/LICENSE-OFL.txt";

/// A dependency as cargo describes it.
struct Package {
    name: String,
    version: String,
    licence: String,
    repository: String,
    folder: PathBuf,
    source: String,
}

/// `cargo xtask licences`.
pub fn run(place: &Place) -> Res {
    let mut tally = Tally::default();
    check(place, &mut tally)?;
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 {
        Ok(())
    } else {
        Err(tally.failures.join("\n"))
    }
}

/// The three rules, and cargo-deny when it is installed.
pub fn check(place: &Place, tally: &mut Tally) -> Res {
    let policy = Policy::read(&stamp::read_text(&place.root.join("deny.toml"))?);
    let packages = packages(place)?;
    tally.check(
        &format!("licences of {} packages", packages.len()),
        none(
            packages
                .iter()
                .filter_map(|package| policy.licence(package))
                .collect(),
        ),
    );
    tally.check(
        "banned packages",
        none(
            packages
                .iter()
                .filter_map(|package| policy.ban(package))
                .collect(),
        ),
    );
    tally.check(
        "sources",
        none(packages.iter().filter_map(source).collect()),
    );
    let browser = tree(
        place,
        &[
            "--package",
            "frontend",
            "--no-default-features",
            "--target",
            "wasm32-unknown-unknown",
        ],
    )?;
    let heavy = browser
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| NOT_IN_THE_BROWSER.contains(&name.as_str()));
    tally.check("packages in the browser's program", none(heavy.collect()));
    if system::which(&["cargo-deny"]).is_some() {
        tally.check(
            "cargo deny",
            system::run(place.cargo().args([
                "deny",
                "--offline",
                "check",
                "licenses",
                "bans",
                "sources",
            ])),
        );
    }
    Ok(())
}

fn none(found: Vec<String>) -> Res {
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.join(", "))
    }
}

/// Everything but our own crates and the code nobody but a Windows machine builds.
fn packages(place: &Place) -> Res<Vec<Package>> {
    let text = system::capture(
        place
            .cargo()
            .args(["metadata", "--format-version=1", "--locked"]),
    )?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let read = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let packages = all.iter().map(|package| Package {
        name: read(&package["name"]),
        version: read(&package["version"]),
        licence: read(&package["license"]),
        repository: read(&package["repository"]),
        folder: Path::new(&read(&package["manifest_path"]))
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default(),
        source: read(&package["source"]),
    });
    Ok(packages
        .filter(|package| !package.source.is_empty())
        .collect())
}

fn source(package: &Package) -> Option<String> {
    let good = package.source.starts_with("registry+");
    (!good).then(|| format!("{} comes from {}", package.name, package.source))
}

struct Policy {
    allowed: BTreeSet<String>,
    exceptions: BTreeMap<String, String>,
    banned: BTreeSet<String>,
}

impl Policy {
    /// Reads the few forms `deny.toml` uses: an array of texts, and arrays of `{ crate = …, allow = […] }`.
    fn read(text: &str) -> Policy {
        let mut policy = Policy {
            allowed: BTreeSet::new(),
            exceptions: BTreeMap::new(),
            banned: BTreeSet::new(),
        };
        let mut list = "";
        for line in text.lines().map(str::trim) {
            for name in ["allow", "exceptions", "deny"] {
                if line.starts_with(name) && line.ends_with("= [") {
                    list = name;
                }
            }
            let quoted: Vec<_> = line
                .split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            match (list, quoted.as_slice()) {
                (_, []) => {}
                ("allow", [licence, ..]) => drop(policy.allowed.insert(licence.clone())),
                ("exceptions", [name, licence, ..]) => {
                    drop(policy.exceptions.insert(name.clone(), licence.clone()))
                }
                ("deny", [name, ..]) => drop(policy.banned.insert(name.clone())),
                _ => {}
            }
            if line == "]" {
                list = "";
            }
        }
        policy
    }

    fn licence(&self, package: &Package) -> Option<String> {
        let exception = self.exceptions.get(&package.name);
        let allowed = |licence: &str| {
            self.allowed.contains(licence) || exception.is_some_and(|other| other == licence)
        };
        (!accepts(&package.licence, &allowed)).then(|| {
            format!(
                "{} {} is under `{}`",
                package.name, package.version, package.licence
            )
        })
    }

    fn ban(&self, package: &Package) -> Option<String> {
        self.banned
            .contains(&package.name)
            .then(|| format!("{} {}", package.name, package.version))
    }
}

/// Whether an SPDX expression can be met with allowed licences: OR binds weaker than AND; the old
/// form `MIT/Apache-2.0` means OR.
fn accepts(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    for word in [" OR ", " AND "] {
        let parts = split(expression, word);
        if parts.len() > 1 {
            let mut parts = parts.into_iter();
            return if word == " OR " {
                parts.any(|part| accepts(part, allowed))
            } else {
                parts.all(|part| accepts(part, allowed))
            };
        }
    }
    match expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => accepts(inner, allowed),
        None => allowed(expression),
    }
}

/// Split at `word` outside brackets.
fn split<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && at >= start && text[at..].starts_with(word) => {
                parts.push(&text[start..at]);
                start = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Names and versions of what is linked into a program.
fn tree(place: &Place, which: &[&str]) -> Res<BTreeSet<(String, String)>> {
    let text = system::capture(
        place
            .cargo()
            .args([
                "tree",
                "--locked",
                "--edges",
                "normal,no-proc-macro",
                "--prefix",
                "none",
                "--format",
                "{p}",
            ])
            .args(which),
    )?;
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((
                words.next()?.to_owned(),
                words.next()?.trim_start_matches('v').to_owned(),
            ))
        })
        .collect())
}

/// Licence texts of everything inside the server's and the browser's programs, equal texts once.
pub fn notices(place: &Place) -> Res<String> {
    let mut shipped = tree(place, &["--package", "jalon"])?;
    shipped.extend(tree(
        place,
        &[
            "--package",
            "frontend",
            "--no-default-features",
            "--target",
            "wasm32-unknown-unknown",
        ],
    )?);
    let packages = packages(place)?;
    let shipped: Vec<_> = packages
        .iter()
        .filter(|package| shipped.contains(&(package.name.clone(), package.version.clone())))
        .collect();
    let mut out = format!(
        "Jalon contains the following {} works of others.\n\n",
        shipped.len()
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in &shipped {
        line(
            &mut out,
            &format!(
                "{} {} · {} · {}",
                package.name, package.version, package.licence, package.repository
            ),
        );
        for text in licence_texts(&package.folder) {
            texts
                .entry(text)
                .or_default()
                .push(format!("{} {}", package.name, package.version));
        }
    }
    // Not a package: the typeface of the PDF.
    texts
        .entry(stamp::read_text(&place.root.join(FONT_LICENCE))?)
        .or_default()
        .push("The Inter typeface".to_owned());
    for (text, names) in texts {
        line(
            &mut out,
            &format!("\n{}\n{}\n\n{}", "=".repeat(78), names.join(", "), text),
        );
    }
    Ok(out)
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{text}");
}

fn licence_texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.is_file())
        .collect();
    files.retain(|file| {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().to_uppercase())
            .unwrap_or_default();
        ["LICEN", "COPYING", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|start| name.starts_with(start))
    });
    files.sort();
    files
        .iter()
        .filter_map(|file| stamp::read_text(file).ok())
        .map(|text| text.trim().replace("\r\n", "\n"))
        .collect()
}

/// `cargo xtask licences --write FILE`.
pub fn write_notices(place: &Place, file: &Path) -> Res {
    stamp::write(file, notices(place)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_met_or_refused() {
        let allowed = |licence: &str| ["MIT", "ISC", "Apache-2.0"].contains(&licence);
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/GPL-3.0",
            "(MIT OR GPL-3.0) AND ISC",
            "MIT AND (GPL-3.0 OR Apache-2.0)",
        ] {
            assert!(accepts(good, &allowed), "{good}");
        }
        for bad in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(GPL-3.0 OR AGPL-3.0) AND ISC",
        ] {
            assert!(!accepts(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn the_policy_file_is_read() {
        let policy = Policy::read(
            "allow = [\n    \"MIT\",\n]\nexceptions = [\n    { crate = \"x\", allow = [\"MPL-2.0\"] },\n]\ndeny = [\n    { crate = \"bad\", reason = \"no\" },\n]\n",
        );
        assert!(policy.allowed.contains("MIT"));
        assert_eq!(policy.exceptions["x"], "MPL-2.0");
        assert!(policy.banned.contains("bad"));
    }
}
