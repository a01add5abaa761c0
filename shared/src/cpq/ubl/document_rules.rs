//! BR-*: what a document must have, and UBL-SR-*: what may stand in it only once.

use super::amounts::{lines, quantity};
use super::tree::Element;
use super::{DocumentKind, Findings};
use crate::cpq::policies::Exact;

/// Rules of the form "shall have": something that says something at a path.
const NEEDED: [(&str, &str, &str); 12] = [
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
        "BR-09",
        "AccountingSupplierParty/Party/PostalAddress/Country/IdentificationCode",
        "no seller country",
    ),
    (
        "BR-11",
        "AccountingCustomerParty/Party/PostalAddress/Country/IdentificationCode",
        "no buyer country",
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
    for (rule, party, message) in [
        ("BR-08", "AccountingSupplierParty", "no seller address"),
        ("BR-10", "AccountingCustomerParty", "no buyer address"),
    ] {
        found.unless(
            root.has(&format!("{party}/Party/PostalAddress")),
            rule,
            message,
        );
    }
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
    only_once(root, found);
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
            .any(|scheme| scheme.text("TaxScheme/ID") == "VAT" && scheme.says("CompanyID"));
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
        !line
            .number("Price/PriceAmount")
            .is_some_and(Exact::is_negative),
        "BR-27",
        "a negative price",
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
        let rated = row.says("TaxCategory/Percent");
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

/// Elements UBL allows many of and the standard one.
const ONCE: [(&str, &str); 16] = [
    ("UBL-SR-01", "ContractDocumentReference/ID"),
    ("UBL-SR-02", "ReceiptDocumentReference/ID"),
    ("UBL-SR-03", "DespatchDocumentReference/ID"),
    ("UBL-SR-05", "PaymentTerms/Note"),
    ("UBL-SR-08", "InvoicePeriod"),
    (
        "UBL-SR-09",
        "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName",
    ),
    ("UBL-SR-10", "AccountingSupplierParty/Party/PartyName/Name"),
    (
        "UBL-SR-11",
        "AccountingSupplierParty/Party/PartyLegalEntity/CompanyID",
    ),
    (
        "UBL-SR-14",
        "AccountingSupplierParty/Party/PartyLegalEntity/CompanyLegalForm",
    ),
    (
        "UBL-SR-15",
        "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName",
    ),
    (
        "UBL-SR-16",
        "AccountingCustomerParty/Party/PartyIdentification/ID",
    ),
    (
        "UBL-SR-17",
        "AccountingCustomerParty/Party/PartyLegalEntity/CompanyID",
    ),
    ("UBL-SR-22", "TaxRepresentativeParty/PartyName/Name"),
    ("UBL-SR-24", "Delivery"),
    ("UBL-SR-25", "Delivery/DeliveryParty/PartyName/Name"),
    ("UBL-SR-39", "ProjectReference/ID"),
];

fn only_once(root: Element<'_>, found: &mut Findings) {
    for (rule, path) in ONCE {
        let times = root.all(path).len();
        if times > 1 {
            found.add(rule, format!("{path} is there {times} times"));
        }
    }
    let schemes = root.all("AccountingSupplierParty/Party/PartyTaxScheme");
    found.unless(
        schemes.len() <= 2,
        "UBL-SR-42",
        "more than two tax numbers of the seller",
    );
    for scheme in ["VAT", "TAX"] {
        let same = schemes
            .iter()
            .filter(|one| (one.text("TaxScheme/ID") == "VAT") == (scheme == "VAT"))
            .count();
        let rule = if scheme == "VAT" {
            "UBL-SR-12"
        } else {
            "UBL-SR-13"
        };
        found.unless(
            same <= 1,
            rule,
            "more than one number of the seller in a scheme",
        );
    }
    for (rule, party) in [
        ("UBL-SR-18", "AccountingCustomerParty/Party"),
        ("UBL-SR-23", "TaxRepresentativeParty"),
    ] {
        let numbers = root
            .all(&format!("{party}/PartyTaxScheme"))
            .into_iter()
            .filter(|scheme| scheme.text("TaxScheme/ID") == "VAT")
            .count();
        found.unless(numbers <= 1, rule, "more than one VAT number");
    }
    for (rule, path) in [
        ("UBL-SR-44", "PaymentMeans/PaymentID"),
        ("UBL-SR-45", "PaymentMeans/PaymentDueDate"),
        ("UBL-SR-47", "PaymentMeans/PaymentMeansCode"),
    ] {
        let mut told: Vec<&str> = root.all(path).into_iter().map(Element::own).collect();
        told.sort_unstable();
        told.dedup();
        if told.len() > 1 {
            found.add(
                rule,
                format!("several values of {path}: {}", told.join(", ")),
            );
        }
    }
    let mut names: Vec<&str> = root
        .all("PaymentMeans/PaymentMeansCode")
        .into_iter()
        .filter_map(|code| code.attribute("name"))
        .collect();
    names.sort_unstable();
    names.dedup();
    found.unless(names.len() <= 1, "UBL-SR-46", "several payment means texts");
    found.unless(
        root.all("InvoicePeriod/DescriptionCode").len() <= 1,
        "UBL-SR-49",
        "several tax point date codes",
    );
    for one in root.all("AllowanceCharge") {
        let rule = if one.is_charge() {
            "UBL-SR-31"
        } else {
            "UBL-SR-30"
        };
        found.unless(
            one.all("AllowanceChargeReason").len() <= 1,
            rule,
            "several reasons",
        );
    }
    for row in root.all("TaxTotal/TaxSubtotal/TaxCategory") {
        found.unless(
            row.all("TaxExemptionReason").len() <= 1,
            "UBL-SR-32",
            "several exemption reasons",
        );
    }
    let objects = root
        .all("AdditionalDocumentReference/DocumentTypeCode")
        .into_iter()
        .filter(|code| code.own() == "130")
        .count();
    found.unless(objects <= 1, "UBL-SR-04", "several invoiced objects");
    for document in root.all("AdditionalDocumentReference") {
        let scheme = document
            .first("ID")
            .is_some_and(|id| id.attribute("schemeID").is_some());
        found.unless(
            !scheme || document.says("DocumentTypeCode"),
            "UBL-SR-43",
            "a scheme for something that is no invoiced object",
        );
        found.unless(
            document.all("DocumentDescription").len() <= 1,
            "UBL-SR-33",
            "several descriptions",
        );
    }
    for line in lines(root) {
        found.unless(
            line.all("Note").len() <= 1,
            "UBL-SR-34",
            "several notes on a line",
        );
        found.unless(
            line.all("InvoicePeriod").len() <= 1,
            "UBL-SR-36",
            "several periods on a line",
        );
        found.unless(
            line.all("Item/ClassifiedTaxCategory").len() <= 1,
            "UBL-SR-48",
            "several VAT categories on a line",
        );
    }
}
