//! The worker's side: the program without a page. It does one errand after the other until it is ended.

use super::{FAILED, READY, part};
use js_sys::{Array, Uint8Array};
use shared::cpq::models::{Clerk, News};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
// Not the framework's: it is not set up where there is no page.
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

thread_local! {
    static CLERK: RefCell<Clerk> = RefCell::new(Clerk::default());
}

fn say(message: &JsValue) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let _ = scope.post_message(message);
}

/// Listens for errands.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let Some(text) = event.data().as_string() else {
            return;
        };
        spawn_local(async move {
            if part::errand(text).await.is_err() {
                tell_failure();
            }
        });
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    say(&READY.into());
}

/// Tells the page that nothing more will come.
pub fn tell_failure() {
    say(&FAILED.into());
}

/// Does an errand and tells what comes of it.
pub(super) fn work(text: &str) {
    let Ok(errand) = serde_json::from_str(text) else {
        tell_failure();
        return;
    };
    CLERK.with_borrow_mut(|clerk| clerk.attend(errand, &mut |news, bytes| tell(news, bytes)));
}

fn tell(news: &News, bytes: Option<Vec<u8>>) {
    let Ok(text) = serde_json::to_string(news) else {
        tell_failure();
        return;
    };
    match bytes {
        None => say(&text.into()),
        Some(bytes) => say(&Array::of2(&text.into(), &Uint8Array::from(&bytes[..])).into()),
    }
}
