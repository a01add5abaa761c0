//! The two forms are a part of the browser's program of their own: they arrive while the browser is
//! idle, or when one is opened (see `shell/pages.rs` for the cut at the pages).

#![cfg_attr(
    feature = "split",
    allow(
        unsafe_code,
        reason = "the cut declares each part's loader as a foreign function"
    )
)]

use super::activity::{ActivityForm, ActivityFormProps};
use super::task::{TaskForm, TaskFormProps};
use crate::shell::{PartMissing, missing};
use leptos::prelude::*;
#[cfg(feature = "split")]
use leptos::task::spawn_local;

macro_rules! forms {
    ($($name:ident: $form:ident($props:ident), $load:ident;)+) => { $(
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split(
            forms,
            wasm_split_path = leptos::wasm_split,
            preload($load),
            fallible
        )]
        fn $name(props: $props) -> Result<AnyView, PartMissing> {
            Ok($form(props).into_any())
        }

        #[cfg(not(feature = "split"))]
        async fn $name(props: $props) -> Result<AnyView, PartMissing> {
            Ok($form(props).into_any())
        }
    )+ };
}

forms! {
    activity: ActivityForm(ActivityFormProps), load_activity;
    task: TaskForm(TaskFormProps), load_task;
}

/// The form of an activity in its open dialog.
pub(super) fn activity_form(props: ActivityFormProps) -> impl IntoView {
    Suspend::new(async move { activity(props).await.unwrap_or_else(missing) })
}

/// The form of a task in its open dialog.
pub(super) fn task_form(props: TaskFormProps) -> impl IntoView {
    Suspend::new(async move { task(props).await.unwrap_or_else(missing) })
}

/// Opens a dialog with one of the forms once their part is there, so that it opens complete and
/// the focus is in its first box. When the part does not come, the dialog says so.
pub(super) fn show(open: RwSignal<bool>) {
    #[cfg(feature = "split")]
    spawn_local(async move {
        let _ = load_activity().await;
        let _ = load_task().await;
        let _ = open.try_set(true);
    });
    #[cfg(not(feature = "split"))]
    open.set(true);
}
