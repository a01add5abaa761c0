//! Promotions in words.

use crate::cpq::labels::between;
use i18n::{Lang, k, money, percent, tf, tn};
use shared::cpq::promotions::{Benefit, PromotionDraft, PromotionRow};
use shared::kernel::{Currency, Money, Percent};

/// What it does: `10 % off`, `1 free for every 2 bought`.
#[must_use]
pub fn benefit(lang: Lang, promotion: &PromotionDraft) -> String {
    let words = gives(lang, promotion);
    if promotion.options.is_empty() {
        return words;
    }
    tf(lang, k::cpq::promo::ON_OPTIONS, &[("benefit", &words)])
}

fn gives(lang: Lang, promotion: &PromotionDraft) -> String {
    let in_money = |minor| {
        let currency = promotion.currency.unwrap_or(Currency::EUR);
        money(lang, Money::new(minor, currency))
    };
    match promotion.benefit {
        Benefit::Percent(rate) => {
            let rate = percent(lang, rate);
            tf(lang, k::cpq::promo::PERCENT, &[("percent", &rate)])
        }
        Benefit::Amount(minor) => {
            let amount = in_money(minor);
            tf(lang, k::cpq::promo::AMOUNT, &[("amount", &amount)])
        }
        Benefit::Bundle(minor) => {
            let (amount, n) = (in_money(minor), promotion.product_ids.len());
            tf(
                lang,
                k::cpq::promo::BUNDLE,
                &[("n", &n), ("amount", &amount)],
            )
        }
        Benefit::Gift { units, per, .. } => {
            let key = if per == 0 {
                k::cpq::promo::GIFT
            } else {
                k::cpq::promo::GIFT_PER
            };
            let name = promotion.gift_name.get(lang);
            tf(
                lang,
                key,
                &[("units", &units), ("name", &name), ("per", &per)],
            )
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
    between(lang, promotion.starts_on, promotion.ends_on)
}

/// How many quotes went out with it, and how many may; what they were given, where it has a budget.
#[must_use]
pub fn uses(lang: Lang, row: &PromotionRow) -> String {
    let (promotion, used) = (&row.draft, row.used);
    let quotes = match promotion.uses {
        Some(most) => tf(
            lang,
            k::cpq::promotions::USED_OF,
            &[("n", &used), ("most", &most)],
        ),
        None => tn(lang, k::cpq::promotions::USED, i64::from(used), &[]),
    };
    let Some(budget) = promotion.budget_minor else {
        return quotes;
    };
    let currency = promotion.currency.unwrap_or(Currency::EUR);
    let amount = |minor| money(lang, Money::new(minor, currency));
    let given = tf(
        lang,
        k::cpq::promotions::GIVEN_OF,
        &[
            ("given", &amount(row.given_minor)),
            ("budget", &amount(budget)),
        ],
    );
    format!("{quotes} · {given}")
}
