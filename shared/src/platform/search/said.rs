//! What somebody wrote down and where the words looked for stand in it.

use super::{MAX_WORDS, words};
use crate::kernel::Instant;
use crate::kernel::event::Entity;
use crate::work::timeline::Words;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use uuid::Uuid;

/// Signs of a snippet, about.
const LENGTH: usize = 140;
/// Of which before the first word found.
const BEFORE: usize = 40;

/// A shorter stem alone stands in too much of what is written to be worth looking for.
const SHORTEST: usize = 3;

/// The record an activity or a task is about.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRecord {
    /// Opportunity, account or contact.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub title: String,
}

/// A part of a snippet.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The text as it was written, but on one line; plain, never HTML.
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// Where the words of a hit stand.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Of an activity `call`, `email`, `meeting` or `note`; of a task `todo`, `call`, `email` or `meeting`.
    pub kind: String,
    /// When an activity took place or, of a meeting to come, will.
    pub at: Option<Instant>,
    /// The record it is about that the reader may open: a deal before an account before a contact. Only a task
    /// may be about none.
    pub record: Option<OfRecord>,
    /// The text around the words; of the subject when they stand only there.
    pub snippet: Vec<Piece>,
}

/// The beginnings of words that what is written must hold, one of each: what was typed, taken apart where no
/// letter or digit stands, as the index takes texts apart. None when there is too little to look for.
#[must_use]
pub fn stems(typed: &str) -> Vec<String> {
    let all: Vec<String> = words(typed)
        .iter()
        .flat_map(|word| word.split(|sign: char| !sign.is_alphanumeric() && !joins(sign)))
        .filter(|stem| !stem.is_empty())
        .take(MAX_WORDS)
        .map(str::to_owned)
        .collect();
    if all.iter().any(|stem| is_long(stem)) {
        all
    } else {
        Vec::new()
    }
}

/// Whether a sign that is no letter joins letters to one word, as the virama of Hindi does.
const fn joins(sign: char) -> bool {
    matches!(sign, '\u{900}'..='\u{963}' | '\u{966}'..='\u{1055}' | '\u{1780}'..='\u{17d3}')
}

/// Whether a stem stands for all words that begin with it. A shorter one is meant as it is, unless its letters
/// are signs of which few make a word.
#[must_use]
pub fn is_long(stem: &str) -> bool {
    stem.chars().count() >= SHORTEST || !stem.is_ascii()
}

/// The text around the first of `stems`, on one line, with all of them marked where a word begins with one; the
/// beginning of the text when there is none.
#[must_use]
pub fn snippet(text: &str, stems: &[String]) -> Vec<Piece> {
    let marks = beginnings(text, stems);
    let first = marks.first().map_or(0, |mark| mark.start);
    let (start, end) = window(text, first);
    let mut line = Line::default();
    if start > 0 {
        line.push("… ", false);
    }
    let mut at = start;
    for mark in marks.iter().filter(|mark| mark.end <= end) {
        line.push(text.get(at..mark.start).unwrap_or_default(), false);
        line.push(text.get(mark.clone()).unwrap_or_default(), true);
        at = mark.end;
    }
    line.push(text.get(at..end).unwrap_or_default().trim_end(), false);
    if end < text.trim_end().len() {
        line.push(" …", false);
    }
    line.0
}

/// Where words of `text` begin with one of `stems`.
fn beginnings(text: &str, stems: &[String]) -> Vec<Range<usize>> {
    let before = |at: usize| text.get(..at).and_then(|before| before.chars().next_back());
    let mut marks = Words::of(&stems.join(" ")).marks(text);
    marks.retain(|mark| !before(mark.start).is_some_and(char::is_alphanumeric));
    marks
}

/// The part of `text` that is shown around `at`: cut between words where there are any.
fn window(text: &str, at: usize) -> (usize, usize) {
    let back = text.get(..at).unwrap_or_default().char_indices().rev();
    let mut start = 0;
    for (count, (index, sign)) in back.enumerate() {
        if count >= BEFORE && sign.is_whitespace() {
            start = index + sign.len_utf8();
            break;
        }
        if count >= 2 * BEFORE {
            start = index;
            break;
        }
    }
    let ahead = text.get(start..).unwrap_or_default().char_indices();
    for (count, (index, sign)) in ahead.enumerate() {
        let far = count >= LENGTH && start + index > at;
        if far && (sign.is_whitespace() || count >= LENGTH + BEFORE) {
            return (start, start + index);
        }
    }
    (start, text.len())
}

/// Pieces in one line: spaces of all kinds become one.
#[derive(Default)]
struct Line(Vec<Piece>);

impl Line {
    fn push(&mut self, text: &str, marked: bool) {
        let mut plain = String::with_capacity(text.len());
        let mut spaced = self.0.last().is_none_or(|last| last.text.ends_with(' '));
        for sign in text.chars() {
            if sign.is_whitespace() || sign.is_control() {
                if !spaced {
                    plain.push(' ');
                }
                spaced = true;
            } else {
                plain.push(sign);
                spaced = false;
            }
        }
        if plain.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.marked == marked => last.text.push_str(&plain),
            _ => self.0.push(Piece {
                text: plain,
                marked,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The snippet with its marks in brackets.
    fn shown(text: &str, typed: &str) -> String {
        let piece = |piece: Piece| match piece.marked {
            true => format!("[{}]", piece.text),
            false => piece.text,
        };
        snippet(text, &stems(typed))
            .into_iter()
            .map(piece)
            .collect()
    }

    #[test]
    fn what_is_typed_is_taken_apart_as_texts_are() {
        assert_eq!(stems("Jean-Luc  ÉTÉ"), ["jean", "luc", "ete"]);
        assert_eq!(stems("q-2026"), ["q", "2026"]);
        assert!(stems("de la").is_empty(), "too short to look for");
        assert_eq!(stems("de la marge"), ["de", "la", "marge"]);
        assert_eq!(stems("日本"), ["日本"]);
        assert_eq!(stems("हिन्दी। में"), ["हिन्दी", "में"]);
        assert!(stems(" % _ ").is_empty());
    }

    #[test]
    fn words_are_marked_where_they_begin() {
        assert_eq!(
            shown("Le budget, sans débudgéter.\r\n\n BUDGÉTAIRE", "budget"),
            "Le [budget], sans débudgéter. [BUDGÉT]AIRE"
        );
        assert_eq!(shown("nothing of it", "absent"), "nothing of it");
        assert_eq!(shown("", "absent"), "");
        assert_eq!(shown("<b>bold</b>", "bold"), "<b>[bold]</b>");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word_found() {
        let text = format!("{}the margin {}", "before ".repeat(40), "after ".repeat(60));
        let said = shown(&text, "margin");
        assert!(said.starts_with("… before"), "{said}");
        assert!(said.contains("the [margin] after"), "{said}");
        assert!(said.ends_with("after …"), "{said}");
        assert!(said.chars().count() < LENGTH + BEFORE + 10, "{said}");
    }

    proptest! {
        #[test]
        fn a_snippet_is_short_and_of_the_text(text in "\\PC{0,600}", typed in "\\PC{0,12}") {
            let stems = stems(&typed);
            let pieces = snippet(&text, &stems);
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert!(whole.chars().count() <= LENGTH + 3 * BEFORE + 50, "{whole}");
            prop_assert!(pieces.windows(2).all(|two| two[0].marked != two[1].marked));
            for piece in pieces.iter().filter(|piece| piece.marked) {
                let key = crate::kernel::search_key(&piece.text);
                prop_assert!(stems.iter().any(|stem| key.contains(stem.as_str())));
            }
        }
    }
}
