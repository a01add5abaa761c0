//! How an agreed price is said.

use crate::cpq::labels::between;
use i18n::{percent, unit_price};
use shared::cpq::agreements::AgreementDraft;
use shared::cpq::pricing::AgreedPrice;
use shared::kernel::{Currency, Lang};

/// `80.00 €` or `−10 %`.
#[must_use]
pub fn price(lang: Lang, price: AgreedPrice, currency: Currency) -> String {
    match price {
        AgreedPrice::Fixed(price) => unit_price(lang, price, currency),
        AgreedPrice::PercentOff(rate) => format!("−{}", percent(lang, rate)),
    }
}

/// Between which days it holds.
#[must_use]
pub fn validity(lang: Lang, draft: &AgreementDraft) -> String {
    between(lang, draft.starts_on, draft.ends_on)
}
