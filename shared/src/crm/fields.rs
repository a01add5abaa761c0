//! Forms of the facts accounts and contacts share: texts, e-mail and web addresses, telephones.
//!
//! Each `tidy_…` gives the form to keep, each `check_…` the findings about it; empty is always
//! acceptable except where a rule says `required`.

use crate::kernel::Issue;

/// Longest name of an account, a person's first or last name, a job title.
pub const NAME_MAX: usize = 200;
/// Longest line of an address, industry, telephone or web address.
pub const LINE_MAX: usize = 200;
/// Longest notes.
pub const NOTES_MAX: usize = 10_000;

/// One line: no line breaks or control characters, no spaces at the ends or in a row.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Several lines: no control characters but line breaks, no blank ends.
#[must_use]
pub fn tidy_text(text: &str) -> String {
    let plain: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .collect();
    plain.trim().to_owned()
}

/// `too_long` when `text` has more than `max` characters.
#[must_use]
pub fn check_length(text: &str, max: usize, field: &'static str) -> Option<Issue> {
    (text.chars().count() > max).then(|| Issue::error("too_long", field).with("max", max))
}

/// The domain in lower case; the part before the @ is kept, its case may matter to its server.
#[must_use]
pub fn tidy_email(text: &str) -> String {
    let plain = text.trim();
    let plain = plain.strip_prefix("mailto:").unwrap_or(plain);
    match plain.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => plain.to_owned(),
    }
}

/// `invalid_email` unless `text` is empty or an address as RFC 5321 allows, without quoting, and
/// with a dot in its domain. Length limits: 64 before the @, 254 in all.
#[must_use]
pub fn check_email(text: &str, field: &'static str) -> Option<Issue> {
    (!text.is_empty() && !is_email(text)).then(|| Issue::error("invalid_email", field))
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local_char = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && local.chars().all(local_char)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && is_host(domain)
}

/// Labels of letters, digits and inner hyphens, at least two of them, the last not all digits.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && host.rsplit('.').next().is_some_and(|last| {
            last.chars().count() >= 2 && !last.chars().all(|c| c.is_ascii_digit())
        })
}

/// With `https://` before a bare host, host in lower case, no slash at the end of a bare host.
#[must_use]
pub fn tidy_website(text: &str) -> String {
    let plain = text.trim();
    if plain.is_empty() {
        return String::new();
    }
    let lower = plain.to_ascii_lowercase();
    let (scheme, rest) = if lower.starts_with("https://") || lower.starts_with("http://") {
        plain.split_at(plain.find("://").map_or(0, |at| at + 3))
    } else if plain.contains("://") || has_other_scheme(&lower) {
        return plain.to_owned();
    } else {
        ("https://", plain)
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let path = if path == "/" { "" } else { path };
    format!(
        "{}{}{path}",
        scheme.to_ascii_lowercase(),
        host.trim().to_lowercase()
    )
}

/// `javascript:…` and the like, which must never become a link.
fn has_other_scheme(lower: &str) -> bool {
    [
        "javascript:",
        "data:",
        "vbscript:",
        "file:",
        "mailto:",
        "tel:",
    ]
    .iter()
    .any(|scheme| lower.starts_with(scheme))
}

/// `invalid_url` unless `text` is empty or an `http` or `https` address of a named host.
#[must_use]
pub fn check_website(text: &str, field: &'static str) -> Option<Issue> {
    let host = website_host(text);
    (!text.is_empty() && !host.is_some_and(is_host)).then(|| Issue::error("invalid_url", field))
}

/// The host of a tidy web address.
#[must_use]
pub fn website_host(text: &str) -> Option<&str> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    if authority.contains(char::is_whitespace) || authority.contains('@') {
        return None;
    }
    Some(match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
        _ => authority,
    })
}

/// `invalid_phone` unless `text` is empty or 4 to 15 digits (ITU-T E.164) with the usual signs
/// between them; an extension may follow (`ext. 12`, `poste 12`, `x12`).
#[must_use]
pub fn check_phone(text: &str, field: &'static str) -> Option<Issue> {
    let lower = text.to_lowercase();
    let number = ["ext", "poste", "x", "#"]
        .iter()
        .find_map(|word| lower.split_once(word).map(|(number, _)| number))
        .unwrap_or(&lower);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let usual = number
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-–./()".contains(c));
    let good = usual && (4..=15).contains(&digits) && text.chars().count() <= 50;
    (!text.is_empty() && !good).then(|| Issue::error("invalid_phone", field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn e_mail_addresses() {
        for good in [
            "a@b.fr",
            "jean-luc.o'neil+crm@sous.exemple.com",
            "zoé@café.fr",
        ] {
            assert_eq!(check_email(good, "email"), None, "{good}");
        }
        for bad in [
            "a",
            "a@b",
            "@b.fr",
            "a@@b.fr",
            "a b@c.fr",
            ".a@b.fr",
            "a..b@c.fr",
            "a@-b.fr",
            "a@b.1",
            "a@b.fr, c@d.fr",
            "<script>@b.fr",
        ] {
            assert!(check_email(bad, "email").is_some(), "{bad}");
        }
        assert_eq!(tidy_email(" Jean@Exemple.FR "), "Jean@exemple.fr");
    }

    #[test]
    fn web_addresses() {
        assert_eq!(tidy_website("Exemple.FR/"), "https://exemple.fr");
        assert_eq!(
            tidy_website("HTTP://Exemple.fr/Page?A=1"),
            "http://exemple.fr/Page?A=1"
        );
        for good in ["exemple.fr", "https://a.b.co:8080/x", "http://münchen.de"] {
            assert_eq!(
                check_website(&tidy_website(good), "website"),
                None,
                "{good}"
            );
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.fr",
            "https://",
            "localhost",
            "https://user:pw@a.fr",
            "two words.fr",
        ] {
            assert!(
                check_website(&tidy_website(bad), "website").is_some(),
                "{bad}"
            );
        }
    }

    #[test]
    fn telephones() {
        for good in [
            "+33 1 23 45 67 89",
            "(555) 123-4567",
            "01.23.45.67.89 poste 12",
            "112233",
        ] {
            assert_eq!(check_phone(good, "phone"), None, "{good}");
        }
        for bad in [
            "abc",
            "12",
            "+33 1 23 45 67 89 01 23 45 67",
            "call me: 0123456789",
        ] {
            assert!(check_phone(bad, "phone").is_some(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn tidying_twice_is_tidying_once(text in "\\PC{0,40}") {
            let site = tidy_website(&text);
            prop_assert_eq!(tidy_website(&site), site.clone());
            let line = tidy_line(&text);
            prop_assert_eq!(tidy_line(&line), line.clone());
            let mail = tidy_email(&text);
            prop_assert_eq!(tidy_email(&mail).len() <= mail.len(), true);
        }
    }
}
