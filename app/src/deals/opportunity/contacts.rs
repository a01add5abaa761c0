//! The buying group: contacts with their roles.

use super::role::RoleOf;
use super::state::Deal;
use crate::boot::{may, use_lang};
use crate::crm::contacts::NewContactDialog;
use crate::routes;
use crate::work::api::find_links;
use crate::work::word;
use i18n::{k, t};
use leptos::prelude::*;
use shared::deals::opportunities::{BuyingRole, DealContact};
use shared::kernel::{AccountId, Action, ContactId, Lang};
use shared::work::tasks::ops::{FindLinks, LinkKind};
use ui::{Avatar, Button, Card, Choice, Combobox, Glyph, Size, Suggest, Variant};

fn role_choices(lang: Lang) -> Vec<Choice> {
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

/// Finds contacts: those of the deal's account first, then everybody's, since a buying group is
/// seldom of one house (an adviser, the parent company).
fn find(account: Signal<Option<AccountId>>) -> Suggest {
    Suggest::new(move |text: String| {
        let account = account.get_untracked();
        async move {
            let ask = |account| {
                find_links(FindLinks {
                    text: text.clone(),
                    kind: LinkKind::Contact,
                    account,
                })
            };
            let mut found = match account {
                Some(_) => ask(account).await.unwrap_or_default(),
                None => Vec::new(),
            };
            for other in ask(None).await.unwrap_or_default() {
                if found.iter().all(|known| known.id != other.id) {
                    found.push(other);
                }
            }
            let mut choices: Vec<Choice> = found
                .into_iter()
                .map(|found| Choice::detailed(found.id.to_string(), found.name, found.detail))
                .collect();
            choices.truncate(20);
            choices
        }
    })
}

/// A contact just put on the deal; the rest of it comes with the server's answer.
fn added(contact_id: ContactId, name: String) -> DealContact {
    DealContact {
        contact_id,
        name,
        title: String::new(),
        email: String::new(),
        phone: String::new(),
        role: BuyingRole::Influencer,
    }
}

/// Puts a contact on the deal who is not there yet.
fn put(deal: Deal, contact_id: ContactId, name: String) {
    let mut all = deal.view.with_untracked(|view| view.contacts.clone());
    if all.iter().all(|known| known.contact_id != contact_id) {
        all.push(added(contact_id, name));
        deal.set_contacts(all);
    }
}

/// The card.
#[component]
pub fn ContactsCard(deal: Deal) -> impl IntoView {
    let lang = use_lang();
    let may_edit = deal.may_edit();
    let contacts = Memo::new(move |_| deal.view.with(|view| view.contacts.clone()));
    let account = Signal::derive(move || {
        deal.view
            .with(|view| view.account.as_ref().map(|account| account.id))
    });
    let creating = RwSignal::new(false);
    let new_at = Signal::derive(move || {
        deal.view.with(|view| {
            view.account
                .as_ref()
                .map(|account| (account.id, account.name.clone()))
        })
    });
    let may_create = may(Action::EditAccount);
    let picked = RwSignal::new(None::<Choice>);
    let add = Callback::new(move |choice: Option<Choice>| {
        let Some(choice) = choice else { return };
        let Ok(contact_id) = choice.value.parse::<ContactId>() else {
            return;
        };
        picked.set(None);
        put(deal, contact_id, choice.label);
    });
    let created = Callback::new(move |(id, name): (ContactId, String)| put(deal, id, name));
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
                            key=|contact| (contact.contact_id, contact.role.code(), contact.name.clone(), contact.email.clone())
                            children=move |contact| view! { <ContactRow deal contact /> }
                        />
                    </ul>
                </Show>
                <Show when=move || may_edit.get()>
                    <Combobox
                        id="deal-add-contact"
                        label=t(lang, k::opportunity::ADD_CONTACT)
                        value=picked
                        suggest=find(account)
                        empty_text=t(lang, k::work::NOTHING_FOUND)
                        placeholder=t(lang, k::opportunity::ADD_CONTACT)
                        bare=true
                        on_pick=add
                    />
                    {may_create
                        .then(|| {
                            view! {
                                <div>
                                    <Button
                                        label=t(lang, k::opportunity::NEW_CONTACT)
                                        icon=Glyph::Plus
                                        size=Size::Small
                                        variant=Variant::Ghost
                                        on_press=Callback::new(move |()| creating.set(true))
                                    />
                                </div>
                            }
                        })}
                </Show>
            </div>
            {may_create
                .then(|| {
                    view! { <NewContactDialog open=creating account=new_at on_created=created /> }
                })}
        </Card>
    }
}

#[component]
fn ContactRow(deal: Deal, contact: DealContact) -> impl IntoView {
    let lang = use_lang();
    let id = contact.contact_id;
    let change = Callback::new(move |picked: String| {
        let Ok(role) = picked.parse::<BuyingRole>() else {
            return;
        };
        let mut all = deal.view.with_untracked(|view| view.contacts.clone());
        if let Some(entry) = all.iter_mut().find(|known| known.contact_id == id) {
            entry.role = role;
        }
        deal.set_contacts(all);
    });
    let remove = Callback::new(move |()| {
        let mut all = deal.view.with_untracked(|view| view.contacts.clone());
        all.retain(|known| known.contact_id != id);
        deal.set_contacts(all);
    });
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
            <RoleOf
                deal
                id=format!("role-{id}")
                name=contact.name
                role=contact.role.code()
                options=role_choices(lang)
                change
                remove
            />
        </li>
    }
}
