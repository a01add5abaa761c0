//! The list of leads.

use super::create::NewLeadDialog;
use crate::boot::use_lang;
use crate::crm::customers::{CustomerList, ListWords};
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::Glyph;

const WORDS: ListWords = ListWords {
    object: Object::Leads,
    right: Action::EditLead,
    title: k::leads::TITLE,
    count: k::views::count::LEADS,
    search: k::leads::SEARCH,
    new: k::leads::NEW_LEAD,
    glyph: Glyph::Funnel,
    none: k::leads::NO_LEADS,
    none_text: k::leads::NO_LEADS_TEXT,
    elsewhere: public_form,
};

/// The page at `/leads`.
#[component]
pub fn LeadsPage() -> impl IntoView {
    view! { <CustomerList words=WORDS let(open)><NewLeadDialog open/></CustomerList> }
}

fn public_form() -> AnyView {
    let lang = use_lang();
    view! { <a class="btn" href=path::LEAD_FORM rel="external">{t(lang, k::leads::OPEN_FORM)}</a> }
        .into_any()
}
