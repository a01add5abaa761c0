//! Doors that open without a session: the second step of a sign-in, a forgotten password, and what
//! mailed links lead to. Plain forms, so that they work before and without the browser's program.

use super::State;
use super::auth::{encode, enter, inside};
use super::door::{Cookie, Knock, back_to, error_code};
use axum::Form;
use axum::extract::{Path, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use services::platform::access::Door;
use shared::kernel::ProblemKind;
use shared::platform::access::Purpose;

/// The cookie of the second step.
const STEP: Cookie = Cookie {
    secure: "__Host-jalon-step",
    plain: "jalon-step",
    seconds: Purpose::Step.lifetime_ms() / 1000,
};

/// Whether an address answers without a session.
pub fn is_open(path: &str) -> bool {
    matches!(path, "/sign-in" | "/sign-out") || is_door(path)
}

/// Whether an address is a page for people who are not in yet, even for those who are.
pub fn is_door(path: &str) -> bool {
    matches!(path, "/sign-in/code" | "/forgot")
        || path.starts_with("/reset/")
        || path.starts_with("/welcome/")
        || super::sso::is_way(path)
        || super::passkeys::is_way(path)
}

/// Whom a mailed link is for, carried by the request to its page; `None` when the link is over.
#[derive(Clone)]
pub struct DoorState(pub Option<Door>);

/// The providers a sign-in page offers, carried by the request to its page.
#[derive(Clone)]
pub struct Ways(pub Vec<shared::platform::sso::SignInWay>);

/// Looks up what the sign-in page offers. Without the database it offers the password, and says then what
/// is the matter.
pub async fn with_ways(state: &State, request: &mut Request) {
    if request.uri().path() != "/sign-in" || request.method() != axum::http::Method::GET {
        return;
    }
    match state.services.sign_in_ways().await {
        Ok(ways) => {
            request.extensions_mut().insert(Ways(ways));
        }
        Err(problem) => {
            tracing::warn!(problem = %problem, "the sign-in page shows no providers");
        }
    }
}

/// Looks through the link of a page before it is rendered.
pub async fn with_door(state: &State, mut request: Request) -> Result<Request, Response> {
    let path = request.uri().path();
    let link = [
        ("/welcome/", Purpose::Invitation),
        ("/reset/", Purpose::Reset),
    ]
    .into_iter()
    .find_map(|(prefix, purpose)| Some((path.strip_prefix(prefix)?.to_owned(), purpose)));
    if let Some((token, purpose)) = link {
        match state.services.look_through(&token, purpose).await {
            Ok(door) => {
                request.extensions_mut().insert(DoorState(door));
            }
            Err(problem) => return Err(super::pages::trouble(request.headers(), &problem)),
        }
    } else if path == "/sign-in/code" && !step_open(state, request.headers()).await {
        return Err(Redirect::to("/sign-in").into_response());
    }
    Ok(request)
}

async fn step_open(state: &State, headers: &HeaderMap) -> bool {
    match STEP.of(state, headers) {
        // When the database is away the page shows; sending the code says so.
        Some(token) => state.services.second_step_open(token).await.unwrap_or(true),
        None => false,
    }
}

/// Leads a right password on to the second step.
pub fn ask_for_code(state: &State, token: &str, next: &str) -> Response {
    let mut response =
        Redirect::to(&format!("/sign-in/code?next={}", encode(next))).into_response();
    STEP.give(state, token, &mut response);
    response
}

/// The form of the second step.
#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
    #[serde(default)]
    next: String,
}

/// The second step.
pub async fn code(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Response {
    let next = inside(&form.next);
    let token = STEP.of(&state, &headers).unwrap_or_default();
    let opened = state
        .services
        .second_step(token, &form.code, knock.origin());
    match opened.await {
        Ok(opened) => {
            let mut response = enter(&state, &opened, next);
            STEP.take(&state, &mut response);
            response
        }
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            back_to("/sign-in", "step_over", next)
        }
        Err(problem) => back_to("/sign-in/code", &error_code(&problem), next),
    }
}

/// The form of who forgot the password.
#[derive(Deserialize)]
pub struct ForgotForm {
    email: String,
}

/// Takes it down; the answer is always the same.
pub async fn forgot(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    Form(form): Form<ForgotForm>,
) -> Response {
    let sent = state.services.forgot_password(&form.email, &knock.address);
    let target = match sent.await {
        Ok(()) => "/forgot?done=sent",
        Err(_) => "/forgot?error=unavailable",
    };
    Redirect::to(target).into_response()
}

/// The form behind a mailed link.
#[derive(Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    name: String,
    password: String,
    repeat: String,
}

/// Sets another password, then leads to the sign-in.
pub async fn reset(
    axum::Extension(state): axum::Extension<State>,
    Path(token): Path<String>,
    Form(form): Form<LinkForm>,
) -> Response {
    if form.password != form.repeat {
        return back("reset", &token, "differs", "");
    }
    match state.services.reset_password(&token, form.password).await {
        Ok(()) => Redirect::to("/sign-in?done=reset").into_response(),
        Err(problem) => back("reset", &token, &error_code(&problem), ""),
    }
}

/// Takes an invitation up and signs in.
pub async fn welcome(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    Path(token): Path<String>,
    Form(form): Form<LinkForm>,
) -> Response {
    if form.password != form.repeat {
        return back("welcome", &token, "differs", &form.name);
    }
    let opened = state
        .services
        .take_up_invitation(&token, &form.name, form.password, knock.origin())
        .await;
    match opened {
        Ok(opened) => enter(&state, &opened, "/"),
        Err(problem) => back("welcome", &token, &error_code(&problem), &form.name),
    }
}

/// Back to the form with the reason, and the name that was typed.
fn back(door: &str, token: &str, error: &str, name: &str) -> Response {
    let name: String = name.chars().take(200).collect();
    let target = format!(
        "/{door}/{}?error={}&name={}",
        encode(token),
        encode(error),
        encode(&name)
    );
    Redirect::to(&target).into_response()
}

/// What somebody may ask who must set up a second factor first.
pub fn open_to_unprotected(path: &str) -> bool {
    matches!(
        path,
        "/settings"
            | "/live"
            | "/sign-out"
            | "/call/profile.get"
            | "/call/profile.set_preference"
            | "/call/access.second_factor"
            | "/call/access.begin_second_factor"
            | "/call/access.confirm_second_factor"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doors_open_without_a_session() {
        for open in [
            "/sign-in",
            "/sign-in/callback",
            "/sign-in/with/x",
            "/sign-in/passkey",
            "/sign-in/passkey/ask",
            "/sign-in/code",
            "/forgot",
            "/reset/x",
            "/welcome/x",
        ] {
            assert!(is_open(open), "{open}");
        }
        for closed in [
            "/",
            "/admin",
            "/reset",
            "/welcome",
            "/forgotten",
            "/sign-in/other",
        ] {
            assert!(!is_open(closed), "{closed}");
        }
        // The rule itself is not among what the unprotected may change.
        assert!(!open_to_unprotected("/call/access.set_rule"));
    }
}
