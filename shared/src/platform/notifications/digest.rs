//! The summary of a working day's morning.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};

/// From this hour on, of the person's own day.
pub const DIGEST_HOUR: u32 = 7;

/// The day whose summary is due at `local`, when the last one was that of `last`: from seven on, Monday to
/// Friday, once. A server that slept through the morning makes it late, not twice.
#[must_use]
pub fn digest_day(local: NaiveDateTime, last: Option<NaiveDate>) -> Option<NaiveDate> {
    let day = local.date();
    let working = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    (working && local.hour() >= DIGEST_HOUR && last.is_none_or(|last| last < day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_in_the_morning_of_a_working_day() {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23);
        assert_eq!(digest_day(at("2026-11-23 06:59"), None), None);
        assert_eq!(digest_day(at("2026-11-23 07:00"), None), monday);
        assert_eq!(digest_day(at("2026-11-23 16:30"), None), monday);
        assert_eq!(digest_day(at("2026-11-23 07:15"), monday), None);
        assert_eq!(digest_day(at("2026-11-22 09:00"), None), None);
        assert!(digest_day(at("2026-11-24 07:00"), monday).is_some());
    }
}
