//! Kinds of price in words: what a price book says of a price, and what a line used of it.

use crate::{Lang, k, number_trimmed, percent, tf, tn, unit_price};
use shared::cpq::catalog::formula::{Asked, Value};
use shared::cpq::pricing::{PriceKind, ShareOf, Used};
use shared::kernel::{Currency, Quantity, UnitPrice};

/// What a line used of its kind of price: `3 packages of 10 at €49.00 each`.
#[must_use]
pub fn used_words(lang: Lang, used: &Used, currency: Currency) -> String {
    let number = |quantity: Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
    let money = |price: UnitPrice| unit_price(lang, price, currency);
    match used {
        Used::Packages { count, size, price } => tn(
            lang,
            k::cpq::kinds::PACKAGES,
            *count,
            &[("size", &number(*size)), ("price", &money(*price))],
        ),
        Used::Included {
            units, price, over, ..
        } if over.0 == 0 => tf(
            lang,
            k::cpq::kinds::INCLUDED,
            &[("units", &number(*units)), ("price", &money(*price))],
        ),
        Used::Included {
            units,
            price,
            over,
            further,
        } => tf(
            lang,
            k::cpq::kinds::FURTHER,
            &[
                ("units", &number(*units)),
                ("price", &money(*price)),
                ("over", &number(*over)),
                ("further", &money(*further)),
            ],
        ),
        Used::Share { percent: rate, of } => tf(
            lang,
            k::cpq::kinds::SHARE,
            &[
                ("percent", &percent(lang, *rate)),
                ("of", &share_of(lang, of)),
            ],
        ),
        Used::Formula { text } => formula_words(lang, text),
    }
}

fn formula_words(lang: Lang, text: &str) -> String {
    tf(lang, k::cpq::formula::SAYS, &[("formula", &text)])
}

/// What a line answered its formula: `number("length") = 1,200, price("SEN-1") = €49.00`.
#[must_use]
pub fn formula_answers(lang: Lang, answers: &[(Asked, Value)], currency: Currency) -> String {
    use k::approvals::fact as f;
    let each = answers.iter().map(|(asked, value)| {
        let value = match value {
            Value::Number(number) => {
                let number: Option<rust_decimal::Decimal> =
                    number.to_text(4).and_then(|text| text.parse().ok());
                let number = number.unwrap_or_default();
                let price = UnitPrice::from_decimal(number);
                match (asked, price) {
                    (Asked::PriceOf(_), Some(price)) => unit_price(lang, price, currency),
                    _ => number_trimmed(lang, number, 4),
                }
            }
            Value::Flag(flag) => crate::t(lang, if *flag { f::YES } else { f::NO }).to_owned(),
            Value::Text(text) => text.clone(),
        };
        format!("{} = {value}", asked.written())
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A kind of price whatever the quantity: `€49.00 a package of 10`. One on the cost says its percentage
/// only to those who may know it.
#[must_use]
pub fn kind_words(lang: Lang, kind: &PriceKind, price: UnitPrice, currency: Currency) -> String {
    let number = |quantity: Quantity| number_trimmed(lang, quantity.to_decimal(), 4);
    let money = |price: UnitPrice| unit_price(lang, price, currency);
    match kind {
        PriceKind::Package { size } => tf(
            lang,
            k::cpq::kinds::PACKAGE_OF,
            &[("size", &number(*size)), ("price", &money(price))],
        ),
        PriceKind::Included { units, further } => tf(
            lang,
            k::cpq::kinds::BEYOND,
            &[
                ("units", &number(*units)),
                ("price", &money(price)),
                ("further", &money(*further)),
            ],
        ),
        PriceKind::CostPlus {
            percent: Some(rate),
            ..
        } => tf(
            lang,
            k::cpq::kinds::COST_PLUS,
            &[("percent", &percent(lang, *rate))],
        ),
        PriceKind::CostPlus { percent: None, .. } => {
            crate::t(lang, k::cpq::kinds::FROM_COST).to_owned()
        }
        PriceKind::Share { percent: rate, of } => tf(
            lang,
            k::cpq::kinds::SHARE,
            &[
                ("percent", &percent(lang, *rate)),
                ("of", &share_of(lang, of)),
            ],
        ),
        PriceKind::Formula { text, .. } => formula_words(lang, text),
    }
}

/// Which lines a share is taken of.
#[must_use]
pub fn share_of(lang: Lang, of: &ShareOf) -> String {
    match of {
        ShareOf::All => crate::t(lang, k::cpq::kinds::OF_ALL).to_owned(),
        ShareOf::Section => crate::t(lang, k::cpq::kinds::OF_SECTION).to_owned(),
        ShareOf::Families(names) => tf(
            lang,
            k::cpq::kinds::OF_FAMILIES,
            &[("names", &names.join(", "))],
        ),
        ShareOf::Products(ids) => tn(
            lang,
            k::cpq::kinds::OF_PRODUCTS,
            i64::try_from(ids.len()).unwrap_or(0),
            &[],
        ),
    }
}
