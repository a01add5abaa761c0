//! Editing a record in place: shown at once, sent in order, merged or settled when somebody else
//! was faster, taken back with the reason when refused. When the session has ended or the server
//! cannot be reached nothing is taken back: what was typed waits, and is sent when the person has
//! signed in again or the connection is back.
//!
//! A page implements [`EditableRecord`] for its view and uses [`Editor`]; [`Conflicts`] shows the
//! clashes. Fields nobody else touched merge by themselves.

use super::conflict::{ClashRow, ConflictDialog};
use super::interruption::on_resumed;
use crate::boot::use_lang;
use crate::call::Fault;
use i18n::{field_name, issue_text, k, problem_text, t};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::kernel::change::{Change, Clash, rebase};
use shared::kernel::{Lang, Problem, ProblemKind};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use ui::{Toaster, use_toaster};

/// The answer of the server to an edit.
pub type Saving<R> = Pin<Box<dyn Future<Output = Result<R, Fault>>>>;

/// A record whose facts are edited by typed changes.
pub trait EditableRecord: Clone + DeserializeOwned + Send + Sync + 'static {
    /// One new value.
    type Change: Change<Facts: Clone + Send + Sync> + Send + Sync + 'static;
    /// The facts.
    fn facts(&self) -> &<Self::Change as Change>::Facts;
    /// The facts, to show a change before it is saved.
    fn facts_mut(&mut self) -> &mut <Self::Change as Change>::Facts;
    /// Raised by each change; an older answer never replaces a newer one.
    fn version(&self) -> i64;
    /// Asks the server to apply `changes` to this version.
    fn save(&self, changes: Vec<Self::Change>) -> Saving<Self>;
    /// The name of a field as people read it.
    fn label(lang: Lang, field: &str) -> String {
        field_name(lang, field)
    }
    /// A change's value as people read it; `record` knows names of linked records.
    fn show(lang: Lang, record: &Self, change: &Self::Change) -> String;
}

/// The record of a page, being edited.
pub struct Editor<R: EditableRecord> {
    /// As shown: with changes that are still on their way.
    pub record: RwSignal<R>,
    /// Why the last change of a field was refused, by field.
    pub errors: RwSignal<BTreeMap<String, String>>,
    /// A change is on its way.
    pub saving: RwSignal<bool>,
    /// Changes two people made differently.
    pub clashes: RwSignal<Vec<Clash<R::Change>>>,
    /// As the server last told.
    base: StoredValue<R>,
    waiting: StoredValue<Vec<R::Change>>,
    lang: Lang,
    toaster: Toaster,
}

impl<R: EditableRecord> Clone for Editor<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R: EditableRecord> Copy for Editor<R> {}

impl<R: EditableRecord> Editor<R> {
    /// Begins with the record as the page loaded it.
    pub fn new(record: R) -> Self {
        let editor = Self {
            record: RwSignal::new(record.clone()),
            errors: RwSignal::new(BTreeMap::new()),
            saving: RwSignal::new(false),
            clashes: RwSignal::new(Vec::new()),
            base: StoredValue::new(record),
            waiting: StoredValue::new(Vec::new()),
            lang: use_lang(),
            toaster: use_toaster(),
        };
        on_resumed(move || editor.flush());
        editor
    }

    /// Changes one fact: shown at once, sent as soon as earlier changes are answered.
    pub fn change(self, change: R::Change) {
        self.errors.update(|all| {
            all.remove(change.field());
        });
        self.record
            .update(|record| change.apply(record.facts_mut()));
        self.waiting.update_value(|waiting| waiting.push(change));
        self.flush();
    }

    /// The record as somebody else left it; ignored while own changes are on their way, whose
    /// answer will tell.
    pub fn arrived(self, record: R) {
        let newer = self
            .base
            .try_with_value(|base| record.version() >= base.version());
        // What own changes were made on must stay what it was until they are answered.
        if newer == Some(true)
            && !self.saving.get_untracked()
            && self.waiting.with_value(Vec::is_empty)
            && self.clashes.with_untracked(Vec::is_empty)
        {
            self.accept(record);
        }
    }

    /// The error of one field, for its control.
    #[must_use]
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|all| all.get(field).cloned()))
    }

    fn accept(self, record: R) {
        let mut shown = record.clone();
        self.waiting.with_value(|waiting| {
            for change in waiting {
                change.apply(shown.facts_mut());
            }
        });
        self.base.set_value(record);
        self.record.set(shown);
    }

    fn flush(self) {
        // A message's "try again" outlives the page.
        let idle = self.saving.try_get_untracked() == Some(false);
        if !idle || self.waiting.try_with_value(Vec::is_empty) != Some(false) {
            return;
        }
        let mut batch = Vec::new();
        self.waiting
            .update_value(|waiting| batch = std::mem::take(waiting));
        let sent = batch.clone();
        let answer = self.base.with_value(|base| base.save(sent));
        self.saving.set(true);
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            // The page may be gone by now.
            if self.saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(record) => self.accept(record),
                Err(Fault(problem)) if waits(problem.kind) => {
                    self.hold(&problem, batch);
                    return;
                }
                Err(Fault(problem)) => self.refused(&problem, batch),
            }
            self.flush();
        });
    }

    /// Keeps what could not be sent, before what was typed meanwhile.
    fn hold(self, problem: &Problem, batch: Vec<R::Change>) {
        self.waiting.update_value(|waiting| {
            let later = std::mem::replace(waiting, batch);
            waiting.extend(later);
        });
        // Of an ended session the strip above the page tells, and leads on.
        if problem.kind != ProblemKind::Unauthenticated {
            let again = Callback::new(move |()| self.flush());
            self.toaster.problem_with(
                problem_text(self.lang, problem),
                t(self.lang, k::ui::RETRY),
                again,
            );
        }
    }

    fn refused(self, problem: &Problem, batch: Vec<R::Change>) {
        let current = problem
            .current
            .as_deref()
            .filter(|_| problem.kind == ProblemKind::Conflict)
            .and_then(|json| serde_json::from_str::<R>(json).ok());
        if let Some(theirs) = current {
            self.settle(theirs, batch);
            return;
        }
        let fields: Vec<&str> = batch.iter().map(Change::field).collect();
        let mut general = problem.issues.is_empty();
        self.errors.update(|all| {
            for issue in &problem.issues {
                let field = fields
                    .iter()
                    .find(|field| issue.field.as_deref() == Some(**field));
                match field {
                    Some(field) => {
                        all.insert((*field).to_owned(), issue_text(self.lang, issue));
                    }
                    None => general = true,
                }
            }
        });
        self.accept(self.base.get_value());
        if general {
            self.toaster.problem(problem_text(self.lang, problem));
        }
    }

    /// Somebody else was first: what does not touch their changes is sent again, the rest is asked.
    fn settle(self, theirs: R, batch: Vec<R::Change>) {
        let rebased = self
            .base
            .with_value(|base| rebase(base.facts(), theirs.facts(), batch));
        self.waiting.update_value(|waiting| {
            let later = std::mem::take(waiting);
            waiting.extend(rebased.clean);
            waiting.extend(later);
        });
        self.accept(theirs);
        if rebased.clashes.is_empty() {
            self.toaster.info(t(self.lang, k::shell::MERGED));
        } else {
            self.clashes.set(rebased.clashes);
        }
    }

    /// Sends the choices of the dialog: `mine` is true for each clash where one's own value wins.
    fn decide(self, mine: Vec<bool>) {
        let mut clashes = Vec::new();
        self.clashes.update(|all| clashes = std::mem::take(all));
        for (clash, mine) in clashes.into_iter().zip(mine) {
            if mine {
                self.change(clash.mine);
            }
        }
    }
}

/// Whether a change refused for this reason waits, instead of being taken back.
const fn waits(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::Unauthenticated | ProblemKind::Network | ProblemKind::Unavailable
    )
}

/// The dialog of an editor's clashes; once per page.
#[component]
pub fn Conflicts<R: EditableRecord>(editor: Editor<R>) -> impl IntoView {
    let lang = use_lang();
    let rows = Signal::derive(move || {
        editor.clashes.with(|all| {
            editor.record.with(|record| {
                all.iter()
                    .map(|clash| ClashRow {
                        label: R::label(lang, clash.mine.field()),
                        original: R::show(lang, record, &clash.original),
                        mine: R::show(lang, record, &clash.mine),
                        theirs: R::show(lang, record, &clash.theirs),
                    })
                    .collect::<Vec<_>>()
            })
        })
    });
    view! { <ConflictDialog rows on_decide=Callback::new(move |mine| editor.decide(mine))/> }
}
