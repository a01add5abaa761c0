//! Cookie, sign-in form, sign-out, and who may pass without a session.

use super::door::{Cookie, Knock};
use super::peer::{client, counted};
use super::trouble::status_of;
use super::{State, access};
use axum::Form;
use axum::extract::{Request, State as Shared};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use services::platform::auth::{ABSOLUTE_MS, SignedIn};
use shared::kernel::{Issue, Problem, ProblemKind};
use std::net::SocketAddr;

/// The session's.
const SESSION: Cookie = Cookie {
    secure: "__Host-jalon",
    plain: "jalon",
    seconds: ABSOLUTE_MS / 1000,
};

/// The session's token in the request's cookies.
pub fn token<'a>(state: &State, headers: &'a HeaderMap) -> Option<&'a str> {
    SESSION.of(state, headers)
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

pub(super) fn set_cookie(state: &State, name: &str, token: &str, seconds: i64) -> HeaderValue {
    let secure = if state.secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Finds out who asks. Without a session only the sign-in page answers: pages lead there, calls
/// are refused.
pub async fn require_session(
    Shared(state): Shared<State>,
    mut request: Request,
    next: Next,
) -> Response {
    if access::is_door(request.uri().path()) {
        return through_door(&state, request, next).await;
    }
    let signed_in = match token(&state, request.headers()) {
        Some(token) => match state.services.authenticate(token).await {
            Ok(found) => found,
            Err(problem) if wants_page(&request) => {
                return super::pages::trouble(request.headers(), &problem);
            }
            Err(problem) => return unavailable(&problem),
        },
        None => None,
    };
    let path = request.uri().path();
    let open = access::is_open(path);
    match signed_in {
        Some(signed_in) if signed_in.must_enrol && !access::open_to_unprotected(path) => {
            unprotected(&request)
        }
        Some(signed_in) => {
            if path == "/sign-in" && request.method() == Method::GET {
                return Redirect::to("/").into_response();
            }
            let is_page = request.method() == Method::GET && path_is_page(path);
            request.extensions_mut().insert(signed_in);
            if is_page {
                super::brand::with_look(&state, &mut request).await;
                match super::pages::with_page_state(&state, request).await {
                    Ok(request) => next.run(request).await,
                    Err(response) => response,
                }
            } else {
                next.run(request).await
            }
        }
        None if open => {
            access::with_ways(&state, &mut request).await;
            if wants_page(&request) {
                super::brand::with_look(&state, &mut request).await;
            }
            next.run(request).await
        }
        None if request.method() == Method::GET && !path.starts_with("/live") => Redirect::to(
            &format!("/sign-in?next={}", encode(&local_target(request.uri()))),
        )
        .into_response(),
        None => refusal(&Problem::of(ProblemKind::Unauthenticated)),
    }
}

/// A page for people who are not in yet.
async fn through_door(state: &State, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    match access::with_door(state, request).await {
        Ok(mut request) => {
            super::brand::with_look(state, &mut request).await;
            next.run(request).await
        }
        Err(response) => response,
    }
}

/// Somebody whose role asks for a second factor sets it up before anything else.
fn unprotected(request: &Request) -> Response {
    if wants_page(request) {
        return Redirect::to("/settings").into_response();
    }
    refusal(&Problem {
        kind: ProblemKind::Forbidden,
        ..Problem::because(Issue::error("second_factor_missing", "code"))
    })
}

/// A person who looks at pages, rather than a page's program that asks.
fn wants_page(request: &Request) -> bool {
    request.method() == Method::GET && path_is_page(request.uri().path())
}

/// Pages need more than who asks: their first paint knows the day, the company, the last event.
fn path_is_page(path: &str) -> bool {
    let file = ["/live", "/models/", "/export/", "/pictures/", "/files/"];
    !file.iter().any(|start| path.starts_with(start))
        && !["/pdf", "/ubl", "/certificate", ".csv"]
            .iter()
            .any(|end| path.ends_with(end))
}

/// The refusal as calls expect it.
fn refusal(problem: &Problem) -> Response {
    (
        status_of(problem),
        [(header::CONTENT_TYPE, "application/json")],
        serde_json::to_string(problem).unwrap_or_default(),
    )
        .into_response()
}

/// As [`refusal`], with when to come again.
pub(super) fn unavailable(problem: &Problem) -> Response {
    let mut response = refusal(problem);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

fn local_target(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| "/".to_owned(), |target| target.as_str().to_owned())
}

/// Percent-encodes a value of a query.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A target inside this application: never another site, whatever the form says. Browsers read a
/// backslash as a slash and leave tabs and line breaks out, so that `/\t/host` is `//host` to them.
pub(super) fn inside(target: &str) -> &str {
    let plain = !target.contains(|c: char| c == '\\' || c.is_control());
    if plain
        && target.starts_with('/')
        && !target.starts_with("//")
        && !target.starts_with("/sign-")
    {
        target
    } else {
        "/"
    }
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// What the browser says of itself.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Where a try comes from, as it is counted; empty when that is not known.
pub(super) fn origin_address(state: &State, peer: SocketAddr, headers: &HeaderMap) -> String {
    counted(client(
        &state.trusted_proxies,
        state.public_origin.is_some(),
        peer.ip(),
        headers,
    ))
}

/// Goes in with a session's token.
pub(super) fn enter(state: &State, token: &str, next: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    SESSION.give(state, token, &mut response);
    response
}

/// Opens a session, or goes back to the form with the reason and what was typed.
pub async fn sign_in(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    let next = inside(&form.next);
    match state
        .services
        .sign_in(&form.email, &form.password, &knock.address, &knock.agent)
        .await
    {
        Ok(entry) => {
            // A demo login belongs to nobody: it speaks the visitor's language.
            if state.demo.iter().any(|login| login.email == form.email) {
                let lang = super::pages::accepted_language(&headers);
                // The session is open already; a language that could not be kept is no reason to
                // refuse it.
                if let Err(problem) = state.services.speak(&form.email, lang).await {
                    tracing::warn!(problem = %problem, "the visitor's language was not kept");
                }
            }
            if entry.choose_password {
                // Whatever else there is of ways in is asked for once it is their own.
                return Redirect::to(&format!("/reset/{}", entry.token)).into_response();
            }
            if entry.complete {
                enter(&state, &entry.token, next)
            } else {
                access::ask_for_code(&state, &entry.token, next)
            }
        }
        Err(problem) => {
            let email: String = form.email.chars().take(200).collect();
            let said = |code: &str| problem.issues.iter().any(|issue| issue.code == code);
            let error = if said("password_off") {
                "password_off"
            } else if said("disk_full") {
                "read_only"
            } else {
                problem.kind.code()
            };
            Redirect::to(&format!(
                "/sign-in?error={}&email={}&next={}",
                error,
                encode(&email),
                encode(next)
            ))
            .into_response()
        }
    }
}

/// Ends the session.
pub async fn sign_out(
    axum::Extension(state): axum::Extension<State>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = token(&state, &headers)
        && let Err(problem) = state.services.sign_out(token).await
    {
        return unavailable(&problem);
    }
    let mut response = Redirect::to("/sign-in").into_response();
    SESSION.take(&state, &mut response);
    response
}

/// Who asks, for handlers behind [`require_session`].
pub fn signed_in(extensions: &axum::http::Extensions) -> Option<&SignedIn> {
    extensions.get::<SignedIn>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_inside() {
        for (typed, kept) in [
            ("/pipeline?x=1", "/pipeline?x=1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil", "/"),
            ("/pipeline\\..\\evil", "/"),
            ("/\t/evil.example", "/"),
            ("/\r\n/evil.example", "/"),
            ("\t//evil.example", "/"),
            ("/\u{0}x", "/"),
            ("/quotes?q=é", "/quotes?q=é"),
            ("/sign-out", "/"),
            ("", "/"),
        ] {
            assert_eq!(inside(typed), kept, "{typed}");
        }
    }

    #[test]
    fn query_values_are_encoded() {
        assert_eq!(encode("/a b&c=é"), "/a%20b%26c%3D%C3%A9");
    }
}
