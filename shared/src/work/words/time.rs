//! Phrases that name a time of day.

use chrono::NaiveTime;

/// The time the words begin with, and how many words say so. Hours 1 to 7 after "at" without
/// "am" or "pm" are afternoon: nobody calls a customer at three in the night.
pub(super) fn time(keys: &[&str]) -> Option<(NaiveTime, usize)> {
    match keys {
        [
            "at" | "a" | "@" | "vers" | "around" | "des" | "from",
            rest @ ..,
        ] => {
            let bare = rest.first().and_then(|key| bare_hour(key));
            // "at 10 people" is no time, "at 10" at the end or before another phrase is.
            explicit(rest)
                .map(|(time, words)| (time, words + 1))
                .or_else(|| {
                    (keys.first() == Some(&"at"))
                        .then_some(bare)
                        .flatten()
                        .map(|time| (time, 2))
                })
        }
        _ => explicit(keys),
    }
}

/// "morning", "matin"… right after a day.
pub(super) fn part_of_day(keys: &[&str]) -> Option<(NaiveTime, usize)> {
    let (hour, words) = match keys {
        ["morning" | "matin", ..] => (9, 1),
        ["afternoon" | "apres-midi" | "aprem", ..] => (14, 1),
        ["evening" | "soir", ..] => (18, 1),
        _ => return None,
    };
    Some((NaiveTime::from_hms_opt(hour, 0, 0)?, words))
}

/// "this morning", "ce matin", "cet après-midi", "tonight".
pub(super) fn part_of_today(keys: &[&str]) -> Option<(NaiveTime, usize)> {
    match keys {
        ["tonight", ..] => Some((NaiveTime::from_hms_opt(18, 0, 0)?, 1)),
        ["this" | "ce" | "cet" | "cette", rest @ ..] => {
            part_of_day(rest).map(|(time, words)| (time, words + 1))
        }
        _ => None,
    }
}

fn explicit(keys: &[&str]) -> Option<(NaiveTime, usize)> {
    match keys {
        ["noon" | "midi", ..] => Some((NaiveTime::from_hms_opt(12, 0, 0)?, 1)),
        [hour, half @ ("am" | "pm" | "a.m" | "p.m"), ..] => {
            Some((clock(hour, half.starts_with('p'), true)?, 2))
        }
        [hour, "h", minute, ..] if minute.len() == 2 && two_digits(minute).is_some() => {
            Some((of(two_digits(hour)?, two_digits(minute)?)?, 3))
        }
        [hour, "h", ..] => Some((of(two_digits(hour)?, 0)?, 2)),
        [key, ..] => one_word(key).map(|time| (time, 1)),
        [] => None,
    }
}

fn one_word(key: &str) -> Option<NaiveTime> {
    if let Some(hour) = key.strip_suffix("pm") {
        return clock(hour, true, true);
    }
    if let Some(hour) = key.strip_suffix("am") {
        return clock(hour, false, true);
    }
    if let Some((hour, minute)) = key.split_once('h') {
        let minute = if minute.is_empty() {
            0
        } else {
            two_digits(minute)?
        };
        return of(two_digits(hour)?, minute);
    }
    key.contains(':').then(|| clock(key, false, false))?
}

/// `10`, `10:30`; with `half`, on a twelve-hour clock.
fn clock(text: &str, afternoon: bool, half: bool) -> Option<NaiveTime> {
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (two_digits(hour)?, two_digits(minute)?),
        Some(_) => return None,
        None => (two_digits(text)?, 0),
    };
    if !half {
        return of(hour, minute);
    }
    if !(1..=12).contains(&hour) {
        return None;
    }
    of(hour % 12 + if afternoon { 12 } else { 0 }, minute)
}

fn bare_hour(text: &str) -> Option<NaiveTime> {
    let hour = two_digits(text)?;
    of(
        if (1..=7).contains(&hour) {
            hour + 12
        } else {
            hour
        },
        0,
    )
}

fn two_digits(text: &str) -> Option<u32> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn of(hour: u32, minute: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, 0)
}
