//! The words of a document's taxes.

use super::exact::Exact;
use super::rounding::RoundTo;
use super::taxes::TaxRule;

/// The same amount in the document's currency and in the company's.
pub type Both = [Exact; 2];

/// Where and how a document's taxes are rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaxDocumentPolicy {
    /// Every tax of every line, as soon as it is known; else only the sum of each tax.
    pub per_line: bool,
    /// The rounding of both currencies.
    pub round: [RoundTo; 2],
    /// Units of the document's currency for one of the company's.
    pub rate: Exact,
}

/// What a line is taxed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaxInput {
    /// Price of a unit.
    pub price: Exact,
    /// Units.
    pub quantity: Exact,
    /// Percent off.
    pub discount_percent: Exact,
    /// Taxes in order.
    pub rules: Vec<TaxRule>,
}

/// The sums of a tax group.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxGroup {
    /// Its name.
    pub id: String,
    /// What its taxes are computed on.
    pub base: Both,
    /// Its taxes.
    pub tax: Both,
    /// The base to show: none for amounts per unit; with tax where the tax is part of the price.
    pub shown_base: Option<Both>,
}

/// The totals of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxSummary {
    /// Without tax.
    pub untaxed: Both,
    /// Taxes.
    pub tax: Both,
    /// What cash rounding added outside the taxes.
    pub cash_rounding: Both,
    /// By group, in the order of their names.
    pub groups: Vec<TaxGroup>,
    /// Whether every group shows the untaxed total as its base.
    pub same_base: bool,
}

impl TaxSummary {
    /// With tax and what cash rounding added, in both currencies.
    #[must_use]
    pub fn total(&self) -> Both {
        [0, 1].map(|c| self.untaxed[c] + self.tax[c] + self.cash_rounding[c])
    }
}

/// A share of a document: a percentage or an amount of its currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Portion {
    /// Percent of the total.
    Percent(Exact),
    /// An amount, tax included.
    Amount(Exact),
}

impl TaxSummary {
    /// Counts the taxes of the groups `excluded` as part of the untaxed amount.
    #[must_use]
    pub fn without_groups(mut self, excluded: &[String]) -> Self {
        for group in &self.groups {
            if excluded.contains(&group.id) {
                for c in [0, 1] {
                    self.untaxed[c] += group.tax[c];
                    self.tax[c] -= group.tax[c];
                }
            }
        }
        self.groups.retain(|group| !excluded.contains(&group.id));
        self
    }
}
