//! The page behind the link of a message that asks for an approval: no session, no script. Following the
//! link decides nothing, whatever follows it; the form on the page does.

mod page;

use super::State;
use super::door::Knock;
use super::packed;
use super::slow::bounded;
use axum::extract::{Form, Path};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use services::cpq::approvals::Said;
use shared::cpq::approvals::LinkStanding;
use shared::kernel::{Problem, ProblemKind};

/// The largest body: a comment in any script, percent-encoded.
const BODY_LIMIT: usize = 64 * 1024;

/// The addresses below `/approve`.
pub fn router(state: &State) -> Router {
    let pages = Router::new().route("/approve/{token}", get(read).post(decide));
    bounded(pages, state, BODY_LIMIT).layer(packed())
}

/// What the form sends, as it was typed.
#[derive(serde::Deserialize, Clone, Default)]
#[serde(default)]
struct Typed {
    decision: String,
    comment: String,
    code: String,
}

async fn read(
    Extension(state): Extension<State>,
    knock: Knock,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let typed = Typed::default();
    show(&state, &token, &knock.address, &headers, &typed, None).await
}

/// The page as things are now, with what was typed and why it was refused.
async fn show(
    state: &State,
    token: &str,
    address: &str,
    headers: &HeaderMap,
    typed: &Typed,
    problem: Option<&Problem>,
) -> Response {
    match state.services.approval_link(token, address).await {
        Ok(link) if link.standing == LinkStanding::Open => page::open(token, &link, typed, problem),
        Ok(link) => page::over(&link),
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            page::unknown(super::pages::accepted_language(headers))
        }
        Err(problem) => super::pages::trouble(headers, &problem),
    }
}

async fn decide(
    Extension(state): Extension<State>,
    knock: Knock,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let address = &knock.address;
    let said = Said {
        decision: typed.decision.parse().ok(),
        comment: typed.comment.clone(),
        code: typed.code.clone(),
    };
    let decided = state.services.decide_by_link(&token, &said, address).await;
    match decided {
        // On to the page that says what is saved: reading it again decides nothing again.
        Ok(_) => Redirect::to(&format!("/approve/{token}")).into_response(),
        Err(problem) if problem.kind == ProblemKind::TooManyRequests => {
            super::pages::trouble(&headers, &problem)
        }
        Err(problem) => show(&state, &token, address, &headers, &typed, Some(&problem)).await,
    }
}
