//! What stands on the calendar, whatever the view: a task or an activity in local time.

use crate::boot::use_lang;
use crate::work::dialogs::{ActivityEditor, TaskEditor};
use crate::work::text::{activity_glyph, task_glyph};
use chrono::{NaiveDate, NaiveTime, Timelike};
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{Lang, Zone};
use shared::work::activities::{ActivityKind, ActivityView, Outcome};
use shared::work::calendar::Slot;
use shared::work::calendar::ops::CalendarItems;
use shared::work::tasks::{Due, TaskView};
use ui::{Glyph, Icon};

/// One thing on the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Local day.
    pub day: NaiveDate,
    /// Local time; `None` for the whole day.
    pub time: Option<NaiveTime>,
    /// Length.
    pub minutes: i32,
    /// What it is.
    pub what: What,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A task due.
    Task(Box<TaskView>),
    /// An activity that took place or is planned.
    Activity(Box<ActivityView>),
}

impl Item {
    /// Its words.
    pub fn title(&self) -> String {
        match &self.what {
            What::Task(task) => task.subject.clone(),
            What::Activity(activity) => activity.subject.clone(),
        }
    }

    /// Whom or what it is about.
    pub fn about(&self) -> String {
        let links = match &self.what {
            What::Task(task) => &task.links,
            What::Activity(activity) => &activity.links,
        };
        let account = links.account.as_ref().map(|named| named.name.clone());
        let deal = links.opportunity.as_ref().map(|named| named.name.clone());
        account.or(deal).unwrap_or_default()
    }

    /// Whether it is behind us: done, held, called off.
    pub fn is_done(&self) -> bool {
        match &self.what {
            What::Task(task) => task.done_at.is_some(),
            What::Activity(activity) => {
                activity.kind != ActivityKind::Meeting || activity.outcome != Outcome::None
            }
        }
    }

    fn glyph(&self) -> Glyph {
        match &self.what {
            What::Task(task) => task_glyph(task.kind),
            What::Activity(activity) => activity_glyph(activity.kind),
        }
    }

    /// Its place in a day, when it has a time.
    pub fn slot(&self) -> Option<Slot> {
        let time = self.time?;
        let start = i32::try_from(time.num_seconds_from_midnight() / 60).unwrap_or(0);
        Some(Slot {
            start,
            minutes: self.minutes,
        })
    }

    /// `10:00`, or nothing for the whole day.
    pub fn time_text(&self, lang: Lang) -> String {
        self.time
            .map(|time| i18n::time(lang, self.day.and_time(time)))
            .unwrap_or_default()
    }

    fn class(&self) -> &'static str {
        match (&self.what, self.is_done()) {
            (What::Task(_), false) => "cal-item cal-task",
            (What::Task(_), true) => "cal-item cal-task is-done",
            (What::Activity(_), false) => "cal-item cal-meeting",
            (What::Activity(_), true) => "cal-item cal-meeting is-done",
        }
    }
}

/// Everything on the calendar in order: whole days first, then by time.
pub fn items_of(found: CalendarItems, zone: &Zone) -> Vec<Item> {
    let tasks = found.tasks.into_iter().filter_map(|task| {
        let (day, time) = match task.due {
            Due::None => return None,
            Due::Day(day) => (day, None),
            Due::At(at) => {
                let local = zone.local(at);
                (local.date(), Some(local.time()))
            }
        };
        Some(Item {
            day,
            time,
            minutes: 30,
            what: What::Task(Box::new(task)),
        })
    });
    let activities = found.activities.into_iter().map(|activity| {
        let local = zone.local(activity.at);
        Item {
            day: local.date(),
            time: Some(local.time()),
            minutes: activity.minutes.unwrap_or(30),
            what: What::Activity(Box::new(activity)),
        }
    });
    let mut items: Vec<Item> = tasks.chain(activities).collect();
    items.sort_by_key(|item| (item.day, item.time));
    items
}

/// The button an item is in every view; pressing it opens its form.
#[component]
pub fn ItemButton(
    item: Item,
    tasks: TaskEditor,
    activities: ActivityEditor,
    /// More classes: the place in a day's grid.
    #[prop(optional, into)]
    place: String,
    /// Shows whom it is about.
    #[prop(optional)]
    long: bool,
) -> impl IntoView {
    let lang = use_lang();
    let (title, time, about) = (item.title(), item.time_text(lang), item.about());
    let done = item
        .is_done()
        .then(|| format!(" ({})", t(lang, k::work::calendar::DONE)));
    let class = format!("{} {place}", item.class());
    let glyph = item.glyph();
    let what = StoredValue::new(item.what);
    let open = move |_| match what.get_value() {
        What::Task(task) => tasks.edit(*task),
        What::Activity(activity) => activities.edit(*activity),
    };
    view! {
        <button
            type="button"
            class=class
            on:click=move |event| {
                event.stop_propagation();
                open(event);
            }
        >
            <Icon glyph class="icon-sm" />
            {(!time.is_empty()).then(|| view! { <span class="cal-time">{time}" "</span> })}
            <span class="cal-title">{title}</span>
            {(long && !about.is_empty()).then(|| view! { <span class="cal-about">" "{about}</span> })}
            {done.map(|done| view! { <span class="visually-hidden">{done}</span> })}
        </button>
    }
}
