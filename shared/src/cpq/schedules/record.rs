//! A discount schedule as it is kept, and which product follows which.

use crate::cpq::catalog::CatalogItem;
use crate::cpq::catalog::rules::{NAME_LENGTH, too_long};
use crate::cpq::pricing::{
    LineSchedule, ScheduleGives, ScheduleMeasure, ScheduleRule, ScheduleWay,
};
use crate::kernel::{Currency, DiscountScheduleId, Issue, LocalText, PriceBookId, ProductId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Most steps of a schedule.
pub const STEPS: usize = 20;
/// Most products, families and price books of a schedule, each.
pub const ATTACHED: usize = 500;

/// What an administrator writes about a discount schedule.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleDraft {
    /// Its name in both languages: what the explanation of a price calls it.
    pub name: LocalText,
    /// Taken over by new lines.
    pub active: bool,
    /// What it measures and gives.
    pub rule: ScheduleRule,
    /// Currency of its amounts; needed where it has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Products it is for; without products and families: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub product_ids: Vec<ProductId>,
    /// Families it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<String>,
    /// Price books it is for; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub price_book_ids: Vec<PriceBookId>,
}

/// A discount schedule.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleRow {
    /// Identity.
    pub id: DiscountScheduleId,
    /// What is written about it.
    pub draft: ScheduleDraft,
    /// Raised by every change.
    pub version: i64,
}

impl ScheduleDraft {
    /// Whether it says amounts of money.
    #[must_use]
    pub fn has_amounts(&self) -> bool {
        self.rule.measure == ScheduleMeasure::Spend || self.rule.gives != ScheduleGives::Percent
    }

    /// How closely it names a product of a price book; nothing where it is not for it. The greater comes first.
    fn closeness(
        &self,
        book: PriceBookId,
        currency: Currency,
        item: &CatalogItem,
    ) -> Option<[bool; 3]> {
        let in_book = self.price_book_ids.contains(&book);
        let fits = self.active
            && (in_book || self.price_book_ids.is_empty())
            && (!self.has_amounts() || self.currency == Some(currency));
        let product = self.product_ids.contains(&item.entry.product_id);
        let family = !item.family.is_empty() && self.families.contains(&item.family);
        let all = self.product_ids.is_empty() && self.families.is_empty();
        (fits && (product || family || all)).then_some([product, family, in_book])
    }
}

/// Gives each item of a price book the schedule it follows: the one that names its product, else its family, else
/// every product; of those the one that names the price book; of those the oldest, which is the first of `schedules`.
pub fn attach(
    items: &mut [CatalogItem],
    book: PriceBookId,
    currency: Currency,
    schedules: &[ScheduleRow],
) {
    for item in items {
        let close = schedules.iter().enumerate().filter_map(|(place, row)| {
            let close = row.draft.closeness(book, currency, item)?;
            Some((close, Reverse(place)))
        });
        let found = close
            .max()
            .and_then(|(_, Reverse(place))| schedules.get(place));
        item.schedule = found.map(|row| {
            Box::new(LineSchedule {
                schedule_id: row.id,
                name: row.draft.name.clone(),
                rule: row.draft.rule.clone(),
                measured: 0,
                lines: 0,
                earlier: 0,
            })
        });
    }
}

/// Findings about a discount schedule.
#[must_use]
pub fn validate_schedule(draft: &ScheduleDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    if draft.name.en.trim().is_empty() && draft.name.fr.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    too_long(&mut issues, "name_en", &draft.name.en, NAME_LENGTH);
    too_long(&mut issues, "name_fr", &draft.name.fr, NAME_LENGTH);
    if draft.has_amounts() && draft.currency.is_none() {
        issues.push(Issue::error("required", "currency"));
    }
    for (count, field) in [
        (draft.product_ids.len(), "product_ids"),
        (draft.families.len(), "families"),
        (draft.price_book_ids.len(), "price_books"),
    ] {
        if count > ATTACHED {
            issues.push(Issue::error("too_many", field).with("max", ATTACHED));
        }
    }
    for family in &draft.families {
        too_long(&mut issues, "families", family, NAME_LENGTH);
    }
    issues.extend(rule_issues(&draft.rule));
    issues
}

fn rule_issues(rule: &ScheduleRule) -> Vec<Issue> {
    let mut issues = Vec::new();
    // Parts of a term are no parts of a quantity, and a price is no discount that could be averaged.
    let graduated = rule.way == ScheduleWay::Graduated;
    if graduated && (rule.measure == ScheduleMeasure::Term || rule.gives == ScheduleGives::Price) {
        issues.push(Issue::error("schedule_not_graduated", "way"));
    }
    if rule.orders && rule.measure != ScheduleMeasure::Spend {
        issues.push(Issue::error("schedule_orders_are_spend", "orders"));
    }
    if rule.steps.is_empty() {
        issues.push(Issue::error("required", "steps"));
    }
    if rule.steps.len() > STEPS {
        issues.push(Issue::error("too_many", "steps").with("max", STEPS));
    }
    if !rule.steps.is_sorted_by(|a, b| a.from < b.from) {
        issues.push(Issue::error("tiers_unordered", "steps"));
    }
    if rule
        .steps
        .iter()
        .any(|step| step.from < 0 || step.value < 0)
    {
        issues.push(Issue::error("negative", "steps"));
    }
    if rule.gives == ScheduleGives::Percent && rule.steps.iter().any(|step| step.value > 10_000) {
        issues.push(Issue::error("percent_out_of_range", "steps"));
    }
    issues
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
