//! Identifiers of companies: VAT numbers of the European Union and its neighbours, and the French
//! SIREN and SIRET.
//!
//! Sources: forms as published for VIES (European Commission); French VAT key and SIREN/SIRET:
//! INSEE and service-public.fr; check digits of BE, DE, IT and LU from the national tax offices.

use crate::kernel::Issue;

/// Capital letters and digits only: people write VAT numbers with spaces, dots and hyphens.
#[must_use]
pub fn tidy_identifier(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The VAT number to keep for what a person typed. In France a SIREN or SIRET is enough to know it.
#[must_use]
pub fn tidy_vat(text: &str, country: &str) -> String {
    let plain = tidy_identifier(text);
    let siren = match plain.len() {
        9 => Some(plain.as_str()),
        14 => plain.get(..9),
        _ => None,
    };
    match siren {
        Some(siren) if country == "FR" && is_siren(siren) => french_vat(siren),
        _ => plain,
    }
}

/// Findings about a tidy VAT number: `invalid_vat` when it has not the form of its country,
/// a warning `vat_check_digit` when its check digits are wrong, a warning `vat_other_country` when
/// it is of another country than the address. Numbers of countries without a known form pass.
#[must_use]
pub fn check_vat(number: &str, country: &str, field: &'static str) -> Vec<Issue> {
    let mut issues = Vec::new();
    if number.is_empty() {
        return issues;
    }
    let Some((prefix, rest)) = number.split_at_checked(2) else {
        issues.push(Issue::error("invalid_vat", field));
        return issues;
    };
    let Some((_, forms)) = FORMS.iter().find(|(known, _)| *known == prefix) else {
        let expects_prefix = FORMS.iter().any(|(known, _)| *known == vat_prefix(country));
        if expects_prefix || number.chars().count() > 20 {
            issues.push(Issue::error("invalid_vat", field).with("example", example(country)));
        }
        return issues;
    };
    if !forms.iter().any(|form| has_form(rest, form)) {
        issues.push(Issue::error("invalid_vat", field).with("example", example(prefix)));
        return issues;
    }
    if !check_digits(prefix, rest) {
        issues.push(Issue::warning("vat_check_digit", field));
    }
    if !country.is_empty() && vat_prefix(country) != prefix {
        issues.push(Issue::warning("vat_other_country", field));
    }
    issues
}

/// Whether `text` is nine digits that satisfy Luhn's check (INSEE).
#[must_use]
pub fn is_siren(text: &str) -> bool {
    text.len() == 9 && luhn(text)
}

/// Whether `text` is fourteen digits that satisfy Luhn's check. The post office's establishments
/// (SIREN 356000000) satisfy instead: the sum of the digits is a multiple of 5 (INSEE).
#[must_use]
pub fn is_siret(text: &str) -> bool {
    let all_digits = text.len() == 14 && text.chars().all(|c| c.is_ascii_digit());
    if all_digits && text.starts_with("356000000") {
        let sum: u32 = text.chars().filter_map(|c| c.to_digit(10)).sum();
        return luhn(text) || sum.is_multiple_of(5);
    }
    all_digits && luhn(text)
}

/// The French VAT number of a valid SIREN: key = (12 + 3 × (SIREN mod 97)) mod 97.
#[must_use]
pub fn french_vat(siren: &str) -> String {
    let number: u64 = siren.parse().unwrap_or(0);
    format!("FR{:02}{siren}", (12 + 3 * (number % 97)) % 97)
}

fn luhn(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| match (place % 2, digit * 2) {
                (0, _) => *digit,
                (_, twice) if twice > 9 => twice - 9,
                (_, twice) => twice,
            })
            .sum();
        !digits.is_empty() && sum.is_multiple_of(10)
    })
}

/// Letters before the number: the country's code except for Greece and Northern Ireland's own.
fn vat_prefix(country: &str) -> &str {
    if country == "GR" { "EL" } else { country }
}

/// By prefix: `d` a digit, `a` a letter, `x` either; anything else stands for itself.
const FORMS: &[(&str, &[&str])] = &[
    ("AT", &["Udddddddd"]),
    ("BE", &["0ddddddddd", "1ddddddddd"]),
    ("BG", &["ddddddddd", "dddddddddd"]),
    (
        "CH",
        &[
            "Eddddddddd",
            "EdddddddddMWST",
            "EdddddddddTVA",
            "EdddddddddIVA",
        ],
    ),
    ("CY", &["dddddddda"]),
    ("CZ", &["dddddddd", "ddddddddd", "dddddddddd"]),
    ("DE", &["ddddddddd"]),
    ("DK", &["dddddddd"]),
    ("EE", &["ddddddddd"]),
    ("EL", &["ddddddddd"]),
    ("ES", &["xdddddddx"]),
    ("FI", &["dddddddd"]),
    ("FR", &["xxddddddddd"]),
    ("GB", &["ddddddddd", "dddddddddddd", "GDddd", "HAddd"]),
    ("HR", &["ddddddddddd"]),
    ("HU", &["dddddddd"]),
    ("IE", &["dxddddda", "dxdddddaa"]),
    ("IT", &["ddddddddddd"]),
    ("LT", &["ddddddddd", "dddddddddddd"]),
    ("LU", &["dddddddd"]),
    ("LV", &["ddddddddddd"]),
    ("MT", &["dddddddd"]),
    ("NL", &["dddddddddBdd"]),
    ("NO", &["ddddddddd", "dddddddddMVA"]),
    ("PL", &["dddddddddd"]),
    ("PT", &["ddddddddd"]),
    (
        "RO",
        &[
            "dd",
            "ddd",
            "dddd",
            "ddddd",
            "dddddd",
            "ddddddd",
            "dddddddd",
            "ddddddddd",
            "dddddddddd",
        ],
    ),
    ("SE", &["dddddddddddd"]),
    ("SI", &["dddddddd"]),
    ("SK", &["dddddddddd"]),
    ("XI", &["ddddddddd", "dddddddddddd", "GDddd", "HAddd"]),
];

fn has_form(text: &str, form: &str) -> bool {
    text.chars().count() == form.len()
        && text
            .chars()
            .zip(form.chars())
            .all(|(c, wanted)| match wanted {
                'd' => c.is_ascii_digit(),
                'a' => c.is_ascii_uppercase(),
                'x' => c.is_ascii_uppercase() || c.is_ascii_digit(),
                exact => c == exact,
            })
}

/// What a number of this country looks like, with made-up digits.
fn example(country: &str) -> String {
    let prefix = vat_prefix(country);
    let form = FORMS
        .iter()
        .find(|(known, _)| *known == prefix)
        .and_then(|(_, forms)| forms.first())
        .copied()
        .unwrap_or_default();
    let digits = "1234567890".chars().cycle();
    let body: String = form
        .chars()
        .zip(digits)
        .map(|(sign, digit)| match sign {
            'd' | 'x' => digit,
            'a' => 'A',
            exact => exact,
        })
        .collect();
    format!("{prefix}{body}")
}

fn check_digits(prefix: &str, rest: &str) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    match prefix {
        "FR" => match (number(rest.get(..2)), rest.get(2..)) {
            (Some(key), Some(siren)) => {
                number(Some(siren)).is_some_and(|n| key == (12 + 3 * (n % 97)) % 97)
            }
            // Keys with letters have no published check.
            _ => true,
        },
        "BE" => match (number(rest.get(..8)), number(rest.get(8..))) {
            (Some(base), Some(key)) => key == 97 - base % 97,
            _ => false,
        },
        "LU" => match (number(rest.get(..6)), number(rest.get(6..))) {
            (Some(base), Some(key)) => key == base % 89,
            _ => false,
        },
        "IT" => luhn(rest),
        "DE" => german(rest),
        _ => true,
    }
}

/// ISO 7064 MOD 11,10.
fn german(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *check
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(number: &str, country: &str) -> Vec<String> {
        check_vat(&tidy_vat(number, country), country, "vat_number")
            .into_iter()
            .map(|issue| issue.code.into_owned())
            .collect()
    }

    #[test]
    fn published_numbers_pass() {
        for (number, country) in [
            ("FR 40 303 265 045", "FR"),
            ("DE 136 695 976", "DE"),
            ("BE 0428.759.497", "BE"),
            ("LU 15027442", "LU"),
            ("IT 00743110157", "IT"),
            ("NL 004495445 B01", "NL"),
            ("ATU13585627", "AT"),
            ("ESX1234567L", "ES"),
            ("EL 123456789", "GR"),
            ("CHE-123.456.788 TVA", "CH"),
            ("IE 6433435F", "IE"),
        ] {
            assert_eq!(codes(number, country), Vec::<String>::new(), "{number}");
        }
    }

    #[test]
    fn wrong_forms_are_errors_and_wrong_keys_warnings() {
        assert_eq!(codes("FR12", "FR"), ["invalid_vat"]);
        assert_eq!(codes("12345", "DE"), ["invalid_vat"]);
        assert_eq!(codes("FR41303265045", "FR"), ["vat_check_digit"]);
        assert_eq!(codes("DE136695977", "DE"), ["vat_check_digit"]);
        assert_eq!(codes("BE0428759498", "BE"), ["vat_check_digit"]);
        assert_eq!(codes("FR40303265045", "DE"), ["vat_other_country"]);
        assert_eq!(codes("", "FR"), Vec::<String>::new());
        assert_eq!(codes("12-3456789", "US"), Vec::<String>::new());
        assert_eq!(codes("é1", "FR"), ["invalid_vat"]);
    }

    #[test]
    fn a_siren_or_siret_gives_the_french_number() {
        assert!(is_siren("732829320"));
        assert!(!is_siren("732829321"));
        assert!(is_siret("73282932000074"));
        assert!(is_siret("35600000000048"));
        assert!(!is_siret("73282932000075"));
        assert_eq!(tidy_vat("732 829 320", "FR"), "FR44732829320");
        assert_eq!(tidy_vat("732 829 320 00074", "FR"), "FR44732829320");
        assert_eq!(tidy_vat("732 829 320", "BE"), "732829320");
    }

    #[test]
    fn the_example_has_the_right_form() {
        for (prefix, _) in FORMS {
            let example = example(prefix);
            let found = check_vat(&example, "", "vat_number");
            assert!(
                found.iter().all(|issue| issue.code != "invalid_vat"),
                "{example}"
            );
        }
    }
}
