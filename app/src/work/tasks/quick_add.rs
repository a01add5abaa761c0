//! One line and Enter: "call Acme tomorrow 10am".

use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::call::Fault;
use crate::work::api;
use crate::work::text::{due_text, task_glyph};
use crate::work::word;
use i18n::{issue_text, k, problem_text, t};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::TaskId;
use shared::work::LinksView;
use shared::work::tasks::ops::{CreateTask, FindMentions, Mention};
use shared::work::tasks::{Due, Priority, QuickTask, TaskDraft, TaskView, check, quick_task};
use std::time::Duration;
use ui::{Badge, Button, FilterChip, Glyph, Tell, TextInput, Tone, Variant, use_toaster};

/// A pause in typing before records are looked up.
const PAUSE: Duration = Duration::from_millis(250);

/// The bar. With `links` the task is about those; without, records the line names are found.
#[component]
pub fn QuickAdd(
    /// Id of the box, for the keyboard.
    #[prop(into)]
    id: String,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(optional, into)] links: Option<Signal<LinksView>>,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
    #[prop(into)] on_added: Callback<TaskView>,
) -> impl IntoView {
    let lang = use_lang();
    let session = StoredValue::new(use_session());
    let me = session.with_value(|session| session.actor.user_id);
    let toaster = use_toaster();
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let found = RwSignal::new(LinksView::default());
    let refused = RwSignal::new(false);
    let turn = StoredValue::new(0_u32);

    let read = move |line: &str| -> QuickTask {
        session.with_value(|session| quick_task(line, now(), &session.actor.zone, lang))
    };
    let understood = Memo::new(move |_| {
        let line = text.get();
        (!line.trim().is_empty()).then(|| read(&line))
    });
    // Looks the named records up after a pause, unless they were taken away by hand.
    Effect::new(move |_| {
        let subject = understood
            .get()
            .map(|task| task.subject)
            .unwrap_or_default();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if links.is_some() {
            return;
        }
        if subject.chars().count() < 3 {
            found.set(LinksView::default());
            refused.set(false);
            return;
        }
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) || refused.try_get_untracked().unwrap_or(true)
                {
                    return;
                }
                spawn_local(async move {
                    let answer = api::find_mentions(FindMentions { text: subject }).await;
                    if turn.try_get_value() == Some(mine) {
                        found.set(first_of(answer.unwrap_or_default()));
                    }
                });
            },
            PAUSE,
        );
    });
    let add = move || {
        let line = text.get_untracked();
        if line.trim().is_empty() || busy.get_untracked() {
            return;
        }
        let task = read(&line);
        let about = links.map_or_else(|| found.get_untracked(), |links| links.get_untracked());
        let draft = TaskDraft {
            subject: task.subject,
            kind: task.kind,
            priority: task.priority,
            notes: String::new(),
            due: task.due,
            owner: me,
            links: about.ids(),
        };
        if let Some(issue) = check(&draft).first() {
            error.set(Some(issue_text(lang, issue)));
            return;
        }
        error.set(None);
        busy.set(true);
        let id = TaskId(new_uuid());
        spawn_local(async move {
            let answer = api::create_task(CreateTask { id, draft }).await;
            // The bar may be gone, with the page it was on.
            let _ = busy.try_set(false);
            match answer {
                Ok(task) => {
                    let _ = text.try_set(String::new());
                    let _ = found.try_set(LinksView::default());
                    let _ = refused.try_set(false);
                    on_added.tell(task);
                }
                Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
            }
        });
    };
    let remove = Callback::new(move |()| {
        refused.set(true);
        found.set(LinksView::default());
    });
    let chips = move || {
        let about = found.get();
        understood.get().map(|task| {
            let due =
                session.with_value(|session| due_text(lang, task.due, now(), &session.actor.zone));
            view! {
                <Badge
                    text=word(lang, "work.task_kind", task.kind.code())
                    icon=task_glyph(task.kind)
                    tone=Tone::Accent
                />
                {(task.due != Due::None).then(|| view! { <Badge text=due icon=Glyph::Calendar /> })}
                {(task.priority != Priority::Normal)
                    .then(|| {
                        view! {
                            <Badge
                                text=word(lang, "work.priority", task.priority.code())
                                icon=Glyph::Flag
                            />
                        }
                    })}
                {mention_chips(lang, about, remove)}
            }
        })
    };
    view! {
        <form
            class="quick-add"
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <div class="quick-add-line">
                <div class="grow">
                    <TextInput
                        id=id
                        label
                        value=text
                        bare=true
                        placeholder
                        error=error
                        max_length=400
                        node_ref=node_ref
                    />
                </div>
                <Button
                    label=t(lang, k::work::ADD)
                    variant=Variant::Secondary
                    icon=Glyph::Plus
                    busy=busy
                    submit=true
                />
            </div>
            <div class="cluster quick-add-read" aria-live="polite">
                {chips}
            </div>
        </form>
    }
}

fn mention_chips(
    lang: shared::kernel::Lang,
    about: LinksView,
    remove: Callback<()>,
) -> impl IntoView {
    let contact = about.contact.map(|contact| {
        view! {
            <FilterChip
                label=t(lang, k::work::CONTACT)
                value=contact.name
                remove_label=t(lang, k::work::REMOVE_LINK)
                on_remove=remove
            />
        }
    });
    let account = about.account.map(|account| {
        view! {
            <FilterChip
                label=t(lang, k::work::ACCOUNT)
                value=account.name
                remove_label=t(lang, k::work::REMOVE_LINK)
                on_remove=remove
            />
        }
    });
    view! { {contact} {account} }
}

/// A contact brings her account; without one, the first account.
fn first_of(found: Vec<Mention>) -> LinksView {
    let mut links = LinksView::default();
    for mention in found {
        match mention {
            Mention::Contact(contact, account) if links.contact.is_none() => {
                links.contact = Some(contact);
                links.account = account.or(links.account);
            }
            Mention::Account(account) if links.account.is_none() => links.account = Some(account),
            _ => {}
        }
    }
    links
}
