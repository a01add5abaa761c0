//! The dialog of a new lead.

use super::api;
use super::words::{rating_choices, source_choices};
use crate::boot::{new_uuid, use_lang, use_session};
use crate::crm::create::{NewDialog, Said, SaidAbove, Sending};
use crate::crm::duplicates::DuplicateHint;
use crate::crm::labels::country_choices;
use crate::platform::fields::OwnBoxes;
use crate::routes;
use i18n::{k, t};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::crm::duplicates::{Draft, DuplicateKind};
use shared::crm::leads::{
    CreateLead, LeadFacts, LeadSource, LeadView, Rating, check_lead, tidy_lead,
};
use shared::kernel::{LeadId, UserId};
use shared::platform::fields::Holder;
use ui::{Checkbox, Choice, Select, TextArea, TextInput};

/// The fields the dialog shows a finding at.
const SHOWN: &[&str] = &[
    "first_name",
    "last_name",
    "company",
    "title",
    "email",
    "phone",
    "interest",
];

/// The boxes of the dialog.
#[derive(Clone, Copy)]
struct Form {
    first_name: RwSignal<String>,
    last_name: RwSignal<String>,
    company: RwSignal<String>,
    title: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    country: RwSignal<String>,
    source: RwSignal<String>,
    rating: RwSignal<String>,
    interest: RwSignal<String>,
    queue: RwSignal<bool>,
    said: Said,
}

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            first_name: text(),
            last_name: text(),
            company: text(),
            title: text(),
            email: text(),
            phone: text(),
            country: text(),
            source: RwSignal::new(LeadSource::Phone.code().to_owned()),
            rating: RwSignal::new(Rating::Warm.code().to_owned()),
            interest: text(),
            queue: RwSignal::new(false),
            said: Said::new(Holder::Lead),
        }
    }

    fn facts(self, me: UserId) -> LeadFacts {
        let owner = (!self.queue.get_untracked()).then_some(me);
        let (first, last) = (
            self.first_name.get_untracked(),
            self.last_name.get_untracked(),
        );
        tidy_lead(&LeadFacts {
            company: self.company.get_untracked(),
            title: self.title.get_untracked(),
            email: self.email.get_untracked(),
            phone: self.phone.get_untracked(),
            country: self.country.get_untracked(),
            source: self
                .source
                .get_untracked()
                .parse()
                .unwrap_or(LeadSource::Other),
            rating: self.rating.get_untracked().parse().unwrap_or(Rating::Warm),
            interest: self.interest.get_untracked(),
            custom: self.said.own.read().0,
            ..LeadFacts::named(first, last, owner)
        })
    }

    /// What is typed so far, to look for what is there.
    fn draft(self) -> Draft {
        Draft {
            first_name: self.first_name.get(),
            last_name: self.last_name.get(),
            company: self.company.get(),
            email: self.email.get(),
            phone: self.phone.get(),
            ..Draft::new(DuplicateKind::Lead)
        }
    }

    fn clear(self) {
        for text in [
            self.first_name,
            self.last_name,
            self.company,
            self.title,
            self.email,
            self.phone,
            self.country,
            self.interest,
        ] {
            text.set(String::new());
        }
        self.queue.set(false);
        self.said.clear();
    }
}

/// Opens with `open`; goes to the new lead's page.
#[component]
pub(super) fn NewLeadDialog(open: RwSignal<bool>) -> impl IntoView {
    let me = use_session().actor.user_id;
    let form = Form::new();
    let sending = Sending::new(open);
    // One id for all tries: a retry after a lost answer makes no second lead.
    let id = StoredValue::new(LeadId(new_uuid()));
    let navigate = use_navigate();
    let submit = Callback::new(move |()| {
        let facts = form.facts(me);
        if !form.said.judge(check_lead(&facts)) {
            return;
        }
        let request = CreateLead {
            id: id.get_value(),
            facts,
        };
        let navigate = navigate.clone();
        sending.send(api::create(request), form.said, move |view: LeadView| {
            form.clear();
            id.set_value(LeadId(new_uuid()));
            navigate(&routes::lead(view.id), Default::default());
        });
    });
    view! {
        <NewDialog id="new-lead" title=k::leads::NEW_LEAD sending submit>
            <Fields form/>
        </NewDialog>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let lang = use_lang();
    let countries: Vec<Choice> = std::iter::once(Choice::new("", "—"))
        .chain(country_choices(lang))
        .collect();
    view! {
        <div class="form">
            <SaidAbove said=form.said shown=SHOWN/>
            <div class="form-row">
                <TextInput id="new-lead-first" label=t(lang, k::field::FIRST_NAME) value=form.first_name error=form.said.error("first_name") autofocus=true max_length=200/>
                <TextInput id="new-lead-last" label=t(lang, k::field::LAST_NAME) value=form.last_name error=form.said.error("last_name") max_length=200/>
            </div>
            <DuplicateHint draft=Signal::derive(move || form.draft())/>
            <TextInput id="new-lead-company" label=t(lang, k::field::COMPANY) value=form.company error=form.said.error("company") max_length=200/>
            <TextInput id="new-lead-title" label=t(lang, k::field::TITLE) value=form.title error=form.said.error("title")/>
            <div class="form-row">
                <TextInput id="new-lead-email" label=t(lang, k::field::EMAIL) value=form.email error=form.said.error("email") kind="email"/>
                <TextInput id="new-lead-phone" label=t(lang, k::field::PHONE) value=form.phone error=form.said.error("phone") kind="tel"/>
            </div>
            <div class="form-row">
                <Select id="new-lead-source" label=t(lang, k::field::SOURCE) value=form.source options=source_choices(lang)/>
                <Select id="new-lead-rating" label=t(lang, k::field::RATING) value=form.rating options=rating_choices(lang)/>
            </div>
            <Select id="new-lead-country" label=t(lang, k::field::COUNTRY) value=form.country options=countries/>
            <TextArea id="new-lead-interest" label=t(lang, k::field::INTEREST) value=form.interest error=form.said.error("interest") rows=3/>
            <OwnBoxes draft=form.said.own issues=form.said.issues prefix="new-lead"/>
            <Checkbox id="new-lead-queue" label=t(lang, k::leads::TO_QUEUE) checked=form.queue/>
        </div>
    }
}
