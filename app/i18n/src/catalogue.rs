//! The texts and how they are filled in.

use crate::format;
use crate::plural::{PluralCategory, plural_category};
use crate::table;
use shared::kernel::Lang;
use std::fmt::{Display, Write as _};

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// One text of the catalogue. Constants are in [`k`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub(crate) u16);

impl Key {
    /// The text called `name`, for example `issue.required`; for names made of codes.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Key> {
        let position = table::names().binary_search(&name).ok()?;
        u16::try_from(position).ok().map(Key)
    }

    /// The full name, for example `issue.required`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let name = table::names().get(usize::from(self.0));
        name.copied().unwrap_or_default()
    }
}

/// The forms of a text that counts something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    pub(crate) one: Key,
    pub(crate) many: Key,
    pub(crate) other: Key,
}

/// The text of `key`.
#[must_use]
pub fn t(lang: Lang, key: Key) -> &'static str {
    let text = table::texts(lang).get(usize::from(key.0));
    text.copied().unwrap_or_default()
}

/// The text of `key` with its `{places}` filled in. A place without a value stays as it is, which
/// shows in tests.
#[must_use]
pub fn tf(lang: Lang, key: Key, values: &[(&str, &dyn Display)]) -> String {
    fill(t(lang, key), values)
}

/// The form of `plural` for `n`, with `{n}` as a number of this language and the other places filled
/// in.
#[must_use]
pub fn tn(lang: Lang, plural: Plural, n: i64, values: &[(&str, &dyn Display)]) -> String {
    let key = match plural_category(lang, n) {
        PluralCategory::One => plural.one,
        PluralCategory::Many => plural.many,
        PluralCategory::Other => plural.other,
    };
    let count = format::integer(lang, n);
    let mut all: Vec<(&str, &dyn Display)> = vec![("n", &count)];
    all.extend_from_slice(values);
    fill(t(lang, key), &all)
}

pub(crate) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(place, _)| *place == name) {
            Some((_, value)) => {
                // Writing into a String cannot fail.
                let _ = write!(out, "{value}");
            }
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{EN, FR, NAMES};

    #[test]
    fn names_find_their_text() {
        for (position, name) in NAMES.iter().enumerate() {
            let key = Key::by_name(name).unwrap();
            assert_eq!(usize::from(key.0), position);
            assert_eq!(key.name(), *name);
        }
        assert_eq!(Key::by_name("issue.no_such_code"), None);
        assert_eq!(t(Lang::Fr, k::ui::CANCEL), "Annuler");
        assert_eq!(t(Lang::En, k::ui::CANCEL), "Cancel");
    }

    #[test]
    fn places_are_filled_and_unknown_ones_stay() {
        let name = "Zoé";
        assert_eq!(
            fill("a {name} b {x} {", &[("name", &name)]),
            "a Zoé b {x} {"
        );
    }

    #[test]
    fn french_zero_is_singular() {
        let days = k::format::IN_DAYS;
        assert_eq!(tn(Lang::En, days, 1, &[]), "in 1 day");
        assert_eq!(tn(Lang::En, days, 0, &[]), "in 0 days");
        assert_eq!(tn(Lang::Fr, days, 0, &[]), "dans 0\u{a0}jour");
        assert_eq!(
            tn(Lang::Fr, days, 2500, &[]),
            "dans 2\u{202f}500\u{a0}jours"
        );
    }

    /// French typography: a no-break space before high punctuation and inside guillemets, so that
    /// a line never begins with a lone sign; and the typographic apostrophe.
    #[test]
    fn french_texts_are_typeset() {
        for (name, text) in NAMES.iter().zip(FR.iter()) {
            for sign in [" ;", " !", " ?", " :", " %", " »", "« "] {
                assert!(
                    !text.contains(sign),
                    "{name}: plain space in '{sign}': {text}"
                );
            }
            let letters: Vec<char> = text.chars().collect();
            for pair in letters.windows(2) {
                let glued = matches!(pair[1], '!' | '?' | ';' | '»') && pair[0].is_alphanumeric();
                assert!(!glued, "{name}: space missing before '{}': {text}", pair[1]);
                let colon = pair[1] == ':' && pair[0].is_alphabetic();
                let address = text.contains("http") || text.contains("mailto");
                assert!(
                    !colon || address,
                    "{name}: space missing before ':': {text}"
                );
            }
            assert!(!text.contains('\''), "{name}: straight apostrophe: {text}");
            assert!(!text.contains("..."), "{name}: use …: {text}");
        }
        for (name, text) in NAMES.iter().zip(EN.iter()) {
            assert!(!text.contains("..."), "{name}: use …: {text}");
        }
    }
}
