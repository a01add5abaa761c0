//! Marking a task as done from the home page.

use crate::boot::use_lang;
use crate::work::api::{complete_task, reopen_task};
use i18n::{k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::TaskId;
use shared::work::tasks::ops::{CompleteTask, ReopenTask};
use ui::{Glyph, Icon, use_toaster};

/// A round button; the row goes away with the event that tells of the change.
#[component]
pub fn DoneButton(id: TaskId, subject: String) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let done = RwSignal::new(false);
    let label = tf(lang, k::home::tasks::MARK, &[("subject", &subject)]);
    let said = tf(lang, k::home::tasks::DONE_TOAST, &[("subject", &subject)]);
    let undo = Callback::new(move |()| {
        spawn_local(async move {
            match reopen_task(ReopenTask { id }).await {
                Ok(_) => {
                    let _ = done.try_set(false);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
    let mark = move |_| {
        if done.get_untracked() {
            return;
        }
        done.set(true);
        let said = said.clone();
        spawn_local(async move {
            match complete_task(CompleteTask { id }).await {
                Ok(_) => toaster.undo(said, t(lang, k::home::tasks::UNDO), undo),
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
