//! Pages and calls: what the application's code finds in its context.

use super::State;
use super::access::{DoorState, Ways};
use super::auth::signed_in;
use super::brand::PageLook;
use crate::assets::{asset, parts};
use app::{Assets, Boot, DoorInfo, SignInInfo};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::{provide_context, use_context};
use ports::Dispatcher;
use services::platform::auth::SignedIn;
use shared::kernel::Lang;
use shared::platform::session::SessionView;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The page state made before rendering, carried by the request.
#[derive(Clone)]
struct PageState(SessionView);

/// Gives pages and calls their context: the dispatcher, and the page's beginning.
pub fn provide(state: &State) {
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    provide_context::<Arc<dyn Dispatcher>>(state.dispatcher.clone());
    if let Some(signed_in) = signed_in(&parts.extensions) {
        provide_context(signed_in.actor.clone());
        provide_context(signed_in.session_id);
    }
    // A call draws no page.
    if !parts.uri.path().starts_with("/call/") {
        provide_context(boot(state, &parts));
    }
}

fn boot(state: &State, parts: &Parts) -> Boot {
    let assets = assets(app::part_of(parts.uri.path()));
    let read_only = state.services.store().is_read_only();
    let look = parts.extensions.get::<PageLook>();
    let look = look.map(|PageLook(look)| look.clone()).unwrap_or_default();
    match parts.extensions.get::<PageState>() {
        Some(PageState(session)) => Boot {
            lang: session.actor.lang,
            theme: session.actor.theme.clone(),
            density: session.actor.density.clone(),
            session: Some(session.clone()),
            assets,
            look,
            sign_in: None,
            read_only,
        },
        None => Boot {
            session: None,
            lang: door(parts).map_or_else(|| accepted_language(&parts.headers), |door| door.lang),
            theme: "system".to_owned(),
            density: "comfortable".to_owned(),
            assets,
            look,
            sign_in: Some(sign_in_info(state, parts)),
            read_only,
        },
    }
}

fn sign_in_info(state: &State, parts: &Parts) -> SignInInfo {
    let mut info = SignInInfo {
        demo: state.demo.clone(),
        next: "/".to_owned(),
        passkeys: state.services.relying_party().is_some(),
        ..SignInInfo::default()
    };
    info.door = door(parts).map(|door| DoorInfo {
        name: door.name.clone(),
        email: door.email.clone(),
    });
    if let Some(Ways(ways)) = parts.extensions.get() {
        info.ways.clone_from(ways);
    }
    let mut typed_name = None;
    let query: axum::extract::Query<Vec<(String, String)>> =
        axum::extract::Query::try_from_uri(&parts.uri)
            .unwrap_or_else(|_| axum::extract::Query(Vec::new()));
    for (key, value) in query.0 {
        match key.as_str() {
            "next" => info.next = value,
            "email" => info.email = value,
            "error" => info.error = Some(value),
            "done" => info.done = Some(value),
            "name" => typed_name = Some(value),
            _ => {}
        }
    }
    if let (Some(door), Some(name)) = (&mut info.door, typed_name.filter(|name| !name.is_empty())) {
        door.name = name;
    }
    info
}

/// Whom the mailed link of this page is for.
fn door(parts: &Parts) -> Option<&services::platform::access::Door> {
    parts.extensions.get::<DoorState>()?.0.as_ref()
}

/// The addresses of the bundle as it is now; `part` is the page's own.
pub(super) fn assets(part: Option<&str>) -> Assets {
    let all = parts();
    let own = part
        .and_then(|part| all.get(part))
        .cloned()
        .unwrap_or_default();
    let later: BTreeSet<_> = all
        .values()
        .flatten()
        .filter(|file| !own.contains(file))
        .cloned()
        .collect();
    Assets {
        parts: own,
        later: later.into_iter().collect(),
        js: asset("jalon.js").unwrap_or_default(),
        wasm: asset("jalon.wasm").unwrap_or_default(),
        texts_en: asset("texts.en.txt").unwrap_or_default(),
        texts_fr: asset("texts.fr.txt").unwrap_or_default(),
        css: asset("jalon.css").unwrap_or_default(),
        icon: asset("favicon.svg").unwrap_or_default(),
        worker: asset("worker.js").unwrap_or_default(),
        notices: asset("third-party-notices.txt").unwrap_or_default(),
    }
}

/// The page for a request that cannot be answered at all, in the browser's language.
pub fn trouble(headers: &HeaderMap, problem: &shared::kernel::Problem) -> Response {
    super::trouble::page(accepted_language(headers), &assets(None), problem)
}

/// The first of the browser's languages that we speak; English otherwise.
pub fn accepted_language(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| {
            text.split(',')
                .find_map(|part| part.trim().parse::<Lang>().ok())
        })
        .unwrap_or_default()
}

/// Adds the page's beginning to a signed-in request.
pub async fn with_page_state(state: &State, mut request: Request) -> Result<Request, Response> {
    let Some(SignedIn {
        actor,
        session_id,
        must_enrol,
    }) = signed_in(request.extensions()).cloned()
    else {
        return Ok(request);
    };
    match state.services.session_view(actor, &state.build).await {
        Ok(view) => {
            let view = SessionView {
                session_id: Some(session_id),
                must_enrol,
                ..view
            };
            request.extensions_mut().insert(PageState(view));
            Ok(request)
        }
        Err(problem) => Err(trouble(request.headers(), &problem)),
    }
}

/// An address that leads nowhere: for a person the application's own page says so (`page` renders
/// it), anything else gets the bare status.
pub async fn not_found<Page, Rendered>(request: Request, page: Page) -> Response
where
    Page: FnOnce(Request) -> Rendered,
    Rendered: Future<Output = Response>,
{
    let path = request.uri().path();
    if path.len() > 1 && path.ends_with('/') && !path.starts_with("//") {
        return Redirect::permanent(path.trim_end_matches('/')).into_response();
    }
    let reads_pages = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/html"));
    if reads_pages && request.method() == axum::http::Method::GET {
        page(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

/// Whether the server and its database answer, and nothing more: for load balancers, which do not
/// sign in.
pub async fn health(axum::Extension(state): axum::Extension<State>) -> Response {
    match state.services.store().ping().await {
        Ok(()) if state.services.store().is_read_only() => {
            (StatusCode::OK, "read-only").into_response()
        }
        Ok(()) => (StatusCode::OK, "ok").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable").into_response(),
    }
}
