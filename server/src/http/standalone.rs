//! Pages behind a link and without an account: written whole here, with neither session nor the application's
//! program. Nobody keeps them and no search engine lists them.

use crate::assets::asset;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use i18n::Lang;
use leptos::nonce::Nonce;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use shared::platform::branding::Brand;

/// A whole document under a policy of its own: nothing is fetched but the sheet and what the page shows,
/// nobody frames it, and only `script` runs, when there is one. It looks as the company does, where it is known.
pub(super) fn answer(
    lang: Lang,
    title: &str,
    status: StatusCode,
    body: &Markup,
    script: Option<&str>,
    brand: Option<&Brand>,
) -> Response {
    let nonce = Nonce::new();
    let may_run = match script {
        Some(_) => format!("script-src 'nonce-{nonce}'; connect-src 'self'; "),
        None => String::new(),
    };
    let policy = format!(
        "default-src 'none'; {may_run}style-src 'self'; img-src 'self' data:; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let icon = asset("favicon.svg").unwrap_or_default();
    let css = asset("jalon.css").unwrap_or_default();
    let accent = brand.and_then(Brand::sheet_address);
    let (icon, kind) = match brand.and_then(|brand| brand.icon.as_ref()) {
        Some(own) => (own.address(), own.kind.code()),
        None => (icon, "image/svg+xml"),
    };
    let page = html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme="system" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="referrer" content="same-origin";
                title { (title) }
                link rel="icon" href=(icon) type=(kind);
                link rel="stylesheet" href=(css);
                @if let Some(accent) = accent { link rel="stylesheet" href=(accent); }
            }
            body {
                (body)
                @if let Some(script) = script { script nonce=(nonce.to_string()) { (PreEscaped(script)) } }
            }
        }
    };
    (
        status,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        ],
        page.into_string(),
    )
        .into_response()
}
