//! What a conversion offers to join, and what it will come to in sentences.

use super::convert::{Form, NEW, NONE};
use crate::boot::{may, use_lang};
use crate::crm::labels::word;
use i18n::{Lang, k, money, t, tf};
use leptos::prelude::*;
use shared::crm::leads::{ConversionPlan, LeadView, PlannedAccount, PlannedContact};
use shared::kernel::Action;
use ui::Choice;

pub(super) fn account_choices(lang: Lang, lead: &LeadView, plan: &ConversionPlan) -> Vec<Choice> {
    let (key, name) = if lead.facts.company.is_empty() {
        (k::leads::NEW_PRIVATE, lead.name())
    } else {
        (k::leads::NEW_ACCOUNT, lead.facts.company.clone())
    };
    let known = plan.accounts.iter().map(|found: &PlannedAccount| {
        let reason = word(lang, "leads.match", found.reason.code());
        let label = if found.city.is_empty() {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("name", &found.account.name), ("reason", &reason)];
            tf(lang, k::leads::WITH_REASON, &values)
        } else {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("name", &found.account.name),
                ("city", &found.city),
                ("reason", &reason),
            ];
            tf(lang, k::leads::WITH_CITY, &values)
        };
        Choice::new(found.account.id.to_string(), label)
    });
    known
        .chain([Choice::new(NEW, tf(lang, key, &[("name", &name)]))])
        .collect()
}

pub(super) fn contact_choices(
    lang: Lang,
    lead: &LeadView,
    plan: &ConversionPlan,
    account: &str,
) -> Vec<Choice> {
    // Only who works there, or nowhere yet, can be the contact of that account.
    let fits = |found: &&PlannedContact| {
        let mut places = found.account.iter().chain(&found.further);
        found.account.is_none() || places.any(|one| one.id.to_string() == account)
    };
    let known = plan.contacts.iter().filter(fits).map(|found| {
        let reason = word(lang, "leads.match", found.reason.code());
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("name", &found.contact.name), ("reason", &reason)];
        let label = tf(lang, k::leads::WITH_REASON, &values);
        Choice::new(found.contact.id.to_string(), label)
    });
    let name = lead.name();
    known
        .chain([Choice::new(
            NEW,
            tf(lang, k::leads::NEW_CONTACT, &[("name", &name)]),
        )])
        .collect()
}

pub(super) fn deal_choices(lang: Lang, plan: &ConversionPlan, account: &str) -> Vec<Choice> {
    let known = plan
        .deals
        .iter()
        .filter(|deal| deal.account_id.to_string() == account)
        .map(|deal| {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("name", &deal.deal.name),
                ("stage", &deal.stage.get(lang)),
                ("amount", &money(lang, deal.amount)),
            ];
            Choice::new(
                deal.deal.id.to_string(),
                tf(lang, k::leads::DEAL_OPTION, &values),
            )
        });
    let new = may(Action::EditOpportunity).then(|| Choice::new(NEW, t(lang, k::leads::NEW_DEAL)));
    new.into_iter()
        .chain(known)
        .chain([Choice::new(NONE, t(lang, k::leads::NO_DEAL))])
        .collect()
}

/// What will be created and what joined, in sentences.
#[component]
pub(super) fn Summary(
    form: Form,
    lead: StoredValue<LeadView>,
    plan: StoredValue<ConversionPlan>,
) -> impl IntoView {
    let lang = use_lang();
    let lines = move || {
        let (account, contact, deal) = (form.account.get(), form.contact.get(), form.deal.get());
        plan.with_value(|plan| {
            lead.with_value(|lead| summary(lang, lead, plan, [&account, &contact, &deal]))
        })
    };
    view! {
        <section class="lead-summary" aria-live="polite">
            <h3>{t(lang, k::leads::SUMMARY_TITLE)}</h3>
            <ul>{move || lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </section>
    }
}

fn summary(
    lang: Lang,
    lead: &LeadView,
    plan: &ConversionPlan,
    [account, contact, deal]: [&str; 3],
) -> Vec<String> {
    let joined = plan
        .accounts
        .iter()
        .find(|found| found.account.id.to_string() == account);
    let company = if lead.facts.company.is_empty() {
        lead.name()
    } else {
        lead.facts.company.clone()
    };
    let first = match joined {
        Some(found) => tf(
            lang,
            k::leads::SUMMARY_JOIN_ACCOUNT,
            &[("name", &found.account.name)],
        ),
        None => tf(lang, k::leads::SUMMARY_NEW_ACCOUNT, &[("name", &company)]),
    };
    let person = plan
        .contacts
        .iter()
        .find(|found| found.contact.id.to_string() == contact);
    let second = match person {
        Some(found) => tf(
            lang,
            k::leads::SUMMARY_JOIN_CONTACT,
            &[("name", &found.contact.name)],
        ),
        None => tf(
            lang,
            k::leads::SUMMARY_NEW_CONTACT,
            &[("name", &lead.name())],
        ),
    };
    let sale = plan
        .deals
        .iter()
        .find(|one| one.deal.id.to_string() == deal);
    let third = match (deal, sale) {
        (NEW, _) => t(lang, k::leads::SUMMARY_NEW_DEAL).to_owned(),
        (_, Some(one)) => tf(
            lang,
            k::leads::SUMMARY_JOIN_DEAL,
            &[("name", &one.deal.name)],
        ),
        _ => t(lang, k::leads::SUMMARY_NO_DEAL).to_owned(),
    };
    let fourth = t(lang, k::leads::SUMMARY_TOUCHES).to_owned();
    vec![first, second, third, fourth]
}
