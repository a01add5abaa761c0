//! One thing changed about a task, alone or with the same of many others.

use super::{Due, Priority, Snooze, TaskDraft, TaskKind, TaskView, snooze};
use crate::kernel::{Instant, Zone};
use crate::platform::fields::CustomChange;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskChange {
    /// What it says.
    Subject(String),
    /// What is to be done.
    Kind(TaskKind),
    /// How much it presses.
    Priority(Priority),
    /// The day it is due, with the time of day it has; `None` for some time.
    Day(Option<NaiveDate>),
    /// How far it is put off from the present.
    Snooze(Snooze),
    /// When exactly it is due.
    Due(Due),
    /// Whether it is done.
    Done(bool),
    /// A field an administrator added.
    Custom(CustomChange),
}

impl TaskChange {
    /// The change as it is for this task: a day and a way to put off are a due date of its own.
    #[must_use]
    pub fn settled(&self, task: &TaskView, now: Instant, zone: &Zone) -> Self {
        match self {
            TaskChange::Day(day) => TaskChange::Due(task.due.moved(*day, zone)),
            TaskChange::Snooze(choice) => TaskChange::Due(snooze(task.due, *choice, now, zone)),
            other => other.clone(),
        }
    }

    /// The change that would bring back what it changes.
    #[must_use]
    pub fn current(&self, task: &TaskView) -> Self {
        match self {
            TaskChange::Subject(_) => TaskChange::Subject(task.subject.clone()),
            TaskChange::Kind(_) => TaskChange::Kind(task.kind),
            TaskChange::Priority(_) => TaskChange::Priority(task.priority),
            TaskChange::Day(_) | TaskChange::Snooze(_) | TaskChange::Due(_) => {
                TaskChange::Due(task.due)
            }
            TaskChange::Done(_) => TaskChange::Done(task.done_at.is_some()),
            TaskChange::Custom(change) => TaskChange::Custom(change.current(&task.custom)),
        }
    }

    /// The task as a person would have to write it, once the change is settled; `None` for what no draft says.
    #[must_use]
    pub fn draft(&self, task: &TaskView) -> Option<TaskDraft> {
        let draft = task.draft();
        Some(match self {
            TaskChange::Subject(subject) => TaskDraft {
                subject: subject.clone(),
                ..draft
            },
            TaskChange::Kind(kind) => TaskDraft {
                kind: *kind,
                ..draft
            },
            TaskChange::Priority(priority) => TaskDraft {
                priority: *priority,
                ..draft
            },
            TaskChange::Due(due) => TaskDraft { due: *due, ..draft },
            TaskChange::Custom(change) => {
                let mut draft = draft;
                change.apply(&mut draft.custom);
                draft
            }
            TaskChange::Day(_) | TaskChange::Snooze(_) | TaskChange::Done(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Named, TaskId, UserId};
    use crate::work::LinksView;

    /// 2026-11-23T10:00:00Z, a Monday.
    const NOW: Instant = Instant(1_795_428_000_000);

    fn task(due: Due) -> TaskView {
        TaskView {
            id: TaskId::new(1, [0; 10]),
            subject: "Call".into(),
            kind: TaskKind::Call,
            priority: Priority::Low,
            notes: String::new(),
            due,
            done_at: None,
            links: LinksView::default(),
            custom: crate::platform::fields::CustomValues::default(),
            owner: Named::new(UserId::new(1, [1; 10]), "Ada"),
            created_at: NOW,
            version: 3,
            may_edit: true,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn another_day_keeps_the_time_of_day() {
        let zone = Zone::utc();
        let settled = |due, change: TaskChange| change.settled(&task(due), NOW, &zone);
        let at = Instant(NOW.0 + 2 * 86_400_000);
        let moved = TaskChange::Day(Some(day("2026-11-25")));
        assert_eq!(
            settled(Due::At(NOW), moved.clone()),
            TaskChange::Due(Due::At(at))
        );
        assert_eq!(
            settled(Due::None, moved),
            TaskChange::Due(Due::Day(day("2026-11-25")))
        );
        assert_eq!(
            settled(Due::At(NOW), TaskChange::Day(None)),
            TaskChange::Due(Due::None)
        );
        assert_eq!(
            settled(Due::None, TaskChange::Snooze(Snooze::NextWeek)),
            TaskChange::Due(Due::Day(day("2026-11-30")))
        );
        let done = TaskChange::Done(true);
        assert_eq!(settled(Due::None, done.clone()), done);
    }

    #[test]
    fn what_a_change_brings_can_be_taken_back() {
        let zone = Zone::utc();
        let before = task(Due::At(NOW));
        for change in [
            TaskChange::Subject("Write".into()),
            TaskChange::Kind(TaskKind::Email),
            TaskChange::Priority(Priority::High),
            TaskChange::Day(Some(day("2026-12-01"))),
            TaskChange::Snooze(Snooze::Tomorrow),
            TaskChange::Due(Due::None),
        ] {
            let change = change.settled(&before, NOW, &zone);
            let draft = change.draft(&before).unwrap();
            assert_ne!(draft, before.draft());
            let after = TaskView {
                subject: draft.subject,
                kind: draft.kind,
                priority: draft.priority,
                due: draft.due,
                ..before.clone()
            };
            let back = change.current(&before);
            assert_eq!(back.draft(&after), Some(before.draft()));
            // What is so already is seen to be so.
            assert_eq!(change.current(&after), change);
        }
        let done = TaskChange::Done(true);
        assert_eq!(done.current(&before), TaskChange::Done(false));
        assert_eq!(done.draft(&before), None);
    }
}
