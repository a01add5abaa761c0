//! The HTML document: the server's side only.
#![cfg(feature = "ssr")]

use super::App;
use crate::boot::{Boot, boot_json};
use crate::platform::branding::BRAND_SHEET;
use crate::platform::passkeys::passkey_script;
use i18n::{k, t};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Loads the bundle by hand: the stock component puts the nonce in `crossorigin`, which makes
/// Firefox drop the bundle.
fn loader(boot: &Boot) -> Option<impl IntoView + use<>> {
    // Without a session there is nothing to bring to life: sign-in is a plain form.
    boot.session.as_ref()?;
    let nonce = use_nonce().map(|n| n.to_string());
    // The other pages' parts come when the browser has nothing else to do. (Not `rel="prefetch"`:
    // Firefox asks the policy's default for it, which allows nothing.)
    let later = serde_json::to_string(&boot.assets.later).unwrap_or_else(|_| "[]".to_owned());
    let script = format!(
        "import start from \"{}\"; start({{ module_or_path: \"{}\" }}); \
         const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 2000)); \
         addEventListener('load', () => idle(() => {{ \
           for (const part of {later}) fetch(part, {{ priority: 'low' }}).catch(() => {{}}); }}));",
        boot.assets.js, boot.assets.wasm
    );
    Some(view! {
        <link rel="modulepreload" href=boot.assets.js.clone() />
        <link rel="preload" href=boot.assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <link rel="preload" href=boot.assets.texts(boot.lang).to_owned() r#as="fetch" r#type="text/plain" crossorigin="anonymous" />
        {boot.assets.parts.iter().map(|part| view! {
            <link rel="preload" href=part.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        }).collect_view()}
        <script type="application/json" id="boot" inner_html=boot_json(boot)></script>
        <script type="module" nonce=nonce inner_html=script></script>
    })
}

/// The sign-in page's script, where one may sign in by passkey.
fn passkey(boot: &Boot) -> Option<impl IntoView + use<>> {
    let info = boot.sign_in.as_ref()?;
    let nonce = use_nonce().map(|n| n.to_string());
    info.passkeys
        .then(|| view! { <script type="module" nonce=nonce inner_html=passkey_script()></script> })
}

/// The company's icon in the browser's tab, Jalon's where it has none.
fn icon(boot: &Boot) -> impl IntoView + use<> {
    let (address, kind) = match &boot.look.brand.icon {
        Some(own) => (own.address(), own.kind.code()),
        None => (boot.assets.icon.clone(), "image/svg+xml"),
    };
    view! { <link rel="icon" href=address r#type=kind /> }
}

/// The company's accent over Jalon's.
fn accent(boot: &Boot) -> Option<impl IntoView + use<>> {
    let address = boot.look.brand.sheet_address()?;
    Some(view! { <link rel="stylesheet" id=BRAND_SHEET href=address /> })
}

/// The whole document.
#[must_use]
pub fn document() -> impl IntoView {
    let boot = use_context::<Boot>().unwrap_or_default();
    if let (Some(response), Some(nonce)) =
        (use_context::<leptos_axum::ResponseOptions>(), use_nonce())
    {
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        if let Ok(value) = http::HeaderValue::from_str(&policy) {
            response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
        }
    }
    let lang = boot.lang;
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-theme=boot.theme.clone() data-density=boot.density.clone()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="description" content=t(lang, k::shell::DESCRIPTION) />
                <meta name="color-scheme" content="light dark" />
                {icon(&boot)}
                <link rel="stylesheet" href=boot.assets.css.clone() />
                {accent(&boot)}
                {loader(&boot)}
                {passkey(&boot)}
                <MetaTags />
            </head>
            <body>
                <App />
                <div id="crash-banner" role="alert" hidden>
                    <p>{t(lang, k::shell::CRASHED)}</p>
                    <a href="">{t(lang, k::shell::RELOAD)}</a>
                </div>
            </body>
        </html>
    }
}
