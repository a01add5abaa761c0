//! Days as typed: digits, words, and distances from today.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use shared::kernel::{Issue, Lang};

/// A day such as `2026-11-12`, `12/11/2026` (day first in French, month first in English, unless
/// only one reading exists), `12.11.26`, `12/11` (this year), `12 nov. 2026`, `Nov 12`, `today`,
/// `demain`, `vendredi` (the next one), `+3d`, `+2 sem`, `-1m`, `in 3 days`, `end of month`.
///
/// The words of both languages are understood in both.
///
/// # Errors
/// A finding about `field`: `required` when empty, `not_a_date` otherwise, `date_out_of_range`
/// before 1900 or after 2199.
pub fn parse_date(
    lang: Lang,
    text: &str,
    today: NaiveDate,
    field: &'static str,
) -> Result<NaiveDate, Issue> {
    let plain = simplify(text);
    if plain.is_empty() {
        return Err(Issue::error("required", field));
    }
    let day = word(&plain, today)
        .or_else(|| distance(&plain, today))
        .or_else(|| digits(lang, &plain, today))
        .or_else(|| with_month_name(&plain, today))
        .ok_or_else(|| Issue::error("not_a_date", field).with("text", text.trim()))?;
    if (1900..=2199).contains(&day.year()) {
        Ok(day)
    } else {
        Err(Issue::error("date_out_of_range", field)
            .with("from", "1900-01-01")
            .with("until", "2199-12-31"))
    }
}

/// Lower case, accents off, one plain space between words.
fn simplify(text: &str) -> String {
    let folded = shared::kernel::search::search_key(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn word(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    const WEEKDAYS: [(&str, &str, Weekday); 7] = [
        ("monday", "lundi", Weekday::Mon),
        ("tuesday", "mardi", Weekday::Tue),
        ("wednesday", "mercredi", Weekday::Wed),
        ("thursday", "jeudi", Weekday::Thu),
        ("friday", "vendredi", Weekday::Fri),
        ("saturday", "samedi", Weekday::Sat),
        ("sunday", "dimanche", Weekday::Sun),
    ];
    match text {
        "today" | "aujourd'hui" | "aujourd’hui" | "auj" | "tod" => return Some(today),
        "tomorrow" | "demain" | "tmr" => return today.succ_opt(),
        "yesterday" | "hier" => return today.pred_opt(),
        "apres-demain" | "apres demain" => return today.checked_add_days(Days::new(2)),
        "next week" | "semaine prochaine" => return today.checked_add_days(Days::new(7)),
        "next month" | "mois prochain" => return today.checked_add_months(Months::new(1)),
        "end of month" | "eom" | "fin de mois" | "fin du mois" => return end_of_month(today, 1),
        "end of quarter" | "eoq" | "fin de trimestre" | "fin du trimestre" => {
            return end_of_month(today, 3);
        }
        "end of year" | "eoy" | "fin d'annee" | "fin d’annee" => return end_of_month(today, 12),
        _ => {}
    }
    let bare = text.strip_prefix("next ").unwrap_or(text);
    let bare = bare.strip_suffix(" prochain").unwrap_or(bare);
    let wanted = WEEKDAYS.iter().find(|(english, french, _)| {
        bare == *english || bare == *french || (bare.len() == 3 && english.starts_with(bare))
    })?;
    let ahead = (wanted.2.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7;
    let ahead = if ahead == 0 { 7 } else { ahead };
    today.checked_add_days(Days::new(u64::from(ahead)))
}

/// Last day of the month, quarter or year (`length` months) that `today` lies in.
fn end_of_month(today: NaiveDate, length: u32) -> Option<NaiveDate> {
    let first_month = (today.month0() / length) * length + 1;
    NaiveDate::from_ymd_opt(today.year(), first_month, 1)?
        .checked_add_months(Months::new(length))?
        .pred_opt()
}

/// `+3d`, `-2 weeks`, `in 3 days`, `dans 2 mois`, `3 days ago`, `il y a 3 jours`.
fn distance(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (back, rest) = if let Some(rest) = text.strip_prefix('+') {
        (false, rest)
    } else if let Some(rest) = text.strip_prefix(['-', '−']) {
        (true, rest)
    } else if let Some(rest) = text
        .strip_prefix("in ")
        .or_else(|| text.strip_prefix("dans "))
    {
        (false, rest)
    } else if let Some(rest) = text.strip_prefix("il y a ") {
        (true, rest)
    } else {
        (true, text.strip_suffix(" ago")?)
    };
    let rest = rest.trim();
    let cut = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (count, unit) = rest.split_at_checked(cut)?;
    let count: u32 = count.parse().ok().filter(|count| *count <= 36_500)?;
    let (days, months) = match unit.trim() {
        "" | "d" | "j" | "day" | "days" | "jour" | "jours" => (count, 0),
        "w" | "s" | "sem" | "week" | "weeks" | "semaine" | "semaines" => (count * 7, 0),
        "m" | "mo" | "month" | "months" | "mois" => (0, count),
        "y" | "a" | "year" | "years" | "an" | "ans" => (0, count * 12),
        _ => return None,
    };
    if back {
        today
            .checked_sub_months(Months::new(months))?
            .checked_sub_days(Days::new(u64::from(days)))
    } else {
        today
            .checked_add_months(Months::new(months))?
            .checked_add_days(Days::new(u64::from(days)))
    }
}

fn digits(lang: Lang, text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).collect();
    let numbers: Vec<u32> = parts
        .iter()
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match (parts.as_slice(), numbers.as_slice()) {
        ([year, ..], &[y, m, d]) if year.len() == 4 => make(i32::try_from(y).ok()?, m, d),
        ([_, _, year], &[a, b, y]) => {
            let year = full_year(year, y)?;
            either_order(lang, a, b, year)
        }
        ([_, _], &[a, b]) => either_order(lang, a, b, today.year()),
        _ => None,
    }
}

/// Day and month in the habit of the language, or the other way when only that is a date.
fn either_order(lang: Lang, first: u32, second: u32, year: i32) -> Option<NaiveDate> {
    let (day, month) = match lang {
        Lang::Fr => (first, second),
        Lang::En => (second, first),
    };
    make(year, month, day).or_else(|| make(year, day, month))
}

fn with_month_name(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let words: Vec<&str> = text
        .split([' ', ',', '.', '-', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    let month = words.iter().find_map(|word| month_number(word))?;
    let mut numbers = words.iter().filter(|word| month_number(word).is_none());
    let day_text = numbers.next()?;
    let day: u32 = ["er", "st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| day_text.strip_suffix(ending))
        .unwrap_or(day_text)
        .parse()
        .ok()?;
    let year = match numbers.next() {
        Some(text) => full_year(text, text.parse().ok()?)?,
        None => today.year(),
    };
    if numbers.next().is_some() {
        return None;
    }
    make(year, month, day)
}

/// 1 to 12 for the first letters of a month in either language, accents already off.
fn month_number(word: &str) -> Option<u32> {
    const NAMES: [(&str, &str); 12] = [
        ("january", "janvier"),
        ("february", "fevrier"),
        ("march", "mars"),
        ("april", "avril"),
        ("may", "mai"),
        ("june", "juin"),
        ("july", "juillet"),
        ("august", "aout"),
        ("september", "septembre"),
        ("october", "octobre"),
        ("november", "novembre"),
        ("december", "decembre"),
    ];
    if word.len() < 3 {
        return None;
    }
    let mut matching = (1..)
        .zip(NAMES)
        .filter(|(_, (english, french))| english.starts_with(word) || french.starts_with(word));
    let (number, _) = matching.next()?;
    // "jui" may be June or July: not a month.
    matching.next().is_none().then_some(number)
}

fn full_year(text: &str, value: u32) -> Option<i32> {
    match text.len() {
        2 => i32::try_from(2000 + value).ok(),
        4 => i32::try_from(value).ok(),
        _ => None,
    }
}

fn make(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lang: Lang, text: &str) -> String {
        // A Thursday.
        let today: NaiveDate = "2026-11-12".parse().unwrap();
        match parse_date(lang, text, today, "close_date") {
            Ok(day) => day.to_string(),
            Err(issue) => issue.code.into_owned(),
        }
    }

    #[test]
    fn digits_in_the_habit_of_the_language() {
        assert_eq!(read(Lang::Fr, "12/11/2026"), "2026-11-12");
        assert_eq!(read(Lang::En, "12/11/2026"), "2026-12-11");
        assert_eq!(read(Lang::En, "25/12/2026"), "2026-12-25");
        assert_eq!(read(Lang::Fr, "12.11.26"), "2026-11-12");
        assert_eq!(read(Lang::Fr, "3/4"), "2026-04-03");
        assert_eq!(read(Lang::Fr, "2026-11-12"), "2026-11-12");
        assert_eq!(read(Lang::En, "2026-11-12"), "2026-11-12");
    }

    #[test]
    fn words_of_both_languages() {
        for lang in [Lang::En, Lang::Fr] {
            for (text, day) in [
                ("12 nov. 2026", "2026-11-12"),
                ("Nov 12, 2026", "2026-11-12"),
                ("1er février 2027", "2027-02-01"),
                ("3 août", "2026-08-03"),
                ("June 3rd", "2026-06-03"),
                ("today", "2026-11-12"),
                ("Aujourd’hui", "2026-11-12"),
                ("Demain", "2026-11-13"),
                ("hier", "2026-11-11"),
                ("vendredi", "2026-11-13"),
                ("thursday", "2026-11-19"),
                ("+3d", "2026-11-15"),
                ("+3j", "2026-11-15"),
                ("+2 sem", "2026-11-26"),
                ("-1m", "2026-10-12"),
                ("dans 3 jours", "2026-11-15"),
                ("3 days ago", "2026-11-09"),
                ("end of month", "2026-11-30"),
                ("fin de trimestre", "2026-12-31"),
            ] {
                assert_eq!(read(lang, text), day, "{lang:?} {text}");
            }
        }
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in [
            "31/02/2026",
            "2026-13-01",
            "soon",
            "12",
            "jui 3",
            "+9999999d",
            "1/2/3/4",
        ] {
            assert_eq!(read(Lang::Fr, text), "not_a_date", "{text}");
        }
        assert_eq!(read(Lang::Fr, "01/01/0026"), "date_out_of_range");
        assert_eq!(read(Lang::Fr, "  "), "required");
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        let mut day: NaiveDate = "2026-01-01".parse().unwrap();
        while day.year() == 2026 {
            for lang in [Lang::En, Lang::Fr] {
                for shown in [
                    crate::format::date_medium(lang, day),
                    crate::format::date_short(lang, day),
                    crate::format::day_month(lang, day),
                ] {
                    assert_eq!(read(lang, &shown), day.to_string(), "{lang:?} {shown}");
                }
            }
            day = day.succ_opt().unwrap();
        }
    }
}
