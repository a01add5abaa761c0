//! The totals of a UN/CEFACT cross-industry invoice.

use super::totals_rules::{Totals, check_tax_amount, check_totals};
use super::tree::Element;
use super::{BreakdownRow, DocumentKind, Findings, TaxReport};
use crate::cpq::policies::{Exact, RoundTo};

pub(super) fn check(root: Element<'_>, mut found: Findings) -> TaxReport {
    let settlement = root.first("SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement");
    let mut breakdown = Vec::new();
    let mut currency = String::new();
    if let Some(settlement) = settlement {
        currency = settlement.text("InvoiceCurrencyCode").to_owned();
        let totals = totals(settlement, &currency);
        check_totals(&totals, &mut found);
        for row in settlement.all("ApplicableTradeTax") {
            let taxable = row.number("BasisAmount");
            let tax = row.number("CalculatedAmount");
            let rate = row.number("RateApplicablePercent");
            if let (Some(taxable), Some(tax)) = (taxable, tax) {
                check_tax_amount(taxable, rate, tax, true, &mut found);
            }
            let base = taxable.unwrap_or(Exact::ZERO);
            breakdown.push(BreakdownRow {
                category: row.text("CategoryCode").to_owned(),
                rate,
                taxable_stated: taxable,
                taxable: base,
                tax_stated: tax,
                tax: RoundTo::CENTS.apply(base * rate.unwrap_or(Exact::ZERO).percent()),
            });
        }
    }
    TaxReport {
        kind: DocumentKind::CrossIndustry,
        number: root.text("ExchangedDocument/ID").to_owned(),
        currency,
        lines: Vec::new(),
        shares: Vec::new(),
        figures: Vec::new(),
        breakdown,
        violations: found.sorted(),
    }
}

fn totals(settlement: Element<'_>, currency: &str) -> Totals {
    let sums = "SpecifiedTradeSettlementHeaderMonetarySummation";
    let of = |name: &str| settlement.number(&format!("{sums}/{name}"));
    Totals {
        complete: false,
        currency: currency.to_owned(),
        line_net: of("LineTotalAmount"),
        allowances: of("AllowanceTotalAmount"),
        charges: of("ChargeTotalAmount"),
        net: of("TaxBasisTotalAmount"),
        tax: settlement
            .all(&format!("{sums}/TaxTotalAmount"))
            .into_iter()
            .map(|amount| {
                let own = amount.attribute("currencyID").unwrap_or_default();
                (own.to_owned(), amount.value())
            })
            .collect(),
        gross: of("GrandTotalAmount"),
        prepaid: of("TotalPrepaidAmount"),
        rounding: of("RoundingAmount"),
        payable: of("DuePayableAmount"),
    }
}
