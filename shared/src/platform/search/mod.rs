//! Finding a record by a few letters, from anywhere.
//!
//! Terms: a *hit* is a record whose search text holds every word typed; a *loose* hit holds the words that
//! were probably meant, where a word typed stands nowhere; a hit is *said* when the words stand in what somebody
//! wrote down (an activity, a task), with the *snippet* around them; a *visit* is a record somebody opened.
//! Entry points: [`words`], [`meant`], [`rank`], [`Find`], [`stems`], [`snippet`], [`visited`], [`Recall`].
//! Invariants: what is typed can never become a wildcard of SQL; a record outside a person's scope
//! is never a hit, whoever opened it before; equal input gives equal order.
//! Tests: below; both databases in `server/services/tests/it/platform/search.rs`; the palette in
//! `end2end/tests/platform/palette.spec.mjs`.

mod said;

pub use said::{OfRecord, Piece, Said, is_long, snippet, stems};

use crate::kernel::event::Entity;
use crate::kernel::search_key;
use crate::operation;
use serde::{Deserialize, Serialize};
use strsim::osa_distance;
use uuid::Uuid;

/// Words beyond this many narrow nothing more.
const MAX_WORDS: usize = 6;
/// A word shorter than this is too short to be forgiven a slip.
const LOOSE_FROM: usize = 4;
/// A word as long as this is forgiven two.
const LONG_FROM: usize = 8;
/// Most words one typed word is taken for.
const MEANT: usize = 5;

/// Asks for records by a few letters of their name, account, number or address, and for activities and tasks by
/// words of what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// As typed.
    pub text: String,
    /// Hits per kind of record, 1 to 20.
    pub limit: u32,
}

/// A record found.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Account, contact, opportunity, quote, lead, product, activity or task.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
    /// Its name; of an activity or a task, its subject.
    pub title: String,
    /// What tells it from others of the same name: account, town, number.
    pub detail: String,
    /// Where the words stand, of an activity or a task.
    #[serde(default)]
    pub said: Option<Said>,
}

/// What was found, best first within each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Opportunities, accounts, contacts, leads, quotes, products, activities, tasks, in this order.
    pub hits: Vec<Hit>,
    /// Names, or what was written down, were found only with a slip forgiven.
    pub loose: bool,
}
operation!(Find => Found, "search.find", ReadReference);

/// Most records told by [`Recall`].
pub const RECALLED: usize = 8;

/// A record somebody opened, as their browser remembers it: never its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Account, contact, opportunity, quote or lead.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
}

/// Asks what the records one opened last are called now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {
    /// The last one first; no more than [`RECALLED`] are looked at.
    pub visits: Vec<Visit>,
}
operation!(Recall => Recalled, "search.recall", ReadReference);

/// The records that are still there and that one may still read, in the order they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recalled {
    /// Each once.
    pub hits: Vec<Hit>,
}

/// `visits` with `now` as the last one: first, once, and the oldest beyond [`RECALLED`] forgotten.
#[must_use]
pub fn visited(visits: &[Visit], now: Visit) -> Vec<Visit> {
    let others = visits.iter().copied().filter(|visit| *visit != now);
    std::iter::once(now).chain(others).take(RECALLED).collect()
}

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

/// How many slips a word of so many letters is forgiven.
const fn slips(letters: usize) -> usize {
    match letters {
        0..LOOSE_FROM => 0,
        LOOSE_FROM..LONG_FROM => 1,
        _ => 2,
    }
}

/// The words of `known` that `typed` may have meant, the nearest first (then the shortest): itself when some
/// word holds it or it is not of the kind that is [`learnt`], else those within its slips, whole or as their beginning, for people search while they
/// type. At most [`MEANT`]; only those with the fewest slips. A slip is a letter missing, too much, wrong, or
/// two swapped (optimal string alignment; Damerau, CACM 7(3), 1964).
#[must_use]
pub fn meant<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let letters = typed.chars().count();
    let mut fewest = slips(letters);
    let exact = fewest == 0 || !typed.chars().all(char::is_alphabetic);
    if exact || known.clone().any(|word| word.contains(typed)) {
        return vec![typed.to_owned()];
    }
    let mut found: Vec<&str> = Vec::new();
    for word in known {
        let length = word.chars().count();
        if length + fewest < letters {
            continue;
        }
        let beginning: String = word.chars().take(letters).collect();
        let distance = osa_distance(typed, &beginning).min(osa_distance(typed, word));
        if distance < fewest {
            fewest = distance;
            found.clear();
        }
        if distance == fewest {
            found.push(word);
        }
    }
    found.sort_by_key(|word| (word.len(), *word));
    found.into_iter().take(MEANT).map(str::to_owned).collect()
}

/// The words of a search key worth knowing when somebody slips: letters only, neither short nor endless.
/// Numbers and addresses are typed exactly, or pasted.
pub fn learnt(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c: char| !c.is_alphabetic())
        .filter(|word| (LOOSE_FROM..=40).contains(&word.chars().count()))
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

    #[test]
    fn wildcards_are_only_ours() {
        assert_eq!(words("100 % Été_x\\"), ["100", "ete", "x"]);
        assert!(words(" %_ ").is_empty());
        assert_eq!(words("a b c d e f g").len(), MAX_WORDS);
    }

    #[test]
    fn slips_are_forgiven_by_length() {
        let known = ["garage", "dupont", "duponchel", "microsystems", "ab"];
        let finds = |typed: &str| meant(typed, known.into_iter());
        for typed in ["dupnot", "dupoont", "dupint", "duponr"] {
            assert_eq!(
                finds(typed).first().map(String::as_str),
                Some("dupont"),
                "{typed}"
            );
        }
        assert_eq!(finds("dupon"), ["dupon"]);
        assert_eq!(finds("mircosystmes"), ["microsystems"]);
        // While it is being typed.
        assert_eq!(finds("mircos"), ["microsystems"]);
        assert!(finds("martin").is_empty());
        assert_eq!(finds("abc"), ["abc"]);
        assert_eq!(finds("q-2026"), ["q-2026"]);
        assert!(finds("dpnuot").is_empty());
    }

    #[test]
    fn the_last_visit_stands_first_and_once() {
        let visit = |n: u128| Visit {
            entity: Entity::Account,
            id: Uuid::from_u128(n),
        };
        let ids = |visits: &[Visit]| -> Vec<u128> {
            visits.iter().map(|visit| visit.id.as_u128()).collect()
        };
        let two = visited(&[visit(1)], visit(2));
        assert_eq!(ids(&two), [2, 1]);
        assert_eq!(ids(&visited(&two, visit(1))), [1, 2]);
        let many = (0..20).fold(Vec::new(), |visits, n| visited(&visits, visit(n)));
        assert_eq!(ids(&many), [19, 18, 17, 16, 15, 14, 13, 12]);
    }

    #[test]
    fn numbers_and_addresses_are_not_learnt() {
        let words: Vec<_> = learnt("jean-luc o'neill q-2026-00042 jl@example.org").collect();
        assert_eq!(words, ["jean", "neill", "example"]);
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
        fn a_word_always_means_itself(word in "[a-z]{1,12}") {
            prop_assert_eq!(meant(&word, [word.as_str(), "other"].into_iter()), [word.clone()]);
        }

        #[test]
        fn one_letter_wrong_is_always_found(word in "[a-y]{4,12}", at in 0_usize..12) {
            let at = at % word.len();
            let mut typed = word.clone();
            typed.replace_range(at..=at, "z");
            prop_assert!(meant(&typed, [word.as_str()].into_iter()).contains(&word));
        }
    }
}
