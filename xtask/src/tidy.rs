//! The rules of the house that no compiler knows. Each rule gives what breaks it, as `file: why`.

use crate::place::Place;
use crate::test::Tally;
use crate::{Res, classes, links, stamp};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 500;
const CODE: &[&str] = &[
    "shared", "app", "frontend", "server", "xtask", "end2end", "style",
];

/// `cargo xtask tidy`.
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

/// All rules.
pub fn check(place: &Place, tally: &mut Tally) -> Res {
    let sources = Sources::read(place)?;
    let rules: [(&str, Rule); 14] = [
        ("files of at most 500 lines", long_files),
        ("layers", layers),
        ("no usize between server and browser", native_integers),
        ("both languages complete", languages),
        ("modules live in mod.rs", module_style),
        ("features introduce themselves", introductions),
        ("nothing left for later", leftovers),
        ("SQL only in server/store", stray_sql),
        ("no unsafe code", no_escapes),
        (
            "callbacks of a page that may be gone are told",
            told_callbacks,
        ),
        ("lock file without hosts", lock_hosts),
        ("tests of app are in app/tests", unrun_tests),
        ("links of documents lead somewhere", |sources| {
            links::dead(&sources.root, CODE)
        }),
        ("classes defined and given", |sources| {
            classes::adrift(&sources.files)
        }),
    ];
    for (name, rule) in rules {
        let found = rule(&sources);
        tally.check(
            name,
            if found.is_empty() {
                Ok(())
            } else {
                Err(found.join("\n      "))
            },
        );
    }
    Ok(())
}

/// A rule gives what breaks it.
type Rule = fn(&Sources) -> Vec<String>;

struct Sources {
    root: PathBuf,
    /// Path from the root with `/`, and text.
    files: Vec<(String, String)>,
}

impl Sources {
    fn read(place: &Place) -> Res<Sources> {
        let mut files = Vec::new();
        for folder in CODE {
            for file in stamp::files(&place.root.join(folder)) {
                let path = file
                    .strip_prefix(&place.root)
                    .unwrap_or(&file)
                    .to_string_lossy()
                    .replace('\\', "/");
                if let Ok(text) = stamp::read_text(&file) {
                    files.push((path, text));
                }
            }
        }
        if files.is_empty() {
            Err(format!("no sources in {}", place.root.display()))
        } else {
            Ok(Sources {
                root: place.root.clone(),
                files,
            })
        }
    }

    fn of_kind<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(move |(path, _)| {
                path.rsplit_once('.')
                    .is_some_and(|(_, kind)| kinds.contains(&kind))
            })
    }
}

fn long_files(sources: &Sources) -> Vec<String> {
    sources
        .of_kind(&["rs", "mjs", "css"])
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines; split it by verb"))
        .collect()
}

/// Which of our crates (and which heavy libraries) a crate must not depend on.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "shared",
        &[
            "app", "ui", "i18n", "ports", "services", "store", "leptos", "tokio", "sqlx", "axum",
            "rand", "futures",
        ],
    ),
    (
        "app/i18n",
        &[
            "app", "ui", "ports", "services", "store", "leptos", "tokio", "sqlx", "axum",
        ],
    ),
    (
        "app/ui",
        &[
            "app", "shared", "ports", "services", "store", "tokio", "sqlx", "axum",
        ],
    ),
    ("app", &["services", "store", "sqlx"]),
    (
        "server/ports",
        &["app", "ui", "services", "store", "leptos", "sqlx", "axum"],
    ),
    ("server/store", &["app", "ui", "services", "leptos", "axum"]),
    ("server/services", &["app", "ui", "leptos", "axum", "sqlx"]),
];

fn layers(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, forbidden) in FORBIDDEN {
        let manifest = format!("{folder}/Cargo.toml");
        let Some((_, text)) = sources.files.iter().find(|(path, _)| *path == manifest) else {
            continue;
        };
        let bad = dependencies(text)
            .into_iter()
            .filter(|name| forbidden.contains(&name.as_str()));
        found.extend(bad.map(|name| format!("{manifest}: must not depend on {name}")));
    }
    found
}

/// Names in the sections of ordinary dependencies.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut names = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']);
        } else if section.ends_with("dependencies")
            && !section.ends_with("dev-dependencies")
            && !section.ends_with("build-dependencies")
            && let Some(name) = line.split(['=', '.']).next()
            && !name.is_empty()
            && !name.starts_with('#')
        {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

fn native_integers(sources: &Sources) -> Vec<String> {
    let crossing = |path: &str| {
        (path.starts_with("app/src/") && path.ends_with("/api.rs"))
            || (path.starts_with("shared/src/") && path.ends_with("/ops.rs"))
    };
    let mut found = Vec::new();
    for (path, text) in sources.of_kind(&["rs"]).filter(|(path, _)| crossing(path)) {
        for (number, line) in without_tests(text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.trim_start().starts_with("pub const ") {
                continue;
            }
            if code
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| word == "usize" || word == "isize")
            {
                found.push(format!(
                    "{path}:{}: its size differs between server and browser; take u32 or i64",
                    number + 1
                ));
            }
        }
    }
    found
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// Every text exists in French and in English, and none is empty.
fn languages(sources: &Sources) -> Vec<String> {
    let folder = sources.root.join("app/i18n/locales");
    let mut found = Vec::new();
    let keys = |language: &str| -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in stamp::files(&folder.join(language)) {
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            match stamp::read_text(&file)
                .and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
            {
                Ok(value) => flatten(&value, &name, &mut keys),
                Err(error) => {
                    keys.insert(format!("{name} cannot be read: {error}"));
                }
            }
        }
        keys
    };
    let (french, english) = (keys("fr"), keys("en"));
    if french.is_empty() {
        found.push(format!("{}: no texts", folder.display()));
    }
    found.extend(
        french
            .difference(&english)
            .map(|key| format!("{key}: French only")),
    );
    found.extend(
        english
            .difference(&french)
            .map(|key| format!("{key}: English only")),
    );
    found
}

/// Plural forms (`deals_one`, `deals_other`, French `deals_many`) count as one text.
fn flatten(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                flatten(inner, &format!("{path}: {name}"), keys);
            }
        }
        Value::String(text) if text.trim().is_empty() => {
            keys.insert(format!("{path} is empty"));
        }
        _ => {
            let forms = ["_one", "_other", "_many"];
            let text = forms
                .iter()
                .find_map(|form| path.strip_suffix(form))
                .unwrap_or(path);
            keys.insert(text.to_owned());
        }
    }
}

fn module_style(sources: &Sources) -> Vec<String> {
    let paths: BTreeSet<&str> = sources.of_kind(&["rs"]).map(|(path, _)| path).collect();
    paths
        .iter()
        .filter_map(|path| path.strip_suffix("/mod.rs"))
        .map(|folder| format!("{folder}.rs"))
        .filter(|twin| paths.contains(twin.as_str()))
        .map(|twin| format!("{twin}: the module is a folder too; keep mod.rs only"))
        .collect()
}

/// A feature's `mod.rs` says what it is for.
fn introductions(sources: &Sources) -> Vec<String> {
    sources
        .of_kind(&["rs"])
        .filter(|(path, _)| {
            path.ends_with("/mod.rs")
                && path.matches('/').count() >= 4
                && !path.starts_with("xtask")
        })
        .filter(|(_, text)| !text.trim_start().starts_with("//!"))
        .map(|(path, _)| format!("{path}: opens without saying what it is for"))
        .collect()
}

fn leftovers(sources: &Sources) -> Vec<String> {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX:"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let mut found = Vec::new();
    for (path, text) in sources.of_kind(&["rs", "mjs", "css", "sql", "toml"]) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) && !line.contains("= \"deny\"") {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

/// Where the cut of the browser's program generates its loaders.
const CUT: [&str; 3] = [
    "app/src/shell/pages.rs",
    "app/src/work/dialogs/part.rs",
    "app/src/cpq/models/errands/part.rs",
];

/// The lint that denies unsafe code is lifted only there, and nobody writes any.
fn no_escapes(sources: &Sources) -> Vec<String> {
    let (word, lifted) = (concat!("unsa", "fe "), concat!("unsafe", "_code"));
    let mut found = Vec::new();
    for (path, text) in sources.of_kind(&["rs"]) {
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let written = code.starts_with(word) || code.contains(&format!(" {word}"));
            let allowed = code.contains(lifted) && !CUT.contains(&path);
            if !code.starts_with("//") && !code.contains('"') && (written || allowed) {
                found.push(format!("{path}:{}: {code}", number + 1));
            }
        }
    }
    found
}

/// `Callback::run` ends the browser's program when the page it belongs to is gone: `ui::Tell` does
/// nothing then. Methods of our own named `run` are called on `self`.
fn told_callbacks(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources.of_kind(&["rs"]) {
        if !path.starts_with("app/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let run = code.split_once(".run(").is_some_and(|(before, after)| {
                !before.ends_with("self") && !after.starts_with(')')
            });
            if run && !code.starts_with("//") {
                found.push(format!("{path}:{}: {code}", number + 1));
            }
        }
    }
    found
}

/// The crate of the pages is not built for tests (app/Cargo.toml): one inside it would never run.
fn unrun_tests(sources: &Sources) -> Vec<String> {
    sources
        .of_kind(&["rs"])
        .filter(|(path, text)| path.starts_with("app/src/") && text.contains("#[test]"))
        .map(|(path, _)| path.to_owned())
        .collect()
}

fn stray_sql(sources: &Sources) -> Vec<String> {
    let verbs = [
        "SELECT ",
        "INSERT INTO ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "ALTER TABLE ",
    ];
    let mut found = Vec::new();
    for (path, text) in sources.of_kind(&["rs"]) {
        if path.starts_with("server/store/")
            || path.starts_with("xtask/")
            || path.contains("/tests/")
        {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//")
                && verbs.iter().any(|verb| code.contains(&format!("\"{verb}")))
            {
                found.push(format!(
                    "{path}:{}: statements belong in server/store",
                    number + 1
                ));
            }
        }
    }
    found
}

/// A lock file that names the host it was made with cannot be used behind another one.
fn lock_hosts(sources: &Sources) -> Vec<String> {
    let lock = Path::new("end2end/package-lock.json");
    let text = stamp::read_text(&sources.root.join(lock)).unwrap_or_default();
    if text.contains("\"resolved\"") {
        vec![format!("{}: holds `resolved` addresses", lock.display())]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(path: &str, text: &str) -> Sources {
        Sources {
            root: PathBuf::from("/nowhere"),
            files: vec![(path.to_owned(), text.to_owned())],
        }
    }

    #[test]
    fn each_rule_finds_what_breaks_it() {
        assert_eq!(long_files(&sources("a.rs", &"x\n".repeat(501))).len(), 1);
        assert_eq!(
            layers(&sources(
                "app/Cargo.toml",
                "[dependencies]\nstore.workspace = true\n"
            ))
            .len(),
            1
        );
        assert_eq!(
            layers(&sources(
                "app/Cargo.toml",
                "[dev-dependencies]\nstore.workspace = true\n"
            ))
            .len(),
            0
        );
        assert_eq!(
            native_integers(&sources("shared/src/a/b/ops.rs", "n: usize, // usize\n")).len(),
            1
        );
        assert_eq!(
            native_integers(&sources(
                "shared/src/a/b/ops.rs",
                "#[cfg(test)]\nn: usize\n"
            ))
            .len(),
            0
        );
        assert_eq!(
            introductions(&sources("shared/src/a/b/mod.rs", "pub mod x;")).len(),
            1
        );
        assert_eq!(
            leftovers(&sources("a.rs", concat!("// TO", "DO later"))).len(),
            1
        );
        assert_eq!(
            stray_sql(&sources("app/src/a.rs", "let q = \"SELECT 1\";")).len(),
            1
        );
        assert_eq!(
            unrun_tests(&sources("app/src/a.rs", "#[test]\nfn a() {}")).len(),
            1
        );
        assert_eq!(
            unrun_tests(&sources("app/tests/it/a.rs", "#[test]\nfn a() {}")).len(),
            0
        );
        assert_eq!(
            stray_sql(&sources("server/store/src/a.rs", "let q = \"SELECT 1\";")).len(),
            0
        );
    }

    #[test]
    fn plural_forms_count_as_one_text() {
        let mut keys = BTreeSet::new();
        let texts = serde_json::json!({ "deals_one": "a", "deals_other": "b", "x": { "y": "z" } });
        flatten(&texts, "f", &mut keys);
        assert_eq!(
            keys.into_iter().collect::<Vec<_>>(),
            ["f: deals", "f: x: y"]
        );
    }
}
