//! The facts of a lead, each edited where it stands.

use super::api;
use super::words::{rating_choices, rating_name, source_choices, source_name};
use crate::boot::use_lang;
use crate::crm::fact::{By, FactField, FactRow, known, refused};
use crate::crm::labels::{country_choices, country_name, language_choices, language_name};
use crate::crm::owners::owner_choices;
use crate::crm::record::{CrmRecord, crm_record};
use crate::platform::fields as own;
use crate::routes::{self, path};
use crate::shell::{EditableRecord, Editor, Saving};
use i18n::{Key, k, t};
use leptos::prelude::*;
use shared::crm::accounts::AccountFacets;
use shared::crm::leads::{
    DeleteLead, EditLead, LeadChange, LeadFacts, LeadView, RestoreLead, check_lead, tidy_lead,
};
use shared::kernel::{Change, Issue, Lang};
use shared::platform::fields::Holder;
use ui::{Card, Choice, EditKind, Facts};

/// A fact that is edited as text or by a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    FirstName,
    LastName,
    Company,
    Title,
    Email,
    Phone,
    City,
    Country,
    Language,
    Source,
    Rating,
    Interest,
    Notes,
    Owner,
}

impl FactField<LeadView> for Field {
    const PREFIX: &'static str = "lead";

    fn read(self, _by: By, text: &str) -> Result<LeadChange, Option<Issue>> {
        let own = text.to_owned();
        Ok(match self {
            Field::FirstName => LeadChange::FirstName(own),
            Field::LastName => LeadChange::LastName(own),
            Field::Company => LeadChange::Company(own),
            Field::Title => LeadChange::Title(own),
            Field::Email => LeadChange::Email(own),
            Field::Phone => LeadChange::Phone(own),
            Field::City => LeadChange::City(own),
            Field::Country => LeadChange::Country(own),
            Field::Language => LeadChange::Language(text.parse().ok()),
            Field::Source => LeadChange::Source(known(text)?),
            Field::Rating => LeadChange::Rating(known(text)?),
            Field::Interest => LeadChange::Interest(own),
            Field::Notes => LeadChange::Notes(own),
            Field::Owner if text.is_empty() => LeadChange::Owner(None),
            Field::Owner => LeadChange::Owner(Some(known(text)?)),
        })
    }

    fn write(self, _by: By, facts: &LeadFacts) -> String {
        match self {
            Field::FirstName => facts.first_name.clone(),
            Field::LastName => facts.last_name.clone(),
            Field::Company => facts.company.clone(),
            Field::Title => facts.title.clone(),
            Field::Email => facts.email.clone(),
            Field::Phone => facts.phone.clone(),
            Field::City => facts.city.clone(),
            Field::Country => facts.country.clone(),
            Field::Language => facts.language.map(Lang::tag).unwrap_or_default().to_owned(),
            Field::Source => facts.source.code().to_owned(),
            Field::Rating => facts.rating.code().to_owned(),
            Field::Interest => facts.interest.clone(),
            Field::Notes => facts.notes.clone(),
            Field::Owner => facts.owner_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::Company => "company",
            Field::Title => "title",
            Field::Email => "email",
            Field::Phone => "phone",
            Field::City => "city",
            Field::Country => "country",
            Field::Language => "language",
            Field::Source => "source",
            Field::Rating => "rating",
            Field::Interest => "interest",
            Field::Notes => "notes",
            Field::Owner => "owner_id",
        }
    }

    fn refusal(_by: By, facts: &LeadFacts, change: &LeadChange) -> Option<Issue> {
        let mut after = facts.clone();
        change.apply(&mut after);
        let issues = check_lead(&tidy_lead(&after));
        refused(
            issues,
            change.field(),
            &["first_name", "last_name", "company"],
        )
    }
}

crm_record!(
    LeadView, Holder::Lead, kind: k::leads::LEAD, list: path::LEADS, title: LeadView::name, address: routes::lead,
    edit: EditLead(LeadChange, LeadFacts), delete: DeleteLead, restore: RestoreLead, show: show
);

/// A changed fact as people read it.
fn show(lang: Lang, record: &LeadView, change: &LeadChange) -> String {
    match change {
        LeadChange::Custom(change) => own::shown(lang, Holder::Lead, change),
        LeadChange::FirstName(text)
        | LeadChange::LastName(text)
        | LeadChange::Company(text)
        | LeadChange::Title(text)
        | LeadChange::Email(text)
        | LeadChange::Phone(text)
        | LeadChange::City(text)
        | LeadChange::Interest(text)
        | LeadChange::Notes(text) => text.clone(),
        LeadChange::Country(code) => country_name(lang, code),
        LeadChange::Language(language) => language
            .map(|language| language_name(lang, language).to_owned())
            .unwrap_or_default(),
        LeadChange::Source(source) => source_name(lang, *source),
        LeadChange::Rating(rating) => rating_name(lang, *rating),
        LeadChange::Owner(None) => t(lang, k::leads::IN_QUEUE).to_owned(),
        LeadChange::Owner(Some(id)) => match &record.owner {
            Some(known) if known.id == *id => known.name.clone(),
            _ => crate::crm::owners::owner_name(*id),
        },
    }
}

/// The card with all facts.
#[component]
pub(super) fn LeadFactsCard(editor: Editor<LeadView>, facets: AccountFacets) -> impl IntoView {
    let lang = use_lang();
    let row = move |field: Field, kind: EditKind| view! { <FactRow editor field kind/> };
    let empty = || std::iter::once(Choice::new("", "—"));
    let languages = language_choices(lang);
    let countries = empty().chain(country_choices(lang)).collect();
    let owners = std::iter::once(Choice::new("", t(lang, k::leads::IN_QUEUE)))
        .chain(owner_choices(&facets))
        .collect();
    view! {
        <Card id="lead-facts" title=t(lang, k::leads::DETAILS)>
            <Facts>
                {row(Field::FirstName, EditKind::Text)}
                {row(Field::LastName, EditKind::Text)}
                {row(Field::Company, EditKind::Text)}
                {row(Field::Title, EditKind::Text)}
                {row(Field::Email, EditKind::Text)}
                {row(Field::Phone, EditKind::Text)}
                {row(Field::City, EditKind::Text)}
                {row(Field::Country, EditKind::Among(countries))}
                {row(Field::Language, EditKind::Among(languages))}
                {row(Field::Source, EditKind::Among(source_choices(lang)))}
                {row(Field::Rating, EditKind::Among(rating_choices(lang)))}
                {row(Field::Owner, EditKind::Among(owners))}
            </Facts>
        </Card>
    }
}

/// What they want and what we know of it: read first, so beside nothing else.
#[component]
pub(super) fn NeedCard(editor: Editor<LeadView>) -> impl IntoView {
    let lang = use_lang();
    let row = move |field: Field| view! { <FactRow editor field kind=EditKind::Lines/> };
    view! {
        <Card id="lead-need" title=t(lang, k::leads::INTEREST_TITLE)>
            <Facts>{row(Field::Interest)}{row(Field::Notes)}</Facts>
        </Card>
    }
}
