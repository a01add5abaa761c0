//! HTTP: the router and what stands around every request.

mod access;
pub(crate) mod api;
mod approve;
mod auth;
mod brand;
mod crowd;
mod documents;
mod door;
mod export;
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

pub use crowd::AT_ONCE;
pub use peer::Network;
pub use slow::Watching;
pub use state::State;

use crate::assets;
use app::App;
use axum::Router;
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// The largest body of an ordinary request.
const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// Where a file is added to a quote or a record, and the largest body there: the file in Base64, and its name.
const FILES: [&str; 2] = ["/call/attachments.add", "/call/files.add"];
const FILE_LIMIT: usize = shared::platform::files::FILE_BYTES / 3 * 4 + 64 * 1024;

/// Where a whole quote is saved, and the largest body there: ten thousand lines.
const QUOTES: [&str; 2] = ["/call/quotes.save", "/call/offline.send"];
const QUOTE_LIMIT: usize = api::LONG_BODY_MAX;

/// Compresses what is made for one answer, as fast as it goes: of a page of a board the usual level of brotli takes
/// four times as long to send a twentieth less, and for anything longer than 64 kB eight megabytes of memory.
fn packed() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(1))
}

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
    let application = addresses()
        .leptos_routes_with_context(&options, routes, context, app::document)
        .fallback(move |request: axum::extract::Request| pages::not_found(request, missing))
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            auth::require_session,
        ));
    let files: Router =
        slow::bounded(application.clone(), &state, FILE_LIMIT).with_state(options.clone());
    let quotes: Router = slow::bounded(application.clone(), &state, QUOTE_LIMIT)
        .layer(packed().compress_when(compressible.clone()))
        .with_state(options.clone());
    let application = slow::bounded(application, &state, BODY_LIMIT)
        .layer(packed().compress_when(compressible))
        .with_state(options);
    let streams = Router::new()
        .route("/live", get(live::stream))
        .route("/admin/export/{id}/file", get(export::file))
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            auth::require_session,
        ));
    let public = Router::new()
        .route("/web/lead-form", get(web_leads::form))
        .route("/web/lead-token", get(web_leads::token))
        .route("/brand/{file}", get(brand::serve))
        .route("/web/thanks", get(web_leads::thanks))
        .route("/web/leads", post(web_leads::receive));
    let public = slow::bounded(public, &state, web_leads::BODY_LIMIT);
    let whole = Router::new()
        .merge(application)
        .merge(public)
        .merge(streams)
        .merge(room::router(&state))
        .merge(approve::router(&state))
        .merge(
            api::router()
                .layer(slow::answered_within(state.limits.answer))
                .layer(packed().compress_when(SizeAbove::new(1024).and(NotForContentType::SSE))),
        )
        .merge(assets::router())
        .merge(offline::router())
        .route("/health", get(pages::health))
        .route("/healthz", get(pages::health));
    Router::new()
        .route_service(FILES[0], files.clone().into_service::<axum::body::Body>())
        .route_service(FILES[1], files.into_service::<axum::body::Body>())
        .route_service(QUOTES[0], quotes.clone().into_service::<axum::body::Body>())
        .route_service(QUOTES[1], quotes.into_service::<axum::body::Body>())
        .fallback_service(whole)
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            security::guard,
        ))
        .layer(axum::Extension(state))
}

/// What is no page: documents and files, and the ways in and out.
fn addresses() -> Router<LeptosOptions> {
    Router::new()
        .route("/quotes/{id}/pdf", get(documents::quote_pdf))
        .route("/quotes/{id}/ubl", get(documents::quote_ubl))
        .route("/quotes/{id}/certificate", get(documents::certificate))
        .route("/quotes/{id}/files/{file}", get(documents::attachment))
        .route("/files/{kind}/{id}/{file}", get(documents::record_file))
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
}
