//! BR-CO-*: what must agree with what.

use super::amounts::{lines, subtotals};
use super::codes::is_country;
use super::tree::Element;
use super::{DocumentKind, Findings};
use crate::cpq::policies::{Exact, RoundTo};

/// The figures of a document's totals, from either syntax.
#[derive(Default)]
pub(super) struct Totals {
    /// Whether every figure a rule compares has to be there.
    pub(super) complete: bool,
    pub(super) currency: String,
    pub(super) line_net: Option<Exact>,
    pub(super) allowances: Option<Exact>,
    pub(super) charges: Option<Exact>,
    pub(super) net: Option<Exact>,
    /// Amounts of total tax with their currencies.
    pub(super) tax: Vec<(String, Option<Exact>)>,
    pub(super) gross: Option<Exact>,
    pub(super) prepaid: Option<Exact>,
    pub(super) rounding: Option<Exact>,
    pub(super) payable: Option<Exact>,
}

fn or_zero(amount: Option<Exact>) -> Exact {
    amount.unwrap_or(Exact::ZERO)
}

/// BR-CO-13, 15, 16.
pub(super) fn check_totals(totals: &Totals, found: &mut Findings) {
    net(totals, found);
    gross(totals, found);
    payable(totals, found);
}

/// BR-CO-13. What is only the sum of lines is compared as it is.
fn net(totals: &Totals, found: &mut Findings) {
    let (Some(lines), Some(net)) = (totals.line_net, totals.net) else {
        found.unless(
            !totals.complete,
            "BR-CO-13",
            "the sum of lines or the total without VAT is missing",
        );
        return;
    };
    let mut computed = lines - or_zero(totals.allowances) + or_zero(totals.charges);
    if totals.allowances.is_some() || totals.charges.is_some() {
        computed = RoundTo::CENTS.apply(computed);
    }
    if computed != net {
        found.add(
            "BR-CO-13",
            format!("total without VAT is {net}, lines - allowances + charges are {computed}"),
        );
    }
}

/// BR-CO-15.
fn gross(totals: &Totals, found: &mut Findings) {
    if totals.currency.is_empty() {
        return;
    }
    if let (Some(net), Some(gross)) = (totals.net, totals.gross) {
        let own: Vec<Exact> = totals
            .tax
            .iter()
            .filter(|(currency, _)| *currency == totals.currency)
            .filter_map(|(_, amount)| *amount)
            .collect();
        match own[..] {
            [tax] if RoundTo::CENTS.apply(net + tax) == gross => {}
            [tax] => found.add(
                "BR-CO-15",
                format!(
                    "total with VAT is {gross}, without VAT {net} + VAT {tax} is {}",
                    net + tax
                ),
            ),
            [] => found.add("BR-CO-15", "no total VAT amount in the document's currency"),
            _ => found.add(
                "BR-CO-15",
                "several total VAT amounts in the document's currency",
            ),
        }
    } else if totals.complete {
        found.add("BR-CO-15", "a total with or without VAT is missing");
    }
}

/// BR-CO-16. What was neither paid nor rounded is compared as it is.
fn payable(totals: &Totals, found: &mut Findings) {
    let (Some(gross), Some(payable)) = (totals.gross, totals.payable) else {
        found.unless(
            !totals.complete,
            "BR-CO-16",
            "the total with VAT or the amount due is missing",
        );
        return;
    };
    let less = |amount: Exact, by: Option<Exact>| {
        by.map_or(amount, |by| RoundTo::CENTS.apply(amount - by))
    };
    if less(gross, totals.prepaid) != less(payable, totals.rounding) {
        let computed = gross - or_zero(totals.prepaid) + or_zero(totals.rounding);
        found.add(
            "BR-CO-16",
            format!("payable is {payable}, with VAT - paid + rounding is {computed}"),
        );
    }
}

/// BR-CO-17 for one row of the breakdown. A difference below one unit of currency is tolerated
/// where there is a rate, in CII of one unit too; where there is none, what rounds to nothing.
pub(super) fn check_tax_amount(
    taxable: Exact,
    rate: Option<Exact>,
    tax: Exact,
    one_is_tolerated: bool,
    found: &mut Findings,
) {
    let computed = RoundTo::CENTS.apply(taxable * or_zero(rate).percent());
    let off = (tax.abs() - computed.abs()).abs();
    let agrees = if or_zero(rate).is_zero() {
        off < Exact::ratio(1, 2)
    } else {
        off < Exact::ONE || (one_is_tolerated && off == Exact::ONE)
    };
    if !agrees {
        found.add(
            "BR-CO-17",
            format!(
                "VAT is {tax}, {taxable} at {} % is {computed}",
                or_zero(rate)
            ),
        );
    }
}

fn totals_of(root: Element<'_>) -> Totals {
    let of = |name: &str| root.number(&format!("LegalMonetaryTotal/{name}"));
    Totals {
        complete: root.has("LegalMonetaryTotal"),
        currency: root.text("DocumentCurrencyCode").to_owned(),
        line_net: of("LineExtensionAmount"),
        allowances: of("AllowanceTotalAmount"),
        charges: of("ChargeTotalAmount"),
        net: of("TaxExclusiveAmount"),
        tax: root
            .all("TaxTotal/TaxAmount")
            .into_iter()
            .map(|amount| {
                let currency = amount.attribute("currencyID").unwrap_or_default();
                (currency.to_owned(), amount.value())
            })
            .collect(),
        gross: of("TaxInclusiveAmount"),
        prepaid: of("PrepaidAmount"),
        rounding: of("PayableRoundingAmount"),
        payable: of("PayableAmount"),
    }
}

pub(super) fn check(root: Element<'_>, kind: DocumentKind, found: &mut Findings) {
    let totals = totals_of(root);
    check_totals(&totals, found);
    sums(root, &totals, found);
    dates_and_periods(root, found);
    parties(root, found);
    found.unless(!subtotals(root).is_empty(), "BR-CO-18", "no VAT breakdown");
    if kind == DocumentKind::Invoice
        && totals.payable.is_some_and(Exact::is_positive)
        && !(root.says("DueDate") || root.says("PaymentTerms/Note"))
    {
        found.add(
            "BR-CO-25",
            "an amount is due, but neither a due date nor terms",
        );
    }
}

/// BR-CO-04, 10, 11, 12, 14, 17, 21 to 24.
fn sums(root: Element<'_>, totals: &Totals, found: &mut Findings) {
    let lines = lines(root);
    categories(&lines, found);
    sum_of_lines(&lines, totals, found);
    sums_of_allowances_and_charges(root, totals, found);
    sums_of_vat(root, found);
    reasons(root, &lines, found);
}

/// BR-CO-04.
fn categories(lines: &[Element<'_>], found: &mut Findings) {
    for line in lines {
        let category = line.vat("Item/ClassifiedTaxCategory");
        if category.is_none_or(|category| category.text("ID").is_empty()) {
            let id = line.text("ID");
            found.add("BR-CO-04", format!("line {id} has no VAT category"));
        }
    }
}

/// BR-CO-10.
fn sum_of_lines(lines: &[Element<'_>], totals: &Totals, found: &mut Findings) {
    let Some(stated) = totals.line_net else {
        found.unless(!totals.complete, "BR-CO-10", "no sum of lines");
        return;
    };
    let nets = lines.iter();
    let sum: Exact = nets
        .map(|line| line.number_or_zero("LineExtensionAmount"))
        .sum();
    let sum = RoundTo::CENTS.apply(sum);
    if sum != stated {
        let message = format!("sum of lines is {stated}, lines add up to {sum}");
        found.add("BR-CO-10", message);
    }
}

/// BR-CO-11, 12.
fn sums_of_allowances_and_charges(root: Element<'_>, totals: &Totals, found: &mut Findings) {
    for (rule, stated, charge) in [
        ("BR-CO-11", totals.allowances, false),
        ("BR-CO-12", totals.charges, true),
    ] {
        let parts: Vec<Element<'_>> = root
            .all("AllowanceCharge")
            .into_iter()
            .filter(|one| one.is_charge() == charge)
            .collect();
        let sum: Exact = parts.iter().map(|one| one.number_or_zero("Amount")).sum();
        let sum = RoundTo::CENTS.apply(sum);
        let missing = stated.is_none() && !parts.is_empty() && totals.complete;
        if missing || stated.is_some_and(|stated| stated != sum) {
            let stated = or_zero(stated);
            let message = format!("total is {stated}, the amounts add up to {sum}");
            found.add(rule, message);
        }
    }
}

/// BR-CO-14, 17.
fn sums_of_vat(root: Element<'_>, found: &mut Findings) {
    for total in root.all("TaxTotal") {
        let parts = total.all("TaxSubtotal");
        if parts.is_empty() {
            continue;
        }
        let Some(stated) = total.number("TaxAmount") else {
            found.add("BR-CO-14", "no total VAT beside its parts");
            continue;
        };
        let taxes = parts.iter();
        let sum: Exact = taxes.map(|part| part.number_or_zero("TaxAmount")).sum();
        if RoundTo::CENTS.apply(sum) != stated {
            let message = format!("total VAT is {stated}, its parts add up to {sum}");
            found.add("BR-CO-14", message);
        }
    }
    for part in subtotals(root) {
        let of_vat = part.vat("TaxCategory");
        let rate = of_vat.and_then(|category| category.number("Percent"));
        let free = or_zero(rate).is_zero();
        match (part.number("TaxableAmount"), part.number("TaxAmount")) {
            (Some(taxable), Some(tax)) => check_tax_amount(taxable, rate, tax, false, found),
            (None, Some(tax)) if free => check_tax_amount(Exact::ZERO, rate, tax, false, found),
            _ => found.add("BR-CO-17", "the taxable amount or its VAT is missing"),
        }
    }
}

/// BR-CO-21 to 24.
fn reasons(root: Element<'_>, lines: &[Element<'_>], found: &mut Findings) {
    let mut given = |one: Element<'_>, of_allowance, of_charge| {
        let rule = if one.is_charge() {
            of_charge
        } else {
            of_allowance
        };
        let says = one.says("AllowanceChargeReason") || one.says("AllowanceChargeReasonCode");
        found.unless(says, rule, "neither a reason nor its code");
    };
    for one in root.all("AllowanceCharge") {
        given(one, "BR-CO-21", "BR-CO-22");
    }
    for one in lines.iter().flat_map(|line| line.all("AllowanceCharge")) {
        given(one, "BR-CO-23", "BR-CO-24");
    }
}

/// BR-CO-03, 19, 20.
fn dates_and_periods(root: Element<'_>, found: &mut Findings) {
    found.unless(
        !(root.has("TaxPointDate") && root.has("InvoicePeriod/DescriptionCode")),
        "BR-CO-03",
        "a tax point date and its code",
    );
    for period in root.all("InvoicePeriod") {
        let told = period.says("StartDate") || period.says("EndDate");
        found.unless(
            told || period.says("DescriptionCode"),
            "BR-CO-19",
            "an invoicing period without a date",
        );
    }
    for period in lines(root)
        .iter()
        .flat_map(|line| line.all("InvoicePeriod"))
    {
        found.unless(
            period.says("StartDate") || period.says("EndDate"),
            "BR-CO-20",
            "a line's period without a date",
        );
    }
}

/// BR-CO-09, 26.
fn parties(root: Element<'_>, found: &mut Findings) {
    for scheme in root.anywhere("PartyTaxScheme") {
        let id = scheme.text("CompanyID");
        if scheme.is_of_vat() && !id.is_empty() {
            let prefix = id.get(..2).unwrap_or_default();
            if prefix != "EL" && !is_country(prefix) {
                found.add(
                    "BR-CO-09",
                    format!("VAT identifier {id} does not begin with a country"),
                );
            }
        }
    }
    if let Some(seller) = root.first("AccountingSupplierParty") {
        let identified = seller
            .all("Party/PartyIdentification/ID")
            .into_iter()
            .any(|id| id.attribute("schemeID") != Some("SEPA"))
            || seller.has("Party/PartyLegalEntity/CompanyID")
            || seller
                .all("Party/PartyTaxScheme")
                .into_iter()
                .any(|scheme| scheme.is_of_vat() && scheme.has("CompanyID"));
        found.unless(
            identified,
            "BR-CO-26",
            "the seller has no identifier of any kind",
        );
    }
}
