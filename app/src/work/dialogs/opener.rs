//! What both forms share around them: how a page opens one, the dialog it stands in, and whom it tells.

use super::part;
use super::written::WorkRecord;
use crate::boot::use_lang;
use i18n::{Key, k, t};
use leptos::prelude::*;
use ui::{Dialog, Place, Tell};

/// Opens a form, with what it begins with. Cheap to copy.
pub struct Opener<S: 'static> {
    open: RwSignal<bool>,
    seed: StoredValue<S>,
}

impl<S: 'static> Clone for Opener<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: 'static> Copy for Opener<S> {}

impl<S: Default + Send + Sync + 'static> Default for Opener<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Default + Send + Sync + 'static> Opener<S> {
    /// A closed form.
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            seed: StoredValue::new(S::default()),
        }
    }

    pub(super) fn open(self, seed: S) {
        self.seed.set_value(seed);
        part::show(self.open);
    }
}

/// What a form begins with.
pub(super) trait Seed: Clone + Send + Sync + 'static {
    type Record: WorkRecord;

    /// The record to edit; `None` for a new one.
    fn record(&self) -> Option<&Self::Record>;
}

/// Who hears what becomes of a form. Cheap to copy.
pub(super) struct Told<T: 'static> {
    /// The record as saved.
    pub(super) saved: Callback<T>,
    /// The record that shall be deleted, where it may be.
    pub(super) delete: Option<Callback<T>>,
    /// It was left as it was.
    pub(super) left: Callback<()>,
}

impl<T: 'static> Clone for Told<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: 'static> Copy for Told<T> {}

/// The dialog around a form: titled by whether the record is new, may be changed or only read, and closed
/// before the page is told of a record that was saved or shall be deleted.
pub(super) fn dialog<S, V>(
    id: &'static str,
    (new, edit, read): (Key, Key, Key),
    Opener { open, seed }: Opener<S>,
    (on_saved, on_delete): (Callback<S::Record>, Option<Callback<S::Record>>),
    form: impl Fn(S, Told<S::Record>) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    S: Seed,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let title = Signal::derive(move || {
        let _ = open.get();
        let key = seed.with_value(|seed| match seed.record() {
            None => new,
            Some(record) if record.may_edit() => edit,
            Some(_) => read,
        });
        t(lang, key).to_owned()
    });
    let closing = move |tell: Callback<S::Record>| {
        Callback::new(move |record: S::Record| {
            open.set(false);
            tell.tell(record);
        })
    };
    let told = Told {
        saved: closing(on_saved),
        delete: on_delete.map(closing),
        left: Callback::new(move |()| open.set(false)),
    };
    view! {
        <Dialog id title open close_label=t(lang, k::ui::CLOSE) place=Place::Side>
            {form(seed.get_value(), told).into_any()}
        </Dialog>
    }
}
