//! BR-CL-*: codes of the lists the standard names.

use super::Findings;
use super::lists::{
    ADDRESSES, ALLOWANCES, CHARGES, COUNTRIES, CREDIT_NOTE_TYPES, CURRENCIES, EXEMPTIONS,
    INVOICE_TYPES, PAYMENT_MEANS, SCHEMES,
};
use super::long_lists::{is_classification, is_reference, is_subject, is_unit};
use super::tree::Element;

/// UNTDID 5305, the codes EN 16931 uses.
const CATEGORIES: [&str; 10] = ["AE", "E", "S", "Z", "G", "O", "K", "L", "M", "B"];

/// Types of attached files.
const FILES: [&str; 6] = [
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
];

/// UNTDID 2005, when the tax becomes due.
const TAX_POINTS: &str = "3 35 432";

fn listed(list: &str, code: &str) -> bool {
    !code.is_empty() && list.split_ascii_whitespace().any(|known| known == code)
}

pub(super) fn is_country(code: &str) -> bool {
    listed(COUNTRIES, code)
}

/// Whether it is a reason for a charge.
pub(crate) fn is_charge(code: &str) -> bool {
    listed(CHARGES, code)
}

pub(super) fn check(root: Element<'_>, found: &mut Findings) {
    document(root, found);
    categories_and_reasons(root, found);
    identifiers(root, found);
    references(root, found);
    units(root, found);
}

/// Says so when a code that is there is not in its list.
fn known(found: &mut Findings, rule: &'static str, code: &str, known: bool) {
    if !known {
        let message = if code.is_empty() {
            "a code is empty".to_owned()
        } else {
            format!("{code} is not in the list")
        };
        found.add(rule, message);
    }
}

/// BR-CL-01, 03 to 06, 14 to 16.
fn document(root: Element<'_>, found: &mut Findings) {
    for (rule, path, list) in [
        ("BR-CL-01", "InvoiceTypeCode", INVOICE_TYPES),
        ("BR-CL-01", "CreditNoteTypeCode", CREDIT_NOTE_TYPES),
        ("BR-CL-04", "DocumentCurrencyCode", CURRENCIES),
        ("BR-CL-05", "TaxCurrencyCode", CURRENCIES),
        ("BR-CL-06", "InvoicePeriod/DescriptionCode", TAX_POINTS),
        ("BR-CL-16", "PaymentMeans/PaymentMeansCode", PAYMENT_MEANS),
    ] {
        for one in root.all(path) {
            let code = one.own();
            known(found, rule, code, listed(list, code));
        }
    }
    for (rule, name) in [("BR-CL-14", "Country"), ("BR-CL-15", "OriginCountry")] {
        for country in root.anywhere(name) {
            for one in country.all("IdentificationCode") {
                let code = one.own();
                known(found, rule, code, is_country(code));
            }
        }
    }
    for amount in root.each() {
        if AMOUNTS.contains(&amount.name()) {
            match amount.attribute("currencyID").map(str::trim) {
                Some(code) => known(found, "BR-CL-03", code, listed(CURRENCIES, code)),
                None => found.add("BR-CL-03", format!("{} has no currency", amount.name())),
            }
        }
    }
}

/// BR-CL-17 to 20, 22.
fn categories_and_reasons(root: Element<'_>, found: &mut Findings) {
    for (rule, name) in [
        ("BR-CL-17", "TaxCategory"),
        ("BR-CL-18", "ClassifiedTaxCategory"),
    ] {
        for category in root.anywhere(name) {
            for one in category.all("ID") {
                let code = one.own();
                known(found, rule, code, CATEGORIES.contains(&code));
            }
        }
    }
    for one in root.anywhere("AllowanceCharge") {
        let (rule, list) = if one.is_charge() {
            ("BR-CL-20", CHARGES)
        } else {
            ("BR-CL-19", ALLOWANCES)
        };
        for reason in one.all("AllowanceChargeReasonCode") {
            let code = reason.own();
            known(found, rule, code, listed(list, code));
        }
    }
    for reason in root.anywhere("TaxExemptionReasonCode") {
        let code = reason.own();
        let own = code.to_ascii_uppercase();
        known(found, "BR-CL-22", code, listed(EXEMPTIONS, &own));
    }
}

/// BR-CL-10, 11, 21, 24 to 26: schemes of identifiers, types of files.
fn identifiers(root: Element<'_>, found: &mut Findings) {
    for (rule, parent, name) in [
        ("BR-CL-10", "PartyIdentification", "ID"),
        ("BR-CL-11", "PartyLegalEntity", "CompanyID"),
        ("BR-CL-21", "StandardItemIdentification", "ID"),
        ("BR-CL-26", "DeliveryLocation", "ID"),
    ] {
        for id in root.anywhere(parent).iter().flat_map(|one| one.all(name)) {
            if let Some(code) = id.attribute("schemeID").map(str::trim) {
                let creditor = rule == "BR-CL-10" && code == "SEPA";
                known(found, rule, code, creditor || listed(SCHEMES, code));
            }
        }
    }
    for endpoint in root.anywhere("EndpointID") {
        if let Some(code) = endpoint.attribute("schemeID").map(str::trim) {
            known(found, "BR-CL-25", code, listed(ADDRESSES, code));
        }
    }
    for file in root.anywhere("EmbeddedDocumentBinaryObject") {
        if let Some(code) = file.attribute("mimeCode") {
            known(found, "BR-CL-24", code, FILES.contains(&code));
        }
    }
}

/// BR-CL-07, 08, 13: what an invoiced object is, what a note is about, how an item is classified.
fn references(root: Element<'_>, found: &mut Findings) {
    for name in ["AdditionalDocumentReference", "DocumentReference"] {
        for document in root.anywhere(name) {
            // Only an invoiced object is referred to by a scheme.
            if document.text("DocumentTypeCode") != "130" {
                continue;
            }
            for id in document.all("ID") {
                if let Some(code) = id.attribute("schemeID").map(str::trim) {
                    known(found, "BR-CL-07", code, is_reference(code));
                }
            }
        }
    }
    for note in root.all("Note") {
        // A note may begin with its subject: `#AAI#`.
        let mut parts = note.own().splitn(3, '#').skip(1);
        if let (Some(code), Some(_)) = (parts.next(), parts.next())
            && code.chars().count() == 3
        {
            known(found, "BR-CL-08", code, is_subject(code));
        }
    }
    for item in root.anywhere("ItemClassificationCode") {
        if let Some(code) = item.attribute("listID").map(str::trim) {
            known(found, "BR-CL-13", code, is_classification(code));
        }
    }
}

/// BR-CL-23.
fn units(root: Element<'_>, found: &mut Findings) {
    for name in ["InvoicedQuantity", "CreditedQuantity", "BaseQuantity"] {
        for quantity in root.anywhere(name) {
            if let Some(code) = quantity.attribute("unitCode").map(str::trim) {
                known(found, "BR-CL-23", code, is_unit(code));
            }
        }
    }
}

/// Amounts with a currency.
pub(super) const AMOUNTS: [&str; 13] = [
    "Amount",
    "BaseAmount",
    "PriceAmount",
    "TaxAmount",
    "TaxableAmount",
    "LineExtensionAmount",
    "TaxExclusiveAmount",
    "TaxInclusiveAmount",
    "AllowanceTotalAmount",
    "ChargeTotalAmount",
    "PrepaidAmount",
    "PayableRoundingAmount",
    "PayableAmount",
];
