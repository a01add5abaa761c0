//! The list of contacts.

use super::create::NewContactDialog;
use crate::crm::customers::{CustomerList, ListWords};
use i18n::k;
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::Glyph;

const WORDS: ListWords = ListWords {
    object: Object::Contacts,
    right: Action::EditAccount,
    title: k::crm::CONTACTS_TITLE,
    count: k::crm::CONTACT_COUNT,
    search: k::crm::SEARCH_CONTACTS,
    new: k::crm::NEW_CONTACT,
    glyph: Glyph::Users,
    none: k::crm::NO_CONTACTS,
    none_text: k::crm::NO_CONTACTS_TEXT,
    elsewhere: || ().into_any(),
};

/// The page at `/contacts`.
#[component]
pub fn ContactsPage() -> impl IntoView {
    view! { <CustomerList words=WORDS let(open)><NewContactDialog open/></CustomerList> }
}
