//! The list of accounts: what stands around `platform::views::RecordList`.

use super::create::NewAccountDialog;
use crate::boot::{may, use_lang};
use crate::crm::list::{use_asked, use_create_key};
use crate::platform::views::RecordList;
use crate::routes::path;
use crate::shell::Page;
use i18n::{k, t, tn};
use leptos::prelude::*;
use shared::kernel::Action;
use shared::platform::views::Object;
use ui::{Button, EmptyState, Glyph, PageHeader, Variant};

/// The page.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let lang = use_lang();
    let may_create = may(Action::EditAccount);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    if may_create {
        let create = Callback::new(move |()| creating.set(true));
        use_create_key(t(lang, k::crm::NEW_ACCOUNT), create);
    }
    let total = RwSignal::new(None::<i64>);
    view! {
        <Page title=t(lang, k::crm::ACCOUNTS_TITLE)/>
        <PageHeader
            title=t(lang, k::crm::ACCOUNTS_TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::crm::ACCOUNT_COUNT, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| new_button(creating))}
        </PageHeader>
        <RecordList
            object=Object::Accounts
            label=t(lang, k::crm::ACCOUNTS_TITLE)
            search_label=t(lang, k::crm::SEARCH_ACCOUNTS)
            nothing=move || nothing(creating)
            total
        />
        {may_create.then(|| view! { <NewAccountDialog open=creating/> })}
    }
}

fn new_button(creating: RwSignal<bool>) -> AnyView {
    view! {
        <Button
            label=t(use_lang(), k::crm::NEW_ACCOUNT)
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
        <EmptyState glyph=Glyph::Building title=t(lang, k::crm::NO_ACCOUNTS) text=t(lang, k::crm::NO_ACCOUNTS_TEXT)>
            {may(Action::EditAccount).then(|| new_button(creating))}
            {may(Action::Import).then(|| view! {
                <ui::LinkButton label=t(lang, k::crm::IMPORT_THEM) href=path::IMPORT.to_owned() icon=Glyph::Upload/>
            })}
        </EmptyState>
    }
    .into_any()
}
