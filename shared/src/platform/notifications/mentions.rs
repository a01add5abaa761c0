//! Names in texts: `@Léa Fontaine, can you call back?`
//!
//! A mention is an `@` at the beginning of a word, followed by a colleague's whole name, whatever its
//! case and accents. Of names of which one begins another (`Paul`, `Paul Martin`) the longer counts.
//! An e-mail address is no mention: its `@` stands inside a word.

use crate::kernel::{UserId, search_key};

/// The people named in `text`, in the order of `people`, each once.
#[must_use]
pub fn mentioned(text: &str, people: &[(UserId, String)]) -> Vec<UserId> {
    let mut found = Vec::new();
    let names: Vec<(UserId, String)> = people
        .iter()
        .map(|(id, name)| (*id, search_key(name)))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    for after in after_signs(text) {
        let after = search_key(after);
        let best = names
            .iter()
            .filter(|(_, name)| begins_with_name(&after, name))
            .max_by_key(|(_, name)| name.chars().count());
        if let Some((id, _)) = best
            && !found.contains(id)
        {
            found.push(*id);
        }
    }
    found.sort_by_key(|id| people.iter().position(|(other, _)| other == id));
    found
}

/// What stands behind each `@` that begins a word.
fn after_signs(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(move |(at, sign)| {
        let before = text.get(..at)?.chars().next_back();
        let after = text.get(at + sign.len()..)?;
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-'));
        (begins && after.chars().next().is_some_and(char::is_alphabetic)).then_some(after)
    })
}

fn begins_with_name(text: &str, name: &str) -> bool {
    text.strip_prefix(name)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What is being typed behind the last `@` before `caret` (a position in characters), when a name may
/// still come of it: its beginning, at most 40 characters of one line. The `@` itself stands that many
/// characters and one before the caret.
#[must_use]
pub fn completing(text: &str, caret: u32) -> Option<String> {
    let before: String = text.chars().take(usize::try_from(caret).ok()?).collect();
    let (head, typed) = before.rsplit_once('@')?;
    let begins = head
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let possible = typed.chars().count() <= 40 && !typed.contains('\n') && !typed.starts_with(' ');
    (begins && possible).then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn people() -> Vec<(UserId, String)> {
        ["Léa Fontaine", "Paul", "Paul Martin", "Nadia Benali"]
            .into_iter()
            .zip(1u8..)
            .map(|(name, n)| (UserId(Uuid::from_bytes([n; 16])), name.to_owned()))
            .collect()
    }

    fn named(text: &str) -> Vec<u8> {
        mentioned(text, &people())
            .into_iter()
            .map(|id| id.0.as_bytes()[0])
            .collect()
    }

    #[test]
    fn names_are_found_whatever_their_case_and_accents() {
        assert_eq!(named("@léa fontaine peux-tu rappeler ?"), [1]);
        assert_eq!(named("(@LEA FONTAINE) et @Nadia Benali."), [1, 4]);
        assert_eq!(named("@Nadia Benali, @Léa Fontaine, @Nadia Benali"), [1, 4]);
    }

    #[test]
    fn the_longer_name_counts() {
        assert_eq!(named("@Paul Martin"), [3]);
        assert_eq!(named("@Paul, Martin"), [2]);
        assert_eq!(named("@Pauline"), Vec::<u8>::new());
    }

    #[test]
    fn addresses_and_halves_are_no_mention() {
        for text in [
            "lea@Paul.example",
            "a.@Paul",
            "@",
            "@ Paul",
            "@Nadia",
            "Paul",
        ] {
            assert_eq!(named(text), Vec::<u8>::new(), "{text}");
        }
    }

    #[test]
    fn a_name_being_typed_is_known_by_its_sign() {
        assert_eq!(completing("Voir @Lé", 8).as_deref(), Some("Lé"));
        assert_eq!(completing("Voir @", 6).as_deref(), Some(""));
        assert_eq!(completing("x@y", 3), None);
        assert_eq!(completing("@a\nb", 4), None);
        assert_eq!(completing("Voir", 4), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}", caret in 0u32..300) {
            let _ = mentioned(&text, &people());
            let _ = completing(&text, caret);
        }
    }
}
