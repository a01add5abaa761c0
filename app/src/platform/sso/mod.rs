//! Single sign-on: `/admin/sign-in`, where administrators keep the providers people sign in with, and
//! one's own identities in the settings.

mod calls;
mod card;
mod dialogs;
mod form;
mod own;
mod report;

pub use own::OwnIdentities;

use crate::boot::use_lang;
use crate::platform::admin::{Loaded, Section};
use crate::platform::api::Secret;
use calls::providers;
use card::card;
use dialogs::Dialogs;
use i18n::{k, t};
use leptos::prelude::*;
use shared::platform::sso::{ListProviders, ProviderView, Providers};
use ui::{Button, EmptyState, Glyph, Variant};

/// The provider a dialog is about.
#[derive(Clone, PartialEq)]
enum Asked {
    Nothing,
    New,
    Edit(Box<ProviderView>),
    Delete(Box<ProviderView>),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Ctx {
    all: RwSignal<Providers>,
    asked: RwSignal<Asked>,
}

/// The page.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| providers(ListProviders {}));
    view! {
        <Section title=k::sso::TITLE>
            <Loaded loaded lines=6 let(all)><List all /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn List(all: Providers) -> impl IntoView {
    let lang = use_lang();
    let redirect = all.redirect.clone();
    let ctx = Ctx {
        all: RwSignal::new(all),
        asked: RwSignal::new(Asked::Nothing),
    };
    let all = ctx.all;
    let some = move || all.with(|all| !all.list.is_empty());
    let add = move || {
        view! {
            <Button label=t(lang, k::sso::NEW) icon=Glyph::Plus variant=Variant::Primary
                on_press=Callback::new(move |()| ctx.asked.set(Asked::New)) />
        }
    };
    view! {
        <div class="between sso-intro">
            <p class="muted">{t(lang, k::sso::INTRO)}</p>
            <Show when=some>{add()}</Show>
        </div>
        <div class="card sso-redirect">
            <Secret id="sso-redirect" label=t(lang, k::sso::REDIRECT).to_owned() secret=redirect />
            <p class="field-hint">{t(lang, k::sso::REDIRECT_HINT)}</p>
        </div>
        <Show when=move || all.with(|all| all.administrators_kept)>
            <p class="notice tone-info">{t(lang, k::sso::ADMINISTRATORS_KEPT)}</p>
        </Show>
        <Show
            when=some
            fallback=move || {
                view! {
                    <EmptyState glyph=Glyph::Lock title=t(lang, k::sso::TITLE) text=t(lang, k::sso::EMPTY)>
                        {add()}
                    </EmptyState>
                }
            }
        >
            <ul class="plain-list stack">
                {move || all.get().list.into_iter().map(|view| card(ctx, view)).collect_view()}
            </ul>
        </Show>
        <Dialogs ctx />
    }
    .into_any()
}
