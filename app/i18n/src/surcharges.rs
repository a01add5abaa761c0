//! Surcharges in words, as editor, document and deal room say them.

use crate::{Key, Lang, k, money, percent, t, tf};
use shared::cpq::pricing::{Added, Surcharge, SurchargeReason};
use shared::kernel::{Currency, Money};

/// A usual reason in words.
#[must_use]
pub fn usual_reason(lang: Lang, reason: SurchargeReason) -> &'static str {
    let code = reason.code().to_lowercase();
    Key::by_name(&format!("cpq.surcharges.usual.{code}")).map_or("", |key| t(lang, key))
}

/// Why it is added: in its own words, else in those of its code.
#[must_use]
pub fn surcharge_reason(lang: Lang, surcharge: &Surcharge) -> String {
    let own = surcharge.reason.trim();
    match surcharge.usual() {
        Some(usual) if own.is_empty() => usual_reason(lang, usual).to_owned(),
        _ => own.to_owned(),
    }
}

/// The same with its percentage, for one that is a percentage: `Packing (2 %)`.
#[must_use]
pub fn surcharge_label(lang: Lang, surcharge: &Surcharge) -> String {
    let name = surcharge_reason(lang, surcharge);
    match surcharge.added.percent() {
        None => name,
        Some(rate) => {
            let rate = percent(lang, rate);
            let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("percent", &rate)];
            tf(lang, k::cpq::surcharges::OF_PERCENT, &values)
        }
    }
}

/// What is added: `50.00 €`, `2 %`.
#[must_use]
pub fn added_words(lang: Lang, added: Added, currency: Currency) -> String {
    match added {
        Added::Amount(minor) => money(lang, Money::new(minor, currency)),
        Added::Percent(rate) => percent(lang, rate),
    }
}

/// The same with what was typed: `Freight: +50.00 €`, `Packing: +2 %`.
#[must_use]
pub fn surcharge_words(lang: Lang, surcharge: &Surcharge, currency: Currency) -> String {
    let name = surcharge_reason(lang, surcharge);
    let added = added_words(lang, surcharge.added, currency);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("added", &added)];
    tf(lang, k::cpq::surcharges::WORDS, &values)
}
