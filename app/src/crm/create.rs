//! What the dialogs of a new account, contact and lead share: what is said of what was typed, and how it
//! is sent once.

use super::record::CrmRecord;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::platform::fields::OwnDraft;
use crate::shell::DialogForm;
use crate::shell::form::error_of;
use i18n::{Key, issue_line, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::issue::has_errors;
use shared::kernel::{Issue, Lang};
use shared::platform::fields::Holder;
use ui::{Dialog, Place, Tell, Toaster, use_toaster};

/// What is said of a record that is being typed. Warnings do not keep it from being sent.
#[derive(Clone, Copy)]
pub(super) struct Said {
    lang: Lang,
    /// The fields administrators require.
    pub(super) own: OwnDraft,
    /// The findings, by field.
    pub(super) issues: RwSignal<Vec<Issue>>,
    general: RwSignal<Option<String>>,
}

impl Said {
    pub(super) fn new(holder: Holder) -> Self {
        Self {
            lang: use_lang(),
            own: OwnDraft::new(holder),
            issues: RwSignal::new(Vec::new()),
            general: RwSignal::new(None),
        }
    }

    /// Shows the findings of the rule beside those about the required fields; says whether it may be sent.
    pub(super) fn judge(self, mut issues: Vec<Issue>) -> bool {
        issues.extend(self.own.read().1);
        let fine = !has_errors(&issues);
        self.issues.set(issues);
        self.general.set(None);
        fine
    }

    fn refuse(self, fault: Fault) {
        let general = fault.0.issues.is_empty();
        self.general
            .set(general.then(|| problem_text(self.lang, &fault.0)));
        self.issues.set(fault.0.issues);
    }

    /// Forgets what was said, and what stands in the required fields.
    pub(super) fn clear(self) {
        self.own.clear();
        self.issues.set(Vec::new());
        self.general.set(None);
    }

    /// The finding about `field`.
    pub(super) fn error(self, field: &'static str) -> Signal<Option<String>> {
        error_of(self.lang, self.issues, field)
    }

    /// What belongs to none of the fields the dialog shows; empty when there is nothing.
    fn rest(self, shown: &[&str]) -> String {
        let lines: Vec<String> = self.issues.with(|all| {
            all.iter()
                .filter(|issue| {
                    let field = issue.field.as_deref();
                    field.is_none_or(|field| !shown.contains(&field)) && !self.own.shows(issue)
                })
                .map(|issue| issue_line(self.lang, issue))
                .collect()
        });
        let all: Vec<String> = self.general.get().into_iter().chain(lines).collect();
        all.join(" ")
    }
}

/// The line above the fields: what belongs to none of those `shown`.
#[component]
pub(super) fn SaidAbove(said: Said, shown: &'static [&'static str]) -> impl IntoView {
    let rest = move || said.rest(shown);
    view! { <p class="notice tone-danger" role="alert" hidden=move || rest().is_empty()>{rest}</p> }
}

/// The dialog of a new record with its fields.
#[component]
pub(super) fn NewDialog(
    id: &'static str,
    title: Key,
    sending: Sending,
    /// Sends what was typed.
    submit: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let lang = use_lang();
    let open = sending.open;
    let leave = Callback::new(move |()| open.set(false));
    let children = StoredValue::new(children);
    view! {
        <Dialog id title=t(lang, title) open close_label=t(lang, k::ui::CLOSE) place=Place::Side>
            <DialogForm send=move || submit.tell(()) leave label=k::crm::CREATE busy=sending.busy>
                <div class="dialog-body">{children.with_value(|children| children())}</div>
            </DialogForm>
        </Dialog>
    }
}

/// How the dialog sends: one request at a time.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    open: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    toaster: Toaster,
}

impl Sending {
    /// For the dialog that opens with `open`.
    pub(super) fn new(open: RwSignal<bool>) -> Self {
        Self {
            open,
            busy: RwSignal::new(false),
            toaster: use_toaster(),
        }
    }

    /// Waits for the record: the dialog closes and `done` goes on with it, or what is wrong is said.
    pub(super) fn send<R: CrmRecord>(
        self,
        answer: impl Future<Output = Result<R, Fault>> + 'static,
        said: Said,
        done: impl FnOnce(R) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            // The page is gone, and nobody is left to be told.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(record) => {
                    self.open.set(false);
                    let text = tf(said.lang, k::crm::CREATED, &[("name", &record.title())]);
                    self.toaster.success(text);
                    done(record);
                }
                Err(fault) => said.refuse(fault),
            }
        });
    }
}
