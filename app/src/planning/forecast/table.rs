//! The table: one line per team and person, every number a door to its deals.

use super::quota_cell::QuotaCell;
use super::state::{Drill, Sheet};
use super::words;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::planning::forecast::{Column, NodeId, Row};
use ui::{Card, EmptyState, Glyph, IconButton, Meter, Size, TableWrap, Tone};

/// The columns that open deals, in order.
const DOORS: [Column; 5] = [
    Column::Closed,
    Column::Commit,
    Column::BestCase,
    Column::Pipeline,
    Column::Weighted,
];

/// The table by team and person. `reload` is called when a quota was saved.
#[component]
pub fn ForecastTable(sheet: Sheet, reload: Callback<()>) -> impl IntoView {
    let lang = sheet.lang;
    let rows = Memo::new(move |_| sheet.rows());
    let heads = DOORS
        .iter()
        .map(
            |column| view! { <th scope="col" class="num">{words::column_name(lang, *column)}</th> },
        )
        .collect_view();
    let empty = move || {
        sheet.table.with(|table| {
            table
                .rows
                .first()
                .is_none_or(|row| row.totals.deals == 0 && row.totals.overdue == 0)
        })
    };
    view! {
        <Card flush=true>
            <TableWrap label=t(lang, k::planning::TABLE_LABEL) sticky=true>
                <table class="table table-dense fc-table">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::planning::COLUMN_NAME)}</th>
                            {heads}
                            <th scope="col" class="num">{t(lang, k::planning::COLUMN_QUOTA)}</th>
                            <th scope="col" class="num">{t(lang, k::planning::COLUMN_GAP)}</th>
                            <th scope="col" class="num">{t(lang, k::planning::COLUMN_ATTAINMENT)}</th>
                            <th scope="col" class="num">{t(lang, k::planning::COLUMN_COVERAGE)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get()
                            key=|row| (row.node, row.depth, row.expandable, row.name.clone())
                            let:row
                        >
                            <Line sheet row reload />
                        </For>
                    </tbody>
                </table>
            </TableWrap>
            <Show when=empty>
                <EmptyState
                    glyph=Glyph::Trend
                    title=t(lang, k::planning::EMPTY_TITLE)
                    text=t(lang, k::planning::EMPTY_TEXT)
                />
            </Show>
        </Card>
    }
}

#[component]
fn Line(sheet: Sheet, row: Row, reload: Callback<()>) -> impl IntoView {
    let lang = sheet.lang;
    let node = row.node;
    let name = untrack(move || sheet.node_name(node));
    let doors = DOORS
        .iter()
        .map(|column| view! { <td class="num"><Door sheet node column=*column name=name.clone() /></td> })
        .collect_view();
    let totals = Memo::new(move |_| sheet.totals(node));
    let gap = move || {
        let gap = totals.with(|totals| totals.gap());
        match gap {
            None => "–".to_owned(),
            Some(gap) if gap < 0 => {
                tf(lang, k::planning::PASSED, &[("amount", &sheet.whole(-gap))])
            }
            Some(gap) => sheet.whole(gap),
        }
    };
    let attainment = Memo::new(move |_| totals.with(|totals| totals.attainment_bp()));
    let coverage = move || {
        let bp = totals.with(|totals| totals.coverage_bp());
        bp.map_or_else(|| "–".to_owned(), |bp| words::times(lang, bp))
    };
    let kind = match node {
        NodeId::Rep(_) => "fc-line fc-rep",
        NodeId::Team(_) => "fc-line fc-team",
        NodeId::Everybody => "fc-line fc-all",
    };
    let label = format!("{} · {name}", t(lang, k::planning::COLUMN_ATTAINMENT));
    view! {
        <tr class=format!("{kind} fc-depth-{}", row.depth.min(5))>
            <th scope="row">
                <span class="fc-name">
                    <Fold sheet node name=name.clone() expandable=row.expandable />
                    <span class="truncate">{name.clone()}</span>
                </span>
            </th>
            {doors}
            <td class="num"><QuotaCell sheet node name reload /></td>
            <td class="num" class:tone-success=move || totals.with(|t| t.gap().is_some_and(|gap| gap <= 0))>{gap}</td>
            <td class="num">
                <Show when=move || attainment.get().is_some() fallback=|| "–">
                    <span class="fc-attainment">
                        <Meter
                            label=label.clone()
                            percent=Signal::derive(move || {
                                let bp = attainment.get().unwrap_or(0).clamp(0, 10_000);
                                f64::from(i32::try_from(bp).unwrap_or(0)) / 100.0
                            })
                            tone=Signal::derive(move || {
                                if attainment.get().is_some_and(|bp| bp >= 10_000) {
                                    Tone::Success
                                } else {
                                    Tone::Accent
                                }
                            })
                        />
                        <span>{move || words::share(lang, attainment.get().unwrap_or(0))}</span>
                    </span>
                </Show>
            </td>
            <td class="num">{coverage}</td>
        </tr>
    }
}

/// The button that folds or unfolds a team.
#[component]
fn Fold(sheet: Sheet, node: NodeId, name: String, expandable: bool) -> impl IntoView {
    let lang = sheet.lang;
    if !expandable || node == NodeId::Everybody {
        return view! { <span class="fc-fold-room" aria-hidden="true"></span> }.into_any();
    }
    let folded = Memo::new(move |_| sheet.folded.with(|folded| folded.contains(&node)));
    let label = Signal::derive(move || {
        let key = if folded.get() {
            k::planning::EXPAND
        } else {
            k::planning::COLLAPSE
        };
        tf(lang, key, &[("name", &name)])
    });
    let toggle = Callback::new(move |()| {
        sheet.folded.update(|set| {
            if !set.remove(&node) {
                set.insert(node);
            }
        });
    });
    view! {
        <Show
            when=move || folded.get()
            fallback=move || view! {
                <IconButton glyph=Glyph::ChevronDown label size=Size::Small on_press=toggle attr:aria-expanded="true" />
            }
        >
            <IconButton glyph=Glyph::ChevronRight label size=Size::Small on_press=toggle attr:aria-expanded="false" />
        </Show>
    }
    .into_any()
}

/// A number that opens its deals; a dash when there is none.
#[component]
fn Door(sheet: Sheet, node: NodeId, column: Column, name: String) -> impl IntoView {
    let lang = sheet.lang;
    let value = Memo::new(move |_| sheet.value(node, column));
    let some = Memo::new(move |_| value.get() != 0 || sheet.has_deals(node, column));
    let label = Signal::derive(move || {
        let amount = sheet.whole(value.get());
        let column = words::column_name(lang, column);
        tf(
            lang,
            k::planning::OPEN_CELL,
            &[("amount", &amount), ("column", &column), ("name", &name)],
        )
    });
    view! {
        <Show when=move || some.get() fallback=|| view! { <span class="faint">"–"</span> }>
            <button
                type="button"
                class="fc-door"
                data-cell=column.code()
                aria-label=label
                on:click=move |_| sheet.open(Drill::Cell(node, column))
            >
                {move || sheet.whole(value.get())}
            </button>
        </Show>
    }
}
