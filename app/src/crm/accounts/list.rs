//! The list of accounts.

use super::create::NewAccountDialog;
use crate::boot::{may, use_lang};
use crate::crm::customers::{CustomerList, ListWords};
use crate::routes::path;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{Glyph, LinkButton};

const WORDS: ListWords = ListWords {
    object: Object::Accounts,
    right: Action::EditAccount,
    title: k::crm::ACCOUNTS_TITLE,
    count: k::crm::ACCOUNT_COUNT,
    search: k::crm::SEARCH_ACCOUNTS,
    new: k::crm::NEW_ACCOUNT,
    glyph: Glyph::Building,
    none: k::crm::NO_ACCOUNTS,
    none_text: k::crm::NO_ACCOUNTS_TEXT,
    elsewhere: import,
};

/// The page at `/accounts`.
#[component]
pub fn AccountsPage() -> impl IntoView {
    view! { <CustomerList words=WORDS let(open)><NewAccountDialog open/></CustomerList> }
}

fn import() -> AnyView {
    let lang = use_lang();
    may(Action::Import)
        .then(|| view! {
            <LinkButton label=t(lang, k::crm::IMPORT_THEM) href=path::IMPORT.to_owned() icon=Glyph::Upload/>
        })
        .into_any()
}
