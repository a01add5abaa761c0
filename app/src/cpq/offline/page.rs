//! `/quotes/offline`: rendered like any page while there is a network, and out of the browser's cache while
//! there is none. Both are the same page: what depends on the browser comes once the page lives.

use super::books::Books;
use super::desk::Desk;
use super::lists::{ArrivedQuotes, Drafts};
use super::writing::Writing;
use crate::boot::{may, use_lang};
use crate::platform::search::visits::forget_visits;
use crate::routes::path;
use crate::shell::Page;
use i18n::{bytes, date_time, integer, k, t, tf, tn};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::kernel::Action;
use ui::{Breadcrumbs, Button, Card, Glyph, PageHeader, Skeleton, Variant};

/// The page.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let lang = use_lang();
    let desk = Desk::new();
    Effect::new(move |_| spawn_local(desk.begin()));
    watch_network(desk);
    let crumbs = vec![(
        path::QUOTES.to_owned(),
        t(lang, k::cpq::QUOTES_TITLE).to_owned(),
    )];
    view! {
        <Page title=t(lang, k::offline::TITLE)/>
        <PageHeader
            title=t(lang, k::offline::TITLE)
            subtitle=t(lang, k::offline::SUBTITLE)
            above=move || view! { <Breadcrumbs label=t(lang, k::cpq::QUOTES_TITLE) items=crumbs.clone()/> }
        />
        {move || if !desk.loaded.get() {
            view! { <Skeleton label=t(lang, k::offline::TITLE) lines=8/> }.into_any()
        } else if !desk.possible.get() {
            view! { <p class="notice tone-warning">{t(lang, k::offline::NOT_POSSIBLE)}</p> }.into_any()
        } else if let Some(id) = desk.open.get() {
            view! { <Writing desk id/> }.into_any()
        } else {
            view! { <Overview desk/> }.into_any()
        }}
    }
}

/// What waits is sent as soon as there is a network again.
fn watch_network(desk: Desk) {
    Effect::new(move |_| {
        let on = window_event_listener(leptos::ev::online, move |_| {
            desk.online.try_set(true);
            if desk.loaded.try_get_untracked() == Some(true) {
                spawn_local(desk.flush());
            }
        });
        let off = window_event_listener(leptos::ev::offline, move |_| {
            desk.online.try_set(false);
        });
        on_cleanup(move || {
            on.remove();
            off.remove();
        });
    });
}

#[component]
fn Overview(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let query = use_query_map();
    let leaving = move || {
        query.with(|query| query.get("leaving").is_some())
            && desk.drafts.with(|drafts| !drafts.is_empty())
    };
    view! {
        <div class="offline">
            <Show when=leaving><Leaving desk/></Show>
            {move || {
                let lost = desk.unreadable.get();
                (lost > 0).then(|| view! {
                    <p class="notice tone-warning">{tn(lang, k::offline::UNREADABLE, lost, &[])}</p>
                })
            }}
            <Bag desk/>
            <Drafts desk/>
            <ArrivedQuotes desk/>
            <Books desk/>
        </div>
    }
}

/// Signing out deletes what is here: said, with the way to send it first.
#[component]
fn Leaving(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let form = NodeRef::<leptos::html::Form>::new();
    let go = Callback::new(move |()| {
        spawn_local(async move {
            desk.give_up().await;
            if let Some(form) = form.get_untracked() {
                forget_visits();
                let _ = form.submit();
            }
        });
    });
    view! {
        <section class="notice offline-leaving" aria-labelledby="offline-leaving-title">
            <h2 class="offline-subtitle" id="offline-leaving-title">{t(lang, k::offline::leaving::TITLE)}</h2>
            <p>{t(lang, k::offline::leaving::TEXT)}</p>
            <form method="post" action="/sign-out" node_ref=form class="cluster">
                <Button
                    label=t(lang, k::offline::SEND_ALL)
                    icon=Glyph::Send
                    variant=Variant::Primary
                    busy=desk.sending
                    disabled=Signal::derive(move || !desk.online.get())
                    on_press=Callback::new(move |()| spawn_local(desk.flush()))
                />
                <Button label=t(lang, k::offline::leaving::DELETE) variant=Variant::Danger on_press=go/>
            </form>
        </section>
    }
}

/// What was taken along.
#[component]
fn Bag(desk: Desk) -> impl IntoView {
    let lang = desk.lang;
    let take = Callback::new(move |()| spawn_local(desk.take_along(false)));
    let unpack = Callback::new(move |()| spawn_local(desk.unpack()));
    let packed = Signal::derive(move || desk.luggage.with(Option::is_some));
    let sells = may(Action::EditQuote);
    let label = Signal::derive(move || {
        let key = if packed.get() {
            k::offline::TAKE_AGAIN
        } else {
            k::offline::TAKE
        };
        t(lang, key).to_owned()
    });
    view! {
        <Card id="offline-bag" title=Signal::stored(t(lang, k::offline::BAG).to_owned())>
            <div class="offline-bag">
                {move || match desk.luggage.get() {
                    None => view! { <p>{t(lang, k::offline::NOTHING)}</p> }.into_any(),
                    Some(luggage) => {
                        let count = |n: usize| integer(lang, i64::try_from(n).unwrap_or(i64::MAX));
                        let items = luggage.books.iter().map(|book| book.items.len()).sum();
                        let values: [(&str, &dyn std::fmt::Display); 4] = [
                            ("accounts", &count(luggage.accounts.len())),
                            ("books", &count(luggage.books.len())),
                            ("items", &count(items)),
                            ("models", &count(luggage.models.len())),
                        ];
                        let when = date_time(lang, desk.local(luggage.taken_at));
                        let size = bytes(lang, desk.size.get());
                        let left = luggage.left_behind.join(", ");
                        view! {
                            <p data-luggage="">{tf(lang, k::offline::CONTENTS, &values)}</p>
                            <p class="muted small">{tf(lang, k::offline::TAKEN_AT, &[("when", &when), ("size", &size)])}</p>
                            {luggage.more_accounts.then(|| view! { <p class="muted small">{t(lang, k::offline::MORE_ACCOUNTS)}</p> })}
                            {(!left.is_empty()).then(|| view! {
                                <p class="muted small">{tf(lang, k::offline::LEFT_BEHIND, &[("names", &left)])}</p>
                            })}
                            <p class="small" role="status">
                                {move || if desk.ready.get() {
                                    view! { <span class="tone-success" data-offline-ready="">{t(lang, k::offline::READY)}</span> }.into_any()
                                } else {
                                    view! { <span class="muted">{t(lang, k::offline::PREPARING)}</span> }.into_any()
                                }}
                            </p>
                        }
                        .into_any()
                    }
                }}
                <p class="cluster">
                    <Button
                        label
                        icon=Glyph::Download
                        variant=Variant::Secondary
                        busy=desk.taking
                        disabled=Signal::derive(move || !sells || !desk.online.get())
                        on_press=take
                    />
                    <Show when=move || packed.get()>
                        <Button label=t(lang, k::offline::UNPACK) variant=Variant::Ghost icon=Glyph::Trash on_press=unpack/>
                    </Show>
                </p>
                <p class="muted small">{t(lang, k::offline::PRIVACY)}</p>
            </div>
        </Card>
    }
}
