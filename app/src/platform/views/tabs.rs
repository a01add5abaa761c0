//! Views as tabs: those everybody has, then the saved ones.

use super::save::ViewMenu;
use super::state::{ListCtx, list_path};
use i18n::{Key, k, t, tf};
use leptos::prelude::*;
use shared::platform::views::{ListAddress, SavedView, Sharing, ViewSpec, built_in};
use ui::{Glyph, Icon};

#[component]
pub(super) fn ViewTabs(ctx: ListCtx) -> impl IntoView {
    let lang = ctx.lang;
    let object = ctx.object;
    let ready = built_in(object)
        .iter()
        .enumerate()
        .map(|(index, (word, filter))| {
            let word = *word;
            let name = Key::by_name(&format!("views.view_{}.{word}", object.code()))
                .or_else(|| Key::by_name(&format!("views.view.{word}")))
                .map_or(word, |key| t(lang, key));
            // The first is the list without any word.
            let view = if index == 0 { "" } else { word };
            let address = ListAddress {
                view: view.to_owned(),
                spec: ViewSpec::filtered(*filter),
            };
            let href = format!("{}{}", list_path(object), address.to_query(object));
            let current = Signal::derive(move || ctx.address.with(|address| address.view == view));
            tab(name.to_owned(), href, current, None)
        })
        .collect_view();
    view! {
        <div class="list-tabs">
            <nav class="list-views" aria-label=t(lang, k::views::VIEWS_LABEL)>
                {ready}
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move {
                        let views = ctx.views.await.unwrap_or_default();
                        views.into_iter().map(|view| saved_tab(ctx, view)).collect_view()
                    })}
                </Transition>
            </nav>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    let views = ctx.views.await.unwrap_or_default();
                    view! { <ViewMenu ctx views/> }
                })}
            </Transition>
        </div>
    }
}

fn saved_tab(ctx: ListCtx, view: SavedView) -> AnyView {
    let href = ctx.saved_href(&view);
    let id = view.id.to_string();
    let current = Signal::derive(move || ctx.address.with(|address| address.view == id));
    let shared = (view.sharing == Sharing::Team)
        .then(|| tf(ctx.lang, k::views::SHARED_BY, &[("name", &view.owner.name)]));
    tab(view.name, href, current, shared)
}

fn tab(name: String, href: String, current: Signal<bool>, shared: Option<String>) -> AnyView {
    let mark = shared.clone().map(|text| {
        view! {
            <Icon glyph=Glyph::Users class="icon-sm"/>
            <span class="visually-hidden">{text}</span>
        }
    });
    view! {
        <a
            class="list-tab" href=href title=shared
            aria-current=move || current.get().then_some("page")
        >
            {name}{mark}
        </a>
    }
    .into_any()
}
