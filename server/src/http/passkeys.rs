//! A sign-in by passkey: the page's script asks for a challenge, lets the browser sign it, and sends the
//! answer as a form. The challenge counts only in the browser that asked (its cookie) and once.

use super::State;
use super::auth::{agent, cookie, encode, enter, inside, origin_address, set_cookie};
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::Deserialize;
use services::platform::auth::Origin;
use services::platform::passkeys::COOKIE_SECONDS;
use shared::kernel::Problem;
use shared::platform::passkeys::{Refused, Signed};
use std::net::SocketAddr;

/// The cookie of a challenge that waits.
const SECURE_ASKED: &str = "__Host-jalon-passkey";
const PLAIN_ASKED: &str = "jalon-passkey";

/// Where the script asks, and where the form goes.
const ASK: &str = "/sign-in/passkey/ask";
const ENTER: &str = "/sign-in/passkey";

fn asked_cookie(state: &State) -> &'static str {
    if state.secure_cookies {
        SECURE_ASKED
    } else {
        PLAIN_ASKED
    }
}

/// Whether an address belongs to a sign-in by passkey.
pub fn is_way(path: &str) -> bool {
    matches!(path, ASK | ENTER)
}

/// A new challenge.
pub async fn ask(
    axum::Extension(state): axum::Extension<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let address = origin_address(&state, peer, &headers);
    match state.services.ask_for_passkey(&address).await {
        Ok((question, ticket)) => {
            let mut response = Json(question).into_response();
            response.headers_mut().append(
                header::SET_COOKIE,
                set_cookie(&state, asked_cookie(&state), &ticket, COOKIE_SECONDS),
            );
            response
        }
        Err(problem) => {
            let status = StatusCode::from_u16(problem.kind.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (status, error_code(&problem)).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/plain; charset=utf-8"),
            );
            response
        }
    }
}

/// What the form brings: the signed challenge as JSON.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    next: String,
}

/// Opens a session, or goes back to the sign-in page with the reason.
pub async fn open(
    axum::Extension(state): axum::Extension<State>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Response {
    let next = inside(&form.next);
    let address = origin_address(&state, peer, &headers);
    let from = Origin {
        address: &address,
        agent: agent(&headers),
    };
    let browser = cookie(&headers, asked_cookie(&state)).unwrap_or_default();
    let entered = match serde_json::from_str::<Signed>(&form.answer) {
        Ok(signed) => {
            state
                .services
                .enter_by_passkey(&signed, browser, from)
                .await
        }
        Err(_) => Err(Problem::because(Refused::Unreadable.issue())),
    };
    let mut response = match entered {
        Ok(token) => enter(&state, &token, next),
        Err(problem) => Redirect::to(&format!(
            "/sign-in?error={}&next={}",
            error_code(&problem),
            encode(next)
        ))
        .into_response(),
    };
    response.headers_mut().append(
        header::SET_COOKIE,
        set_cookie(&state, asked_cookie(&state), "", 0),
    );
    response
}

/// The code the sign-in page shows a sentence for.
fn error_code(problem: &Problem) -> String {
    let issue = problem.issues.first().map(|issue| issue.code.to_string());
    issue.unwrap_or_else(|| problem.kind.code().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_addresses_are_ways_of_a_passkey() {
        assert!(is_way("/sign-in/passkey") && is_way("/sign-in/passkey/ask"));
        for other in ["/sign-in", "/sign-in/passkeys", "/sign-in/passkey/"] {
            assert!(!is_way(other), "{other}");
        }
    }
}
