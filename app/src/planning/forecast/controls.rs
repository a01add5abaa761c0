//! Period, team or person, currency, columns: all of it lives in the address.

use super::query::Query;
use super::state::Sheet;
use super::words;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{Currency, FiscalPeriod, PeriodKind, TeamId};
use shared::planning::forecast::ops::ForecastView;
use shared::planning::forecast::{ColumnMode, NodeId, Team};
use ui::{Button, Choice, Glyph, IconButton, SegmentedControl, Select, Size, Tell, Variant};

/// The row of choices above the numbers.
#[component]
pub fn Controls(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    view! {
        <div class="filter-bar fc-controls">
            <PeriodControl sheet go />
            <WhoseControl sheet go />
            <CurrencyControl sheet go />
            <ModeControl sheet go />
        </div>
    }
}

const KINDS: [(PeriodKind, &str, i18n::Key); 3] = [
    (PeriodKind::Month, "month", k::planning::kind::MONTH),
    (PeriodKind::Quarter, "quarter", k::planning::kind::QUARTER),
    (PeriodKind::Year, "year", k::planning::kind::YEAR),
];

/// The period of another length that holds today, or else the first day shown.
fn of_kind(view: &ForecastView, kind: PeriodKind) -> FiscalPeriod {
    let day = if view.span.contains(view.today) {
        view.today
    } else {
        view.span.from
    };
    match kind {
        PeriodKind::Month => view.calendar.month_of(day),
        PeriodKind::Quarter => view.calendar.quarter_of(day),
        PeriodKind::Year => view.calendar.year_of(day),
    }
}

#[component]
fn PeriodControl(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let show = move |period: FiscalPeriod| {
        go.tell(Query {
            period: Some(period),
            since: None,
            ..sheet.query.get_untracked()
        });
    };
    let shift = move |by: i32| {
        Callback::new(move |()| show(sheet.view.with_untracked(|view| view.period.shift(by))))
    };
    let kind = RwSignal::new(String::new());
    let kind_word = move || {
        let shown = sheet.view.with(|view| view.period.kind());
        KINDS
            .iter()
            .find(|(kind, _, _)| *kind == shown)
            .map_or("quarter", |(_, word, _)| word)
    };
    kind.set(untrack(kind_word).to_owned());
    Effect::new(move |_| kind.set(kind_word().to_owned()));
    let options: Vec<Choice> = KINDS
        .iter()
        .map(|(_, word, key)| Choice::new(*word, t(lang, *key)))
        .collect();
    let name = move || {
        sheet
            .view
            .with(|view| words::period_name(lang, view.calendar, view.period))
    };
    let elsewhere = Signal::derive(move || sheet.view.with(|view| !view.span.contains(view.today)));
    view! {
        <div class="fc-period">
            <IconButton
                glyph=Glyph::ChevronLeft
                label=t(lang, k::planning::PREVIOUS_PERIOD)
                on_press=shift(-1)
            />
            <strong class="fc-period-name">{name}</strong>
            <IconButton
                glyph=Glyph::ChevronRight
                label=t(lang, k::planning::NEXT_PERIOD)
                on_press=shift(1)
            />
            <Show when=move || elsewhere.get()>
                <Button
                    label=t(lang, k::planning::THIS_PERIOD)
                    size=Size::Small
                    variant=Variant::Ghost
                    on_press=Callback::new(move |()| {
                        show(sheet.view.with_untracked(|view| match view.period.kind() {
                            PeriodKind::Month => view.calendar.month_of(view.today),
                            PeriodKind::Quarter => view.calendar.quarter_of(view.today),
                            PeriodKind::Year => view.calendar.year_of(view.today),
                        }))
                    })
                />
            </Show>
        </div>
        <SegmentedControl
            id="fc-kind"
            label=t(lang, k::planning::PERIOD_KIND)
            options
            value=kind
            on_change=Callback::new(move |word: String| {
                if let Some((kind, _, _)) = KINDS.iter().find(|(_, known, _)| *known == word) {
                    show(sheet.view.with_untracked(|view| of_kind(view, *kind)));
                }
            })
        />
    }
}

fn node_word(node: NodeId) -> String {
    match node {
        NodeId::Everybody => "all".to_owned(),
        NodeId::Team(id) => format!("team:{id}"),
        NodeId::Rep(id) => format!("rep:{id}"),
    }
}

fn node_of(word: &str) -> NodeId {
    match word.split_once(':') {
        Some(("team", id)) => id.parse().map_or(NodeId::Everybody, NodeId::Team),
        Some(("rep", id)) => id.parse().map_or(NodeId::Everybody, NodeId::Rep),
        _ => NodeId::Everybody,
    }
}

/// The teams in the order of the tree, each with its depth.
fn in_order(teams: &[Team], parent: Option<TeamId>, depth: usize, out: &mut Vec<(usize, Team)>) {
    let known = |id: TeamId| teams.iter().any(|team| team.id == id);
    for team in teams {
        let own = team.parent.filter(|id| known(*id));
        if own == parent && !out.iter().any(|(_, seen)| seen.id == team.id) {
            out.push((depth, team.clone()));
            in_order(teams, Some(team.id), depth + 1, out);
        }
    }
}

#[component]
fn WhoseControl(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let options = Signal::derive(move || {
        sheet.view.with(|view| {
            let mut choices = vec![Choice::new("all", t(lang, k::planning::EVERYBODY))];
            let mut teams = Vec::new();
            in_order(&view.teams, None, 0, &mut teams);
            choices.extend(teams.into_iter().map(|(depth, team)| {
                let name = format!("{}{}", "\u{2003}".repeat(depth), team.name);
                Choice::new(node_word(NodeId::Team(team.id)), name)
            }));
            let sellers = view
                .people
                .iter()
                .filter(|p| p.active || view.node == NodeId::Rep(p.id));
            choices
                .extend(sellers.map(|p| Choice::new(node_word(NodeId::Rep(p.id)), p.name.clone())));
            choices
        })
    });
    let value = RwSignal::new(sheet.view.with_untracked(|view| node_word(view.node)));
    Effect::new(move |_| value.set(sheet.view.with(|view| node_word(view.node))));
    let alone = sheet.view.with_untracked(|view| view.people.len() < 2);
    (!alone).then(|| {
        view! {
            <Select
                id="fc-whose"
                label=t(lang, k::planning::WHOSE)
                bare=true
                value
                options
                on_commit=Callback::new(move |word: String| {
                    go.tell(Query { node: node_of(&word), ..sheet.query.get_untracked() });
                })
            />
        }
    })
}

#[component]
fn CurrencyControl(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let session = crate::boot::use_session();
    let (own, company) = (session.actor.currency, session.company_currency);
    let options = Signal::derive(move || {
        sheet.view.with(|view| {
            let mut known: Vec<Currency> = view.rates.iter().flat_map(|r| [r.from, r.to]).collect();
            known.extend([own, company, view.currency]);
            known.sort_unstable();
            known.dedup();
            known
                .iter()
                .map(|c| Choice::new(c.code(), c.code()))
                .collect::<Vec<_>>()
        })
    });
    let value = RwSignal::new(sheet.view.with_untracked(|view| view.currency.to_string()));
    Effect::new(move |_| value.set(sheet.view.with(|view| view.currency.to_string())));
    view! {
        <Show when=move || { options.with(|options| options.len() > 1) }>
            <Select
                id="fc-currency"
                label=t(lang, k::planning::SHOWN_CURRENCY)
                bare=true
                value
                options
                on_commit=Callback::new(move |word: String| {
                    let currency = word.parse().ok();
                    go.tell(Query { currency, ..sheet.query.get_untracked() });
                })
            />
        </Show>
    }
}

#[component]
fn ModeControl(sheet: Sheet, go: Callback<Query>) -> impl IntoView {
    let lang = sheet.lang;
    let word = |mode: ColumnMode| match mode {
        ColumnMode::Single => "single",
        ColumnMode::Cumulative => "cumulative",
    };
    let value = RwSignal::new(word(sheet.query.with_untracked(|query| query.mode)).to_owned());
    Effect::new(move |_| value.set(word(sheet.mode()).to_owned()));
    let options = vec![
        Choice::new("single", t(lang, k::planning::MODE_SINGLE)),
        Choice::new("cumulative", t(lang, k::planning::MODE_CUMULATIVE)),
    ];
    view! {
        <SegmentedControl
            id="fc-mode"
            label=t(lang, k::planning::MODE)
            options
            value
            on_change=Callback::new(move |word: String| {
                let mode = match word.as_str() {
                    "cumulative" => ColumnMode::Cumulative,
                    _ => ColumnMode::Single,
                };
                go.tell(Query { mode, ..sheet.query.get_untracked() });
            })
        />
    }
}
