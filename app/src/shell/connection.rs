//! Says when the browser is offline or the live stream is cut, and when that is over.

use crate::boot::use_lang;
use crate::cpq::offline::luggage_is_here;
use crate::live::LiveState;
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;
use std::time::Duration;
use ui::{Glyph, Icon, use_toaster};

/// A short cut (a proxy that closes idle streams) heals by itself and is not worth a word.
const PATIENCE: Duration = Duration::from_secs(4);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Offline,
    Cut,
}

/// The strip above the page.
#[component]
pub fn Connection() -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let trouble = RwSignal::new(Trouble::None);
    let live = use_context::<LiveState>();
    let turn = StoredValue::new(0_u32);
    let clear = move || {
        if trouble.get_untracked() != Trouble::None {
            trouble.set(Trouble::None);
            toaster.success(t(lang, k::shell::BACK_ONLINE));
        }
    };
    Effect::new(move |_| {
        // A page that came out of the browser's cache began without a network: nobody tells it so.
        if !window().navigator().on_line() {
            trouble.set(Trouble::Offline);
        }
        let _ = window_event_listener(leptos::ev::offline, move |_| trouble.set(Trouble::Offline));
        let _ = window_event_listener(leptos::ev::online, move |_| clear());
    });
    Effect::new(move |before: Option<bool>| {
        let connected = live.is_none_or(|live| live.0.get());
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if connected {
            if trouble.get_untracked() == Trouble::Cut {
                clear();
            }
        } else if before == Some(true) {
            set_timeout(
                move || {
                    if turn.try_get_value() == Some(mine)
                        && trouble.try_get_untracked() == Some(Trouble::None)
                    {
                        trouble.set(Trouble::Cut);
                    }
                },
                PATIENCE,
            );
        }
        connected
    });
    view! {
        <div class="connection" role="status" aria-live="polite" hidden=move || trouble.get() == Trouble::None>
            <Icon glyph=Glyph::Offline />
            {move || match trouble.get() {
                Trouble::None => "",
                Trouble::Offline => t(lang, k::shell::OFFLINE),
                Trouble::Cut => t(lang, k::shell::RECONNECTING),
            }}
            <Show when=move || trouble.get() == Trouble::Offline && luggage_is_here()>
                " "
                <a href=path::QUOTES_OFFLINE>{t(lang, k::offline::STRIP)}</a>
            </Show>
        </div>
    }
}
