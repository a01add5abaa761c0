//! Reads the catalogue of texts, `locales/{en,fr}/<area>.json`: for the build of `i18n`, which makes
//! constants and tables of it, and for the browser's files, which carry the texts of one language each.
//!
//! Refused while a text is missing in one language or its `{places}` differ: an untranslated screen
//! cannot be shipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Why the catalogue cannot be read.
pub type Failure = Box<dyn std::error::Error>;
/// Every text of one language by its full name, for example `deals.board_title`.
pub type Texts = BTreeMap<String, String>;

/// The texts of both languages, as they are printed.
pub struct Catalogue {
    /// Every name that either language has, in order: a text's place here is its key.
    pub names: Vec<String>,
    english: Texts,
    french: Texts,
}

impl Catalogue {
    /// Reads the two folders of `root`.
    pub fn read(root: &Path) -> Result<Catalogue, Failure> {
        let mut english = read_language(&root.join("en"))?;
        let mut french = read_language(&root.join("fr"))?;
        english.values_mut().for_each(|text| *text = typeset(text));
        french
            .values_mut()
            .for_each(|text| *text = typeset_french(&typeset(text)));
        let complaints = compare(&english, &french);
        if !complaints.is_empty() {
            return Err(
                format!("the two languages disagree:\n  {}", complaints.join("\n  ")).into(),
            );
        }
        let names: BTreeSet<String> = english.keys().chain(french.keys()).cloned().collect();
        Ok(Catalogue {
            names: names.into_iter().collect(),
            english,
            french,
        })
    }

    /// English, in the order of the names.
    pub fn english(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.names, &self.english, &self.french)
    }

    /// French, in the order of the names.
    pub fn french(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.names, &self.french, &self.english)
    }

    /// What a browser loads of one language: the mark, the names, then the texts, with a NUL between
    /// each two.
    pub fn file<'a>(&self, texts: impl Iterator<Item = &'a str>) -> String {
        let mut all = vec![self.mark()];
        all.extend(self.names.iter().cloned());
        all.extend(texts.map(str::to_owned));
        all.join("\0")
    }

    /// Tells one list of names from another (FNV-1a): a program and a file of different builds would
    /// show wrong texts.
    pub fn mark(&self) -> String {
        let bytes = self.names.iter().flat_map(|name| name.bytes().chain([0]));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// A plural form that one language lacks is that of the other, which nobody asks for.
fn texts<'a>(
    names: &'a [String],
    first: &'a Texts,
    second: &'a Texts,
) -> impl ExactSizeIterator<Item = &'a str> {
    names.iter().map(|name| {
        let text = first.get(name).or_else(|| second.get(name));
        text.map_or("", String::as_str)
    })
}

fn read_language(folder: &Path) -> Result<Texts, Failure> {
    let mut texts = Texts::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
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
        // What a translator set by hand follows the same rules: one page, one kind of space.
        ("\u{a0};", "\u{202f};"),
        ("\u{a0}!", "\u{202f}!"),
        ("\u{a0}?", "\u{202f}?"),
        ("\u{202f}:", "\u{a0}:"),
        ("\u{202f}%", "\u{a0}%"),
        ("\u{202f}»", "\u{a0}»"),
        ("«\u{202f}", "«\u{a0}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> Texts {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        pairs.iter().map(own).collect()
    }

    #[test]
    fn a_missing_text_and_another_place_are_told() {
        let english = map(&[("a.x", "{n} deals"), ("a.y", "Yes")]);
        let french = map(&[("a.x", "{m} affaires"), ("a.z_many", "d’affaires")]);
        let complaints = compare(&english, &french);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].contains("'a.x'"));
        assert_eq!(complaints[1], "fr lacks 'a.y'");
    }

    #[test]
    fn french_has_one_kind_of_space_before_each_sign() {
        for text in ["Oui ; non", "Oui\u{a0}; non", "Oui\u{202f}; non"] {
            assert_eq!(typeset_french(text), "Oui\u{202f}; non");
        }
        for text in [
            "Avant : {value}",
            "Avant\u{a0}: {value}",
            "Avant\u{202f}: {value}",
        ] {
            assert_eq!(typeset_french(text), "Avant\u{a0}: {value}");
        }
        for text in ["« Oui » ?", "«\u{202f}Oui\u{202f}»\u{a0}?"] {
            assert_eq!(typeset_french(text), "«\u{a0}Oui\u{a0}»\u{202f}?");
        }
    }

    #[test]
    fn a_file_holds_names_then_texts_in_the_same_order() {
        let english = map(&[("a.x", "Deal"), ("b.y", "Yes")]);
        let french = map(&[("a.x", "Affaire"), ("b.y", "Oui"), ("b.z_many", "d’")]);
        let catalogue = Catalogue {
            names: ["a.x", "b.y", "b.z_many"].map(str::to_owned).to_vec(),
            english,
            french,
        };
        let mark = catalogue.mark();
        assert_eq!(mark.len(), 16);
        let file = catalogue.file(catalogue.french());
        let french = format!("{mark}\0a.x\0b.y\0b.z_many\0Affaire\0Oui\0d’");
        assert_eq!(file, french);
        let file = catalogue.file(catalogue.english());
        let english = format!("{mark}\0a.x\0b.y\0b.z_many\0Deal\0Yes\0d’");
        assert_eq!(file, english);
    }
}
