//! The path of a lead through its statuses, and the dialog of a step that needs a word more.

use super::api;
use super::words::status_name;
use crate::boot::{use_lang, use_session};
use crate::shell::form::error_of;
use crate::shell::{DialogForm, Editor};
use i18n::{issue_line, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use shared::crm::leads::{
    ChangeLeadStatus, Disqualification, LeadState, LeadStatus, LeadView, StatusChange,
    change_status, may_become,
};
use shared::kernel::{Issue, ProblemKind};
use ui::{
    Choice, DateInput, Dialog, PathStepper, Select, Step, StepState, Tell, TextArea, use_toaster,
};

/// How the page changes the status; once per page.
#[derive(Clone, Copy)]
pub(super) struct Steps {
    /// The dialog's step; the dialog is open while it is one.
    asked: RwSignal<Option<LeadStatus>>,
    open: RwSignal<bool>,
    convert: RwSignal<bool>,
    editor: Editor<LeadView>,
}

impl Steps {
    pub fn new(editor: Editor<LeadView>, convert: RwSignal<bool>) -> Self {
        Self {
            asked: RwSignal::new(None),
            open: RwSignal::new(false),
            convert,
            editor,
        }
    }

    /// Goes there at once, or asks first for the reason, the date, or what to convert into.
    pub fn go(self, to: LeadStatus, send: Callback<StatusChange>) {
        let from = self.editor.record.with_untracked(|r| r.state.status);
        match to {
            LeadStatus::Converted if from.is_open() => self.convert.set(true),
            _ if !may_become(from, to) => {}
            LeadStatus::Nurturing | LeadStatus::Recycled | LeadStatus::Disqualified => {
                self.asked.set(Some(to));
                self.open.set(true);
            }
            _ => send.tell(StatusChange::to(to)),
        }
    }
}

/// Sends a step; the page shows it when the answer has come.
pub(super) fn use_send(
    editor: Editor<LeadView>,
    issues: RwSignal<Vec<Issue>>,
) -> Callback<StatusChange> {
    let lang = use_lang();
    let toaster = use_toaster();
    Callback::new(move |change: StatusChange| {
        let (id, version) = editor.record.with_untracked(|r| (r.id, r.version));
        leptos::task::spawn_local(async move {
            let request = ChangeLeadStatus {
                id,
                version,
                change,
            };
            match api::change_status(request).await {
                Ok(view) => {
                    let said = [
                        ("name", view.name()),
                        ("status", status_name(lang, view.state.status)),
                    ];
                    toaster.success(tf(
                        lang,
                        k::leads::STATUS_NOW,
                        &[("name", &said[0].1), ("status", &said[1].1)],
                    ));
                    if !editor.record.is_disposed() {
                        editor.arrived(view);
                    }
                }
                Err(fault) => {
                    let current = fault.0.current.as_deref();
                    let current = current.and_then(|json| serde_json::from_str(json).ok());
                    if let (ProblemKind::Conflict, Some(view)) = (fault.0.kind, current)
                        && !editor.record.is_disposed()
                    {
                        editor.arrived(view);
                    }
                    toaster.problem(problem_text(lang, &fault.0));
                    let _ = issues.try_set(fault.0.issues);
                }
            }
        });
    })
}

/// The path; a step is gone by pressing it.
#[component]
pub(super) fn StatusPath(
    editor: Editor<LeadView>,
    steps: Steps,
    send: Callback<StatusChange>,
) -> impl IntoView {
    let lang = use_lang();
    let today = use_session().today;
    let zone = use_session().actor.zone;
    let state = Memo::new(move |_| editor.record.with(|r| r.state.clone()));
    let shown = Signal::derive(move || {
        let state = state.get();
        let days = (today - zone.date(state.since)).num_days().max(0);
        path(lang, &state, days)
    });
    let locked = Signal::derive(move || {
        editor.record.with(|r| {
            !r.may_edit || r.deleted_at.is_some() || r.state.status == LeadStatus::Converted
        })
    });
    let pick = Callback::new(move |word: String| {
        if let Ok(to) = word.parse::<LeadStatus>() {
            steps.go(to, send);
        }
    });
    view! { <PathStepper label=t(lang, k::leads::PATH) steps=shown disabled=locked on_pick=pick/> }
}

/// The way to the conversion; an end that is none of it stands in its place.
fn path(lang: i18n::Lang, state: &LeadState, days: i64) -> Vec<Step> {
    use LeadStatus as S;
    let first = if state.status == S::Recycled {
        S::Recycled
    } else {
        S::New
    };
    let last = if state.status == S::Disqualified {
        S::Disqualified
    } else {
        S::Converted
    };
    let way = [first, S::Contacted, S::Nurturing, S::Qualified, last];
    let here = way.iter().position(|step| *step == state.status);
    way.into_iter()
        .enumerate()
        .map(|(at, status)| {
            let now = Some(at) == here;
            let step = match status {
                S::Converted if now => StepState::Won,
                S::Disqualified => StepState::Lost,
                _ if now => StepState::Current,
                // Of a refused lead one does not know how far it had come.
                _ if state.status == S::Disqualified => StepState::Next,
                _ if here.is_some_and(|here| at < here) => StepState::Done,
                _ => StepState::Next,
            };
            let said = match step {
                StepState::Done => t(lang, k::leads::STEP_DONE),
                StepState::Next => "",
                _ => t(lang, k::leads::STEP_CURRENT),
            };
            Step {
                value: status.code().to_owned(),
                label: status_name(lang, status),
                detail: if now && days > 0 {
                    tn(lang, k::leads::DAYS_HERE, days, &[])
                } else {
                    String::new()
                },
                state: step,
                state_label: said.to_owned(),
            }
        })
        .collect()
}

/// Asks for the reason of a refusal, or for the day to look again.
#[component]
pub(super) fn StatusDialog(editor: Editor<LeadView>, steps: Steps) -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let (today, now) = (session.today, session.now);
    let reason = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    let until = RwSignal::new(String::new());
    let issues = RwSignal::new(Vec::<Issue>::new());
    let send = use_send(editor, issues);
    let error = move |field| error_of(lang, issues, field);
    let title = Signal::derive(move || {
        let status = steps.asked.get().map(|to| status_name(lang, to));
        let status = status.unwrap_or_default();
        tf(lang, k::leads::STATUS_DIALOG, &[("status", &status)])
    });
    let refused = move || steps.asked.get() == Some(LeadStatus::Disqualified);
    let submit = Callback::new(move |()| {
        let Some(to) = steps.asked.get_untracked() else {
            return;
        };
        let change = StatusChange {
            to,
            reason: reason.get_untracked().parse::<Disqualification>().ok(),
            note: note.get_untracked(),
            until: until.get_untracked().parse().ok(),
        };
        let state = editor.record.with_untracked(|r| r.state.clone());
        if let Err(found) = change_status(&state, &change, now, today) {
            issues.set(found);
            return;
        }
        issues.set(Vec::new());
        steps.open.set(false);
        send.tell(change);
    });
    let reasons: Vec<Choice> = std::iter::once(Choice::new("", "—"))
        .chain(Disqualification::ALL.iter().map(|one| {
            let name = crate::crm::labels::word(lang, "leads.reason", one.code());
            Choice::new(one.code(), name)
        }))
        .collect();
    let reasons = Signal::stored(reasons);
    let general = move || {
        issues.with(|all| {
            let other = all
                .iter()
                .find(|issue| !matches!(issue.field.as_deref(), Some("reason" | "note" | "until")));
            other.map(|issue| issue_line(lang, issue))
        })
    };
    let reset = Callback::new(move |()| {
        issues.set(Vec::new());
        note.set(String::new());
        until.set(String::new());
        reason.set(String::new());
    });
    view! {
        <Dialog id="lead-status" title open=steps.open close_label=t(lang, k::ui::CLOSE) on_close=reset>
            <DialogForm send=move || submit.tell(()) leave=Callback::new(move |()| steps.open.set(false)) label=k::leads::APPLY>
                <div class="dialog-body form">
                    <p class="notice tone-danger" role="alert" hidden=move || general().is_none()>{general}</p>
                    <Show
                        when=refused
                        fallback=move || view! {
                            <DateInput id="lead-until" label=t(lang, k::leads::UNTIL_LABEL) value=until min=today.to_string() error=error("until")/>
                        }
                    >
                        <Select id="lead-reason" label=t(lang, k::leads::REASON_LABEL) value=reason options=reasons required=true error=error("reason")/>
                    </Show>
                    <TextArea id="lead-status-note" label=t(lang, k::leads::NOTE_LABEL) value=note rows=3 error=error("note")/>
                </div>
            </DialogForm>
        </Dialog>
    }
}
