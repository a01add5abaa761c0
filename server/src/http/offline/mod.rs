//! What a browser keeps to answer without a network: the service worker, and the page it shows in the place
//! of any other. The page quotes are made with is an ordinary one (`/quotes/offline`).

use super::auth::signed_in;
use super::pages;
use crate::assets::{asset, build, files};
use app::Assets;
use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use html_escape::encode_double_quoted_attribute as escape;
use i18n::{k, t};
use shared::kernel::Lang;

const WORKER: &str = include_str!("worker.js");
/// A worker may ask its own server and nobody else; its policy is its own, not that of the pages.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";
const NOTICE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
     frame-ancestors 'none'; base-uri 'none'";

/// The worker's script: for everybody, since it names nothing but files everybody may have.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/sw.js", get(worker))
}

/// Asked for anew at each visit: another build is another worker.
async fn worker() -> Response {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, WORKER_POLICY),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        script(&build(), &asset("jalon.js").unwrap_or_default(), &files()),
    )
        .into_response()
}

fn script(build: &str, main: &str, files: &[String]) -> String {
    let files = serde_json::to_string(files).unwrap_or_else(|_| "[]".to_owned());
    WORKER
        .replace("__BUILD__", build)
        .replace("__MAIN__", main)
        .replace("__FILES__", &files)
}

/// Shown without a network in the place of a page; in the language of the person who took it along.
pub async fn notice(request: Request) -> Response {
    let lang = signed_in(request.extensions()).map_or_else(
        || pages::accepted_language(request.headers()),
        |signed_in| signed_in.actor.lang,
    );
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, NOTICE_POLICY),
        ],
        page(lang, &pages::assets(None)),
    )
        .into_response()
}

fn page(lang: Lang, assets: &Assets) -> String {
    format!(
        r#"<!DOCTYPE html><html lang="{lang}" data-theme="system"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · {name}</title><link rel="icon" href="{icon}" type="image/svg+xml"><link rel="stylesheet" href="{css}"></head><body><main class="plain-page"><p class="brand"><img class="brand-mark" src="{icon}" alt="" width="24" height="24">{name}</p><h1>{title}</h1><p class="muted">{text}</p><p class="cluster"><a class="btn btn-primary" href="{quotes}">{open}</a><a class="btn" href="">{retry}</a></p></main></body></html>"#,
        lang = lang.tag(),
        title = escape(t(lang, k::offline::notice::TITLE)),
        name = t(lang, k::shell::APP_NAME),
        icon = escape(&assets.icon),
        css = escape(&assets.css),
        text = escape(t(lang, k::offline::notice::TEXT)),
        quotes = app::routes::path::QUOTES_OFFLINE,
        open = t(lang, k::offline::notice::OPEN),
        retry = t(lang, k::shell::RETRY),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_build_is_another_worker() {
        let files = ["/assets/jalon.0123456789abcdef.js".to_owned()];
        let one = script("b1", &files[0], &files);
        assert!(one.contains("const BUILD = 'b1'") && !one.contains("__"));
        assert!(one.contains(r#"const FILES = ["/assets/jalon.0123456789abcdef.js"]"#));
        assert_ne!(one, script("b2", &files[0], &files));
        // Both know the page of the application by its address.
        let shell = app::routes::path::QUOTES_OFFLINE;
        assert!(one.contains(&format!("const SHELL = '{shell}'")));
    }

    #[tokio::test]
    async fn the_worker_may_ask_its_server_and_is_never_kept() {
        let answer = worker().await;
        let header = |name: header::HeaderName| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header(header::CACHE_CONTROL), "no-cache");
        assert!(header(header::CONTENT_TYPE).starts_with("text/javascript"));
        assert_eq!(header(header::CONTENT_SECURITY_POLICY), WORKER_POLICY);
    }

    #[test]
    fn the_notice_leads_to_the_quotes_taken_along() {
        let page = page(Lang::Fr, &Assets::default());
        assert!(page.contains(r#"<html lang="fr""#) && page.contains(r#"href="/quotes/offline""#));
        assert!(!page.contains("<script"));
    }
}
