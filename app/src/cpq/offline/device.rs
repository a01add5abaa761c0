//! What every page knows of quotes without a network: whose luggage is here, and how many quotes wait. A
//! few words in the browser's storage, because a page must not load the whole feature to say so.

use super::vault::{call, property, settled};
use crate::boot::{use_lang, use_session};
use crate::routes::path;
use i18n::{k, t, tn};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::kernel::UserId;
use ui::{Glyph, LinkButton};
use wasm_bindgen::JsValue;

/// Whose luggage is in this browser.
const OWNER: &str = "jalon.offline.owner";
/// Who has quotes that were not sent, and how many.
const UNSENT: &str = "jalon.offline.unsent";

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

fn word(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

fn note(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Notes whose luggage is here.
pub(super) fn note_owner(owner: Option<UserId>) {
    note(OWNER, owner.map(|owner| owner.to_string()).as_deref());
}

/// Notes how many quotes of this person wait to be sent.
pub(super) fn note_unsent(me: UserId, count: usize) {
    let text = (count > 0).then(|| count.to_string());
    note(&format!("{UNSENT}.{me}"), text.as_deref());
}

/// How many of this person's quotes wait to be sent.
fn unsent(me: UserId) -> i64 {
    word(&format!("{UNSENT}.{me}"))
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Whether something was taken along in this browser.
#[must_use]
pub fn luggage_is_here() -> bool {
    word(OWNER).is_some()
}

fn workers() -> Option<JsValue> {
    property(&window().navigator().into(), "serviceWorker")
}

/// Sets the service worker up and waits until it keeps the program; `false` where there can be none.
pub(super) async fn set_up() -> bool {
    let Some(workers) = workers() else {
        return false;
    };
    // Without a network it fails, and the one that is there goes on.
    let _ = settled(call(&workers, "register", &["/sw.js".into()])).await;
    settled(property(&workers, "ready")).await.is_some()
}

/// Asks the browser not to throw away what is kept when room gets scarce.
pub(super) async fn stay() {
    let storage = property(&window().navigator().into(), "storage");
    let _ = settled(storage.and_then(|storage| call(&storage, "persist", &[]))).await;
}

/// Somebody else is signed in than the one whose luggage is here: it goes. What that person has not sent
/// stays for them.
pub fn guard() {
    let me = use_session().actor.user_id.to_string();
    Effect::new(move |_| {
        if word(OWNER).is_some_and(|owner| owner != me) {
            note_owner(None);
            let worker = workers().and_then(|workers| property(&workers, "controller"));
            let told = worker.and_then(|worker| call(&worker, "postMessage", &["forget".into()]));
            if told.is_none() {
                leptos::task::spawn_local(async {
                    super::vault::clear(super::vault::LUGGAGE).await;
                    super::vault::clear(super::vault::ARRIVED).await;
                });
            }
        }
    });
}

/// Signing out with quotes that were not sent leads to them first: what is deleted is said.
pub fn hold(event: &SubmitEvent, me: UserId) {
    if unsent(me) > 0 {
        event.prevent_default();
        let _ = window()
            .location()
            .set_href(&format!("{}?leaving=1", path::QUOTES_OFFLINE));
    } else if window().navigator().on_line() {
        // The service worker deletes what is here as the session ends; where there is none (yet), this does.
        for cache in [super::vault::LUGGAGE, super::vault::ARRIVED] {
            leptos::task::spawn_local(super::vault::clear(cache));
        }
        note_owner(None);
    }
}

/// The way to the page, for the list of quotes.
#[component]
pub fn TakeAlongLink() -> impl IntoView {
    let lang = use_lang();
    view! { <LinkButton label=t(lang, k::offline::LINK) icon=Glyph::Offline href=path::QUOTES_OFFLINE/> }
}

/// Says how many quotes wait to be sent, for the list of quotes.
#[component]
pub fn Waiting() -> impl IntoView {
    let lang = use_lang();
    let me = use_session().actor.user_id;
    let count = RwSignal::new(0);
    Effect::new(move |_| count.set(unsent(me)));
    view! {
        <Show when=move || { count.get() > 0 }>
            <p class="notice offline-waiting">
                {move || tn(lang, k::offline::WAITING, count.get(), &[])} " "
                <a href=path::QUOTES_OFFLINE>{t(lang, k::offline::WAITING_LINK)}</a>
            </p>
        </Show>
    }
}
