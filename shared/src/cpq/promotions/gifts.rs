//! Gifts: units of a product that cost nothing, on a line that is there for them alone or on lines
//! already there.
//!
//! A line that is there for a gift alone is marked by what it was given ([`GiftUnits::alone`]). It has
//! as many units as are given, no price a person typed, and goes when nothing is given any more: a
//! gift is never paid. Without such a line, units of the product on other lines are the gift, unless the
//! promotion counts those lines to know what it gives: no unit earns itself. What is missing is offered.

use super::apply::GIFT_OF;
use super::model::Cart;
use super::quote::{Families, is_for};
use super::record::{Benefit, Held, PromotionDraft};
use crate::cpq::policies::Exact;
use crate::cpq::pricing::{GiftUnits, Granted};
use crate::cpq::quotes::shares::share;
use crate::cpq::quotes::{LineChoice, QuoteDraft, QuoteLine, choice};
use crate::kernel::{Percent, ProductId, PromotionId, Quantity};

/// What came of a promotion that gives units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gift {
    /// Of this product.
    pub product_id: ProductId,
    /// So many.
    pub units: Quantity,
    /// So many of them are on no line yet.
    pub missing: Quantity,
    /// What the units on lines would cost, one period.
    pub off_minor: i64,
}

/// The product a promotion gives, of those a quote holds.
fn given(promotions: &[Held], id: PromotionId) -> Option<ProductId> {
    let held = promotions.iter().find(|held| held.id == id)?;
    match held.promotion.benefit {
        Benefit::Gift { product_id, .. } => Some(product_id),
        _ => None,
    }
}

/// Whose gift each line is and nothing else. A line whose promotion is gone is taken out; so is a
/// second one of the same promotion. One that became another product is a line like any other.
pub(super) fn alone(draft: &mut QuoteDraft) -> Vec<Option<PromotionId>> {
    let QuoteDraft {
        promotions, lines, ..
    } = draft;
    let is_gift = |line: &QuoteLine| {
        let id = line.price.gift_of()?;
        let product = given(promotions, id)?;
        let same = line.product_id == Some(product) && line.configuration.is_none();
        same.then_some(id)
    };
    let mut seen = Vec::new();
    lines.retain(|line| match (line.price.gift_of(), is_gift(line)) {
        (None, _) => true,
        (Some(_), Some(id)) => {
            let first = !seen.contains(&id);
            seen.push(id);
            first
        }
        (Some(id), None) => given(promotions, id).is_some(),
    });
    lines.iter().map(is_gift).collect()
}

/// So many whole units, where that fits.
pub(super) fn whole(units: i64) -> Option<Quantity> {
    units.checked_mul(Quantity::ONE.0).map(Quantity)
}

/// How many units a promotion gives whose conditions are met.
pub(super) fn units(
    promotion: &PromotionDraft,
    lines: &[QuoteLine],
    amounts: &[Option<i64>],
    families: &Families,
) -> Quantity {
    let Benefit::Gift { units, per, .. } = promotion.benefit else {
        return Quantity(0);
    };
    let bought = lines
        .iter()
        .zip(amounts)
        .filter(|(line, amount)| amount.is_some() && is_for(promotion, line, families))
        .fold(0_i64, |sum, (line, _)| {
            sum.saturating_add(line.price.quantity.0)
        });
    let times = match i64::from(per) {
        0 => 1,
        per => bought / Quantity::whole(per).0,
    };
    let whole = i64::from(units).checked_mul(times);
    whole.and_then(self::whole).unwrap_or(Quantity(0))
}

/// A gift is no alternative to anything: it leaves its group, and the others of the group settle theirs.
pub(super) fn set_free(lines: &mut [QuoteLine], alone: &[Option<PromotionId>]) {
    let mut freed = false;
    for (line, own) in lines.iter_mut().zip(alone) {
        if own.is_some() && !line.choice.is_none() {
            line.choice = LineChoice::default();
            freed = true;
        }
    }
    if freed {
        choice::settle(lines);
        choice::dissolve(lines);
    }
}

/// Makes a line one of these units and nothing else.
pub(super) fn only(line: &mut QuoteLine, units: Quantity) {
    // Nothing of a gift is left to choose, now or later.
    line.choice = LineChoice::default();
    let price = &mut line.price;
    price.quantity = units;
    price.manual_price = None;
    price.discount = Percent::ZERO;
    price.off = None;
    price.optional = false;
    price.change_term(|term| term.ramps.clear());
}

/// Whether units of a line that is there anyway can be the gift of a promotion.
pub(super) fn may_serve(promotion: &PromotionDraft, line: &QuoteLine, families: &Families) -> bool {
    match promotion.benefit {
        Benefit::Gift { product_id, .. } => {
            line.product_id == Some(product_id)
                && line.configuration.is_none()
                && !is_for(promotion, line, families)
        }
        _ => false,
    }
}

/// How many units of which lines of the cart are the gift, in the order the engine takes them.
pub(super) fn spread_units(cart: &Cart, item: &str, units: Quantity) -> Vec<(usize, Quantity)> {
    let mut wanted = Exact::from(units);
    let mut taken = Vec::new();
    for (at, line) in cart.lines.iter().enumerate() {
        let mine = line
            .facts
            .get(GIFT_OF)
            .is_some_and(|whose| whose.iter().any(|own| own == item));
        let here = line.quantity.least(wanted);
        if mine && here.is_positive() {
            wanted -= here;
            taken.extend(
                here.to_minor(4, crate::kernel::Rounding::HalfUp)
                    .map(|own| (at, Quantity(own))),
            );
        }
    }
    taken
}

/// The mark of a line that is added for a gift alone; how many units it has is for
/// [`super::settle`] to say.
#[must_use]
pub fn mark(held: &Held, units: Quantity) -> Granted {
    Granted {
        promotion_id: held.id,
        name: held.promotion.name.clone(),
        off_minor: 0,
        gift: Some(GiftUnits { units, alone: true }),
    }
}

/// The line whose quantity may grow by what is missing of a gift, when there is one of the product.
#[must_use]
pub fn line_for(held: &Held, lines: &[QuoteLine], families: &Families) -> Option<usize> {
    lines.iter().position(|line| {
        let open = !line.price.optional
            && line.price.manual_price.is_none()
            && share(&line.price).is_none();
        open && may_serve(&held.promotion, line, families)
    })
}
