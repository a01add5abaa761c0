//! What stands around every page: navigation, top bar, messages, palette, shortcuts.

use super::appearance::provide_appearance;
use super::celebration::{Confetti, provide_celebration};
use super::connection::{Connection, ReadOnly};
use super::nav::{PhoneNav, SideNav};
use super::palette::{Palette, provide_palette};
use super::shortcuts::{ShortcutHelp, listen, provide_shortcuts};
use super::topbar::TopBar;
use super::trail::{TrailNav, provide_trail};
use crate::boot::{use_boot, use_lang};
use i18n::{k, t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use ui::{LiveRegion, SkipLink, ToastRegion, provide_announcer, provide_toaster};
use wasm_bindgen::JsCast;

/// The frame around the page; a bare page when nobody is signed in.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let lang = use_lang();
    let boot = use_boot();
    provide_toaster();
    provide_announcer();
    if boot.session.is_none() {
        return view! { <main id="main" class="bare" tabindex="-1">{children()}</main> }.into_any();
    }
    provide_appearance();
    provide_celebration();
    let palette = provide_palette();
    let help = provide_shortcuts();
    listen(palette, help);
    provide_trail();
    crate::platform::fields::follow();
    crate::cpq::offline::guard();
    crate::platform::search::visits::note_visits();
    crate::live::note_pages();
    focus_new_pages();
    // Whoever must set up a second factor first finds nothing else.
    if boot.session.is_some_and(|session| session.must_enrol) {
        return view! {
            <main id="main" class="page" tabindex="-1">{children()}</main>
            <ToastRegion label=t(lang, k::shell::MESSAGES) close_label=t(lang, k::shell::CLOSE_MESSAGE) />
            <LiveRegion />
        }
        .into_any();
    }
    view! {
        <SkipLink text=t(lang, k::shell::SKIP_TO_CONTENT) />
        <div class="frame">
            <SideNav />
            <div class="frame-main">
                <TopBar />
                <Connection />
                <ReadOnly />
                <main id="main" class="page" tabindex="-1">
                    <TrailNav />
                    {children()}
                </main>
            </div>
            <PhoneNav />
        </div>
        <Palette />
        <ShortcutHelp />
        <Confetti />
        <ToastRegion label=t(lang, k::shell::MESSAGES) close_label=t(lang, k::shell::CLOSE_MESSAGE) />
        <LiveRegion />
    }
    .into_any()
}

/// After a change of page, moves the focus to its heading, so that a screen reader reads where one
/// is and Tab goes on from there. A control that the page itself focused keeps the focus.
fn focus_new_pages() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            focus_page();
        }
        now
    });
}

/// Moves the focus to the heading of the page, unless it is within the page already.
pub(super) fn focus_page() {
    request_animation_frame(|| {
        let main = document().get_element_by_id("main");
        let inside = main
            .as_ref()
            .is_some_and(|main| main.contains(document().active_element().as_deref()));
        let target = document()
            .query_selector("#main h1")
            .ok()
            .flatten()
            .or(main);
        if let (false, Some(target)) = (inside, target)
            && let Ok(target) = target.dyn_into::<web_sys::HtmlElement>()
        {
            if !target.has_attribute("tabindex") {
                let _ = target.set_attribute("tabindex", "-1");
            }
            let _ = target.focus();
        }
    });
}

/// The title of the document.
#[component]
pub fn Page(#[prop(into)] title: String) -> impl IntoView {
    let lang = use_lang();
    let title = format!("{title} · {}", t(lang, k::shell::APP_NAME));
    // leptos_meta writes a title into the page as it is: a record named `</title><script>…` would
    // be a script. In the browser it is a text node and must not be escaped.
    #[cfg(feature = "ssr")]
    let title = html_escape::encode_text(&title).into_owned();
    view! { <Title text=title /> }
}
