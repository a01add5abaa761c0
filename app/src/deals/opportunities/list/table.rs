//! The table: one page and its further ones, kept as they are while others change deals.

use super::rows::DealRow;
use crate::call::Fault;
use crate::deals::opportunities::board::filters::{SetQuery, use_set_query};
use crate::deals::opportunities::{api, words};
use crate::live;
use crate::shell::on_resumed;
use i18n::{Key, k, money_compact, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::opportunities::{
    ListAfter, ListQuery, ListRow, ListSort, ListView, ShownTotals, SortColumn,
};
use shared::deals::pipelines::PipelinesView;
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Lang, ProblemKind};
use std::time::Duration;
use ui::{EmptyState, Glyph, LoadMore, SortHeader, Sorting, TableWrap, Toaster, use_toaster};

/// Rows of a page.
pub const PAGE: u32 = 50;

/// The columns in order, with what they sort by.
const COLUMNS: [(Key, Option<SortColumn>, bool); 8] = [
    (k::deals::COL_NAME, Some(SortColumn::Name), false),
    (k::deals::COL_ACCOUNT, Some(SortColumn::Account), false),
    (k::deals::COL_STAGE, Some(SortColumn::Stage), false),
    (k::deals::COL_AMOUNT, Some(SortColumn::Amount), true),
    (k::deals::COL_PROBABILITY, None, true),
    (k::deals::COL_CLOSE, Some(SortColumn::CloseDate), false),
    (k::deals::COL_OWNER, Some(SortColumn::Owner), false),
    (k::deals::COL_NEXT, None, false),
];

/// Most rows in one answer.
const MOST: u32 = 200;
/// Events within this time cause one reading.
const GATHER: Duration = Duration::from_millis(300);

/// What the sums say.
#[derive(Clone, Debug, PartialEq)]
struct Sums {
    count: i64,
    line: String,
}

/// The sums of everything the filter lets through.
fn sums(lang: Lang, view: &ListView) -> Sums {
    let shown = ShownTotals::new(&view.sums, view.currency, &view.rates, view.today);
    let rates = words::rates(lang, &shown.amount);
    // A converted amount says so.
    let amount = |amount| {
        let amount = money_compact(lang, amount);
        if rates.is_empty() {
            amount
        } else {
            format!("≈\u{a0}{amount}")
        }
    };
    let mut text = tf(
        lang,
        k::deals::SUM_LINE,
        &[
            ("count", &tn(lang, k::deals::DEALS, shown.count, &[])),
            ("total", &amount(shown.amount.total)),
            ("weighted", &amount(shown.weighted.total)),
        ],
    );
    let left: Vec<String> = shown
        .amount
        .unconverted
        .iter()
        .map(|amount| i18n::money(lang, *amount))
        .collect();
    if !rates.is_empty() {
        text = format!("{text} · {rates}");
    }
    if !left.is_empty() {
        let note = tf(
            lang,
            k::deals::UNCONVERTED,
            &[("amounts", &left.join(", "))],
        );
        text = format!("{text} · {note}");
    }
    Sums {
        count: shown.count,
        line: text,
    }
}

/// The rows shown, and the ways to get more or read them again. Cheap to copy.
#[derive(Clone, Copy)]
struct List {
    rows: RwSignal<Vec<ListRow>>,
    next: RwSignal<Option<ListAfter>>,
    sums: RwSignal<Sums>,
    now: RwSignal<Instant>,
    busy: RwSignal<bool>,
    query: StoredValue<ListQuery>,
    /// Raised by every reading: a further page asked for before belongs to rows that are gone.
    turn: StoredValue<u32>,
    scheduled: StoredValue<bool>,
    failed: StoredValue<u32>,
    lang: Lang,
    toaster: Toaster,
}

impl List {
    fn new(lang: Lang, view: ListView, query: ListQuery) -> Self {
        Self {
            sums: RwSignal::new(sums(lang, &view)),
            now: RwSignal::new(view.now),
            rows: RwSignal::new(view.rows),
            next: RwSignal::new(view.next),
            busy: RwSignal::new(false),
            query: StoredValue::new(query),
            turn: StoredValue::new(0),
            scheduled: StoredValue::new(false),
            failed: StoredValue::new(0),
            lang,
            toaster: use_toaster(),
        }
    }

    /// Shows the rows after those shown.
    fn more(self) {
        let Some(after) = self.next.get_untracked() else {
            return;
        };
        let turn = self.turn.get_value();
        self.busy.set(true);
        let query = ListQuery {
            after: Some(after),
            ..self.query.get_value()
        };
        spawn_local(async move {
            let answer = api::list(query).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(page) if self.turn.try_get_value() == Some(turn) => {
                    let _ = self.rows.try_update(|rows| rows.extend(page.rows));
                    let _ = self.next.try_set(page.next);
                }
                // Read again meanwhile: the rows go on elsewhere.
                Ok(_) if self.turn.try_get_value().is_some() => self.more(),
                Ok(_) => {}
                Err(fault) => self.toaster.problem(problem_text(self.lang, &fault.0)),
            }
        });
    }

    /// Reads as many rows again as are shown, soon; many calls cause one reading.
    fn read_after(self, pause: Duration) {
        if self.scheduled.try_get_value() == Some(false) {
            self.scheduled.set_value(true);
            set_timeout(move || self.read_now(), pause);
        }
    }

    fn read_now(self) {
        let Some(query) = self.query.try_get_value() else {
            return;
        };
        self.scheduled.set_value(false);
        let wanted = self.rows.with_untracked(Vec::len);
        spawn_local(async move {
            match read(query, wanted).await {
                Ok(view) => {
                    if self.failed.try_set_value(0).is_some() {
                        return;
                    }
                    self.turn.update_value(|turn| *turn += 1);
                    self.sums.set(sums(self.lang, &view));
                    self.now.set(view.now);
                    self.rows.set(view.rows);
                    self.next.set(view.next);
                }
                // The page goes on when the person has signed in again.
                Err(fault) if fault.0.kind == ProblemKind::Unauthenticated => {}
                Err(_) => {
                    let failed = self.failed.try_update_value(|failed| {
                        *failed += 1;
                        *failed
                    });
                    if let Some(failed) = failed {
                        self.read_after(Duration::from_secs(1 << failed.min(5)));
                    }
                }
            }
        });
    }
}

async fn read(query: ListQuery, wanted: usize) -> Result<ListView, Fault> {
    let limit = u32::try_from(wanted).unwrap_or(MOST).clamp(PAGE, MOST);
    let mut view = api::list(ListQuery {
        limit,
        ..query.clone()
    })
    .await?;
    while view.rows.len() < wanted
        && let Some(after) = view.next.take()
    {
        let more = api::list(ListQuery {
            limit: MOST,
            after: Some(after),
            ..query.clone()
        })
        .await?;
        view.rows.extend(more.rows);
        view.next = more.next;
    }
    Ok(view)
}

/// The table of `query`, alive.
#[component]
pub fn Table(
    lang: Lang,
    view: ListView,
    query: ListQuery,
    pipelines: PipelinesView,
) -> impl IntoView {
    let set = use_set_query();
    let sort = query.sort;
    let list = List::new(lang, view, query);
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            matches!(
                event.entity,
                Entity::Opportunity
                    | Entity::Task
                    | Entity::Activity
                    | Entity::Pipeline
                    | Entity::Import
            )
        });
        if concerns {
            list.read_after(GATHER);
        }
    });
    on_resumed(move || list.read_after(GATHER));
    let pipelines = StoredValue::new(pipelines);
    let summary = Signal::derive(move || {
        let shown = list.rows.with(Vec::len);
        let shown = i18n::integer(lang, i64::try_from(shown).unwrap_or(0));
        let all = i18n::integer(lang, list.sums.with(|sums| sums.count));
        tf(lang, k::deals::SHOWN, &[("shown", &shown), ("total", &all)])
    });
    let headers = move || {
        COLUMNS
            .iter()
            .map(|(label, column, numeric)| header(lang, set, sort, *label, *column, *numeric))
            .collect_view()
    };
    view! {
        <Show
            when=move || list.rows.with(|rows| !rows.is_empty())
            fallback=move || view! {
                <EmptyState glyph=Glyph::Funnel title=t(lang, k::deals::NO_DEALS_TITLE) text=t(lang, k::deals::NO_DEALS_TEXT)/>
            }
        >
            <p class="small muted deal-sums">{move || list.sums.with(|sums| sums.line.clone())}</p>
            <TableWrap label=t(lang, k::deals::LIST_LABEL) sticky=true>
                <table class="table table-cards deal-table">
                    <thead><tr>{headers()}</tr></thead>
                    <tbody>
                        <For
                            each=move || list.rows.get()
                            key=|row: &ListRow| (row.id, row.version, row.next_activity_on, row.last_activity_at)
                            let:row
                        >
                            <DealRow lang row pipelines=pipelines.get_value() now=list.now.get_untracked()/>
                        </For>
                    </tbody>
                </table>
            </TableWrap>
            <LoadMore
                summary
                label=t(lang, k::deals::MORE)
                more=Signal::derive(move || list.next.with(Option::is_some))
                busy=list.busy
                on_more=Callback::new(move |()| list.more())
            />
        </Show>
    }
}

fn header(
    lang: Lang,
    set: SetQuery,
    sort: ListSort,
    label: Key,
    column: Option<SortColumn>,
    numeric: bool,
) -> AnyView {
    let Some(column) = column else {
        return view! { <th scope="col" class=("num", numeric)>{t(lang, label)}</th> }.into_any();
    };
    let sorting = (sort.column == column).then_some(if sort.descending {
        Sorting::Descending
    } else {
        Sorting::Ascending
    });
    let next = ListSort {
        column,
        descending: sort.column == column && !sort.descending,
    };
    view! {
        <SortHeader
            label=t(lang, label)
            sorting=Signal::derive(move || sorting)
            numeric
            on_sort=Callback::new(move |()| set.set("sort", next.to_word()))
        />
    }
    .into_any()
}
