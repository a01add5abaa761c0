//! Navigation and the place of the page.

use crate::boot::{may, use_boot, use_lang};
use crate::routes::path;
use i18n::{Key, k, t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use shared::kernel::Action;

/// The sections, in order, with the right each needs.
const SECTIONS: &[(&str, Key, Action)] = &[
    (path::HOME, k::shell::HOME, Action::ReadReference),
    (path::PIPELINE, k::shell::PIPELINE, Action::ViewOpportunity),
    (path::OPPORTUNITIES, k::shell::OPPORTUNITIES, Action::ViewOpportunity),
    (path::TASKS, k::shell::TASKS, Action::ViewActivity),
    (path::CALENDAR, k::shell::CALENDAR, Action::ViewActivity),
    (path::ADMIN, k::shell::ADMINISTRATION, Action::ManageUsers),
];

/// Navigation around the page; a bare page when nobody is signed in.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let lang = use_lang();
    let boot = use_boot();
    if boot.session.is_none() {
        return view! { <main id="content" class="bare">{children()}</main> }.into_any();
    }
    let links = SECTIONS
        .iter()
        .filter(|(_, _, action)| may(*action))
        .map(|(href, label, _)| view! { <li><A href=*href exact=*href == "/">{t(lang, *label)}</A></li> })
        .collect_view();
    view! {
        <a class="skip-link" href="#content">{t(lang, k::shell::SKIP_TO_CONTENT)}</a>
        <div class="frame">
            <nav class="frame-nav" aria-label=t(lang, k::shell::NAVIGATION)>
                <ul>{links}</ul>
                <form method="post" action="/sign-out">
                    <button type="submit">{t(lang, k::auth::SIGN_OUT)}</button>
                </form>
            </nav>
            <main id="content" class="frame-main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

/// The title of the document.
#[component]
pub fn Page(#[prop(into)] title: String) -> impl IntoView {
    let lang = use_lang();
    view! { <Title text=format!("{title} · {}", t(lang, k::shell::APP_NAME)) /> }
}
