//! The dialog of a new contact.

use super::api;
use crate::boot::{new_uuid, use_lang, use_session};
use crate::crm::create::{NewDialog, Said, SaidAbove, Sending};
use crate::crm::duplicates::DuplicateHint;
use crate::crm::labels::language_choices;
use crate::platform::fields::OwnBoxes;
use crate::routes;
use i18n::{k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::crm::contacts::{
    ContactFacts, ContactView, CreateContact, check_contact, tidy_contact,
};
use shared::crm::duplicates::{Draft, DuplicateKind};
use shared::kernel::{AccountId, ContactId, UserId};
use shared::platform::fields::Holder;
use ui::{Choice, Combobox, Select, Tell, TextInput};

/// The fields the dialog shows a finding at.
const SHOWN: &[&str] = &[
    "first_name",
    "last_name",
    "title",
    "email",
    "phone",
    "language",
    "account_id",
];

/// The boxes of the dialog.
#[derive(Clone, Copy)]
struct Form {
    first_name: RwSignal<String>,
    last_name: RwSignal<String>,
    title: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    language: RwSignal<String>,
    account: RwSignal<Option<Choice>>,
    said: Said,
}

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            first_name: text(),
            last_name: text(),
            title: text(),
            email: text(),
            phone: text(),
            language: text(),
            account: RwSignal::new(None),
            said: Said::new(Holder::Contact),
        }
    }

    fn facts(self, owner: UserId) -> ContactFacts {
        let (first, last) = (
            self.first_name.get_untracked(),
            self.last_name.get_untracked(),
        );
        let account = self.account.get_untracked();
        tidy_contact(&ContactFacts {
            account_id: account.and_then(|choice| choice.value.parse().ok()),
            title: self.title.get_untracked(),
            email: self.email.get_untracked(),
            phone: self.phone.get_untracked(),
            language: self.language.get_untracked().parse().ok(),
            custom: self.said.own.read().0,
            ..ContactFacts::named(first, last, owner)
        })
    }

    /// What is typed so far, to look for what is there.
    fn draft(self) -> Draft {
        let account = self
            .account
            .with(|choice| choice.as_ref().map(|c| c.label.clone()));
        Draft {
            first_name: self.first_name.get(),
            last_name: self.last_name.get(),
            company: account.unwrap_or_default(),
            email: self.email.get(),
            phone: self.phone.get(),
            ..Draft::new(DuplicateKind::Contact)
        }
    }

    /// Empty boxes, with the account the dialog was opened from.
    fn reset(self, account: Option<(AccountId, String)>) {
        for text in [
            self.first_name,
            self.last_name,
            self.title,
            self.email,
            self.phone,
            self.language,
        ] {
            text.set(String::new());
        }
        self.account
            .set(account.map(|(id, name)| Choice::new(id.to_string(), name)));
        self.said.clear();
    }
}

/// Opens with `open`. From an account's page (`account`) it stays there; else it goes to the new
/// contact's page.
#[component]
pub fn NewContactDialog(
    open: RwSignal<bool>,
    #[prop(optional, into)] account: Option<Signal<Option<(AccountId, String)>>>,
    /// Told of the new contact, for a page that puts it somewhere; then it stays there.
    #[prop(optional, into)]
    on_created: Option<Callback<(ContactId, String)>>,
) -> impl IntoView {
    let me = use_session().actor.user_id;
    let form = Form::new();
    let sending = Sending::new(open);
    // One id for all tries: a retry after a lost answer makes no second contact.
    let id = StoredValue::new(ContactId(new_uuid()));
    let navigate = use_navigate();
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if now && was != Some(true) && form.account.with_untracked(Option::is_none) {
            form.account.set(
                account
                    .and_then(|account| account.get_untracked())
                    .map(|(id, name)| Choice::new(id.to_string(), name)),
            );
        }
        now
    });
    let submit = Callback::new(move |()| {
        let facts = form.facts(me);
        if !form.said.judge(check_contact(&facts)) {
            return;
        }
        let request = CreateContact {
            id: id.get_value(),
            facts,
        };
        let navigate = navigate.clone();
        sending.send(api::create(request), form.said, move |view: ContactView| {
            form.reset(None);
            id.set_value(ContactId(new_uuid()));
            if let Some(created) = on_created {
                created.tell((view.id, view.name()));
            } else if account.is_none() {
                navigate(&routes::contact(view.id), Default::default());
            }
        });
    });
    view! {
        <NewDialog id="new-contact" title=k::crm::NEW_CONTACT sending submit>
            <Fields form/>
        </NewDialog>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let lang = use_lang();
    let languages = language_choices(lang);
    view! {
        <div class="form">
            <SaidAbove said=form.said shown=SHOWN/>
            <div class="form-row">
                <TextInput id="new-contact-first" label=t(lang, k::field::FIRST_NAME) value=form.first_name error=form.said.error("first_name") autofocus=true max_length=200/>
                <TextInput id="new-contact-last" label=t(lang, k::field::LAST_NAME) value=form.last_name error=form.said.error("last_name") max_length=200/>
            </div>
            <DuplicateHint draft=Signal::derive(move || form.draft())/>
            <Combobox id="new-contact-account" label=t(lang, k::field::ACCOUNT_ID) value=form.account suggest=crate::crm::pick::accounts() empty_text=t(lang, k::crm::NOTHING_FOUND) error=form.said.error("account_id")/>
            <TextInput id="new-contact-title" label=t(lang, k::field::TITLE) value=form.title error=form.said.error("title")/>
            <TextInput id="new-contact-email" label=t(lang, k::field::EMAIL) value=form.email error=form.said.error("email") kind="email"/>
            <TextInput id="new-contact-phone" label=t(lang, k::field::PHONE) value=form.phone error=form.said.error("phone") kind="tel"/>
            <Select id="new-contact-language" label=t(lang, k::field::LANGUAGE) value=form.language options=languages error=form.said.error("language")/>
            <OwnBoxes draft=form.said.own issues=form.said.issues prefix="new-contact"/>
        </div>
    }
}
