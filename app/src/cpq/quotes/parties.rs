//! Choosing the account and the contact of a quote.

use crate::crm::pick;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{AccountId, ContactId, Lang};
use ui::{Choice, Combobox, Tell};

/// Picks an account by its name.
#[component]
pub fn AccountPicker(
    #[prop(into)] id: String,
    lang: Lang,
    value: RwSignal<Option<Choice>>,
    on_pick: Callback<Option<AccountId>>,
) -> impl IntoView {
    view! {
        <Combobox
            id
            label=t(lang, k::cpq::head::ACCOUNT)
            value
            suggest=pick::accounts()
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
    view! {
        <Combobox
            id
            label=t(lang, k::cpq::head::CONTACT)
            value
            suggest=pick::contacts(move || account.get_untracked())
            empty_text=t(lang, k::cpq::new_form::NOTHING_FOUND)
            on_pick=Callback::new(move |picked: Option<Choice>| {
                on_pick.tell(picked.and_then(|choice| choice.value.parse().ok()));
            })
        />
    }
}
