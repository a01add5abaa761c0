//! Choosing the account and the contact of a quote.

use crate::crm::accounts::api as accounts;
use crate::crm::contacts::api as contacts;
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::accounts::SuggestAccounts;
use shared::crm::contacts::SuggestContacts;
use shared::kernel::{AccountId, ContactId, Lang};
use ui::{Choice, Combobox, Suggest, Tell};

fn choice<I: ToString>(id: I, name: String) -> Choice {
    Choice::new(id.to_string(), name)
}

/// Picks an account by its name.
#[component]
pub fn AccountPicker(
    #[prop(into)] id: String,
    lang: Lang,
    value: RwSignal<Option<Choice>>,
    on_pick: Callback<Option<AccountId>>,
) -> impl IntoView {
    let suggest = Suggest::new(move |text: String| async move {
        accounts::suggest(SuggestAccounts { text, limit: 0 })
            .await
            .unwrap_or_default()
            .into_iter()
            .map(|account| choice(account.id, account.name))
            .collect()
    });
    view! {
        <Combobox
            id
            label=t(lang, k::cpq::head::ACCOUNT)
            value
            suggest
            empty_text=t(lang, k::cpq::new_form::NOTHING_FOUND)
            on_pick=Callback::new(move |picked: Option<Choice>| {
                on_pick.tell(picked.and_then(|choice| choice.value.parse().ok()));
            })
        />
    }
}

/// Picks a contact by name, those of the account first.
#[component]
pub fn ContactPicker(
    #[prop(into)] id: String,
    lang: Lang,
    value: RwSignal<Option<Choice>>,
    #[prop(into)] account: Signal<Option<AccountId>>,
    on_pick: Callback<Option<ContactId>>,
) -> impl IntoView {
    let suggest = Suggest::new(move |text: String| async move {
        let request = SuggestContacts {
            text,
            account: account.get_untracked(),
            limit: 0,
        };
        contacts::suggest(request)
            .await
            .unwrap_or_default()
            .into_iter()
            .map(|contact| choice(contact.id, contact.name))
            .collect()
    });
    view! {
        <Combobox
            id
            label=t(lang, k::cpq::head::CONTACT)
            value
            suggest
            empty_text=t(lang, k::cpq::new_form::NOTHING_FOUND)
            on_pick=Callback::new(move |picked: Option<Choice>| {
                on_pick.tell(picked.and_then(|choice| choice.value.parse().ok()));
            })
        />
    }
}
