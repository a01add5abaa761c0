//! The buying group: contacts with their roles.

use super::state::Deal;
use crate::boot::use_lang;
use crate::routes;
use crate::work::{suggest, word};
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::{BuyingRole, DealContact};
use shared::kernel::ContactId;
use shared::work::tasks::ops::LinkKind;
use ui::{Avatar, Card, Choice, Combobox, Glyph, IconButton, Select, Size};

fn role_choices(lang: shared::kernel::Lang) -> Vec<Choice> {
    BuyingRole::ALL
        .iter()
        .map(|role| {
            Choice::new(
                role.code(),
                word(lang, "opportunity.buying_role", role.code()),
            )
        })
        .collect()
}

fn all_of(deal: Deal) -> Vec<(ContactId, BuyingRole)> {
    deal.view.with_untracked(|view| {
        view.contacts
            .iter()
            .map(|contact| (contact.contact_id, contact.role))
            .collect()
    })
}

/// The card.
#[component]
pub fn ContactsCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let contacts = Memo::new(move |_| deal.view.with(|view| view.contacts.clone()));
    let account = RwSignal::new(None::<Choice>);
    Effect::new(move |_| {
        account.set(deal.view.with(|view| {
            view.account
                .as_ref()
                .map(|account| Choice::new(account.id.to_string(), account.name.clone()))
        }));
    });
    let picked = RwSignal::new(None::<Choice>);
    let add = Callback::new(move |choice: Option<Choice>| {
        let Some(id) = choice.and_then(|choice| choice.value.parse::<ContactId>().ok()) else {
            return;
        };
        picked.set(None);
        let mut all = all_of(deal);
        if all.iter().any(|(known, _)| *known == id) {
            return;
        }
        all.push((id, BuyingRole::Influencer));
        deal.set_contacts(all);
    });
    view! {
        <Card id="deal-contacts" title=Signal::stored(t(lang, k::opportunity::CONTACTS).to_owned())>
            <div class="stack-sm">
                <Show
                    when=move || contacts.with(|all| !all.is_empty())
                    fallback=move || {
                        view! { <p class="muted small">{t(lang, k::opportunity::NO_CONTACTS)}</p> }
                    }
                >
                    <ul class="deal-people">
                        <For
                            each=move || contacts.get()
                            key=|contact| (contact.contact_id, contact.role.code())
                            children=move |contact| view! { <ContactRow deal contact /> }
                        />
                    </ul>
                </Show>
                <Show when=move || may_edit.get()>
                    <Combobox
                        id="deal-add-contact"
                        label=t(lang, k::opportunity::ADD_CONTACT)
                        value=picked
                        suggest=suggest(LinkKind::Contact, Some(account))
                        empty_text=t(lang, k::work::NOTHING_FOUND)
                        placeholder=t(lang, k::opportunity::ADD_CONTACT)
                        bare=true
                        on_pick=add
                    />
                </Show>
            </div>
        </Card>
    }
}

#[component]
fn ContactRow(deal: Deal, contact: DealContact) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let id = contact.contact_id;
    let role = RwSignal::new(contact.role.code().to_owned());
    let change = Callback::new(move |picked: String| {
        let Ok(role) = picked.parse::<BuyingRole>() else {
            return;
        };
        let mut all = all_of(deal);
        if let Some(entry) = all.iter_mut().find(|(known, _)| *known == id) {
            entry.1 = role;
        }
        deal.set_contacts(all);
    });
    let remove = Callback::new(move |()| {
        let mut all = all_of(deal);
        all.retain(|(known, _)| *known != id);
        deal.set_contacts(all);
    });
    let role_name = word(lang, "opportunity.buying_role", contact.role.code());
    let remove_label = tf(
        lang,
        k::opportunity::REMOVE_NAMED,
        &[("name", &contact.name)],
    );
    let select_label = tf(lang, k::opportunity::ROLE_OF, &[("name", &contact.name)]);
    let mail = (!contact.email.is_empty()).then(|| {
        let href = format!("mailto:{}", contact.email);
        view! { <a class="small" href=href>{contact.email.clone()}</a> }
    });
    let title = (!contact.title.is_empty())
        .then(|| view! { <span class="small muted truncate">{contact.title.clone()}</span> });
    view! {
        <li class="deal-person">
            <Avatar name=contact.name.clone() />
            <div class="deal-person-words">
                <a class="medium" href=routes::contact(id)>{contact.name.clone()}</a>
                {title}
                {mail}
            </div>
            <Show
                when=move || may_edit.get()
                fallback=move || view! { <span class="small">{role_name}</span> }
            >
                <div class="deal-person-role">
                    <Select
                        id=format!("role-{id}")
                        label=select_label.clone()
                        value=role
                        options=role_choices(lang)
                        bare=true
                        on_commit=change
                    />
                    <IconButton
                        glyph=Glyph::X
                        label=remove_label.clone()
                        size=Size::Small
                        on_press=remove
                    />
                </div>
            </Show>
        </li>
    }
}
