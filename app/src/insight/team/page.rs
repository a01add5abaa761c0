//! The page: choices, the table, what it rests on.

use super::api::load_figures;
use super::query::{Query, SPANS};
use super::row::{Line, name_of};
use crate::boot::{use_lang, use_session};
use crate::live;
use crate::planning::forecast::words;
use crate::shell::Page;
use i18n::{Key, Lang, k, t, tf, tn};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::insight::team::ops::TeamFiguresView;
use shared::kernel::FiscalCalendar;
use shared::kernel::event::Entity;
use ui::{Card, Choice, EmptyState, Glyph, PageHeader, Select, Skeleton, TableWrap, Tell, settled};

/// Team performance.
#[component]
pub fn TeamPage() -> impl IntoView {
    let lang = use_lang();
    let session = use_session();
    let calendar = FiscalCalendar::new(session.fiscal_first_month).unwrap_or_default();
    let today = session.today;
    let address = use_query_map();
    let query = Memo::new(move |_| Query::read(|name| address.with(|map| map.get(name))));
    let figures = Resource::new(move || query.get().request(calendar, today), load_figures);
    live::on_event(move |event| {
        if event.is_none_or(|event| {
            matches!(
                event.entity,
                Entity::Opportunity | Entity::Quota | Entity::Import
            )
        }) {
            figures.refetch();
        }
    });
    let subtitle = Signal::derive(move || {
        let span = query.get().days(calendar, today);
        let (from, to) = (
            i18n::date_in_words(lang, span.from),
            i18n::date_in_words(lang, span.to),
        );
        tf(
            lang,
            k::insight::TEAM_SUBTITLE,
            &[("from", &from), ("to", &to)],
        )
    });
    view! {
        <Page title=t(lang, k::insight::TEAM_TITLE) />
        <PageHeader title=t(lang, k::insight::TEAM_TITLE) subtitle />
        <div class="stack">
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) lines=10 /> }>
                {move || Suspend::new(async move {
                    match figures.await {
                        Ok(view) => settled(move || view! { <Loaded view query /> }),
                        Err(fault) => {
                            let text = i18n::problem_text(lang, &fault.0);
                            view! {
                                <EmptyState
                                    glyph=Glyph::Alert
                                    title=t(lang, k::insight::TEAM_FAILED_TITLE)
                                    text
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Loaded(view: TeamFiguresView, query: Memo<Query>) -> impl IntoView {
    let lang = use_lang();
    let nothing = view.everybody.won + view.everybody.lost == 0;
    let notes = notes(lang, &view);
    let everybody = Line {
        view: &view,
        lang,
        key: "all".to_owned(),
        name: t(lang, k::insight::TEAM_EVERYBODY).to_owned(),
        figures: view.everybody,
        own: None,
    };
    let first = (view.rows.len() > 1).then(|| everybody.show());
    let people: Vec<AnyView> = view
        .rows
        .iter()
        .map(|row| {
            Line {
                view: &view,
                lang,
                key: row.user_id.to_string(),
                name: name_of(&view, row.user_id),
                figures: row.figures,
                own: Some(row),
            }
            .show()
        })
        .collect();
    let heads = [
        k::insight::TEAM_CLOSED,
        k::insight::TEAM_WIN_RATE,
        k::insight::TEAM_WIN_RATE_VALUE,
        k::insight::TEAM_CYCLE,
        k::insight::TEAM_AVERAGE,
        k::insight::TEAM_VELOCITY,
        k::insight::TEAM_SLIPPAGE,
        k::insight::TEAM_ATTAINMENT,
        k::insight::TEAM_COVERAGE,
        k::insight::TEAM_MONTHS,
    ];
    let heads = heads
        .into_iter()
        .map(|key| {
            let text = key == k::insight::TEAM_WIN_RATE || key == k::insight::TEAM_MONTHS;
            view! { <th scope="col" class:num=!text>{t(lang, key)}</th> }
        })
        .collect_view();
    view! {
        <Choices view=view.clone() query />
        <Card flush=true>
            <TableWrap label=t(lang, k::insight::TEAM_TABLE) sticky=true>
                <table class="table table-dense tm-table">
                    <thead>
                        <tr>
                            <th scope="col">{t(lang, k::insight::TEAM_PERSON)}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{first} {people}</tbody>
                </table>
            </TableWrap>
            {nothing.then(|| view! {
                <EmptyState
                    glyph=Glyph::Trophy
                    title=t(lang, k::insight::TEAM_EMPTY_TITLE)
                    text=t(lang, k::insight::TEAM_EMPTY_TEXT)
                />
            })}
        </Card>
        {notes}
    }
}

fn notes(lang: Lang, view: &TeamFiguresView) -> impl IntoView + use<> {
    let rates = (!view.rates.is_empty()).then(|| {
        let day = view
            .rates
            .iter()
            .map(|rate| rate.day)
            .max()
            .unwrap_or_default();
        let (day, rates) = (
            i18n::date_in_words(lang, day),
            words::rates(lang, &view.rates),
        );
        view! { <p>{tf(lang, k::insight::TEAM_RATES, &[("day", &day), ("rates", &rates)])}</p> }
    });
    let left_out = (view.without_rate > 0).then(|| {
        let n = i64::from(view.without_rate);
        view! { <p class="notice tone-warning">{tn(lang, k::insight::TEAM_WITHOUT_RATE, n, &[])}</p> }
    });
    view! {
        <div class="tm-notes small muted">
            <p>{t(lang, k::insight::TEAM_EXPLAIN)}</p>
            <p>{t(lang, k::insight::TEAM_OPEN_NOTE)}</p>
            {rates}
            {left_out}
        </div>
    }
}

#[component]
fn Choices(view: TeamFiguresView, query: Memo<Query>) -> impl IntoView {
    let lang = use_lang();
    let navigate = use_navigate();
    let go = Callback::new(move |query: Query| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&query.address(), options);
    });
    let now = query.get_untracked();
    let span = RwSignal::new(now.span.to_owned());
    let team = RwSignal::new(now.team.map(|id| id.to_string()).unwrap_or_default());
    let spans: Vec<Choice> = SPANS
        .into_iter()
        .map(|word| {
            let name =
                Key::by_name(&format!("insight.span.{word}")).map_or(word, |key| t(lang, key));
            Choice::new(word, name)
        })
        .collect();
    let mut teams = vec![Choice::new("", t(lang, k::insight::TEAM_EVERYBODY))];
    teams.extend(
        view.teams
            .iter()
            .map(|team| Choice::new(team.id.to_string(), team.name.clone())),
    );
    let several = teams.len() > 2;
    view! {
        <div class="filter-bar">
            <Select
                id="tm-span"
                label=t(lang, k::insight::TEAM_SPAN)
                bare=true
                value=span
                options=spans
                on_commit=Callback::new(move |word: String| {
                    let now = query.get_untracked();
                    let span = SPANS.into_iter().find(|known| *known == word).unwrap_or(now.span);
                    go.tell(Query { span, ..now });
                })
            />
            {several.then(|| view! {
                <Select
                    id="tm-team"
                    label=t(lang, k::insight::TEAM_WHOSE)
                    bare=true
                    value=team
                    options=teams
                    on_commit=Callback::new(move |word: String| {
                        go.tell(Query { team: word.parse().ok(), ..query.get_untracked() });
                    })
                />
            })}
        </div>
    }
}
