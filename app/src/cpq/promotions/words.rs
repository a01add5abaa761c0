//! Promotions in words.

use i18n::{Lang, date_medium, k, money, percent, t, tf, tn};
use shared::cpq::promotions::{Benefit, PromotionDraft};
use shared::kernel::{Currency, Money, Percent};

/// What it does: `10 % off`, `1 free for every 2 bought`.
#[must_use]
pub fn benefit(lang: Lang, promotion: &PromotionDraft) -> String {
    match promotion.benefit {
        Benefit::Percent(rate) => {
            let rate = percent(lang, rate);
            tf(lang, k::cpq::promo::PERCENT, &[("percent", &rate)])
        }
        Benefit::Amount(minor) => {
            let currency = promotion.currency.unwrap_or(Currency::EUR);
            let amount = money(lang, Money::new(minor, currency));
            tf(lang, k::cpq::promo::AMOUNT, &[("amount", &amount)])
        }
        Benefit::BuyGet {
            buy,
            get,
            percent: rate,
        } => {
            let key = if rate == Percent::HUNDRED {
                k::cpq::promo::FREE
            } else {
                k::cpq::promo::CHEAPER
            };
            let rate = percent(lang, rate);
            tf(
                lang,
                key,
                &[("buy", &buy), ("get", &get), ("percent", &rate)],
            )
        }
    }
}

/// Since when and until when.
#[must_use]
pub fn days(lang: Lang, promotion: &PromotionDraft) -> String {
    let day = |day| date_medium(lang, day);
    match (promotion.starts_on, promotion.ends_on) {
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

/// How many quotes went out with it, and how many may.
#[must_use]
pub fn uses(lang: Lang, promotion: &PromotionDraft, used: u32) -> String {
    match promotion.uses {
        Some(most) => tf(
            lang,
            k::cpq::promotions::USED_OF,
            &[("n", &used), ("most", &most)],
        ),
        None => tn(lang, k::cpq::promotions::USED, i64::from(used), &[]),
    }
}
