//! The list of quotes.

use super::{NewQuote, NewQuoteButton};
use crate::boot::{may, use_lang};
use crate::cpq::offline::{TakeAlongLink, Waiting};
use crate::cpq::templates::ManageTemplates;
use crate::platform::views::RecordList;
use crate::shell::Page;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{EmptyState, Glyph, PageHeader};

/// `/quotes`.
#[component]
pub fn QuotesPage() -> impl IntoView {
    let lang = use_lang();
    let may_create = may(Action::EditQuote);
    let total = RwSignal::new(None::<i64>);
    let creating = RwSignal::new(false);
    let nothing = move || {
        view! {
            <EmptyState glyph=Glyph::FileText title=t(lang, k::cpq::list::EMPTY_TITLE) text=t(lang, k::cpq::list::EMPTY_TEXT)>
                {may_create.then(|| view! { <NewQuoteButton open=creating/> })}
            </EmptyState>
        }
    };
    view! {
        <Page title=t(lang, k::cpq::QUOTES_TITLE)/>
        <PageHeader
            title=t(lang, k::cpq::QUOTES_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::views::count::QUOTES, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| view! { <TakeAlongLink/> <ManageTemplates/> <NewQuoteButton open=creating/> })}
        </PageHeader>
        <Waiting/>
        <RecordList
            object=Object::Quotes
            label=t(lang, k::cpq::QUOTES_TITLE)
            search_label=t(lang, k::cpq::list::SEARCH)
            nothing
            total
        />
        {may_create.then(|| view! { <NewQuote open=creating/> })}
    }
}
