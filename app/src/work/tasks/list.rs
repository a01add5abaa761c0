//! The list of tasks in the grammar of lists; the queue beside it is the day's own face of them.

use crate::boot::{may, use_lang};
use crate::platform::views::RecordList;
use crate::routes::path;
use crate::shell::Page;
use crate::work::delete_task;
use crate::work::dialogs::{TaskDialog, TaskEditor, TaskSeed};
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use shared::work::tasks::TaskView;
use ui::{Button, EmptyState, Glyph, LinkButton, PageHeader, Variant, use_toaster};

/// `/tasks/list`.
#[component]
pub fn TaskListPage() -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let may_create = may(Action::EditActivity);
    let total = RwSignal::new(None::<i64>);
    let editor = TaskEditor::new();
    // The names in the list open the form here.
    provide_context(editor);
    let new = move || {
        may_create.then(|| {
            view! {
                <Button
                    label=t(lang, k::work::NEW_TASK)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| editor.create(TaskSeed::default()))
                />
            }
        })
    };
    let nothing = move || {
        view! {
            <EmptyState glyph=Glyph::CheckCircle title=t(lang, k::work::NO_TASKS) text=t(lang, k::work::NO_TASKS_TEXT)>
                {new()}
            </EmptyState>
        }
    };
    view! {
        <Page title=t(lang, k::work::LIST_TITLE)/>
        <PageHeader
            title=t(lang, k::work::LIST_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::views::count::TASKS, n, &[])).unwrap_or_default()
            })
        >
            <LinkButton label=t(lang, k::work::VIEW_QUEUE) href=path::TASKS.to_owned() icon=Glyph::CheckCircle/>
            {new()}
        </PageHeader>
        <RecordList
            object=Object::Tasks
            label=t(lang, k::work::LIST_TITLE)
            search_label=t(lang, k::work::LIST_SEARCH)
            nothing
            total
        />
        // What is saved and deleted here the list hears of, as of what others do.
        <TaskDialog
            editor
            on_saved=Callback::new(move |_: TaskView| {})
            on_delete=Callback::new(move |task: TaskView| delete_task(lang, toaster, task.id, || {}))
        />
    }
}
