//! The page for an address that leads nowhere, with a way out.

use super::Page;
use crate::boot::use_lang;
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;
use ui::{EmptyState, Glyph, LinkButton, Variant};

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    let lang = use_lang();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Page title=t(lang, k::shell::NOT_FOUND_TITLE) />
        <h1 class="visually-hidden" tabindex="-1">{t(lang, k::shell::NOT_FOUND_TITLE)}</h1>
        <EmptyState
            glyph=Glyph::Search
            title=t(lang, k::shell::NOT_FOUND_TITLE)
            text=t(lang, k::shell::NOT_FOUND_TEXT)
        >
            <LinkButton label=t(lang, k::shell::BACK_HOME) href=path::HOME variant=Variant::Primary icon=Glyph::Home />
        </EmptyState>
    }
}
