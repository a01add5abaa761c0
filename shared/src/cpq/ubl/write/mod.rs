//! A quote as a UBL 2.1 `Quotation`, its amounts with the meaning they have in EN 16931.
//!
//! Entry point: [`quotation`]. Each line's amount is that over the term (BT-131) and is always quantity × price, less
//! allowances, plus charges: what discounts, promotions, free months and rounding make of the price is one allowance or
//! charge of the line, each of its surcharges a charge of its own. What counts is a line; alternatives stand with the line
//! they may take the place of (`AlternativeLineItem`). UBL 2.1 has no element for an option: it is a line of which nothing
//! is ordered yet (`Quantity` 0, amount 0, `MinimumQuantity` 0, `MaximumQuantity` what is offered), so that every sum holds
//! for readers that know no options, with what it comes to when it is taken among the item's properties (`option`,
//! `quantity_if_taken`, `net_if_taken`).
//! `MinimumQuantity` and `MaximumQuantity` are the limits of any line whose quantity is the customer's to choose.
//! Invariants: the amounts are those of `cpq::pricing`, to the cent; the same quote gives the same bytes; no text
//! breaks out of its element.
//! Tests: `tests.rs` here has every amount computed again by the reader of this module's parent.

mod lines;
#[cfg(test)]
mod tests;
mod totals;
mod xml;

use crate::cpq::pricing::{PricedQuote, Surcharge, SurchargeReason, TaxCategory};
use crate::cpq::quotes::QuoteDraft;
use xml::Xml;

/// Somebody the quote is between.
#[derive(Clone, Debug, Default)]
pub struct Party<'a> {
    /// Name of the company.
    pub name: &'a str,
    /// Postal address, one line each.
    pub address: Vec<&'a str>,
    /// VAT number, or empty.
    pub vat_number: &'a str,
    /// Who is spoken to there, or empty.
    pub contact: &'a str,
}

/// What is written.
#[derive(Clone, Debug)]
pub struct Quotation<'a> {
    /// Number with its version, as printed.
    pub reference: &'a str,
    /// Contents.
    pub draft: &'a QuoteDraft,
    /// Its prices.
    pub priced: &'a PricedQuote,
    /// Who makes the offer.
    pub seller: Party<'a>,
    /// Who it is for.
    pub buyer: Party<'a>,
    /// When an invoice is to be paid, in words; empty where the quote says nothing of it.
    pub payment: &'a str,
    /// Why no tax is charged, for the categories without.
    pub exemptions: &'a [(TaxCategory, &'a str)],
    /// The usual reasons of surcharges in words.
    pub reasons: &'a [(SurchargeReason, &'a str)],
}

impl Quotation<'_> {
    /// Why something is added, in words.
    fn reason<'s>(&'s self, own: &'s Surcharge) -> &'s str {
        let usual = own.usual();
        let known = self
            .reasons
            .iter()
            .find(|(usual_of, _)| Some(*usual_of) == usual);
        match known {
            Some(&(_, text)) if own.reason.trim().is_empty() => text,
            _ => own.reason.trim(),
        }
    }

    /// An amount as an element.
    fn amount(&self, xml: &mut Xml, name: &str, minor: i64) {
        let currency = self.draft.currency;
        let amount = crate::kernel::Money::new(minor, currency).to_decimal();
        xml.leaf_with(
            name,
            &[("currencyID", currency.code())],
            &amount.to_string(),
        );
    }
}

const NAMESPACES: [(&str, &str); 3] = [
    (
        "xmlns",
        "urn:oasis:names:specification:ubl:schema:xsd:Quotation-2",
    ),
    (
        "xmlns:cac",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    ),
    (
        "xmlns:cbc",
        "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    ),
];

/// The quote as XML.
#[must_use]
pub fn quotation(of: &Quotation<'_>) -> String {
    let mut xml = Xml::new();
    xml.group_with("Quotation", &NAMESPACES, |xml| {
        head(xml, of);
        party(xml, "cac:SellerSupplierParty", &of.seller);
        party(xml, "cac:BuyerCustomerParty", &of.buyer);
        conditions(xml, of);
        totals::write(xml, of);
        lines::write(xml, of);
    });
    xml.finish()
}

fn head(xml: &mut Xml, of: &Quotation<'_>) {
    let draft = of.draft;
    let language = [("languageID", draft.language.tag())];
    xml.leaf("cbc:UBLVersionID", "2.1");
    xml.leaf("cbc:ID", of.reference);
    xml.leaf("cbc:IssueDate", &draft.issued_on.to_string());
    xml.leaf_with("cbc:Note", &language, &draft.title);
    xml.leaf_with("cbc:Note", &language, &draft.introduction);
    for line in lines::noted(of) {
        xml.leaf_with("cbc:Note", &language, &format!("Option: {}", line.name()));
    }
    xml.leaf("cbc:PricingCurrencyCode", draft.currency.code());
    let count = lines::told(of).count();
    xml.leaf("cbc:LineCountNumeric", &count.to_string());
    xml.group("cac:ValidityPeriod", |xml| {
        xml.leaf("cbc:StartDate", &draft.issued_on.to_string());
        xml.leaf("cbc:EndDate", &draft.valid_until.to_string());
    });
}

fn party(xml: &mut Xml, name: &str, party: &Party<'_>) {
    xml.group(name, |xml| {
        xml.group("cac:Party", |xml| {
            xml.group("cac:PartyName", |xml| xml.leaf("cbc:Name", party.name));
            xml.group("cac:PostalAddress", |xml| {
                for line in &party.address {
                    xml.group("cac:AddressLine", |xml| xml.leaf("cbc:Line", line));
                }
            });
            if !party.vat_number.trim().is_empty() {
                xml.group("cac:PartyTaxScheme", |xml| {
                    xml.leaf("cbc:CompanyID", party.vat_number);
                    totals::scheme(xml);
                });
            }
            xml.group("cac:PartyLegalEntity", |xml| {
                xml.leaf("cbc:RegistrationName", party.name);
            });
            xml.group("cac:Contact", |xml| xml.leaf("cbc:Name", party.contact));
        });
    });
}

/// When it is to be paid, the terms, then each clause. A `Quotation` of UBL 2.1 has no `PaymentTerms`: an invoice
/// made of it has.
fn conditions(xml: &mut Xml, of: &Quotation<'_>) {
    let draft = of.draft;
    let language = [("languageID", draft.language.tag())];
    xml.group("cac:TransactionConditions", |xml| {
        xml.leaf_with("cbc:Description", &language, of.payment);
        xml.leaf_with("cbc:Description", &language, &draft.terms);
        for clause in &draft.clauses {
            let text = format!("{}\n{}", clause.title.trim(), clause.text.trim());
            xml.leaf_with("cbc:Description", &language, &text);
        }
    });
}
