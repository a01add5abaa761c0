//! The tasks of one record, on its page.

use super::filters::to_list_of_record;
use super::next_step::NextStep;
use super::quick_add::QuickAdd;
use super::row::TaskRow;
use super::state::{PAGE, Queue};
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::work::api;
use crate::work::dialogs::{TaskDialog, TaskEditor};
use crate::work::text::use_now;
use i18n::{k, problem_text, t};
use leptos::prelude::*;
use shared::kernel::event::Entity;
use shared::work::LinksView;
use shared::work::tasks::TaskView;
use shared::work::tasks::ops::{ListTasks, TaskFilter, TaskList};
use ui::{Skeleton, Tell, settled};

/// Open tasks with a box that adds one. `filter` names the record, `links` what a new task is about.
#[component]
pub fn RecordTasks(
    filter: TaskFilter,
    #[prop(into)] links: Signal<LinksView>,
    #[prop(into)] may_add: Signal<bool>,
    /// Told after any change.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let wanted = filter.clone();
    let first = Resource::new(
        || (),
        move |()| {
            api::list_tasks(ListTasks {
                filter: wanted.clone(),
                after: None,
                limit: PAGE,
            })
        },
    );
    let filter = StoredValue::new(filter);
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=2 /> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(list) => {
                        let filter = filter.get_value();
                        settled(move || view! { <Loaded filter list links may_add on_change /> })
                    }
                    Err(fault) => {
                        view! { <p class="muted">{problem_text(lang, &fault.0)}</p> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(
    filter: TaskFilter,
    list: TaskList,
    links: Signal<LinksView>,
    may_add: Signal<bool>,
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_lang();
    let zone = StoredValue::new(use_session().actor.zone);
    let now = use_now();
    let all_href = to_list_of_record(&filter);
    let queue = Queue::new(filter, list, zone);
    let editor = TaskEditor::new();
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Task) {
            queue.reload();
        }
    });
    // Whatever changes the list may have changed what the record keeps of it.
    Effect::new(move |before: Option<usize>| {
        let count = queue
            .tasks
            .with(|all| all.iter().filter(|task| task.done_at.is_none()).count());
        if let (Some(change), Some(before)) = (on_change, before)
            && before != count
        {
            change.tell(());
        }
        count
    });
    let open = Memo::new(move |_| {
        queue.tasks.with(|all| {
            all.iter()
                .filter(|task| task.done_at.is_none())
                .cloned()
                .collect::<Vec<TaskView>>()
        })
    });
    // Where nothing is planned any more, the box asks for what comes next. Told of another question alone: whatever
    // else of the record is read again leaves what is typed in it.
    let next = Memo::new(move |_| {
        let free = may_add.get() && open.with(Vec::is_empty);
        queue.finished_about().filter(|_| free)
    });
    view! {
        <div class="record-tasks stack-sm">
            <Show
                when=move || open.with(|open| !open.is_empty())
                fallback=move || view! { <p class="muted small">{t(lang, k::work::NO_OPEN_TASK)}</p> }
            >
                <ul class="task-list">
                    <For
                        each=move || open.get()
                        key=|task| (task.id, task.version, task.due)
                        children=move |task| {
                            view! { <TaskRow task queue editor now zone of_record=true /> }
                        }
                    />
                </ul>
            </Show>
            <NextStep
                id="record-next"
                about=next
                answered=Callback::new(move |added| queue.next_answered(added))
            />
            <Show when=move || may_add.get() && next.with(Option::is_none)>
                <QuickAdd
                    id="record-task"
                    label=t(lang, k::work::QUICK_ADD)
                    placeholder=t(lang, k::work::RECORD_TASK_EXAMPLE)
                    links
                    on_added=Callback::new(move |_: TaskView| queue.reload())
                />
            </Show>
            {all_href.map(|href| {
                view! { <p class="cluster small"><a href=href>{t(lang, k::work::ALL_OF_RECORD)}</a></p> }
            })}
            <TaskDialog
                editor
                on_saved=Callback::new(move |_: TaskView| queue.reload())
                on_delete=Callback::new(move |task: TaskView| queue.delete(task))
            />
        </div>
    }
}
