//! The page of the list.

use crate::boot::{may, use_lang};
use crate::deals::opportunities::CreateDialog;
use crate::platform::views::RecordList;
use crate::routes::path;
use crate::shell::Page;
use i18n::{k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shared::kernel::Action;
use shared::platform::views::{ListAddress, Object, board_words};
use ui::{Button, EmptyState, Glyph, LinkButton, PageHeader, Variant};

/// The board with the same deals, as far as its filters can say it.
fn board_address() -> Signal<String> {
    let query = use_query_map();
    Signal::derive(move || {
        let mut words = ParamsMap::new();
        let list =
            query.with(|query| ListAddress::read(Object::Opportunities, |key| query.get(key)));
        for (key, value) in board_words(&list.spec) {
            words.insert(key, value);
        }
        // What RFC 3986 leaves as it is stays readable in the address.
        let mut query = words.to_query_string();
        for (coded, plain) in [("%2D", "-"), ("%2E", "."), ("%5F", "_"), ("%7E", "~")] {
            query = query.replace(coded, plain);
        }
        format!("{}{query}", path::PIPELINE)
    })
}

/// `/opportunities`.
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = use_lang();
    let creating = RwSignal::new(false);
    let may_create = may(Action::EditOpportunity);
    let new = move || {
        may_create.then(|| {
            view! {
                <Button
                    label=t(lang, k::deals::NEW)
                    variant=Variant::Primary
                    icon=Glyph::Plus
                    on_press=Callback::new(move |()| creating.set(true))
                />
            }
        })
    };
    let nothing = move || {
        view! {
            <EmptyState glyph=Glyph::Funnel title=t(lang, k::deals::NO_DEALS_TITLE) text=t(lang, k::deals::NO_DEALS_TEXT)>
                {new()}
            </EmptyState>
        }
    };
    view! {
        <Page title=t(lang, k::deals::LIST_TITLE)/>
        <PageHeader title=t(lang, k::deals::LIST_TITLE)>
            <LinkButton label=t(lang, k::deals::VIEW_BOARD) href=board_address() icon=Glyph::Board/>
            {new()}
        </PageHeader>
        <RecordList
            object=Object::Opportunities
            label=t(lang, k::deals::LIST_LABEL)
            search_label=t(lang, k::deals::SEARCH)
            nothing
        />
        {may_create.then(|| view! { <CreateDialog open=creating/> })}
    }
}
