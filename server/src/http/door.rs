//! What the doors share, each of which lets somebody in: who knocks, the cookies between two steps, and the
//! way back to the form with the reason.

use super::State;
use super::auth::{agent, encode, origin_address, set_cookie};
use axum::Extension;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use services::platform::auth::Origin;
use shared::kernel::Problem;
use std::net::SocketAddr;

/// Who knocks: from where, and with which browser.
pub(super) struct Knock {
    /// As tries are counted; empty when it is not known.
    pub(super) address: String,
    pub(super) agent: String,
}

impl Knock {
    pub(super) fn origin(&self) -> Origin<'_> {
        Origin {
            address: &self.address,
            agent: &self.agent,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Knock {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, of: &S) -> Result<Self, Response> {
        let state = Extension::<State>::from_request_parts(parts, of).await;
        let Extension(state) = state.map_err(IntoResponse::into_response)?;
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, of).await;
        let ConnectInfo(peer) = peer.map_err(IntoResponse::into_response)?;
        Ok(Self {
            address: origin_address(&state, peer, &parts.headers),
            agent: agent(&parts.headers).to_owned(),
        })
    }
}

/// A cookie of ours. Browsers hold the first of its names to https and to this host alone.
pub(super) struct Cookie {
    pub(super) secure: &'static str,
    pub(super) plain: &'static str,
    /// How long it is kept.
    pub(super) seconds: i64,
}

impl Cookie {
    fn name(&self, state: &State) -> &'static str {
        if state.secure_cookies {
            self.secure
        } else {
            self.plain
        }
    }

    /// Its value in a request.
    pub(super) fn of<'a>(&self, state: &State, headers: &'a HeaderMap) -> Option<&'a str> {
        super::auth::cookie(headers, self.name(state))
    }

    /// Gives it to the browser.
    pub(super) fn give(&self, state: &State, value: &str, response: &mut Response) {
        self.write(state, value, self.seconds, response);
    }

    /// Takes it back.
    pub(super) fn take(&self, state: &State, response: &mut Response) {
        self.write(state, "", 0, response);
    }

    fn write(&self, state: &State, value: &str, seconds: i64, response: &mut Response) {
        let cookie = set_cookie(state, self.name(state), value, seconds);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The code a page of a door shows a sentence for.
pub(super) fn error_code(problem: &Problem) -> String {
    let issue = problem.issues.first().map(|issue| issue.code.to_string());
    issue.unwrap_or_else(|| problem.kind.code().to_owned())
}

/// Back to a door with the reason; where one wanted to go is kept.
pub(super) fn back_to(door: &str, error: &str, next: &str) -> Response {
    Redirect::to(&format!(
        "{door}?error={}&next={}",
        encode(error),
        encode(next)
    ))
    .into_response()
}
