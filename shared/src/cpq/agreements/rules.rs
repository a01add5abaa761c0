//! Which agreement holds for which line, and which agreed price of a line is believed.

use super::model::{AgreementDraft, AgreementRow, Offer};
use crate::cpq::catalog::rules::required;
use crate::cpq::pricing::{AgreedPrice, Charge, Contracted};
use crate::cpq::quotes::QuoteLine;
use crate::kernel::{Currency, Issue, ProductId, check_day};
use chrono::NaiveDate;

/// Longest name.
pub const NAME_LENGTH: usize = 120;

/// Findings about an agreement; empty when it may be saved.
#[must_use]
pub fn validate_agreement(draft: &AgreementDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    required(&mut issues, "name", &draft.name, NAME_LENGTH);
    match draft.price {
        AgreedPrice::Fixed(price) if price.0 < 0 => {
            issues.push(Issue::error("negative", "price"));
        }
        AgreedPrice::PercentOff(rate) if !(1..=10_000).contains(&rate.0) => {
            issues.push(Issue::error("percent_out_of_range", "price"));
        }
        _ => {}
    }
    if let (Some(from), Some(to)) = (draft.starts_on, draft.ends_on)
        && to < from
    {
        issues.push(Issue::error("ends_before_start", "ends_on"));
    }
    for (day, field) in [(draft.starts_on, "starts_on"), (draft.ends_on, "ends_on")] {
        issues.extend(day.and_then(|day| check_day(day, field)));
    }
    issues
}

/// Whether two agreements of one account would both hold on some day for the same thing.
#[must_use]
pub fn collides(a: &AgreementDraft, b: &AgreementDraft) -> bool {
    let begins_in_time = |one: &AgreementDraft, other: &AgreementDraft| {
        one.starts_on
            .zip(other.ends_on)
            .is_none_or(|(from, to)| from <= to)
    };
    (a.product_id, a.charge, a.currency) == (b.product_id, b.charge, b.currency)
        && begins_in_time(a, b)
        && begins_in_time(b, a)
}

/// What is in force on `day` in `currency`: for each product and charge the nearest account's, then
/// the one that began last.
#[must_use]
pub fn offers(rows: &[AgreementRow], currency: Currency, day: NaiveDate) -> Vec<Offer> {
    let mut found: Vec<&AgreementRow> = rows
        .iter()
        .filter(|row| row.agreement.draft.currency == currency)
        .filter(|row| row.agreement.draft.holds_on(day))
        .collect();
    found.sort_by_key(|row| {
        let draft = &row.agreement.draft;
        (
            draft.product_id,
            draft.charge.code(),
            row.level,
            std::cmp::Reverse(draft.starts_on),
            row.agreement.id,
        )
    });
    found.dedup_by_key(|row| (row.agreement.draft.product_id, row.agreement.draft.charge));
    found
        .into_iter()
        .map(|row| Offer {
            product_id: row.agreement.draft.product_id,
            charge: row.agreement.draft.charge,
            contracted: Contracted {
                agreement_id: row.agreement.id,
                name: row.agreement.draft.name.clone(),
                price: row.agreement.draft.price,
            },
        })
        .collect()
}

/// What was agreed for a product charged like this.
#[must_use]
pub fn offer_for(
    offers: &[Offer],
    product: Option<ProductId>,
    charge: Charge,
) -> Option<&Contracted> {
    offers
        .iter()
        .find(|offer| Some(offer.product_id) == product && offer.charge == charge)
        .map(|offer| &offer.contracted)
}

/// Gives every line what is in force for it: for another customer, currency or day.
pub fn take(lines: &mut [QuoteLine], offers: &[Offer]) {
    for line in lines {
        line.price.contracted = offer_for(offers, line.product_id, line.price.charge).cloned();
    }
}

/// The agreed price that counts for `line`: the one it says, where that is in force or a saved line
/// of the same product has it; else the one the same line was saved with; else the one in force.
///
/// `saved` are the quote's lines as they were saved for the same customer, currency and day, and
/// nothing when one of those is another now.
#[must_use]
pub fn trusted(line: &QuoteLine, saved: &[QuoteLine], offers: &[Offer]) -> Option<Contracted> {
    line.product_id?;
    let said = line.price.contracted.as_ref();
    let in_force = offer_for(offers, line.product_id, line.price.charge);
    let alike = |other: &&QuoteLine| {
        other.product_id == line.product_id && other.price.charge == line.price.charge
    };
    let known = said == in_force
        || saved
            .iter()
            .filter(alike)
            .any(|other| other.price.contracted.as_ref() == said);
    if known {
        return said.cloned();
    }
    let same = saved.iter().filter(alike).find(|other| other.id == line.id);
    match same {
        Some(same) => same.price.contracted.clone(),
        None => in_force.cloned(),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
