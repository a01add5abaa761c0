//! What a page may ask about the calendar.

use super::DayRange;
use crate::kernel::{Issue, UserId};
use crate::operation;
use crate::work::Whose;
use crate::work::activities::ActivityView;
use crate::work::tasks::TaskView;
use serde::{Deserialize, Serialize};

/// Most days one [`ReadCalendar`] may cover.
pub const RANGE_MAX_DAYS: i64 = 62;
/// Most tasks and most activities one answer holds.
pub const ITEMS_MAX: u32 = 1000;

/// Reads the tasks due and the activities of some days, in the reader's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCalendar {
    /// Which days; at most [`RANGE_MAX_DAYS`].
    pub range: DayRange,
    /// Whose.
    pub whose: Whose,
    /// One owner among those the reader may see.
    pub owner: Option<UserId>,
}
operation!(ReadCalendar => CalendarItems, "calendar.read", ViewActivity);

impl ReadCalendar {
    /// `days_too_many` when the days are in the wrong order or too many.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let length = (self.range.last - self.range.first).num_days() + 1;
        if (1..=RANGE_MAX_DAYS).contains(&length) {
            Vec::new()
        } else {
            vec![Issue::error("days_too_many", "range").with("max", RANGE_MAX_DAYS)]
        }
    }
}

/// What is on the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarItems {
    /// Tasks due, done or not, by due moment.
    pub tasks: Vec<TaskView>,
    /// Activities, by moment.
    pub activities: Vec<ActivityView>,
    /// Whether more than [`ITEMS_MAX`] of a kind exist and the rest was left out.
    pub cut: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_has_bounds() {
        let ask = |first: &str, last: &str| ReadCalendar {
            range: DayRange {
                first: first.parse().unwrap(),
                last: last.parse().unwrap(),
            },
            whose: Whose::Mine,
            owner: None,
        };
        assert!(ask("2026-11-01", "2026-11-30").check().is_empty());
        assert_eq!(ask("2026-11-02", "2026-11-01").check().len(), 1);
        assert_eq!(ask("2026-01-01", "2026-11-01").check().len(), 1);
    }
}
