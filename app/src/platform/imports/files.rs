//! Choosing files, and giving one back.

use super::desk::Desk;
use crate::boot::use_lang;
use i18n::{issue_text, k, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::{Glyph, Icon};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// The place to drop files on; the browser's own file input covers it, so that dropping, clicking
/// and the keyboard all work.
#[component]
pub(super) fn DropPlace(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="import-drop">
            <Icon glyph=Glyph::Download class="icon-lg" />
            <p class="strong">{t(lang, k::imports::DROP)}</p>
            <p class="muted small">{t(lang, k::imports::DROP_HINT)}</p>
            <input
                id="import-files"
                class="import-input"
                type="file"
                multiple
                accept=".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/plain,text/vcard,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                aria-label=t(lang, k::imports::CHOOSE)
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    take(desk, &input);
                    input.set_value("");
                }
            />
        </div>
        <p class="muted small" role="status" hidden=move || desk.unpacking.get() == 0>
            {t(lang, k::imports::UNPACKING)}
        </p>
        <ul class="stack-sm import-rejected" role="alert">
            {move || {
                desk.rejected
                    .get()
                    .into_iter()
                    .map(|(name, issue)| {
                        view! {
                            <li class="notice tone-danger">
                                <span class="strong">{name}</span>
                                {format!(" — {}", issue_text(lang, &issue))}
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

fn take(desk: Desk, input: &web_sys::HtmlInputElement) {
    desk.rejected.set(Vec::new());
    let Some(list) = input.files() else { return };
    for file in (0..list.length()).filter_map(|index| list.get(index)) {
        let name = file.name();
        let promise = file.array_buffer();
        spawn_local(async move {
            if let Ok(buffer) = wasm_bindgen_futures::JsFuture::from(promise).await {
                let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                desk.add(name, bytes);
            }
        });
    }
}

/// Offers `text` as a download.
pub(crate) fn download(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else {
        return;
    };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else {
        return;
    };
    let anchor = document()
        .create_element("a")
        .ok()
        .and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}
