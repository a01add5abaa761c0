//! The form of an activity.

use super::opener::{Opener, Seed, Told, dialog};
use super::written::{Written, WrittenForm};
use super::{day_and_time, parse_boxes, part};
use crate::boot::{new_uuid, now, use_lang, use_session};
use crate::shell::form::error_of;
use crate::work::api;
use crate::work::links::{LinkFields, LinkInputs};
use crate::work::naming::NamingNotes;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{ActivityId, Instant, Issue, Lang, Zone};
use shared::work::LinksView;
use shared::work::activities::ops::{CreateActivity, EditActivity};
use shared::work::activities::{ActivityDraft, ActivityKind, ActivityView, Outcome, check};
use ui::{Choice, DateInput, NumberInput, SegmentedControl, Select, TextInput};

/// What the form begins with.
#[derive(Clone, Debug, Default)]
pub struct ActivitySeed {
    /// The activity to edit; `None` for a new one.
    pub activity: Option<ActivityView>,
    /// For a new one: its contents.
    pub draft: ActivityDraft,
    /// For a new one: what it is about.
    pub links: LinksView,
}

impl Seed for ActivitySeed {
    type Record = ActivityView;

    fn record(&self) -> Option<&ActivityView> {
        self.activity.as_ref()
    }
}

/// Opens the form.
pub type ActivityEditor = Opener<ActivitySeed>;

impl ActivityEditor {
    /// Opens the form for a new activity.
    pub fn create(self, draft: ActivityDraft, links: LinksView) {
        self.open(ActivitySeed {
            activity: None,
            draft,
            links,
        });
    }

    /// Opens the form for `activity`.
    pub fn edit(self, activity: ActivityView) {
        self.open(ActivitySeed {
            draft: activity.draft(),
            links: activity.links.clone(),
            activity: Some(activity),
        });
    }
}

/// The dialog of an editor; once per page.
#[component]
pub fn ActivityDialog(
    editor: ActivityEditor,
    /// The activity as saved.
    #[prop(into)]
    on_saved: Callback<ActivityView>,
    /// The activity that shall be deleted; the page deletes it, with undo.
    #[prop(optional, into)]
    on_delete: Option<Callback<ActivityView>>,
) -> impl IntoView {
    let titles = (
        k::work::NEW_ACTIVITY,
        k::work::EDIT_ACTIVITY,
        k::work::READ_ACTIVITY,
    );
    dialog(
        "activity-dialog",
        titles,
        editor,
        (on_saved, on_delete),
        |seed, told| part::activity_form(ActivityFormProps { seed, told }),
    )
}

/// The boxes of the form.
#[derive(Clone, Copy)]
struct Boxes {
    kind: RwSignal<String>,
    subject: RwSignal<String>,
    body: RwSignal<String>,
    outcome: RwSignal<String>,
    day: RwSignal<String>,
    time: RwSignal<String>,
    minutes: RwSignal<String>,
    links: LinkFields,
}

impl Boxes {
    fn new(seed: &ActivitySeed, zone: &Zone) -> Self {
        let draft = &seed.draft;
        let at = if draft.at == Instant(0) {
            now()
        } else {
            draft.at
        };
        let (day, time) = day_and_time(at, zone);
        Self {
            kind: RwSignal::new(draft.kind.code().to_owned()),
            subject: RwSignal::new(draft.subject.clone()),
            body: RwSignal::new(draft.body.clone()),
            outcome: RwSignal::new(draft.outcome.code().to_owned()),
            day: RwSignal::new(day),
            time: RwSignal::new(time),
            minutes: RwSignal::new(
                draft
                    .minutes
                    .map(|minutes| minutes.to_string())
                    .unwrap_or_default(),
            ),
            links: LinkFields::new(&seed.links),
        }
    }

    fn kind(self) -> ActivityKind {
        self.kind
            .with(|kind| kind.parse::<ActivityKind>())
            .unwrap_or_default()
    }

    /// The draft, or the finding that a box cannot be understood.
    fn draft(self, zone: &Zone) -> Result<ActivityDraft, Issue> {
        let (day, time) = parse_boxes(&self.day.get_untracked(), &self.time.get_untracked());
        let day = day.ok_or_else(|| Issue::error("required", "at"))?;
        let minutes = self.minutes.get_untracked();
        let minutes = match minutes.trim() {
            "" => None,
            text => Some(
                text.parse()
                    .map_err(|_| Issue::error("not_a_whole_number", "minutes"))?,
            ),
        };
        let kind: ActivityKind = self.kind.get_untracked().parse().unwrap_or_default();
        let outcome: Outcome = self.outcome.get_untracked().parse().unwrap_or_default();
        Ok(ActivityDraft {
            kind,
            subject: self.subject.get_untracked().trim().to_owned(),
            body: self.body.get_untracked(),
            outcome: if kind.outcomes().contains(&outcome) {
                outcome
            } else {
                Outcome::None
            },
            at: zone.instant(day.and_time(time.unwrap_or_default())),
            minutes,
            links: self.links.ids(),
        })
    }
}

/// What may have come of an activity of this kind.
fn outcomes(lang: Lang, kind: ActivityKind) -> Vec<Choice> {
    kind.outcomes()
        .iter()
        .filter(|outcome| **outcome != Outcome::None)
        .map(|outcome| Choice::new(outcome.code(), word(lang, "work.outcome", outcome.code())))
        .collect()
}

/// When it was, and how long it took.
fn when_inputs(lang: Lang, boxes: Boxes, issues: RwSignal<Vec<Issue>>) -> AnyView {
    view! {
        <div class="form-row">
            <DateInput
                id="activity-day"
                label=t(lang, k::work::DAY)
                value=boxes.day
                error=error_of(lang, issues, "at")
            />
            <DateInput
                id="activity-time"
                label=t(lang, k::work::TIME)
                kind="time"
                value=boxes.time
            />
            <NumberInput
                id="activity-minutes"
                label=t(lang, k::work::DURATION)
                value=boxes.minutes
                suffix="min"
                error=error_of(lang, issues, "minutes")
            />
        </div>
    }
    .into_any()
}

const BOXES: &[&str] = &["subject", "at", "minutes", "outcome", "body"];

#[component]
pub(super) fn ActivityForm(seed: ActivitySeed, told: Told<ActivityView>) -> impl IntoView {
    let lang = use_lang();
    let session = StoredValue::new(use_session());
    let boxes = session.with_value(|session| Boxes::new(&seed, &session.actor.zone));
    let written = Written::new(seed.activity.clone(), told);
    let issues = written.issues;
    let id = ActivityId(new_uuid());

    let save = move || {
        if written.rests() {
            return;
        }
        let draft = match session.with_value(|session| boxes.draft(&session.actor.zone)) {
            Ok(draft) => draft,
            Err(issue) => {
                issues.set(vec![issue]);
                return;
            }
        };
        if !written.check(check(&draft, now())) {
            return;
        }
        let known = written.known.get_value();
        written.send(async move {
            match known {
                Some(activity) => {
                    let (id, version) = (activity.id, activity.version);
                    api::edit_activity(EditActivity { id, version, draft }).await
                }
                None => api::create_activity(CreateActivity { id, draft }).await,
            }
        });
    };
    let kinds: Vec<Choice> = ActivityKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), word(lang, "work.activity_kind", kind.code())))
        .collect();
    let outcomes = Signal::derive(move || outcomes(lang, boxes.kind()));
    let has_outcomes = move || outcomes.with(|all| !all.is_empty());
    let author = seed.activity.as_ref().map(|activity| activity.owner.id);
    view! {
        <WrittenForm
            id="activity-form"
            legend=k::work::READ_ACTIVITY
            written
            shown=BOXES
            save
        >
            <SegmentedControl
                id="activity-kind"
                label=t(lang, k::work::KIND)
                options=kinds
                value=boxes.kind
            />
            <TextInput
                id="activity-subject"
                label=t(lang, k::work::SUBJECT)
                value=boxes.subject
                required=true
                max_length=200
                error=error_of(lang, issues, "subject")
            />
            {when_inputs(lang, boxes, issues)}
            <Show when=has_outcomes>
                <Select
                    id="activity-outcome"
                    label=t(lang, k::work::OUTCOME_LABEL)
                    value=boxes.outcome
                    options=outcomes
                    placeholder=t(lang, k::work::NO_OUTCOME).to_owned()
                    error=error_of(lang, issues, "outcome")
                />
            </Show>
            <NamingNotes
                id="activity-body"
                value=boxes.body
                about=Callback::new(move |()| (boxes.links.ids(), author))
                rows=5
                error=error_of(lang, issues, "body")
            />
            <LinkInputs id="activity-link" fields=boxes.links />
        </WrittenForm>
    }
}
