//! Allowances and charges of the document, tax by category, totals.

use super::Quotation;
use super::xml::Xml;
use crate::cpq::pricing::{Surcharge, Tax, TaxCategory};

pub(super) fn write(xml: &mut Xml, of: &Quotation<'_>) {
    let totals = &of.priced.totals;
    for row in &totals.taxes {
        reduction(xml, of, row.allowance_minor, Some(row.tax));
    }
    for (own, priced) in of.draft.surcharges.iter().zip(&of.priced.surcharges) {
        let base = Some(priced.base_minor);
        let amounts = (priced.minor, base, Some(own.tax.normal()));
        surcharge(xml, of, &own.surcharge, amounts);
    }
    xml.group("cac:TaxTotal", |xml| {
        of.amount(xml, "cbc:TaxAmount", totals.tax_minor);
        for row in &totals.taxes {
            xml.group("cac:TaxSubtotal", |xml| {
                of.amount(xml, "cbc:TaxableAmount", row.taxable_minor);
                of.amount(xml, "cbc:TaxAmount", row.tax_minor);
                xml.group("cac:TaxCategory", |xml| {
                    category(xml, row.tax);
                    let why = reason(of, row.tax.category);
                    xml.leaf("cbc:TaxExemptionReason", why);
                    scheme(xml);
                });
            });
        }
    });
    let parts = || totals.taxes.iter().map(|row| row.allowance_minor);
    let sum = |sign: i64| {
        let own = parts().filter(|minor| minor.signum() == sign);
        own.fold(0, |sum: i64, minor| {
            sum.saturating_add(minor.saturating_abs())
        })
    };
    let charges = sum(-1).saturating_add(totals.charge_minor);
    let allowances = sum(1);
    xml.group("cac:QuotedMonetaryTotal", |xml| {
        of.amount(xml, "cbc:LineExtensionAmount", totals.line_net_minor);
        of.amount(xml, "cbc:TaxExclusiveAmount", totals.net_minor);
        of.amount(xml, "cbc:TaxInclusiveAmount", totals.gross_minor);
        if allowances != 0 {
            of.amount(xml, "cbc:AllowanceTotalAmount", allowances);
        }
        if charges != 0 {
            of.amount(xml, "cbc:ChargeTotalAmount", charges);
        }
        of.amount(xml, "cbc:PayableAmount", totals.gross_minor);
    });
}

/// What is taken off, or added when it is below zero; of the document with its tax category.
pub(super) fn reduction(xml: &mut Xml, of: &Quotation<'_>, minor: i64, tax: Option<Tax>) {
    if minor == 0 {
        return;
    }
    xml.group("cac:AllowanceCharge", |xml| {
        let charge = minor < 0;
        xml.leaf("cbc:ChargeIndicator", if charge { "true" } else { "false" });
        // UNTDID 5189: discount; UNTDID 7161: as agreed between the two.
        let code = if charge { "ZZZ" } else { "95" };
        xml.leaf("cbc:AllowanceChargeReasonCode", code);
        of.amount(xml, "cbc:Amount", minor.saturating_abs());
        if let Some(tax) = tax {
            xml.group("cac:TaxCategory", |xml| {
                category(xml, tax);
                scheme(xml);
            });
        }
    });
}

/// Something added; what it comes to, of a percentage its base, of the document its tax category.
pub(super) fn surcharge(
    xml: &mut Xml,
    of: &Quotation<'_>,
    own: &Surcharge,
    (minor, base, tax): (i64, Option<i64>, Option<Tax>),
) {
    if minor == 0 {
        return;
    }
    xml.group("cac:AllowanceCharge", |xml| {
        xml.leaf("cbc:ChargeIndicator", "true");
        xml.leaf("cbc:AllowanceChargeReasonCode", &own.code);
        let reason = of.reason(own);
        xml.leaf("cbc:AllowanceChargeReason", reason);
        let base = own.added.percent().zip(base);
        if let Some((rate, _)) = base {
            let rate = rate.as_decimal().normalize().to_string();
            xml.leaf("cbc:MultiplierFactorNumeric", &rate);
        }
        of.amount(xml, "cbc:Amount", minor);
        if let Some((_, base)) = base {
            of.amount(xml, "cbc:BaseAmount", base);
        }
        if let Some(tax) = tax {
            xml.group("cac:TaxCategory", |xml| {
                category(xml, tax);
                scheme(xml);
            });
        }
    });
}

/// Code and rate; outside the scope of VAT there is no rate (BR-O-05).
pub(super) fn category(xml: &mut Xml, tax: Tax) {
    xml.leaf("cbc:ID", tax.category.code());
    if tax.category != TaxCategory::O {
        let rate = tax.charged_rate().as_decimal().normalize();
        xml.leaf("cbc:Percent", &rate.to_string());
    }
}

pub(super) fn scheme(xml: &mut Xml) {
    xml.group("cac:TaxScheme", |xml| xml.leaf("cbc:ID", "VAT"));
}

/// Why nothing is charged: of the categories that have to say so (BR-E-10 …), and of no other.
fn reason<'a>(of: &Quotation<'a>, category: TaxCategory) -> &'a str {
    let says = !category.is_taxed() && category != TaxCategory::Z;
    let found = of.exemptions.iter().find(|(own, _)| *own == category);
    found.filter(|_| says).map_or("", |(_, text)| *text)
}
