//! Days and moments as seen from now.

use super::date::{date_medium, day_month, time};
use crate::catalogue::{k, t, tf, tn};
use chrono::{Datelike, NaiveDate};
use shared::kernel::{Instant, Lang, Zone};

/// `today`, `tomorrow`, `in 3 days`, `2 days ago`; a date once it is more than 30 days away.
#[must_use]
pub fn relative_day(lang: Lang, day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => t(lang, k::format::TODAY).to_owned(),
        1 => t(lang, k::format::TOMORROW).to_owned(),
        -1 => t(lang, k::format::YESTERDAY).to_owned(),
        ahead @ 2..=30 => tn(lang, k::format::IN_DAYS, ahead, &[]),
        behind @ -30..=-2 => tn(lang, k::format::DAYS_AGO, -behind, &[]),
        _ if day.year() == today.year() => day_month(lang, day),
        _ => date_medium(lang, day),
    }
}

/// How long ago a moment was: `just now`, `5 minutes ago`, `yesterday at 14:05`, then its date.
#[must_use]
pub fn relative_time(lang: Lang, at: Instant, now: Instant, zone: &Zone) -> String {
    let minutes = (now.0 - at.0).div_euclid(60_000);
    let (local, here) = (zone.local(at), zone.local(now));
    let days = (here.date() - local.date()).num_days();
    match (minutes, days) {
        // A clock a little ahead of ours is still "just now".
        (-5..1, _) => t(lang, k::format::JUST_NOW).to_owned(),
        (1..60, _) => tn(lang, k::format::MINUTES_AGO, minutes, &[]),
        (60..720, _) => tn(lang, k::format::HOURS_AGO, minutes / 60, &[]),
        (_, 0) => tf(lang, k::format::TODAY_AT, &[("time", &time(lang, local))]),
        (_, 1) => tf(
            lang,
            k::format::YESTERDAY_AT,
            &[("time", &time(lang, local))],
        ),
        (_, 2..=6) => tn(lang, k::format::DAYS_AGO, days, &[]),
        _ if local.year() == here.year() => day_month(lang, local.date()),
        _ => date_medium(lang, local.date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_from_today() {
        let today: NaiveDate = "2026-11-12".parse().unwrap();
        let shown =
            |days: i64, lang| relative_day(lang, today + chrono::Duration::days(days), today);
        assert_eq!(shown(0, Lang::Fr), "aujourd’hui");
        assert_eq!(shown(1, Lang::Fr), "demain");
        assert_eq!(shown(3, Lang::En), "in 3 days");
        assert_eq!(shown(-2, Lang::En), "2 days ago");
        assert_eq!(shown(-2, Lang::Fr), "il y a 2\u{a0}jours");
        assert_eq!(shown(-60, Lang::En), "Sep 13");
        assert_eq!(shown(60, Lang::Fr), "11 janv. 2027");
    }

    #[test]
    fn moments_before_now() {
        let now = Instant(1_794_499_200_000); // 2026-11-12T16:00Z
        let ago = |minutes: i64, lang| {
            relative_time(lang, Instant(now.0 - minutes * 60_000), now, &Zone::utc())
        };
        assert_eq!(ago(0, Lang::En), "just now");
        assert_eq!(ago(1, Lang::En), "1 minute ago");
        assert_eq!(ago(5, Lang::Fr), "il y a 5\u{a0}minutes");
        assert_eq!(ago(120, Lang::En), "2 hours ago");
        assert_eq!(ago(24 * 60, Lang::Fr), "hier à 16:00");
        assert_eq!(ago(3 * 24 * 60, Lang::En), "3 days ago");
    }
}
