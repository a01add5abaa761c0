//! The deals behind a number of the waterfall, read when it is opened.

use super::api::load_step;
use super::drill::{More, PAGE, Trouble};
use super::state::Sheet;
use super::words;
use crate::routes;
use i18n::{k, t, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::planning::forecast::StepDeal;
use shared::planning::forecast::ops::{
    FORECAST_DEALS_LIMIT, LoadForecastStep, NamedDeal, StepView, WaterfallPart,
};
use ui::Skeleton;

/// What a number of the waterfall is called.
#[must_use]
pub fn part_name(sheet: Sheet, part: WaterfallPart) -> String {
    match part {
        WaterfallPart::Step(change) => words::change_name(sheet.lang, change).to_owned(),
        WaterfallPart::Opening => {
            words::opening_name(sheet.lang, sheet.view.with(|view| view.since))
        }
        WaterfallPart::Closing => t(sheet.lang, k::planning::WATERFALL_CLOSING).to_owned(),
    }
}

/// The deals, the largest first, and their sum; read again when anything was changed elsewhere.
#[component]
pub fn StepDeals(sheet: Sheet, part: WaterfallPart) -> impl IntoView {
    let lang = sheet.lang;
    let shown = RwSignal::new(PAGE);
    let found = RwSignal::new(None::<StepView>);
    let trouble = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        sheet.view.track();
        let request = sheet.query.with(|query| LoadForecastStep {
            forecast: query.request(),
            measure: query.measure,
            part,
            limit: u32::try_from(shown.get())
                .map_or(FORECAST_DEALS_LIMIT, |n| n.min(FORECAST_DEALS_LIMIT)),
        });
        spawn_local(async move {
            // The panel may be closed when the answer comes.
            match load_step(request).await {
                Ok(view) => {
                    trouble.try_set(None);
                    found.try_set(Some(view));
                }
                Err(fault) => {
                    trouble.try_set(Some(i18n::problem_text(lang, &fault.0)));
                }
            }
        });
    });
    let sum = move || {
        found.with(|found| {
            let found = found.as_ref()?;
            let sum = sheet.whole(found.sum);
            Some(tn(
                lang,
                k::planning::DRILL_SUM,
                i64::from(found.count),
                &[("sum", &sum)],
            ))
        })
    };
    let deals =
        move || found.with(|found| found.as_ref().map_or_else(Vec::new, |f| f.deals.clone()));
    let total = Signal::derive(move || {
        let count = found.with(|found| found.as_ref().map_or(0, |found| found.count));
        count.min(FORECAST_DEALS_LIMIT) as usize
    });
    view! {
        <Show when=move || found.with(Option::is_some) || trouble.with(Option::is_some) fallback=move || view! {
            <Skeleton label=t(lang, k::ui::LOADING) lines=6 />
        }>
            <p class="fc-sum" role="status">{sum}</p>
        </Show>
        <Trouble trouble />
        <ul class="fc-deals">
            <For
                each=deals
                key=|(deal, named)| (deal.id, deal.delta, named.name.clone(), named.exists)
                let:item
            >
                {step_deal(sheet, item)}
            </For>
        </ul>
        <More sheet shown total />
    }
}

fn step_deal(sheet: Sheet, (deal, named): (StepDeal, NamedDeal)) -> impl IntoView {
    let lang = sheet.lang;
    let text = if named.exists {
        view! { <a href=routes::opportunity(deal.id)>{named.name}</a> }.into_any()
    } else {
        view! {
            <span>{named.name}</span>
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
