//! Turns `locales/{en,fr}/<area>.json` into constants and tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};
use texts::{Catalogue, Failure};

fn main() -> Result<(), Failure> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let catalogue = Catalogue::read(&root)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("keys.rs"), keys(&catalogue.names)?)?;
    let mark = format!("const MARK: &str = {:?};\n", catalogue.mark());
    fs::write(out.join("mark.rs"), mark)?;
    fs::write(out.join("tables.rs"), tables(&catalogue)?)?;
    Ok(())
}

/// A folder of constants: texts and plurals by constant name, inner modules by name.
#[derive(Default)]
struct Module {
    constants: BTreeMap<String, String>,
    modules: BTreeMap<String, Module>,
}

fn keys(names: &[String]) -> Result<String, Failure> {
    let index: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(position, name)| (name.as_str(), position))
        .collect();
    let mut root = Module::default();
    for name in names {
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
    Ok(code)
}

fn tables(catalogue: &Catalogue) -> Result<String, Failure> {
    let mut code = String::new();
    write_table(
        &mut code,
        "NAMES",
        catalogue.names.iter().map(String::as_str),
    )?;
    write_table(&mut code, "EN", catalogue.english())?;
    write_table(&mut code, "FR", catalogue.french())?;
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
