//! The company's look over HTTP: its pictures and its accent's style sheet, by addresses that always give the
//! same, to whoever asks; and the look as pages find it.

use super::State;
use super::trouble::status_of;
use axum::Extension;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use shared::platform::branding::{Brand, Colour, Look, sheet};

/// For ever: another content has another address.
const CACHED: &str = "public, max-age=31536000, immutable";

/// A picture by its hash, or the style sheet of an accent by its digits.
pub async fn serve(Extension(state): Extension<State>, Path(file): Path<String>) -> Response {
    if let Some(digits) = file.strip_suffix(".css") {
        return match Colour::from_digits(digits) {
            Some(accent) => kept("text/css; charset=utf-8", sheet(accent)),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    match state.services.brand_picture(&file).await {
        Ok(picture) => kept(picture.kind.code(), picture.bytes),
        Err(problem) => status_of(&problem).into_response(),
    }
}

fn kept(kind: &'static str, content: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, CACHED),
    ];
    (headers, content).into_response()
}

/// The look of a page, carried by its request.
#[derive(Clone)]
pub struct PageLook(pub Look);

/// Looks up how the company looks. A page is no worse for not knowing it.
pub async fn with_look(state: &State, request: &mut Request) {
    match state.services.look().await {
        Ok(look) => {
            request.extensions_mut().insert(PageLook(look));
        }
        Err(problem) => tracing::warn!(problem = %problem, "a page shows Jalon's own look"),
    }
}

/// The logo beside a name, on a page behind a link.
pub fn logo(brand: &Brand) -> Markup {
    html! {
        @if let Some(logo) = &brand.logo {
            @let (width, height) = logo.within(200, 40);
            img class="brand-logo" src=(logo.address()) alt="" width=(width) height=(height);
        }
    }
}
