//! The browser's program: takes over the page the server rendered, or, started as a worker, does the
//! errands of one.
//!
//! Empty on native targets, so that the whole workspace can be built and checked in one go.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs when the browser has loaded the program.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|fault| {
        web_sys::console::error_1(&format!("Jalon stopped: {fault}").into());
        if is_worker() {
            app::cpq::models::errands::tell_failure();
        }
        show_crash_banner();
    }));
    if is_worker() {
        app::cpq::models::errands::serve();
        return;
    }
    wasm_bindgen_futures::spawn_local(async {
        if !app::boot::load_texts().await {
            show_crash_banner();
            return;
        }
        // The page's own part of the program may still be on its way.
        let body = leptos::tachys::dom::body();
        leptos::mount::hydrate_from_async(body, app::App)
            .await
            .forget();
        tell_ready();
        app::boot::load_other_texts().await;
    });
}

/// A worker has no window.
fn is_worker() -> bool {
    web_sys::window().is_none()
}

/// `<html data-ready>`: buttons answer from now on. For the browser tests, and for anything that
/// must not be used before.
fn tell_ready() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-ready", "");
    }
}

/// The server has put the banner into every page, hidden and in the right language: after a panic
/// nothing of ours runs any more, so it must already be there.
fn show_crash_banner() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(banner) = document.and_then(|document| document.get_element_by_id("crash-banner")) {
        let _ = banner.remove_attribute("hidden");
    }
}
