//! HTTP: the router and what stands around every request.

mod access;
pub(crate) mod api;
mod approve;
mod auth;
mod documents;
mod door;
mod live;
mod offline;
mod pages;
mod passkeys;
mod peer;
mod room;
mod security;
mod slow;
mod sso;
mod standalone;
mod state;
#[cfg(test)]
mod tests;
mod trouble;
mod web_leads;

pub use peer::Network;
pub use slow::Watching;
pub use state::State;

use crate::assets;
use app::App;
use axum::Router;
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// The largest body of an ordinary request.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Every address.
pub fn router(state: State) -> Router {
    let options = LeptosOptions::builder().output_name("jalon").build();
    let routes = generate_route_list(App);
    let context = {
        let state = state.clone();
        move || pages::provide(&state)
    };
    let missing = leptos_axum::render_app_async_with_context(context.clone(), app::document);
    let compressible = SizeAbove::new(1024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES);
    let answer = state.limits.answer;
    let application = Router::new()
        .route("/quotes/{id}/pdf", get(documents::quote_pdf))
        .route("/models/{id}/{format}", get(documents::model_file))
        .route("/pictures/{id}", get(documents::picture))
        .route("/export/{file}", get(documents::list_export))
        .route("/admin/audit.csv", get(documents::audit_file))
        .route("/sign-in", post(auth::sign_in))
        .route("/sign-out", post(auth::sign_out))
        .route("/sign-in/code", post(access::code))
        .route("/sign-in/with/{id}", get(sso::go))
        .route("/sign-in/callback", get(sso::back))
        .route("/offline", get(offline::notice))
        .route("/sign-in/passkey", post(passkeys::open))
        .route("/sign-in/passkey/ask", post(passkeys::ask))
        .route("/forgot", post(access::forgot))
        .route("/reset/{token}", post(access::reset))
        .route("/welcome/{token}", post(access::welcome))
        .leptos_routes_with_context(&options, routes, context, app::document)
        .fallback(move |request: axum::extract::Request| pages::not_found(request, missing))
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            auth::require_session,
        ));
    let application = slow::bounded(application, answer, BODY_LIMIT)
        .layer(CompressionLayer::new().compress_when(compressible))
        .with_state(options);
    let streams = Router::new().route("/live", get(live::stream)).layer(
        axum::middleware::from_fn_with_state(state.clone(), auth::require_session),
    );
    let public = Router::new()
        .route("/web/lead-form", get(web_leads::form))
        .route("/web/lead-token", get(web_leads::token))
        .route("/web/thanks", get(web_leads::thanks))
        .route("/web/leads", post(web_leads::receive));
    let public = slow::bounded(public, answer, web_leads::BODY_LIMIT);
    Router::new()
        .merge(application)
        .merge(public)
        .merge(streams)
        .merge(room::router(answer))
        .merge(approve::router(answer))
        .merge(api::router().layer(slow::answered_within(answer)).layer(
            CompressionLayer::new().compress_when(SizeAbove::new(1024).and(NotForContentType::SSE)),
        ))
        .merge(assets::router())
        .merge(offline::router())
        .route("/health", get(pages::health))
        .route("/healthz", get(pages::health))
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            security::guard,
        ))
        .layer(axum::Extension(state))
}
