//! A strip above the page when the session has ended or the server has been upgraded. It never
//! takes the page away: what was typed stays, and goes on after signing in again elsewhere.

use crate::boot::use_lang;
use crate::call::{Interruption, interruption, read_only};
use crate::live::LiveState;
use i18n::{k, t};
use leptos::prelude::*;
use ui::Button;

/// Calls `again` each time what stopped the page is over: the person has signed in again, the live
/// stream is back after a cut, or the server has room to write again. Changes that waited are then sent.
pub fn on_resumed(again: impl Fn() + 'static) {
    let state = interruption();
    let full = read_only();
    let live = use_context::<LiveState>();
    Effect::new(move |before: Option<(bool, Option<bool>, bool)>| {
        let signed_out = state.get() == Interruption::SignedOut;
        let connected = live.map(|live| live.0.get());
        let read_only = full.get();
        if let Some((was_out, was_connected, was_full)) = before {
            let back = was_out && !signed_out;
            let reconnected = was_connected == Some(false) && connected == Some(true);
            let writable = was_full && !read_only;
            if back || ((reconnected || writable) && !signed_out) {
                untrack(&again);
            }
        }
        (signed_out, connected, read_only)
    });
}

/// The strip.
#[component]
pub(crate) fn InterruptionBanner() -> impl IntoView {
    let lang = use_lang();
    let state = interruption();
    let calm = {
        let state = state.clone();
        Callback::new(move |()| {
            state.set(Interruption::None);
            crate::live::again();
        })
    };
    view! {
        <div role="alert" class="interruption">
            {move || match state.get() {
                Interruption::None => ().into_any(),
                Interruption::SignedOut => view! {
                    <p class="notice tone-warning">
                        <span>{t(lang, k::auth::SESSION_ENDED)}</span>
                        <a href="/sign-in" target="_blank" rel="noopener">{t(lang, k::auth::SIGN_IN_AGAIN)}</a>
                        <Button label=t(lang, k::auth::GO_ON) on_press=calm />
                    </p>
                }.into_any(),
                Interruption::Outdated => view! {
                    <p class="notice">
                        <span>{t(lang, k::auth::OUTDATED)}</span>
                        <a href="">{t(lang, k::shell::RELOAD)}</a>
                    </p>
                }.into_any(),
            }}
        </div>
    }
    .into_any()
}
