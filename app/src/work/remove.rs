//! Deleting a task or an activity from any page: at once, with a message that brings it back.
//!
//! `after` is called when the page shall read again; it must stand being called when the page is gone.

use super::api;
use crate::call::Fault;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{ActivityId, Lang, TaskId};
use shared::work::activities::ops::{DeleteActivity, RestoreActivity};
use shared::work::tasks::ops::{DeleteTask, RestoreTask};
use ui::Toaster;

/// Deletes a task.
pub fn delete_task(
    lang: Lang,
    toaster: Toaster,
    id: TaskId,
    after: impl Fn() + Copy + Send + Sync + 'static,
) {
    let problem = move |fault: Fault| toaster.problem(problem_text(lang, &fault.0));
    spawn_local(async move {
        match api::delete_task(DeleteTask { id }).await {
            Ok(()) => {
                let undo = Callback::new(move |()| {
                    spawn_local(async move {
                        if let Err(fault) = api::restore_task(RestoreTask { id }).await {
                            problem(fault);
                        }
                        after();
                    });
                });
                toaster.undo(t(lang, k::work::TASK_DELETED), t(lang, k::ui::UNDO), undo);
            }
            Err(fault) => problem(fault),
        }
        after();
    });
}

/// Deletes an activity.
pub fn delete_activity(
    lang: Lang,
    toaster: Toaster,
    id: ActivityId,
    after: impl Fn() + Copy + Send + Sync + 'static,
) {
    let problem = move |fault: Fault| toaster.problem(problem_text(lang, &fault.0));
    spawn_local(async move {
        match api::delete_activity(DeleteActivity { id }).await {
            Ok(()) => {
                let undo = Callback::new(move |()| {
                    spawn_local(async move {
                        if let Err(fault) = api::restore_activity(RestoreActivity { id }).await {
                            problem(fault);
                        }
                        after();
                    });
                });
                let text = t(lang, k::work::ACTIVITY_DELETED);
                toaster.undo(text, t(lang, k::ui::UNDO), undo);
            }
            Err(fault) => problem(fault),
        }
        after();
    });
}
