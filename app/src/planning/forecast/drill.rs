//! The panel of the deals behind a number, where a "what if" begins.

use super::api::load_deals;
use super::state::{Drill, DrillRow, Sheet};
use super::steps::{self, StepDeals};
use super::words;
use crate::routes;
use i18n::{Key, k, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deals::pipelines::{ForecastCategory, StageState};
use shared::kernel::{OpportunityId, Percent};
use shared::planning::forecast::ops::{FORECAST_DEALS_LIMIT, ForecastDeal, LoadForecastDeals};
use shared::planning::forecast::{Column, DealFact, NodeId, Wish, list_filter};
use std::collections::BTreeMap;
use ui::{Checkbox, Choice, Dialog, LoadMore, Place, Select};

/// Deals shown at once; the sum is always of all of them.
pub(super) const PAGE: usize = 50;

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
        Some(Drill::Part(part)) => steps::part_name(sheet, part),
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
                    Some(Drill::Part(part)) => view! { <StepDeals sheet part /> }.into_any(),
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
    let facts = Memo::new(move |_| -> Vec<DealFact> {
        rows.with(|rows| rows.iter().take(shown.get()).map(|row| row.fact).collect())
    });
    let Said { deals, trouble } = said(sheet, facts);
    let first = move || -> Vec<(DealFact, Option<ForecastDeal>)> {
        let said = deals.get();
        let facts = facts.get().into_iter();
        facts
            .map(|fact| (fact, said.get(&fact.id).cloned()))
            .collect()
    };
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
        <Trouble trouble />
        <ul class="fc-deals">
            <For
                each=first
                // With its facts: a deal changed elsewhere is drawn anew.
                key=|row| format!("{row:?}")
                let((fact, deal))
            >
                <Deal sheet fact deal rows column />
            </For>
        </ul>
        <More sheet shown total=Signal::derive(total) />
    }
}

/// The deals shown, in words, as far as the server has said them.
struct Said {
    deals: RwSignal<BTreeMap<OpportunityId, ForecastDeal>>,
    trouble: RwSignal<Option<String>>,
}

/// Asks for the words of the deals shown, and again when anything on the page was changed elsewhere.
fn said(sheet: Sheet, facts: Memo<Vec<DealFact>>) -> Said {
    let said = Said {
        deals: RwSignal::new(BTreeMap::new()),
        trouble: RwSignal::new(None),
    };
    let (deals, trouble) = (said.deals, said.trouble);
    let ids = Memo::new(move |_| -> Vec<OpportunityId> {
        facts.with(|facts| facts.iter().map(|fact| fact.id).collect())
    });
    Effect::new(move |_| {
        sheet.view.track();
        let ids = ids.get();
        spawn_local(async move {
            for some in ids.chunks(FORECAST_DEALS_LIMIT as usize) {
                let ids = some.to_vec();
                // The panel may be closed by now.
                let open = match load_deals(LoadForecastDeals { ids }).await {
                    Ok(found) => {
                        trouble.try_set(None);
                        let found = found.into_iter().map(|deal| (deal.id, deal));
                        deals.try_update(|deals| deals.extend(found)).is_some()
                    }
                    Err(fault) => {
                        trouble.try_set(Some(i18n::problem_text(sheet.lang, &fault.0)));
                        false
                    }
                };
                if !open {
                    return;
                }
            }
        });
    });
    said
}

/// Why no words came.
#[component]
pub(super) fn Trouble(trouble: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        trouble
            .get()
            .map(|text| view! { <p class="notice tone-danger" role="alert">{text}</p> })
    }
}

/// The list of opportunities with the same deals, where it has them.
fn list_address(sheet: Sheet, node: NodeId, column: Column) -> Option<String> {
    let span = sheet.view.with_untracked(|view| view.span);
    let mode = sheet.query.with_untracked(|query| query.mode);
    Some(routes::deals(&list_filter(node, column, mode, span)?))
}

#[component]
pub(super) fn More(sheet: Sheet, shown: RwSignal<usize>, total: Signal<usize>) -> impl IntoView {
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

/// One deal: its facts, whether it counts, and what if it did not. Its words may still be on the way.
#[component]
fn Deal(
    sheet: Sheet,
    fact: DealFact,
    deal: Option<ForecastDeal>,
    rows: Memo<Vec<DrillRow>>,
    column: Column,
) -> impl IntoView {
    let lang = sheet.lang;
    let id = fact.id;
    let counted = Memo::new(move |_| {
        rows.with(|rows| {
            rows.iter()
                .find(|row| row.fact.id == id)
                .and_then(|row| row.counted)
        })
    });
    let day = i18n::date_in_words(lang, fact.close_date);
    let open = fact.state == StageState::Open;
    let when = if open {
        k::planning::DRILL_CLOSES
    } else {
        k::planning::DRILL_CLOSED_ON
    };
    let owner = untrack(move || sheet.node_name(NodeId::Rep(fact.owner)));
    let probability = i18n::percent(lang, Percent(fact.probability_bp));
    let amount = fact.amount;
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
    let agreed = deal.as_ref().and_then(|deal| {
        let foreign = deal.amount.currency != sheet.view.with_untracked(|view| view.currency);
        foreign.then(|| i18n::money_compact_rounded(lang, deal.amount))
    });
    let name = deal.as_ref().map(|deal| deal.name.clone());
    let wishes = name.clone().filter(|_| open);
    view! {
        <li class="fc-deal" class:is-out=move || counted.get().is_none() data-deal=id.to_string()>
            {wishes.clone().map(|name| view! { <InOut sheet id name /> })}
            <div class="fc-deal-text">
                {match name {
                    Some(name) => view! { <a href=routes::opportunity(id)>{name}</a> }.into_any(),
                    None => view! { <span class="skeleton-line" aria-hidden="true">"\u{a0}"</span> }.into_any(),
                }}
                <span class="small muted">{deal.map_or_else(|| "\u{a0}".to_owned(), |deal| place_of(lang, &deal))}</span>
                <span class="small muted">
                    {owner} " · " {tf(lang, when, &[("day", &day)])}
                </span>
            </div>
            <div class="fc-deal-side">
                <span class="num fc-deal-value">{value}</span>
                <span class="small muted num">{weighted}</span>
                <span class="small muted num">{agreed}</span>
                {wishes.map(|name| view! { <CategoryWish sheet id name category=fact.category /> })}
            </div>
        </li>
    }
}

/// The account and the stage of a deal.
fn place_of(lang: i18n::Lang, deal: &ForecastDeal) -> String {
    let stage = deal.stage.get(lang);
    match &deal.account {
        Some((_, account)) => tf(
            lang,
            k::planning::DRILL_ACCOUNT_STAGE,
            &[("account", account), ("stage", &stage)],
        ),
        None => stage.to_owned(),
    }
}

/// In or out of the forecast.
#[component]
fn InOut(sheet: Sheet, id: OpportunityId, name: String) -> impl IntoView {
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
    id: OpportunityId,
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
