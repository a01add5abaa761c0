//! The form of a task.

use super::written::{Written, WrittenForm};
use super::{day_and_time, error_of, parse_boxes, part};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::platform::people::use_people_menu;
use crate::work::api;
use crate::work::links::{LinkFields, LinkInputs};
use crate::work::naming::NamingNotes;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{TaskId, UserId, Zone};
use shared::work::LinksView;
use shared::work::tasks::ops::{CreateTask, EditTask};
use shared::work::tasks::{Due, Priority, TaskDraft, TaskKind, TaskView, check};
use ui::{Choice, DateInput, Dialog, Place, SegmentedControl, Select, Tell, TextInput};

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

/// Opens the form.
#[derive(Clone, Copy)]
pub struct TaskEditor {
    open: RwSignal<bool>,
    seed: StoredValue<TaskSeed>,
}

impl Default for TaskEditor {
    fn default() -> Self {
        Self::new()
    }
}

impl TaskEditor {
    /// A closed form.
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            seed: StoredValue::new(TaskSeed::default()),
        }
    }

    /// Opens the form for a new task.
    pub fn create(self, seed: TaskSeed) {
        self.seed.set_value(seed);
        part::show(self.open);
    }

    /// Opens the form for `task`.
    pub fn edit(self, task: TaskView) {
        self.create(TaskSeed {
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
    let lang = use_lang();
    let title = Signal::derive(move || {
        let _ = editor.open.get();
        let key = editor.seed.with_value(|seed| match &seed.task {
            None => k::work::NEW_TASK,
            Some(task) if task.may_edit => k::work::EDIT_TASK,
            Some(_) => k::work::READ_TASK,
        });
        t(lang, key).to_owned()
    });
    let saved = Callback::new(move |task: TaskView| {
        editor.open.set(false);
        on_saved.tell(task);
    });
    let deleted = Callback::new(move |task: TaskView| {
        editor.open.set(false);
        if let Some(delete) = on_delete {
            delete.tell(task);
        }
    });
    view! {
        <Dialog
            id="task-dialog"
            title
            open=editor.open
            close_label=t(lang, k::ui::CLOSE)
            place=Place::Side
        >
            {part::task_form(TaskFormProps {
                seed: editor.seed.get_value(),
                may_delete: on_delete.is_some(),
                on_saved: saved,
                on_delete: deleted,
                on_cancel: Callback::new(move |()| editor.open.set(false)),
            })}
        </Dialog>
    }
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
        }
    }
}

const BOXES: &[&str] = &["subject", "due", "notes", "owner_id"];

#[component]
pub(super) fn TaskForm(
    seed: TaskSeed,
    may_delete: bool,
    on_saved: Callback<TaskView>,
    on_delete: Callback<TaskView>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let session = StoredValue::new(use_session());
    let me = session.with_value(|session| session.actor.user_id);
    let boxes = session.with_value(|session| Boxes::new(&seed, me, &session.actor.zone));
    let written = Written::new(seed.task.clone(), on_saved);
    let issues = written.issues;
    let id = TaskId(new_uuid());

    let save = move || {
        if written.rests() {
            return;
        }
        let draft = session.with_value(|session| boxes.draft(me, &session.actor.zone));
        if !written.check(check(&draft)) {
            return;
        }
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
    let priorities: Vec<Choice> = Priority::ALL
        .iter()
        .map(|priority| {
            Choice::new(
                priority.code(),
                word(lang, "work.priority", priority.code()),
            )
        })
        .collect();
    let people = use_people_menu();
    let mine =
        session.with_value(|session| Choice::new(me.to_string(), session.actor.name.clone()));
    // Whose it is stays among the choices, whoever looks; others only where the server takes them.
    let present = seed
        .task
        .as_ref()
        .filter(|task| task.owner.id != me)
        .map(|task| Choice::new(task.owner.id.to_string(), task.owner.name.clone()));
    let owners = Signal::derive(move || {
        let mut owners: Vec<Choice> = std::iter::once(mine.clone())
            .chain(present.clone())
            .collect();
        let people = people.get();
        let others = session.with_value(|session| {
            people
                .assignable(&session.actor)
                .into_iter()
                .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
                .collect::<Vec<_>>()
        });
        for other in others {
            if !owners.iter().any(|known| known.value == other.value) {
                owners.push(other);
            }
        }
        owners
    });
    view! {
        <WrittenForm
            id="task-form"
            legend=k::work::READ_TASK
            written
            shown=BOXES
            save
            may_delete
            on_delete
            on_cancel
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
                    options=priorities
                />
                <Select
                    id="task-owner"
                    label=t(lang, k::work::OWNER)
                    value=boxes.owner
                    options=owners
                    error=error_of(lang, issues, "owner_id")
                />
            </div>
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
        </WrittenForm>
    }
}
