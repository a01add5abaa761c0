//! Where the browser keeps what was taken along and what was written: its caches, each value under an address
//! of its own.
//!
//! Why not IndexedDB: a value is put and read whole, each put is complete or not at all, the service worker
//! reads the same place, and both have the same room and the same life. What is called here by name is not in
//! the bindings the program has anyway; four methods are not worth more of them.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What was taken along.
pub const LUGGAGE: &str = "jalon-luggage";
/// What was written and not sent; the service worker leaves it alone.
pub const DRAFTS: &str = "jalon-drafts";
/// What was sent, until its price changes were seen.
pub const ARRIVED: &str = "jalon-arrived";

/// A property; `None` where there is none.
pub(super) fn property(target: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(target, &name.into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// Calls a method.
pub(super) fn call(target: &JsValue, name: &str, values: &[JsValue]) -> Option<JsValue> {
    let method: Function = property(target, name)?.dyn_into().ok()?;
    let list = Array::new();
    for value in values {
        list.push(value);
    }
    method.apply(target, &list).ok()
}

/// What a promise comes to; `None` when it fails.
pub(super) async fn settled(promise: Option<JsValue>) -> Option<JsValue> {
    let promise: Promise = promise?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

fn caches() -> Option<JsValue> {
    property(&js_sys::global(), "caches")
}

/// Whether this browser keeps anything for this address: it does where the connection is safe.
pub fn is_there() -> bool {
    caches().is_some()
}

async fn open(cache: &str) -> Option<JsValue> {
    settled(call(&caches()?, "open", &[cache.into()])).await
}

/// The same, where there is one already: looking makes none.
async fn find(cache: &str) -> Option<JsValue> {
    let there = settled(call(&caches()?, "has", &[cache.into()])).await?;
    if there.is_truthy() {
        open(cache).await
    } else {
        None
    }
}

fn address(key: &str) -> JsValue {
    format!("/offline/kept/{key}").into()
}

/// Keeps a text; says whether it is kept.
pub async fn keep(cache: &str, key: &str, text: &str) -> bool {
    let Ok(value) = web_sys::Response::new_with_opt_str(Some(text)) else {
        return false;
    };
    let Some(cache) = open(cache).await else {
        return false;
    };
    settled(call(&cache, "put", &[address(key), value.into()]))
        .await
        .is_some()
}

async fn text_of(answer: Option<JsValue>) -> Option<String> {
    let answer: web_sys::Response = answer?.dyn_into().ok()?;
    let text = answer.text().ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// What was kept.
pub async fn read(cache: &str, key: &str) -> Option<String> {
    let cache = find(cache).await?;
    text_of(settled(call(&cache, "match", &[address(key)])).await).await
}

/// Everything that was kept in a cache.
pub async fn all(cache: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(cache) = find(cache).await else {
        return found;
    };
    let Some(keys) = settled(call(&cache, "keys", &[])).await else {
        return found;
    };
    for key in Array::from(&keys).iter() {
        found.extend(text_of(settled(call(&cache, "match", &[key])).await).await);
    }
    found
}

/// Keeps a text no longer.
pub async fn remove(cache: &str, key: &str) {
    if let Some(cache) = find(cache).await {
        let _ = settled(call(&cache, "delete", &[address(key)])).await;
    }
}

/// Keeps nothing of a cache any longer.
pub async fn clear(cache: &str) {
    if let Some(caches) = caches() {
        let _ = settled(call(&caches, "delete", &[cache.into()])).await;
    }
}
