//! Totals of a commercial document by the rules of EN 16931-1: the same arithmetic for a quote,
//! an order and an invoice.

use super::exact::round_div_i64;
use super::model::{Tax, TaxCategory, TaxRounding};
use crate::kernel::{Issue, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An amount that belongs to a tax category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxedAmount {
    /// Category and rate.
    pub tax: Tax,
    /// Minor units.
    pub minor: i64,
}

/// One row of the tax breakdown (BG-23).
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRow {
    /// Category (BT-118) and rate (BT-119).
    pub tax: Tax,
    /// Document level allowances of this category and rate, positive.
    pub allowance_minor: i64,
    /// Taxable amount (BT-116): lines and charges less allowances (BR-S-08 and its like).
    pub taxable_minor: i64,
    /// Tax (BT-117).
    pub tax_minor: i64,
}

/// What the totals are computed from.
#[derive(Clone, Copy, Debug, Default)]
pub struct DocumentInput<'a> {
    /// Line net amounts (BT-131).
    pub lines: &'a [TaxedAmount],
    /// Document level allowances (BT-92), positive.
    pub allowances: &'a [TaxedAmount],
    /// Document level charges (BT-99), positive.
    pub charges: &'a [TaxedAmount],
    /// Already paid (BT-113).
    pub prepaid_minor: i64,
    /// Added to make the payable amount round (BT-114).
    pub payable_rounding_minor: i64,
}

/// The document totals (BG-22) and the tax breakdown (BG-23).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentTotals {
    /// Sum of line net amounts (BT-106, BR-CO-10).
    pub line_net_minor: i64,
    /// Sum of allowances (BT-107, BR-CO-11).
    pub allowance_minor: i64,
    /// Sum of charges (BT-108, BR-CO-12).
    pub charge_minor: i64,
    /// Without tax (BT-109, BR-CO-13).
    pub net_minor: i64,
    /// Tax (BT-110, BR-CO-14).
    pub tax_minor: i64,
    /// With tax (BT-112, BR-CO-15).
    pub gross_minor: i64,
    /// Payable (BT-115, BR-CO-16): with tax, less what is paid already, with what makes it round.
    pub payable_minor: i64,
    /// By category and rate, ascending.
    pub taxes: Vec<TaxRow>,
}

/// The totals of a document. `None` when a sum does not fit 64 bits.
///
/// Tax is the taxable amount of each category and rate × its rate, rounded once (BR-CO-17), or the
/// sum of line taxes under [`TaxRounding::PerLine`]; outside the taxed categories `S`, `L` and `M` it
/// is zero (BR-Z-09, BR-E-09, BR-AE-09, BR-IC-09, BR-G-09, BR-O-09).
#[must_use]
pub fn document_totals(
    input: &DocumentInput<'_>,
    rounding: Rounding,
    tax_rounding: TaxRounding,
) -> Option<DocumentTotals> {
    let mut totals = DocumentTotals::default();
    let mut rows: BTreeMap<Tax, TaxRow> = BTreeMap::new();
    let groups = [(input.lines, 1), (input.charges, 1), (input.allowances, -1)];
    for (group, (amounts, sign)) in groups.into_iter().enumerate() {
        for amount in amounts {
            let tax = amount.tax.normal();
            let row = rows.entry(tax).or_insert(TaxRow {
                tax,
                ..TaxRow::default()
            });
            row.taxable_minor = row
                .taxable_minor
                .checked_add(amount.minor.checked_mul(sign)?)?;
            if tax_rounding == TaxRounding::PerLine {
                let part = tax_on(amount.minor, tax, rounding)?.checked_mul(sign)?;
                row.tax_minor = row.tax_minor.checked_add(part)?;
            }
            let sum = match group {
                0 => &mut totals.line_net_minor,
                1 => &mut totals.charge_minor,
                _ => {
                    row.allowance_minor = row.allowance_minor.checked_add(amount.minor)?;
                    &mut totals.allowance_minor
                }
            };
            *sum = sum.checked_add(amount.minor)?;
        }
    }
    for row in rows.values_mut() {
        if tax_rounding == TaxRounding::PerCategory {
            row.tax_minor = tax_on(row.taxable_minor, row.tax, rounding)?;
        }
        totals.tax_minor = totals.tax_minor.checked_add(row.tax_minor)?;
    }
    totals.net_minor = totals
        .line_net_minor
        .checked_sub(totals.allowance_minor)?
        .checked_add(totals.charge_minor)?;
    totals.gross_minor = totals.net_minor.checked_add(totals.tax_minor)?;
    totals.payable_minor = totals
        .gross_minor
        .checked_sub(input.prepaid_minor)?
        .checked_add(input.payable_rounding_minor)?;
    totals.taxes = rows.into_values().collect();
    Some(totals)
}

/// Tax on `minor` at the rate that is charged, in minor units and rounded once; zero in a category that is not taxed,
/// whatever rate was typed. `None` when it does not fit.
#[must_use]
pub fn tax_on(minor: i64, tax: Tax, rounding: Rounding) -> Option<i64> {
    let rate = i128::from(tax.charged_rate().0);
    round_div_i64(i128::from(minor).checked_mul(rate)?, 10_000, rounding)
}

/// What EN 16931 says about the categories of a document, apart from sums: a rate above zero with
/// `S` (BR-S-05), none with the others (BR-Z-05 … BR-G-05), `O` never beside another category
/// (BR-O-11). `customer_vat_known` decides BR-AE-02 and BR-IC-02.
#[must_use]
pub fn category_issues(taxes: &[Tax], customer_vat_known: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    let has = |category| taxes.iter().any(|tax| tax.category == category);
    if taxes
        .iter()
        .any(|tax| tax.category.needs_rate() && tax.rate.0 <= 0)
    {
        issues.push(Issue::warning("tax_rate_missing", "tax_rate"));
    }
    if has(TaxCategory::O) && taxes.iter().any(|tax| tax.category != TaxCategory::O) {
        issues.push(Issue::warning("tax_outside_scope_mixed", "tax_category"));
    }
    if !customer_vat_known && (has(TaxCategory::Ae) || has(TaxCategory::K)) {
        issues.push(Issue::warning(
            "tax_customer_number_missing",
            "tax_category",
        ));
    }
    issues
}
