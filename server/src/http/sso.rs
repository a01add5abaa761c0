//! A sign-in with a provider: out to its page, and back with its answer.
//!
//! Both are opened by a browser's own navigation, the second from another site: they change nothing for
//! whoever is signed in, and the answer counts only in the browser that went out (its cookie, sent along
//! because it is `SameSite=Lax` and this is a navigation) and once.

use super::State;
use super::access::ask_for_code;
use super::auth::{enter, inside, token};
use super::door::{Cookie, Knock, back_to};
use super::pages::accepted_language;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use services::platform::auth::SignedIn;
use services::platform::sso::{Answer, Arrival, STEP_MS};
use shared::kernel::ProviderId;
use shared::platform::sso::Refusal;

/// The cookie of a sign-in on its way.
const AWAY: Cookie = Cookie {
    secure: "__Host-jalon-away",
    plain: "jalon-away",
    seconds: STEP_MS / 1000,
};

/// Whether an address belongs to a sign-in with a provider.
pub fn is_way(path: &str) -> bool {
    path == "/sign-in/callback" || path.starts_with("/sign-in/with/")
}

/// Where to go after the sign-in; or that an account shall be linked to who is signed in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    connect: String,
}

/// Who is signed in. When the database is away nobody is: what needs somebody says so then.
async fn who(state: &State, headers: &HeaderMap) -> Option<SignedIn> {
    let found = state.services.authenticate(token(state, headers)?).await;
    let signed_in = found.ok().flatten()?;
    // Whose role asks for a second factor sets it up before anything else.
    (!signed_in.must_enrol).then_some(signed_in)
}

/// Goes out to a provider's page.
pub async fn go(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    Path(id): Path<String>,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Response {
    let next = inside(&query.next);
    let connecting = !query.connect.is_empty();
    let signed_in = if connecting {
        who(&state, &headers).await
    } else {
        None
    };
    let in_already = signed_in.is_some();
    let Ok(id) = id.parse::<ProviderId>() else {
        return refused(Refusal::Gone, next, in_already);
    };
    let address = &knock.address;
    let services = &state.services;
    let begun = match &signed_in {
        Some(who) => {
            let lang = who.actor.lang;
            services
                .begin_connection(id, &query.connect, who, lang, address)
                .await
        }
        None if connecting => Err(Refusal::Over),
        None => {
            let lang = accepted_language(&headers);
            services.begin_at_provider(id, next, lang, address).await
        }
    };
    match begun {
        Ok(away) => {
            let Ok(location) = HeaderValue::from_str(&away.address) else {
                return refused(Refusal::Down, next, in_already);
            };
            let mut response = Redirect::to("/sign-in").into_response();
            response.headers_mut().insert(header::LOCATION, location);
            AWAY.give(&state, &away.browser, &mut response);
            response
        }
        Err(refusal) => refused(refusal, next, in_already),
    }
}

/// What a provider sends a browser back with.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Back {
    state: String,
    code: String,
    error: String,
    iss: Option<String>,
}

/// Comes back from a provider's page.
pub async fn back(
    axum::Extension(state): axum::Extension<State>,
    knock: Knock,
    query: Result<Query<Back>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    // What cannot be read is an answer to nothing.
    let back = query.map(|Query(back)| back).unwrap_or_default();
    let answer = Answer {
        state: back.state,
        code: back.code,
        error: back.error,
        issuer: back.iss,
    };
    let lang = accepted_language(&headers);
    let browser = AWAY.of(&state, &headers).unwrap_or_default();
    let signed_in = who(&state, &headers).await;
    let in_already = signed_in.is_some();
    let came = state
        .services
        .come_from_provider(&answer, browser, signed_in.as_ref(), lang, knock.origin())
        .await;
    let mut response = match came {
        // The target was looked at when it was kept; looking again costs nothing.
        Ok((Arrival::Entered(entry), target)) if entry.complete => {
            enter(&state, &entry.token, inside(&target))
        }
        Ok((Arrival::Entered(entry), target)) => {
            ask_for_code(&state, &entry.token, inside(&target))
        }
        Ok((Arrival::Connected, target)) => Redirect::to(inside(&target)).into_response(),
        // Another tab may still be on its way: what is over here is not over there.
        Err((Refusal::Over, target)) => {
            return refused(Refusal::Over, inside(&target), in_already);
        }
        Err((refusal, target)) => refused(refusal, inside(&target), in_already),
    };
    AWAY.take(&state, &mut response);
    response
}

/// Back to the sign-in page with the reason; to their settings for those who are in already.
fn refused(refusal: Refusal, next: &str, in_already: bool) -> Response {
    if in_already {
        return Redirect::to(&format!("/settings?sso={}", refusal.code())).into_response();
    }
    back_to("/sign-in", &format!("sso_{}", refusal.code()), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_addresses_are_ways_to_a_provider_and_back() {
        for way in ["/sign-in/callback", "/sign-in/with/x"] {
            assert!(is_way(way), "{way}");
        }
        for other in [
            "/sign-in",
            "/sign-in/with",
            "/sign-in/callback/x",
            "/sign-in/code",
        ] {
            assert!(!is_way(other), "{other}");
        }
    }

    #[test]
    fn a_refusal_leads_to_the_sign_in_page_and_keeps_where_one_wanted_to_go() {
        let response = refused(Refusal::Unknown, "/quotes?x=1&y=2", false);
        let location = response.headers()[header::LOCATION].to_str().unwrap();
        assert_eq!(
            location,
            "/sign-in?error=sso_unknown&next=/quotes%3Fx%3D1%26y%3D2"
        );
        let response = refused(Refusal::Taken, "/", true);
        assert_eq!(response.headers()[header::LOCATION], "/settings?sso=taken");
    }
}
