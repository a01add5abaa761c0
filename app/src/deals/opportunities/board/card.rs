//! One deal on the board.

use super::ctx::BoardCtx;
use super::drag::{Drag, Input};
use super::words;
use crate::boot::use_me;
use crate::routes;
use i18n::{date_medium, day_month, k, money_compact_rounded, t, tf, tn};
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::prelude::*;
use shared::deals::opportunities::{OpportunityCard, stalled};
use shared::deals::pipelines::StageState;
use shared::kernel::{Lang, OpportunityId, StageId};
use ui::{Avatar, Glyph, Icon};

/// A card. Dragged by mouse and pen anywhere, by touch and keyboard at its grip.
#[component]
pub fn DealCard(ctx: BoardCtx, id: OpportunityId, card: Memo<OpportunityCard>) -> impl IntoView {
    // Each column makes its own cards: where one comes from never changes.
    let from = card.with_untracked(|card| card.stage_id);
    let movable = Memo::new(move |_| card.with(|card| card.may_edit));
    let name = Memo::new(move |_| card.with(|card| card.name.clone()));
    let held = Memo::new(move |_| ctx.drag.with(|drag| drag.held() == Some(id)));
    let pending = Memo::new(move |_| ctx.state.with(|state| state.is_pending(id)));
    let press = move |event: PointerEvent, touch_allowed: bool| {
        let touch = event.pointer_type() == "touch";
        if movable.get_untracked()
            && event.is_primary()
            && event.button() == 0
            && (touch_allowed || !touch)
        {
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            ctx.input(Input::Press {
                card: id,
                from,
                x,
                y,
            });
        }
    };
    view! {
        <article
            class="board-card"
            id=format!("card-{id}")
            class:is-held=held
            class:is-pending=pending
            class:is-movable=movable
            aria-busy=move || pending.get().then_some("true")
            on:pointerdown=move |event| press(event, false)
            on:click=move |event: MouseEvent| {
                if ctx.swallow_click.get_value() {
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        >
            <div class="board-card-head">
                <h3 class="board-card-name">
                    <a href=routes::opportunity(id) draggable="false">{name}</a>
                </h3>
                {move || movable.get().then(|| handles(ctx, id, from, name, move |event| press(event, true)))}
            </div>
            {move || view! { <Body ctx card=card.get()/> }}
        </article>
    }
}

/// The grip and the button of the menu.
fn handles(
    ctx: BoardCtx,
    id: OpportunityId,
    from: StageId,
    name: Memo<String>,
    press: impl Fn(PointerEvent) + 'static,
) -> AnyView {
    let lang = ctx.lang;
    let label = move || name.with(|name| tf(lang, k::deals::MOVE_TO_NAMED, &[("name", name)]));
    let grip = move || name.with(|name| tf(lang, k::deals::GRIP, &[("name", name)]));
    view! {
        <div class="board-card-handles">
            <button
                type="button"
                class="board-handle drawn drawn-move"
                aria-label=label
                data-tip=t(lang, k::deals::MOVE_TO)
                on:pointerdown=|event: PointerEvent| event.stop_propagation()
                on:click=move |_| ctx.choosing.set(Some(id))
            ></button>
            <button
                type="button"
                class="board-handle board-grip drawn drawn-drag"
                id=format!("grip-{id}")
                aria-label=grip
                aria-describedby="board-grip-help"
                aria-pressed=move || if ctx.drag.with(|drag| drag.held() == Some(id)) { "true" } else { "false" }
                on:pointerdown=move |event: PointerEvent| {
                    event.stop_propagation();
                    press(event);
                }
                on:keydown=move |event| key(ctx, id, from, &event)
                // A keyboard press of Enter arrives as a click; Space is the lift.
                on:click=move |event: MouseEvent| {
                    if event.detail() == 0 && ctx.drag.with_untracked(|drag| drag.held().is_none()) {
                        ctx.choosing.set(Some(id));
                    }
                }
                // Firefox would press the button when Space comes up again.
                on:keyup=|event: KeyboardEvent| if event.key() == " " { event.prevent_default() }
                // A card that goes away with its board loses the focus, too, when nothing of the board is left to ask.
                on:blur=move |_| {
                    let lifted = ctx.drag.try_with_untracked(|drag| matches!(drag, Drag::Lifted { .. }));
                    if lifted == Some(true) {
                        ctx.input(Input::Cancel);
                    }
                }
            ></button>
        </div>
    }
    .into_any()
}

fn key(ctx: BoardCtx, card: OpportunityId, from: StageId, event: &KeyboardEvent) {
    let lifted = ctx.drag.with_untracked(|drag| drag.held() == Some(card));
    let input = match (event.key().as_str(), lifted) {
        (" ", false) => Input::Lift { card, from },
        (" " | "Enter", true) => Input::Drop,
        ("ArrowRight" | "ArrowDown", true) => Input::Step(1),
        ("ArrowLeft" | "ArrowUp", true) => Input::Step(-1),
        ("Escape", true) => Input::Cancel,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    ctx.input(input);
}

/// Everything below the name.
#[component]
fn Body(ctx: BoardCtx, card: OpportunityCard) -> impl IntoView {
    let lang = ctx.lang;
    let (today, open, silent) = ctx.state.with_untracked(|state| {
        let (now, today) = (state.view.now, state.view.today);
        let stage = state.stage(card.stage_id);
        let silent = stage.and_then(|stage| {
            stalled(
                stage,
                card.stage_entered_at,
                card.last_activity_at,
                card.next_activity_on,
                now,
                today,
            )
        });
        let open = stage.is_none_or(|stage| stage.state == StageState::Open);
        (today, open, silent)
    });
    let account = card.account.as_ref().map_or_else(
        || t(lang, k::deals::NO_ACCOUNT).to_owned(),
        |a| a.name.clone(),
    );
    let (glyph, tone, next) = words::next_activity(lang, card.next_activity_on, today);
    let late = open && card.close_date < today;
    let mine = use_me() == Some(card.owner.id);
    view! {
        <p class="board-card-account truncate" class:faint=card.account.is_none()>{account}</p>
        <div class="board-card-facts">
            <span class="board-card-amount num">{money_compact_rounded(lang, card.amount)}</span>
            <span
                class="board-card-date"
                class=("tone-danger", late)
                title=date_medium(lang, card.close_date)
            >
                {late.then(|| view! { <Icon glyph=Glyph::Alert class="icon-sm"/> })}
                {close_words(lang, open, &card, today)}
            </span>
            <Avatar name=card.owner.name.clone() alone=true attr:data-mine=mine.then_some("true")/>
        </div>
        {open.then(|| view! {
            <p class=format!("board-card-next tone-{}", tone.name())>
                <Icon glyph class="icon-sm"/>
                <span>{next}</span>
            </p>
        })}
        {silent.map(|silent| view! {
            <p class="board-card-stalled">
                <Icon glyph=Glyph::Hourglass class="icon-sm"/>
                <span><strong>{t(lang, k::deals::STALLED)}</strong>" · "{words::stalled(lang, &silent)}</span>
            </p>
        })}
        {(open && card.close_date_pushes > 1).then(|| view! {
            <p class="small muted">
                {tn(lang, k::deals::PUSHED, i64::from(card.close_date_pushes), &[])}
            </p>
        })}
    }
}

fn close_words(lang: Lang, open: bool, card: &OpportunityCard, today: chrono::NaiveDate) -> String {
    use chrono::Datelike;
    let day = if card.close_date.year() == today.year() {
        day_month(lang, card.close_date)
    } else {
        date_medium(lang, card.close_date)
    };
    let key = if open {
        k::deals::CLOSES
    } else {
        k::deals::CLOSED_DAY
    };
    tf(lang, key, &[("when", &day)])
}
