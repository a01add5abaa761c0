//! Limits of what may be written.

use super::model::{BuyingRole, Competitor, TeamRole};
use super::ops::NewOpportunity;
use super::products::{DealProductInput, products_amount};
use crate::kernel::{ContactId, Currency, Issue, Money, Percent, UserId};
use chrono::{Days, NaiveDate};
use std::collections::BTreeSet;

/// Longest name, in characters.
pub const NAME_LIMIT: usize = 160;
/// Longest free text of one field, in characters.
pub const TEXT_LIMIT: usize = 1_000;
/// Largest amount, in minor units: 100 billion euros, and small enough that amount × probability
/// stays within 64 bits.
pub const AMOUNT_LIMIT: i64 = 10_000_000_000_000;
/// Most rows of a list on a deal (products, contacts, colleagues, competitors).
const LIST_LIMIT: usize = 200;
/// How far from today a close date may be: 20 years.
const CLOSE_DATE_DAYS: u64 = 7_305;

pub(super) fn check_text(issues: &mut Vec<Issue>, text: &str, field: &'static str, required: bool) {
    let limit = if field == "name" {
        NAME_LIMIT
    } else {
        TEXT_LIMIT
    };
    if required && text.trim().is_empty() {
        issues.push(Issue::error("required", field));
    }
    if text.chars().count() > limit {
        issues.push(Issue::error("too_long", field).with("max", limit));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        issues.push(Issue::error("control_characters", field));
    }
}

pub(super) fn check_amount(issues: &mut Vec<Issue>, amount: Money) {
    if amount.minor < 0 {
        issues.push(Issue::error("negative", "amount"));
    }
    if amount.minor > AMOUNT_LIMIT {
        issues.push(Issue::error("too_large", "amount"));
    }
}

/// The finding about a close date more than 20 years from `today`, which can only be a slip.
#[must_use]
pub fn check_close_date(day: NaiveDate, today: NaiveDate) -> Option<Issue> {
    let earliest = today.checked_sub_days(Days::new(CLOSE_DATE_DAYS));
    let latest = today.checked_add_days(Days::new(CLOSE_DATE_DAYS));
    let fits = earliest.is_some_and(|from| day >= from) && latest.is_some_and(|to| day <= to);
    (!fits).then(|| Issue::error("date_far_away", "close_date").with("years", 20))
}

/// The same about the day of the next step.
pub(super) fn check_next_step(day: NaiveDate, today: NaiveDate) -> Option<Issue> {
    check_close_date(day, today).map(|issue| Issue {
        field: Some("next_step_on".into()),
        ..issue
    })
}

/// The findings about a new deal, gate apart (see [`crate::deals::pipelines::check_entry`]).
#[must_use]
pub fn validate_new(new: &NewOpportunity, today: NaiveDate) -> Vec<Issue> {
    let mut issues = Vec::new();
    check_text(&mut issues, &new.name, "name", true);
    check_text(
        &mut issues,
        &new.next_step,
        "next_step",
        new.next_step_on.is_some(),
    );
    check_text(&mut issues, &new.source, "source", false);
    check_amount(&mut issues, new.amount);
    issues.extend(check_close_date(new.close_date, today));
    issues.extend(new.next_step_on.and_then(|day| check_next_step(day, today)));
    issues
}

fn check_list(issues: &mut Vec<Issue>, length: usize, distinct: usize, field: &'static str) {
    if length > LIST_LIMIT {
        issues.push(Issue::error("too_many", field).with("max", LIST_LIMIT));
    }
    if distinct < length {
        issues.push(Issue::error("duplicate", field));
    }
}

/// The findings about the colleagues of a deal; the owner is not one of them.
#[must_use]
pub fn validate_team(owner: UserId, members: &[(UserId, TeamRole)]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let distinct: BTreeSet<_> = members.iter().map(|(user, _)| user).collect();
    check_list(&mut issues, members.len(), distinct.len(), "team");
    if distinct.contains(&owner) {
        issues.push(Issue::error("owner_is_on_the_deal", "team"));
    }
    issues
}

/// The findings about the contacts of a deal.
#[must_use]
pub fn validate_contacts(contacts: &[(ContactId, BuyingRole)]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let distinct: BTreeSet<_> = contacts.iter().map(|(contact, _)| contact).collect();
    check_list(&mut issues, contacts.len(), distinct.len(), "contacts");
    issues
}

/// The findings about the competitors of a deal.
#[must_use]
pub fn validate_competitors(competitors: &[Competitor]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for competitor in competitors {
        check_text(&mut issues, &competitor.name, "competitors", true);
    }
    let distinct: BTreeSet<_> = competitors
        .iter()
        .map(|competitor| competitor.name.trim().to_lowercase())
        .collect();
    check_list(
        &mut issues,
        competitors.len(),
        distinct.len(),
        "competitors",
    );
    issues
}

/// The findings about the products of a deal: quantities above zero, prices not below, discounts of
/// 0 to 100 %, and a sum within the limit of amounts.
#[must_use]
pub fn validate_products(products: &[DealProductInput], currency: Currency) -> Vec<Issue> {
    let mut issues = Vec::new();
    for product in products {
        let price = &product.price;
        if price.quantity.0 <= 0 {
            issues.push(Issue::error("must_be_positive", "quantity"));
        }
        if price.unit_price.0 < 0 {
            issues.push(Issue::error("negative", "unit_price"));
        }
        if !(Percent::ZERO..=Percent::HUNDRED).contains(&price.discount) {
            issues.push(
                Issue::error("out_of_range", "discount")
                    .with("min", 0)
                    .with("max", 100),
            );
        }
    }
    let distinct: BTreeSet<_> = products.iter().map(|product| product.id).collect();
    check_list(&mut issues, products.len(), distinct.len(), "products");
    let prices = products.iter().map(|product| &product.price);
    if products_amount(prices, currency).is_none_or(|sum| sum.minor > AMOUNT_LIMIT) {
        issues.push(Issue::error("too_large", "amount"));
    }
    issues
}
