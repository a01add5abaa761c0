//! Finding a record by a few letters, from anywhere.
//!
//! Terms: a *hit* is a record whose search text holds every word typed; a *loose* hit holds them but
//! for one slip (a letter missing, too much, wrong, or two swapped) in one word.
//! Entry points: [`words`], [`loose_patterns`], [`rank`], [`Find`].
//! Invariants: what is typed can never become a wildcard of SQL; a record outside a person's scope
//! is never a hit; equal input gives equal order.
//! Tests: below; both databases in `server/services/tests/it/platform/search.rs`; the palette in
//! `end2end/tests/platform/palette.spec.mjs`.

use crate::kernel::event::Entity;
use crate::kernel::search_key;
use crate::operation;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Words beyond this many narrow nothing more.
const MAX_WORDS: usize = 6;
/// A word shorter than this is too short to be forgiven a slip.
const LOOSE_FROM: usize = 4;

/// Asks for records by a few letters of their name, account, number or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// As typed.
    pub text: String,
    /// Hits per kind of record, 1 to 20.
    pub limit: u32,
}

/// A record found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Account, contact, opportunity or quote.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// What tells it from others of the same name: account, town, number.
    pub detail: String,
}

/// What was found, best first within each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Opportunities, accounts, contacts, quotes, in this order.
    pub hits: Vec<Hit>,
    /// The words were found only with a slip forgiven.
    pub loose: bool,
}
operation!(Find => Found, "search.find", ReadReference);

/// The words to look for: folded like the stored search texts, and without the two wildcards of
/// `LIKE`, which therefore need no escape.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let plain: String = search_key(text)
        .chars()
        .map(|c| {
            if matches!(c, '%' | '_' | '\\') {
                ' '
            } else {
                c
            }
        })
        .collect();
    plain
        .split_whitespace()
        .take(MAX_WORDS)
        .map(|word| word.chars().take(40).collect())
        .collect()
}

/// The `LIKE` pattern of a word that stands anywhere.
#[must_use]
pub fn pattern(word: &str) -> String {
    format!("%{word}%")
}

/// The `LIKE` patterns of a word with one slip forgiven: each pair of neighbouring letters in turn
/// may be anything. Covers a wrong, missing, added or swapped letter. Short words give only
/// themselves.
#[must_use]
pub fn loose_patterns(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < LOOSE_FROM {
        return vec![pattern(word)];
    }
    (0..letters.len() - 1)
        .map(|at| {
            let before: String = letters.iter().take(at).collect();
            let after: String = letters.iter().skip(at + 2).collect();
            format!("%{before}%{after}%")
        })
        .collect()
}

/// How well a title answers: 0 begins with what was typed, 1 has a word that begins with the first
/// word typed, 2 holds all words, 3 matches elsewhere (an account's name, an address).
#[must_use]
pub fn rank(title: &str, typed: &[String]) -> u8 {
    let title = search_key(title);
    let whole = typed.join(" ");
    if title.starts_with(&whole) {
        0
    } else if typed.first().is_some_and(|first| {
        title
            .split(' ')
            .any(|word| word.starts_with(first.as_str()))
    }) {
        1
    } else if typed.iter().all(|word| title.contains(word.as_str())) {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn like(text: &str, pattern: &str) -> bool {
        let mut rest = text;
        let parts: Vec<&str> = pattern.split('%').filter(|part| !part.is_empty()).collect();
        parts.iter().all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    }

    #[test]
    fn wildcards_are_only_ours() {
        assert_eq!(words("100 % Été_x\\"), ["100", "ete", "x"]);
        assert!(words(" %_ ").is_empty());
        assert_eq!(words("a b c d e f g").len(), MAX_WORDS);
    }

    #[test]
    fn one_slip_is_forgiven() {
        let finds = |typed: &str, text: &str| loose_patterns(typed).iter().any(|p| like(text, p));
        for typed in ["dupnot", "dupon", "dupoont", "dupint", "duponr"] {
            assert!(finds(typed, "garage dupont lyon"), "{typed}");
        }
        assert!(!finds("martin", "garage dupont lyon"));
        assert!(!finds("abc", "abd"));
    }

    #[test]
    fn better_answers_come_first() {
        let typed = words("nord");
        assert_eq!(rank("Nordwind SARL", &typed), 0);
        assert_eq!(rank("Gares du Nord", &typed), 1);
        assert_eq!(rank("Fjordnord", &typed), 2);
        assert_eq!(rank("Rollout", &typed), 3);
    }

    proptest! {
        #[test]
        fn a_word_always_finds_itself(word in "[a-z]{1,12}") {
            let hit = loose_patterns(&word).iter().any(|p| like(&word, p));
            prop_assert!(hit);
            prop_assert!(like(&word, &pattern(&word)));
        }
    }
}
