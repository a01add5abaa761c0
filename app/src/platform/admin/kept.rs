//! A list administrators keep on a page of its own: what is there, which row is in the form, and what may be
//! done to a row. Every answer of the server is the whole list, so that it also shows what others did.

use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::shell::form::Findings;
use i18n::{Key, Lang, k, problem_text, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::event::Entity;
use ui::{Toaster, use_toaster};

/// A row of such a list, and how the server is asked about it.
pub(crate) trait Kept: Clone + Send + Sync + 'static {
    /// Said once a row is saved.
    const SAVED: Key;
    /// Said once a row is deleted, beside the way back.
    const DELETED: Key;

    /// Whether both are the same row, in whatever version.
    fn is(&self, other: &Self) -> bool;
    /// The same as a row the server does not know.
    fn anew(self) -> Self;
    /// Whether an event about `entity` may have changed the list.
    fn concerned(entity: Entity) -> bool;

    /// Every row.
    fn list() -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
    /// Adds it, or changes the version it was read in.
    fn save(self) -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
    /// Deletes it in the version it was read in.
    fn delete(self) -> impl Future<Output = Result<Vec<Self>, Fault>> + 'static;
}

/// The list of a page. Cheap to copy.
pub(crate) struct KeptList<R: 'static> {
    /// As shown: at once as changed, put right by the server's answer.
    pub(crate) rows: RwSignal<Vec<R>>,
    /// The row in the form; version 0: a new one.
    pub(crate) editing: RwSignal<Option<R>>,
    pub(crate) lang: Lang,
    toaster: Toaster,
}

impl<R: 'static> Clone for KeptList<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R: 'static> Copy for KeptList<R> {}

impl<R: Kept> KeptList<R> {
    /// The list as the page loaded it; read again when others change it.
    pub(crate) fn new(rows: Vec<R>) -> Self {
        let list = Self {
            rows: RwSignal::new(rows),
            editing: RwSignal::new(None),
            lang: use_lang(),
            toaster: use_toaster(),
        };
        live::on_event(move |event| {
            if event.is_none_or(|event| R::concerned(event.entity)) {
                list.read_again();
            }
        });
        list
    }

    fn keep(self, rows: Vec<R>) {
        // The page may be gone by the time an answer comes.
        let _ = self.rows.try_set(rows);
    }

    fn read_again(self) {
        spawn_local(async move {
            if let Ok(rows) = R::list().await {
                self.keep(rows);
            }
        });
    }

    fn run(self, act: impl Future<Output = Result<Vec<R>, Fault>> + 'static) {
        spawn_local(async move {
            match act.await {
                Ok(rows) => self.keep(rows),
                Err(fault) => {
                    self.toaster.problem(problem_text(self.lang, &fault.0));
                    self.read_again();
                }
            }
        });
    }

    /// Saves a row that was changed where it stands.
    pub(crate) fn save(self, row: R) {
        self.run(row.save());
    }

    /// Saves what is in the form and closes it, or says beside its fields why not.
    pub(crate) fn submit(self, row: R, findings: Findings, busy: RwSignal<bool>) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = row.save().await;
            let _ = busy.try_set(false);
            match answer {
                Ok(rows) => {
                    self.keep(rows);
                    let _ = self.editing.try_set(None);
                    self.toaster.success(t(self.lang, R::SAVED));
                }
                Err(fault) => findings.refuse(&fault),
            }
        });
    }

    /// It is offered back once it is gone, as a new one that says the same: asked for before, both would
    /// cross on their way. Refused, it stands where it stood, even when the list cannot be read again.
    pub(crate) fn delete(self, row: R) {
        let before = self.rows.get_untracked();
        self.rows.update(|rows| rows.retain(|one| !one.is(&row)));
        self.run(async move {
            let answer = row.clone().delete().await;
            let left = answer.inspect_err(|_| self.keep(before))?;
            self.toaster.undo(
                t(self.lang, R::DELETED),
                t(self.lang, k::ui::UNDO),
                Callback::new(move |()| self.save(row.clone().anew())),
            );
            Ok(left)
        });
    }
}
