//! What the promotions of a quote give to its lines, and which promotions of a quote are believed.

use super::apply;
use super::model::{
    Allocation, BuyGet, Cart, CartLine, Effect, LineKind, Outcome, Promotion, PromotionPolicy,
    Target,
};
use super::record::{Benefit, Held, PromotionDraft};
use super::rules::{Facts, Operator, Rule};
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::pricing::{Granted, Policy, Remainder, Terms, price_line};
use crate::cpq::quotes::shares::share;
use crate::cpq::quotes::{QuoteDraft, QuoteLine};
use crate::kernel::{ProductId, PromotionId, Rounding};
use std::collections::BTreeMap;

/// The family of each product, as far as it is known.
pub type Families = BTreeMap<ProductId, String>;

/// What became of a promotion a quote holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gave {
    /// So much off one period of its lines.
    Off(i64),
    /// Its lines are too few or too cheap yet.
    NotReached,
    /// Another one stands alone.
    NotBeside(PromotionId),
}

/// The attribute by which a line says for which promotions it is.
const FOR: &str = "promotion";

/// Gives every line what the promotions of the quote take off it, and answers what each gave.
///
/// Lines without product and lines with a typed price have no price book to take from; optional
/// lines are no part of it until they count; a share of other lines has theirs already. All others are counted for one period, as the price
/// book has them: agreed prices, tiers and options are in it, people's discounts are not.
pub fn settle(draft: &mut QuoteDraft, families: &Families) -> Vec<(PromotionId, Gave)> {
    for line in &mut draft.lines {
        line.price.promotions.clear();
    }
    if draft.promotions.is_empty() {
        return Vec::new();
    }
    let terms = draft.pricing_terms();
    let amounts: Vec<Option<i64>> = draft
        .lines
        .iter()
        .map(|line| amount(&terms, line))
        .collect();
    let reached: Vec<&Held> = draft
        .promotions
        .iter()
        .filter(|held| is_reached(&held.promotion, &draft.lines, &amounts, families))
        .collect();
    let given = granted(&reached, draft, &amounts, families).unwrap_or_default();
    let mut answer = Vec::with_capacity(draft.promotions.len());
    for held in &draft.promotions {
        let sum: i64 = given
            .iter()
            .filter(|(_, granted)| granted.promotion_id == held.id)
            .map(|(_, granted)| granted.off_minor)
            .sum();
        let stands_alone = || {
            let other = draft.promotions.iter().find(|other| {
                other.id != held.id
                    && (other.promotion.exclusive || held.promotion.exclusive)
                    && given
                        .iter()
                        .any(|(_, granted)| granted.promotion_id == other.id)
            });
            other.filter(|_| reached.iter().any(|found| found.id == held.id))
        };
        let gave = if sum > 0 {
            Gave::Off(sum)
        } else if let Some(other) = stands_alone() {
            Gave::NotBeside(other.id)
        } else {
            Gave::NotReached
        };
        answer.push((held.id, gave));
    }
    for (index, granted) in given {
        if let Some(line) = draft.lines.get_mut(index) {
            line.price.promotions.push(granted);
        }
    }
    answer
}

/// One period of a line as promotions see it; none where they may not touch it.
fn amount(terms: &Terms, line: &QuoteLine) -> Option<i64> {
    let price = &line.price;
    let open = line.product_id.is_some()
        && share(price).is_none()
        && !price.optional
        && price.manual_price.is_none()
        && price.quantity.0 > 0;
    let priced = open.then(|| price_line(terms, price, &Policy::default()))?;
    Some(priced.book_minor).filter(|minor| *minor > 0)
}

fn is_for(promotion: &PromotionDraft, line: &QuoteLine, families: &Families) -> bool {
    line.product_id.is_some_and(|product| {
        let family = families.get(&product).map_or("", String::as_str);
        promotion.is_for(product, family)
    })
}

fn is_reached(
    promotion: &PromotionDraft,
    lines: &[QuoteLine],
    amounts: &[Option<i64>],
    families: &Families,
) -> bool {
    let (mut units, mut sum) = (0_i128, 0_i128);
    for (line, amount) in lines.iter().zip(amounts) {
        if let (Some(minor), true) = (amount, is_for(promotion, line, families)) {
            units += i128::from(line.price.quantity.0);
            sum += i128::from(*minor);
        }
    }
    promotion
        .min_quantity
        .is_none_or(|least| units >= i128::from(least.0))
        && promotion
            .min_minor
            .is_none_or(|least| sum >= i128::from(least))
}

/// What each line is given, by its position, in the order of the steps. `None` when a number is
/// refused: then nothing is given.
fn granted(
    reached: &[&Held],
    draft: &QuoteDraft,
    amounts: &[Option<i64>],
    families: &Families,
) -> Option<Vec<(usize, Granted)>> {
    let decimals = draft.currency.decimals();
    let mut places = Vec::new();
    let mut cart = Cart::default();
    for (index, (line, amount)) in draft.lines.iter().zip(amounts).enumerate() {
        let Some(minor) = amount else { continue };
        let own = reached
            .iter()
            .filter(|held| is_for(&held.promotion, line, families))
            .map(|held| held.id.to_string())
            .collect();
        places.push(index);
        cart.lines.push(CartLine {
            kind: LineKind::Item,
            quantity: line.price.quantity.into(),
            amount: Exact::scaled(*minor, decimals),
            discountable: true,
            facts: Facts::from([(FOR.to_owned(), own)]),
        });
    }
    let promotions: Vec<Promotion> = reached
        .iter()
        .map(|held| engine(held, &cart, decimals))
        .collect();
    let policy = PromotionPolicy {
        round: RoundTo::of(draft.currency),
        remainder: Remainder::Largest,
        automatic: true,
    };
    let mut given: Vec<(usize, Granted)> = Vec::new();
    for outcome in apply(&cart, &promotions, &[], &policy)? {
        let Outcome::Off { code, line, amount } = outcome else {
            continue;
        };
        let held = reached.iter().find(|held| held.id.to_string() == code)?;
        let index = *places.get(line)?;
        let off_minor = amount.to_minor(decimals, Rounding::HalfUp)?;
        let known = given
            .iter_mut()
            .find(|(at, granted)| *at == index && granted.promotion_id == held.id);
        match known {
            Some((_, granted)) => {
                granted.off_minor = granted.off_minor.checked_add(off_minor)?;
            }
            None => given.push((
                index,
                Granted {
                    promotion_id: held.id,
                    name: held.promotion.name.clone(),
                    off_minor,
                },
            )),
        }
    }
    Some(given)
}

/// A kept promotion in the words of the engine.
fn engine(held: &Held, cart: &Cart, decimals: u32) -> Promotion {
    let own = held.id.to_string();
    let rule = Rule {
        attribute: FOR.to_owned(),
        operator: Operator::In,
        values: vec![own.clone()],
    };
    let promotion = &held.promotion;
    let percent = |percent: crate::kernel::Percent| Exact::ratio(i128::from(percent.0), 100);
    let effect = match promotion.benefit {
        Benefit::Percent(rate) => Effect::Percent(percent(rate)),
        Benefit::Amount(minor) => Effect::Amount(Exact::scaled(minor, decimals)),
        Benefit::BuyGet {
            buy,
            get,
            percent: rate,
        } => {
            // Every full set of bought and given units counts.
            let units: Exact = cart
                .lines
                .iter()
                .filter(|line| rule.holds(&line.facts))
                .map(|line| line.quantity)
                .sum();
            let whole = |units: u32| Exact::whole(i64::from(units));
            let sets = (units / (whole(buy) + whole(get))).floor().most(Exact::ONE);
            Effect::BuyGet(BuyGet {
                buy: vec![rule.clone()],
                buy_quantity: sets * whole(buy),
                get_quantity: sets * whole(get),
                percent: percent(rate),
            })
        }
    };
    let allocation = match promotion.benefit {
        Benefit::Percent(_) => Allocation::Each(None),
        Benefit::Amount(_) | Benefit::BuyGet { .. } => Allocation::Across,
    };
    Promotion {
        target: Target::Items,
        allocation,
        target_rules: vec![rule],
        priority: i64::from(promotion.priority),
        exclusive: promotion.exclusive,
        ..Promotion::on_order(own, effect)
    }
}

/// The first promotion of `draft` that is neither in force nor known from the quote as it was saved
/// for the same customer, currency, day and price book; or that is there twice.
#[must_use]
pub fn untrusted<'a>(
    draft: &'a QuoteDraft,
    saved: &QuoteDraft,
    in_force: &[Held],
) -> Option<&'a Held> {
    let of = |draft: &QuoteDraft| {
        (
            draft.account_id,
            draft.currency,
            draft.issued_on,
            draft.price_book_id,
        )
    };
    let known: &[Held] = if of(saved) == of(draft) {
        &saved.promotions
    } else {
        &[]
    };
    draft
        .promotions
        .iter()
        .enumerate()
        .find(|(index, held)| {
            let twice = draft
                .promotions
                .iter()
                .take(*index)
                .any(|other| other.id == held.id);
            twice || !(known.contains(held) || in_force.contains(held))
        })
        .map(|(_, held)| held)
}

/// The promotions of a quote for another customer, currency, day or price book: those in force, and
/// the coupons it had that are in force as well.
#[must_use]
pub fn retake(had: &[Held], automatic: &[Held], coupons: &[Held]) -> Vec<Held> {
    let kept = coupons
        .iter()
        .filter(|held| had.iter().any(|own| own.id == held.id));
    automatic.iter().chain(kept).cloned().collect()
}

#[cfg(test)]
#[path = "quote_tests.rs"]
mod tests;
