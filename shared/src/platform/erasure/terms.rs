//! Words that give a person away, found in any text and taken out of it.
//!
//! Case, accents and how a number is spaced do not matter; where a word ends does: the address
//! `a@b.example` is not in `lea@b.example`, Jean Martin not in Jean Martineau.

use super::{MARK, TermKind};
use crate::crm::duplicates::phone_key;
use crate::kernel::search::{folded, search_key};
use std::ops::Range;

/// What is known of a person in one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
}

impl Person {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first.trim(), self.last.trim())
            .trim()
            .to_owned()
    }
}

/// A word that gives the person away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// Folded; of a number the digits at its end.
    pub text: String,
}

/// Shortest name that is searched everywhere: two words of it, or others are meant.
const SHORTEST_NAME: usize = 5;

/// The terms of a person's records, each once.
#[must_use]
pub fn terms(people: &[Person]) -> Vec<Term> {
    let mut all = Vec::new();
    for person in people {
        let email = search_key(&person.email);
        if email.contains('@') {
            all.push(Term {
                kind: TermKind::Email,
                text: email,
            });
        }
        let phone = phone_key(&person.phone);
        if !phone.is_empty() {
            all.push(Term {
                kind: TermKind::Phone,
                text: phone,
            });
        }
        let (first, last) = (search_key(&person.first), search_key(&person.last));
        if first.is_empty() || last.is_empty() || first.len() + last.len() < SHORTEST_NAME {
            continue;
        }
        for name in [format!("{first} {last}"), format!("{last} {first}")] {
            all.extend(written(&name).into_iter().map(|text| Term {
                kind: TermKind::Name,
                text,
            }));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// A name as it stands in plain text and in a page, where some signs are written out.
fn written(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    if name.contains(['\'', '&']) {
        let page = name.replace('&', "&amp;");
        all.push(page.replace('\'', "&#39;"));
        all.push(page.replace('\'', "&#x27;"));
    }
    all
}

/// Where terms stand in a text, in order and apart.
#[must_use]
pub fn find(text: &str, terms: &[Term]) -> Vec<Range<usize>> {
    if terms.is_empty() || text.is_empty() {
        return Vec::new();
    }
    let signs = folded(text);
    let mut found = Vec::new();
    for term in terms {
        match term.kind {
            TermKind::Phone => numbers(&signs, &term.text, &mut found),
            kind => words(&signs, kind, &term.text, &mut found),
        }
    }
    found.sort_by_key(|range: &Range<usize>| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether a sign before or after a word makes it another one.
fn goes_on(kind: TermKind, sign: char) -> bool {
    match kind {
        TermKind::Email => sign.is_alphanumeric() || "._%+-".contains(sign),
        _ => sign.is_alphanumeric(),
    }
}

fn words(
    signs: &[(char, usize, usize)],
    kind: TermKind,
    term: &str,
    found: &mut Vec<Range<usize>>,
) {
    let wanted: Vec<char> = term.chars().collect();
    let (Some(first), Some(most)) = (wanted.first(), signs.len().checked_sub(wanted.len())) else {
        return;
    };
    for start in 0..=most {
        let Some(here) = signs.get(start..start + wanted.len()) else {
            break;
        };
        if here.first().map(|sign| sign.0) != Some(*first)
            || !here.iter().map(|sign| sign.0).eq(wanted.iter().copied())
        {
            continue;
        }
        let before = start.checked_sub(1).and_then(|at| signs.get(at));
        let after = signs.get(start + wanted.len());
        // A sentence may end with an address.
        let ends = match (kind, after.map(|sign| sign.0)) {
            (TermKind::Email, Some('.' | '-')) => signs
                .get(start + wanted.len() + 1)
                .is_none_or(|next| !next.0.is_alphanumeric()),
            (_, Some(sign)) => !goes_on(kind, sign),
            (_, None) => true,
        };
        if before.is_none_or(|sign| !goes_on(kind, sign.0))
            && ends
            && let (Some(first), Some(last)) = (here.first(), here.last())
        {
            found.push(first.1..last.2);
        }
    }
}

/// Signs people put between the digits of a number.
fn is_between(sign: char) -> bool {
    matches!(sign, ' ' | '.' | '-' | '/' | '(' | ')' | '\u{2011}')
}

/// Most digits before those compared: `0033`, `+33`, `0`.
const PREFIX: usize = 5;

/// Numbers that end with these digits, however they are spaced.
fn numbers(signs: &[(char, usize, usize)], tail: &str, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at < signs.len() {
        let starts = signs.get(at).is_some_and(|sign| sign.0.is_ascii_digit());
        let apart = at == 0
            || signs
                .get(at - 1)
                .is_some_and(|sign| !sign.0.is_alphanumeric());
        if !starts || !apart {
            at += 1;
            continue;
        }
        let mut digits = String::new();
        let mut ends = Vec::new();
        let mut end = at;
        while let Some(sign) = signs.get(end) {
            if sign.0.is_ascii_digit() {
                digits.push(sign.0);
                ends.push(end);
            } else if !is_between(sign.0) {
                break;
            }
            end += 1;
        }
        let plus = at > 0 && signs.get(at - 1).is_some_and(|sign| sign.0 == '+');
        if let Some(hit) = number_in(&digits, &ends, tail, (at, plus)) {
            let whole = (signs.get(hit.start), signs.get(hit.end - 1));
            if let (Some(first), Some(last)) = whole {
                found.push(first.1..last.2);
            }
            at = hit.end;
        } else {
            // A date or another number may stand before it: the next group of digits is tried.
            while signs.get(at).is_some_and(|sign| sign.0.is_ascii_digit()) {
                at += 1;
            }
        }
    }
}

/// The number within a run of digits that begins with the run: its prefix, then the tail; nothing
/// but the end of a group may follow it. What stands before it in groups of its own is a prefix only
/// when it looks like one.
fn number_in(
    digits: &str,
    ends: &[usize],
    tail: &str,
    (start, plus): (usize, bool),
) -> Option<Range<usize>> {
    let place = digits.find(tail).filter(|place| *place <= PREFIX)?;
    let prefix = digits.get(..place)?;
    let one_group = ends.get(place) == Some(&(start + place));
    if !(matches!(prefix, "" | "0") || prefix.starts_with("00") || plus || one_group) {
        return None;
    }
    let last = *ends.get(place + tail.len() - 1)?;
    // The next digit belongs to the same group: a longer number.
    if ends.get(place + tail.len()) == Some(&(last + 1)) {
        return None;
    }
    Some(start..last + 1)
}

/// The text without the terms.
#[must_use]
pub fn redact(text: &str, terms: &[Term]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in find(text, terms) {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(MARK);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// What a statement of a database looks for to find texts that may hold a term: each is contained in
/// the lower case of such a text, or for numbers in the text without what stands between digits.
#[must_use]
pub fn needles(people: &[Person], terms: &[Term]) -> (Vec<String>, Vec<String>) {
    let mut plain: Vec<String> = Vec::new();
    let has = |kind| terms.iter().any(|term: &Term| term.kind == kind);
    let mut written_as: Vec<String> = Vec::new();
    for person in people {
        if has(TermKind::Email) {
            written_as.push(person.email.trim().to_owned());
        }
        if has(TermKind::Name) && !person.first.is_empty() {
            let (first, last) = (person.first.trim(), person.last.trim());
            written_as.push(format!("{first} {last}"));
            written_as.push(format!("{last} {first}"));
        }
    }
    for text in &written_as {
        let lower = text.to_lowercase();
        // A database may know the lower case of plain letters only.
        plain.push(text.to_ascii_lowercase());
        plain.push(text.to_uppercase().to_ascii_lowercase());
        plain.push(lower);
    }
    let folded = terms.iter().filter(|term| term.kind != TermKind::Phone);
    plain.extend(folded.map(|term| term.text.clone()));
    plain.retain(|text| !text.trim().is_empty());
    plain.sort();
    plain.dedup();
    let numbers = terms.iter().filter(|term| term.kind == TermKind::Phone);
    (plain, numbers.map(|term| term.text.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lea() -> Vec<Term> {
        terms(&[Person {
            first: "Léa".into(),
            last: "O'Roy".into(),
            email: "Lea@Acme.example".into(),
            phone: "+33 6 12 34 56 78".into(),
        }])
    }

    #[test]
    fn terms_are_found_as_people_write_them() {
        for (text, without) in [
            ("Call LEA O'ROY today", "Call […] today"),
            ("O'Roy Léa", "[…]"),
            ("<p>L&eacute;a Léa O&#39;Roy</p>", "<p>L&eacute;a […]</p>"),
            ("mail lea@acme.example.", "mail […]."),
            ("{\"email\":\"lea@acme.example\"}", "{\"email\":\"[…]\"}"),
            ("06 12 34 56 78", "[…]"),
            ("tel 06.12.34.56.78, or", "tel […], or"),
            ("0033612345678", "[…]"),
            ("+33 (0)6 12 34 56 78", "+[…]"),
            ("on 2026-11-23 06 12 34 56 78", "on 2026-11-23 […]"),
            ("léa\u{a0}o'roy", "[…]"),
        ] {
            assert_eq!(redact(text, &lea()), without, "{text}");
        }
    }

    #[test]
    fn other_people_are_left_alone() {
        for text in [
            "nadia-lea@acme.example",
            "lea@acme.example.org",
            "Galéa O'Roy",
            "Léa O'Royal",
            "0612345679",
            "10612345678901",
            "id a0612345678",
            "Léa",
            "",
        ] {
            assert_eq!(redact(text, &lea()), text);
        }
    }

    #[test]
    fn what_is_too_little_gives_nobody_away() {
        let person = Person {
            first: String::new(),
            last: "Roy".into(),
            email: "none".into(),
            phone: "1234".into(),
        };
        assert_eq!(terms(&[person]), []);
    }

    proptest! {
        #[test]
        fn nothing_is_left_and_nothing_else_is_lost(before in "[a-zé .]{0,20}", after in "[,;.]? [a-zé ]{0,20}", upper: bool, which in 0_usize..3) {
            let word = ["lea@acme.example", "Léa O'Roy", "06 12 34 56 78"][which];
            let word = if upper { word.to_uppercase() } else { word.to_owned() };
            let text = format!("{before} {word}{after}");
            let all = lea();
            let clean = redact(&text, &all);
            prop_assert!(find(&clean, &all).is_empty(), "{clean}");
            prop_assert_eq!(clean, format!("{before} {MARK}{after}"));
        }

        #[test]
        fn any_text_is_searched(text in "\\PC{0,60}") {
            let clean = redact(&text, &lea());
            prop_assert!(find(&clean, &lea()).is_empty());
        }

        #[test]
        fn the_database_finds_what_we_find(upper: bool, which in 0_usize..2) {
            let people = [Person { first: "Léa".into(), last: "Roy".into(), email: "léa@x.example".into(), phone: String::new() }];
            let word = ["Léa Roy", "léa@x.example"][which];
            let text = if upper { word.to_uppercase() } else { word.to_owned() };
            let (plain, _) = needles(&people, &terms(&people));
            prop_assert!(plain.iter().any(|needle| text.to_ascii_lowercase().contains(needle.as_str())));
            prop_assert!(plain.iter().any(|needle| text.to_lowercase().contains(needle.as_str())));
        }
    }
}
