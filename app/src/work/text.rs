//! Words and icons for the codes of this area, and dates as this area shows them.

pub use crate::shell::use_now;

use i18n::{Key, k, t, tf};
use shared::kernel::{Instant, Lang, Zone};
use shared::work::activities::ActivityKind;
use shared::work::tasks::{Bucket, Due, TaskKind};
use ui::{Glyph, Tone};

/// The text of `prefix.code`; empty when there is none.
#[must_use]
pub fn word(lang: Lang, prefix: &str, code: &str) -> &'static str {
    Key::by_name(&format!("{prefix}.{code}")).map_or("", |key| t(lang, key))
}

/// Day and time of a moment, where the day is named when it is near.
#[must_use]
pub fn instant_text(lang: Lang, at: Instant, now: Instant, zone: &Zone) -> String {
    let (local, today) = (zone.local(at), zone.date(now));
    let time = i18n::time(lang, local);
    let days = (local.date() - today).num_days();
    if (-1..=1).contains(&days) {
        let day = i18n::relative_day(lang, local.date(), today);
        return tf(
            lang,
            k::work::DAY_AT,
            &[("day", &upper_first(&day)), ("time", &time)],
        );
    }
    let day = if days.abs() < 300 {
        i18n::date_weekday(lang, local.date())
    } else {
        i18n::date_medium(lang, local.date())
    };
    tf(lang, k::work::DAY_AT, &[("day", &day), ("time", &time)])
}

/// A due date as a queue shows it: near days by name, then weekday and day.
#[must_use]
pub fn due_text(lang: Lang, due: Due, now: Instant, zone: &Zone) -> String {
    match (due, due.day(zone)) {
        (Due::At(at), _) => instant_text(lang, at, now, zone),
        (_, Some(day)) => {
            let today = zone.date(now);
            let days = (day - today).num_days();
            if (-1..=1).contains(&days) {
                upper_first(&i18n::relative_day(lang, day, today))
            } else if days.abs() < 300 {
                i18n::date_weekday(lang, day)
            } else {
                i18n::date_medium(lang, day)
            }
        }
        _ => String::new(),
    }
}

/// `text` with its first letter in upper case.
#[must_use]
pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The colour of a part of the queue.
#[must_use]
pub const fn bucket_tone(bucket: Bucket) -> Tone {
    match bucket {
        Bucket::Overdue => Tone::Danger,
        Bucket::Today => Tone::Warning,
        _ => Tone::Neutral,
    }
}

/// The drawing of a kind of task.
#[must_use]
pub const fn task_glyph(kind: TaskKind) -> Glyph {
    match kind {
        TaskKind::Todo => Glyph::CheckCircle,
        TaskKind::Call => Glyph::Phone,
        TaskKind::Email => Glyph::Mail,
        TaskKind::Meeting => Glyph::Users,
    }
}

/// The drawing of a kind of activity.
#[must_use]
pub const fn activity_glyph(kind: ActivityKind) -> Glyph {
    match kind {
        ActivityKind::Call => Glyph::Phone,
        ActivityKind::Email => Glyph::Mail,
        ActivityKind::Meeting => Glyph::Users,
        ActivityKind::Note => Glyph::Note,
    }
}

/// A length in hours and minutes: `1 h 30`, `45 min`.
#[must_use]
pub fn minutes_text(lang: Lang, minutes: i32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, _) => tf(lang, k::work::MINUTES, &[("count", &rest)]),
        (_, 0) => tf(lang, k::work::HOURS, &[("count", &hours)]),
        _ => tf(
            lang,
            k::work::HOURS_MINUTES,
            &[("hours", &hours), ("minutes", &format!("{rest:02}"))],
        ),
    }
}
