//! The duplicates of one record, beside it; nothing when there are none.

use super::api;
use super::merge::{MergeDialog, Pair};
use super::words::{address, kind_name, reason_badges};
use crate::boot::use_lang;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::crm::duplicates::{DuplicateKind, RecordDuplicates, SimilarRecord};
use shared::kernel::event::Entity;
use ui::{Button, Card, Size};
use uuid::Uuid;

/// Records that may be this one, with the reasons; those of its kind can be merged into it.
#[component]
pub fn DuplicatesCard(
    kind: DuplicateKind,
    id: Uuid,
    /// Whether the reader may change the record.
    #[prop(into)]
    may_merge: Signal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    let found = Resource::new(
        || (),
        move |()| api::of_record(RecordDuplicates { kind, id }),
    );
    let pair = RwSignal::new(None::<Pair>);
    let reload = Callback::new(move |()| found.refetch());
    crate::crm::list::use_reload(
        match kind {
            DuplicateKind::Account => &[Entity::Account],
            DuplicateKind::Contact => &[Entity::Contact],
            DuplicateKind::Lead => &[Entity::Lead, Entity::Contact],
        },
        reload,
    );
    let row = move |similar: SimilarRecord| {
        let record = similar.record.clone();
        let same_kind = record.kind == kind;
        let other = record.id;
        view! {
            <li class="duplicate-row">
                <span class="crm-two grow">
                    <a class="medium truncate" href=address(&record)>{record.name.clone()}</a>
                    <span class="small muted truncate">
                        {kind_name(lang, record.kind)}
                        {(!record.detail.is_empty()).then(|| format!(" · {}", record.detail))}
                    </span>
                    <span class="cluster">{reason_badges(lang, &similar.found)}</span>
                </span>
                <Show when=move || same_kind && may_merge.get()>
                    <span title=tf(lang, k::duplicates::MERGE_WITH, &[("name", &record.name)])>
                        <Button
                            label=t(lang, k::duplicates::MERGE)
                            size=Size::Small
                            on_press=Callback::new(move |()| pair.set(Some(Pair { kind, one: id, other })))
                        />
                    </span>
                </Show>
            </li>
        }
    };
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let all = found.await.unwrap_or_default();
                (!all.is_empty()).then(|| view! {
                    <Card id="duplicates" title=t(lang, k::duplicates::BESIDE)>
                        <ul class="crm-links">{all.into_iter().map(row).collect_view()}</ul>
                    </Card>
                })
            })}
        </Transition>
        <MergeDialog pair on_done=reload/>
    }
}
