//! Phrases that name a day.

use super::Tense;
use crate::kernel::Lang;
use chrono::{Datelike, Days, Duration, Months, NaiveDate, Weekday};

/// `day` moved by whole months, the last day of a shorter month when needed.
pub(super) fn add_months(day: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 {
        day.checked_sub_months(count)
    } else {
        day.checked_add_months(count)
    }
}

/// The day the words begin with, and how many words say so.
pub(super) fn day(
    keys: &[&str],
    today: NaiveDate,
    lang: Lang,
    tense: Tense,
) -> Option<(NaiveDate, usize)> {
    relative(keys, today)
        .or_else(|| of_week(keys, today, lang, tense))
        .or_else(|| of_calendar(keys, today, lang, tense))
}

fn relative(keys: &[&str], today: NaiveDate) -> Option<(NaiveDate, usize)> {
    let shifted =
        |days: i64, words: usize| Some((today.checked_add_signed(Duration::days(days))?, words));
    let monday = i64::from(today.weekday().num_days_from_monday());
    match keys {
        ["today" | "aujourd'hui" | "auj", ..] => Some((today, 1)),
        ["tomorrow" | "tmr" | "tmrw" | "demain", ..] => shifted(1, 1),
        ["day", "after", "tomorrow", ..] => shifted(2, 3),
        ["apres-demain", ..] => shifted(2, 1),
        ["apres", "demain", ..] => shifted(2, 2),
        ["yesterday" | "hier", ..] => shifted(-1, 1),
        ["avant-hier", ..] => shifted(-2, 1),
        ["next", "week", ..] | ["semaine", "prochaine", ..] => shifted(7 - monday, 2),
        ["end", "of", "the", "week", ..] => shifted(friday(monday), 4),
        ["end", "of", "week", ..] | ["fin", "de", "semaine", ..] => shifted(friday(monday), 3),
        ["fin", "de", "la", "semaine", ..] => shifted(friday(monday), 4),
        ["eow", ..] => shifted(friday(monday), 1),
        ["next", "month", ..] | ["mois", "prochain", ..] => {
            Some((add_months(today.with_day(1)?, 1)?, 2))
        }
        ["end", "of", "the", "month", ..] => Some((end_of_month(today)?, 4)),
        ["end", "of", "month", ..] | ["fin", "de" | "du", "mois", ..] => {
            Some((end_of_month(today)?, 3))
        }
        ["eom", ..] => Some((end_of_month(today)?, 1)),
        _ => None,
    }
}

/// Days from today to this week's Friday; at the week-end, to the next one.
fn friday(days_from_monday: i64) -> i64 {
    (4 - days_from_monday).rem_euclid(7)
}

fn end_of_month(today: NaiveDate) -> Option<NaiveDate> {
    add_months(today.with_day(1)?, 1)?.pred_opt()
}

fn of_week(
    keys: &[&str],
    today: NaiveDate,
    lang: Lang,
    tense: Tense,
) -> Option<(NaiveDate, usize)> {
    let next_week = |wanted: Weekday| {
        let monday = Duration::days(i64::from(today.weekday().num_days_from_monday()));
        today
            .checked_sub_signed(monday)?
            .checked_add_days(Days::new(7 + u64::from(wanted.num_days_from_monday())))
    };
    match keys {
        ["next", name, ..] => Some((next_week(weekday(name, lang)?)?, 2)),
        ["last", name, ..] => Some((weekday_before(today, weekday(name, lang)?)?, 2)),
        [name, "prochain", ..] => Some((next_week(weekday(name, lang)?)?, 2)),
        [name, "dernier", ..] => Some((weekday_before(today, weekday(name, lang)?)?, 2)),
        [name, "en", "huit", ..] => {
            let day = weekday_after(today, weekday(name, lang)?)?;
            Some((day.checked_add_days(Days::new(7))?, 3))
        }
        [name, ..] => {
            let wanted = weekday(name, lang)?;
            let day = match tense {
                Tense::Future => weekday_after(today, wanted),
                Tense::Past => weekday_before(today, wanted),
            }?;
            // "Friday 27 November": the date that follows is the more precise of the two.
            match of_calendar(keys.get(1..).unwrap_or_default(), today, lang, tense) {
                Some((dated, words)) => Some((dated, words + 1)),
                None => Some((day, 1)),
            }
        }
        [] => None,
    }
}

fn weekday_after(today: NaiveDate, wanted: Weekday) -> Option<NaiveDate> {
    let days = (7 + u64::from(wanted.num_days_from_monday())
        - u64::from(today.weekday().num_days_from_monday()))
        % 7;
    today.checked_add_days(Days::new(if days == 0 { 7 } else { days }))
}

fn weekday_before(today: NaiveDate, wanted: Weekday) -> Option<NaiveDate> {
    let days = (7 + u64::from(today.weekday().num_days_from_monday())
        - u64::from(wanted.num_days_from_monday()))
        % 7;
    today.checked_sub_days(Days::new(if days == 0 { 7 } else { days }))
}

/// Short names that are common words or first names ("Sun", "sam", "mer", "jeu") are left out.
fn weekday(name: &str, lang: Lang) -> Option<Weekday> {
    Some(match (name, lang) {
        ("monday" | "lundi", _) | ("mon", Lang::En) | ("lun", Lang::Fr) => Weekday::Mon,
        ("tuesday" | "mardi", _) | ("tue" | "tues", Lang::En) => Weekday::Tue,
        ("wednesday" | "mercredi", _) | ("wed", Lang::En) => Weekday::Wed,
        ("thursday" | "jeudi", _) | ("thu" | "thur" | "thurs", Lang::En) => Weekday::Thu,
        ("friday" | "vendredi", _) | ("fri", Lang::En) | ("ven", Lang::Fr) => Weekday::Fri,
        ("saturday" | "samedi", _) => Weekday::Sat,
        ("sunday" | "dimanche", _) => Weekday::Sun,
        _ => return None,
    })
}

fn of_calendar(
    keys: &[&str],
    today: NaiveDate,
    lang: Lang,
    tense: Tense,
) -> Option<(NaiveDate, usize)> {
    if let Some(day) = keys
        .first()
        .and_then(|key| numeric(key, today, lang, tense))
    {
        return Some((day, 1));
    }
    let (day, month, words) = match keys {
        [day, "of", name, ..] if month(name).is_some() => (ordinal(day)?, month(name)?, 3),
        [day, name, ..] if month(name).is_some() => (ordinal(day)?, month(name)?, 2),
        [name, day, ..] if month(name).is_some() => (ordinal(day)?, month(name)?, 2),
        _ => return None,
    };
    if let Some(year) = keys.get(words).and_then(|key| year(key)) {
        return Some((NaiveDate::from_ymd_opt(year, month, day)?, words + 1));
    }
    Some((nearest(day, month, today, tense)?, words))
}

/// `2026-11-27`, `27/11/2026`, `27/11`; month first when the page is English.
fn numeric(key: &str, today: NaiveDate, lang: Lang, tense: Tense) -> Option<NaiveDate> {
    if key.len() == 10 && key.contains('-') {
        return key.parse().ok();
    }
    let parts: Vec<&str> = key.split('/').collect();
    let number = |text: &&str| {
        (text.len() <= 2)
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let (first, second, rest) = match parts.as_slice() {
        [first, second] => (number(first)?, number(second)?, None),
        [first, second, third] => (number(first)?, number(second)?, Some(year(third)?)),
        _ => return None,
    };
    let (day, month) = match lang {
        Lang::Fr => (first, second),
        // 27/11 can only be a day and a month, whatever the language.
        Lang::En if first > 12 => (first, second),
        Lang::En => (second, first),
    };
    match rest {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => nearest(day, month, today, tense),
    }
}

fn year(text: &str) -> Option<i32> {
    let value: i32 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + value),
        4 if (1990..=2100).contains(&value) => Some(value),
        _ => None,
    }
}

/// The coming (or last) day with this day and month, today included; 29 February waits for a leap
/// year.
fn nearest(day: u32, month: u32, today: NaiveDate, tense: Tense) -> Option<NaiveDate> {
    let fits = |candidate: &NaiveDate| match tense {
        Tense::Future => *candidate >= today,
        Tense::Past => *candidate <= today,
    };
    let step = if tense == Tense::Future { 1 } else { -1 };
    (0..=8)
        .filter_map(|years| NaiveDate::from_ymd_opt(today.year() + step * years, month, day))
        .find(fits)
}

fn ordinal(text: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th", "er"]
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))
        .unwrap_or(text);
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month(name: &str) -> Option<u32> {
    Some(match name {
        "january" | "jan" | "janvier" | "janv" => 1,
        "february" | "feb" | "fevrier" | "fevr" | "fev" => 2,
        "march" | "mar" | "mars" => 3,
        "april" | "apr" | "avril" | "avr" => 4,
        "may" | "mai" => 5,
        "june" | "jun" | "juin" => 6,
        "july" | "jul" | "juillet" | "juil" => 7,
        "august" | "aug" | "aout" => 8,
        "september" | "sep" | "sept" | "septembre" => 9,
        "october" | "oct" | "octobre" => 10,
        "november" | "nov" | "novembre" => 11,
        "december" | "dec" | "decembre" => 12,
        _ => return None,
    })
}
