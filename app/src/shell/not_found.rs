//! The page for an address that leads nowhere, with a way out.

use super::Page;
use crate::boot::use_lang;
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;

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
        <section class="empty-page">
            <h1>{t(lang, k::shell::NOT_FOUND_TITLE)}</h1>
            <p>{t(lang, k::shell::NOT_FOUND_TEXT)}</p>
            <p><a href=path::HOME>{t(lang, k::shell::BACK_HOME)}</a></p>
        </section>
    }
}
