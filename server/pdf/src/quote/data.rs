//! The quote as data: what its document shows, for programs.

use super::QuoteDocument;
use i18n::{Key, t, usual_reason};
use shared::cpq::pricing::{SurchargeReason, TaxCategory};
use shared::cpq::ubl::write::{Party, Quotation, quotation};
use shared::kernel::Lang;

/// The quote as UBL 2.1: the same bytes that are in its PDF.
#[must_use]
pub fn quote_ubl(document: &QuoteDocument<'_>) -> String {
    let (seller, buyer) = (document.letterhead, document.customer);
    let exemptions: Vec<_> = TaxCategory::ALL
        .iter()
        .filter_map(|category| Some((*category, tax_note(document.lang(), category.code())?)))
        .collect();
    let payment = i18n::payment_sentence(document.lang(), document.draft).unwrap_or_default();
    let reasons: Vec<_> = SurchargeReason::ALL
        .iter()
        .map(|reason| (*reason, usual_reason(document.lang(), *reason)))
        .collect();
    quotation(&Quotation {
        reference: &document.reference(),
        draft: document.draft,
        priced: document.priced,
        seller: Party {
            name: &seller.name,
            address: seller.address.lines().collect(),
            vat_number: &seller.vat_number,
            contact: document.owner,
        },
        buyer: Party {
            name: &buyer.name,
            address: buyer.address.iter().map(String::as_str).collect(),
            vat_number: &buyer.vat_number,
            contact: &buyer.attention,
        },
        payment: &payment,
        exemptions: &exemptions,
        reasons: &reasons,
    })
}

/// The mention a category without tax needs (BR-AE-10, BR-E-10 …).
pub(super) fn tax_note(lang: Lang, code: &str) -> Option<&'static str> {
    let key = Key::by_name(&format!("cpq.document.tax_note.{}", code.to_lowercase()))?;
    Some(t(lang, key))
}
