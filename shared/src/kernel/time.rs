//! Instants in UTC, business dates as dates, and a user's time zone without a time-zone database.

use super::issue::Issue;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Stored as a 64-bit integer in both databases.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// As chrono's type; the epoch when out of chrono's range.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The moment `days` days later (24 hours each).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * 86_400_000)
    }
}

/// The finding about a business day that can only be a slip: before 1900 or after 2199, which no
/// page takes either.
#[must_use]
pub fn check_day(day: NaiveDate, field: &'static str) -> Option<Issue> {
    (!(1900..=2199).contains(&day.year())).then(|| {
        Issue::error("date_out_of_range", field)
            .with("from", "1900-01-01")
            .with("until", "2199-12-31")
    })
}

/// A time zone as the moments its offset changes. The server derives it from the IANA database for
/// the years around today and sends it with the page, so both sides show the same local times and
/// the browser needs no database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// IANA name, for example `Europe/Paris`.
    pub name: String,
    /// Offset in seconds east of UTC before the first change.
    pub first_offset: i32,
    /// From each moment on, this offset in seconds east of UTC; in ascending order.
    pub changes: Vec<(Instant, i32)>,
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            first_offset: 0,
            changes: Vec::new(),
        }
    }

    /// Seconds east of UTC at `at`.
    #[must_use]
    pub fn offset_at(&self, at: Instant) -> i32 {
        let index = self.changes.partition_point(|(from, _)| *from <= at);
        index
            .checked_sub(1)
            .and_then(|i| self.changes.get(i))
            .map_or(self.first_offset, |(_, offset)| *offset)
    }

    /// The local date and time at `at`.
    #[must_use]
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        let utc = at.to_utc().naive_utc();
        FixedOffset::east_opt(self.offset_at(at))
            .and_then(|offset| utc.checked_add_offset(offset))
            .unwrap_or(utc)
    }

    /// The local calendar day at `at`.
    #[must_use]
    pub fn date(&self, at: Instant) -> NaiveDate {
        self.local(at).date()
    }

    /// The moment of a local date and time. In the hour that a clock change skips or repeats, the
    /// offset that held before the change is used.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> Instant {
        let naive = local.and_utc().timestamp_millis();
        let guess = Instant(naive - i64::from(self.offset_at(Instant(naive))) * 1000);
        let before = self.offset_at(Instant(guess.0 - 3_600_000));
        let with_before = Instant(naive - i64::from(before) * 1000);
        if self.offset_at(with_before) == before {
            with_before
        } else {
            guess
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris() -> Zone {
        let at = |text: &str| Instant(text.parse::<DateTime<Utc>>().unwrap().timestamp_millis());
        Zone {
            name: "Europe/Paris".into(),
            first_offset: 3600,
            changes: vec![
                (at("2026-03-29T01:00:00Z"), 7200),
                (at("2026-10-25T01:00:00Z"), 3600),
            ],
        }
    }

    #[test]
    fn the_last_moments_of_the_calendar_have_a_local_time() {
        let zone = Zone {
            first_offset: 3600,
            ..Zone::utc()
        };
        for last in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            let date = zone.date(Instant(last.timestamp_millis()));
            assert_eq!(date, last.date_naive());
        }
        assert_eq!(zone.date(Instant(i64::MAX)).to_string(), "1970-01-01");
    }

    #[test]
    fn a_day_of_business_lies_in_three_centuries() {
        let found = |text: &str| check_day(text.parse().unwrap(), "day").is_some();
        assert!(!found("1900-01-01") && !found("2199-12-31"));
        assert!(found("1899-12-31") && found("2200-01-01") && found("+10000-01-01"));
    }

    #[test]
    fn summer_and_winter() {
        let at = |text: &str| Instant(text.parse::<DateTime<Utc>>().unwrap().timestamp_millis());
        assert_eq!(
            paris().local(at("2026-07-01T22:30:00Z")).to_string(),
            "2026-07-02 00:30:00"
        );
        assert_eq!(
            paris().local(at("2026-12-01T22:30:00Z")).to_string(),
            "2026-12-01 23:30:00"
        );
    }

    #[test]
    fn local_times_come_back() {
        for text in [
            "2026-07-02T00:30:00",
            "2026-12-01T23:30:00",
            "2026-03-29T04:00:00",
            "2026-10-25T12:00:00",
        ] {
            let local: NaiveDateTime = text.parse().unwrap();
            assert_eq!(paris().local(paris().instant(local)), local);
        }
    }
}
