//! Entries whose price is of another kind than per unit: what they must satisfy, what a price on the
//! cost comes to, what a few quantities cost.

use super::formulas::validate_formula;
use super::model::{CatalogItem, PriceBookEntry};
use super::rules::{NAME_LENGTH, too_long};
use crate::cpq::pricing::exact::{round_div, round_div_i64};
use crate::cpq::pricing::{
    LineInput, Policy, PriceKind, PriceWay, PricedLine, ShareOf, Subscription, Terms, TierMode,
    price_line,
};
use crate::kernel::{Currency, Issue, Percent, Quantity, Rounding, UnitPrice};

/// Highest percentage on a cost: a hundredfold.
pub const MARKUP: Percent = Percent(990_000);
/// Most families or products a share is taken of.
pub const CHOSEN: usize = 40;

/// Findings about the kind of price of an entry.
#[must_use]
pub fn validate_kind(entry: &PriceBookEntry) -> Vec<Issue> {
    let mut issues = Vec::new();
    let Some(kind) = &entry.kind else {
        return issues;
    };
    if entry.tier_mode != TierMode::None || !entry.tiers.is_empty() {
        issues.push(Issue::error("kind_without_tiers", "tiers"));
    }
    match kind {
        PriceKind::Package { size } => {
            if size.0 <= 0 {
                issues.push(Issue::error("not_positive", "kind_size"));
            }
        }
        PriceKind::Included { units, further } => {
            if units.0 <= 0 {
                issues.push(Issue::error("not_positive", "kind_units"));
            }
            if further.0 < 0 {
                issues.push(Issue::error("negative", "kind_further"));
            }
        }
        PriceKind::CostPlus { percent, step } => {
            match percent {
                None => issues.push(Issue::error("required", "kind_percent")),
                Some(percent) if !(0..=MARKUP.0).contains(&percent.0) => issues.push(
                    Issue::error("markup_out_of_range", "kind_percent")
                        .with("max", MARKUP.as_decimal().normalize()),
                ),
                Some(_) => {}
            }
            if step.0 <= 0 {
                issues.push(Issue::error("not_positive", "kind_step"));
            }
        }
        PriceKind::Share { percent, of } => {
            if percent.0 <= 0 {
                issues.push(Issue::error("not_positive", "kind_percent"));
            } else if percent.0 > Percent::HUNDRED.0 {
                issues.push(Issue::error("percent_out_of_range", "kind_percent"));
            }
            issues.extend(validate_chosen(of));
        }
        PriceKind::Formula { text, .. } => issues.extend(validate_formula(text)),
    }
    issues
}

fn validate_chosen(of: &ShareOf) -> Vec<Issue> {
    let mut issues = Vec::new();
    let chosen = match of {
        ShareOf::All | ShareOf::Section => return issues,
        ShareOf::Families(names) => {
            if names.iter().any(|name| name.trim().is_empty()) {
                issues.push(Issue::error("required", "kind_of"));
            }
            for name in names {
                too_long(&mut issues, "kind_of", name, NAME_LENGTH);
            }
            names.len()
        }
        ShareOf::Products(ids) => ids.len(),
    };
    if chosen == 0 {
        issues.push(Issue::error("required", "kind_of"));
    }
    if chosen > CHOSEN {
        issues.push(Issue::error("too_many", "kind_of").with("max", CHOSEN));
    }
    issues
}

/// A cost and a percentage of it, rounded half up to a multiple of `step`; `None` when it does not fit.
#[must_use]
pub fn price_on_cost(cost: UnitPrice, percent: Percent, step: UnitPrice) -> Option<UnitPrice> {
    let with = i128::from(10_000_i64.checked_add(i64::from(percent.0))?);
    let steps = round_div(
        i128::from(cost.0).checked_mul(with)?,
        i128::from(step.0).checked_mul(10_000)?,
        Rounding::HalfUp,
    )?;
    let price = steps.checked_mul(i128::from(step.0))?;
    i64::try_from(price).ok().map(UnitPrice)
}

impl PriceBookEntry {
    /// How its price comes about.
    #[must_use]
    pub const fn way(&self) -> PriceWay {
        PriceWay::of(self.tier_mode, self.kind.as_ref())
    }

    /// Whether it tells what the product costs to those who know its price.
    #[must_use]
    pub const fn tells_cost(&self) -> bool {
        matches!(self.kind, Some(PriceKind::CostPlus { .. }))
    }

    /// About what one unit costs where no quantity is known.
    #[must_use]
    pub fn typical_unit(&self) -> UnitPrice {
        match &self.kind {
            None => self.unit_price,
            Some(kind) => kind.typical_unit(self.unit_price),
        }
    }

    /// Puts what a price on this cost comes to in the place of the price it had; says whether it could.
    pub fn take_cost(&mut self, cost: Option<UnitPrice>) -> bool {
        let Some(PriceKind::CostPlus {
            percent: Some(percent),
            step,
        }) = &self.kind
        else {
            return true;
        };
        match cost.and_then(|cost| price_on_cost(cost, *percent, *step)) {
            Some(price) => {
                self.unit_price = price;
                true
            }
            None => false,
        }
    }
}

impl CatalogItem {
    /// Brings a price on the cost up to the cost as it is. Without a known one the price stays what it
    /// came to last.
    pub fn take_cost(&mut self) {
        self.entry.take_cost(self.cost);
    }

    /// Takes out what only those may know who see margins: the cost, and what would tell it.
    pub fn hide_cost(&mut self) {
        self.cost = None;
        if let Some(PriceKind::CostPlus { percent, .. }) = &mut self.entry.kind {
            *percent = None;
        }
    }
}

/// A quantity and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// How many.
    pub quantity: Quantity,
    /// What one period costs; `None` when it does not fit.
    pub minor: Option<i64>,
    /// The price per unit that is, rounded to four decimals.
    pub unit: UnitPrice,
}

/// A few quantities at which the price of an entry shows how it follows them. None for a share of
/// other lines and for a formula: they follow what is around the line.
#[must_use]
pub fn examples(entry: &PriceBookEntry, currency: Currency) -> Vec<Example> {
    let one = Quantity::ONE.0;
    let mut at = vec![one];
    let mut around = |units: i64| {
        at.extend([units.saturating_sub(one), units, units.saturating_add(one)]);
        at.push(units.saturating_mul(2));
    };
    match &entry.kind {
        Some(PriceKind::Package { size: units } | PriceKind::Included { units, .. }) => {
            around(units.0);
            at.push(units.0.saturating_mul(10));
        }
        Some(PriceKind::Share { .. } | PriceKind::Formula { .. }) => return Vec::new(),
        Some(PriceKind::CostPlus { .. }) | None => {
            for tier in &entry.tiers {
                at.extend([tier.from.0.saturating_sub(one), tier.from.0]);
            }
            match entry.tiers.last() {
                Some(last) => at.push(last.from.0.saturating_mul(2)),
                None => at.extend([one * 10, one * 100]),
            }
        }
    }
    at.retain(|quantity| *quantity > 0);
    at.sort_unstable();
    at.dedup();
    at.truncate(12);
    let terms = Terms {
        currency,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: Subscription::default(),
    };
    at.into_iter()
        .map(|quantity| {
            let line = LineInput {
                charge: entry.charge,
                quantity: Quantity(quantity),
                list_price: entry.unit_price,
                tier_mode: entry.tier_mode,
                tiers: entry.tiers.clone(),
                kind: entry.kind.as_ref().and_then(PriceKind::of_line),
                ..LineInput::default()
            };
            let priced = price_line(&terms, &line, &Policy::default());
            Example {
                quantity: line.quantity,
                minor: fits(&priced).then_some(priced.book_minor),
                unit: priced.book_unit,
            }
        })
        .collect()
}

fn fits(priced: &PricedLine) -> bool {
    let too_large = |issue: &Issue| issue.code == "amount_too_large";
    !priced.issues.iter().any(too_large)
}

/// What a share of so much comes to, in minor units.
#[must_use]
pub fn share_of(base_minor: i64, percent: Percent) -> Option<i64> {
    round_div_i64(
        i128::from(base_minor).checked_mul(i128::from(percent.0))?,
        10_000,
        Rounding::HalfUp,
    )
}

#[cfg(test)]
#[path = "kinds_tests.rs"]
mod tests;
