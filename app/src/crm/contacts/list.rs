//! The list of contacts: what stands around `platform::views::RecordList`.

use super::create::NewContactDialog;
use crate::boot::{may, use_lang};
use crate::crm::list::{use_asked, use_create_key};
use crate::platform::views::RecordList;
use crate::shell::Page;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{Button, EmptyState, Glyph, PageHeader, Variant};

/// The page.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let lang = use_lang();
    let may_create = may(Action::EditAccount);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    if may_create {
        let create = Callback::new(move |()| creating.set(true));
        use_create_key(t(lang, k::crm::NEW_CONTACT), create);
    }
    let total = RwSignal::new(None::<i64>);
    view! {
        <Page title=t(lang, k::crm::CONTACTS_TITLE)/>
        <PageHeader
            title=t(lang, k::crm::CONTACTS_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::crm::CONTACT_COUNT, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| new_button(creating))}
        </PageHeader>
        <RecordList
            object=Object::Contacts
            label=t(lang, k::crm::CONTACTS_TITLE)
            search_label=t(lang, k::crm::SEARCH_CONTACTS)
            nothing=move || nothing(creating)
            total
        />
        {may_create.then(|| view! { <NewContactDialog open=creating/> })}
    }
}

fn new_button(creating: RwSignal<bool>) -> AnyView {
    view! {
        <Button
            label=t(use_lang(), k::crm::NEW_CONTACT)
            variant=Variant::Primary
            icon=Glyph::Plus
            on_press=Callback::new(move |()| creating.set(true))
        />
    }
    .into_any()
}

fn nothing(creating: RwSignal<bool>) -> AnyView {
    let lang = use_lang();
    view! {
        <EmptyState glyph=Glyph::Users title=t(lang, k::crm::NO_CONTACTS) text=t(lang, k::crm::NO_CONTACTS_TEXT)>
            {may(Action::EditAccount).then(|| new_button(creating))}
        </EmptyState>
    }
    .into_any()
}
