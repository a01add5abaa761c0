//! The panel of the deals behind a number, where a "what if" begins.

use super::state::{Drill, DrillRow, Sheet};
use super::words;
use crate::routes;
use i18n::{Key, k, t, tf, tn};
use leptos::prelude::*;
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::kernel::Percent;
use shared::planning::forecast::{Column, NodeId, StepDeal, Wish, list_filter};
use ui::{Checkbox, Choice, Dialog, LoadMore, Place, Select};

/// Deals shown at once; the sum is always of all of them.
const PAGE: usize = 50;

/// The panel.
#[component]
pub fn Panel(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let title = Signal::derive(move || match sheet.drill.get() {
        Some(Drill::Cell(node, column)) => {
            let name = sheet.node_name(node);
            let column = words::column_name(lang, column);
            tf(
                lang,
                k::planning::DRILL_TITLE,
                &[("column", &column), ("name", &name)],
            )
        }
        Some(Drill::Step(change)) => words::change_name(lang, change).to_owned(),
        Some(Drill::Opening) => words::opening_name(lang, sheet.view.with(|view| view.since)),
        Some(Drill::Closing) => t(lang, k::planning::WATERFALL_CLOSING).to_owned(),
        None => String::new(),
    });
    view! {
        <Dialog
            id="fc-deals"
            title
            open=sheet.panel
            close_label=t(lang, k::ui::CLOSE)
            place=Place::Side
            wide=true
        >
            <div class="dialog-body stack-sm">
                {move || match sheet.drill.get() {
                    Some(Drill::Cell(node, column)) => view! { <Cell sheet node column /> }.into_any(),
                    Some(Drill::Step(change)) => {
                        let deals = Memo::new(move |_| sheet.step(change));
                        view! { <StepDeals sheet deals /> }.into_any()
                    }
                    Some(Drill::Opening) => {
                        let deals = Memo::new(move |_| sheet.opening());
                        view! { <StepDeals sheet deals /> }.into_any()
                    }
                    Some(Drill::Closing) => {
                        let deals = Memo::new(move |_| sheet.closing());
                        view! { <StepDeals sheet deals /> }.into_any()
                    }
                    None => ().into_any(),
                }}
            </div>
        </Dialog>
    }
}

#[component]
fn Cell(sheet: Sheet, node: NodeId, column: Column) -> impl IntoView {
    let lang = sheet.lang;
    let rows = Memo::new(move |_| sheet.behind(node, column));
    let shown = RwSignal::new(PAGE);
    let sum = move || {
        rows.with(|rows| {
            let counted: Vec<i64> = rows.iter().filter_map(|row| row.counted).collect();
            let sum = sheet.whole(counted.iter().copied().fold(0, i64::saturating_add));
            let n = i64::try_from(counted.len()).unwrap_or(0);
            tn(lang, k::planning::DRILL_SUM, n, &[("sum", &sum)])
        })
    };
    let total = move || rows.with(Vec::len);
    let first = move || -> Vec<DrillRow> { rows.get().into_iter().take(shown.get()).collect() };
    let what_if = matches!(
        column,
        Column::Commit | Column::BestCase | Column::Pipeline | Column::Weighted
    );
    view! {
        <p class="fc-sum" role="status">{sum}</p>
        {what_if.then(|| view! { <p class="small muted">{t(lang, k::planning::DRILL_HINT)}</p> })}
        {list_address(sheet, node, column).map(|href| view! {
            <p><a class="small" href=href>{t(lang, k::planning::DRILL_AS_LIST)}</a></p>
        })}
        <ul class="fc-deals">
            <For
                each=first
                // With its facts: a deal changed elsewhere is drawn anew.
                key=|row| format!("{:?}", row.deal)
                let:row
            >
                <Deal sheet row rows column />
            </For>
        </ul>
        <More sheet shown total=Signal::derive(total) />
    }
}

/// The list of opportunities with the same deals, where it has them.
fn list_address(sheet: Sheet, node: NodeId, column: Column) -> Option<String> {
    let span = sheet.view.with_untracked(|view| view.span);
    let mode = sheet.query.with_untracked(|query| query.mode);
    let words: Vec<String> = list_filter(node, column, mode, span)?
        .to_pairs()
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    Some(format!(
        "{}?{}",
        routes::path::OPPORTUNITIES,
        words.join("&")
    ))
}

#[component]
fn More(sheet: Sheet, shown: RwSignal<usize>, total: Signal<usize>) -> impl IntoView {
    let lang = sheet.lang;
    view! {
        <Show when=move || { total.get() > PAGE }>
            <LoadMore
                summary=Signal::derive(move || {
                    let (n, all) = (shown.get().min(total.get()), total.get());
                    tf(lang, k::planning::DRILL_SHOWN, &[("n", &n), ("total", &all)])
                })
                label=t(lang, k::planning::DRILL_MORE)
                more=Signal::derive(move || shown.get() < total.get())
                on_more=Callback::new(move |()| shown.update(|n| *n += PAGE))
            />
        </Show>
    }
}

/// One deal: its facts, whether it counts, and what if it did not.
#[component]
fn Deal(sheet: Sheet, row: DrillRow, rows: Memo<Vec<DrillRow>>, column: Column) -> impl IntoView {
    let lang = sheet.lang;
    let deal = row.deal;
    let id = deal.fact.id;
    let counted = Memo::new(move |_| {
        rows.with(|rows| {
            rows.iter()
                .find(|row| row.deal.fact.id == id)
                .and_then(|row| row.counted)
        })
    });
    let stage = deal.stage.get(lang).to_owned();
    let place = match &deal.account {
        Some((_, account)) => tf(
            lang,
            k::planning::DRILL_ACCOUNT_STAGE,
            &[("account", account), ("stage", &stage)],
        ),
        None => stage,
    };
    let day = i18n::date_medium(lang, deal.fact.close_date);
    let open = deal.fact.state == StageState::Open;
    let when = if open {
        k::planning::DRILL_CLOSES
    } else {
        k::planning::DRILL_CLOSED_ON
    };
    let owner = untrack(move || sheet.node_name(NodeId::Rep(deal.fact.owner)));
    let probability = i18n::percent(lang, Percent(deal.fact.probability_bp));
    let foreign = deal.amount.currency != sheet.view.with_untracked(|view| view.currency);
    let agreed = foreign.then(|| i18n::money_compact_rounded(lang, deal.amount));
    let amount = deal.fact.amount;
    let value = move || match counted.get() {
        Some(value) => sheet.whole(value),
        None => t(lang, k::planning::DRILL_NOT_COUNTED).to_owned(),
    };
    let weighted = (column == Column::Weighted).then(|| {
        let amount = untrack(move || sheet.whole(amount));
        tf(
            lang,
            k::planning::DRILL_WEIGHTED,
            &[("amount", &amount), ("probability", &probability)],
        )
    });
    view! {
        <li class="fc-deal" class:is-out=move || counted.get().is_none() data-deal=id.to_string()>
            {open.then(|| view! { <InOut sheet id name=deal.name.clone() /> })}
            <div class="fc-deal-text">
                <a href=routes::opportunity(id)>{deal.name.clone()}</a>
                <span class="small muted">{place}</span>
                <span class="small muted">
                    {owner} " · " {tf(lang, when, &[("day", &day)])}
                </span>
            </div>
            <div class="fc-deal-side">
                <span class="num fc-deal-value">{value}</span>
                <span class="small muted num">{weighted}</span>
                <span class="small muted num">{agreed}</span>
                {open.then(|| view! { <CategoryWish sheet id name=deal.name.clone() category=deal.fact.category /> })}
            </div>
        </li>
    }
}

/// In or out of the forecast.
#[component]
fn InOut(sheet: Sheet, id: shared::kernel::OpportunityId, name: String) -> impl IntoView {
    let lang = sheet.lang;
    let is_in = move || {
        sheet
            .wishes
            .with(|wishes| wishes.get(&id) != Some(&Wish::Out))
    };
    let checked = RwSignal::new(untrack(is_in));
    Effect::new(move |_| checked.set(is_in()));
    view! {
        <Checkbox
            id=format!("in-{id}")
            label=tf(lang, k::planning::DRILL_COUNT, &[("name", &name)])
            bare=true
            checked
            on_change=Callback::new(move |on: bool| sheet.wish(id, (!on).then_some(Wish::Out)))
        />
    }
}

const CATEGORIES: [ForecastCategory; 5] = [
    ForecastCategory::Closed,
    ForecastCategory::Commit,
    ForecastCategory::BestCase,
    ForecastCategory::Pipeline,
    ForecastCategory::Omitted,
];

fn category_name(lang: i18n::Lang, category: ForecastCategory) -> &'static str {
    Key::by_name(&format!("planning.category.{}", category.code())).map_or("", |key| t(lang, key))
}

/// The category it would have; "won" as if it were signed on its close date.
#[component]
fn CategoryWish(
    sheet: Sheet,
    id: shared::kernel::OpportunityId,
    name: String,
    category: ForecastCategory,
) -> impl IntoView {
    let lang = sheet.lang;
    let now = move || {
        sheet.wishes.with(|wishes| match wishes.get(&id) {
            Some(Wish::Won) => ForecastCategory::Closed,
            Some(Wish::Category(wished)) => *wished,
            _ => category,
        })
    };
    let value = RwSignal::new(untrack(now).code().to_owned());
    Effect::new(move |_| value.set(now().code().to_owned()));
    let options: Vec<Choice> = CATEGORIES
        .iter()
        .map(|c| Choice::new(c.code(), category_name(lang, *c)))
        .collect();
    view! {
        <Select
            id=format!("category-{id}")
            label=tf(lang, k::planning::DRILL_CATEGORY, &[("name", &name)])
            bare=true
            value
            options
            on_commit=Callback::new(move |word: String| {
                let wish = match word.parse::<ForecastCategory>() {
                    Ok(chosen) if chosen == category => None,
                    Ok(ForecastCategory::Closed) => Some(Wish::Won),
                    Ok(chosen) => Some(Wish::Category(chosen)),
                    Err(()) => None,
                };
                sheet.wish(id, wish);
            })
        />
    }
}

#[component]
fn StepDeals(sheet: Sheet, deals: Memo<Vec<(StepDeal, String, bool)>>) -> impl IntoView {
    let lang = sheet.lang;
    let shown = RwSignal::new(PAGE);
    let first = move || -> Vec<(StepDeal, String, bool)> {
        deals.get().into_iter().take(shown.get()).collect()
    };
    let sum = move || {
        deals.with(|deals| {
            let sum = deals
                .iter()
                .map(|(deal, _, _)| deal.delta)
                .fold(0, i64::saturating_add);
            let sum = sheet.whole(sum);
            let n = i64::try_from(deals.len()).unwrap_or(0);
            tn(lang, k::planning::DRILL_SUM, n, &[("sum", &sum)])
        })
    };
    view! {
        <p class="fc-sum">{sum}</p>
        <ul class="fc-deals">
            <For
                each=first
                key=|(deal, name, exists)| (deal.id, deal.delta, name.clone(), *exists)
                let:item
            >
                {step_deal(sheet, item)}
            </For>
        </ul>
        <More sheet shown total=Signal::derive(move || deals.with(Vec::len)) />
    }
}

fn step_deal(sheet: Sheet, (deal, name, exists): (StepDeal, String, bool)) -> impl IntoView {
    let lang = sheet.lang;
    let text = if exists {
        view! { <a href=routes::opportunity(deal.id)>{name}</a> }.into_any()
    } else {
        view! {
            <span>{name}</span>
            <span class="small muted">{t(lang, k::planning::DRILL_GONE)}</span>
        }
        .into_any()
    };
    view! {
        <li class="fc-deal">
            <div class="fc-deal-text">{text}</div>
            <span class="num fc-deal-value">{move || sheet.whole(deal.delta)}</span>
        </li>
    }
}
