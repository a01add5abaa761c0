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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// What is sent of a record: as the server told it last, and the changes that wait. Kept apart from the page, so
/// that what was typed goes on its way when the page is left before the server has answered.
struct Kept<R: EditableRecord>(Arc<Mutex<Inner<R>>>);

struct Inner<R: EditableRecord> {
    base: R,
    waiting: Vec<R::Change>,
    busy: bool,
}

impl<R: EditableRecord> Clone for Kept<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: EditableRecord> Kept<R> {
    fn new(base: R) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            base,
            waiting: Vec::new(),
            busy: false,
        })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner<R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As the server last told.
    fn base(&self) -> R {
        self.inner().base.clone()
    }

    /// The same with the changes that wait.
    fn shown(&self) -> R {
        let inner = self.inner();
        let mut shown = inner.base.clone();
        for change in &inner.waiting {
            change.apply(shown.facts_mut());
        }
        shown
    }

    fn push(&self, change: R::Change) {
        self.inner().waiting.push(change);
    }

    /// Puts changes before those that wait.
    fn put_first(&self, mut changes: Vec<R::Change>) {
        let mut inner = self.inner();
        changes.append(&mut inner.waiting);
        inner.waiting = changes;
    }

    /// Whether changes wait or are on their way.
    fn is_busy(&self) -> bool {
        let inner = self.inner();
        inner.busy || !inner.waiting.is_empty()
    }

    /// What to send now, and on what; nothing while something is on its way.
    fn begin(&self) -> Option<(R, Vec<R::Change>)> {
        let mut inner = self.inner();
        if inner.busy || inner.waiting.is_empty() {
            return None;
        }
        inner.busy = true;
        Some((inner.base.clone(), std::mem::take(&mut inner.waiting)))
    }

    /// What was sent is answered.
    fn end(&self) {
        self.inner().busy = false;
    }

    fn take(&self, record: R) {
        self.inner().base = record;
    }
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
    kept: StoredValue<Kept<R>>,
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
            kept: StoredValue::new(Kept::new(record)),
            lang: use_lang(),
            toaster: use_toaster(),
        };
        on_resumed(move || {
            if let Some(kept) = editor.kept.try_get_value() {
                editor.flush(&kept);
            }
        });
        editor
    }

    /// Changes one fact: shown at once, sent as soon as earlier changes are answered.
    pub fn change(self, change: R::Change) {
        let Some(kept) = self.kept.try_get_value() else {
            return;
        };
        self.errors.update(|all| {
            all.remove(change.field());
        });
        self.record
            .update(|record| change.apply(record.facts_mut()));
        kept.push(change);
        self.flush(&kept);
    }

    /// The record as somebody else left it; ignored while own changes are on their way, whose
    /// answer will tell.
    pub fn arrived(self, record: R) {
        let Some(kept) = self.kept.try_get_value() else {
            return;
        };
        // What own changes were made on must stay what it was until they are answered.
        if record.version() >= kept.base().version()
            && !kept.is_busy()
            && self.clashes.with_untracked(Vec::is_empty)
        {
            self.accept(&kept, record);
        }
    }

    /// The error of one field, for its control.
    #[must_use]
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|all| all.get(field).cloned()))
    }

    /// Takes what the server told. Nothing is shown once the page is gone.
    fn accept(self, kept: &Kept<R>, record: R) {
        kept.take(record);
        let _ = self.record.try_set(kept.shown());
    }

    /// Sends what waits. Goes on when the page is left: of it only what lives as long as the application is
    /// touched, the rest by `try_…`.
    fn flush(self, kept: &Kept<R>) {
        let Some((base, batch)) = kept.begin() else {
            return;
        };
        let answer = base.save(batch.clone());
        let _ = self.saving.try_set(true);
        let kept = kept.clone();
        leptos::task::spawn_local(async move {
            let answer = answer.await;
            kept.end();
            let _ = self.saving.try_set(false);
            match answer {
                Ok(record) => self.accept(&kept, record),
                Err(Fault(problem)) if waits(problem.kind) => {
                    self.hold(&kept, &problem, batch);
                    return;
                }
                Err(Fault(problem)) => self.refused(&kept, &problem, batch),
            }
            self.flush(&kept);
        });
    }

    /// Keeps what could not be sent, before what was typed meanwhile.
    fn hold(self, kept: &Kept<R>, problem: &Problem, batch: Vec<R::Change>) {
        kept.put_first(batch);
        // Of an ended session the strip above the page tells, and leads on.
        if problem.kind != ProblemKind::Unauthenticated {
            let kept = kept.clone();
            let again = Callback::new(move |()| self.flush(&kept));
            self.toaster.problem_with(
                problem_text(self.lang, problem),
                t(self.lang, k::ui::RETRY),
                again,
            );
        }
    }

    fn refused(self, kept: &Kept<R>, problem: &Problem, batch: Vec<R::Change>) {
        let current = problem
            .current
            .as_deref()
            .filter(|_| problem.kind == ProblemKind::Conflict)
            .and_then(|json| serde_json::from_str::<R>(json).ok());
        if let Some(theirs) = current {
            self.settle(kept, problem, theirs, batch);
            return;
        }
        let fields: Vec<&str> = batch.iter().map(Change::field).collect();
        let mut general = problem.issues.is_empty();
        let beside = self.errors.try_update(|all| {
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
        self.accept(kept, kept.base());
        // On a page that is gone no field can say it.
        if general || beside.is_none() {
            self.toaster.problem(problem_text(self.lang, problem));
        }
    }

    /// Somebody else was first: what does not touch their changes is sent again, the rest is asked; where nobody
    /// can be asked any more, theirs stays and the person is told.
    fn settle(self, kept: &Kept<R>, problem: &Problem, theirs: R, batch: Vec<R::Change>) {
        let rebased = rebase(kept.base().facts(), theirs.facts(), batch);
        kept.put_first(rebased.clean);
        self.accept(kept, theirs);
        if rebased.clashes.is_empty() {
            self.toaster.info(t(self.lang, k::shell::MERGED));
        } else if self.clashes.try_set(rebased.clashes).is_some() {
            self.toaster.problem(problem_text(self.lang, problem));
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
