//! Guards around every request: only pages of our own origin may change anything, and every
//! answer carries the security headers.

use super::State;
use axum::extract::{Request, State as Shared};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// For answers that are no page: nothing in them may run.
const STRICT_POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Refuses changes that come from elsewhere; adds the headers.
pub async fn guard(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    if !is_safe(request.method()) && !same_origin(&state, request.headers()) {
        tracing::warn!(path = %request.uri().path(), "refused a change from another origin");
        return with_headers(
            &state,
            (StatusCode::FORBIDDEN, "cross-origin request refused").into_response(),
        );
    }
    let response = next.run(request).await;
    with_headers(&state, response)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// `Sec-Fetch-Site` where the browser sends it, else `Origin` against our own address. A request
/// with neither is no browser's form: it carries no cookie a page could have abused.
fn same_origin(state: &State, headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(&header::ORIGIN) else {
        return true;
    };
    if let Some(public) = &state.public_origin {
        return origin == public;
    }
    let host = text(&header::HOST).unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, rest)| rest == host)
}

fn with_headers(state: &State, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(STRICT_POLICY),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if state
        .public_origin
        .as_deref()
        .is_some_and(|origin| origin.starts_with("https://"))
    {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    response
}
