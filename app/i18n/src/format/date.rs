//! Days, months, quarters and times of day.

use super::{MINUS, NBSP};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use shared::kernel::Lang;

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const SHORT_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const DAYS_FR: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const DAYS_SHORT_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAYS_SHORT_FR: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];

fn pick(table: &'static [&'static str], index: u32) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|index| table.get(index))
        .copied()
        .unwrap_or_default()
}

/// The month's full name; `month` counts from 1.
#[must_use]
pub fn month_name(lang: Lang, month: u32) -> &'static str {
    let table = match lang {
        Lang::En => &MONTHS_EN,
        Lang::Fr => &MONTHS_FR,
    };
    pick(table, month.saturating_sub(1))
}

fn month_short(lang: Lang, month: u32) -> &'static str {
    let table = match lang {
        Lang::En => &SHORT_EN,
        Lang::Fr => &SHORT_FR,
    };
    pick(table, month.saturating_sub(1))
}

/// The weekday's full name.
#[must_use]
pub fn weekday_name(lang: Lang, day: Weekday) -> &'static str {
    let table = match lang {
        Lang::En => &DAYS_EN,
        Lang::Fr => &DAYS_FR,
    };
    pick(table, day.num_days_from_monday())
}

/// The weekday's short name.
#[must_use]
pub fn weekday_short(lang: Lang, day: Weekday) -> &'static str {
    let table = match lang {
        Lang::En => &DAYS_SHORT_EN,
        Lang::Fr => &DAYS_SHORT_FR,
    };
    pick(table, day.num_days_from_monday())
}

/// The day a week begins with.
#[must_use]
pub const fn week_start(lang: Lang) -> Weekday {
    match lang {
        Lang::En => Weekday::Sun,
        Lang::Fr => Weekday::Mon,
    }
}

/// Digits only: `11/1/26`, `01/11/2026`. Only where the reader's language is beyond doubt.
#[must_use]
pub fn date_short(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::En => format!(
            "{}/{}/{:02}",
            day.month(),
            day.day(),
            day.year().rem_euclid(100)
        ),
        Lang::Fr => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
    }
}

/// `Nov 1, 2026`, `1 nov. 2026`: the usual form.
#[must_use]
pub fn date_medium(lang: Lang, day: NaiveDate) -> String {
    let month = month_short(lang, day.month());
    match lang {
        Lang::En => format!("{month} {}, {}", day.day(), day.year()),
        Lang::Fr => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// `Nov 1, 2026`, `1er nov. 2026`: within a sentence or a range, where French says the first of a month so.
#[must_use]
pub fn date_in_words(lang: Lang, day: NaiveDate) -> String {
    match (lang, day.day()) {
        (Lang::Fr, 1) => format!("1er {} {}", month_short(lang, day.month()), day.year()),
        _ => date_medium(lang, day),
    }
}

/// `Nov 1`, `1er nov.`: the same where the year goes without saying.
#[must_use]
pub fn day_in_words(lang: Lang, day: NaiveDate) -> String {
    match (lang, day.day()) {
        (Lang::Fr, 1) => format!("1er {}", month_short(lang, day.month())),
        _ => day_month(lang, day),
    }
}

/// `Sunday, November 1, 2026`, `dimanche 1er novembre 2026`.
#[must_use]
pub fn date_long(lang: Lang, day: NaiveDate) -> String {
    let (weekday, month) = (
        weekday_name(lang, day.weekday()),
        month_name(lang, day.month()),
    );
    match lang {
        Lang::En => format!("{weekday}, {month} {}, {}", day.day(), day.year()),
        Lang::Fr if day.day() == 1 => format!("{weekday} 1er {month} {}", day.year()),
        Lang::Fr => format!("{weekday} {} {month} {}", day.day(), day.year()),
    }
}

/// `Nov 1`, `1 nov.`: where the year goes without saying.
#[must_use]
pub fn day_month(lang: Lang, day: NaiveDate) -> String {
    let month = month_short(lang, day.month());
    match lang {
        Lang::En => format!("{month} {}", day.day()),
        Lang::Fr => format!("{} {month}", day.day()),
    }
}

/// `Sun, Nov 1`, `dim. 1 nov.`.
#[must_use]
pub fn date_weekday(lang: Lang, day: NaiveDate) -> String {
    let weekday = weekday_short(lang, day.weekday());
    match lang {
        Lang::En => format!("{weekday}, {}", day_month(lang, day)),
        Lang::Fr => format!("{weekday} {}", day_month(lang, day)),
    }
}

/// `November 2026`, `novembre 2026`.
#[must_use]
pub fn month_year(lang: Lang, day: NaiveDate) -> String {
    format!("{} {}", month_name(lang, day.month()), day.year())
}

/// `Q3 2026`, `T3 2026`.
#[must_use]
pub fn quarter_label(lang: Lang, quarter: u32, year: i32) -> String {
    let letter = match lang {
        Lang::En => 'Q',
        Lang::Fr => 'T',
    };
    let sign = if year < 0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    format!("{letter}{quarter}{NBSP}{sign}{}", year.abs())
}

/// `2:05 PM`, `14:05`.
#[must_use]
pub fn time(lang: Lang, at: NaiveDateTime) -> String {
    match lang {
        Lang::En => {
            let (afternoon, hour) = at.hour12();
            let half = if afternoon { "PM" } else { "AM" };
            format!("{hour}:{:02}{NBSP}{half}", at.minute())
        }
        Lang::Fr => format!("{:02}:{:02}", at.hour(), at.minute()),
    }
}

/// `Nov 1, 2026, 2:05 PM`, `1 nov. 2026, 14:05`.
#[must_use]
pub fn date_time(lang: Lang, at: NaiveDateTime) -> String {
    format!("{}, {}", date_medium(lang, at.date()), time(lang, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_reference_values() {
        let first = day("2026-11-01");
        assert_eq!(date_short(Lang::En, first), "11/1/26");
        assert_eq!(date_short(Lang::Fr, first), "01/11/2026");
        assert_eq!(date_medium(Lang::En, first), "Nov 1, 2026");
        assert_eq!(date_medium(Lang::Fr, first), "1 nov. 2026");
        assert_eq!(date_in_words(Lang::En, first), "Nov 1, 2026");
        assert_eq!(date_in_words(Lang::Fr, first), "1er nov. 2026");
        assert_eq!(date_in_words(Lang::Fr, day("2026-11-21")), "21 nov. 2026");
        assert_eq!(day_in_words(Lang::En, first), "Nov 1");
        assert_eq!(day_in_words(Lang::Fr, first), "1er nov.");
        assert_eq!(day_in_words(Lang::Fr, day("2026-11-11")), "11 nov.");
        assert_eq!(date_long(Lang::En, first), "Sunday, November 1, 2026");
        assert_eq!(date_long(Lang::Fr, first), "dimanche 1er novembre 2026");
        assert_eq!(
            date_long(Lang::Fr, day("2026-11-02")),
            "lundi 2 novembre 2026"
        );
        assert_eq!(date_weekday(Lang::En, first), "Sun, Nov 1");
        assert_eq!(date_weekday(Lang::Fr, first), "dim. 1 nov.");
        assert_eq!(month_year(Lang::Fr, first), "novembre 2026");
        assert_eq!(quarter_label(Lang::En, 3, 2026), "Q3\u{a0}2026");
        assert_eq!(quarter_label(Lang::Fr, 3, 2026), "T3\u{a0}2026");
        assert_eq!(week_start(Lang::En), Weekday::Sun);
        assert_eq!(week_start(Lang::Fr), Weekday::Mon);
    }

    #[test]
    fn times_of_day() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        assert_eq!(time(Lang::En, at("2026-11-01T14:05:00")), "2:05\u{a0}PM");
        assert_eq!(time(Lang::En, at("2026-11-01T00:05:00")), "12:05\u{a0}AM");
        assert_eq!(time(Lang::Fr, at("2026-11-01T14:05:00")), "14:05");
        assert_eq!(
            date_time(Lang::Fr, at("2026-11-01T14:05:00")),
            "1 nov. 2026, 14:05"
        );
    }
}
