//! The dialog of a merge: which record stays, and whose value of each field.

use super::api;
use crate::boot::{new_uuid, use_lang};
use crate::platform::fields::label_of;
use crate::shell::DialogForm;
use i18n::{Lang, k, problem_text, t, tf, tn};
use leptos::prelude::*;
use shared::crm::duplicates::{
    DuplicateKind, DuplicateSide, MergePlan, MergeRecords, PlanMerge, Side, Survivor, UndoMerge,
};
use shared::kernel::{MergeId, ProblemKind};
use shared::platform::fields::Holder;
use std::collections::BTreeMap;
use ui::{Choice, Dialog, Skeleton, TableWrap, Tell, Toaster, use_toaster};
use uuid::Uuid;

/// Two records to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Of which kind.
    pub kind: DuplicateKind,
    /// The first.
    pub one: Uuid,
    /// The second.
    pub other: Uuid,
}

/// Whose value of each field is chosen.
type Chosen = BTreeMap<String, RwSignal<String>>;

const ONE: &str = "one";
const OTHER: &str = "other";

const fn word_of(side: Side) -> &'static str {
    match side {
        Side::One => ONE,
        Side::Other => OTHER,
    }
}

/// Opens when a pair is set.
#[component]
pub(super) fn MergeDialog(pair: RwSignal<Option<Pair>>, on_done: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let open = RwSignal::new(false);
    let plan = RwSignal::new(None::<MergePlan>);
    let toaster = use_toaster();
    Effect::new(move |_| {
        let Some(asked) = pair.get() else {
            return;
        };
        plan.set(None);
        open.set(true);
        leptos::task::spawn_local(async move {
            let request = PlanMerge {
                kind: asked.kind,
                one: asked.one,
                other: asked.other,
            };
            match api::plan(request).await {
                Ok(found) => {
                    let _ = plan.try_set(Some(found));
                }
                Err(fault) => {
                    let _ = open.try_set(false);
                    toaster.problem(problem_text(lang, &fault.0));
                }
            }
        });
    });
    let close = Callback::new(move |()| pair.set(None));
    view! {
        <Dialog id="merge" title=t(lang, k::duplicates::MERGE_TITLE) open close_label=t(lang, k::ui::CLOSE) wide=true on_close=close>
            {move || match (plan.get(), pair.get_untracked()) {
                (Some(plan), Some(pair)) => view! { <MergeForm kind=pair.kind plan open on_done/> }.into_any(),
                _ => view! {
                    <div class="dialog-body"><Skeleton label=t(lang, k::ui::LOADING) lines=6/></div>
                }.into_any(),
            }}
        </Dialog>
    }
}

fn side_label(lang: Lang, side: &DuplicateSide) -> String {
    let links = tn(lang, k::duplicates::LINKS, side.links, &[]);
    format!("{} ({links})", side.record.name)
}

#[component]
fn MergeForm(
    kind: DuplicateKind,
    plan: MergePlan,
    open: RwSignal<bool>,
    on_done: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let busy = RwSignal::new(false);
    let kept = RwSignal::new(word_of(plan.stays).to_owned());
    let chosen: Chosen = plan
        .survivors
        .iter()
        .map(|one| {
            let side = RwSignal::new(word_of(one.side).to_owned());
            (one.field.clone(), side)
        })
        .collect();
    let records = vec![
        Choice::new(ONE, side_label(lang, &plan.one)),
        Choice::new(OTHER, side_label(lang, &plan.other)),
    ];
    let rows = plan
        .survivors
        .iter()
        .filter_map(|survivor| {
            let value = chosen.get(&survivor.field).copied()?;
            Some(row(lang, survivor, &plan, value))
        })
        .collect_view();
    let heads = [plan.one.record.name.clone(), plan.other.record.name.clone()];
    let id = MergeId(new_uuid());
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let request = request(id, kind, &plan, &kept.get_untracked(), &chosen);
        leptos::task::spawn_local(async move {
            let answer = api::merge(request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(done) => {
                    open.set(false);
                    on_done.tell(());
                    let text = tf(lang, k::duplicates::MERGED, &[("name", &done.kept_name)]);
                    let undo = Callback::new(move |()| take_apart(lang, toaster, id, on_done));
                    toaster.undo(text, t(lang, k::ui::UNDO), undo);
                }
                Err(fault) if fault.0.kind == ProblemKind::Conflict => {
                    toaster.problem(t(lang, k::duplicates::CHANGED_MEANWHILE));
                    open.set(false);
                    on_done.tell(());
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
        });
    };
    view! {
        <DialogForm send=submit leave=Callback::new(move |()| open.set(false)) label=k::duplicates::MERGE_NOW busy>
            <div class="dialog-body form">
                <p class="muted">{t(lang, k::duplicates::MERGE_TEXT)}</p>
                <ui::Select id="merge-kept" label=t(lang, k::duplicates::KEPT) value=kept options=records/>
                <TableWrap label=t(lang, k::duplicates::FIELDS)>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t(lang, k::duplicates::FIELD)}</th>
                                {heads.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableWrap>
            </div>
        </DialogForm>
    }
}

/// What is asked of the server: which record stays, and which fields come from the one that goes.
fn request(
    id: MergeId,
    kind: DuplicateKind,
    plan: &MergePlan,
    stays: &str,
    chosen: &Chosen,
) -> MergeRecords {
    let taken = chosen
        .iter()
        .filter(|(_, side)| side.with_untracked(|side| side != stays))
        .map(|(field, _)| field.clone());
    let (kept, merged) = if stays == ONE {
        (&plan.one, &plan.other)
    } else {
        (&plan.other, &plan.one)
    };
    MergeRecords {
        id,
        kind,
        kept: kept.record.id,
        kept_version: kept.version,
        merged: merged.record.id,
        merged_version: merged.version,
        take: taken.collect(),
    }
}

/// One field: both values, one of them chosen.
fn row(lang: Lang, survivor: &Survivor, plan: &MergePlan, value: RwSignal<String>) -> AnyView {
    let text = |side: &DuplicateSide| {
        let found = side
            .texts
            .iter()
            .find(|(field, _)| *field == survivor.field);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let holder = match plan.one.record.kind {
        DuplicateKind::Account => Holder::Account,
        DuplicateKind::Contact => Holder::Contact,
        DuplicateKind::Lead => Holder::Lead,
    };
    let name = label_of(lang, holder, &survivor.field);
    let group = format!("merge-{}", survivor.field.replace('.', "-"));
    let heading = format!("{group}-name");
    let cell = |word: &'static str, text: String| {
        let id = format!("{group}-{word}");
        let of = id.clone();
        let (group, heading) = (group.clone(), heading.clone());
        let empty = text.is_empty();
        let shown = if empty {
            t(lang, k::shell::CONFLICT_EMPTY).to_owned()
        } else {
            text
        };
        view! {
            <td>
                <label class="duplicate-choice" class:faint=empty for=of>
                    <input
                        type="radio"
                        class="check-box"
                        id=id
                        name=group
                        aria-describedby=heading
                        checked=value.with_untracked(|now| now == word)
                        prop:checked=move || value.with(|now| now == word)
                        on:change=move |_| value.set(word.to_owned())
                    />
                    <span>{shown}</span>
                </label>
            </td>
        }
    };
    let (one, other) = (text(&plan.one), text(&plan.other));
    view! { <tr><th scope="row" id=heading.clone()>{name}</th>{cell(ONE, one)}{cell(OTHER, other)}</tr> }.into_any()
}

/// Undoes a merge.
pub(super) fn take_apart(lang: Lang, toaster: Toaster, id: MergeId, on_done: Callback<()>) {
    leptos::task::spawn_local(async move {
        match api::undo(UndoMerge { id }).await {
            Ok(row) => {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("one", &row.kept_name), ("other", &row.merged_name)];
                toaster.success(tf(lang, k::duplicates::UNMERGED, &values));
            }
            Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
        }
        on_done.tell(());
    });
}
