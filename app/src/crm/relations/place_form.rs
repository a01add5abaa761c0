//! The form of an affiliation: from the contact's page with an account to choose, from the account's
//! page with a contact to choose.

use super::api;
use crate::boot::{new_uuid, use_lang};
use crate::crm::pick;
use crate::shell::form::{FormNotice, use_findings};
use crate::shell::{DialogForm, DialogOf, offer_undo};
use i18n::{k, t};
use leptos::prelude::*;
use shared::crm::relations::ops::{DeleteAffiliation, SaveAffiliation};
use shared::crm::relations::{Affiliation, AffiliationDraft, check_affiliation, tidy_affiliation};
use shared::kernel::{AccountId, AffiliationId, ContactId, Issue, Lang, Named};
use ui::{Choice, Combobox, DateInput, Place, Tell, TextArea, TextInput, Toaster, use_toaster};

/// What the form is about: one of the two ends is known, for one that is there both are.
#[derive(Clone, Debug)]
pub struct OpenedPlace {
    /// Who, when that is known.
    pub contact: Option<Named<ContactId>>,
    /// Where, when that is known.
    pub account: Option<Named<AccountId>>,
    /// The affiliation to change.
    pub before: Option<Affiliation>,
}

/// The form beside the page.
#[component]
pub fn PlaceForm(opened: RwSignal<Option<OpenedPlace>>, reload: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let title = move |one: &OpenedPlace| {
        let key = if one.before.is_some() {
            k::relations::EDIT_PLACE
        } else {
            k::relations::ADD_PLACE
        };
        t(lang, key).to_owned()
    };
    view! {
        <DialogOf id="place-form" of=opened title place=Place::Side let(one)>
            <Form one opened reload/>
        </DialogOf>
    }
}

/// The fields as texts, while they are typed.
#[derive(Clone, Copy)]
struct Fields {
    contact: RwSignal<Option<Choice>>,
    account: RwSignal<Option<Choice>>,
    role: RwSignal<String>,
    since: RwSignal<String>,
    until: RwSignal<String>,
    note: RwSignal<String>,
}

impl Fields {
    fn of(one: &OpenedPlace) -> Self {
        let draft = one.before.as_ref().map(|before| before.draft.clone());
        let draft = draft.unwrap_or_default();
        let day = |day: Option<chrono::NaiveDate>| {
            RwSignal::new(day.map(|day| day.to_string()).unwrap_or_default())
        };
        let contact = one.contact.as_ref();
        let account = one.account.as_ref();
        Self {
            contact: RwSignal::new(contact.map(|one| Choice::new(one.id.to_string(), &one.name))),
            account: RwSignal::new(account.map(|one| Choice::new(one.id.to_string(), &one.name))),
            role: RwSignal::new(draft.role),
            since: day(draft.since),
            until: day(draft.until),
            note: RwSignal::new(draft.note),
        }
    }

    /// What was typed, or the findings.
    fn read(self) -> Result<(ContactId, AccountId, AffiliationDraft), Vec<Issue>> {
        let chosen = |choice: RwSignal<Option<Choice>>| {
            choice.with_untracked(|choice| choice.as_ref().map(|one| one.value.clone()))
        };
        let contact: Option<ContactId> = chosen(self.contact).and_then(|id| id.parse().ok());
        let account: Option<AccountId> = chosen(self.account).and_then(|id| id.parse().ok());
        let draft = tidy_affiliation(&AffiliationDraft {
            role: self.role.get_untracked(),
            since: self.since.with_untracked(|day| day.parse().ok()),
            until: self.until.with_untracked(|day| day.parse().ok()),
            note: self.note.get_untracked(),
        });
        let mut issues = check_affiliation(&draft, &[]);
        if contact.is_none() {
            issues.push(Issue::error("required", "contact_id"));
        }
        if account.is_none() {
            issues.push(Issue::error("required", "account_id"));
        }
        match (contact, account) {
            (Some(contact), Some(account)) if issues.is_empty() => Ok((contact, account, draft)),
            _ => Err(issues),
        }
    }
}

/// Says that it is saved; the message takes it back.
pub(super) fn said(
    lang: Lang,
    toaster: Toaster,
    (before, now): (Option<Affiliation>, Affiliation),
    reload: Callback<()>,
) {
    let (id, version) = (now.id, now.version);
    let back = move || {
        let before = before.as_ref().map(|before| SaveAffiliation {
            id,
            contact_id: now.contact_id,
            account_id: now.account_id,
            version,
            draft: before.draft.clone(),
        });
        async move {
            match before {
                Some(before) => api::save_place(before).await,
                None => api::delete_place(DeleteAffiliation { id, version }).await,
            }
        }
    };
    let text = t(lang, k::relations::SAVED);
    offer_undo(lang, toaster, text, back, move || reload.tell(()));
}

#[component]
fn Form(
    one: OpenedPlace,
    opened: RwSignal<Option<OpenedPlace>>,
    reload: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let fields = Fields::of(&one);
    let (id, version) = one.before.as_ref().map_or_else(
        || (AffiliationId(new_uuid()), 0),
        |before| (before.id, before.version),
    );
    let (ask_contact, ask_account) = (one.contact.is_none(), one.account.is_none());
    let before = StoredValue::new(one.before);
    let findings = use_findings();
    let busy = RwSignal::new(false);
    let toaster = use_toaster();
    let save = move || {
        let (contact_id, account_id, draft) = match fields.read() {
            Ok(read) => read,
            Err(issues) => {
                findings.check(issues);
                return;
            }
        };
        findings.clear();
        let request = SaveAffiliation {
            id,
            contact_id,
            account_id,
            version,
            draft,
        };
        let before = before.get_value();
        findings.send(busy, api::save_place(request), move |now| {
            let _ = opened.try_set(None);
            reload.tell(());
            said(lang, toaster, (before, now), reload);
        });
    };
    let empty = t(lang, k::crm::NOTHING_FOUND);
    view! {
        <DialogForm send=save leave=Callback::new(move |()| opened.set(None)) busy>
            <div class="dialog-body stack">
                {ask_account.then(|| view! {
                    <Combobox id="place-account" label=t(lang, k::field::ACCOUNT_ID) value=fields.account suggest=pick::accounts() empty_text=empty required=true error=findings.of("account_id")/>
                })}
                {ask_contact.then(|| view! {
                    <Combobox id="place-contact" label=t(lang, k::field::CONTACT_ID) value=fields.contact suggest=pick::contacts(|| None) empty_text=empty required=true error=findings.of("contact_id")/>
                })}
                <TextInput id="place-role" label=t(lang, k::relations::ROLE) hint=t(lang, k::relations::ROLE_HINT) value=fields.role max_length=200 error=findings.of("role")/>
                <div class="form-row">
                    <DateInput id="place-since" label=t(lang, k::relations::BEGAN) value=fields.since error=findings.of("since")/>
                    <DateInput id="place-until" label=t(lang, k::relations::ENDED) value=fields.until error=findings.of("until")/>
                </div>
                <TextArea id="place-note" label=t(lang, k::relations::NOTE) value=fields.note error=findings.of("note")/>
                <FormNotice text=findings.rest(if ask_account { SHOWN_ACCOUNT } else if ask_contact { SHOWN_CONTACT } else { SHOWN })/>
            </div>
        </DialogForm>
    }
}

/// Fields whose findings stand beside them; what is about another is said above the buttons.
const SHOWN: &[&str] = &["role", "since", "until", "note"];
const SHOWN_ACCOUNT: &[&str] = &["account_id", "role", "since", "until", "note"];
const SHOWN_CONTACT: &[&str] = &["contact_id", "role", "since", "until", "note"];
