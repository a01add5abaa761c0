//! The form of a task.

use super::opener::{Opener, Seed, Told, dialog};
use super::written::{Written, WrittenForm};
use super::{day_and_time, parse_boxes, part};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::platform::fields::{OwnBoxes, OwnDraft};
use crate::platform::people::use_people_menu;
use crate::shell::form::error_of;
use crate::shell::offer_undo;
use crate::work::api;
use crate::work::links::{LinkFields, LinkInputs};
use crate::work::naming::NamingNotes;
use crate::work::word;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Issue, Lang, TaskId, UserId, Zone};
use shared::platform::fields::Holder;
use shared::platform::session::SessionView;
use shared::work::LinksView;
use shared::work::tasks::ops::{CompleteTask, CreateTask, EditTask, ReopenTask};
use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind, TaskView, check};
use ui::{Button, Choice, DateInput, Glyph, SegmentedControl, Select, TextInput, use_toaster};

/// What the form begins with.
#[derive(Clone, Debug, Default)]
pub struct TaskSeed {
    /// The task to edit; `None` for a new one.
    pub task: Option<TaskView>,
    /// For a new one: its subject.
    pub subject: String,
    /// For a new one: its kind.
    pub kind: TaskKind,
    /// For a new one: when it is due.
    pub due: Due,
    /// For a new one: what it is about.
    pub links: LinksView,
}

impl Seed for TaskSeed {
    type Record = TaskView;

    fn record(&self) -> Option<&TaskView> {
        self.task.as_ref()
    }
}

/// Opens the form.
pub type TaskEditor = Opener<TaskSeed>;

impl TaskEditor {
    /// Opens the form for a new task.
    pub fn create(self, seed: TaskSeed) {
        self.open(seed);
    }

    /// Opens the form for `task`.
    pub fn edit(self, task: TaskView) {
        self.open(TaskSeed {
            task: Some(task),
            ..TaskSeed::default()
        });
    }
}

/// The dialog of an editor; once per page.
#[component]
pub fn TaskDialog(
    editor: TaskEditor,
    /// The task as saved.
    #[prop(into)]
    on_saved: Callback<TaskView>,
    /// The task that shall be deleted; the page deletes it, with undo.
    #[prop(optional, into)]
    on_delete: Option<Callback<TaskView>>,
) -> impl IntoView {
    let titles = (k::work::NEW_TASK, k::work::EDIT_TASK, k::work::READ_TASK);
    dialog(
        "task-dialog",
        titles,
        editor,
        (on_saved, on_delete),
        |seed, told| part::task_form(TaskFormProps { seed, told }),
    )
}

/// The boxes of the form.
#[derive(Clone, Copy)]
struct Boxes {
    subject: RwSignal<String>,
    kind: RwSignal<String>,
    priority: RwSignal<String>,
    day: RwSignal<String>,
    time: RwSignal<String>,
    owner: RwSignal<String>,
    notes: RwSignal<String>,
    links: LinkFields,
    own: OwnDraft,
}

impl Boxes {
    fn new(seed: &TaskSeed, me: UserId, zone: &Zone) -> Self {
        let task = seed.task.as_ref();
        let due = task.map_or(seed.due, |task| task.due);
        let (day, time) = match due {
            Due::None => (String::new(), String::new()),
            Due::Day(day) => (day.to_string(), String::new()),
            Due::At(at) => day_and_time(at, zone),
        };
        Self {
            subject: RwSignal::new(
                task.map_or_else(|| seed.subject.clone(), |task| task.subject.clone()),
            ),
            kind: RwSignal::new(task.map_or(seed.kind, |task| task.kind).code().to_owned()),
            priority: RwSignal::new(
                task.map_or(Priority::Normal, |task| task.priority)
                    .code()
                    .to_owned(),
            ),
            day: RwSignal::new(day),
            time: RwSignal::new(time),
            owner: RwSignal::new(task.map_or(me, |task| task.owner.id).to_string()),
            notes: RwSignal::new(task.map(|task| task.notes.clone()).unwrap_or_default()),
            links: LinkFields::new(task.map_or(&seed.links, |task| &task.links)),
            own: OwnDraft::all(Holder::Task, task.map(|task| &task.custom)),
        }
    }

    fn draft(self, me: UserId, zone: &Zone) -> TaskDraft {
        let due = match parse_boxes(&self.day.get_untracked(), &self.time.get_untracked()) {
            (None, _) => Due::None,
            (Some(day), None) => Due::Day(day),
            (Some(day), Some(time)) => Due::At(zone.instant(day.and_time(time))),
        };
        TaskDraft {
            subject: self.subject.get_untracked().trim().to_owned(),
            kind: self.kind.get_untracked().parse().unwrap_or_default(),
            priority: self.priority.get_untracked().parse().unwrap_or_default(),
            notes: self.notes.get_untracked(),
            due,
            owner: self.owner.get_untracked().parse().unwrap_or(me),
            links: self.links.ids(),
            custom: self.own.read().0,
        }
    }
}

fn priorities(lang: Lang) -> Vec<Choice> {
    let choice = |priority: &Priority| {
        let code = priority.code();
        Choice::new(code, word(lang, "work.priority", code))
    };
    Priority::ALL.iter().map(choice).collect()
}

/// Whose a task may be. Whose it is stays among the choices, whoever looks; others only where the server
/// takes them.
fn owners(session: StoredValue<SessionView>, task: Option<&TaskView>) -> Signal<Vec<Choice>> {
    let (me, my_name) =
        session.with_value(|session| (session.actor.user_id, session.actor.name.clone()));
    let mine = Choice::new(me.to_string(), my_name);
    let present = task
        .map(|task| &task.owner)
        .filter(|owner| owner.id != me)
        .map(|owner| Choice::new(owner.id.to_string(), owner.name.clone()));
    let people = use_people_menu();
    Signal::derive(move || {
        let mut owners: Vec<Choice> = std::iter::once(mine.clone())
            .chain(present.clone())
            .collect();
        let people = people.get();
        session.with_value(|session| {
            for person in people.assignable(&session.actor) {
                let id = person.id.to_string();
                if owners.iter().all(|known| known.value != id) {
                    owners.push(Choice::new(id, person.name.clone()));
                }
            }
        });
        owners
    })
}

/// When it is due, how urgent it is, and whose.
fn when_and_whose(
    lang: Lang,
    boxes: Boxes,
    owners: Signal<Vec<Choice>>,
    issues: RwSignal<Vec<Issue>>,
) -> AnyView {
    view! {
        <div class="form-row">
            <DateInput
                id="task-day"
                label=t(lang, k::work::DUE)
                value=boxes.day
                error=error_of(lang, issues, "due")
            />
            <DateInput
                id="task-time"
                label=t(lang, k::work::TIME)
                kind="time"
                value=boxes.time
            />
        </div>
        <div class="form-row">
            <Select
                id="task-priority"
                label=t(lang, k::work::PRIORITY_LABEL)
                value=boxes.priority
                options=priorities(lang)
            />
            <Select
                id="task-owner"
                label=t(lang, k::work::OWNER)
                value=boxes.owner
                options=owners
                error=error_of(lang, issues, "owner_id")
            />
        </div>
    }
    .into_any()
}

/// Marks a task that is open as done, one that is done as open; what was written beside is saved first. The
/// calendar has no other place for it.
fn done_button(
    lang: Lang,
    written: Written<TaskView>,
    ready: impl Fn() -> Option<TaskDraft> + Copy + Send + Sync + 'static,
) -> Option<AnyView> {
    let toaster = use_toaster();
    let task = written.known.get_value().filter(|task| task.may_edit)?;
    let was_done = task.done_at.is_some();
    let press = Callback::new(move |()| {
        let (Some(draft), Some(task)) = (ready(), written.known.get_value()) else {
            return;
        };
        written.send(async move {
            let (id, version) = (task.id, task.version);
            if draft != task.draft() {
                let edited = api::edit_task(EditTask { id, version, draft }).await?;
                // When the rest is refused, the form goes on from what was saved.
                let _ = written.known.try_set_value(Some(edited));
            }
            if was_done {
                return api::reopen_task(ReopenTask { id }).await;
            }
            let done = api::complete_task(CompleteTask { id }).await?;
            let text = tf(lang, k::work::TASK_DONE, &[("subject", &done.subject)]);
            let back = move || api::reopen_task(ReopenTask { id });
            offer_undo(lang, toaster, text, back, || ());
            Ok(done)
        });
    });
    let (label, icon) = if was_done {
        (k::work::REOPEN, Glyph::Undo)
    } else {
        (k::work::COMPLETE, Glyph::Check)
    };
    Some(view! { <Button label=t(lang, label) icon on_press=press /> }.into_any())
}

const BOXES: &[&str] = &["subject", "due", "notes", "owner_id"];

#[component]
pub(super) fn TaskForm(seed: TaskSeed, told: Told<TaskView>) -> impl IntoView {
    let lang = use_lang();
    let session = StoredValue::new(use_session());
    let me = session.with_value(|session| session.actor.user_id);
    let boxes = session.with_value(|session| Boxes::new(&seed, me, &session.actor.zone));
    let written = Written::new(seed.task.clone(), told);
    let issues = written.issues;
    let id = TaskId(new_uuid());

    // What is written, when it can be sent; else what is wrong with it is said.
    let ready = move || {
        if written.rests() {
            return None;
        }
        let draft = session.with_value(|session| boxes.draft(me, &session.actor.zone));
        let mut found = check(&draft);
        found.extend(boxes.own.read().1);
        written.check(found).then_some(draft)
    };
    let save = move || {
        let Some(draft) = ready() else { return };
        let known = written.known.get_value();
        written.send(async move {
            match known {
                Some(task) => {
                    let (id, version) = (task.id, task.version);
                    api::edit_task(EditTask { id, version, draft }).await
                }
                None => api::create_task(CreateTask { id, draft }).await,
            }
        });
    };
    let kinds: Vec<Choice> = TaskKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "work.task_kind", kind.code())))
        .collect();
    view! {
        <WrittenForm
            id="task-form"
            legend=k::work::READ_TASK
            written
            shown=BOXES
            save
            beside=done_button(lang, written, ready).into_any()
        >
            <TextInput
                id="task-subject"
                label=t(lang, k::work::SUBJECT)
                value=boxes.subject
                required=true
                autofocus=true
                max_length=200
                error=error_of(lang, issues, "subject")
            />
            <SegmentedControl
                id="task-kind"
                label=t(lang, k::work::KIND)
                options=kinds
                value=boxes.kind
            />
            {when_and_whose(lang, boxes, owners(session, seed.task.as_ref()), issues)}
            <LinkInputs id="task-link" fields=boxes.links />
            <NamingNotes
                id="task-notes"
                value=boxes.notes
                about=Callback::new(move |()| {
                    (boxes.links.ids(), boxes.owner.get_untracked().parse().ok())
                })
                rows=4
                error=error_of(lang, issues, "notes")
            />
            <OwnBoxes draft=boxes.own issues prefix="task-own" />
        </WrittenForm>
    }
}
