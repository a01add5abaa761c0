//! Words looked for in a timeline: whether an entry holds them, and where they stand.

use super::TimelineEvent;
use crate::kernel::search::{folded, search_key};
use crate::platform::search::words;
use std::ops::Range;

/// What was typed, as the words that must all be found; in any order, without case and accents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text as typed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(words(text))
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where they stand in `text`, in order and apart, whole signs at both ends.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() || text.is_empty() {
            return Vec::new();
        }
        let signs = folded(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        for word in &self.0 {
            let word: Vec<char> = word.chars().collect();
            let here = signs.windows(word.len()).filter(|part| {
                let part = part.iter().map(|(sign, ..)| sign);
                part.eq(word.iter())
            });
            found.extend(here.filter_map(|part| Some(part.first()?.1..part.last()?.2)));
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut apart: Vec<Range<usize>> = Vec::new();
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }
}

/// Whether every word stands somewhere in what the entry says.
#[must_use]
pub fn says(event: &TimelineEvent, words: &Words) -> bool {
    if words.is_empty() {
        return true;
    }
    let texts: Vec<String> = event.texts().into_iter().map(search_key).collect();
    let holds = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
    words.0.iter().all(holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, typed: &str) -> Vec<String> {
        let marks = Words::of(typed).marks(text);
        marks
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    }

    #[test]
    fn words_are_marked_as_they_are_written() {
        assert_eq!(marked("Le Bœuf été", "ETE boeuf"), ["Bœuf", "été"]);
        assert_eq!(marked("banana", "ana"), ["anana"]);
        assert_eq!(
            marked("E\u{301}te\u{301} sec", "ete"),
            ["E\u{301}te\u{301}"]
        );
        assert_eq!(marked("anything", " % "), Vec::<String>::new());
        assert_eq!(marked("Prix : 10 %", "prix absent"), ["Prix"]);
    }

    #[test]
    fn every_word_must_stand_somewhere_in_the_entry() {
        let asked = TimelineEvent::Question {
            quote: crate::kernel::QuoteId::new(1, [1; 10]),
            number: "Q-7".into(),
            title: "Télescope".into(),
            author: "Zoé".into(),
            ours: false,
            text: "La formation est-elle incluse ?".into(),
        };
        for (typed, found) in [
            ("", true),
            ("telescope formation", true),
            ("INCLUSE zoe q-7", true),
            ("formation absent", false),
        ] {
            assert_eq!(says(&asked, &Words::of(typed)), found, "{typed}");
        }
    }

    proptest! {
        /// Whatever was typed, marks stand apart, in order, and each holds a word.
        #[test]
        fn a_mark_holds_a_word(text in "\\PC{0,40}", typed in "\\PC{0,6}") {
            let words = Words::of(&typed);
            let marks = words.marks(&text);
            prop_assert!(marks.windows(2).all(|pair| pair[0].end < pair[1].start));
            for mark in marks {
                let key = search_key(&text[mark]);
                prop_assert!(words.0.iter().any(|word| key.contains(word.as_str())));
            }
        }
    }
}
