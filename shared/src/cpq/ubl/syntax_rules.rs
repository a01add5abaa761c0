//! UBL-SR-*: what UBL allows many of and the standard only one. UBL-DT-*, as far as they are broken rather than
//! warned of: what amounts and attached files are written with.

use super::Findings;
use super::amounts::lines;
use super::tree::Element;

/// At most one in the document.
const IN_DOCUMENT: [(&str, &str); 23] = [
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
    (
        "UBL-SR-23",
        "TaxRepresentativeParty/PartyTaxScheme/CompanyID",
    ),
    ("UBL-SR-24", "Delivery"),
    ("UBL-SR-25", "Delivery/DeliveryParty/PartyName/Name"),
    ("UBL-SR-39", "ProjectReference/ID"),
    ("UBL-SR-40", "AccountingCustomerParty/Party/PartyName/Name"),
    ("UBL-SR-45", "PaymentMeans/PaymentDueDate"),
    ("UBL-SR-49", "InvoicePeriod/DescriptionCode"),
    ("UBL-SR-54", "PaymentMeans/CardAccount"),
    ("UBL-SR-55", "PaymentMeans/PaymentMandate"),
    ("UBL-SR-56", "OriginatorDocumentReference/ID"),
];

/// At most one in each element of a name.
const IN_EACH: [(&str, &str, &str); 11] = [
    ("UBL-SR-06", "BillingReference", "InvoiceDocumentReference"),
    ("UBL-SR-26", "PaymentMeans", "PaymentID"),
    ("UBL-SR-27", "PaymentMeans", "PaymentMeansCode"),
    ("UBL-SR-28", "PaymentMeans", "PaymentMandate/ID"),
    (
        "UBL-SR-32",
        "TaxTotal/TaxSubtotal",
        "TaxCategory/TaxExemptionReason",
    ),
    (
        "UBL-SR-33",
        "AdditionalDocumentReference",
        "DocumentDescription",
    ),
    (
        "UBL-SR-42",
        "AccountingSupplierParty/Party",
        "PartyTaxScheme",
    ),
    (
        "UBL-SR-51",
        "AccountingSupplierParty/Party/PostalAddress",
        "AddressLine",
    ),
    (
        "UBL-SR-51",
        "AccountingCustomerParty/Party/PostalAddress",
        "AddressLine",
    ),
    (
        "UBL-SR-51",
        "TaxRepresentativeParty/PostalAddress",
        "AddressLine",
    ),
    (
        "UBL-SR-51",
        "Delivery/DeliveryLocation/Address",
        "AddressLine",
    ),
];

/// At most one on each line.
const ON_LINE: [(&str, &str); 6] = [
    ("UBL-SR-34", "Note"),
    ("UBL-SR-35", "OrderLineReference/LineID"),
    ("UBL-SR-36", "InvoicePeriod"),
    ("UBL-SR-37", "Price/AllowanceCharge/Amount"),
    ("UBL-SR-50", "Item/Description"),
    ("UBL-SR-52", "DocumentReference"),
];

pub(super) fn check(root: Element<'_>, found: &mut Findings) {
    let mut at_most = |most: usize, rule: &'static str, of: Element<'_>, path: &str| {
        let times = of.all(path).len();
        if times > most {
            found.add(rule, format!("{path} is there {times} times"));
        }
    };
    for (rule, path) in IN_DOCUMENT {
        at_most(1, rule, root, path);
    }
    for (rule, place, path) in IN_EACH {
        // A seller has a VAT number and one other tax number.
        let most = if rule == "UBL-SR-42" { 2 } else { 1 };
        for of in root.all(place) {
            at_most(most, rule, of, path);
        }
    }
    for line in lines(root) {
        for (rule, path) in ON_LINE {
            at_most(1, rule, line, path);
        }
    }
    for one in root.anywhere("AllowanceCharge") {
        let rule = if one.is_charge() {
            "UBL-SR-31"
        } else {
            "UBL-SR-30"
        };
        at_most(1, rule, one, "AllowanceChargeReason");
    }
    for line in lines(root) {
        let id = line.text("ID");
        if line.all("Item/ClassifiedTaxCategory").len() != 1 {
            found.add("UBL-SR-48", format!("line {id} has not one VAT category"));
        }
    }
    payees(root, found);
    tax_numbers(root, found);
    payment(root, found);
    references(root, found);
    written(root, found);
}

/// UBL-SR-19 to 21: a payee is somebody else than the seller, named once.
fn payees(root: Element<'_>, found: &mut Findings) {
    let sellers = root.all("AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName");
    let first = sellers.first().map(|seller| seller.own());
    // Of two names of the seller one is another than the payee's.
    let several = sellers.iter().any(|seller| Some(seller.own()) != first);
    for payee in root.all("PayeeParty") {
        let names = payee.all("PartyName/Name");
        let differs = || names.iter().any(|name| Some(name.own()) != first);
        let is_another = first.is_some() && !names.is_empty() && (several || differs());
        let ids = payee
            .all("PartyIdentification/ID")
            .into_iter()
            .filter(|id| {
                let scheme = id.attribute("schemeID").unwrap_or_default();
                !scheme.eq_ignore_ascii_case("SEPA")
            });
        for (rule, what, times) in [
            ("UBL-SR-19", "name", names.len()),
            ("UBL-SR-20", "identifier", ids.count()),
            (
                "UBL-SR-21",
                "registration",
                payee.all("PartyLegalEntity/CompanyID").len(),
            ),
        ] {
            if times > 1 {
                found.add(rule, format!("the payee's {what} is there {times} times"));
            } else if !is_another {
                found.add(rule, "the payee has no other name than the seller");
            }
        }
    }
}

/// UBL-DT-01, 06, 07.
fn written(root: Element<'_>, found: &mut Findings) {
    for amount in root.ending("Amount") {
        let text = amount.own();
        let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
        if decimals > 2 && !amount.name().ends_with("PriceAmount") {
            found.add("UBL-DT-01", format!("{} is {text}", amount.name()));
        }
    }
    for file in root.ending("BinaryObject") {
        for (rule, name) in [("UBL-DT-06", "mimeCode"), ("UBL-DT-07", "filename")] {
            found.unless(
                file.attribute(name).is_some(),
                rule,
                "an attached file without what it is, or without a name",
            );
        }
    }
}

/// UBL-SR-12, 13, 18, 53.
fn tax_numbers(root: Element<'_>, found: &mut Findings) {
    for (rule, party, vat) in [
        ("UBL-SR-12", "AccountingSupplierParty", true),
        ("UBL-SR-13", "AccountingSupplierParty", false),
        ("UBL-SR-18", "AccountingCustomerParty", true),
    ] {
        let numbers: usize = root
            .all(&format!("{party}/Party/PartyTaxScheme"))
            .into_iter()
            .filter(|scheme| scheme.has("TaxScheme/ID") && scheme.is_of_vat() == vat)
            .map(|scheme| scheme.all("CompanyID").len())
            .sum();
        found.unless(numbers <= 1, rule, "more than one tax number of a scheme");
    }
    for scheme in root.anywhere("PartyTaxScheme") {
        found.unless(
            scheme.has("TaxScheme/ID") && scheme.has("CompanyID"),
            "UBL-SR-53",
            "a tax number without scheme, or a scheme without number",
        );
    }
}

/// UBL-SR-29, 44, 46, 47: payments of one document go one way.
fn payment(root: Element<'_>, found: &mut Findings) {
    for (rule, name) in [
        ("UBL-SR-44", "PaymentID"),
        ("UBL-SR-47", "PaymentMeansCode"),
    ] {
        let mut told: Vec<&str> = root.anywhere(name).into_iter().map(Element::own).collect();
        told.sort_unstable();
        told.dedup();
        if told.len() > 1 {
            found.add(rule, format!("several of {name}: {}", told.join(", ")));
        }
    }
    let texts = root
        .all("PaymentMeans/PaymentMeansCode")
        .into_iter()
        .filter(|code| code.attribute("name").is_some())
        .count();
    found.unless(texts <= 1, "UBL-SR-46", "several payment means texts");
    let creditors = root
        .anywhere("PartyIdentification")
        .into_iter()
        .flat_map(|party| party.all("ID"))
        .filter(|id| {
            id.attribute("schemeID")
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("SEPA"))
        })
        .count();
    found.unless(creditors <= 1, "UBL-SR-29", "several creditor identifiers");
}

/// UBL-SR-04, 07, 43.
fn references(root: Element<'_>, found: &mut Findings) {
    let typed = |document: &Element<'_>, code: &str| document.text("DocumentTypeCode") == code;
    let documents = root.all("AdditionalDocumentReference");
    let objects = documents
        .iter()
        .filter(|document| typed(document, "130") && document.has("ID"))
        .count();
    found.unless(objects <= 1, "UBL-SR-04", "several invoiced objects");
    for document in &documents {
        let scheme = document
            .first("ID")
            .is_some_and(|id| id.attribute("schemeID").is_some());
        let object =
            typed(document, "130") || (root.name() == "CreditNote" && typed(document, "50"));
        found.unless(
            object || (!scheme && !document.has("DocumentTypeCode")),
            "UBL-SR-43",
            "a scheme or type for something that is no invoiced object",
        );
    }
    for reference in root.all("BillingReference") {
        found.unless(
            reference.has("InvoiceDocumentReference/ID"),
            "UBL-SR-07",
            "a preceding invoice without number",
        );
    }
}
