//! The sections of the application: at the side, at the bottom of a phone, in the palette and
//! behind the shortcuts that begin with `g`.

use crate::boot::{may, use_lang};
use crate::platform::admin;
use crate::platform::branding::BrandMark;
use crate::routes::path;
use i18n::{Key, k, t};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::kernel::Action;
use ui::{Glyph, Icon};

/// One page of the navigation.
#[derive(Clone, Copy)]
pub struct Section {
    /// Where it is.
    pub href: &'static str,
    /// Its name.
    pub label: Key,
    /// Its drawing.
    pub glyph: Glyph,
    /// The right it needs.
    pub action: Action,
    /// The letter after `g` that leads there; empty when none does.
    pub letter: &'static str,
}

const fn section(
    href: &'static str,
    label: Key,
    glyph: Glyph,
    action: Action,
    letter: &'static str,
) -> Section {
    Section {
        href,
        label,
        glyph,
        action,
        letter,
    }
}

/// The groups of the navigation with their pages, in order.
const GROUPS: &[(Option<Key>, &[Section])] = &[
    (
        None,
        &[section(
            path::HOME,
            k::shell::HOME,
            Glyph::Home,
            Action::ReadReference,
            "h",
        )],
    ),
    (
        Some(k::shell::group::SELL),
        &[
            section(
                path::LEADS,
                k::shell::LEADS,
                Glyph::Funnel,
                Action::ViewLead,
                "l",
            ),
            section(
                path::PIPELINE,
                k::shell::PIPELINE,
                Glyph::Board,
                Action::ViewOpportunity,
                "p",
            ),
            section(
                path::OPPORTUNITIES,
                k::shell::OPPORTUNITIES,
                Glyph::Target,
                Action::ViewOpportunity,
                "o",
            ),
            section(
                path::ACCOUNTS,
                k::shell::ACCOUNTS,
                Glyph::Building,
                Action::ViewAccount,
                "a",
            ),
            section(
                path::CONTACTS,
                k::shell::CONTACTS,
                Glyph::Person,
                Action::ViewAccount,
                "c",
            ),
            section(
                path::QUOTES,
                k::shell::QUOTES,
                Glyph::FileText,
                Action::ViewQuote,
                "q",
            ),
            section(
                path::APPROVALS,
                k::shell::APPROVALS,
                Glyph::Hourglass,
                Action::DecideApproval,
                "v",
            ),
        ],
    ),
    (
        Some(k::shell::group::WORK),
        &[
            section(
                path::TASKS,
                k::shell::TASKS,
                Glyph::CheckCircle,
                Action::ViewActivity,
                "t",
            ),
            section(
                path::CALENDAR,
                k::shell::CALENDAR,
                Glyph::Calendar,
                Action::ViewActivity,
                "k",
            ),
        ],
    ),
    (
        Some(k::shell::group::INSIGHT),
        &[
            section(
                path::FORECAST,
                k::shell::FORECAST,
                Glyph::Trend,
                Action::ViewForecast,
                "f",
            ),
            section(
                path::TEAM,
                k::shell::TEAM,
                Glyph::Users,
                Action::ViewForecast,
                "m",
            ),
            section(
                path::ACTIVITY,
                k::shell::ACTIVITY,
                Glyph::History,
                Action::ViewActivity,
                "y",
            ),
        ],
    ),
    (
        Some(k::shell::group::SET_UP),
        &[
            section(
                path::PRODUCTS,
                k::shell::PRODUCTS,
                Glyph::Box,
                Action::ReadReference,
                "",
            ),
            section(
                path::PRICE_BOOKS,
                k::shell::PRICE_BOOKS,
                Glyph::Tag,
                Action::ReadReference,
                "",
            ),
            section(
                path::DUPLICATES,
                k::shell::DUPLICATES,
                Glyph::Copy,
                Action::EditAccount,
                "",
            ),
            section(
                path::IMPORT,
                k::shell::IMPORT,
                Glyph::Upload,
                Action::Import,
                "",
            ),
            section(
                path::BIN,
                k::shell::BIN,
                Glyph::Trash,
                Action::EditProfile,
                "",
            ),
            section(
                path::ADMIN,
                k::shell::ADMINISTRATION,
                Glyph::Shield,
                Action::ManageUsers,
                "",
            ),
        ],
    ),
];

/// The four pages at the bottom of a phone.
const ON_PHONE: [&str; 4] = [path::HOME, path::PIPELINE, path::TASKS, path::ACCOUNTS];

/// Whether the person signed in may open it; the administration when anything of it is theirs.
fn offered(section: &Section) -> bool {
    if section.href == path::ADMIN {
        admin::may_any()
    } else {
        may(section.action)
    }
}

/// The pages this person may open, in order.
pub fn sections() -> impl Iterator<Item = Section> {
    GROUPS
        .iter()
        .flat_map(|(_, sections)| sections.iter().copied())
        .filter(offered)
}

fn link(section: Section) -> impl IntoView {
    let lang = use_lang();
    view! {
        <li>
            <A href=section.href exact=section.href == path::HOME attr:class="nav-link">
                <Icon glyph=section.glyph />
                <span class="nav-label">{t(lang, section.label)}</span>
            </A>
        </li>
    }
}

fn groups(prefix: &'static str) -> impl IntoView {
    let lang = use_lang();
    GROUPS
        .iter()
        .enumerate()
        .filter_map(|(index, (heading, sections))| {
            let links: Vec<_> = sections
                .iter()
                .copied()
                .filter(offered)
                .map(link)
                .collect();
            let id = format!("{prefix}-{index}");
            (!links.is_empty()).then(|| {
                let labelled = heading.map(|_| id.clone());
                view! {
                    <div class="nav-section">
                        {heading.map(|key| view! { <span class="nav-heading" id=id>{t(lang, key)}</span> })}
                        <ul class="nav-list" aria-labelledby=labelled>{links}</ul>
                    </div>
                }
            })
        })
        .collect_view()
}

/// The navigation at the side.
#[component]
pub fn SideNav() -> impl IntoView {
    let lang = use_lang();
    view! {
        <nav class="frame-nav" aria-label=t(lang, k::shell::NAVIGATION)>
            <a class="brand" href=path::HOME><BrandMark /></a>
            {groups("nav")}
        </nav>
    }
}

/// The navigation at the bottom of a phone, with a sheet for the rest.
#[component]
pub fn PhoneNav() -> impl IntoView {
    let lang = use_lang();
    let tabs = sections()
        .filter(|section| ON_PHONE.contains(&section.href))
        .map(|section| {
            view! {
                <A href=section.href exact=section.href == path::HOME attr:class="frame-tab">
                    <Icon glyph=section.glyph />
                    <span>{t(lang, section.label)}</span>
                </A>
            }
        })
        .collect_view();
    view! {
        <nav class="frame-tabs" aria-label=t(lang, k::shell::SHORT_NAVIGATION)>
            {tabs}
            <button type="button" class="frame-tab" popovertarget="phone-menu">
                <Icon glyph=Glyph::Menu />
                <span>{t(lang, k::shell::MORE)}</span>
            </button>
        </nav>
        <nav class="menu phone-menu" id="phone-menu" popover="auto" aria-label=t(lang, k::shell::ALL_PAGES)
            on:click=move |_| close_popover("phone-menu")>
            {groups("sheet")}
        </nav>
    }
}

/// Closes a popover, if it is open.
pub fn close_popover(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Refused when it is closed already, which is what is wanted.
        let _ = element.hide_popover();
    }
}

/// Opens a form whenever the address asks for it with `new`, and takes the word away again, so that
/// going back or reloading does not open the form a second time.
pub fn opens_with_new(open: RwSignal<bool>) {
    let query = leptos_router::hooks::use_query_map();
    let path = leptos_router::hooks::use_location().pathname;
    let navigate = leptos_router::hooks::use_navigate();
    Effect::new(move |_| {
        if query.with(|query| query.get_str("new").is_some()) {
            open.set(true);
            let mut rest = query.get_untracked();
            rest.remove("new");
            navigate(
                &format!("{}{}", path.get_untracked(), rest.to_query_string()),
                leptos_router::NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..Default::default()
                },
            );
        }
    });
}
