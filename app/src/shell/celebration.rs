//! A won deal is celebrated for a moment: a little confetti over the page, which nothing waits for and no
//! reader of the screen hears of; what was won is said by a message. Who asked their system for less motion,
//! or does not wish to be told of won deals, sees the message alone.

use crate::platform::notifications::own_wishes;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::platform::notifications::NoticeKind;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// The confetti is gone after this long; its style sheet ends the fall before.
const LASTS: Duration = Duration::from_millis(1_900);
/// Pieces; where each falls, its style sheet says.
const PIECES: usize = 24;

/// Celebrates. One per application, given by [`provide_celebration`].
#[derive(Clone, Copy)]
pub struct Celebration(RwSignal<u32>);

/// Makes the [`Celebration`] of the application known to everything below.
pub(super) fn provide_celebration() {
    provide_context(Celebration(RwSignal::new(0)));
}

/// The application's [`Celebration`]; one that shows nothing where none was provided.
#[must_use]
pub fn use_celebration() -> Celebration {
    use_context().unwrap_or_else(|| Celebration(RwSignal::new(0)))
}

impl Celebration {
    /// Celebrates what somebody else has won: whoever does not wish to hear of it was not told.
    pub fn start(self) {
        if wants_less_motion() {
            return;
        }
        let Some(mine) = self.0.try_update(|burst| {
            *burst = burst.wrapping_add(1).max(1);
            *burst
        }) else {
            return;
        };
        set_timeout(
            move || {
                // A later one lasts as long.
                if self.0.try_get_untracked() == Some(mine) {
                    self.0.set(0);
                }
            },
            LASTS,
        );
    }

    /// Celebrates what one has won oneself, unless one does not wish to be told of won deals.
    pub fn start_if_wished(self) {
        spawn_local(async move {
            let wishes = own_wishes().await;
            if wishes.is_some_and(|wishes| wishes.wants(NoticeKind::Won)) {
                self.start();
            }
        });
    }
}

/// Whether the system says so; where it cannot be asked, there is none.
fn wants_less_motion() -> bool {
    let window = JsValue::from(window());
    let read = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
    let answer = read(&window, "matchMedia")
        .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok())
        .and_then(|ask| {
            let question = "(prefers-reduced-motion: reduce)".into();
            ask.call1(&window, &question).ok()
        });
    let reduced = answer.and_then(|answer| read(&answer, "matches")?.as_bool());
    reduced != Some(false)
}

/// Where it falls; once, in the frame.
#[component]
pub(super) fn Confetti() -> impl IntoView {
    let Celebration(burst) = use_celebration();
    let piece = || view! { <i></i> };
    move || {
        (burst.get() != 0).then(|| {
            view! {
                <div class="confetti" aria-hidden="true">
                    {(0..PIECES).map(|_| piece()).collect_view()}
                </div>
            }
        })
    }
}
