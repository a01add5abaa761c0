//! Working days and office hours around a fixed present.

use super::random::Random;
use chrono::{Datelike, NaiveDate, Weekday};
use shared::kernel::Instant;

/// The present of the sample company.
#[derive(Clone, Copy)]
pub(super) struct Present {
    pub(super) now: Instant,
    pub(super) today: NaiveDate,
}

impl Present {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            now,
            today: now.to_utc().date_naive(),
        }
    }

    /// A moment in office hours of the working day at or before that day; never after now.
    pub(super) fn moment(&self, random: &mut Random, day: NaiveDate) -> Instant {
        let day = working_day_before(day);
        let minutes = random.between(7 * 60, 16 * 60);
        let midnight = day
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_millis();
        let at = midnight + minutes * 60_000 + random.below(60_000);
        // Earlier today when the office is not open yet.
        Instant(at.min(self.now.0 - 60_000 - random.below(3_600_000)))
    }

    pub(super) fn day_before(&self, days: i64) -> NaiveDate {
        self.day_after(-days)
    }

    pub(super) fn day_after(&self, days: i64) -> NaiveDate {
        shifted(self.today, days)
    }
}

pub(super) fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(chrono::Duration::days(days))
        .unwrap_or(day)
}

/// The day itself, or the Friday before a weekend.
pub(super) fn working_day_before(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => shifted(day, -1),
        Weekday::Sun => shifted(day, -2),
        _ => day,
    }
}

/// The day itself, or the Monday after a weekend.
pub(super) fn working_day_after(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => shifted(day, 2),
        Weekday::Sun => shifted(day, 1),
        _ => day,
    }
}

/// First day of the calendar quarter so many quarters from the day's own.
pub(super) fn quarter_start(day: NaiveDate, quarters: i32) -> NaiveDate {
    let index = day.year() * 4 + i32::try_from(day.month0() / 3).unwrap_or(0) + quarters;
    let month = u32::try_from(index.rem_euclid(4)).unwrap_or(0) * 3 + 1;
    NaiveDate::from_ymd_opt(index.div_euclid(4), month, 1).unwrap_or(day)
}
