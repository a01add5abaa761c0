//! The fields of what is to be done.

use super::Kind::{Choice, Date, Flag, Instant, Reference, Text};
use super::fields::{
    ACCOUNT, ACCOUNT_COUNTRY, ACCOUNT_INDUSTRY, CREATED, OWNER, OWNER_TEAM, UPDATED, field,
};
use super::{Field, Target};

pub(super) const TASKS: &[Field] = &[
    field("name", Text).called("task_name").sorted().edited(),
    field("status", Choice(&["open", "done"]))
        .called("task_status")
        .grouped()
        .bulk(),
    // The day it was given; with a time of day, `due_at` is the moment.
    field("due", Date).grouped().bulk(),
    field("priority", Choice(&["low", "normal", "high"]))
        .called("task_priority")
        .grouped()
        .bulk(),
    field("kind", Choice(&["todo", "call", "email", "meeting"]))
        .called("task_kind")
        .grouped()
        .bulk(),
    ACCOUNT,
    field("opportunity", Reference(Target::Opportunity)).grouped(),
    field("contact", Reference(Target::Contact)).grouped(),
    OWNER,
    OWNER_TEAM,
    // As the queue has it, `shared::work::tasks::bucket`: past its moment, or past its day.
    field("overdue", Flag),
    field("due_at", Instant).sorted(),
    field("done_at", Instant).sorted(),
    field("notes", Text),
    ACCOUNT_COUNTRY,
    ACCOUNT_INDUSTRY,
    CREATED,
    UPDATED,
];
