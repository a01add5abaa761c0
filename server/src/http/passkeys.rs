//! A sign-in by passkey: the page's script asks for a challenge, lets the browser sign it, and sends the
//! answer as a form. The challenge counts only in the browser that asked (its cookie) and once.

use super::State;
use super::auth::{enter, inside};
use super::door::{Cookie, Knock, back_to, error_code};
use super::trouble::status_of;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use services::platform::passkeys::COOKIE_SECONDS;
use shared::kernel::Problem;
use shared::platform::passkeys::{Refused, Signed};

/// The cookie of a challenge that waits.
const ASKED: Cookie = Cookie {
    secure: "__Host-jalon-passkey",
    plain: "jalon-passkey",
    seconds: COOKIE_SECONDS,
};

/// Where the script asks, and where the form goes.
const ASK: &str = "/sign-in/passkey/ask";
const ENTER: &str = "/sign-in/passkey";

/// Whether an address belongs to a sign-in by passkey.
pub fn is_way(path: &str) -> bool {
    matches!(path, ASK | ENTER)
}

/// A new challenge.
pub async fn ask(axum::Extension(state): axum::Extension<State>, knock: Knock) -> Response {
    match state.services.ask_for_passkey(&knock.address).await {
        Ok((question, ticket)) => {
            let mut response = Json(question).into_response();
            ASKED.give(&state, &ticket, &mut response);
            response
        }
        Err(problem) => {
            let mut response = (status_of(&problem), error_code(&problem)).into_response();
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
    knock: Knock,
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Response {
    let next = inside(&form.next);
    let browser = ASKED.of(&state, &headers).unwrap_or_default();
    let entered = match serde_json::from_str::<Signed>(&form.answer) {
        Ok(signed) => {
            state
                .services
                .enter_by_passkey(&signed, browser, knock.origin())
                .await
        }
        Err(_) => Err(Problem::because(Refused::Unreadable.issue())),
    };
    let mut response = match entered {
        Ok(token) => enter(&state, &token, next),
        Err(problem) => back_to("/sign-in", &error_code(&problem), next),
    };
    ASKED.take(&state, &mut response);
    response
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
