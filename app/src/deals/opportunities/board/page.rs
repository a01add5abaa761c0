//! The page of the board.

use super::column::Column;
use super::ctx::{BoardCtx, FIRST_CARDS};
use super::filters::{Filters, Pick, filter_of, other_view, use_set_query};
use super::move_menu::MoveMenu;
use super::pointer::{Pointer, grip_help};
use super::state::BoardState;
use super::words;
use crate::boot::{may, use_lang, use_session};
use crate::call::Fault;
use crate::deals::gate::{GateAnswer, GateDialog};
use crate::deals::opportunities::api;
use crate::deals::opportunities::create::CreateDialog;
use crate::deals::pipelines::use_pipelines;
use crate::live;
use crate::routes::path;
use crate::shell::{Page, on_resumed};
use i18n::{k, money, money_compact, problem_text, t, tf, tn};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::deals::opportunities::{BoardQuery, BoardView, Grouping, ShownTotals};
use shared::deals::pipelines::{PipelinesView, StageState};
use shared::kernel::event::Entity;
use shared::kernel::{Action, Lang};
use ui::{Button, Choice, EmptyState, Glyph, LinkButton, PageHeader, Skeleton, Variant, settled};

/// All pipelines, read once for everything on the page.
type Pipelines = Resource<Result<PipelinesView, Fault>>;

/// `/pipeline`.
#[component]
pub fn BoardPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|q| BoardQuery {
            pipeline: q.get("pipeline").and_then(|id| id.parse().ok()),
            filter: filter_of(q),
            group: q
                .get("group")
                .and_then(|code| code.parse().ok())
                .unwrap_or(Grouping::None),
            limit: FIRST_CARDS,
        })
    });
    let board = Resource::new(move || asked.get(), api::board);
    let pipelines = use_pipelines();
    let creating = RwSignal::new(false);
    let may_create = may(Action::EditOpportunity);
    view! {
        <Page title=t(lang, k::deals::BOARD_TITLE)/>
        <div class="board-page page-bleed">
            <PageHeader title=t(lang, k::deals::BOARD_TITLE)>
                <Suspense fallback=|| ()><PipelineSwitch lang pipelines/></Suspense>
                <LinkButton label=t(lang, k::deals::VIEW_LIST) href=other_view(path::OPPORTUNITIES) icon=Glyph::List/>
                {may_create.then(|| view! {
                    <Button
                        label=t(lang, k::deals::NEW)
                        variant=Variant::Primary
                        icon=Glyph::Plus
                        on_press=Callback::new(move |()| creating.set(true))
                    />
                })}
            </PageHeader>
            <Filters lang/>
            <Transition fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) blocks=true/> }>
                {move || Suspend::new(async move {
                    match board.await {
                        Ok(view) => {
                            let query = asked.get_untracked();
                            settled(move || view! { <Board view query pipelines/> })
                        }
                        Err(fault) => view! {
                            <EmptyState glyph=Glyph::Alert title=t(lang, k::deals::FAILED) text=problem_text(lang, &fault.0)>
                                <Button label=t(lang, k::deals::RETRY) on_press=Callback::new(move |()| board.refetch())/>
                            </EmptyState>
                        }
                        .into_any(),
                    }
                })}
            </Transition>
        </div>
        {may_create.then(|| view! { <CreateDialog open=creating/> })}
    }
}

/// Chooses the pipeline.
#[component]
fn PipelineSwitch(lang: Lang, pipelines: Pipelines) -> impl IntoView {
    let query = use_query_map();
    let set = use_set_query();
    let active = Signal::derive(move || {
        let view = pipelines.get().and_then(Result::ok).unwrap_or_default();
        view.pipelines
            .into_iter()
            .filter(|pipeline| pipeline.active)
            .map(|pipeline| Choice::new(pipeline.id.to_string(), pipeline.name.get(lang)))
            .collect::<Vec<_>>()
    });
    let first = Signal::derive(move || active.with(|all| all.first().cloned()));
    let word = Signal::derive(move || query.with(|q| q.get("pipeline")).unwrap_or_default());
    // The first pipeline is the one without a word in the address.
    view! {
        {move || first.get().map(|first| {
            let rest = Signal::derive(move || active.with(|all| all.iter().skip(1).cloned().collect::<Vec<_>>()));
            view! {
                <div class="board-switch">
                    <Pick id="board-pipeline" label=t(lang, k::deals::PIPELINE) all=first.label options=rest word key="pipeline" set/>
                </div>
            }
        })}
    }
}

/// The board itself, alive.
#[component]
fn Board(view: BoardView, query: BoardQuery, pipelines: Pipelines) -> impl IntoView {
    let lang = use_lang();
    let pipeline = view.pipeline.clone();
    let read_only = !may(Action::EditOpportunity);
    let ctx = BoardCtx::new(BoardState::new(view, query.group), query);
    live::on_event(move |event| {
        let concerns = event.is_none_or(|event| {
            matches!(
                event.entity,
                Entity::Opportunity
                    | Entity::Task
                    | Entity::Activity
                    | Entity::Quote
                    | Entity::Pipeline
                    | Entity::Import
            )
        });
        if concerns {
            ctx.read_again();
        }
    });
    on_resumed(move || ctx.read_again());
    let scroller = NodeRef::<html::Div>::new();
    let stages = Memo::new(move |_| {
        ctx.state.with(|state| {
            state
                .stages()
                .into_iter()
                .filter_map(|id| state.stage(id).cloned())
                .collect::<Vec<_>>()
        })
    });
    let label = tf(
        lang,
        k::deals::BOARD_LABEL,
        &[("pipeline", &pipeline.name.get(lang))],
    );
    let holding = move || ctx.drag.with(|drag| drag.held().is_some());
    let count = move || stages.with(|all| all.len().to_string());
    let reasons = Signal::derive(move || {
        pipelines
            .get()
            .and_then(Result::ok)
            .map(|view| view.loss_reasons)
            .unwrap_or_default()
    });
    view! {
        <Summary ctx/>
        {read_only.then(|| view! { <p class="small muted">{t(lang, k::deals::READ_ONLY)}</p> })}
        <StageTabs ctx scroller/>
        <p id="board-grip-help" hidden>{grip_help(lang)}</p>
        <div class="board" class:is-holding=holding data-columns=count role="region" aria-label=label tabindex="0" node_ref=scroller>
            <For each=move || stages.get() key=|stage| stage.id let:stage>
                <Column ctx stage/>
            </For>
        </div>
        <Pointer ctx board=scroller/>
        <MoveMenu ctx/>
        <GateDialog
            ask=ctx.gate
            reasons
            on_move=Callback::new(move |answer: GateAnswer| {
                ctx.commit(answer.id, answer.to, answer.fill, answer.request, Some(answer.asked));
            })
        />
    }
}

/// Open total, weighted total, currency and rates.
#[component]
fn Summary(ctx: BoardCtx) -> impl IntoView {
    let lang = ctx.lang;
    let session = use_session();
    let open = Memo::new(move |_| {
        ctx.state.with(|state| {
            let view = &state.view;
            let stages = view
                .pipeline
                .stages
                .iter()
                .filter(|s| s.state == StageState::Open);
            let sums = view.totals.of_all(stages.map(|stage| stage.id));
            ShownTotals::new(&sums, view.currency, &view.rates, view.today)
        })
    });
    let currency = session.actor.currency;
    let rates = move || {
        // Closed columns may use more currencies than the open ones.
        ctx.state.with(|state| {
            let view = &state.view;
            let sums = view.totals.of_all(state.stages());
            ShownTotals::new(&sums, view.currency, &view.rates, view.today).amount
        })
    };
    let closed_since = move || {
        let day = ctx.state.with(|state| state.view.closed_since);
        tf(
            lang,
            k::deals::CLOSED_RECENTLY,
            &[("day", &i18n::date_in_words(lang, day))],
        )
    };
    let about = move || {
        let line = open.with(|open| words::rates(lang, &open.amount));
        (!line.is_empty()).then(|| view! { <span title=line>"≈ "</span> })
    };
    view! {
        <div class="board-summary">
            <span>
                {about}
                <strong class="num">{move || money_compact(lang, open.with(|o| o.amount.total))}</strong>
                " "<span class="muted">{t(lang, k::deals::TOTAL_OPEN)}</span>
            </span>
            <span>
                <strong class="num">{move || money_compact(lang, open.with(|o| o.weighted.total))}</strong>
                " "<span class="muted">{t(lang, k::deals::TOTAL_WEIGHTED)}</span>
            </span>
            <span class="muted">{move || tn(lang, k::deals::DEALS, open.with(|o| o.count), &[])}</span>
            <details class="board-rates">
                <summary>{tf(lang, k::deals::TOTALS_IN, &[("currency", &currency)])}</summary>
                <div class="board-rates-body small">
                    {move || {
                        let used = rates();
                        let none = used.rates.is_empty() && used.unconverted.is_empty();
                        let lines = used.rates.iter().map(|rate| view! { <li class="num">{words::rate(lang, rate)}</li> }).collect_view();
                        let left: Vec<String> = used.unconverted.iter().map(|amount| money(lang, *amount)).collect();
                        view! {
                            <p class="strong">{t(lang, k::deals::RATES_USED)}</p>
                            {none.then(|| view! { <p>{tf(lang, k::deals::NO_RATES, &[("currency", &currency)])}</p> })}
                            <ul>{lines}</ul>
                            {(!left.is_empty()).then(|| view! {
                                <p class="tone-warning">{tf(lang, k::deals::UNCONVERTED, &[("amounts", &left.join(", "))])}</p>
                            })}
                        }
                    }}
                    <p class="muted">{closed_since}</p>
                </div>
            </details>
        </div>
    }
}

/// On a phone: one column at a time, chosen here or by swiping.
#[component]
fn StageTabs(ctx: BoardCtx, scroller: NodeRef<html::Div>) -> impl IntoView {
    let lang = ctx.lang;
    let current = RwSignal::new(0_usize);
    let tabs = move || {
        ctx.state.with(|state| {
            let shown = |id| {
                state
                    .totals()
                    .of(id)
                    .iter()
                    .map(|sum| sum.count)
                    .sum::<i64>()
            };
            state
                .view
                .columns
                .iter()
                .filter_map(|column| {
                    let stage = state.stage(column.stage_id)?;
                    Some((stage.id, stage.name.get(lang).to_owned(), shown(stage.id)))
                })
                .collect::<Vec<_>>()
        })
    };
    Effect::new(move |_| {
        let Some(board) = scroller.get() else { return };
        let follow = leptos::wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
            if let Some(board) = scroller.try_get_untracked().flatten() {
                let width = board.client_width().max(1);
                let index = (board.scroll_left() + width / 2) / width;
                let _ = current.try_set(usize::try_from(index).unwrap_or(0));
            }
        });
        use leptos::wasm_bindgen::JsCast;
        let _ = board.add_event_listener_with_callback("scroll", follow.as_ref().unchecked_ref());
        follow.forget();
    });
    let go = move |index: usize, id: shared::kernel::StageId| {
        current.set(index);
        if let Some(column) = document().get_element_by_id(&format!("column-{id}")) {
            column.scroll_into_view();
        }
    };
    view! {
        <nav class="board-tabs phone-only" aria-label=t(lang, k::deals::STAGES_LABEL)>
            {move || tabs()
                .into_iter()
                .enumerate()
                .map(|(index, (id, name, count))| view! {
                    <button
                        type="button"
                        class="board-tab"
                        aria-current=move || (current.get() == index).then_some("true")
                        on:click=move |_| go(index, id)
                    >
                        <span>{name}</span>
                        <span class="board-count num">{count}</span>
                    </button>
                })
                .collect_view()}
        </nav>
    }
}
