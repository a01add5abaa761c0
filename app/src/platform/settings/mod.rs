//! One's own settings: profile, appearance, password, signed-in browsers.

mod browsers;
mod password;
mod profile;

pub(crate) use browsers::{browser_row, browser_words};

use crate::boot::{use_boot, use_lang, use_session};
use crate::cpq::approvals::AbsencesCard;
use crate::platform::access::SecondFactor;
use crate::platform::api::Tokens;
use crate::platform::notifications::WishesCard;
use crate::platform::passkeys::OwnPasskeys;
use crate::platform::profile::get_profile;
use crate::platform::sso::OwnIdentities;
use crate::shell::{Appearance, Page, Trouble};
use i18n::{k, t};
use leptos::prelude::*;
use shared::platform::profile::{Density, GetProfile, Theme};
use ui::{Card, Choice, PageHeader, SegmentedControl, Skeleton};

/// The page.
#[component]
pub fn Settings() -> impl IntoView {
    let lang = use_lang();
    if use_session().must_enrol {
        return view! {
            <Page title=t(lang, k::access::factor::TITLE) />
            <div class="page-narrow">
                <PageHeader title=t(lang, k::access::factor::TITLE) />
                <SecondFactor />
            </div>
        }
        .into_any();
    }
    let notices = use_boot().assets.notices;
    let profile = Resource::new(|| (), |()| get_profile(GetProfile {}));
    let again = Callback::new(move |()| profile.refetch());
    view! {
        <Page title=t(lang, k::settings::TITLE) />
        <div class="page-narrow">
            <PageHeader title=t(lang, k::settings::TITLE) subtitle=t(lang, k::settings::SUBTITLE) />
            <Suspense fallback=move || view! { <Skeleton label=t(lang, k::ui::LOADING) blocks=true lines=4 /> }>
                {move || Suspend::new(async move {
                    match profile.await {
                        Ok(view) => {
                            let sessions = view.sessions.clone();
                            view! {
                                <profile::ProfileForm view />
                                <Look />
                                <WishesCard />
                                <AbsencesCard />
                                <password::PasswordForm />
                                <browsers::Browsers sessions />
                                <OwnIdentities />
                                <Tokens />
                            }
                                .into_any()
                        }
                        Err(fault) => view! { <Trouble fault retry=again /> }.into_any(),
                    }
                })}
            </Suspense>
            <OwnPasskeys />
            <SecondFactor />
            {(!notices.is_empty())
                .then(|| {
                    view! {
                        <p class="small settings-notices">
                            <a href=notices rel="external">{t(lang, k::settings::NOTICES)}</a>
                        </p>
                    }
                })}
        </div>
    }
    .into_any()
}

#[component]
fn Look() -> impl IntoView {
    let lang = use_lang();
    let Some(look) = use_context::<Appearance>() else {
        return ().into_any();
    };
    let theme = RwSignal::new(look.theme.get_untracked().code().to_owned());
    let density = RwSignal::new(look.density.get_untracked().code().to_owned());
    // The menu of the top bar sets the same two.
    Effect::new(move |_| theme.set(look.theme.get().code().to_owned()));
    Effect::new(move |_| density.set(look.density.get().code().to_owned()));
    let themes = [
        (Theme::System, k::shell::theme::SYSTEM),
        (Theme::Light, k::shell::theme::LIGHT),
        (Theme::Dark, k::shell::theme::DARK),
    ];
    let densities = [
        (Density::Comfortable, k::shell::density::COMFORTABLE),
        (Density::Compact, k::shell::density::COMPACT),
    ];
    let theme_choices: Vec<Choice> = themes
        .iter()
        .map(|(theme, key)| Choice::new(theme.code(), t(lang, *key)))
        .collect();
    let density_choices: Vec<Choice> = densities
        .iter()
        .map(|(density, key)| Choice::new(density.code(), t(lang, *key)))
        .collect();
    view! {
        <Card id="settings-look" title=Signal::stored(t(lang, k::settings::look::TITLE).to_owned())>
            <div class="settings-look">
                <span class="field-label">{t(lang, k::shell::theme::TITLE)}</span>
                <SegmentedControl
                    id="theme"
                    label=t(lang, k::shell::theme::TITLE)
                    options=theme_choices
                    value=theme
                    on_change=Callback::new(move |code: String| {
                        if let Ok(theme) = code.parse() {
                            look.set_theme(theme);
                        }
                    })
                />
                <span class="field-label">{t(lang, k::shell::density::TITLE)}</span>
                <SegmentedControl
                    id="density"
                    label=t(lang, k::shell::density::TITLE)
                    options=density_choices
                    value=density
                    on_change=Callback::new(move |code: String| {
                        if let Ok(density) = code.parse() {
                            look.set_density(density);
                        }
                    })
                />
            </div>
        </Card>
    }
    .into_any()
}
