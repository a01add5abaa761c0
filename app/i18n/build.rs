//! Turns `locales/{en,fr}/<area>.json` into constants, and refuses to build while a text is missing
//! in one language or its `{places}` differ: an untranslated screen cannot be shipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;
/// Every text of one language by its full name, for example `deals.board_title`.
type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Failure> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut english = read_language(&root.join("en"))?;
    let mut french = read_language(&root.join("fr"))?;
    english.values_mut().for_each(|text| *text = typeset(text));
    french
        .values_mut()
        .for_each(|text| *text = typeset_french(&typeset(text)));
    let complaints = compare(&english, &french);
    if !complaints.is_empty() {
        return Err(format!("the two languages disagree:\n  {}", complaints.join("\n  ")).into());
    }
    let code = generate(&english, &french)?;
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("catalogue.rs"),
        code,
    )?;
    Ok(())
}

fn read_language(folder: &Path) -> Result<Texts, Failure> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut texts = Texts::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        println!("cargo:rerun-if-changed={}", path.display());
        let area = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let json = serde_json::from_str(&fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        flatten(&area, &json, &mut texts)
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(texts)
}

fn flatten(prefix: &str, value: &serde_json::Value, texts: &mut Texts) -> Result<(), String> {
    match value {
        serde_json::Value::String(text) => {
            if texts.insert(prefix.to_owned(), text.clone()).is_some() {
                return Err(format!("'{prefix}' is there twice"));
            }
            Ok(())
        }
        serde_json::Value::Object(entries) => entries.iter().try_for_each(|(name, inner)| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
            if name.is_empty() || !name.chars().all(plain) {
                return Err(format!("'{prefix}.{name}': use lower_snake_case"));
            }
            flatten(&format!("{prefix}.{name}"), inner, texts)
        }),
        _ => Err(format!("'{prefix}' is neither a text nor an object")),
    }
}

/// The apostrophe and the ellipsis that print uses, so that translators may type plain ones.
fn typeset(text: &str) -> String {
    text.replace('\'', "\u{2019}").replace("...", "\u{2026}")
}

/// French typography: no-break spaces before high punctuation, inside guillemets and after a
/// number that counts what follows, so that a line never begins with a lone sign.
fn typeset_french(text: &str) -> String {
    let mut out = text.to_owned();
    for (plain, set) in [
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        (" :", "\u{a0}:"),
        (" %", "\u{a0}%"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
        ("{n} ", "{n}\u{a0}"),
        ("{max} ", "{max}\u{a0}"),
        ("{min} ", "{min}\u{a0}"),
        ("{days} ", "{days}\u{a0}"),
    ] {
        out = out.replace(plain, set);
    }
    out
}

/// What keeps the two languages from being one catalogue.
fn compare(english: &Texts, french: &Texts) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, text) in english {
        match french.get(name) {
            // "many" is a plural of French only (1 million de clients); English never needs it.
            None if name.ends_with("_many") => {}
            None => complaints.push(format!("fr lacks '{name}'")),
            Some(other) => {
                let (mut here, mut there) = (places(text), places(other));
                if name.ends_with("_one") {
                    here.remove("n");
                    there.remove("n");
                }
                if here != there {
                    complaints.push(format!("'{name}': places {here:?} in en, {there:?} in fr"));
                }
            }
        }
        if text.trim().is_empty() {
            complaints.push(format!("'{name}' is empty in en"));
        }
    }
    for (name, text) in french {
        if !english.contains_key(name) && !name.ends_with("_many") {
            complaints.push(format!("en lacks '{name}'"));
        }
        if text.trim().is_empty() {
            complaints.push(format!("'{name}' is empty in fr"));
        }
    }
    complaints
}

/// The names between braces.
fn places(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
        .collect()
}

/// A folder of constants: texts and plurals by constant name, inner modules by name.
#[derive(Default)]
struct Module {
    constants: BTreeMap<String, String>,
    modules: BTreeMap<String, Module>,
}

fn generate(english: &Texts, french: &Texts) -> Result<String, Failure> {
    let names: BTreeSet<&String> = english.keys().chain(french.keys()).collect();
    let index: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(position, name)| (name.as_str(), position))
        .collect();
    let mut root = Module::default();
    for name in &names {
        add_constant(&mut root, name, &index)?;
    }

    let mut code = String::new();
    writeln!(code, "/// One constant for each text of the catalogue.")?;
    writeln!(
        code,
        "#[allow(missing_docs)]\npub mod k {{\n#[allow(unused_imports)]\nuse crate::{{Key, Plural}};"
    )?;
    write_module(&mut code, &root)?;
    writeln!(code, "}}")?;
    write_table(&mut code, "NAMES", names.iter().map(|name| name.as_str()))?;
    for (table, first, second) in [("EN", english, french), ("FR", french, english)] {
        let text = |name: &&String| first.get(*name).or_else(|| second.get(*name));
        write_table(
            &mut code,
            table,
            names
                .iter()
                .map(|name| text(name).map_or("", String::as_str)),
        )?;
    }
    Ok(code)
}

fn add_constant(
    root: &mut Module,
    name: &str,
    index: &BTreeMap<&str, usize>,
) -> Result<(), Failure> {
    let mut path: Vec<&str> = name.split('.').collect();
    let last = path.pop().unwrap_or_default();
    let position = |text: &str| index.get(text).copied();
    let here = position(name).unwrap_or_default();
    let stem_of = |suffix: &str| name.strip_suffix(suffix).map(str::to_owned);

    // `x_one` with `x_other` is one plural; `x_other` and `x_many` then have no constant of their own.
    let is_plural = |stem: &str| {
        position(&format!("{stem}_one")).is_some() && position(&format!("{stem}_other")).is_some()
    };
    if ["_other", "_many"]
        .iter()
        .filter_map(|suffix| stem_of(suffix))
        .any(|stem| is_plural(&stem))
    {
        return Ok(());
    }
    let (constant, value) = match stem_of("_one").filter(|stem| is_plural(stem)) {
        Some(stem) => {
            let other = position(&format!("{stem}_other")).unwrap_or_default();
            let many = position(&format!("{stem}_many")).unwrap_or(other);
            let short = last.strip_suffix("_one").unwrap_or(last);
            (
                constant_name(short),
                format!(
                    "Plural = Plural {{ one: Key({here}), many: Key({many}), other: Key({other}) }}"
                ),
            )
        }
        None => (constant_name(last), format!("Key = Key({here})")),
    };
    let mut module = root;
    for part in path {
        module = module.modules.entry(part.to_owned()).or_default();
    }
    if module.constants.insert(constant.clone(), value).is_some() {
        return Err(format!("'{name}': two texts want the constant {constant}").into());
    }
    Ok(())
}

fn constant_name(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    if upper.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{upper}")
    } else {
        upper
    }
}

fn module_name(name: &str) -> String {
    const KEYWORDS: [&str; 14] = [
        "type", "move", "ref", "use", "in", "for", "match", "enum", "loop", "mod", "where", "try",
        "as", "static",
    ];
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("n{name}")
    } else {
        name.to_owned()
    }
}

fn write_module(code: &mut String, module: &Module) -> Result<(), Failure> {
    for (name, value) in &module.constants {
        writeln!(code, "pub const {name}: {value};")?;
    }
    for (name, inner) in &module.modules {
        writeln!(
            code,
            "pub mod {} {{\n#[allow(unused_imports)]\nuse crate::{{Key, Plural}};",
            module_name(name)
        )?;
        write_module(code, inner)?;
        writeln!(code, "}}")?;
    }
    Ok(())
}

fn write_table<'a>(
    code: &mut String,
    name: &str,
    texts: impl ExactSizeIterator<Item = &'a str>,
) -> Result<(), Failure> {
    writeln!(
        code,
        "pub(crate) static {name}: [&str; {}] = [",
        texts.len()
    )?;
    for text in texts {
        writeln!(code, "{text:?},")?;
    }
    writeln!(code, "];")?;
    Ok(())
}
