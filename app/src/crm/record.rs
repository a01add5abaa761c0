//! What the pages of accounts, contacts and leads share: how a record comes onto its page, and how it goes
//! with a way back.

use super::accounts::api as accounts;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::shell::{EditableRecord, Editor, Page, Refused, Saving};
use i18n::{Key, k, problem_text, t, tf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::crm::accounts::{AccountFacets, GetAccountFacets};
use std::time::Duration;
use ui::{Button, Glyph, Skeleton, settled, use_toaster};

/// Changes within this time cause one reading.
const BREATH: Duration = Duration::from_millis(300);

/// A record of the customers with a page of its own.
pub(super) trait CrmRecord: EditableRecord + Serialize {
    /// What such a record is called.
    const KIND: Key;
    /// The address of the list it stands in.
    const LIST: &'static str;

    /// Its name.
    fn title(&self) -> String;
    /// The address of its page.
    fn address(&self) -> String;
    /// Whether the reader may change its facts.
    fn may_edit(&self) -> bool;
    /// Whether the reader may give it another owner.
    fn may_assign(&self) -> bool;
    /// Whether it lies in the bin.
    fn is_deleted(&self) -> bool;
    /// Deletes it in the version it was read in.
    fn delete(&self) -> Saving<Self>;
    /// Takes it out of the bin.
    fn restore(&self) -> Saving<Self>;
}

/// The three views name the same things alike: their page and its editor ask for them by these.
macro_rules! crm_record {
    (
        $view:ty, $holder:expr, kind: $kind:expr, list: $list:expr, title: $title:expr, address: $address:expr,
        edit: $edit:ident($change:ty, $facts:ty), delete: $delete:ident, restore: $restore:ident, show: $show:expr
    ) => {
        impl CrmRecord for $view {
            const KIND: Key = $kind;
            const LIST: &'static str = $list;

            fn title(&self) -> String {
                ($title)(self)
            }
            fn address(&self) -> String {
                ($address)(self.id)
            }
            fn may_edit(&self) -> bool {
                self.may_edit
            }
            fn may_assign(&self) -> bool {
                self.may_assign
            }
            fn is_deleted(&self) -> bool {
                self.deleted_at.is_some()
            }
            fn delete(&self) -> Saving<Self> {
                let (id, version) = (self.id, self.version);
                Box::pin(api::delete($delete { id, version }))
            }
            fn restore(&self) -> Saving<Self> {
                Box::pin(api::restore($restore { id: self.id }))
            }
        }

        impl EditableRecord for $view {
            type Change = $change;

            fn facts(&self) -> &$facts {
                &self.facts
            }
            fn facts_mut(&mut self) -> &mut $facts {
                &mut self.facts
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn save(&self, changes: Vec<$change>) -> Saving<Self> {
                let (id, version) = (self.id, self.version);
                Box::pin(api::edit($edit {
                    id,
                    version,
                    changes,
                }))
            }
            fn label(lang: Lang, field: &str) -> String {
                own::label_of(lang, $holder, field)
            }
            fn show(lang: Lang, record: &Self, change: &$change) -> String {
                ($show)(lang, record, change)
            }
        }
    };
}
pub(super) use crm_record;

/// The record of a page, once it is there, with whom it may be given to.
#[component]
pub(super) fn Opened<R, CF, V>(record: Resource<Result<R, Fault>>, children: CF) -> impl IntoView
where
    R: CrmRecord,
    CF: Fn((R, AccountFacets)) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let lang = use_lang();
    let facets = Resource::new(|| (), |()| accounts::facets(GetAccountFacets {}));
    let children = StoredValue::new(children);
    view! {
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
            {move || Suspend::new(async move {
                match (record.await, facets.await) {
                    (Ok(view), facets) => {
                        let facets = facets.unwrap_or_default();
                        settled(move || children.try_with_value(|children| children((view, facets))))
                    }
                    (Err(fault), _) => view! {
                        <Page title=t(lang, R::KIND)/>
                        <Refused fault back=R::LIST retry=Callback::new(move |()| record.refetch())/>
                    }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Shows a record as it was read again.
pub(super) fn read_again<R: CrmRecord>(
    editor: Editor<R>,
    answer: impl Future<Output = Result<R, Fault>> + 'static,
) {
    spawn_local(async move {
        if let Ok(view) = answer.await
            && !editor.record.is_disposed()
        {
            editor.arrived(view);
        }
    });
}

/// Reads what hangs on a record again, a breath after others changed something of it.
pub(super) fn again_soon<T>(related: Resource<T>) -> impl Fn() + Copy + Send + Sync + 'static
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    live::gathered(BREATH, move || related.refetch())
}

/// Deletes the record and goes to its list, where the message offers to undo it.
pub(super) fn use_delete<R: CrmRecord>(editor: Editor<R>) -> Callback<()> {
    let lang = use_lang();
    let toaster = use_toaster();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let record = editor.record.get_untracked();
        let navigate = navigate.clone();
        spawn_local(async move {
            match record.delete().await {
                Ok(_) => {
                    let text = tf(lang, k::crm::DELETED, &[("name", &record.title())]);
                    let back = navigate.clone();
                    let undo = Callback::new(move |()| {
                        let (record, back) = (record.clone(), back.clone());
                        spawn_local(async move {
                            match record.restore().await {
                                Ok(_) => back(&record.address(), Default::default()),
                                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
                            }
                        });
                    });
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                    navigate(R::LIST, Default::default());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    })
}

/// Says that the record is deleted, and offers it back.
#[component]
pub(super) fn Deleted<R: CrmRecord>(editor: Editor<R>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let restore = move || {
        let answer = editor.record.with_untracked(CrmRecord::restore);
        spawn_local(async move {
            match answer.await {
                Ok(view) => editor.arrived(view),
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <Show when=move || editor.record.with(CrmRecord::is_deleted)>
            <div class="notice tone-warning between" role="status">
                <span>{t(lang, k::crm::IS_DELETED)}</span>
                <Show when=move || editor.record.with(CrmRecord::may_edit)>
                    <Button label=t(lang, k::crm::RESTORE) icon=Glyph::Undo on_press=Callback::new(move |()| restore())/>
                </Show>
            </div>
        </Show>
    }
}
