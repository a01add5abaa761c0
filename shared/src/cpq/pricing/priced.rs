//! What a whole quote comes to.

use super::en16931::TaxRow;
use super::model::{Charge, LineInput, PricedLine};
use super::surcharge::PricedSurcharge;
use crate::kernel::{Currency, Issue};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

/// Margin over the counted lines whose cost is known, in minor units over the term: after the discount on the document
/// and with the surcharges of lines, but without those on the document.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margin {
    /// Net amount of those lines.
    pub net_minor: i64,
    /// Their cost.
    pub cost_minor: i64,
    /// Net less cost.
    pub amount_minor: i64,
    /// In basis points of net, half away from zero; `None` when net is zero.
    pub rate_bp: Option<i32>,
    /// Counted lines whose cost is not known: the margin says nothing about them.
    pub lines_without_cost: u32,
}

/// The figures of the whole document, in minor units. Optional lines are in none of them.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The price book's amount over the term, before discounts and manual prices.
    pub book_minor: i64,
    /// Sum of line net amounts (BT-106).
    pub line_net_minor: i64,
    /// What surcharges of lines add to it.
    #[serde(default)]
    pub line_surcharge_minor: i64,
    /// The document discount (BT-107).
    pub allowance_minor: i64,
    /// The surcharges on the document (BT-108).
    #[serde(default)]
    pub charge_minor: i64,
    /// Without tax (BT-109).
    pub net_minor: i64,
    /// Tax (BT-110).
    pub tax_minor: i64,
    /// With tax (BT-112); also payable (BT-115), as a quote has nothing prepaid.
    pub gross_minor: i64,
    /// Per category and rate (BG-23), in order of category and rate.
    pub taxes: Vec<TaxRow>,
    /// Net amount of one-time lines, and the surcharges on the document.
    pub one_time_minor: i64,
    /// Net amount of monthly and yearly lines over the term.
    pub recurring_minor: i64,
    /// Net amount of usage over the term, as it is estimated.
    #[serde(default)]
    pub usage_minor: i64,
    /// Net amount of the monthly lines, for one month.
    pub per_month_minor: i64,
    /// Net amount of the yearly lines, for one year.
    pub per_year_minor: i64,
    /// Monthly recurring revenue: recurring net ÷ months that are charged, rounded half away from zero once for all
    /// lines that are charged for the same months. Usage is not in it: it is an estimate.
    pub mrr_minor: i64,
    /// Annual recurring revenue: recurring net × 12 ÷ months that are charged, rounded like `mrr_minor` and not from
    /// it, so that it need not be twelve times as much.
    pub arr_minor: i64,
    /// Annual contract value: TCV × 12 ÷ months of the longest recurring line, free ones among them;
    /// TCV where nothing recurs. Rounded half away from zero.
    pub acv_minor: i64,
    /// What the first twelve months bring: one-time and what recurs for their days.
    #[serde(default)]
    pub first_year_minor: i64,
    /// Total contract value: one-time + recurring over the term. With `usage_minor` it is `net_minor`.
    pub tcv_minor: i64,
    /// How far below the price book, in basis points of `book_minor`, surcharges left out; half away from zero, zero
    /// without a price book's amount.
    pub discount_bp: i32,
    /// The document discount in basis points of what it takes from, however it was typed.
    #[serde(default)]
    pub allowance_bp: i32,
    /// Margin, for those who may see it.
    pub margin: Margin,
}

/// A quote with every amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedQuote {
    /// Currency of every amount.
    pub currency: Currency,
    /// The lines, in the order given.
    pub lines: Vec<PricedLine>,
    /// The surcharges on the document, in the order given.
    #[serde(default)]
    pub surcharges: Vec<PricedSurcharge>,
    /// The totals.
    pub totals: Totals,
    /// Findings about the whole document.
    pub issues: Vec<Issue>,
}

impl Totals {
    /// The lines that count, without their surcharges: what the discount on the document takes from.
    #[must_use]
    pub const fn sold_minor(&self) -> i64 {
        self.line_net_minor
            .saturating_sub(self.line_surcharge_minor)
    }

    /// All surcharges, of lines and of the document.
    #[must_use]
    pub const fn surcharges_minor(&self) -> i64 {
        self.line_surcharge_minor.saturating_add(self.charge_minor)
    }
}

/// What the lines that count come to over the term, with their surcharges and before the discount on the document, by
/// how they are charged. The three add up to [`Totals::line_net_minor`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineSums {
    /// One-time lines.
    pub once_minor: i64,
    /// Monthly and yearly lines.
    pub recurring_minor: i64,
    /// Usage, as it is estimated.
    pub usage_minor: i64,
}

impl PricedQuote {
    /// The sums of `lines`, which are those it was priced with.
    #[must_use]
    pub fn line_sums<L: Borrow<LineInput>>(&self, lines: &[L]) -> LineSums {
        let mut sums = LineSums::default();
        for (line, priced) in lines.iter().zip(&self.lines) {
            let line: &LineInput = line.borrow();
            let sum = match line.charge {
                _ if line.optional => continue,
                Charge::OneTime => &mut sums.once_minor,
                Charge::Monthly | Charge::Yearly => &mut sums.recurring_minor,
                Charge::Usage => &mut sums.usage_minor,
            };
            *sum = sum.saturating_add(priced.term_net_minor);
        }
        sums
    }

    /// Takes out what tells of costs; the amounts stay those they were reckoned with.
    pub fn hide_costs(&mut self) {
        self.totals.margin = Margin::default();
        for line in &mut self.lines {
            line.cost_minor = None;
        }
    }
}
