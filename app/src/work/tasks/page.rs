//! The queue at `/tasks`.

use super::filters::{from_query, to_address, to_list};
use super::keys;
use super::next_step::NextStep;
use super::quick_add::QuickAdd;
use super::row::TaskRow;
use super::state::{PAGE, Queue};
use crate::boot::{may, use_lang, use_session};
use crate::call::Fault;
use crate::live;
use crate::platform::people::use_people_menu;
use crate::routes::path;
use crate::shell::Page;
use crate::work::api;
use crate::work::dialogs::{TaskDialog, TaskEditor, TaskSeed};
use crate::work::text::{use_now, word};
use i18n::{k, problem_text, t, tn};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Lang, Role};
use shared::work::Whose;
use shared::work::tasks::ops::{ListTasks, ReadTask, TaskFilter, TaskList};
use shared::work::tasks::{Bucket, Snooze, TaskKind, TaskView};
use ui::{
    Button, Choice, EmptyState, Glyph, Kbd, LinkButton, LoadMore, PageHeader, SegmentedControl,
    Select, Size, Skeleton, ToggleChip, Variant, settled, use_toaster,
};

/// The page.
#[component]
pub fn TasksPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| from_query(|name| query.get(name))));
    let first = Resource::new(
        move || filter.get(),
        |filter| async move {
            let answer = api::list_tasks(ListTasks {
                filter: filter.clone(),
                after: None,
                limit: PAGE,
            })
            .await;
            (filter, answer)
        },
    );
    view! {
        <Page title=t(lang, k::work::TASKS_TITLE) />
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
            {move || Suspend::new(async move {
                match first.await {
                    (filter, Ok(list)) => settled(move || view! { <Loaded filter list /> }),
                    (_, Err(Fault(problem))) => {
                        view! {
                            <EmptyState glyph=Glyph::Alert title=problem_text(lang, &problem)>
                                <Button
                                    label=t(lang, k::ui::RETRY)
                                    on_press=Callback::new(move |()| first.refetch())
                                />
                            </EmptyState>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(filter: TaskFilter, list: TaskList) -> impl IntoView {
    let lang = use_lang();
    let zone = StoredValue::new(use_session().actor.zone);
    let now = use_now();
    let queue = Queue::new(filter.clone(), list, zone);
    let editor = TaskEditor::new();
    let adder = NodeRef::<html::Input>::new();
    live::on_event(move |event| {
        if event.is_none_or(|event| event.entity == Entity::Task) {
            queue.reload();
        }
    });
    lead_to(adder);
    open_asked(editor);
    let list_href = to_list(&filter);
    let done = filter.done;
    let with_owner = filter.whose == Whose::Team;
    let groups = Bucket::ALL
        .into_iter()
        .filter(|part| (*part == Bucket::Done) == done)
        .map(|part| view! { <Part part queue editor now zone with_owner /> })
        .collect_view();
    let nothing = move || {
        queue
            .tasks
            .with(|all| !all.iter().any(|task| task.done_at.is_some() == done))
    };
    let editable = may(Action::EditActivity);
    let summary = Signal::derive(move || {
        let shown = i64::try_from(queue.tasks.with(Vec::len)).unwrap_or(0);
        tn(lang, k::work::SHOWN_COUNT, shown, &[])
    });
    view! {
        <PageHeader title=t(lang, k::work::TASKS_TITLE) subtitle=Signal::derive(move || how_many(lang, queue))>
            <LinkButton label=t(lang, k::work::VIEW_LIST) href=list_href icon=Glyph::List/>
            {editable.then(|| new_task(lang, editor))}
        </PageHeader>
        <div class="stack">
            {editable
                .then(|| {
                    view! {
                        <QuickAdd
                            id="quick-add"
                            label=t(lang, k::work::QUICK_ADD)
                            placeholder=t(lang, k::work::QUICK_ADD_EXAMPLE)
                            node_ref=adder
                            on_added=Callback::new(move |_: TaskView| queue.reload())
                        />
                    }
                })}
            <NextStep
                id="next-step"
                about=Memo::new(move |_| queue.finished_about())
                answered=Callback::new(move |added| queue.next_answered(added))
            />
            <Filters filter />
            <Chosen queue />
            <div class="task-groups">{groups}</div>
            <Show when=nothing>
                <EmptyState
                    glyph=Glyph::CheckCircle
                    title=t(lang, if done { k::work::NO_DONE } else { k::work::ALL_DONE })
                    text=t(lang, if done { k::work::NO_DONE_TEXT } else { k::work::ALL_DONE_TEXT })
                />
            </Show>
            <Show when=move || queue.next.with(Option::is_some)>
                <LoadMore
                    summary
                    label=t(lang, k::work::SHOW_MORE)
                    more=Signal::derive(move || queue.next.with(Option::is_some))
                    on_more=Callback::new(move |()| queue.more())
                />
            </Show>
            {keys_hint(lang)}
            <TaskDialog
                editor
                on_saved=Callback::new(move |_: TaskView| queue.reload())
                on_delete=Callback::new(move |task: TaskView| queue.delete(task))
            />
        </div>
    }
}

fn new_task(lang: Lang, editor: TaskEditor) -> AnyView {
    view! {
        <Button
            label=t(lang, k::work::NEW_TASK)
            variant=Variant::Primary
            icon=Glyph::Plus
            on_press=Callback::new(move |()| editor.create(TaskSeed::default()))
        />
    }
    .into_any()
}

/// The key `n`, and an address that asks for a new task, lead to the box for one.
fn lead_to(adder: NodeRef<html::Input>) {
    Effect::new(move |_| {
        keys::listen(move || {
            if let Some(input) = adder.get_untracked() {
                let _ = input.focus();
            }
        });
    });
    let asked = RwSignal::new(false);
    crate::shell::opens_with_new(asked);
    Effect::new(move |_| {
        if let (true, Some(input)) = (asked.get(), adder.get()) {
            let _ = input.focus();
            asked.set(false);
        }
    });
}

/// An address that names a task opens its form. The name is taken away again, as with a new one's.
fn open_asked(editor: TaskEditor) {
    let (lang, toaster) = (use_lang(), use_toaster());
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("task")));
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(asked) = asked.get() else { return };
        let mut rest = query.get_untracked();
        rest.remove("task");
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(
            &format!("{}{}", path::TASKS, rest.to_query_string()),
            options,
        );
        let Ok(id) = asked.parse() else { return };
        spawn_local(async move {
            match api::read_task(ReadTask { id }).await {
                Ok(task) => editor.edit(task),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    });
}

/// "12 open · 3 overdue".
fn how_many(lang: Lang, queue: Queue) -> String {
    let counts = queue.counts.get();
    let open = tn(lang, k::work::OPEN_COUNT, counts.open(), &[]);
    if counts.overdue == 0 {
        return open;
    }
    let overdue = tn(lang, k::work::OVERDUE_COUNT, counts.overdue, &[]);
    format!("{open} · {overdue}")
}

fn keys_hint(lang: Lang) -> impl IntoView {
    view! {
        <p class="task-keys small muted desktop-only">
            <Kbd keys="j" />
            <Kbd keys="k" />
            {t(lang, k::work::KEYS_MOVE)}
            <Kbd keys="x" />
            {t(lang, k::work::KEYS_COMPLETE)}
            <Kbd keys="e" />
            {t(lang, k::work::KEYS_EDIT)}
            <Kbd keys="s" />
            {t(lang, k::work::KEYS_SNOOZE)}
            <Kbd keys="n" />
            {t(lang, k::work::KEYS_ADD)}
        </p>
    }
}

/// One part of the queue with its heading; nothing when it is empty.
#[component]
fn Part(
    part: Bucket,
    queue: Queue,
    editor: TaskEditor,
    now: Signal<shared::kernel::Instant>,
    zone: StoredValue<shared::kernel::Zone>,
    with_owner: bool,
) -> impl IntoView {
    let lang = use_lang();
    let tasks = Memo::new(move |_| queue.part(part, now.get()));
    let count = move || {
        let loaded = i64::try_from(tasks.with(Vec::len)).unwrap_or(0);
        i18n::integer(lang, queue.counts.get().of(part).max(loaded))
    };
    let class = match part {
        Bucket::Overdue => "task-part is-overdue",
        _ => "task-part",
    };
    view! {
        <Show when=move || tasks.with(|tasks| !tasks.is_empty())>
            <section class=class aria-labelledby=format!("part-{}", part.code())>
                <h2 class="task-part-title" id=format!("part-{}", part.code())>
                    {word(lang, "work.bucket", part.code())}
                    <span class="task-part-count">{count}</span>
                </h2>
                <ul class="task-list">
                    <For
                        each=move || tasks.get()
                        key=|task| (task.id, task.version, task.due, task.done_at)
                        children=move |task| {
                            view! {
                                <TaskRow task queue editor now zone with_owner choosable=true />
                            }
                        }
                    />
                </ul>
            </section>
        </Show>
    }
}

/// Mine or the team's, one kind, done ones; all in the address.
#[component]
fn Filters(filter: TaskFilter) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let go = StoredValue::new(use_navigate());
    let filter = StoredValue::new(filter);
    let change = move |edit: &dyn Fn(&mut TaskFilter)| {
        let mut wanted = filter.get_value();
        edit(&mut wanted);
        go.with_value(|go| {
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            go(&to_address(&wanted), options);
        });
    };
    let now = filter.get_value();
    let whose = RwSignal::new(now.whose.code().to_owned());
    let kind = RwSignal::new(now.kind.map_or("", TaskKind::code).to_owned());
    let owner = now.owner.map(|owner| owner.to_string());
    let owner = RwSignal::new(owner.unwrap_or_default());
    let sees_others = session.actor.role != Role::Representative;
    let whose_choices = vec![
        Choice::new(Whose::Mine.code(), t(lang, k::work::MINE)),
        Choice::new(Whose::Team.code(), t(lang, k::work::EVERYBODY)),
    ];
    let kinds: Vec<Choice> = TaskKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "work.task_kind", kind.code())))
        .collect();
    let of_team = now.whose == Whose::Team;
    view! {
        <div class="filter-bar" role="group" aria-label=t(lang, k::work::FILTERS)>
            <SegmentedControl
                id="tasks-whose"
                label=t(lang, k::work::WHOSE)
                options=whose_choices
                value=whose
                on_change=Callback::new(move |picked: String| {
                    change(&|filter| {
                        filter.whose = picked.parse().unwrap_or_default();
                        filter.owner = None;
                    });
                })
            />
            {(of_team && sees_others)
                .then(|| {
                    view! {
                        <Select
                            id="tasks-owner"
                            label=t(lang, k::work::OWNER)
                            value=owner
                            options=colleagues()
                            placeholder=t(lang, k::work::EVERY_OWNER).to_owned()
                            bare=true
                            on_commit=Callback::new(move |picked: String| {
                                change(&|filter| filter.owner = picked.parse().ok());
                            })
                        />
                    }
                })}
            <Select
                id="tasks-kind"
                label=t(lang, k::work::KIND)
                value=kind
                options=kinds
                placeholder=t(lang, k::work::EVERY_KIND).to_owned()
                bare=true
                on_commit=Callback::new(move |picked: String| {
                    change(&|filter| filter.kind = picked.parse().ok());
                })
            />
            <ToggleChip
                label=t(lang, k::work::SHOW_DONE)
                on=Signal::stored(now.done)
                on_toggle=Callback::new(move |()| change(&|filter| filter.done = !filter.done))
            />
        </div>
    }
}

fn colleagues() -> Signal<Vec<Choice>> {
    let people = use_people_menu();
    Signal::derive(move || {
        let active = people.get().people.into_iter().filter(|one| one.active);
        active
            .map(|one| Choice::new(one.id.to_string(), one.name))
            .collect()
    })
}

/// What may be done with the tasks chosen.
#[component]
fn Chosen(queue: Queue) -> impl IntoView {
    let lang = use_lang();
    let chosen = move || {
        let ids = queue.chosen.get_untracked();
        queue.tasks.with_untracked(|all| {
            all.iter()
                .filter(|task| ids.contains(&task.id))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let count = move || {
        let count = i64::try_from(queue.chosen.with(std::collections::BTreeSet::len)).unwrap_or(0);
        tn(lang, k::work::CHOSEN_COUNT, count, &[])
    };
    let moves = move || {
        [Snooze::Tomorrow, Snooze::NextWorkingDay, Snooze::NextWeek]
            .into_iter()
            .map(|choice| {
                view! {
                    <Button
                        label=word(lang, "work.snooze", choice.code())
                        size=Size::Small
                        on_press=Callback::new(move |()| queue.snooze(chosen(), choice))
                    />
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || queue.chosen.with(|chosen| !chosen.is_empty())>
            <div class="task-chosen" role="group" aria-label=t(lang, k::work::CHOSEN)>
                <span class="strong">{count}</span>
                {moves()}
                <Button
                    label=t(lang, k::work::COMPLETE)
                    size=Size::Small
                    icon=Glyph::Check
                    on_press=Callback::new(move |()| queue.complete_all(chosen()))
                />
                <Button
                    label=t(lang, k::work::CHOOSE_NONE)
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=Callback::new(move |()| {
                        queue.chosen.set(std::collections::BTreeSet::new());
                    })
                />
            </div>
        </Show>
    }
}
