//! What a row of the home page does: marks a task as done, opens it, puts it off; opens a meeting.

use crate::boot::{use_lang, use_session};
use crate::shell::offer_undo;
use crate::work::api::{complete_task, read_activity, read_task, reopen_task, reschedule_tasks};
use crate::work::{ActivityEditor, TaskEditor, word};
use i18n::{k, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ActivityId, TaskId};
use shared::work::activities::ops::ReadActivity;
use shared::work::tasks::ops::{CompleteTask, ReadTask, ReopenTask, Reschedule, RescheduleTasks};
use shared::work::tasks::{Due, Snooze, snooze};
use ui::{Glyph, Icon, Menu, MenuItem, Size, use_toaster};

/// A round button; the row goes away with the event that tells of the change.
#[component]
pub fn DoneButton(id: TaskId, subject: String) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let done = RwSignal::new(false);
    let label = tf(lang, k::home::tasks::MARK, &[("subject", &subject)]);
    let said = tf(lang, k::home::tasks::DONE_TOAST, &[("subject", &subject)]);
    let take_back = move || {
        spawn_local(async move {
            match reopen_task(ReopenTask { id }).await {
                Ok(_) => {
                    let _ = done.try_set(false);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    let mark = move |_| {
        if done.get_untracked() {
            return;
        }
        done.set(true);
        let said = said.clone();
        spawn_local(async move {
            match complete_task(CompleteTask { id }).await {
                // Made here, where no row owns it: the row goes away, "Undo" must not.
                Ok(_) => {
                    let undo = Callback::new(move |()| take_back());
                    toaster.undo(said, t(lang, k::home::tasks::UNDO), undo);
                }
                Err(fault) => {
                    let _ = done.try_set(false);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    };
    view! {
        <button type="button" class="done-button" aria-label=label aria-pressed=move || if done.get() { "true" } else { "false" } on:click=mark>
            {move || view! { <Icon glyph=if done.get() { Glyph::CheckCircle } else { Glyph::Circle } /> }}
        </button>
    }
}

/// The words of a task: a button that opens its form.
#[component]
pub fn TaskName(id: TaskId, subject: String, editor: TaskEditor) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let open = move |_| {
        spawn_local(async move {
            match read_task(ReadTask { id }).await {
                Ok(task) => editor.edit(task),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! { <button type="button" class="home-open truncate medium" on:click=open>{subject}</button> }
}

/// The words of a meeting: a button that opens its form.
#[component]
pub fn MeetingName(id: ActivityId, subject: String, editor: ActivityEditor) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let open = move |_| {
        spawn_local(async move {
            match read_activity(ReadActivity { id }).await {
                Ok(activity) => editor.edit(activity),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! { <button type="button" class="home-open truncate medium" on:click=open>{subject}</button> }
}

/// Puts a task off, with undo; the row moves with the event that tells of it.
#[component]
pub fn SnoozeMenu(id: TaskId, subject: String, due: Due) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let zone = StoredValue::new(use_session().actor.zone);
    let put_off = move |choice: Snooze| {
        let to = zone.with_value(|zone| snooze(due, choice, crate::boot::now(), zone));
        spawn_local(async move {
            let ask = move |to| {
                reschedule_tasks(RescheduleTasks {
                    ids: vec![id],
                    to: Reschedule::To(to),
                })
            };
            match ask(to).await {
                Ok(_) => {
                    let text = tn(lang, k::work::TASKS_MOVED, 1, &[]);
                    offer_undo(lang, toaster, text, move || ask(due), || ());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    let choices = Snooze::MENU
        .into_iter()
        .map(|choice| {
            let label = word(lang, "work.snooze", choice.code());
            view! { <MenuItem label icon=Glyph::Clock on_press=Callback::new(move |()| put_off(choice)) /> }
        })
        .collect_view();
    view! {
        <Menu
            id=format!("home-snooze-{id}")
            label=tf(lang, k::work::SNOOZE_NAMED, &[("name", &subject)])
            glyph=Glyph::Clock
            size=Size::Small
        >
            {choices}
        </Menu>
    }
}
