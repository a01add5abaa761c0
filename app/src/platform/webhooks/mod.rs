//! `/admin/webhooks`: addresses that are told of changes, and what became of each message.

mod calls;
mod card;
mod form;
mod log;

use crate::boot::use_lang;
use crate::platform::admin::{Loaded, Section};
use calls::webhooks;
use card::card;
use form::WebhookForm;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::WebhookId;
use shared::platform::webhooks::{ListWebhooks, WebhookView};
use ui::{Button, EmptyState, Glyph, Variant};

/// The webhook a dialog is about.
#[derive(Clone, PartialEq)]
pub(super) enum Asked {
    Nothing,
    New,
    Edit(WebhookView),
    Delete(WebhookView),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Ctx {
    list: RwSignal<Vec<WebhookView>>,
    asked: RwSignal<Asked>,
    /// The webhook whose log is open.
    log: RwSignal<Option<WebhookId>>,
    /// A secret that is shown once.
    secret: RwSignal<Option<String>>,
}

impl Ctx {
    /// Puts a saved webhook in its place.
    fn keep(self, view: WebhookView) {
        let _ = self
            .list
            .try_update(|list| match list.iter_mut().find(|one| one.id == view.id) {
                Some(one) => *one = view,
                None => list.push(view),
            });
    }
}

/// The page.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    let loaded = Resource::new(|| (), |()| webhooks(ListWebhooks {}));
    view! {
        <Section title=k::webhooks::TITLE>
            <Loaded loaded lines=6 let(list)><Webhooks list /></Loaded>
        </Section>
    }
    .into_any()
}

#[component]
fn Webhooks(list: Vec<WebhookView>) -> impl IntoView {
    let lang = use_lang();
    let ctx = Ctx {
        list: RwSignal::new(list),
        asked: RwSignal::new(Asked::Nothing),
        log: RwSignal::new(None),
        secret: RwSignal::new(None),
    };
    let list = ctx.list;
    let add = move || {
        view! {
            <Button label=t(lang, k::webhooks::NEW) icon=Glyph::Plus variant=Variant::Primary
                on_press=Callback::new(move |()| ctx.asked.set(Asked::New)) />
        }
    };
    view! {
        <div class="between webhook-intro">
            <p class="muted">
                {t(lang, k::webhooks::INTRO)}
                " "
                <a href="/api/docs" rel="external">{t(lang, k::api::tokens::DOCS)}</a>
            </p>
            <Show when=move || list.with(|list| !list.is_empty())>{add()}</Show>
        </div>
        <Show
            when=move || list.with(|list| !list.is_empty())
            fallback=move || {
                view! {
                    <EmptyState glyph=Glyph::Send title=t(lang, k::webhooks::TITLE) text=t(lang, k::webhooks::EMPTY)>
                        {add()}
                    </EmptyState>
                }
            }
        >
            <ul class="plain-list stack">
                {move || list.get().into_iter().map(|view| card(ctx, view)).collect_view()}
            </ul>
        </Show>
        <WebhookForm ctx />
    }
    .into_any()
}
