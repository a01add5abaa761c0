//! What a page may ask about tasks.

use super::{BucketCounts, Due, TaskDraft, TaskKind, TaskView};
use crate::kernel::{AccountId, ContactId, Issue, OpportunityId, TaskId, UserId};
use crate::operation;
use crate::work::Whose;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Creates a task. The page makes the id, so that sending twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTask {
    /// Id of the new task.
    pub id: TaskId,
    /// What is to be done.
    pub draft: TaskDraft,
}
operation!(CreateTask => TaskView, "tasks.create", EditActivity);

/// Replaces what a task says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTask {
    /// Which.
    pub id: TaskId,
    /// The version it was read at; another one is a conflict.
    pub version: i64,
    /// What it shall say.
    pub draft: TaskDraft,
}
operation!(EditTask => TaskView, "tasks.edit", EditActivity);

/// Marks a task as done now. Done already: nothing changes. No version is asked for: only "done" is
/// set, whatever else has changed meanwhile, and [`ReopenTask`] takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteTask {
    /// Which.
    pub id: TaskId,
}
operation!(CompleteTask => TaskView, "tasks.complete", EditActivity);

/// Opens a done task again. Open already: nothing changes. No version is asked for, as with
/// [`CompleteTask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopenTask {
    /// Which.
    pub id: TaskId,
}
operation!(ReopenTask => TaskView, "tasks.reopen", EditActivity);

/// Most tasks one [`RescheduleTasks`] may move.
pub const RESCHEDULE_MAX: usize = 200;

/// Where several tasks are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reschedule {
    /// All to this due date (or to none).
    To(Due),
    /// Each by this many days from its due day (negative: earlier); those without a day stay.
    ByDays(i32),
    /// All to this day, each keeping its time of day.
    OnDay(NaiveDate),
}

/// Moves the due dates of several tasks at once (snooze, bulk reschedule): all or none. Versions
/// are not asked for: only the due date is set, whatever else has changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescheduleTasks {
    /// Which, at most [`RESCHEDULE_MAX`].
    pub ids: Vec<TaskId>,
    /// Where to.
    pub to: Reschedule,
}
operation!(RescheduleTasks => Vec<TaskView>, "tasks.reschedule", EditActivity);

impl RescheduleTasks {
    /// `required` without a task, `too_many` above [`RESCHEDULE_MAX`], `out_of_range` for a
    /// shift of more than ten years.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.ids.is_empty() {
            issues.push(Issue::error("required", "ids"));
        }
        if self.ids.len() > RESCHEDULE_MAX {
            issues.push(Issue::error("too_many", "ids").with("max", RESCHEDULE_MAX));
        }
        if matches!(self.to, Reschedule::ByDays(days) if days.unsigned_abs() > 3660) {
            issues.push(
                Issue::error("out_of_range", "to")
                    .with("min", -3660)
                    .with("max", 3660),
            );
        }
        issues
    }
}

/// Takes a task out of every list. [`RestoreTask`] brings it back whole, with what others changed
/// meanwhile: so no version is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTask {
    /// Which.
    pub id: TaskId,
}
operation!(DeleteTask => (), "tasks.delete", EditActivity);

/// Brings a deleted task back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreTask {
    /// Which.
    pub id: TaskId,
}
operation!(RestoreTask => TaskView, "tasks.restore", EditActivity);

/// Reads one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTask {
    /// Which.
    pub id: TaskId,
}
operation!(ReadTask => TaskView, "tasks.read", ViewActivity);

/// Which tasks a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFilter {
    /// Whose; ignored when a record is named.
    pub whose: Whose,
    /// One owner among those the reader may see.
    pub owner: Option<UserId>,
    /// One kind.
    pub kind: Option<TaskKind>,
    /// Of this account and its opportunities.
    pub account: Option<AccountId>,
    /// About this contact.
    pub contact: Option<ContactId>,
    /// Of this opportunity.
    pub opportunity: Option<OpportunityId>,
    /// Done ones (latest first) instead of open ones (most urgent first).
    pub done: bool,
}

/// Lists tasks: open ones by due day (overdue first, without a day last), then time, then age; done
/// ones by the moment they were done, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTasks {
    /// Which.
    pub filter: TaskFilter,
    /// The cursor a page before gave.
    pub after: Option<String>,
    /// How many at most (1 to 200).
    pub limit: u32,
}
operation!(ListTasks => TaskList, "tasks.list", ViewActivity);

/// A page of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskList {
    /// The tasks.
    pub tasks: Vec<TaskView>,
    /// How many open tasks the filter has in each part, over all pages.
    pub counts: BucketCounts,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// What kind of record a search looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// Organisations.
    Account,
    /// Persons.
    Contact,
    /// Open and closed deals.
    Opportunity,
}

/// Finds records to link by a part of their name; without text, the most recent ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindLinks {
    /// A part of the name.
    pub text: String,
    /// What to look for.
    pub kind: LinkKind,
    /// Only of this account.
    pub account: Option<AccountId>,
}
operation!(FindLinks => Vec<LinkChoice>, "tasks.find_links", ViewActivity);

/// A record that may be linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkChoice {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: String,
    /// What tells it from others: the account of a deal, the post of a person, a city.
    pub detail: String,
}

/// The records a quick-added line may be about: those whose name the line contains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindMentions {
    /// The subject as read from the line.
    pub text: String,
}
operation!(FindMentions => Vec<Mention>, "tasks.find_mentions", ViewActivity);

/// A record named in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mention {
    /// An organisation.
    Account(crate::kernel::Named<AccountId>),
    /// A person, with the organisation she belongs to.
    Contact(
        crate::kernel::Named<ContactId>,
        Option<crate::kernel::Named<AccountId>>,
    ),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reschedule_has_bounds() {
        let ask = |count: u8, to| {
            RescheduleTasks {
                ids: (0..count).map(|n| TaskId::new(1, [n; 10])).collect(),
                to,
            }
            .check()
            .into_iter()
            .map(|issue| issue.code.into_owned())
            .collect::<Vec<_>>()
        };
        assert!(ask(3, Reschedule::ByDays(1)).is_empty());
        assert_eq!(ask(0, Reschedule::To(Due::None)), ["required"]);
        assert_eq!(ask(201, Reschedule::To(Due::None)), ["too_many"]);
        assert_eq!(ask(1, Reschedule::ByDays(9999)), ["out_of_range"]);
    }
}
