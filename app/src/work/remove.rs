//! Deleting a task or an activity from any page: at once, with a message that brings it back.
//!
//! `after` is called when the page shall read again; it must stand being called when the page is gone.

use super::api;
use crate::shell::undoable;
use i18n::{k, t};
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
    let done = api::delete_task(DeleteTask { id });
    let back = move || api::restore_task(RestoreTask { id });
    let way_back = move |()| (t(lang, k::work::TASK_DELETED), back);
    spawn_local(undoable(lang, toaster, done, way_back, after));
}

/// Deletes an activity.
pub fn delete_activity(
    lang: Lang,
    toaster: Toaster,
    id: ActivityId,
    after: impl Fn() + Copy + Send + Sync + 'static,
) {
    let done = api::delete_activity(DeleteActivity { id });
    let back = move || api::restore_activity(RestoreActivity { id });
    let way_back = move |()| (t(lang, k::work::ACTIVITY_DELETED), back);
    spawn_local(undoable(lang, toaster, done, way_back, after));
}
