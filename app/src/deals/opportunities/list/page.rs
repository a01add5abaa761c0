//! The page of the list.

use super::rows::DealRow;
use crate::boot::{may, use_lang};
use crate::deals::opportunities::board::filters::{Filters, For, filter_of, use_set_query};
use crate::deals::opportunities::{CreateDialog, api};
use crate::deals::pipelines::use_pipelines;
use crate::live;
use crate::routes::path;
use crate::shell::Page;
use i18n::{Key, k, money_compact, problem_text, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::deals::opportunities::{
    ListQuery, ListRow, ListSort, ListView, ShownTotals, SortColumn,
};
use shared::deals::pipelines::PipelinesView;
use shared::kernel::event::Entity;
use shared::kernel::{Action, Lang};
use ui::{
    Button, EmptyState, Glyph, LinkButton, LoadMore, PageHeader, Skeleton, SortHeader, Sorting,
    TableWrap, Variant, use_toaster,
};

/// Rows of a page.
const PAGE: u32 = 50;

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

/// `/opportunities`.
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|q| ListQuery {
            pipeline: q.get("pipeline").and_then(|id| id.parse().ok()),
            stage: q.get("stage").and_then(|id| id.parse().ok()),
            filter: filter_of(q),
            sort: q
                .get("sort")
                .and_then(|word| ListSort::from_word(&word))
                .unwrap_or_default(),
            after: None,
            limit: PAGE,
        })
    });
    let list = Resource::new(move || asked.get(), api::list);
    let pipelines = use_pipelines();
    let creating = RwSignal::new(false);
    let may_create = may(Action::EditOpportunity);
    live::on_event(move |event| {
        if event.is_none_or(|event| matches!(event.entity, Entity::Opportunity | Entity::Import)) {
            list.refetch();
        }
    });
    view! {
        <Page title=t(lang, k::deals::LIST_TITLE)/>
        <PageHeader title=t(lang, k::deals::LIST_TITLE)>
            <LinkButton label=t(lang, k::deals::VIEW_BOARD) href=path::PIPELINE icon=Glyph::Board/>
            {may_create.then(|| view! {
                <Button
                    label=t(lang, k::deals::NEW)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            })}
        </PageHeader>
        <Filters lang page=For::List/>
        <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=8/> }>
            {move || Suspend::new(async move {
                let pipelines = pipelines.await.unwrap_or_default();
                match list.await {
                    Ok(view) => view! { <Rows lang view query=asked.get_untracked() pipelines/> }.into_any(),
                    Err(fault) => view! {
                        <EmptyState glyph=Glyph::Alert title=t(lang, k::deals::FAILED) text=problem_text(lang, &fault.0)>
                            <Button label=t(lang, k::deals::RETRY) on_press=Callback::new(move |()| list.refetch())/>
                        </EmptyState>
                    }
                    .into_any(),
                }
            })}
        </Transition>
        {may_create.then(|| view! { <CreateDialog open=creating/> })}
    }
}

/// The sums of everything the filter lets through.
fn sums(lang: Lang, view: &ListView) -> (i64, String) {
    let shown = ShownTotals::new(&view.sums, view.currency, &view.rates, view.today);
    let text = tf(
        lang,
        k::deals::SUM_LINE,
        &[
            ("count", &tn(lang, k::deals::DEALS, shown.count, &[])),
            ("total", &money_compact(lang, shown.amount.total)),
            ("weighted", &money_compact(lang, shown.weighted.total)),
        ],
    );
    let rates: Vec<String> = shown
        .amount
        .rates
        .iter()
        .map(|rate| super::super::words::rate(lang, rate))
        .collect();
    let left: Vec<String> = shown
        .amount
        .unconverted
        .iter()
        .map(|amount| i18n::money(lang, *amount))
        .collect();
    let mut text = text;
    if !rates.is_empty() {
        text = format!("{text} · {}", rates.join(", "));
    }
    if !left.is_empty() {
        let note = tf(
            lang,
            k::deals::UNCONVERTED,
            &[("amounts", &left.join(", "))],
        );
        text = format!("{text} · {note}");
    }
    (shown.count, text)
}

#[component]
fn Rows(lang: Lang, view: ListView, query: ListQuery, pipelines: PipelinesView) -> impl IntoView {
    let set = use_set_query();
    let toaster = use_toaster();
    let (total, line) = sums(lang, &view);
    let now = view.now;
    let sort = query.sort;
    let rows = RwSignal::new(view.rows);
    let next = RwSignal::new(view.next);
    let busy = RwSignal::new(false);
    let more = move || {
        let Some(after) = next.get_untracked() else {
            return;
        };
        busy.set(true);
        let query = ListQuery {
            after: Some(after),
            ..query.clone()
        };
        spawn_local(async move {
            match api::list(query).await {
                Ok(page) => {
                    let _ = rows.try_update(|rows| rows.extend(page.rows));
                    let _ = next.try_set(page.next);
                }
                Err(fault) => toaster.problem(problem_text(lang, &fault.0)),
            }
            let _ = busy.try_set(false);
        });
    };
    let empty = rows.with_untracked(Vec::is_empty);
    if empty {
        return view! {
            <EmptyState glyph=Glyph::Funnel title=t(lang, k::deals::NO_DEALS_TITLE) text=t(lang, k::deals::NO_DEALS_TEXT)/>
        }
        .into_any();
    }
    let headers = COLUMNS
        .iter()
        .map(|(label, column, numeric)| header(lang, set, sort, *label, *column, *numeric))
        .collect_view();
    let summary = Signal::derive(move || {
        let shown = i18n::integer(lang, i64::try_from(rows.with(Vec::len)).unwrap_or(0));
        let all = i18n::integer(lang, total);
        tf(lang, k::deals::SHOWN, &[("shown", &shown), ("total", &all)])
    });
    view! {
        <p class="small muted num deal-sums">{line}</p>
        <TableWrap label=t(lang, k::deals::LIST_LABEL) sticky=true>
            <table class="table table-cards deal-table">
                <thead><tr>{headers}</tr></thead>
                <tbody>
                    <For each=move || rows.get() key=|row: &ListRow| (row.id, row.version, row.next_activity_on) let:row>
                        <DealRow lang row pipelines=pipelines.clone() now/>
                    </For>
                </tbody>
            </table>
        </TableWrap>
        <LoadMore
            summary
            label=t(lang, k::deals::MORE)
            more=Signal::derive(move || next.with(Option::is_some))
            busy
            on_more=Callback::new(move |()| more())
        />
    }
    .into_any()
}

fn header(
    lang: Lang,
    set: crate::deals::opportunities::board::filters::SetQuery,
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
