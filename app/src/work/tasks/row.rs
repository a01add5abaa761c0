//! One task in a list.

use super::state::Queue;
use crate::boot::use_lang;
use crate::routes;
use crate::work::dialogs::TaskEditor;
use crate::work::text::{bucket_tone, due_text, task_glyph};
use crate::work::word;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Instant, Lang, Zone};
use shared::work::tasks::{Priority, Snooze, TaskView, bucket_of_due};
use ui::{Avatar, Badge, Glyph, Icon, Menu, MenuItem, Size, Tone};

/// The row: a round box that completes it, its words, its links, when it is due, its menu.
#[component]
pub fn TaskRow(
    task: TaskView,
    queue: Queue,
    editor: TaskEditor,
    #[prop(into)] now: Signal<Instant>,
    zone: StoredValue<Zone>,
    /// Shows whose it is.
    #[prop(optional)]
    with_owner: bool,
    /// Leaves out the deal and account (the page is theirs).
    #[prop(optional)]
    of_record: bool,
    /// Offers a tick to choose several.
    #[prop(optional)]
    choosable: bool,
) -> impl IntoView {
    let lang = use_lang();
    let done = task.done_at.is_some();
    let id = task.id;
    let due = task.due;
    let when = move || {
        let text = zone.with_value(|zone| due_text(lang, due, now.get(), zone));
        let tone = if done {
            Tone::Neutral
        } else {
            zone.with_value(|zone| bucket_tone(bucket_of_due(due, now.get(), zone, lang)))
        };
        (!text.is_empty()).then(|| view! { <Badge text tone icon=Glyph::Calendar plain=true /> })
    };
    let name = if done {
        tf(lang, k::work::REOPEN_NAMED, &[("name", &task.subject)])
    } else {
        tf(lang, k::work::COMPLETE_NAMED, &[("name", &task.subject)])
    };
    let stored = StoredValue::new(task.clone());
    let press = move |_| {
        let task = stored.get_value();
        if task.done_at.is_some() {
            queue.reopen(task.id);
        } else {
            queue.complete(task);
        }
    };
    let owner = with_owner.then(|| view! { <Avatar name=task.owner.name.clone() alone=true /> });
    let may_edit = task.may_edit;
    view! {
        <li class="task" class:is-done=done data-task=id.to_string()>
            {(choosable && may_edit && !done).then(|| tick(lang, &task, queue))}
            <button
                type="button"
                class="task-check"
                aria-label=name.clone()
                data-tip=name
                aria-pressed=if done { "true" } else { "false" }
                disabled=!may_edit
                on:click=press
            >
                <Icon glyph=Glyph::Check class="icon-sm" />
            </button>
            <div class="task-words">
                <button
                    type="button"
                    class="task-subject"
                    on:click=move |_| editor.edit(stored.get_value())
                >
                    <Icon glyph=task_glyph(task.kind) class="icon-sm" />
                    <span>{task.subject.clone()}</span>
                </button>
                <div class="task-about small">{about(lang, &task, of_record)}</div>
            </div>
            <div class="task-end">{when} {owner}</div>
            {may_edit
                .then(|| {
                    view! { <TaskMenu task=stored queue editor /> }
                })}
        </li>
    }
}

/// The tick that chooses one among several.
fn tick(lang: Lang, task: &TaskView, queue: Queue) -> AnyView {
    let id = task.id;
    view! {
        <input
            type="checkbox"
            class="task-choose"
            aria-label=tf(lang, k::work::CHOOSE_NAMED, &[("name", &task.subject)])
            prop:checked=move || queue.chosen.with(|chosen| chosen.contains(&id))
            on:change=move |_| {
                queue.chosen.update(|chosen| {
                    if !chosen.remove(&id) {
                        chosen.insert(id);
                    }
                });
            }
        />
    }
    .into_any()
}

/// That it is urgent, and what it is about; not the record it is shown beside.
fn about(lang: Lang, task: &TaskView, of_record: bool) -> AnyView {
    let links = task.links.clone();
    let urgent = (task.priority == Priority::High).then(|| {
        view! {
            <Badge
                text=word(lang, "work.priority", task.priority.code())
                tone=Tone::Danger
                icon=Glyph::Flag
                plain=true
            />
        }
    });
    let account = links.account.filter(|_| !of_record).map(|account| {
        view! { <a href=routes::account(account.id)>{account.name}</a> }
    });
    let deal = links.opportunity.filter(|_| !of_record).map(|deal| {
        view! { <a href=routes::opportunity(deal.id)>{deal.name}</a> }
    });
    let contact = links.contact.map(|contact| {
        view! { <a href=routes::contact(contact.id)>{contact.name}</a> }
    });
    view! { {urgent} {account} {deal} {contact} }.into_any()
}

#[component]
fn TaskMenu(task: StoredValue<TaskView>, queue: Queue, editor: TaskEditor) -> impl IntoView {
    let lang = use_lang();
    let (id, subject, open) =
        task.with_value(|task| (task.id, task.subject.clone(), task.done_at.is_none()));
    let choices = Snooze::MENU
        .into_iter()
        .map(|choice| {
            let label = word(lang, "work.snooze", choice.code());
            let press = Callback::new(move |()| queue.snooze(vec![task.get_value()], choice));
            view! { <MenuItem label icon=Glyph::Clock on_press=press /> }
        })
        .collect_view();
    view! {
        <span class="task-menus">
            {open
                .then(|| {
                    view! {
                        <Menu
                            id=format!("task-snooze-{id}")
                            label=tf(lang, k::work::SNOOZE_NAMED, &[("name", &subject)])
                            glyph=Glyph::Clock
                            size=Size::Small
                        >
                            {choices}
                        </Menu>
                    }
                })}
            <Menu
                id=format!("task-more-{id}")
                label=tf(lang, k::work::MORE_NAMED, &[("name", &subject)])
                glyph=Glyph::More
                size=Size::Small
            >
                <MenuItem
                    label=t(lang, k::ui::EDIT)
                    icon=Glyph::Edit
                    on_press=Callback::new(move |()| editor.edit(task.get_value()))
                />
                <MenuItem
                    label=t(lang, k::ui::DELETE)
                    icon=Glyph::Trash
                    danger=true
                    on_press=Callback::new(move |()| queue.delete(task.get_value()))
                />
            </Menu>
        </span>
    }
}
