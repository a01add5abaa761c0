//! The page.

use super::rows::{Acts, Rows};
use super::{api, words};
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::crm::list::{AddressFilters, FilterSelect, use_filter, use_search};
use crate::live;
use crate::shell::Page;
use i18n::{k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::Action;
use shared::platform::bin::ops::{
    BinAnswer, BinPage as Piece, BinPlace, DeleteForGood, ReadBin, RestoreFromBin, ReturnToBin,
};
use shared::platform::bin::{AT_ONCE, BinItem, BinKind, BinRow};
use std::collections::BTreeSet;
use ui::{
    Button, Choice, Dialog, EmptyState, Glyph, LoadMore, PageHeader, Skeleton, TextInput, Variant,
    use_toaster,
};

/// Names of the filters in the address.
const KIND: &str = "kind";
const WORD: &str = "q";

/// `/bin`.
#[component]
pub fn BinPage() -> impl IntoView {
    let lang = use_lang();
    let filters = AddressFilters::new();
    let (kind, word) = (use_filter(KIND), use_filter(WORD));
    let query = Memo::new(move |_| ReadBin {
        kind: kind.get().parse().ok(),
        search: word.get(),
        ..ReadBin::default()
    });
    let loaded = Resource::new(move || query.get(), api::read);
    let chosen = RwSignal::new(BTreeSet::<BinItem>::new());
    // What others delete comes in; not under the hand of somebody who is choosing.
    live::on_event(move |event| {
        let moved = event
            .is_none_or(|event| matches!(event.action.as_str(), "deleted" | "restored" | "purged"));
        if moved && chosen.try_with_untracked(BTreeSet::is_empty) == Some(true) {
            loaded.refetch();
        }
    });
    Effect::new(move |_| {
        query.track();
        chosen.set(BTreeSet::new());
    });
    let kinds: Vec<Choice> = BinKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), words::kind(lang, *kind)))
        .collect();
    let typed = use_search(filters, WORD, word.into());
    view! {
        <Page title=t(lang, k::bin::TITLE) />
        <PageHeader title=t(lang, k::bin::TITLE) subtitle=Signal::derive(move || t(lang, k::bin::SUBTITLE).to_owned()) />
        <div class="stack">
            <div class="filter-bar" role="search" aria-label=t(lang, k::bin::FILTERS)>
                <TextInput
                    id="bin-search"
                    kind="search"
                    bare=true
                    label=t(lang, k::bin::SEARCH)
                    placeholder=t(lang, k::bin::SEARCH)
                    value=typed
                />
                <FilterSelect filters id="bin-kind" all=t(lang, k::bin::ANY_KIND) choices=kinds name=KIND />
            </div>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8 /> }>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(piece) => view! { <Found piece query chosen /> }.into_any(),
                        Err(Fault(problem)) => {
                            view! { <EmptyState glyph=Glyph::Alert title=problem_text(lang, &problem) /> }.into_any()
                        }
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

/// Puts rows back where they were.
fn put_back(rows: &mut Vec<BinRow>, back: Vec<BinRow>) {
    rows.extend(back);
    rows.sort_by_key(|row| std::cmp::Reverse((row.deleted_at, row.item.id)));
}

#[component]
fn Found(piece: Piece, query: Memo<ReadBin>, chosen: RwSignal<BTreeSet<BinItem>>) -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let rows = RwSignal::new(piece.rows);
    let next = RwSignal::new(piece.next);
    let busy = RwSignal::new(false);
    let asked = RwSignal::new(Vec::<BinItem>::new());
    let confirm = RwSignal::new(false);

    // Takes rows out of sight at once, and gives them back with what to do with an answer.
    let take = move |items: &[BinItem]| -> Vec<BinRow> {
        let taken = rows.with_untracked(|rows| {
            let those = rows.iter().filter(|row| items.contains(&row.item));
            those.cloned().collect()
        });
        rows.update(|rows| rows.retain(|row| !items.contains(&row.item)));
        chosen.update(|chosen| chosen.retain(|item| !items.contains(item)));
        taken
    };
    let settle = move |answer: Result<BinAnswer, Fault>, taken: Vec<BinRow>| -> Vec<BinRow> {
        let (done, problem) = match answer {
            Ok(answer) => {
                let problem = answer.refused.first().map(|(_, problem)| problem.clone());
                (answer.done, problem)
            }
            Err(Fault(problem)) => (Vec::new(), Some(problem)),
        };
        let (gone, back): (Vec<BinRow>, Vec<BinRow>) =
            taken.into_iter().partition(|row| done.contains(&row.item));
        if !back.is_empty() {
            let _ = rows.try_update(|rows| put_back(rows, back));
        }
        if let Some(problem) = problem {
            toaster.problem(problem_text(lang, &problem));
        }
        gone
    };
    let count = |rows: &[BinRow]| i64::try_from(rows.len()).unwrap_or(i64::MAX);

    let restore = Callback::new(move |items: Vec<BinItem>| {
        let taken = take(&items);
        spawn_local(async move {
            let answer = api::restore(RestoreFromBin { items }).await;
            let gone = settle(answer, taken);
            if gone.is_empty() {
                return;
            }
            let text = tn(lang, k::bin::RESTORED, count(&gone), &[]);
            let undo = Callback::new(move |()| {
                let gone = gone.clone();
                spawn_local(async move {
                    let items = gone.iter().map(|row| row.item).collect();
                    match api::give_back(ReturnToBin { items }).await {
                        Ok(answer) => {
                            let back = gone
                                .into_iter()
                                .filter(|row| answer.done.contains(&row.item));
                            let back: Vec<BinRow> = back.collect();
                            // Live news may have brought them already.
                            let _ = rows.try_update(|rows| {
                                rows.retain(|row| !back.iter().any(|one| one.item == row.item));
                                put_back(rows, back);
                            });
                            if let Some((_, problem)) = answer.refused.first() {
                                toaster.problem(problem_text(lang, problem));
                            }
                        }
                        Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
                    }
                });
            });
            toaster.undo(text, t(lang, k::ui::UNDO), undo);
        });
    });
    let ask = Callback::new(move |items: Vec<BinItem>| {
        asked.set(items);
        confirm.set(true);
    });
    let purge = Callback::new(move |()| {
        confirm.set(false);
        let items = asked.get_untracked();
        let taken = take(&items);
        spawn_local(async move {
            let answer = api::purge(DeleteForGood { items }).await;
            let gone = settle(answer, taken);
            if !gone.is_empty() {
                toaster.success(tn(lang, k::bin::PURGED, count(&gone), &[]));
            }
        });
    });
    let more = Callback::new(move |()| {
        busy.set(true);
        let after: Option<BinPlace> = next.get_untracked();
        let request = ReadBin {
            after,
            ..query.get_untracked()
        };
        spawn_local(async move {
            let answer = api::read(request).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(piece) => {
                    let _ = rows.try_update(|rows| rows.extend(piece.rows));
                    let _ = next.try_set(piece.next);
                }
                Err(Fault(problem)) => toaster.problem(problem_text(lang, &problem)),
            }
        });
    });
    let some = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let filtered = query.with_untracked(|query| query.kind.is_some() || !query.search.is_empty());
    let (empty, hint) = if filtered {
        (k::bin::NO_MATCH, k::bin::NO_MATCH_TEXT)
    } else {
        (k::bin::EMPTY, k::bin::EMPTY_TEXT)
    };
    let summary = move || tn(lang, k::bin::SHOWN, rows.with(|rows| count(rows)), &[]);
    view! {
        <Show when=move || some.get() fallback=move || view! {
            <EmptyState glyph=Glyph::Trash title=t(lang, empty) text=t(lang, hint) />
        }>
            <Chosen chosen restore ask />
            <Rows rows chosen acts=Acts { restore, purge: ask } />
            <LoadMore summary=Signal::derive(summary) label=t(lang, k::work::SHOW_MORE)
                more=Signal::derive(move || next.get().is_some()) busy on_more=more />
        </Show>
        <Dialog id="bin-purge" title=t(lang, k::bin::PURGE) open=confirm close_label=t(lang, k::ui::CLOSE)>
            <div class="dialog-body stack-sm">
                <p>{move || tn(lang, k::bin::PURGE_ASK, asked.with(|asked| i64::try_from(asked.len()).unwrap_or(i64::MAX)), &[])}</p>
                <p class="muted small">{t(lang, k::bin::PURGE_HINT)}</p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::imports::CANCEL) on_press=Callback::new(move |()| confirm.set(false)) />
                <Button label=t(lang, k::bin::PURGE) icon=Glyph::Trash variant=Variant::Danger on_press=purge />
            </footer>
        </Dialog>
    }
}

/// What to do with the chosen ones.
#[component]
fn Chosen(
    chosen: RwSignal<BTreeSet<BinItem>>,
    restore: Callback<Vec<BinItem>>,
    ask: Callback<Vec<BinItem>>,
) -> impl IntoView {
    let lang = use_lang();
    let number = Memo::new(move |_| chosen.with(|all| i64::try_from(all.len()).unwrap_or(0)));
    let items = move || -> Vec<BinItem> {
        chosen.with_untracked(|all| all.iter().copied().take(AT_ONCE).collect())
    };
    let purge = may(Action::ManageSystem).then(|| {
        view! {
            <Button label=t(lang, k::bin::PURGE) icon=Glyph::Trash on_press=Callback::new(move |()| ui::Tell::tell(&ask, items())) />
        }
    });
    view! {
        <div class="bin-chosen" role="group" aria-label=t(lang, k::bin::CHOSEN_ACTS) hidden=move || number.get() == 0>
            <span role="status">{move || tn(lang, k::bin::CHOSEN, number.get(), &[])}</span>
            <Button
                label=t(lang, k::bin::RESTORE)
                icon=Glyph::Undo
                variant=Variant::Primary
                on_press=Callback::new(move |()| ui::Tell::tell(&restore, items()))
            />
            {purge}
        </div>
    }
}
