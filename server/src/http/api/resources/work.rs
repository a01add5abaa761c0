//! Activities and tasks. When a task is due is two fields here, of which at most one is set; what it is
//! about lies flat.

use crate::http::api::book::{Book, Listed, as_json, limit, paging};
use crate::http::api::cursor;
use crate::http::api::refusal::Refusal;
use crate::http::api::resources::Nothing;
use crate::http::api::route::{Call, Param, Query};
use crate::http::api::schema::{id, one_of};
use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::kernel::{
    AccountId, ActivityId, ContactId, Instant, Named, OpportunityId, TaskId, UserId,
};
use shared::platform::fields::CustomValues;
use shared::work::activities::ops::{
    CreateActivity, DeleteActivity, EditActivity, ReadActivity, RestoreActivity,
};
use shared::work::activities::{ActivityDraft, ActivityKind, ActivityView, Outcome};
use shared::work::calendar::DayRange;
use shared::work::calendar::ops::{CalendarItems, ReadCalendar};
use shared::work::tasks::ops::{
    CompleteTask, CreateTask, DeleteTask, EditTask, ListTasks, ReadTask, ReopenTask, RestoreTask,
    TaskFilter, TaskList,
};
use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind, TaskView};
use shared::work::{Links, Whose};

/// What an activity says.
#[derive(Serialize, Deserialize, JsonSchema)]
struct ActivityFields {
    /// What took place.
    kind: ActivityKind,
    /// One line.
    subject: String,
    /// Details.
    body: String,
    /// How it ended.
    outcome: Outcome,
    /// When it began; now when left out.
    at: Instant,
    /// How long it took, in minutes.
    minutes: Option<i32>,
    /// The organisation it is about.
    account_id: Option<AccountId>,
    /// The person it is about.
    contact_id: Option<ContactId>,
    /// The opportunity it is about.
    opportunity_id: Option<OpportunityId>,
}

impl From<ActivityDraft> for ActivityFields {
    fn from(draft: ActivityDraft) -> Self {
        Self {
            kind: draft.kind,
            subject: draft.subject,
            body: draft.body,
            outcome: draft.outcome,
            at: draft.at,
            minutes: draft.minutes,
            account_id: draft.links.account,
            contact_id: draft.links.contact,
            opportunity_id: draft.links.opportunity,
        }
    }
}

impl From<ActivityFields> for ActivityDraft {
    fn from(fields: ActivityFields) -> Self {
        Self {
            kind: fields.kind,
            subject: fields.subject,
            body: fields.body,
            outcome: fields.outcome,
            at: fields.at,
            minutes: fields.minutes,
            links: Links {
                account: fields.account_id,
                contact: fields.contact_id,
                opportunity: fields.opportunity_id,
            },
        }
    }
}

/// An activity.
#[derive(Serialize, JsonSchema)]
pub struct Activity {
    /// Which.
    id: ActivityId,
    /// Raised by each change; sent back with every edit.
    version: i64,
    /// What it says.
    fields: ActivityFields,
    /// The organisation, by name.
    account: Option<Named<AccountId>>,
    /// The person, by name.
    contact: Option<Named<ContactId>>,
    /// The opportunity, by name.
    opportunity: Option<Named<OpportunityId>>,
    /// Whose it is.
    owner: Named<UserId>,
    /// Whether the reader may change it.
    may_edit: bool,
}

impl From<ActivityView> for Activity {
    fn from(view: ActivityView) -> Self {
        Self {
            id: view.id,
            version: view.version,
            fields: view.draft().into(),
            account: view.links.account,
            contact: view.links.contact,
            opportunity: view.links.opportunity,
            owner: view.owner,
            may_edit: view.may_edit,
        }
    }
}

/// What a task says.
#[derive(Serialize, Deserialize, JsonSchema)]
struct TaskFields {
    /// One line.
    subject: String,
    /// What is to be done.
    kind: TaskKind,
    /// How much it presses.
    priority: Priority,
    /// Details.
    notes: String,
    /// The day it is due, wherever one is. Left out of account when `due_at` is given.
    due_on: Option<NaiveDate>,
    /// The moment it is due.
    due_at: Option<Instant>,
    /// Who has to do it; the token's person when left out.
    owner_id: UserId,
    /// The organisation it is about.
    account_id: Option<AccountId>,
    /// The person it is about.
    contact_id: Option<ContactId>,
    /// The opportunity it is about.
    opportunity_id: Option<OpportunityId>,
    /// Values of the fields an administrator added, by key.
    #[serde(default)]
    custom: CustomValues,
}

impl From<TaskDraft> for TaskFields {
    fn from(draft: TaskDraft) -> Self {
        let (due_on, due_at) = match draft.due {
            Due::None => (None, None),
            Due::Day(day) => (Some(day), None),
            Due::At(at) => (None, Some(at)),
        };
        Self {
            subject: draft.subject,
            kind: draft.kind,
            priority: draft.priority,
            notes: draft.notes,
            due_on,
            due_at,
            owner_id: draft.owner,
            account_id: draft.links.account,
            contact_id: draft.links.contact,
            opportunity_id: draft.links.opportunity,
            custom: draft.custom,
        }
    }
}

impl From<TaskFields> for TaskDraft {
    fn from(fields: TaskFields) -> Self {
        let due = match (fields.due_at, fields.due_on) {
            (Some(at), _) => Due::At(at),
            (None, Some(day)) => Due::Day(day),
            (None, None) => Due::None,
        };
        Self {
            subject: fields.subject,
            kind: fields.kind,
            priority: fields.priority,
            notes: fields.notes,
            due,
            owner: fields.owner_id,
            links: Links {
                account: fields.account_id,
                contact: fields.contact_id,
                opportunity: fields.opportunity_id,
            },
            custom: fields.custom,
        }
    }
}

/// A task.
#[derive(Serialize, JsonSchema)]
pub struct Task {
    /// Which.
    id: TaskId,
    /// Raised by each change; sent back with every edit.
    version: i64,
    /// What it says.
    fields: TaskFields,
    /// When it was done; null while it is open.
    done_at: Option<Instant>,
    /// The organisation, by name.
    account: Option<Named<AccountId>>,
    /// The person, by name.
    contact: Option<Named<ContactId>>,
    /// The opportunity, by name.
    opportunity: Option<Named<OpportunityId>>,
    /// Who has to do it.
    owner: Named<UserId>,
    /// When it was made.
    created_at: Instant,
    /// Whether the reader may change it.
    may_edit: bool,
}

impl From<TaskView> for Task {
    fn from(view: TaskView) -> Self {
        Self {
            id: view.id,
            version: view.version,
            fields: view.draft().into(),
            done_at: view.done_at,
            account: view.links.account,
            contact: view.links.contact,
            opportunity: view.links.opportunity,
            owner: view.owner,
            created_at: view.created_at,
            may_edit: view.may_edit,
        }
    }
}

fn whose(query: &Query) -> Whose {
    query.parsed("whose").unwrap_or(Whose::Team)
}

fn whose_params() -> [Param; 2] {
    [
        Param::new(
            "whose",
            one_of(&["mine", "team"]),
            "One's own, or of everybody one may see (as when left out).",
        ),
        Param::new("owner_id", id(), "Only of this owner."),
    ]
}

fn tasks_asked(query: &Query, _: &Call) -> Result<ListTasks, Refusal> {
    Ok(ListTasks {
        filter: TaskFilter {
            whose: whose(query),
            owner: query.parsed("owner_id"),
            kind: query
                .text("kind")
                .and_then(|kind| TaskKind::ALL.into_iter().find(|one| one.code() == kind)),
            account: query.parsed("account_id"),
            contact: query.parsed("contact_id"),
            opportunity: query.parsed("opportunity_id"),
            done: query.flag("done"),
        },
        after: cursor::read(&tasks_place(query), query.text("cursor"))?,
        limit: limit(query),
    })
}

fn tasks_place(query: &Query) -> String {
    format!("tasks {}", query.flag("done"))
}

fn tasks_given(list: TaskList, query: &Query) -> Listed<Task> {
    Listed {
        next: list
            .next
            .map(|next| cursor::write(&tasks_place(query), &next)),
        total: None,
        rows: list.tasks.into_iter().map(Task::from).collect(),
    }
}

/// The days asked for; the next four weeks and the last four when left out.
fn activities_asked(query: &Query, call: &Call) -> Result<ReadCalendar, Refusal> {
    let day = |name, other: Option<NaiveDate>| query.parsed(name).or(other).unwrap_or(call.today);
    let month = Days::new(28);
    Ok(ReadCalendar {
        range: DayRange {
            first: day("from", call.today.checked_sub_days(month)),
            last: day("until", call.today.checked_add_days(month)),
        },
        whose: whose(query),
        owner: query.parsed("owner_id"),
    })
}

fn activities_given(items: CalendarItems, _: &Query) -> Listed<Activity> {
    Listed {
        next: None,
        total: None,
        rows: items.activities.into_iter().map(Activity::from).collect(),
    }
}

fn day_schema() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn activities(book: &mut Book) {
    let mut filters = vec![
        Param::new(
            "from",
            day_schema(),
            "First day; four weeks ago when left out. Notes are on no day and left out of the list.",
        ),
        Param::new(
            "until",
            day_schema(),
            "Last day, at most 61 days later; in four weeks when left out.",
        ),
    ];
    filters.extend(whose_params());
    let row = ("ActivityRow", &["fields"][..]);
    book.list(
        "activities",
        row,
        filters,
        activities_asked,
        activities_given,
    );
    book.resource(
        "activities",
        "Activity",
        &["fields"],
        |id| ReadActivity { id: id.into() },
        Activity::from,
    )
    .read()
    .create(
        &["kind", "subject"],
        |call| {
            as_json(ActivityFields::from(ActivityDraft {
                at: call.now,
                ..ActivityDraft::default()
            }))
        },
        |id, fields: ActivityFields| CreateActivity {
            id: id.into(),
            draft: fields.into(),
        },
    )
    .update(
        |view| ActivityFields::from(view.draft()),
        |view, fields: ActivityFields| EditActivity {
            id: view.id,
            version: view.version,
            draft: fields.into(),
        },
    )
    .delete(|view| DeleteActivity { id: view.id })
    .restore(|id, _| RestoreActivity { id: id.into() }, false)
    .bulk();
}

fn tasks(book: &mut Book) {
    let kinds = TaskKind::ALL.map(TaskKind::code);
    let mut filters = paging();
    filters.extend(whose_params());
    filters.extend([
        Param::new("kind", one_of(&kinds), "Only of this kind."),
        Param::new("account_id", id(), "Of this account and its opportunities."),
        Param::new("contact_id", id(), "About this contact."),
        Param::new("opportunity_id", id(), "Of this opportunity."),
        Param::new(
            "done",
            json!({ "type": "boolean" }),
            "Done ones, the latest first, instead of open ones, the most urgent first.",
        ),
    ]);
    book.list(
        "tasks",
        ("TaskRow", &["fields"][..]),
        filters,
        tasks_asked,
        tasks_given,
    );
    book.resource(
        "tasks",
        "Task",
        &["fields"],
        |id| ReadTask { id: id.into() },
        Task::from,
    )
    .read()
    .create(
        &["subject"],
        |call| {
            as_json(TaskFields::from(TaskDraft {
                subject: String::new(),
                kind: TaskKind::default(),
                priority: Priority::default(),
                notes: String::new(),
                due: Due::None,
                owner: call.actor.user_id,
                links: Links::default(),
                custom: CustomValues::default(),
            }))
        },
        |id, fields: TaskFields| CreateTask {
            id: id.into(),
            draft: fields.into(),
        },
    )
    .update(
        |view| TaskFields::from(view.draft()),
        |view, fields: TaskFields| EditTask {
            id: view.id,
            version: view.version,
            draft: fields.into(),
        },
    )
    .delete(|view| DeleteTask { id: view.id })
    .restore(|id, _| RestoreTask { id: id.into() }, false)
    .act("complete", "Mark a task as done", |view, _: Nothing| {
        CompleteTask { id: view.id }
    })
    .act("reopen", "Open a done task again", |view, _: Nothing| {
        ReopenTask { id: view.id }
    })
    .bulk();
}

pub fn add(book: &mut Book) {
    activities(book);
    tasks(book);
}
