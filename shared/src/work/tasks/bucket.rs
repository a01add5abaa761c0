//! Which part of the queue a task is in, and where snoozing moves it.

use super::{Due, TaskView};
use crate::kernel::{Instant, Lang, Zone};
use crate::work::calendar::week_start;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A part of the queue, in the order shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Bucket {
    /// Its day or moment has passed.
    Overdue,
    /// Due today.
    Today,
    /// Due on a later day of this calendar week.
    ThisWeek,
    /// Due after this week.
    Later,
    /// Without a day.
    NoDate,
    /// Done.
    Done,
}

impl Bucket {
    /// Every part, in the order shown.
    pub const ALL: [Bucket; 6] = [
        Bucket::Overdue,
        Bucket::Today,
        Bucket::ThisWeek,
        Bucket::Later,
        Bucket::NoDate,
        Bucket::Done,
    ];

    /// The word in the catalogue (`work.bucket.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Bucket::Overdue => "overdue",
            Bucket::Today => "today",
            Bucket::ThisWeek => "this_week",
            Bucket::Later => "later",
            Bucket::NoDate => "no_date",
            Bucket::Done => "done",
        }
    }
}

/// How many open tasks each part of a queue has, over all tasks, not only those loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketCounts {
    /// Overdue.
    pub overdue: i64,
    /// Due today.
    pub today: i64,
    /// Due on a later day of this week.
    pub this_week: i64,
    /// Due after this week.
    pub later: i64,
    /// Without a day.
    pub no_date: i64,
}

impl BucketCounts {
    /// The count of one part; done tasks are not counted.
    #[must_use]
    pub const fn of(&self, bucket: Bucket) -> i64 {
        match bucket {
            Bucket::Overdue => self.overdue,
            Bucket::Today => self.today,
            Bucket::ThisWeek => self.this_week,
            Bucket::Later => self.later,
            Bucket::NoDate => self.no_date,
            Bucket::Done => 0,
        }
    }

    /// All open tasks.
    #[must_use]
    pub const fn open(&self) -> i64 {
        self.overdue + self.today + self.this_week + self.later + self.no_date
    }
}

/// The last day of the calendar week `today` is in: Sunday in French, Saturday in English.
#[must_use]
pub fn week_end(today: NaiveDate, lang: Lang) -> NaiveDate {
    let passed =
        (7 + today.weekday().num_days_from_monday() - week_start(lang).num_days_from_monday()) % 7;
    today
        .checked_add_days(Days::new(6 - u64::from(passed)))
        .unwrap_or(today)
}

/// The part of the queue an open task with this due date is in.
#[must_use]
pub fn bucket_of_due(due: Due, now: Instant, zone: &Zone, lang: Lang) -> Bucket {
    let today = zone.date(now);
    match (due, due.day(zone)) {
        (_, None) => Bucket::NoDate,
        (Due::At(at), _) if at < now => Bucket::Overdue,
        (_, Some(day)) if day < today => Bucket::Overdue,
        (_, Some(day)) if day == today => Bucket::Today,
        (_, Some(day)) if day <= week_end(today, lang) => Bucket::ThisWeek,
        _ => Bucket::Later,
    }
}

/// The part of the queue a task is in.
#[must_use]
pub fn bucket(task: &TaskView, now: Instant, zone: &Zone, lang: Lang) -> Bucket {
    if task.done_at.is_some() {
        Bucket::Done
    } else {
        bucket_of_due(task.due, now, zone, lang)
    }
}

/// How far a task is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Snooze {
    /// Two hours from now, at a full or half hour.
    LaterToday,
    /// To tomorrow.
    Tomorrow,
    /// To the next working day, Monday to Friday.
    NextWorkingDay,
    /// To the Monday of next week.
    NextWeek,
    /// By a month.
    NextMonth,
    /// To this day.
    Until(NaiveDate),
}

impl Snooze {
    /// The choices of the menu.
    pub const MENU: [Snooze; 5] = [
        Snooze::LaterToday,
        Snooze::Tomorrow,
        Snooze::NextWorkingDay,
        Snooze::NextWeek,
        Snooze::NextMonth,
    ];

    /// The word in the catalogue (`work.snooze.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Snooze::LaterToday => "later_today",
            Snooze::Tomorrow => "tomorrow",
            Snooze::NextWorkingDay => "next_working_day",
            Snooze::NextWeek => "next_week",
            Snooze::NextMonth => "next_month",
            Snooze::Until(_) => "until",
        }
    }
}

const HALF_HOUR_MS: i64 = 1_800_000;

/// The new due date of a task put off at `now`. A time of day is kept on the new day.
#[must_use]
pub fn snooze(due: Due, choice: Snooze, now: Instant, zone: &Zone) -> Due {
    let today = zone.date(now);
    let days = |count: u64| today.checked_add_days(Days::new(count)).unwrap_or(today);
    let weekday = u64::from(today.weekday().num_days_from_monday());
    match choice {
        Snooze::LaterToday => {
            let later = now.0 + 4 * HALF_HOUR_MS;
            Due::At(Instant(later - later.rem_euclid(HALF_HOUR_MS)))
        }
        Snooze::Tomorrow => due.on(days(1), zone),
        Snooze::NextWorkingDay => {
            let gap = if weekday >= 4 { 7 - weekday } else { 1 };
            due.on(days(gap), zone)
        }
        Snooze::NextWeek => due.on(days(7 - weekday), zone),
        Snooze::NextMonth => {
            let day = today
                .checked_add_months(chrono::Months::new(1))
                .unwrap_or(today);
            due.on(day, zone)
        }
        Snooze::Until(day) => due.on(day, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23T10:00:00Z, a Monday.
    const NOW: Instant = Instant(1_795_428_000_000);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(due: Due) -> Bucket {
        bucket_of_due(due, NOW, &Zone::utc(), Lang::Fr)
    }

    #[test]
    fn buckets() {
        assert_eq!(of(Due::Day(day("2026-11-22"))), Bucket::Overdue);
        assert_eq!(of(Due::At(Instant(NOW.0 - 1))), Bucket::Overdue);
        assert_eq!(of(Due::Day(day("2026-11-23"))), Bucket::Today);
        assert_eq!(of(Due::At(Instant(NOW.0 + 1))), Bucket::Today);
        assert_eq!(of(Due::Day(day("2026-11-29"))), Bucket::ThisWeek);
        assert_eq!(of(Due::Day(day("2026-11-30"))), Bucket::Later);
        assert_eq!(of(Due::None), Bucket::NoDate);
        assert_eq!(
            bucket_of_due(Due::Day(day("2026-11-29")), NOW, &Zone::utc(), Lang::En),
            Bucket::Later,
            "an English week ends on Saturday"
        );
    }

    #[test]
    fn the_reader_decides_which_day_it_is() {
        let tokyo = Zone {
            name: "Asia/Tokyo".into(),
            first_offset: 9 * 3600,
            changes: Vec::new(),
        };
        let late = Instant(NOW.0 + 10 * 3_600_000);
        let due = Due::Day(day("2026-11-23"));
        assert_eq!(
            bucket_of_due(due, late, &Zone::utc(), Lang::Fr),
            Bucket::Today
        );
        assert_eq!(bucket_of_due(due, late, &tokyo, Lang::Fr), Bucket::Overdue);
    }

    #[test]
    fn snoozing_keeps_the_time_of_day() {
        let zone = Zone::utc();
        let due = Due::At(Instant(NOW.0 - 86_400_000 + 3_600_000));
        assert_eq!(
            snooze(due, Snooze::Tomorrow, NOW, &zone),
            Due::At(Instant(NOW.0 + 25 * 3_600_000))
        );
        assert_eq!(
            snooze(Due::None, Snooze::NextWeek, NOW, &zone),
            Due::Day(day("2026-11-30"))
        );
        let friday = NOW.plus_days(4);
        assert_eq!(
            snooze(Due::None, Snooze::NextWorkingDay, friday, &zone),
            Due::Day(day("2026-11-30"))
        );
        assert_eq!(
            snooze(
                Due::None,
                Snooze::LaterToday,
                Instant(NOW.0 + 60_000),
                &zone
            ),
            Due::At(Instant(NOW.0 + 2 * 3_600_000))
        );
    }

    #[test]
    fn weeks_end_where_the_language_says() {
        assert_eq!(week_end(day("2026-11-23"), Lang::Fr), day("2026-11-29"));
        assert_eq!(week_end(day("2026-11-29"), Lang::Fr), day("2026-11-29"));
        assert_eq!(week_end(day("2026-11-29"), Lang::En), day("2026-12-05"));
    }
}
