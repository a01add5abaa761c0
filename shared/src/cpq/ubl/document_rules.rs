//! BR-*: what a document must have.

use super::amounts::{lines, quantity};
use super::tree::Element;
use super::{DocumentKind, Findings};
use crate::cpq::policies::Exact;

/// Rules of the form "shall have": something that says something at a path.
const NEEDED: [(&str, &str, &str); 10] = [
    ("BR-01", "CustomizationID", "no specification identifier"),
    ("BR-02", "ID", "no number"),
    ("BR-03", "IssueDate", "no issue date"),
    ("BR-05", "DocumentCurrencyCode", "no currency"),
    (
        "BR-06",
        "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName",
        "no seller name",
    ),
    (
        "BR-07",
        "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName",
        "no buyer name",
    ),
    (
        "BR-12",
        "LegalMonetaryTotal/LineExtensionAmount",
        "no sum of lines",
    ),
    (
        "BR-13",
        "LegalMonetaryTotal/TaxExclusiveAmount",
        "no total without VAT",
    ),
    (
        "BR-14",
        "LegalMonetaryTotal/TaxInclusiveAmount",
        "no total with VAT",
    ),
    ("BR-15", "LegalMonetaryTotal/PayableAmount", "no amount due"),
];

pub(super) fn check(root: Element<'_>, kind: DocumentKind, found: &mut Findings) {
    for (rule, path, message) in NEEDED {
        found.unless(root.says(path), rule, message);
    }
    let code = match kind {
        DocumentKind::CreditNote => "CreditNoteTypeCode",
        DocumentKind::Invoice | DocumentKind::CrossIndustry => "InvoiceTypeCode",
    };
    found.unless(root.says(code), "BR-04", "no type code");
    addresses(root, found);
    found.unless(!lines(root).is_empty(), "BR-16", "no line");
    others(root, found);
    for line in lines(root) {
        self::line(line, found);
    }
    periods(root, found);
    allowances(root, found);
    breakdown(root, found);
    payment(root, found);
    references(root, found);
    endpoints(root, found);
    super::syntax_rules::check(root, found);
}

/// BR-08 to BR-11: seller and buyer have an address, and an address has a country.
fn addresses(root: Element<'_>, found: &mut Findings) {
    for (rule, of_country, party, who) in [
        ("BR-08", "BR-09", "AccountingSupplierParty", "seller"),
        ("BR-10", "BR-11", "AccountingCustomerParty", "buyer"),
    ] {
        let addresses = root.all(&format!("{party}/Party/PostalAddress"));
        if addresses.is_empty() {
            found.add(rule, format!("no {who} address"));
        }
        for address in addresses {
            if !address.says("Country/IdentificationCode") {
                found.add(of_country, format!("no {who} country"));
            }
        }
    }
}

/// Payee and tax representative: BR-17 to BR-20, BR-56.
fn others(root: Element<'_>, found: &mut Findings) {
    if let Some(payee) = root.first("PayeeParty") {
        let seller = "AccountingSupplierParty/Party";
        let name = payee.text("PartyName/Name");
        let same = |path: &str| {
            let own = payee.text(path);
            !own.is_empty() && own == root.text(&format!("{seller}/{path}"))
        };
        let same = same("PartyName/Name") || same("PartyIdentification/ID");
        found.unless(
            !name.is_empty() && !same,
            "BR-17",
            "a payee without a name, or who is the seller",
        );
    }
    if let Some(representative) = root.first("TaxRepresentativeParty") {
        found.unless(
            representative.says("PartyName/Name"),
            "BR-18",
            "a tax representative without a name",
        );
        found.unless(
            representative.has("PostalAddress"),
            "BR-19",
            "a tax representative without an address",
        );
        found.unless(
            representative.says("PostalAddress/Country/IdentificationCode"),
            "BR-20",
            "a tax representative without a country",
        );
        let number = representative
            .all("PartyTaxScheme")
            .into_iter()
            .any(|scheme| scheme.is_of_vat() && scheme.says("CompanyID"));
        found.unless(number, "BR-56", "a tax representative without a VAT number");
    }
}

/// BR-21 to BR-28, BR-54, BR-64, BR-65.
fn line(line: Element<'_>, found: &mut Findings) {
    let id = line.text("ID");
    let mut unless = |holds: bool, rule: &'static str, message: &str| {
        if !holds {
            found.add(rule, format!("line {id}: {message}"));
        }
    };
    unless(!id.is_empty(), "BR-21", "no identifier");
    unless(quantity(line).is_some(), "BR-22", "no quantity");
    let unit = ["InvoicedQuantity", "CreditedQuantity"]
        .into_iter()
        .filter_map(|name| line.first(name))
        .any(|quantity| {
            quantity
                .attribute("unitCode")
                .is_some_and(|unit| !unit.is_empty())
        });
    unless(unit, "BR-23", "no unit of the quantity");
    unless(line.says("LineExtensionAmount"), "BR-24", "no net amount");
    unless(line.says("Item/Name"), "BR-25", "no item name");
    unless(line.says("Price/PriceAmount"), "BR-26", "no price");
    unless(
        line.number("Price/PriceAmount")
            .is_some_and(|price| !price.is_negative()),
        "BR-27",
        "a negative price, or none",
    );
    unless(
        !line
            .number("Price/AllowanceCharge/BaseAmount")
            .is_some_and(Exact::is_negative),
        "BR-28",
        "a negative gross price",
    );
    for property in line.all("Item/AdditionalItemProperty") {
        unless(
            property.says("Name") && property.says("Value"),
            "BR-54",
            "an attribute without name or value",
        );
    }
    for one in line.all("Item/StandardItemIdentification/ID") {
        unless(
            one.attribute("schemeID").is_some(),
            "BR-64",
            "a standard item number without its scheme",
        );
    }
    for one in line.all("Item/CommodityClassification/ItemClassificationCode") {
        unless(
            one.attribute("listID").is_some(),
            "BR-65",
            "a classification without its list",
        );
    }
}

/// BR-29, BR-30: ISO dates compare as text.
fn periods(root: Element<'_>, found: &mut Findings) {
    let ordered = |period: &Element<'_>| {
        let (start, end) = (period.text("StartDate"), period.text("EndDate"));
        start.is_empty() || end.is_empty() || end >= start
    };
    for period in root.all("InvoicePeriod") {
        found.unless(
            ordered(&period),
            "BR-29",
            "the invoicing period ends before it starts",
        );
    }
    for period in lines(root)
        .iter()
        .flat_map(|line| line.all("InvoicePeriod"))
    {
        found.unless(
            ordered(&period),
            "BR-30",
            "a line's period ends before it starts",
        );
    }
}

/// BR-31 to BR-33, BR-36 to BR-38, BR-41 to BR-44.
fn allowances(root: Element<'_>, found: &mut Findings) {
    let reason = |one: Element<'_>| {
        one.says("AllowanceChargeReason") || one.says("AllowanceChargeReasonCode")
    };
    for one in root.all("AllowanceCharge") {
        let [amount, category, why] = if one.is_charge() {
            ["BR-36", "BR-37", "BR-38"]
        } else {
            ["BR-31", "BR-32", "BR-33"]
        };
        found.unless(one.says("Amount"), amount, "no amount");
        let coded = one
            .vat("TaxCategory")
            .is_some_and(|category| !category.text("ID").is_empty());
        found.unless(coded, category, "no VAT category");
        found.unless(reason(one), why, "neither a reason nor its code");
    }
    for one in lines(root)
        .iter()
        .flat_map(|line| line.all("AllowanceCharge"))
    {
        let [amount, why] = if one.is_charge() {
            ["BR-43", "BR-44"]
        } else {
            ["BR-41", "BR-42"]
        };
        found.unless(one.says("Amount"), amount, "no amount");
        found.unless(reason(one), why, "neither a reason nor its code");
    }
}

/// BR-45 to BR-48, BR-53.
fn breakdown(root: Element<'_>, found: &mut Findings) {
    for row in root.all("TaxTotal/TaxSubtotal") {
        found.unless(row.says("TaxableAmount"), "BR-45", "no taxable amount");
        found.unless(row.says("TaxAmount"), "BR-46", "no tax amount");
        let category = row.vat("TaxCategory");
        let code = category.map_or("", |category| category.text("ID"));
        found.unless(!code.is_empty(), "BR-47", "no VAT category");
        let rated = category.is_some_and(|category| category.says("Percent"));
        found.unless(rated || code == "O", "BR-48", "no VAT rate");
    }
    let accounting = root.text("TaxCurrencyCode");
    if !accounting.is_empty() {
        let there = root
            .all("TaxTotal/TaxAmount")
            .into_iter()
            .any(|amount| amount.attribute("currencyID") == Some(accounting));
        found.unless(there, "BR-53", "no total VAT in the accounting currency");
    }
}

/// BR-49 to BR-51, BR-61.
fn payment(root: Element<'_>, found: &mut Findings) {
    for means in root.all("PaymentMeans") {
        found.unless(
            means.says("PaymentMeansCode"),
            "BR-49",
            "no payment means code",
        );
        let code = means.text("PaymentMeansCode");
        if matches!(code, "30" | "58") {
            let account = means.says("PayeeFinancialAccount/ID");
            found.unless(account, "BR-61", "a credit transfer without an account");
            for account in means.all("PayeeFinancialAccount") {
                found.unless(account.says("ID"), "BR-50", "an account without its number");
            }
        }
        for card in means.all("CardAccount/PrimaryAccountNumberID") {
            found.unless(
                card.own().chars().count() <= 10,
                "BR-51",
                "more of a card's number than its ends",
            );
        }
    }
}

/// BR-52, BR-55, BR-57.
fn references(root: Element<'_>, found: &mut Findings) {
    for document in root.all("AdditionalDocumentReference") {
        found.unless(
            document.says("ID"),
            "BR-52",
            "a supporting document without identifier",
        );
    }
    for reference in root.all("BillingReference") {
        found.unless(
            reference.says("InvoiceDocumentReference/ID"),
            "BR-55",
            "a preceding invoice without number",
        );
    }
    for address in root.all("Delivery/DeliveryLocation/Address") {
        found.unless(
            address.says("Country/IdentificationCode"),
            "BR-57",
            "a delivery address without country",
        );
    }
}

/// BR-62, BR-63.
fn endpoints(root: Element<'_>, found: &mut Findings) {
    for (rule, party) in [
        ("BR-62", "AccountingSupplierParty"),
        ("BR-63", "AccountingCustomerParty"),
    ] {
        for endpoint in root.all(&format!("{party}/Party/EndpointID")) {
            found.unless(
                endpoint.attribute("schemeID").is_some(),
                rule,
                "an electronic address without its scheme",
            );
        }
    }
}
