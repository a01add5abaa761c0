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
use shared::kernel::{Lang, TaskId};
use shared::platform::session::SessionView;
use shared::work::LinksView;
use shared::work::tasks::ops::{CreateTask, FindMentions, Mention};
use shared::work::tasks::{Due, Priority, QuickTask, TaskDraft, TaskView, check, quick_task};
use std::time::Duration;
use ui::{Badge, Button, FilterChip, Glyph, Tell, TextInput, Toaster, Tone, Variant, use_toaster};

/// A pause in typing before records are looked up.
const PAUSE: Duration = Duration::from_millis(250);

/// What the bar knows of the line in it. Cheap to copy.
#[derive(Clone, Copy)]
struct Line {
    lang: Lang,
    session: StoredValue<SessionView>,
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
    /// What is read in the line, while there is one.
    understood: Memo<Option<QuickTask>>,
    /// What the task is about, where the page says so.
    links: Option<Signal<LinksView>>,
    /// The records the line names.
    found: RwSignal<LinksView>,
    /// They were taken away by hand.
    refused: RwSignal<bool>,
    /// Counts the lines: records found for an earlier one are dropped.
    turn: StoredValue<u32>,
}

impl Line {
    fn new(links: Option<Signal<LinksView>>) -> Self {
        let lang = use_lang();
        let session = StoredValue::new(use_session());
        let text = RwSignal::new(String::new());
        let understood = Memo::new(move |_| {
            let line = text.get();
            (!line.trim().is_empty()).then(|| read(lang, session, &line))
        });
        Self {
            lang,
            session,
            text,
            error: RwSignal::new(None),
            understood,
            links,
            found: RwSignal::new(LinksView::default()),
            refused: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// Looks the records a line names up after a pause, unless the page says what it is about.
    fn look_for_mentions(self) {
        Effect::new(move |_| {
            let task = self.understood.get();
            let subject = task.map(|task| task.subject).unwrap_or_default();
            self.turn.update_value(|turn| *turn += 1);
            if self.links.is_some() {
                return;
            }
            if subject.chars().count() < 3 {
                self.forget_mentions();
            } else {
                self.find_after_pause(subject);
            }
        });
    }

    fn find_after_pause(self, subject: String) {
        let mine = self.turn.get_value();
        let is_due = move || self.turn.try_get_value() == Some(mine);
        set_timeout(
            move || {
                if !is_due() || self.refused.try_get_untracked().unwrap_or(true) {
                    return;
                }
                spawn_local(async move {
                    let answer = api::find_mentions(FindMentions { text: subject }).await;
                    if is_due() {
                        self.found.set(first_of(answer.unwrap_or_default()));
                    }
                });
            },
            PAUSE,
        );
    }

    /// The bar may be gone, with the page it was on.
    fn forget_mentions(self) {
        let _ = self.found.try_set(LinksView::default());
        let _ = self.refused.try_set(false);
    }

    fn refuse_mentions(self) {
        self.refused.set(true);
        self.found.set(LinksView::default());
    }

    fn draft(self, line: &str) -> TaskDraft {
        let task = read(self.lang, self.session, line);
        let about = match self.links {
            Some(links) => links.get_untracked(),
            None => self.found.get_untracked(),
        };
        TaskDraft {
            subject: task.subject,
            kind: task.kind,
            priority: task.priority,
            notes: String::new(),
            due: task.due,
            owner: self.session.with_value(|session| session.actor.user_id),
            links: about.ids(),
            custom: shared::platform::fields::CustomValues::default(),
        }
    }

    /// Sends the line. The box is free for the next one at once: an answer that comes late must not take away
    /// what is typed by then.
    fn add(self, toaster: Toaster, on_added: Callback<TaskView>) {
        let line = self.text.get_untracked();
        if line.trim().is_empty() {
            return;
        }
        let draft = self.draft(&line);
        if let Some(issue) = check(&draft).first() {
            self.error.set(Some(issue_text(self.lang, issue)));
            return;
        }
        self.error.set(None);
        self.text.set(String::new());
        self.forget_mentions();
        let id = TaskId(new_uuid());
        self.send(CreateTask { id, draft }, line, toaster, on_added);
    }

    /// What could not be saved stands in the box again; when it is taken, the message tries again.
    fn send(
        self,
        request: CreateTask,
        line: String,
        toaster: Toaster,
        on_added: Callback<TaskView>,
    ) {
        spawn_local(async move {
            let problem = match api::create_task(request.clone()).await {
                Ok(task) => return on_added.tell(task),
                Err(Fault(problem)) => problem_text(self.lang, &problem),
            };
            if self.text.try_with_untracked(String::is_empty) == Some(true) {
                let _ = self.text.try_set(line);
                toaster.problem(problem);
                return;
            }
            let again = Callback::new(move |()| {
                self.send(request.clone(), line.clone(), toaster, on_added);
            });
            toaster.problem_with(problem, t(self.lang, k::ui::RETRY), again);
        });
    }
}

fn read(lang: Lang, session: StoredValue<SessionView>, line: &str) -> QuickTask {
    session.with_value(|session| quick_task(line, now(), &session.actor.zone, lang))
}

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
    let line = Line::new(links);
    line.look_for_mentions();
    let toaster = use_toaster();
    view! {
        <form
            class="quick-add"
            on:submit=move |event| {
                event.prevent_default();
                line.add(toaster, on_added);
            }
        >
            <div class="quick-add-line">
                <div class="grow">
                    <TextInput
                        id=id
                        label
                        value=line.text
                        bare=true
                        placeholder
                        error=line.error
                        max_length=400
                        node_ref=node_ref
                    />
                </div>
                <Button
                    label=t(line.lang, k::work::ADD)
                    variant=Variant::Secondary
                    icon=Glyph::Plus
                    submit=true
                />
            </div>
            <div class="cluster quick-add-read" aria-live="polite">
                {move || line.understood.get().map(|task| reading(line, &task))}
            </div>
        </form>
    }
}

/// What was understood, below the box.
fn reading(line: Line, task: &QuickTask) -> impl IntoView + use<> {
    let lang = line.lang;
    let about = line.found.get();
    let due = line
        .session
        .with_value(|session| due_text(lang, task.due, now(), &session.actor.zone));
    let remove = Callback::new(move |()| line.refuse_mentions());
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
}

fn mention_chips(lang: Lang, about: LinksView, remove: Callback<()>) -> impl IntoView {
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
