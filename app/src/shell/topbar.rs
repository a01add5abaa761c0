//! The bar above the page: search, create, help, one's own menu.

use super::appearance::Appearance;
use super::nav::close_popover;
use super::palette::PaletteState;
use super::shortcuts::{HelpState, palette_keys};
use crate::boot::{may, use_lang, use_session};
use crate::platform::branding::BrandMark;
use crate::platform::notifications::Bell;
use crate::platform::roles::words::own_role;
use crate::platform::search::visits::forget_visits;
use crate::routes::path;
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::kernel::{Action, Lang, UserId};
use shared::platform::profile::{Density, Theme};
use ui::{Avatar, Glyph, Icon, IconButton, Kbd, Menu, MenuGroup, MenuItem, Size, Variant};

/// What can be created from anywhere: name, address, drawing, right.
pub const CREATE: &[(Key, &str, Glyph, Action)] = &[
    (
        k::shell::new::OPPORTUNITY,
        path::NEW_OPPORTUNITY,
        Glyph::Target,
        Action::EditOpportunity,
    ),
    (
        k::shell::new::LEAD,
        path::NEW_LEAD,
        Glyph::Funnel,
        Action::EditLead,
    ),
    (
        k::shell::new::ACCOUNT,
        path::NEW_ACCOUNT,
        Glyph::Building,
        Action::EditAccount,
    ),
    (
        k::shell::new::CONTACT,
        path::NEW_CONTACT,
        Glyph::Person,
        Action::EditAccount,
    ),
    (
        k::shell::new::QUOTE,
        path::NEW_QUOTE,
        Glyph::FileText,
        Action::EditQuote,
    ),
    (
        k::shell::new::TASK,
        path::NEW_TASK,
        Glyph::CheckCircle,
        Action::EditActivity,
    ),
];

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let lang = use_lang();
    let palette = expect_context::<PaletteState>();
    let help = expect_context::<HelpState>();
    let keys = palette_keys();
    view! {
        <header class="topbar">
            <a class="brand phone-only" href=path::HOME aria-label=t(lang, k::shell::APP_NAME)>
                <BrandMark bare=true />
            </a>
            <button
                type="button"
                class="search-button"
                aria-label=t(lang, k::shell::SEARCH_BUTTON)
                aria-keyshortcuts="Control+K Meta+K /"
                on:click=move |_| palette.open.set(true)
            >
                <Icon glyph=Glyph::Search />
                <span>{t(lang, k::shell::SEARCH_BUTTON)}</span>
                {move || view! { <Kbd keys=keys.get() /> }}
            </button>
            <div class="topbar-actions">
                <CreateMenu />
                <Bell />
                <span class="desktop-only">
                    <IconButton
                        glyph=Glyph::Help
                        label=t(lang, k::shell::HELP)
                        on_press=Callback::new(move |()| help.open.set(true))
                    />
                </span>
                <UserMenu />
            </div>
        </header>
    }
}

#[component]
fn CreateMenu() -> impl IntoView {
    let lang = use_lang();
    let items: Vec<_> = CREATE
        .iter()
        .filter(|(_, _, _, action)| may(*action))
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <Menu id="create-menu" label=t(lang, k::shell::CREATE) glyph=Glyph::Plus variant=Variant::Primary size=Size::Small>
                {items
                    .into_iter()
                    .map(|(label, href, icon, _)| {
                        view! { <MenuItem label=t(lang, *label) icon=*icon href=(*href).to_owned() /> }
                    })
                    .collect_view()}
            </Menu>
        }
    })
}

#[component]
fn UserMenu() -> impl IntoView {
    let lang = use_lang();
    let actor = use_session().actor;
    let help = expect_context::<HelpState>();
    let name = actor.name.clone();
    let role_name = own_role(lang, &actor);
    view! {
        <Menu
            id="user-menu"
            label=tf(lang, k::shell::USER_MENU, &[("name", &name)])
            face=move || view! { <Avatar name=name.clone() /> }
        >
            <div class="user-card">
                <Avatar name=actor.name.clone() large=true />
                <div class="user-card-text">
                    <span class="strong truncate">{actor.name.clone()}</span>
                    <span class="small faint truncate">{role_name}</span>
                </div>
            </div>
            <MenuItem label=t(lang, k::shell::SETTINGS) icon=Glyph::Settings href=path::SETTINGS.to_owned() />
            <MenuItem
                label=t(lang, k::shell::HELP)
                icon=Glyph::Keyboard
                hint="?"
                on_press=Callback::new(move |()| {
                    close_popover("user-menu");
                    help.open.set(true);
                })
            />
            <Looks />
            <SignOut me=actor.user_id />
        </Menu>
    }
}

/// Colours, height of rows, language.
#[component]
fn Looks() -> impl IntoView {
    let lang = use_lang();
    let look = expect_context::<Appearance>();
    let theme = move |theme: Theme, label: Key, icon: Glyph| {
        view! {
            <MenuItem
                label=t(lang, label)
                icon=icon
                checked=Signal::derive(move || look.theme.get() == theme)
                on_press=Callback::new(move |()| look.set_theme(theme))
            />
        }
    };
    let density = move |density: Density, label: Key| {
        view! {
            <MenuItem
                label=t(lang, label)
                checked=Signal::derive(move || look.density.get() == density)
                on_press=Callback::new(move |()| look.set_density(density))
            />
        }
    };
    let language = move |other: Lang, label: Key| {
        view! {
            <MenuItem
                label=t(lang, label)
                checked=Signal::stored(other == lang)
                on_press=Callback::new(move |()| look.set_lang(other))
            />
        }
    };
    view! {
        <MenuGroup label=t(lang, k::shell::theme::TITLE)>
            {theme(Theme::System, k::shell::theme::SYSTEM, Glyph::Monitor)}
            {theme(Theme::Light, k::shell::theme::LIGHT, Glyph::Sun)}
            {theme(Theme::Dark, k::shell::theme::DARK, Glyph::Moon)}
        </MenuGroup>
        <MenuGroup label=t(lang, k::shell::density::TITLE)>
            {density(Density::Comfortable, k::shell::density::COMFORTABLE)}
            {density(Density::Compact, k::shell::density::COMPACT)}
        </MenuGroup>
        <MenuGroup label=t(lang, k::shell::LANGUAGE)>
            {language(Lang::Fr, k::shell::FRENCH)} {language(Lang::En, k::shell::ENGLISH)}
        </MenuGroup>
    }
}

/// Ends the session; quotes that were not sent from this browser come first.
#[component]
fn SignOut(me: UserId) -> impl IntoView {
    let lang = use_lang();
    view! {
        <form
            class="menu-group"
            method="post"
            action="/sign-out"
            role="none"
            on:submit=move |event| {
                crate::cpq::offline::hold(&event, me);
                if !event.default_prevented() {
                    forget_visits();
                }
            }
        >
            <button type="submit" class="menu-item" role="menuitem" tabindex="-1">
                <Icon glyph=Glyph::Logout />
                <span class="menu-label">{t(lang, k::auth::SIGN_OUT)}</span>
            </button>
        </form>
    }
}
