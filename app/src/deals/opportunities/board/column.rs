//! One stage of the board: header with true totals, cards, what the gate says while dragging.

use super::card::DealCard;
use super::ctx::BoardCtx;
use super::state::{category, group_word};
use super::words;
use i18n::{k, money_compact, percent, t, tf, tn};
use leptos::html;
use leptos::prelude::*;
use shared::deals::opportunities::{Grouping, OpportunityCard, ShownTotals};
use shared::deals::pipelines::{Direction, MoveCheck, Stage, StageState};
use shared::kernel::{OpportunityId, StageId};
use ui::{Glyph, Icon};

/// How far from its end a column that is scrolled goes on, in pixels.
const AHEAD: i32 = 600;

/// What a column shows of the gate while a card is held.
#[derive(Clone, Debug, PartialEq)]
enum Gate {
    /// No card is held, or it is at home here.
    Silent,
    /// It may be dropped.
    Open,
    /// It may be dropped, and the loss reason will be asked.
    Reason,
    /// These facts are missing.
    Missing(String),
}

/// One row within a column: a group's heading (with which heading of this text it is) or a card.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Heading(String, usize),
    Card(Box<OpportunityCard>),
}

impl Row {
    /// Which row it is. A card that changes stays the same row, and keeps the focus.
    fn key(&self) -> String {
        match self {
            Row::Heading(text, number) => format!("h{number}-{text}"),
            Row::Card(card) => card.id.to_string(),
        }
    }
}

/// A card as it is now.
fn card_of(rows: &[Row], id: OpportunityId) -> Option<OpportunityCard> {
    rows.iter().find_map(|row| match row {
        Row::Card(card) if card.id == id => Some((**card).clone()),
        _ => None,
    })
}

fn gate_of(lang: shared::kernel::Lang, check: &MoveCheck) -> Gate {
    match check.direction {
        Direction::None => Gate::Silent,
        Direction::Lose => Gate::Reason,
        _ if check.allowed() => Gate::Open,
        _ => Gate::Missing(words::missing(lang, check)),
    }
}

/// A column.
#[component]
pub fn Column(ctx: BoardCtx, stage: Stage) -> impl IntoView {
    let id = stage.id;
    let lang = ctx.lang;
    let gate = Memo::new(move |_| {
        let held = ctx.drag.with(|drag| drag.held());
        ctx.state.with(|state| {
            let card = held.and_then(|held| state.card(held));
            card.map_or(Gate::Silent, |card| {
                gate_of(lang, &state.check(card, id, &Default::default()))
            })
        })
    });
    let over = Memo::new(move |_| {
        ctx.drag
            .with(|drag| drag.held().is_some() && drag.over() == Some(id))
    });
    let shown = Memo::new(move |_| {
        ctx.state.with(|state| {
            let view = &state.view;
            view.totals
                .shown(id, view.currency, &view.rates, view.today)
        })
    });
    let rows = Memo::new(move |_| ctx.state.with(|state| rows(ctx, state, id)));
    let gate_state = move || match gate.get() {
        Gate::Silent => None,
        Gate::Open | Gate::Reason => Some("open"),
        Gate::Missing(_) => Some("missing"),
    };
    let label = stage.name.get(lang).to_owned();
    view! {
        <section
            class=format!("board-column board-{}", stage.state.code())
            id=format!("column-{id}")
            data-stage=id.to_string()
            data-gate=gate_state
            class:is-over=over
            aria-label=label
        >
            <Header ctx stage=stage.clone() shown/>
            <GateLine ctx gate/>
            <Cards ctx id rows/>
        </section>
    }
}

#[component]
fn Header(ctx: BoardCtx, stage: Stage, shown: Memo<ShownTotals>) -> impl IntoView {
    let lang = ctx.lang;
    let name = stage.name.get(lang).to_owned();
    let open = stage.state == StageState::Open;
    let guide = format!("guide-{}", stage.id);
    let label = tf(lang, k::deals::GUIDANCE, &[("stage", &name)]);
    let total = move || money_compact(lang, shown.with(|shown| shown.amount.total));
    // Converted amounts say so, with the rates.
    let rates = Memo::new(move |_| shown.with(|shown| words::rates(lang, &shown.amount)));
    let about = move || {
        rates.with(|rates| {
            (!rates.is_empty()).then(|| {
                view! {
                    <span title=rates.clone()>
                        <span aria-hidden="true">"≈ "</span>
                        <span class="visually-hidden">
                            {tf(lang, k::deals::ABOUT_AT, &[("rates", rates)])}
                        </span>
                    </span>
                }
            })
        })
    };
    let weighted = move || {
        let amount = money_compact(lang, shown.with(|shown| shown.weighted.total));
        tf(lang, k::deals::WEIGHTED, &[("amount", &amount)])
    };
    let count = move || shown.with(|shown| i18n::integer(lang, shown.count));
    let count_label = move || shown.with(|shown| tn(lang, k::deals::DEALS, shown.count, &[]));
    let partial = move || shown.with(|shown| !shown.amount.unconverted.is_empty());
    view! {
        <header class="board-column-head">
            <div class="board-column-title">
                <span class=format!("board-dot board-dot-{}", stage.state.code()) aria-hidden="true"></span>
                <h2>{name}</h2>
                <span class="board-count num" aria-label=count_label>{count}</span>
                <button type="button" class="board-handle board-guide-button" popovertarget=guide.clone() aria-label=label.clone()>
                    <Icon glyph=Glyph::Info class="icon-sm"/>
                </button>
            </div>
            <p class="board-column-sums num">
                {about}<strong>{total}{move || partial().then_some("+")}</strong>
                {open.then(|| view! { <span class="muted">{weighted}</span> })}
            </p>
            <div class="board-guide" id=guide popover="auto" role="group" aria-label=label>
                <Guide ctx stage rates/>
            </div>
        </header>
    }
}

/// Guidance, probability and what leaving the stage needs.
#[component]
fn Guide(ctx: BoardCtx, stage: Stage, rates: Memo<String>) -> impl IntoView {
    let lang = ctx.lang;
    let chance = tf(
        lang,
        k::deals::PROBABILITY,
        &[
            ("percent", &percent(lang, stage.probability)),
            ("category", &words::category(lang, stage.category)),
        ],
    );
    let own = stage.required_fields.iter();
    let needs = stage
        .exit_criteria
        .iter()
        .map(|criterion| words::criterion(lang, *criterion))
        .chain(own.map(|field| field.label.get(lang).to_owned()))
        .map(|need| view! { <li>{need}</li> })
        .collect_view();
    let open = stage.state == StageState::Open;
    let none = stage.exit_criteria.is_empty() && stage.required_fields.is_empty();
    view! {
        <p>{stage.guidance.get(lang).to_owned()}</p>
        <p class="small muted">{chance}</p>
        {open.then(|| view! {
            <p class="strong small">{t(lang, if none { k::deals::NO_EXIT } else { k::deals::EXIT_NEEDS })}</p>
            <ul class="small">{needs}</ul>
        })}
        {stage.stalled_after_days.map(|days| view! {
            <p class="small muted">{tn(lang, k::deals::STALLED_LIMIT, i64::from(days), &[])}</p>
        })}
        {move || rates.with(|rates| (!rates.is_empty()).then(|| view! {
            <p class="small muted num">{t(lang, k::deals::RATES_USED)}" · "{rates.clone()}</p>
        }))}
    }
}

/// What is missing, said in the column before the drop.
#[component]
fn GateLine(ctx: BoardCtx, gate: Memo<Gate>) -> impl IntoView {
    let lang = ctx.lang;
    let line = move || match gate.get() {
        Gate::Silent => None,
        Gate::Open => Some((Glyph::CheckCircle, t(lang, k::deals::DROP_HERE).to_owned())),
        Gate::Reason => Some((Glyph::Info, t(lang, k::deals::NEEDS_REASON).to_owned())),
        Gate::Missing(facts) => Some((
            Glyph::Lock,
            tf(lang, k::deals::MISSING_HERE, &[("facts", &facts)]),
        )),
    };
    move || {
        line().map(|(glyph, text)| {
            view! { <p class="board-gate-line"><Icon glyph class="icon-sm"/><span>{text}</span></p> }
        })
    }
}

fn heading(ctx: BoardCtx, state: &super::state::BoardState, card: &OpportunityCard) -> String {
    let lang = ctx.lang;
    match state.group() {
        Grouping::None => String::new(),
        Grouping::Owner => card.owner.name.clone(),
        Grouping::Account => card.account.as_ref().map_or_else(
            || t(lang, k::deals::NO_ACCOUNT).to_owned(),
            |a| a.name.clone(),
        ),
        Grouping::Category => words::category(lang, category(card, state.stage(card.stage_id))),
    }
}

fn rows(ctx: BoardCtx, state: &super::state::BoardState, id: StageId) -> Vec<Row> {
    let Some(column) = state.column(id) else {
        return Vec::new();
    };
    let mut rows = Vec::with_capacity(column.cards.len());
    let stage = state.stage(id);
    let mut last = None;
    let mut headings: Vec<String> = Vec::new();
    for card in &column.cards {
        let word = group_word(state.group(), stage, card);
        if state.group() != Grouping::None && last != Some(word) {
            // Two accounts may have one name: each has its heading, told apart for the page.
            let text = heading(ctx, state, card);
            let number = headings.iter().filter(|known| **known == text).count();
            headings.push(text.clone());
            rows.push(Row::Heading(text, number));
        }
        last = Some(word);
        rows.push(Row::Card(Box::new(card.clone())));
    }
    rows
}

#[component]
fn Cards(ctx: BoardCtx, id: StageId, rows: Memo<Vec<Row>>) -> impl IntoView {
    let lang = ctx.lang;
    let busy = RwSignal::new(false);
    let read = RwSignal::new(0_u32);
    let more = Memo::new(move |_| {
        ctx.state
            .with(|state| state.column(id).is_some_and(|column| column.next.is_some()))
    });
    let load = move |asked: bool| {
        if !busy.get_untracked() && more.get_untracked() {
            busy.set(true);
            ctx.more(id, asked, move |answered| {
                if busy.try_set(false).is_none() && answered {
                    read.update(|times| *times += 1);
                }
            });
        }
    };
    let list = NodeRef::<html::Div>::new();
    let near_end = move |ahead: i32| {
        if let Some(list) = list.try_get_untracked().flatten()
            && list.client_height() > 0
            && list.scroll_top() + list.client_height() + ahead >= list.scroll_height()
        {
            load(false);
        }
    };
    // In a window higher than its first cards, or when they were moved away, the column goes on by itself, also when
    // what it read came too late beside changes of others. One that could not be read stays as it is until it is
    // scrolled again: its button is there.
    let shown = Memo::new(move |_| rows.try_with(Vec::len).unwrap_or_default());
    Effect::new(move |_| {
        shown.track();
        read.track();
        // The list itself may be taken over only after the first frame.
        list.track();
        request_animation_frame(move || near_end(0));
    });
    view! {
        <div class="board-cards" node_ref=list on:scroll=move |_| near_end(AHEAD) tabindex="-1">
            <For each=move || rows.get() key=Row::key let:row>
                {match row {
                    Row::Heading(text, _) => view! { <p class="board-group small strong">{text}</p> }.into_any(),
                    Row::Card(card) => {
                        let id = card.id;
                        let card = Memo::new(move |old: Option<&OpportunityCard>| {
                            rows.with(|rows| card_of(rows, id))
                                .or_else(|| old.cloned())
                                .unwrap_or_else(|| (*card).clone())
                        });
                        view! { <DealCard ctx id card/> }.into_any()
                    }
                }}
            </For>
            <Show when=move || rows.with(Vec::is_empty)>
                <p class="board-empty small">{t(lang, k::deals::EMPTY_COLUMN)}</p>
            </Show>
            <Show when=move || more.get()>
                <button type="button" class="board-more" disabled=busy on:click=move |_| load(true)>
                    {move || t(lang, if busy.get() { k::deals::LOADING_MORE } else { k::deals::LOAD_MORE })}
                </button>
            </Show>
        </div>
    }
}
