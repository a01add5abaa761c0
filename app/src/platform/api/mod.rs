//! One's own tokens, as the settings keep them.

mod calls;
mod form;
mod list;

pub(crate) use form::Secret;
pub use list::Tokens;

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Puts a text on the clipboard; says whether the browser lets it. Without encryption it does not, and
/// the text has to be marked and copied by hand.
pub(crate) fn copy(text: &str) -> bool {
    let write = || {
        let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
        if clipboard.is_undefined() {
            return None;
        }
        let write = Reflect::get(&clipboard, &"writeText".into()).ok()?;
        // Whether the person allows it is between them and the browser.
        write
            .dyn_ref::<Function>()?
            .call1(&clipboard, &text.into())
            .ok()
    };
    write().is_some()
}
