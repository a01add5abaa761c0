//! The page: reads once for the first paint, then again when its address changes or anything it
//! shows is changed anywhere.

use super::api::{load_forecast, load_history};
use super::charts::Charts;
use super::controls::Controls;
use super::drill::Panel;
use super::figures::Figures;
use super::query::Query;
use super::state::Sheet;
use super::table::ForecastTable;
use super::words;
use crate::boot::use_lang;
use crate::call::Fault;
use crate::live;
use crate::routes::path;
use crate::shell::Page;
use i18n::{k, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::kernel::ProblemKind;
use shared::kernel::event::{Entity, LiveEvent};
use shared::planning::forecast::History;
use shared::planning::forecast::ops::{ForecastView, LoadForecastHistory};
use std::time::Duration;
use ui::{Button, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, Tell, settled};

/// Events of a drag come in bursts; one read a burst is enough and stays well under a second.
const SETTLE: Duration = Duration::from_millis(150);
/// Most deals without a rate that are named; the others are counted.
const NAMED: usize = 5;

async fn first_read(query: Query) -> Result<(ForecastView, History), Fault> {
    let view = load_forecast(query.request()).await?;
    let history = load_history(LoadForecastHistory {}).await?;
    Ok((view, history))
}

/// The forecast.
#[component]
pub fn ForecastPage() -> impl IntoView {
    let lang = use_lang();
    let address = use_query_map();
    let query = Memo::new(move |_| Query::read(|name| address.with(|map| map.get(name))));
    let first = Resource::new(|| (), move |()| first_read(query.get_untracked()));
    view! {
        <Page title=t(lang, k::planning::FORECAST_TITLE) />
        <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=12 /> }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok((view, history)) => settled(move || view! { <Loaded view history query /> }),
                    Err(fault) => {
                        view! {
                            <PageHeader title=t(lang, k::planning::FORECAST_TITLE) />
                            <EmptyState
                                glyph=Glyph::Alert
                                title=t(lang, k::planning::FAILED_TITLE)
                                text=i18n::problem_text(lang, &fault.0)
                            >
                                {if fault.0.kind == ProblemKind::NotFound {
                                    // Another address alone reads nothing: the page is loaded anew.
                                    view! {
                                        <LinkButton
                                            label=t(lang, k::planning::EVERYBODY)
                                            href=path::FORECAST
                                            attr:rel="external"
                                        />
                                    }
                                        .into_any()
                                } else {
                                    view! {
                                        <Button
                                            label=t(lang, k::ui::RETRY)
                                            on_press=Callback::new(move |()| first.refetch())
                                        />
                                    }
                                        .into_any()
                                }}
                            </EmptyState>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(view: ForecastView, history: History, query: Memo<Query>) -> impl IntoView {
    let lang = use_lang();
    let sheet = Sheet::new(lang, query, view, history);
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<String>);
    let reload = reader(sheet, busy, trouble);
    let navigate = use_navigate();
    let go = Callback::new(move |query: Query| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&query.address(), options);
    });
    let title = Signal::derive(move || {
        let name = sheet.view.with(|view| view.node_name.clone());
        if name.is_empty() {
            t(lang, k::planning::FORECAST_TITLE).to_owned()
        } else {
            tf(lang, k::planning::FORECAST_OF, &[("name", &name)])
        }
    });
    let subtitle = Signal::derive(move || {
        sheet.view.with(|view| {
            let period = words::period_name(lang, view.calendar, view.period);
            let from = i18n::date_in_words(lang, view.span.from);
            let to = i18n::date_in_words(lang, view.span.to);
            tf(
                lang,
                k::planning::PERIOD_SUBTITLE,
                &[("period", &period), ("from", &from), ("to", &to)],
            )
        })
    });
    view! {
        <PageHeader title subtitle>
            <Show when=move || busy.get()>
                <span class="muted small" aria-hidden="true">{t(lang, k::planning::UPDATING)}</span>
            </Show>
        </PageHeader>
        <div class="stack fc" aria-busy=move || if busy.get() { "true" } else { "false" }>
            <Controls sheet go />
            {move || trouble.get().map(|text| view! { <p class="notice tone-danger" role="alert">{text}</p> })}
            <Figures sheet />
            <ForecastTable sheet reload />
            <Notes sheet />
            <Charts sheet go />
        </div>
        <Panel sheet />
    }
}

/// What reads the page again: called by whoever changed something, and by itself when the address or
/// the data change. An answer that was overtaken by a later question is dropped.
fn reader(sheet: Sheet, busy: RwSignal<bool>, trouble: RwSignal<Option<String>>) -> Callback<()> {
    let newest = StoredValue::new(0_u64);
    let reload = Callback::new(move |()| {
        newest.update_value(|number| *number += 1);
        let number = newest.get_value();
        busy.set(true);
        let request = sheet.query.get_untracked().request();
        spawn_local(async move {
            let answer = load_forecast(request).await;
            // The page may be gone by now.
            if newest.try_get_value() != Some(number) {
                return;
            }
            busy.set(false);
            match answer {
                Ok(view) => {
                    trouble.set(None);
                    sheet.view.set(view);
                }
                Err(fault) => trouble.set(Some(i18n::problem_text(sheet.lang, &fault.0))),
            }
        });
    });
    let asked = Memo::new(move |_| sheet.query.with(Query::request));
    Effect::new(move |before: Option<()>| {
        // Read, not only tracked: a memo nobody has read knows nothing of its sources.
        asked.with(|_| ());
        if before.is_some() {
            reload.tell(());
        }
    });
    let again = live::gathered(SETTLE, move || reload.tell(()));
    live::on_event(move |event| {
        if event.is_none_or(concerns) {
            again();
        }
    });
    reload
}

/// Whether an event may change a number or a name on the page. What people set for themselves
/// (theme, language, password) does not.
fn concerns(event: &LiveEvent) -> bool {
    match event.entity {
        Entity::Opportunity
        | Entity::Quota
        | Entity::Pipeline
        | Entity::Team
        | Entity::Company
        | Entity::Import => true,
        Entity::User => !matches!(
            event.action.as_str(),
            "preference_changed" | "password_changed"
        ),
        _ => false,
    }
}

/// What the numbers rest on: the columns' meaning, the rates, what is left out.
#[component]
fn Notes(sheet: Sheet) -> impl IntoView {
    let lang = sheet.lang;
    let rates = move || {
        sheet.view.with(|view| {
            (!view.rates.is_empty()).then(|| {
                let day = i18n::date_in_words(lang, view.rate_day);
                let rates = words::rates(lang, &view.rates);
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("day", &day), ("rates", &rates)];
                view! { <p>{tf(lang, k::planning::RATES_NOTE, &values)}</p> }
            })
        })
    };
    let left_out = move || {
        sheet.view.with(|view| {
            (!view.without_rate.is_empty()).then(|| {
                let all = view.without_rate.iter().map(|deal| deal.name.as_str());
                let names = all.take(NAMED).collect::<Vec<_>>().join(", ");
                let names = match view.without_rate.len().saturating_sub(NAMED) {
                    0 => names,
                    more => {
                        let more = i64::try_from(more).unwrap_or(i64::MAX);
                        tn(lang, k::planning::NAMES_MORE, more, &[("names", &names)])
                    }
                };
                view! {
                    <p class="notice tone-warning">
                        {tf(lang, k::planning::NO_RATE, &[("names", &names)])}
                    </p>
                }
            })
        })
    };
    let mode = move || match sheet.mode() {
        shared::planning::forecast::ColumnMode::Single => t(lang, k::planning::MODE_SINGLE_NOTE),
        shared::planning::forecast::ColumnMode::Cumulative => {
            t(lang, k::planning::MODE_CUMULATIVE_NOTE)
        }
    };
    view! {
        <div class="fc-notes small muted">
            <p>{mode}</p>
            {rates}
            {left_out}
        </div>
    }
}
