//! How an agreed price is said.

use i18n::{date_in_words, k, percent, t, tf, unit_price};
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
    let day = |day| date_in_words(lang, day);
    match (draft.starts_on, draft.ends_on) {
        (None, None) => t(lang, k::cpq::books::ALWAYS).to_owned(),
        (Some(from), None) => tf(lang, k::cpq::books::SINCE, &[("day", &day(from))]),
        (None, Some(to)) => tf(lang, k::cpq::books::UNTIL, &[("day", &day(to))]),
        (Some(from), Some(to)) => tf(
            lang,
            k::cpq::books::FROM_TO,
            &[("from", &day(from)), ("to", &day(to))],
        ),
    }
}
