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

/// The text with the whole name behind the `@` that is being typed at `caret`, and where the caret goes:
/// behind the name and a space, so that the next word is none of it.
#[must_use]
pub fn completed(text: &str, caret: u32, name: &str) -> Option<(String, u32)> {
    let typed = completing(text, caret)?;
    let caret = usize::try_from(caret).ok()?.min(text.chars().count());
    let start = caret.checked_sub(typed.chars().count())?;
    let head: String = text.chars().take(start).collect();
    let tail: String = text.chars().skip(caret).collect();
    let next = tail.chars().next();
    let space = next.is_none_or(char::is_alphanumeric);
    let behind = usize::from(space || next == Some(' '));
    let caret = start + name.chars().count() + behind;
    let space = if space { " " } else { "" };
    let text = format!("{head}{name}{space}{tail}");
    Some((text, u32::try_from(caret).ok()?))
}

/// Whether a name may be meant by what was typed of it: the name or one of its words begins so, and it
/// is not there whole.
#[must_use]
pub fn may_mean(typed: &str, name: &str) -> bool {
    let (typed, name) = (search_key(typed), search_key(name));
    let mut words = name
        .match_indices(' ')
        .filter_map(|(at, _)| name.get(at + 1..));
    typed != name && (name.starts_with(&typed) || words.any(|word| word.starts_with(&typed)))
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

    #[test]
    fn a_name_is_put_in_the_place_of_its_beginning() {
        let put = |text: &str, caret| completed(text, caret, "Léa Fontaine");
        let end = |text: &str, caret| Some((text.to_owned(), caret));
        assert_eq!(put("Voir @Lé", 8), end("Voir @Léa Fontaine ", 19));
        assert_eq!(
            put("Voir @Lé demain", 8),
            end("Voir @Léa Fontaine demain", 19)
        );
        assert_eq!(put("Voir @, svp", 6), end("Voir @Léa Fontaine, svp", 18));
        assert_eq!(put("Voir", 4), None);
        assert!(!may_mean("Léa Fontaine ", "Léa Fontaine"));
        assert!(may_mean("fon", "Léa Fontaine") && may_mean("lea f", "Léa Fontaine"));
        assert!(may_mean("", "Paul") && !may_mean("taine", "Léa Fontaine"));
    }

    proptest! {
        #[test]
        fn what_is_inserted_is_understood(head in "[a-z .]{0,20}", tail in "[ ,.!][a-z ]{0,20}", typed in 0usize..12) {
            let name = "Nadia Benali";
            let begun: String = name.chars().take(typed).collect();
            let text = format!("{head} @{begun}{tail}");
            let caret = u32::try_from(head.chars().count() + 2 + typed).unwrap();
            let (text, caret) = completed(&text, caret, name).unwrap();
            prop_assert_eq!(mentioned(&text, &people()), vec![people()[3].0]);
            prop_assert!(usize::try_from(caret).unwrap() <= text.chars().count());
        }

        #[test]
        fn any_text_is_read(text in ".{0,200}", caret in 0u32..300) {
            let _ = mentioned(&text, &people());
            let _ = completing(&text, caret);
            let _ = completed(&text, caret, "Paul");
        }
    }
}
