//! The page.

use super::rows::{Acts, Rows};
use super::{api, words};
use crate::boot::{may, use_lang};
use crate::call::Fault;
use crate::crm::list::{AddressFilters, FilterSelect, use_filter, use_search};
use crate::live;
use crate::shell::{Page, Trouble};
use i18n::{k, problem_text, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::kernel::{Action, Lang, Problem};
use shared::platform::bin::ops::{
    BinAnswer, BinPage as Piece, BinPlace, DeleteForGood, ReadBin, RestoreFromBin, ReturnToBin,
};
use shared::platform::bin::{AT_ONCE, BinItem, BinKind, BinRow};
use std::collections::BTreeSet;
use ui::{
    Button, Choice, Dialog, EmptyState, Glyph, LoadMore, PageHeader, Skeleton, TextInput, Toaster,
    Variant, settled, use_toaster,
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
                        Ok(piece) => settled(move || view! { <Found piece query chosen /> }),
                        Err(fault) => {
                            let again = Callback::new(move |()| loaded.refetch());
                            view! { <Trouble fault retry=again /> }.into_any()
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

/// What is shown of the bin, and what is done to it. Cheap to copy.
#[derive(Clone, Copy)]
struct Shown {
    lang: Lang,
    toaster: Toaster,
    query: Memo<ReadBin>,
    rows: RwSignal<Vec<BinRow>>,
    next: RwSignal<Option<BinPlace>>,
    chosen: RwSignal<BTreeSet<BinItem>>,
    busy: RwSignal<bool>,
    /// What shall go for good, once that is confirmed.
    asked: RwSignal<Vec<BinItem>>,
    confirm: RwSignal<bool>,
}

impl Shown {
    fn complain(self, problem: &Problem) {
        self.toaster.problem(problem_text(self.lang, problem));
    }

    /// Takes rows out of sight at once.
    fn take(self, items: &[BinItem]) -> Vec<BinRow> {
        let taken = self.rows.with_untracked(|rows| {
            let those = rows.iter().filter(|row| items.contains(&row.item));
            those.cloned().collect()
        });
        self.rows
            .update(|rows| rows.retain(|row| !items.contains(&row.item)));
        self.chosen
            .update(|chosen| chosen.retain(|item| !items.contains(item)));
        taken
    }

    /// Puts back what an answer refused, and gives the rest.
    fn settle(self, answer: Result<BinAnswer, Fault>, taken: Vec<BinRow>) -> Vec<BinRow> {
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
            let _ = self.rows.try_update(|rows| put_back(rows, back));
        }
        if let Some(problem) = problem {
            self.complain(&problem);
        }
        gone
    }

    fn restore(self, items: Vec<BinItem>) {
        let taken = self.take(&items);
        spawn_local(async move {
            let answer = api::restore(RestoreFromBin { items }).await;
            let gone = self.settle(answer, taken);
            if gone.is_empty() {
                return;
            }
            let text = tn(self.lang, k::bin::RESTORED, count(&gone), &[]);
            let undo = Callback::new(move |()| self.give_back(gone.clone()));
            self.toaster.undo(text, t(self.lang, k::ui::UNDO), undo);
        });
    }

    /// What was restored is deleted again.
    fn give_back(self, gone: Vec<BinRow>) {
        spawn_local(async move {
            let items = gone.iter().map(|row| row.item).collect();
            match api::give_back(ReturnToBin { items }).await {
                Ok(answer) => {
                    let done = |row: &BinRow| answer.done.contains(&row.item);
                    let back: Vec<BinRow> = gone.into_iter().filter(done).collect();
                    // Live news may have brought them already.
                    let _ = self.rows.try_update(|rows| {
                        rows.retain(|row| !back.iter().any(|one| one.item == row.item));
                        put_back(rows, back);
                    });
                    if let Some((_, problem)) = answer.refused.first() {
                        self.complain(problem);
                    }
                }
                Err(Fault(problem)) => self.complain(&problem),
            }
        });
    }

    fn ask(self, items: Vec<BinItem>) {
        self.asked.set(items);
        self.confirm.set(true);
    }

    fn purge(self) {
        self.confirm.set(false);
        let items = self.asked.get_untracked();
        let taken = self.take(&items);
        spawn_local(async move {
            let answer = api::purge(DeleteForGood { items }).await;
            let gone = self.settle(answer, taken);
            if !gone.is_empty() {
                let text = tn(self.lang, k::bin::PURGED, count(&gone), &[]);
                self.toaster.success(text);
            }
        });
    }

    fn more(self) {
        self.busy.set(true);
        let request = ReadBin {
            after: self.next.get_untracked(),
            ..self.query.get_untracked()
        };
        spawn_local(async move {
            let answer = api::read(request).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(piece) => {
                    let _ = self.rows.try_update(|rows| rows.extend(piece.rows));
                    let _ = self.next.try_set(piece.next);
                }
                Err(Fault(problem)) => self.complain(&problem),
            }
        });
    }
}

fn count<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}

#[component]
fn Found(piece: Piece, query: Memo<ReadBin>, chosen: RwSignal<BTreeSet<BinItem>>) -> impl IntoView {
    let lang = use_lang();
    let shown = Shown {
        lang,
        toaster: use_toaster(),
        query,
        rows: RwSignal::new(piece.rows),
        next: RwSignal::new(piece.next),
        chosen,
        busy: RwSignal::new(false),
        asked: RwSignal::new(Vec::new()),
        confirm: RwSignal::new(false),
    };
    let restore = Callback::new(move |items| shown.restore(items));
    let ask = Callback::new(move |items| shown.ask(items));
    let some = Memo::new(move |_| shown.rows.with(|rows| !rows.is_empty()));
    let filtered = query.with_untracked(|query| query.kind.is_some() || !query.search.is_empty());
    let (empty, hint) = if filtered {
        (k::bin::NO_MATCH, k::bin::NO_MATCH_TEXT)
    } else {
        (k::bin::EMPTY, k::bin::EMPTY_TEXT)
    };
    let summary = move || {
        tn(
            lang,
            k::bin::SHOWN,
            shown.rows.with(|rows| count(rows)),
            &[],
        )
    };
    view! {
        <Show when=move || some.get() fallback=move || view! {
            <EmptyState glyph=Glyph::Trash title=t(lang, empty) text=t(lang, hint) />
        }>
            <Chosen chosen restore ask />
            <Rows rows=shown.rows chosen acts=Acts { restore, purge: ask } />
            <LoadMore summary=Signal::derive(summary) label=t(lang, k::work::SHOW_MORE)
                more=Signal::derive(move || shown.next.get().is_some()) busy=shown.busy
                on_more=Callback::new(move |()| shown.more()) />
        </Show>
        {confirmation(shown)}
    }
}

/// Asks before something goes for good.
fn confirmation(shown: Shown) -> AnyView {
    let Shown {
        lang,
        asked,
        confirm,
        ..
    } = shown;
    let question = move || {
        tn(
            lang,
            k::bin::PURGE_ASK,
            asked.with(|asked| count(asked)),
            &[],
        )
    };
    view! {
        <Dialog id="bin-purge" title=t(lang, k::bin::PURGE) open=confirm close_label=t(lang, k::ui::CLOSE)>
            <div class="dialog-body stack-sm">
                <p>{question}</p>
                <p class="muted small">{t(lang, k::bin::PURGE_HINT)}</p>
            </div>
            <footer class="dialog-footer">
                <Button label=t(lang, k::imports::CANCEL) on_press=Callback::new(move |()| confirm.set(false)) />
                <Button label=t(lang, k::bin::PURGE) icon=Glyph::Trash variant=Variant::Danger on_press=Callback::new(move |()| shown.purge()) />
            </footer>
        </Dialog>
    }
    .into_any()
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
