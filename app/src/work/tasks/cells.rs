//! The cells of the list of tasks that say or do more than their value.

use crate::boot::{may, use_session};
use crate::platform::views::Presses;
use crate::routes;
use crate::work::api;
use crate::work::dialogs::TaskEditor;
use crate::work::text::{bucket_tone, due_text, task_glyph, word};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Action, Instant, Lang, TaskId};
use shared::platform::views::{Cell, ViewRow};
use shared::work::tasks::ops::{CompleteTask, ReadTask, ReopenTask};
use shared::work::tasks::{Due, Priority, TaskKind, bucket_of_due};
use ui::{Badge, Glyph, Icon, Tone, use_toaster};

/// Columns the cells below are made from, shown or not.
pub(crate) const SUPPORT: &[&str] = &["status", "due", "due_at"];

fn is_done(cell: &impl Fn(&str) -> Cell) -> bool {
    matches!(cell("status"), Cell::Word(word) if word == "done")
}

fn due_of(cell: &impl Fn(&str) -> Cell) -> Due {
    let day = match cell("due") {
        Cell::Day(day) => Some(day),
        _ => None,
    };
    let at = match cell("due_at") {
        Cell::At(at) => Some(at),
        _ => None,
    };
    Due::from_columns(day, at)
}

/// The moment that goes with another day of a task; `cell` gives the values of the row as it is.
pub(crate) fn moment_of(day: &Cell, cell: impl Fn(&str) -> Cell) -> Cell {
    let day = match day {
        Cell::Day(day) => Some(*day),
        _ => None,
    };
    let due = due_of(&cell).moved(day, &use_session().actor.zone);
    due.moment().map_or(Cell::Empty, Cell::At)
}

/// The name of a task: the box that completes it, and its words, which open the form where it stands.
pub(crate) fn task_name(
    lang: Lang,
    row: &ViewRow,
    name: String,
    cell: impl Fn(&str) -> Cell,
) -> AnyView {
    let id = TaskId(row.id);
    let done = is_done(&cell);
    let (editor, toaster) = (use_context::<TaskEditor>(), use_toaster());
    let presses = Presses::new();
    view! {
        <Check id name=name.clone() done locked=row.locked/>
        <a
            class="row-anchor"
            class:is-done=done
            href=routes::task(id)
            on:mousedown=move |_| presses.down()
            on:click=move |event| {
                let plain = presses.is_plain(&event);
                // Without a form on the page, and in a window of its own, the address opens it.
                let Some(editor) = editor.filter(|_| plain) else { return };
                event.prevent_default();
                spawn_local(async move {
                    match api::read_task(ReadTask { id }).await {
                        Ok(task) => editor.edit(task),
                        Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                    }
                });
            }
        >
            {name}
        </a>
    }
    .into_any()
}

/// The round box: pressed, the task is done, and pressed again it is open; the list hears of it and reads
/// itself again.
#[component]
fn Check(id: TaskId, name: String, done: bool, locked: bool) -> impl IntoView {
    let lang = crate::boot::use_lang();
    let toaster = use_toaster();
    let locked = locked || !may(Action::EditActivity);
    let now_done = RwSignal::new(done);
    let subject = StoredValue::new(name.clone());
    let label = move || {
        let key = if now_done.get() {
            k::work::REOPEN_NAMED
        } else {
            k::work::COMPLETE_NAMED
        };
        tf(lang, key, &[("name", &name)])
    };
    let reopen = move || async move {
        let answer = api::reopen_task(ReopenTask { id }).await;
        if let Err(fault) = &answer {
            toaster.problem(problem_text(lang, &fault.0));
        }
        let _ = now_done.try_set(answer.is_err());
    };
    let press = move |_| {
        let was = now_done.get_untracked();
        now_done.set(!was);
        if was {
            spawn_local(reopen());
            return;
        }
        let subject = subject.get_value();
        spawn_local(async move {
            match api::complete_task(CompleteTask { id }).await {
                Ok(_) => {
                    let text = tf(lang, k::work::TASK_DONE, &[("subject", &subject)]);
                    let undo = Callback::new(move |()| spawn_local(reopen()));
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                }
                Err(fault) => {
                    let _ = now_done.try_set(false);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    };
    view! {
        <button
            type="button"
            class="task-check"
            aria-label=label
            aria-pressed=move || if now_done.get() { "true" } else { "false" }
            disabled=locked
            on:click=press
        >
            <Icon glyph=Glyph::Check class="icon-sm"/>
        </button>
    }
}

/// The cell of this field, where it is one of these; `cell` gives the values of the row.
pub(crate) fn task_cell(
    lang: Lang,
    field: &str,
    cell: impl Fn(&str) -> Cell,
    clock: Signal<Instant>,
) -> Option<AnyView> {
    Some(match (field, cell(field)) {
        ("due", Cell::Day(_)) => due_cell(lang, due_of(&cell), is_done(&cell), clock),
        ("priority", Cell::Word(code)) if code == Priority::High.code() => {
            let text = word(lang, "work.priority", &code);
            view! { <Badge text tone=Tone::Danger icon=Glyph::Flag plain=true/> }.into_any()
        }
        ("kind", Cell::Word(code)) => {
            let kind = code.parse::<TaskKind>().ok()?;
            view! {
                <span class="list-day"><Icon glyph=task_glyph(kind) class="icon-sm"/>{word(lang, "work.task_kind", &code)}</span>
            }
            .into_any()
        }
        _ => return None,
    })
}

/// When it is due, as the queue says it; the colour goes with the clock.
fn due_cell(lang: Lang, due: Due, done: bool, clock: Signal<Instant>) -> AnyView {
    let zone = StoredValue::new(use_session().actor.zone);
    let shown = move || {
        let now = clock.get();
        zone.with_value(|zone| {
            let text = due_text(lang, due, now, zone);
            let tone = if done {
                Tone::Neutral
            } else {
                bucket_tone(bucket_of_due(due, now, zone, lang))
            };
            view! { <Badge text tone icon=Glyph::Calendar plain=true/> }
        })
    };
    shown.into_any()
}
