//! Choosing the records an activity or task is about.

use super::api;
use crate::boot::use_lang;
use i18n::{k, t};
use leptos::prelude::*;
use shared::kernel::{AccountId, ContactId, OpportunityId};
use shared::work::tasks::ops::{FindLinks, LinkKind};
use shared::work::{Links, LinksView};
use ui::{Choice, Combobox, Suggest};
use uuid::Uuid;

/// The three links of a form.
#[derive(Clone, Copy)]
pub struct LinkFields {
    /// The organisation.
    pub account: RwSignal<Option<Choice>>,
    /// The person.
    pub contact: RwSignal<Option<Choice>>,
    /// The deal.
    pub opportunity: RwSignal<Option<Choice>>,
}

fn choice(id: Uuid, name: &str) -> Choice {
    Choice::new(id.to_string(), name)
}

fn id_of(field: RwSignal<Option<Choice>>) -> Option<Uuid> {
    field.with_untracked(|choice| choice.as_ref().and_then(|choice| choice.value.parse().ok()))
}

impl LinkFields {
    /// Filled in from `links`.
    pub fn new(links: &LinksView) -> Self {
        let account = links.account.as_ref();
        let contact = links.contact.as_ref();
        let opportunity = links.opportunity.as_ref();
        Self {
            account: RwSignal::new(account.map(|named| choice(named.id.0, &named.name))),
            contact: RwSignal::new(contact.map(|named| choice(named.id.0, &named.name))),
            opportunity: RwSignal::new(opportunity.map(|named| choice(named.id.0, &named.name))),
        }
    }

    /// What is chosen now.
    pub fn ids(self) -> Links {
        Links {
            account: id_of(self.account).map(AccountId),
            contact: id_of(self.contact).map(ContactId),
            opportunity: id_of(self.opportunity).map(OpportunityId),
        }
    }
}

/// Looks up records of one kind, within the chosen account if there is one.
pub fn suggest(kind: LinkKind, account: Option<RwSignal<Option<Choice>>>) -> Suggest {
    Suggest::new(move |text| {
        let account = account.and_then(id_of).map(AccountId);
        async move {
            let request = FindLinks {
                text,
                kind,
                account,
            };
            api::find_links(request)
                .await
                .unwrap_or_default()
                .into_iter()
                .map(|found| Choice::detailed(found.id.to_string(), found.name, found.detail))
                .collect()
        }
    })
}

/// Account, contact and opportunity, each a search box.
#[component]
pub fn LinkInputs(
    /// Beginning of the ids of the boxes.
    #[prop(into)]
    id: String,
    fields: LinkFields,
) -> impl IntoView {
    let lang = use_lang();
    let nothing = t(lang, k::work::NOTHING_FOUND);
    view! {
        <Combobox
            id=format!("{id}-account")
            label=t(lang, k::work::ACCOUNT)
            value=fields.account
            suggest=suggest(LinkKind::Account, None)
            empty_text=nothing
            placeholder=t(lang, k::work::SEARCH_ACCOUNT)
        />
        <div class="form-row">
            <Combobox
                id=format!("{id}-opportunity")
                label=t(lang, k::work::OPPORTUNITY)
                value=fields.opportunity
                suggest=suggest(LinkKind::Opportunity, Some(fields.account))
                empty_text=nothing
                placeholder=t(lang, k::work::SEARCH_OPPORTUNITY)
            />
            <Combobox
                id=format!("{id}-contact")
                label=t(lang, k::work::CONTACT)
                value=fields.contact
                suggest=suggest(LinkKind::Contact, Some(fields.account))
                empty_text=nothing
                placeholder=t(lang, k::work::SEARCH_CONTACT)
            />
        </div>
    }
}
