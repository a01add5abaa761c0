//! Says when the browser is offline or the live stream is cut, when the server has no room to write, and when
//! that is over.

use crate::boot::{may, use_lang};
use crate::call::read_only;
use crate::cpq::offline::luggage_is_here;
use crate::live::LiveState;
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::Action;
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

/// The strip of a server whose disk is full: everything can be read, nothing is saved.
#[component]
pub fn ReadOnly() -> impl IntoView {
    let lang = use_lang();
    let toaster = use_toaster();
    let now = read_only();
    // Who can do something about it is led to where it says what.
    let mends = may(Action::ManageSystem);
    let text = if mends {
        k::shell::READ_ONLY_ADMIN
    } else {
        k::shell::READ_ONLY
    };
    let is = now.clone();
    Effect::new(move |before: Option<bool>| {
        let read_only = is.get();
        if before == Some(true) && !read_only {
            toaster.success(t(lang, k::shell::WRITABLE_AGAIN));
        }
        read_only
    });
    let shown = now.clone();
    view! {
        <div class="connection read-only" role="status" aria-live="polite" hidden=move || !shown.get()>
            <Icon glyph=Glyph::Database />
            {move || if now.get() { t(lang, text) } else { "" }}
            {mends.then(|| view! { " " <a href=path::ADMIN_HEALTH>{t(lang, k::shell::READ_ONLY_WHAT)}</a> })}
        </div>
    }
}
