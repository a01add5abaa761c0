//! Days and times as people write them, in English and in French: "tomorrow 10am", "vendredi 14h",
//! "in 3 days", "dans 3 jours", "27/11", "il y a 2 jours".
//!
//! Entry point: [`read_when`]. Both languages are always understood; the language of the page only
//! decides what is ambiguous (03/04 is 3 April in French, 4 March in English; "mon" is Monday in
//! English and "my" in French). A day of the week is the next one after today, never today;
//! with "next" or "prochain" it is the one of the week after this one (weeks from Monday).
//! Words that are not about time are handed back unchanged, so nothing a person typed is lost.
//! The forms are our own; tests beside the code.

mod day;
mod time;

use crate::kernel::{Lang, search_key};
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// Whether a day without a year or week is to come or has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// Things to do: "Friday" is the coming one.
    Future,
    /// Things done: "Friday" is the last one.
    Past,
}

/// What a text says about when, and the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The day, if one was named.
    pub day: Option<NaiveDate>,
    /// The time of day, if one was named.
    pub time: Option<NaiveTime>,
    /// The text without the words about day and time.
    pub rest: String,
}

/// One word of a text.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    /// As typed, with its punctuation.
    pub raw: &'a str,
    /// In lower case without accents and without the punctuation around it.
    pub key: String,
}

/// The search key of `text` with straight apostrophes.
#[must_use]
pub fn fold(text: &str) -> String {
    search_key(text).replace('’', "'")
}

/// The words of `text`.
pub(crate) fn split(text: &str) -> Vec<Word<'_>> {
    text.split_whitespace()
        .map(|raw| {
            let folded = fold(raw);
            let trimmed = folded.trim_matches([',', ';', '.', '?', '(', ')', ':', '"', '«', '»']);
            let key = if trimmed.chars().all(|letter| letter == '!') {
                trimmed
            } else {
                trimmed.trim_end_matches('!')
            };
            Word {
                raw,
                key: key.to_owned(),
            }
        })
        .collect()
}

/// Joins the words that `used` does not mark, as they were typed.
pub(crate) fn unused(words: &[Word<'_>], used: &[bool]) -> String {
    let kept: Vec<&str> = words
        .iter()
        .zip(used)
        .filter(|(_, used)| !**used)
        .map(|(word, _)| word.raw)
        .collect();
    kept.join(" ")
        .trim_end_matches([',', ';'])
        .trim()
        .to_owned()
}

/// Reads the day and time `text` names; `now` is the writer's local time.
#[must_use]
pub fn read_when(text: &str, now: NaiveDateTime, lang: Lang, tense: Tense) -> When {
    let words = split(text);
    let mut used = vec![false; words.len()];
    let (day, time) = mark_when(&words, &mut used, now, lang, tense);
    When {
        day,
        time,
        rest: unused(&words, &used),
    }
}

/// Finds day and time among the words not used yet, and marks theirs.
pub(crate) fn mark_when(
    words: &[Word<'_>],
    used: &mut [bool],
    now: NaiveDateTime,
    lang: Lang,
    tense: Tense,
) -> (Option<NaiveDate>, Option<NaiveTime>) {
    // A word that is used already ends every phrase: it becomes a key nothing matches.
    let keys: Vec<&str> = words
        .iter()
        .zip(used.iter())
        .map(|(word, used)| if *used { "\u{0}" } else { word.key.as_str() })
        .collect();
    let (mut day, mut time) = (None, None);
    let mut at = 0;
    while at < keys.len() {
        let rest = keys.get(at..).unwrap_or_default();
        let found = find(rest, now, lang, tense, day.is_none(), time.is_none());
        match found {
            Some(found) => {
                day = day.or(found.day);
                time = time.or(found.time);
                used.iter_mut()
                    .skip(at)
                    .take(found.words)
                    .for_each(|mark| *mark = true);
                at += found.words;
            }
            None => at += 1,
        }
    }
    (day, time)
}

/// A phrase at the start of the words: its meaning and its length in words.
struct Found {
    day: Option<NaiveDate>,
    time: Option<NaiveTime>,
    words: usize,
}

fn find(
    keys: &[&str],
    now: NaiveDateTime,
    lang: Lang,
    tense: Tense,
    want_day: bool,
    want_time: bool,
) -> Option<Found> {
    if want_day {
        if let Some(found) = offset(keys, now, want_time) {
            return Some(found);
        }
        let (skipped, rest) = skip_prepositions(keys);
        for (skipped, rest) in [(0, keys), (skipped, rest)] {
            if let Some((day, words)) = day::day(rest, now.date(), lang, tense) {
                let after = rest.get(words..).unwrap_or_default();
                let part = want_time.then(|| time::part_of_day(after)).flatten();
                return Some(Found {
                    day: Some(day),
                    time: part.map(|(time, _)| time),
                    words: skipped + words + part.map_or(0, |(_, words)| words),
                });
            }
            if let Some((time, words)) = time::part_of_today(rest).filter(|_| want_time) {
                return Some(Found {
                    day: Some(now.date()),
                    time: Some(time),
                    words: skipped + words,
                });
            }
        }
    }
    if want_time {
        return time::time(keys).map(|(time, words)| Found {
            day: None,
            time: Some(time),
            words,
        });
    }
    None
}

/// "in 2 hours", "dans 20 minutes", "in 3 days", "dans 2 semaines", "il y a 2 jours", "2 days ago".
fn offset(keys: &[&str], now: NaiveDateTime, want_time: bool) -> Option<Found> {
    let (sign, count, unit, words) = match keys {
        ["in" | "dans", count, unit, ..] => (1, *count, *unit, 3),
        ["il", "y", "a", count, unit, ..] => (-1, *count, *unit, 5),
        [count, unit, "ago", ..] => (-1, *count, *unit, 3),
        ["in" | "dans", joined, ..] => {
            let split = joined.find(|letter: char| !letter.is_ascii_digit())?;
            let (count, unit) = joined.split_at_checked(split)?;
            (1, count, unit, 2)
        }
        _ => return None,
    };
    let count = number(count)? * sign;
    let found = |day: NaiveDate| {
        Some(Found {
            day: Some(day),
            time: None,
            words,
        })
    };
    let today = now.date();
    match unit {
        "day" | "days" | "jour" | "jours" | "j" | "d" => {
            found(today.checked_add_signed(Duration::days(count))?)
        }
        "week" | "weeks" | "semaine" | "semaines" | "sem" => {
            found(today.checked_add_signed(Duration::days(7 * count))?)
        }
        "month" | "months" | "mois" => found(day::add_months(today, count)?),
        "year" | "years" | "an" | "ans" => found(day::add_months(today, 12 * count)?),
        _ if want_time => {
            let minutes = match unit {
                "h" | "hour" | "hours" | "hr" | "hrs" | "heure" | "heures" => 60 * count,
                "min" | "mn" | "minute" | "minutes" | "mins" => count,
                _ => return None,
            };
            let then = now.checked_add_signed(Duration::minutes(minutes))?;
            Some(Found {
                day: Some(then.date()),
                time: Some(then.time()),
                words,
            })
        }
        _ => None,
    }
}

/// How many words like "on", "by the", "pour le" the text begins with (two at most), and the rest.
fn skip_prepositions<'a, 'b>(keys: &'b [&'a str]) -> (usize, &'b [&'a str]) {
    const PREPOSITIONS: &[&str] = &[
        "on", "by", "due", "for", "before", "until", "the", "this", "le", "la", "pour", "avant",
        "d'ici", "ce", "cette", "jusqu'a", "des",
    ];
    let skipped = keys
        .iter()
        .take(2)
        .take_while(|key| PREPOSITIONS.contains(key))
        .count();
    (skipped, keys.get(skipped..).unwrap_or_default())
}

/// A small whole number, in digits or words.
pub(crate) fn number(word: &str) -> Option<i64> {
    const WORDS: &[(&str, i64)] = &[
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("un", 1),
        ("une", 1),
        ("two", 2),
        ("deux", 2),
        ("three", 3),
        ("trois", 3),
        ("four", 4),
        ("quatre", 4),
        ("five", 5),
        ("cinq", 5),
        ("six", 6),
        ("ten", 10),
        ("dix", 10),
        ("fifteen", 15),
        ("quinze", 15),
    ];
    if let Some((_, value)) = WORDS.iter().find(|(name, _)| *name == word) {
        return Some(*value);
    }
    if word.len() > 3 {
        return None;
    }
    word.parse::<u16>().ok().map(i64::from)
}

#[cfg(test)]
mod tests;
