//! The facts of a contact, each edited where it stands.

use super::api;
use crate::boot::use_lang;
use crate::crm::fact::{AccountFact, By, FactField, FactRow, known, refused};
use crate::crm::labels::{language_choices, language_name};
use crate::crm::owners::owner_choices;
use crate::crm::pick;
use crate::crm::record::{CrmRecord, crm_record};
use crate::platform::fields as own;
use crate::routes::{self, path};
use crate::shell::{EditableRecord, Editor, Saving};
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::crm::accounts::AccountFacets;
use shared::crm::contacts::{
    ContactChange, ContactFacts, ContactView, DeleteContact, EditContact, RestoreContact,
    check_contact, tidy_contact,
};
use shared::kernel::{Change, Issue, Lang};
use shared::platform::fields::Holder;
use ui::{Card, EditKind, Facts};

/// A fact that is edited as text or by a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    FirstName,
    LastName,
    Title,
    Email,
    Phone,
    Language,
    Notes,
    Owner,
}

impl FactField<ContactView> for Field {
    const PREFIX: &'static str = "contact";

    fn read(self, _by: By, text: &str) -> Result<ContactChange, Option<Issue>> {
        let own = text.to_owned();
        Ok(match self {
            Field::FirstName => ContactChange::FirstName(own),
            Field::LastName => ContactChange::LastName(own),
            Field::Title => ContactChange::Title(own),
            Field::Email => ContactChange::Email(own),
            Field::Phone => ContactChange::Phone(own),
            Field::Language => ContactChange::Language(text.parse().ok()),
            Field::Notes => ContactChange::Notes(own),
            Field::Owner => ContactChange::Owner(known(text)?),
        })
    }

    fn write(self, _by: By, facts: &ContactFacts) -> String {
        match self {
            Field::FirstName => facts.first_name.clone(),
            Field::LastName => facts.last_name.clone(),
            Field::Title => facts.title.clone(),
            Field::Email => facts.email.clone(),
            Field::Phone => facts.phone.clone(),
            Field::Language => facts.language.map(Lang::tag).unwrap_or_default().to_owned(),
            Field::Notes => facts.notes.clone(),
            Field::Owner => facts.owner_id.to_string(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::Title => "title",
            Field::Email => "email",
            Field::Phone => "phone",
            Field::Language => "language",
            Field::Notes => "notes",
            Field::Owner => "owner_id",
        }
    }

    fn refusal(_by: By, facts: &ContactFacts, change: &ContactChange) -> Option<Issue> {
        let mut after = facts.clone();
        change.apply(&mut after);
        let issues = check_contact(&tidy_contact(&after));
        refused(issues, change.field(), &["first_name", "last_name"])
    }
}

crm_record!(
    ContactView, Holder::Contact, kind: k::crm::CONTACT, list: path::CONTACTS, title: ContactView::name, address: routes::contact,
    edit: EditContact(ContactChange, ContactFacts), delete: DeleteContact, restore: RestoreContact, show: show
);

/// A changed fact as people read it.
fn show(lang: Lang, record: &ContactView, change: &ContactChange) -> String {
    match change {
        ContactChange::Custom(change) => own::shown(lang, Holder::Contact, change),
        ContactChange::FirstName(text)
        | ContactChange::LastName(text)
        | ContactChange::Title(text)
        | ContactChange::Email(text)
        | ContactChange::Phone(text)
        | ContactChange::Notes(text) => text.clone(),
        ContactChange::Language(language) => language
            .map(|language| language_name(lang, language).to_owned())
            .unwrap_or_default(),
        ContactChange::Account(account) => match (account, &record.account) {
            (None, _) => String::new(),
            (Some(id), Some(known)) if known.id == *id => known.name.clone(),
            (Some(id), _) => id.to_string(),
        },
        ContactChange::Owner(owner) if *owner == record.owner.id => record.owner.name.clone(),
        ContactChange::Owner(owner) => crate::crm::owners::owner_name(*owner),
    }
}

/// The card with all facts.
#[component]
pub(super) fn ContactFactsCard(
    editor: Editor<ContactView>,
    facets: AccountFacets,
) -> impl IntoView {
    let lang = use_lang();
    let row = move |field: Field, kind: EditKind| view! { <FactRow editor field kind/> };
    let languages = language_choices(lang);
    let owners = owner_choices(&facets).collect();
    view! {
        <Card id="contact-facts" title=t(lang, k::crm::DETAILS)>
            <Facts>
                {row(Field::FirstName, EditKind::Text)}
                {row(Field::LastName, EditKind::Text)}
                {row(Field::Title, EditKind::Text)}
                <AccountFact
                    editor
                    name="account_id"
                    ids=("contact-account", "contact-account-box")
                    title=k::crm::CHANGE_ACCOUNT
                    suggest=pick::accounts()
                    now=|record: &ContactView| record.account.clone().map(|account| (account.id, account.name))
                    change=ContactChange::Account
                />
                {row(Field::Email, EditKind::Text)}
                {row(Field::Phone, EditKind::Text)}
                {row(Field::Language, EditKind::Among(languages))}
                {row(Field::Owner, EditKind::Among(owners))}
                {row(Field::Notes, EditKind::Lines)}
            </Facts>
        </Card>
    }
}
