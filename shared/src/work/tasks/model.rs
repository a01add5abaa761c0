//! What a task is and when one is acceptable.

use crate::kernel::Named;
use crate::kernel::{Instant, Issue, TaskId, UserId, Zone};
use crate::platform::fields::CustomValues;
use crate::work::{Links, LinksView, check_subject, check_text};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What is to be done.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TaskKind {
    /// Anything.
    #[default]
    Todo,
    /// A call to make.
    Call,
    /// An e-mail to write.
    Email,
    /// A meeting to hold or prepare.
    Meeting,
}

impl TaskKind {
    /// Every kind, in the order of menus.
    pub const ALL: [TaskKind; 4] = [
        TaskKind::Todo,
        TaskKind::Call,
        TaskKind::Email,
        TaskKind::Meeting,
    ];

    /// The word in the database and in the catalogue (`work.task_kind.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TaskKind::Todo => "todo",
            TaskKind::Call => "call",
            TaskKind::Email => "email",
            TaskKind::Meeting => "meeting",
        }
    }
}

impl FromStr for TaskKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        TaskKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or(())
    }
}

/// How much a task presses.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// Can wait.
    Low,
    /// As usual.
    #[default]
    Normal,
    /// First.
    High,
}

impl Priority {
    /// Every priority, the lowest first.
    pub const ALL: [Priority; 3] = [Priority::Low, Priority::Normal, Priority::High];

    /// The word in the database and in the catalogue (`work.priority.<code>`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::Normal => "normal",
            Priority::High => "high",
        }
    }
}

impl FromStr for Priority {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Priority::ALL
            .into_iter()
            .find(|priority| priority.code() == text)
            .ok_or(())
    }
}

/// When a task is due.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Due {
    /// Some time.
    #[default]
    None,
    /// On this day, wherever one is.
    Day(NaiveDate),
    /// At this moment.
    At(Instant),
}

impl Due {
    /// The local day in `zone`.
    #[must_use]
    pub fn day(self, zone: &Zone) -> Option<NaiveDate> {
        match self {
            Due::None => None,
            Due::Day(day) => Some(day),
            Due::At(at) => Some(zone.date(at)),
        }
    }

    /// The moment, when there is a time of day.
    #[must_use]
    pub const fn moment(self) -> Option<Instant> {
        match self {
            Due::At(at) => Some(at),
            Due::None | Due::Day(_) => None,
        }
    }

    /// From the two columns of the database.
    #[must_use]
    pub const fn from_columns(day: Option<NaiveDate>, at: Option<Instant>) -> Self {
        match (day, at) {
            (_, Some(at)) => Due::At(at),
            (Some(day), None) => Due::Day(day),
            (None, None) => Due::None,
        }
    }

    /// The same time of day on another day; a day stays a day.
    #[must_use]
    pub fn on(self, day: NaiveDate, zone: &Zone) -> Self {
        match self {
            Due::At(at) => Due::At(zone.instant(day.and_time(zone.local(at).time()))),
            Due::None | Due::Day(_) => Due::Day(day),
        }
    }

    /// With another day or none, as somebody writes it who sees no time of day.
    #[must_use]
    pub fn moved(self, day: Option<NaiveDate>, zone: &Zone) -> Self {
        day.map_or(Due::None, |day| self.on(day, zone))
    }
}

/// A task as a person writes it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDraft {
    /// One line, at most 200 characters.
    pub subject: String,
    /// What is to be done.
    pub kind: TaskKind,
    /// How much it presses.
    pub priority: Priority,
    /// Details, at most 20,000 characters.
    pub notes: String,
    /// When it is due.
    pub due: Due,
    /// Who has to do it.
    pub owner: UserId,
    /// What it is about; may be nothing.
    pub links: Links,
    /// Values of the fields an administrator added.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
}

/// A task as pages show it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    /// Which.
    pub id: TaskId,
    /// One line.
    pub subject: String,
    /// What is to be done.
    pub kind: TaskKind,
    /// How much it presses.
    pub priority: Priority,
    /// Details.
    pub notes: String,
    /// When it is due.
    pub due: Due,
    /// When it was done; `None` while open.
    pub done_at: Option<Instant>,
    /// What it is about.
    pub links: LinksView,
    /// Values of the fields an administrator added.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
    /// Who has to do it.
    pub owner: Named<UserId>,
    /// When it was made.
    pub created_at: Instant,
    /// Version to send with an edit.
    pub version: i64,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

impl TaskView {
    /// The draft that would change nothing.
    #[must_use]
    pub fn draft(&self) -> TaskDraft {
        TaskDraft {
            subject: self.subject.clone(),
            kind: self.kind,
            priority: self.priority,
            notes: self.notes.clone(),
            due: self.due,
            owner: self.owner.id,
            links: self.links.ids(),
            custom: self.custom.clone(),
        }
    }
}

/// Everything wrong with `draft`: `required`, `too_long`, `date_out_of_range` (years 2000 to 2100).
/// A due day in the past is allowed: it may be late before it is written down.
#[must_use]
pub fn check(draft: &TaskDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    check_subject(&draft.subject, &mut issues);
    check_text(&draft.notes, "notes", &mut issues);
    let year = draft.due.day(&Zone::utc()).map(|day| day.year());
    if year.is_some_and(|year| !(2000..=2100).contains(&year)) {
        issues.push(
            Issue::error("date_out_of_range", "due")
                .with("from", "2000-01-01")
                .with("until", "2100-12-31"),
        );
    }
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_their_field() {
        let draft = TaskDraft {
            subject: "x".repeat(201),
            kind: TaskKind::Todo,
            priority: Priority::Normal,
            notes: String::new(),
            due: Due::Day("1026-11-23".parse().unwrap()),
            owner: UserId::new(1, [0; 10]),
            links: Links::default(),
            custom: CustomValues::default(),
        };
        let codes: Vec<_> = check(&draft)
            .into_iter()
            .map(|issue| (issue.code.into_owned(), issue.field.unwrap().into_owned()))
            .collect();
        assert_eq!(
            codes,
            [
                ("too_long".to_owned(), "subject".to_owned()),
                ("date_out_of_range".to_owned(), "due".to_owned())
            ]
        );
        let fine = TaskDraft {
            subject: "Call".into(),
            due: Due::None,
            ..draft
        };
        assert!(check(&fine).is_empty());
    }

    #[test]
    fn codes_come_back() {
        for kind in TaskKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
        }
        for priority in Priority::ALL {
            assert_eq!(priority.code().parse(), Ok(priority));
        }
    }

    #[test]
    fn due_columns_come_back() {
        let at = Instant(1_795_428_000_000);
        let day = Zone::utc().date(at);
        for due in [Due::None, Due::Day(day), Due::At(at)] {
            assert_eq!(Due::from_columns(due.day(&Zone::utc()), due.moment()), due);
        }
    }
}
