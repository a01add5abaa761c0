//! Discounts and promotions of a quote in words, as editor, document and deal room say them.

use crate::{Lang, k, money, number_trimmed, percent, surcharge_words, tf, unit_price, used_words};
use shared::cpq::pricing::{AgreedPrice, Charge, LineInput, LineOff, PricedLine, Totals, Used};
use shared::cpq::quotes::{QuoteDraft, QuoteLine};
use shared::kernel::{Currency, Money, Percent};

/// A line's own discount: `−10 %`, or `−50.00 €` for one that was typed as an amount; nothing without.
#[must_use]
pub fn line_discount(
    lang: Lang,
    price: &LineInput,
    priced: &PricedLine,
    currency: Currency,
) -> Option<String> {
    let rate = match price.off {
        None => price.discount,
        Some(LineOff::Amount(0)) => return None,
        Some(LineOff::Amount(minor)) => return Some(money(lang, Money::new(-minor, currency))),
        Some(LineOff::Price(_)) => Percent(priced.own_discount_bp()),
    };
    (rate != Percent::ZERO).then(|| format!("−{}", percent(lang, rate)))
}

/// The discount on the whole document as a percentage, however it was typed; nothing without.
#[must_use]
pub fn document_discount(lang: Lang, draft: &QuoteDraft, totals: &Totals) -> Option<String> {
    let rate = match draft.off {
        None => draft.discount,
        Some(_) if totals.allowance_minor == 0 => return None,
        Some(_) => Percent(totals.allowance_bp),
    };
    (rate != Percent::ZERO).then(|| percent(lang, rate))
}

/// An amount with its period, as a customer reads it: `90.00 € / month`.
#[must_use]
pub fn per_charge(lang: Lang, charge: Charge, amount: &str) -> String {
    let key = match charge {
        Charge::OneTime => return amount.to_owned(),
        Charge::Monthly => k::cpq::document::PER_MONTH,
        Charge::Yearly => k::cpq::document::PER_YEAR,
        Charge::Usage => k::cpq::document::PER_MONTH_USED,
    };
    tf(lang, key, &[("amount", &amount)])
}

/// What a customer is told about the price of a line: packages or included units, the agreement it
/// rests on, the promotions it has, what is added to each period.
#[must_use]
pub fn price_notes(lang: Lang, line: &QuoteLine, currency: Currency) -> Vec<String> {
    let added = line.price.surcharges.iter();
    let added = added.map(|own| surcharge_words(lang, own, currency));
    if line.price.manual_price.is_some() {
        return added.collect();
    }
    let mut notes = Vec::new();
    // How a formula reckons is our own business.
    let shown = |used: &Used| !matches!(used, Used::Formula { .. });
    if let Some(used) = line.price.used().filter(shown) {
        notes.push(used_words(lang, &used, currency));
    }
    if let Some(agreed) = &line.price.contracted {
        let price = match agreed.price {
            AgreedPrice::Fixed(price) => unit_price(lang, price, currency),
            AgreedPrice::PercentOff(rate) => format!("−{}", percent(lang, rate)),
        };
        notes.push(tf(
            lang,
            k::cpq::document::AGREED_PRICE,
            &[("name", &agreed.name), ("price", &price)],
        ));
    }
    for granted in &line.price.promotions {
        let amount = money(lang, Money::new(-granted.off_minor, currency));
        let name = granted.name.get(lang);
        notes.push(match granted.gift {
            None => tf(
                lang,
                k::cpq::document::PROMOTION,
                &[("name", &name), ("amount", &amount)],
            ),
            Some(gift) => {
                let n = number_trimmed(lang, gift.units.to_decimal(), 4);
                tf(
                    lang,
                    k::cpq::document::GIFT,
                    &[("name", &name), ("n", &n), ("amount", &amount)],
                )
            }
        });
    }
    notes.extend(added);
    notes
}
