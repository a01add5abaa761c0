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
    let mut of = |rule: &'static str, code: &str, known: bool| {
        if !code.is_empty() && !known {
            found.add(rule, format!("{code} is not in the list"));
        }
    };
    let code = root.text("InvoiceTypeCode");
    of("BR-CL-01", code, listed(INVOICE_TYPES, code));
    let code = root.text("CreditNoteTypeCode");
    of("BR-CL-01", code, listed(CREDIT_NOTE_TYPES, code));
    for (rule, name) in [
        ("BR-CL-04", "DocumentCurrencyCode"),
        ("BR-CL-05", "TaxCurrencyCode"),
    ] {
        let code = root.text(name);
        of(rule, code, listed(CURRENCIES, code));
    }
    for period in root.all("InvoicePeriod/DescriptionCode") {
        let code = period.own();
        of("BR-CL-06", code, matches!(code, "3" | "35" | "432"));
    }
    for country in root.anywhere("Country") {
        let code = country.text("IdentificationCode");
        of("BR-CL-14", code, is_country(code));
    }
    for country in root.anywhere("OriginCountry") {
        let code = country.text("IdentificationCode");
        of("BR-CL-15", code, is_country(code));
    }
    for means in root.all("PaymentMeans") {
        let code = means.text("PaymentMeansCode");
        of("BR-CL-16", code, listed(PAYMENT_MEANS, code));
    }
    for category in root.anywhere("TaxCategory") {
        let code = category.text("ID");
        of("BR-CL-17", code, CATEGORIES.contains(&code));
    }
    for category in root.anywhere("ClassifiedTaxCategory") {
        let code = category.text("ID");
        of("BR-CL-18", code, CATEGORIES.contains(&code));
    }
    for one in root.anywhere("AllowanceCharge") {
        let code = one.text("AllowanceChargeReasonCode");
        let (rule, list) = if one.is_charge() {
            ("BR-CL-20", CHARGES)
        } else {
            ("BR-CL-19", ALLOWANCES)
        };
        of(rule, code, listed(list, code));
    }
    for amount in AMOUNTS.iter().flat_map(|name| root.anywhere(name)) {
        let code = amount.attribute("currencyID").unwrap_or_default();
        of("BR-CL-03", code, listed(CURRENCIES, code));
    }
    for (rule, parent, name, list) in [
        ("BR-CL-10", "PartyIdentification", "ID", SCHEMES),
        ("BR-CL-11", "PartyLegalEntity", "CompanyID", SCHEMES),
        ("BR-CL-21", "StandardItemIdentification", "ID", SCHEMES),
        ("BR-CL-26", "DeliveryLocation", "ID", SCHEMES),
    ] {
        for id in root.anywhere(parent).iter().flat_map(|one| one.all(name)) {
            let code = id.attribute("schemeID").unwrap_or_default();
            let creditor = rule == "BR-CL-10" && code == "SEPA";
            of(rule, code, creditor || listed(list, code));
        }
    }
    for endpoint in root.anywhere("EndpointID") {
        let code = endpoint.attribute("schemeID").unwrap_or_default();
        of("BR-CL-25", code, listed(ADDRESSES, code));
    }
    for reason in root.anywhere("TaxExemptionReasonCode") {
        let code = reason.own();
        of(
            "BR-CL-22",
            code,
            listed(EXEMPTIONS, &code.to_ascii_uppercase()),
        );
    }
    for file in root.anywhere("EmbeddedDocumentBinaryObject") {
        let code = file.attribute("mimeCode").unwrap_or_default();
        of("BR-CL-24", code, FILES.contains(&code));
    }
    check_long(root, &mut of);
}

/// BR-CL-07, 08, 13, 23.
fn check_long(root: Element<'_>, of: &mut dyn FnMut(&'static str, &str, bool)) {
    let references = ["AdditionalDocumentReference", "DocumentReference"];
    for reference in references.iter().flat_map(|name| root.anywhere(name)) {
        // Only an invoiced object is referred to by a scheme.
        if reference.text("DocumentTypeCode") == "130" {
            for id in reference.all("ID") {
                let code = id.attribute("schemeID").unwrap_or_default();
                of("BR-CL-07", code, is_reference(code));
            }
        }
    }
    for note in root.all("Note") {
        // A note may begin with its subject: `#AAI#`.
        let mut parts = note.own().splitn(3, '#').skip(1);
        if let (Some(code), Some(_)) = (parts.next(), parts.next())
            && code.chars().count() == 3
        {
            of("BR-CL-08", code, is_subject(code));
        }
    }
    for item in root.anywhere("ItemClassificationCode") {
        let code = item.attribute("listID").unwrap_or_default();
        of("BR-CL-13", code, is_classification(code));
    }
    let quantities = ["InvoicedQuantity", "CreditedQuantity", "BaseQuantity"];
    for quantity in quantities.iter().flat_map(|name| root.anywhere(name)) {
        let code = quantity.attribute("unitCode").unwrap_or_default();
        of("BR-CL-23", code, is_unit(code));
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
