//! The country a cell of a file means: the countries of [`crate::crm::countries`], by code, by name
//! in either language, by other names in use, or by a name one slip away.

use super::similar::{Found, find, name_key};
use crate::crm::countries::{self as known, countries};
use crate::kernel::Lang;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names in use besides the two of CLDR.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("AE", &["UAE"]),
    ("BA", &["Bosnia and Herzegovina"]),
    ("CG", &["Congo"]),
    ("CI", &["Ivory Coast"]),
    ("CZ", &["Czech Republic", "République tchèque"]),
    ("DE", &["Deutschland"]),
    ("ES", &["España"]),
    ("GF", &["Guyane"]),
    ("HK", &["Hong Kong"]),
    ("IT", &["Italia"]),
    ("KG", &["Kirghizistan"]),
    ("KR", &["Korea", "Corée"]),
    ("MM", &["Myanmar", "Birmanie"]),
    ("MO", &["Macao"]),
    ("MU", &["Île Maurice"]),
    ("NL", &["Holland", "The Netherlands"]),
    ("PS", &["Palestine"]),
    ("RU", &["Russian Federation"]),
    ("TR", &["Turkey"]),
    ("TT", &["Trinidad and Tobago"]),
    ("VA", &["Vatican"]),
];

/// The country a text names: by its two-letter code, by a name in French or English, or by a name
/// one slip away (`Philipines`), which comes back as [`Found::Near`].
#[must_use]
pub fn country(text: &str) -> Found<&'static str> {
    if let Some(country) = known::country(text) {
        return Found::Same(country.code);
    }
    match BY_NAME.get(&name_key(text)) {
        Some(code) => Found::Same(code),
        None => find(
            text,
            BY_NAME.iter().map(|(key, code)| (key.as_str(), *code)),
        ),
    }
}

/// Whether a text is a country's code or name, well spelt.
#[must_use]
pub fn is_country(text: &str) -> bool {
    known::country(text).is_some() || BY_NAME.contains_key(&name_key(text))
}

static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let named = countries().flat_map(|country| {
        [Lang::En, Lang::Fr].map(|lang| (name_key(country.name(lang)), country.code))
    });
    let others = OTHER_NAMES
        .iter()
        .flat_map(|(code, names)| names.iter().map(move |name| (name_key(name), *code)));
    named.chain(others).collect()
});

/// The English name of a code, or the code itself when it is unknown.
#[must_use]
pub fn english_name(code: &str) -> &str {
    known::country(code).map_or(code, |country| country.name(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_slips() {
        for (text, code) in [
            ("fr", "FR"),
            ("ROYAUME UNI", "GB"),
            ("Côte d'Ivoire", "CI"),
            ("Korea", "KR"),
            ("Etats-Unis", "US"),
        ] {
            assert_eq!(country(text), Found::Same(code), "{text}");
        }
        assert_eq!(country("Philipines"), Found::Near("PH"));
        assert_eq!(country("Atlantis"), Found::No);
        assert_eq!(english_name("PH"), "Philippines");
    }

    #[test]
    fn every_name_is_its_own_country() {
        for known in countries() {
            for lang in [Lang::En, Lang::Fr] {
                let name = known.name(lang);
                assert_eq!(country(name), Found::Same(known.code), "{name}");
            }
        }
        for (code, names) in OTHER_NAMES {
            for name in *names {
                assert_eq!(country(name), Found::Same(*code), "{name}");
            }
        }
    }
}
