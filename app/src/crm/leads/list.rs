//! The list of leads: what stands around `platform::views::RecordList`.

use super::create::NewLeadDialog;
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

/// The page at `/leads`.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let lang = use_lang();
    let may_create = may(Action::EditLead);
    let creating = RwSignal::new(false);
    use_asked(creating, may_create);
    if may_create {
        let create = Callback::new(move |()| creating.set(true));
        use_create_key(t(lang, k::leads::NEW_LEAD), create);
    }
    let total = RwSignal::new(None::<i64>);
    view! {
        <Page title=t(lang, k::leads::TITLE)/>
        <PageHeader
            title=t(lang, k::leads::TITLE)
            subtitle=Signal::derive(move || {
                total.get().map(|n| tn(lang, k::views::count::LEADS, n, &[])).unwrap_or_default()
            })
        >
            {may_create.then(|| new_button(creating))}
        </PageHeader>
        <RecordList
            object=Object::Leads
            label=t(lang, k::leads::TITLE)
            search_label=t(lang, k::leads::SEARCH)
            nothing=move || nothing(creating)
            total
        />
        {may_create.then(|| view! { <NewLeadDialog open=creating/> })}
    }
}

fn new_button(creating: RwSignal<bool>) -> AnyView {
    view! {
        <Button
            label=t(use_lang(), k::leads::NEW_LEAD)
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
        <EmptyState glyph=Glyph::Funnel title=t(lang, k::leads::NO_LEADS) text=t(lang, k::leads::NO_LEADS_TEXT)>
            {may(Action::EditLead).then(|| new_button(creating))}
            <a class="btn" href=path::LEAD_FORM rel="external">{t(lang, k::leads::OPEN_FORM)}</a>
        </EmptyState>
    }
    .into_any()
}
