//! The page for a request that cannot be answered at all: the database is locked or away, or a fault
//! of ours. It needs neither database nor browser program, and leads back to where one was.

use app::Assets;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use html_escape::encode_double_quoted_attribute as escape;
use i18n::{Key, k, problem_text, t};
use leptos::nonce::Nonce;
use shared::kernel::{Lang, Problem, ProblemKind};

/// Asks every five seconds whether the same address answers again; nothing moves before it does.
const ASK_AGAIN: &str = "setInterval(() => fetch(location.href, { method: 'HEAD' })\
                         .then((answer) => { if (answer.ok) location.reload(); }).catch(() => {}), 5000)";

/// The status that goes with a refusal.
pub fn status_of(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The page. While the database is away it asks again by itself every five seconds.
pub fn page(lang: Lang, assets: &Assets, problem: &Problem) -> Response {
    let away = problem.kind == ProblemKind::Unavailable;
    let title: Key = if away {
        k::shell::error::BUSY_TITLE
    } else {
        k::shell::error::TITLE
    };
    let text = if away && problem.issues.is_empty() {
        t(lang, k::shell::error::BUSY_TEXT).to_owned()
    } else {
        problem_text(lang, problem)
    };
    let nonce = Nonce::new();
    let again = if away {
        format!(r#"<script nonce="{nonce}">{ASK_AGAIN}</script>"#)
    } else {
        String::new()
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; connect-src 'self'; style-src 'self'; \
         img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let body = format!(
        r#"<!DOCTYPE html><html lang="{lang}" data-theme="system"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · {name}</title><link rel="icon" href="{icon}" type="image/svg+xml"><link rel="stylesheet" href="{css}"></head><body><main class="plain-page"><p class="brand"><img class="brand-mark" src="{icon}" alt="" width="24" height="24">{name}</p><h1>{title}</h1><p class="muted" role="alert">{text}</p><p class="cluster"><a class="btn btn-primary" href="">{retry}</a><a class="btn" href="/">{home}</a></p></main>{again}</body></html>"#,
        lang = lang.tag(),
        title = escape(t(lang, title)),
        name = t(lang, k::shell::APP_NAME),
        icon = escape(&assets.icon),
        css = escape(&assets.css),
        text = escape(&text),
        retry = t(lang, k::shell::RETRY),
        home = t(lang, k::shell::BACK_HOME),
    );
    let status = status_of(problem);
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        ],
        body,
    )
        .into_response();
    if away {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_database_is_a_page_that_tries_again() {
        let problem = Problem::of(ProblemKind::Unavailable);
        let response = page(Lang::Fr, &Assets::default(), &problem);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        let kind = &response.headers()[header::CONTENT_TYPE];
        assert!(
            kind.to_str()
                .is_ok_and(|kind| kind.starts_with("text/html"))
        );
    }
}
