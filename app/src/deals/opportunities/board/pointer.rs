//! The browser's side of dragging: pointer and keys on the window, the card that follows, scrolling
//! at the edges.

use super::ctx::BoardCtx;
use super::drag::{Drag, Input};
use i18n::{k, money_compact_rounded, tf};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;
use shared::kernel::StageId;
use std::time::Duration;

/// How near the edge of the board a held card makes it scroll, in pixels.
const EDGE: f64 = 56.0;
/// How far it scrolls each 16 ms at most.
const SPEED: i32 = 18;

/// The column at a point of the window.
fn column_at(x: f64, y: f64) -> Option<StageId> {
    #[expect(clippy::cast_possible_truncation, reason = "a pixel of the window")]
    let element = document().element_from_point(x as f32, y as f32)?;
    let column = element.closest("[data-stage]").ok()??;
    column.get_attribute("data-stage")?.parse().ok()
}

fn typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

/// Listens on the window while the board is there, and shows the held card.
#[component]
pub fn Pointer(ctx: BoardCtx, board: NodeRef<html::Div>) -> impl IntoView {
    let at = RwSignal::new((0.0_f64, 0.0_f64));
    Effect::new(move |_| listen(ctx, at));
    Effect::new(move |previous: Option<Option<IntervalHandle>>| {
        if let Some(Some(handle)) = previous {
            handle.clear();
        }
        let dragging = ctx.drag.with(|drag| matches!(drag, Drag::Dragging { .. }));
        dragging
            .then(|| {
                let scroll = move || scroll_at_edge(ctx, board, at);
                set_interval_with_handle(scroll, Duration::from_millis(16)).ok()
            })
            .flatten()
    });
    let ghost = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let (x, y) = at.get();
        if let Some(ghost) = ghost.get() {
            let place = format!("translate({:.0}px, {:.0}px)", x + 10.0, y - 18.0);
            let style: &web_sys::CssStyleDeclaration = &web_sys::HtmlElement::style(&ghost);
            let _ = style.set_property("transform", &place);
        }
    });
    let held = Memo::new(move |_| {
        let card = ctx.drag.with(|drag| match drag {
            Drag::Dragging { card, .. } => Some(*card),
            _ => None,
        })?;
        ctx.state.with_untracked(|state| {
            let card = state.card(card)?;
            Some((
                card.name.clone(),
                money_compact_rounded(ctx.lang, card.amount),
            ))
        })
    });
    move || {
        held.get().map(|(name, amount)| {
            view! {
                <div class="board-ghost" node_ref=ghost aria-hidden="true">
                    <strong class="truncate">{name}</strong>
                    <span class="num">{amount}</span>
                </div>
            }
        })
    }
}

fn listen(ctx: BoardCtx, at: RwSignal<(f64, f64)>) {
    let moved = window_event_listener(ev::pointermove, move |event| {
        if ctx
            .drag
            .with_untracked(|drag| matches!(drag, Drag::Pressed { .. } | Drag::Dragging { .. }))
        {
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            at.set((x, y));
            ctx.input(Input::Move {
                x,
                y,
                over: column_at(x, y),
            });
            if ctx.drag.with_untracked(|drag| drag.held().is_some()) {
                event.prevent_default();
            }
        }
    });
    let up = window_event_listener(ev::pointerup, move |_| release(ctx, Input::Release));
    let cancelled = window_event_listener(ev::pointercancel, move |_| release(ctx, Input::Cancel));
    let key = window_event_listener(ev::keydown, move |event| match event.key().as_str() {
        "Escape" if ctx.drag.with_untracked(|drag| drag.held().is_some()) => {
            event.prevent_default();
            ctx.input(Input::Cancel);
        }
        "z" | "Z" if (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !typing() => {
            event.prevent_default();
            ctx.undo_last();
        }
        _ => {}
    });
    on_cleanup(move || {
        moved.remove();
        up.remove();
        cancelled.remove();
        key.remove();
    });
}

/// A pointer ends only what a pointer began.
fn release(ctx: BoardCtx, input: Input) {
    if ctx
        .drag
        .with_untracked(|drag| matches!(drag, Drag::Pressed { .. } | Drag::Dragging { .. }))
    {
        ctx.input(input);
    }
}

fn scroll_at_edge(ctx: BoardCtx, board: NodeRef<html::Div>, at: RwSignal<(f64, f64)>) {
    let Some(board) = board.try_get_untracked().flatten() else {
        return;
    };
    let (x, y) = at.get_untracked();
    let frame = board.get_bounding_client_rect();
    // About a second for the width of the board: on a phone one stage at a time can be hit.
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
    let speed = ((frame.width() / 60.0) as i32).clamp(4, SPEED);
    let by = if x < frame.left() + EDGE {
        -speed
    } else if x > frame.right() - EDGE {
        speed
    } else {
        0
    };
    if by != 0 {
        board.set_scroll_left(board.scroll_left() + by);
        // Another column has come under a pointer that stands still.
        let over = column_at(x, y);
        ctx.input(Input::Move { x, y, over });
    }
    #[expect(clippy::cast_possible_truncation, reason = "a pixel of the window")]
    let list = document()
        .element_from_point(x as f32, y as f32)
        .and_then(|element| element.closest("[data-stage]").ok().flatten())
        .and_then(|column| column.query_selector(".board-cards").ok().flatten())
        .and_then(|list| list.dyn_into::<web_sys::Element>().ok());
    if let Some(list) = list {
        let frame = list.get_bounding_client_rect();
        if y < frame.top() + EDGE {
            list.set_scroll_top(list.scroll_top() - SPEED);
        } else if y > frame.bottom() - EDGE {
            list.set_scroll_top(list.scroll_top() + SPEED);
        }
    }
}

/// The help text a grip points at.
pub fn grip_help(lang: shared::kernel::Lang) -> String {
    tf(lang, k::deals::GRIP_HELP, &[])
}
