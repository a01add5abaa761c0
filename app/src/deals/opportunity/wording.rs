//! Edits of a deal in words.

use super::state::Deal;
use crate::cpq::labels;
use crate::work::word;
use i18n::{k, t, tf};
use leptos::prelude::*;
use shared::deals::opportunities::OpportunityChange;
use shared::kernel::Lang;
use shared::platform::fields::Holder;

/// An edit's value as people read it.
pub fn change_text(deal: Deal, lang: Lang, change: &OpportunityChange) -> String {
    match change {
        OpportunityChange::Name(text) | OpportunityChange::Source(text) => text.clone(),
        OpportunityChange::Account(id) => {
            let known = deal.view.with_untracked(|view| view.account.clone());
            match (id, known) {
                (None, _) => String::new(),
                (Some(id), Some(known)) if known.id == *id => known.name,
                (Some(_), _) => t(lang, k::opportunity::OTHER_ACCOUNT).to_owned(),
            }
        }
        OpportunityChange::Amount(amount) => i18n::money(lang, *amount),
        OpportunityChange::AmountSource(source) => {
            word(lang, "opportunity.amount_source", source.code()).to_owned()
        }
        OpportunityChange::CloseDate(day) => i18n::date_medium(lang, *day),
        OpportunityChange::Kind(kind) => word(lang, "deals.kind", kind.code()).to_owned(),
        OpportunityChange::Channel(channel) => labels::channel(lang, *channel),
        OpportunityChange::NextStep { text, on } => match on {
            Some(day) => tf(
                lang,
                k::opportunity::STEP_ON,
                &[("step", text), ("day", &i18n::date_in_words(lang, *day))],
            ),
            None => text.clone(),
        },
        OpportunityChange::Custom(change) => {
            crate::platform::fields::shown(lang, Holder::Opportunity, change)
        }
        OpportunityChange::JudgedProbability(percent) => percent
            .map(|percent| i18n::percent(lang, percent))
            .unwrap_or_default(),
        OpportunityChange::JudgedCategory(category) => category
            .map(|category| word(lang, "deals.category", category.code()).to_owned())
            .unwrap_or_default(),
        OpportunityChange::Loss { reason, note } => {
            let name = reason.and_then(|id| {
                deal.reference().with_value(|reference| {
                    reference
                        .loss_reasons
                        .iter()
                        .find(|reason| reason.id == id)
                        .map(|reason| reason.name.get(lang).to_owned())
                })
            });
            [name.unwrap_or_default(), note.clone()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
    }
}
