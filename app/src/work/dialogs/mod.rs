//! The forms of tasks and activities, as dialogs any page may open.

mod activity;
mod opener;
mod part;
mod task;
mod written;

pub use activity::{ActivityDialog, ActivityEditor};
pub use task::{TaskDialog, TaskEditor, TaskSeed};

use chrono::{NaiveDate, NaiveTime};
use i18n::issue_text;
use leptos::prelude::*;
use shared::kernel::{Instant, Issue, Lang, Zone};
use shared::platform::fields::key_of;

/// The sentences about fields the form has no box for; it has one for each of an administrator.
fn other_errors(
    lang: Lang,
    issues: RwSignal<Vec<Issue>>,
    shown: &'static [&'static str],
) -> String {
    issues.with(|all| {
        all.iter()
            .filter(|issue| {
                issue
                    .field
                    .as_deref()
                    .is_none_or(|field| !shown.contains(&field) && key_of(field).is_none())
            })
            .map(|issue| issue_text(lang, issue))
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// The values of a day box and a time box for a moment.
fn day_and_time(at: Instant, zone: &Zone) -> (String, String) {
    let local = zone.local(at);
    (
        local.date().to_string(),
        local.time().format("%H:%M").to_string(),
    )
}

/// What the two boxes say; a time without a day says nothing.
fn parse_boxes(day: &str, time: &str) -> (Option<NaiveDate>, Option<NaiveTime>) {
    let time = NaiveTime::parse_from_str(time, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
        .ok();
    (day.parse().ok(), time)
}
