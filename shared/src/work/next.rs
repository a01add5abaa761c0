//! The next activity of an opportunity: what its card and its page show, and what decides whether
//! somebody is working on it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How the next activity stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NextActivityState {
    /// Its day has passed and it is still open.
    Overdue,
    /// It is due today.
    Today,
    /// It is due on a later day.
    Planned,
    /// Nothing is planned.
    None,
}

/// The day of the next activity: the earliest due day of the open tasks and of the planned
/// meetings, whichever comes first. A meeting is planned while it was written down before it began
/// and its outcome is not noted; once its day has passed it is overdue, as an open task is. Tasks
/// without a day plan nothing.
#[must_use]
pub fn next_activity(
    open_task_days: impl IntoIterator<Item = Option<NaiveDate>>,
    meeting_days: impl IntoIterator<Item = NaiveDate>,
) -> Option<NaiveDate> {
    open_task_days
        .into_iter()
        .flatten()
        .chain(meeting_days)
        .min()
}

/// How `next` stands to `today`.
#[must_use]
pub fn next_activity_state(next: Option<NaiveDate>, today: NaiveDate) -> NextActivityState {
    match next {
        None => NextActivityState::None,
        Some(day) if day < today => NextActivityState::Overdue,
        Some(day) if day == today => NextActivityState::Today,
        Some(_) => NextActivityState::Planned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_earliest_of_tasks_and_meetings() {
        let tasks = [None, Some(day("2026-12-01")), Some(day("2026-11-20"))];
        let meetings = [day("2026-11-25")];
        assert_eq!(next_activity(tasks, meetings), Some(day("2026-11-20")));
        assert_eq!(
            next_activity([None, Some(day("2026-12-01"))], meetings),
            Some(day("2026-11-25"))
        );
        assert_eq!(next_activity([None], []), None);
    }

    #[test]
    fn states() {
        let today = day("2026-11-23");
        assert_eq!(
            next_activity_state(Some(day("2026-11-22")), today),
            NextActivityState::Overdue
        );
        assert_eq!(
            next_activity_state(Some(today), today),
            NextActivityState::Today
        );
        assert_eq!(
            next_activity_state(Some(day("2026-11-24")), today),
            NextActivityState::Planned
        );
        assert_eq!(next_activity_state(None, today), NextActivityState::None);
    }
}
