//! What the promotions of a quote give to its lines, and which promotions of a quote are believed.

use super::apply::{GIFT_OF, apply};
use super::gifts::{self, Gift};
use super::model::{
    Allocation, BuyGet, Cart, CartLine, Effect, LineKind, Outcome, Part, Promotion,
    PromotionPolicy, Sets, Target,
};
use super::record::{Benefit, Held, PromotionDraft};
use super::rules::{Facts, Operator, Rule};
use crate::cpq::models::OptionPrice;
use crate::cpq::policies::{Exact, RoundTo};
use crate::cpq::pricing::{GiftUnits, Granted, Policy, Remainder, Terms, price_line};
use crate::cpq::quotes::shares::share;
use crate::cpq::quotes::{QuoteDraft, QuoteLine};
use crate::kernel::{Currency, ProductId, PromotionId, Quantity, Rounding};
use std::collections::BTreeMap;

/// The family of each product, as far as it is known.
pub type Families = BTreeMap<ProductId, String>;

/// What became of a promotion a quote holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gave {
    /// So much off one period of its lines.
    Off(i64),
    /// Units of a product for nothing.
    Gift(Gift),
    /// Its lines are too few or too cheap yet.
    NotReached,
    /// Another one stands alone.
    NotBeside(PromotionId),
}

impl Gave {
    /// What it takes off one period of the lines.
    #[must_use]
    pub const fn off_minor(&self) -> i64 {
        match self {
            Gave::Off(minor) => *minor,
            Gave::Gift(gift) => gift.off_minor,
            Gave::NotReached | Gave::NotBeside(_) => 0,
        }
    }
}

/// The attribute by which a line says for which promotions it is.
const FOR: &str = "promotion";
/// The attribute by which it says of which product it is.
const PRODUCT: &str = "product";

/// Gives every line what the promotions of the quote take off it, and answers what each gave.
///
/// Lines without product and lines with a typed price have no price book to take from; optional
/// lines are no part of it until they count; a share of other lines has theirs already. All others are
/// counted for one period, as the price book has them: agreed prices, tiers and options are in it,
/// people's discounts are not. A line that is there for a gift alone has as many units as are given,
/// and goes with the last of them.
pub fn settle(draft: &mut QuoteDraft, families: &Families) -> Vec<(PromotionId, Gave)> {
    let alone = gifts::alone(draft);
    gifts::set_free(&mut draft.lines, &alone);
    for line in &mut draft.lines {
        line.price.promotions.clear();
    }
    if draft.promotions.is_empty() {
        return Vec::new();
    }
    let terms = draft.pricing_terms();
    let amounts = draft.lines.iter().zip(&alone);
    let mut amounts: Vec<Option<i64>> = amounts
        .map(|(line, alone)| match alone {
            Some(_) => None,
            None => amount(&terms, line),
        })
        .collect();
    let held = draft.promotions.clone();
    let reached: Vec<&Held> = held
        .iter()
        .filter(|held| is_reached(&held.promotion, &draft.lines, &amounts, families))
        .collect();
    count_gifts(draft, &alone, &reached, &amounts, families);
    for ((line, alone), place) in draft.lines.iter().zip(&alone).zip(&mut amounts) {
        if alone.is_some() {
            *place = amount(&terms, line);
        }
    }
    let lines = Lines {
        all: &draft.lines,
        amounts: &amounts,
        alone: &alone,
        families,
    };
    let given = granted(&reached, draft.currency, &lines).unwrap_or_default();
    let answer = held
        .iter()
        .map(|own| (own.id, given.came_of(own, &held, &reached)))
        .collect();
    for (index, granted) in given.granted {
        if let Some(line) = draft.lines.get_mut(index) {
            line.price.promotions.push(granted);
        }
    }
    // What was there for a gift alone goes with the gift: nobody pays for it.
    let mut alone = alone.into_iter();
    draft
        .lines
        .retain(|line| alone.next().flatten().is_none() || line.price.gift_of().is_some());
    answer
}

/// Gives lines that are there for a gift alone as many units as their promotion gives.
fn count_gifts(
    draft: &mut QuoteDraft,
    alone: &[Option<PromotionId>],
    reached: &[&Held],
    amounts: &[Option<i64>],
    families: &Families,
) {
    for (index, id) in alone.iter().enumerate() {
        let Some(id) = id else { continue };
        let promotion = reached.iter().find(|held| held.id == *id);
        let units = promotion.map_or(Quantity(0), |held| {
            gifts::units(&held.promotion, &draft.lines, amounts, families)
        });
        if let Some(line) = draft.lines.get_mut(index) {
            gifts::only(line, units);
        }
    }
}

/// The lines of a quote as promotions look at them.
struct Lines<'a> {
    all: &'a [QuoteLine],
    amounts: &'a [Option<i64>],
    /// Whose gift a line is and nothing else.
    alone: &'a [Option<PromotionId>],
    families: &'a Families,
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

/// Whether a line is of a product a promotion is for, and has one of the options it is on.
pub(super) fn is_for(promotion: &PromotionDraft, line: &QuoteLine, families: &Families) -> bool {
    let product = line.product_id.is_some_and(|product| {
        let family = families.get(&product).map_or("", String::as_str);
        promotion.is_for(product, family)
    });
    product && (promotion.options.is_empty() || options(promotion, line).next().is_some())
}

/// The options of a line that a promotion is on.
fn options<'a>(
    promotion: &'a PromotionDraft,
    line: &'a QuoteLine,
) -> impl Iterator<Item = &'a OptionPrice> {
    let prices = line.configuration.iter().flat_map(|found| &found.prices);
    prices.filter(|option| option.price.0 > 0 && promotion.options.contains(&option.key))
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
    // Nothing bought earns no gift.
    (units > 0 || !matches!(promotion.benefit, Benefit::Gift { .. }))
        && promotion
            .min_quantity
            .is_none_or(|least| units >= i128::from(least.0))
        && promotion
            .min_minor
            .is_none_or(|least| sum >= i128::from(least))
}

/// What the lines and the promotions got.
#[derive(Default)]
struct Given {
    /// By the position of the line, in the order of the steps.
    granted: Vec<(usize, Granted)>,
    /// Where in it what a line got from a promotion stands.
    places: BTreeMap<(usize, PromotionId), usize>,
    /// What came of each gift.
    gifts: BTreeMap<PromotionId, Gift>,
}

/// What each line is given. `None` when a number is refused: then nothing is given.
fn granted(reached: &[&Held], currency: Currency, lines: &Lines<'_>) -> Option<Given> {
    let decimals = currency.decimals();
    let (cart, places) = cart(reached, decimals, lines);
    let round = RoundTo::of(currency);
    let promotions: Vec<Promotion> = reached
        .iter()
        .map(|held| {
            let parts = parts(&held.promotion, lines, &places, round);
            engine(held, &cart, decimals, parts)
        })
        .collect();
    let policy = PromotionPolicy {
        round,
        remainder: Remainder::Largest,
        automatic: true,
    };
    let by_code = |code: &str| reached.iter().find(|held| held.id.to_string() == code);
    let mut given = Given::default();
    let mut units: BTreeMap<(PromotionId, usize), Quantity> = BTreeMap::new();
    for outcome in apply(&cart, &promotions, &[], &policy)? {
        match outcome {
            Outcome::Gift { code, quantity, .. } => {
                let held = by_code(&code)?;
                let whole = gifts::whole(quantity.to_whole()?)?;
                let taken = gifts::spread_units(&cart, &code, whole);
                given.open_gift(held, whole, taken.iter().map(|(_, own)| own.0).sum())?;
                for (at, own) in taken {
                    units.insert((held.id, *places.get(at)?), own);
                }
            }
            Outcome::Off { code, line, amount } => {
                let held = by_code(&code)?;
                let index = *places.get(line)?;
                let off_minor = amount.to_minor(decimals, Rounding::HalfUp)?;
                let gift = units.get(&(held.id, index)).map(|units| GiftUnits {
                    units: *units,
                    alone: lines.alone.get(index) == Some(&Some(held.id)),
                });
                given.add(index, held, off_minor, gift)?;
            }
            Outcome::BudgetExceeded { .. } => {}
        }
    }
    given.add_lines_alone(reached, lines)?;
    Some(given)
}

/// What promotions may touch as a cart, and the position in the quote of each of its lines. Its facts say
/// which promotions a line is for, and whose gift it may be.
fn cart(reached: &[&Held], decimals: u32, lines: &Lines<'_>) -> (Cart, Vec<usize>) {
    let mut places = Vec::new();
    let mut cart = Cart::default();
    for (index, (line, amount)) in lines.all.iter().zip(lines.amounts).enumerate() {
        let Some(minor) = amount else { continue };
        let alone = lines.alone.get(index).copied().flatten();
        let own = reached
            .iter()
            .filter(|held| alone.is_none() && is_for(&held.promotion, line, lines.families))
            .map(|held| held.id.to_string())
            .collect();
        let gift_of = reached
            .iter()
            .filter(|held| match alone {
                Some(id) => held.id == id,
                None => {
                    !lines.alone.contains(&Some(held.id))
                        && gifts::may_serve(&held.promotion, line, lines.families)
                }
            })
            .map(|held| held.id.to_string())
            .collect();
        let product = line.product_id.map(|product| product.to_string());
        places.push(index);
        cart.lines.push(CartLine {
            kind: LineKind::Item,
            quantity: line.price.quantity.into(),
            amount: Exact::scaled(*minor, decimals),
            discountable: alone.is_none(),
            facts: Facts::from([
                (FOR.to_owned(), own),
                (GIFT_OF.to_owned(), gift_of),
                (PRODUCT.to_owned(), product.into_iter().collect()),
            ]),
        });
    }
    (cart, places)
}

impl Given {
    /// A gift of so many units, of which `on_lines` are in the quote.
    fn open_gift(&mut self, held: &Held, units: Quantity, on_lines: i64) -> Option<()> {
        if let Benefit::Gift { product_id, .. } = held.promotion.benefit {
            let gift = Gift {
                product_id,
                units,
                missing: Quantity(units.0.checked_sub(on_lines)?),
                off_minor: 0,
            };
            self.gifts.insert(held.id, gift);
        }
        Some(())
    }

    /// A gift that has no price is one all the same.
    fn add_lines_alone(&mut self, reached: &[&Held], lines: &Lines<'_>) -> Option<()> {
        for (index, own) in lines.alone.iter().enumerate() {
            let held = own.and_then(|id| reached.iter().find(|held| held.id == id));
            let (Some(held), Some(line)) = (held, lines.all.get(index)) else {
                continue;
            };
            let Some(gift) = self.gifts.get_mut(&held.id) else {
                continue;
            };
            if lines.amounts.get(index) == Some(&None) {
                gift.missing = Quantity(0);
            }
            let alone = GiftUnits {
                units: line.price.quantity,
                alone: true,
            };
            self.add(index, held, 0, Some(alone))?;
        }
        Some(())
    }

    /// What came of a promotion of the quote.
    fn came_of(&self, own: &Held, held: &[Held], reached: &[&Held]) -> Gave {
        if let Some(gift) = self.gifts.get(&own.id) {
            return Gave::Gift(*gift);
        }
        let of_own = self.granted.iter().map(|(_, granted)| granted);
        let of_own = of_own.filter(|granted| granted.promotion_id == own.id);
        let sum: i64 = of_own.map(|granted| granted.off_minor).sum();
        if sum > 0 {
            return Gave::Off(sum);
        }
        if !reached.iter().any(|found| found.id == own.id) {
            return Gave::NotReached;
        }
        let instead = held.iter().filter(|other| {
            other.id != own.id
                && (other.promotion.exclusive || own.promotion.exclusive)
                && self.gave_something(other.id)
        });
        match instead.max_by_key(|other| other.promotion.priority) {
            Some(other) => Gave::NotBeside(other.id),
            None => Gave::NotReached,
        }
    }

    fn gave_something(&self, id: PromotionId) -> bool {
        self.gifts.contains_key(&id) || self.granted.iter().any(|(_, one)| one.promotion_id == id)
    }

    fn add(
        &mut self,
        index: usize,
        held: &Held,
        off_minor: i64,
        gift: Option<GiftUnits>,
    ) -> Option<()> {
        if let Some(gave) = self.gifts.get_mut(&held.id) {
            gave.off_minor = gave.off_minor.checked_add(off_minor)?;
        }
        let place = (index, held.id);
        let known = self.places.get(&place).copied();
        match known.and_then(|at| self.granted.get_mut(at)) {
            Some((_, granted)) => {
                granted.off_minor = granted.off_minor.checked_add(off_minor)?;
            }
            None => {
                self.places.insert(place, self.granted.len());
                let granted = Granted {
                    promotion_id: held.id,
                    name: held.promotion.name.clone(),
                    off_minor,
                    gift,
                };
                self.granted.push((index, granted));
            }
        }
        Some(())
    }
}

/// The options a promotion is on, with what they add to the amounts of the lines of the cart.
fn parts(
    promotion: &PromotionDraft,
    lines: &Lines<'_>,
    places: &[usize],
    round: RoundTo,
) -> Vec<Part> {
    let mut parts = Vec::new();
    if promotion.options.is_empty() {
        return parts;
    }
    for (at, line) in places.iter().enumerate() {
        let Some(line) = lines.all.get(*line) else {
            continue;
        };
        if !is_for(promotion, line, lines.families) {
            continue;
        }
        let units = Exact::from(line.price.quantity);
        parts.extend(options(promotion, line).map(|option| Part {
            line: at,
            key: option.key.clone(),
            amount: round.apply(units * Exact::scaled(option.price.0, 4)),
        }));
    }
    parts
}

/// A kept promotion in the words of the engine.
fn engine(held: &Held, cart: &Cart, decimals: u32, parts: Vec<Part>) -> Promotion {
    let own = held.id.to_string();
    let is = |attribute: &str, value: String| Rule {
        attribute: attribute.to_owned(),
        operator: Operator::In,
        values: vec![value],
    };
    let rule = is(FOR, own.clone());
    let promotion = &held.promotion;
    let percent = |percent: crate::kernel::Percent| Exact::ratio(i128::from(percent.0), 100);
    let whole = |units: u32| Exact::whole(i64::from(units));
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
            let sets = (units / (whole(buy) + whole(get))).floor().most(Exact::ONE);
            Effect::BuyGet(BuyGet {
                buy: vec![rule.clone()],
                buy_quantity: sets * whole(buy),
                get_quantity: sets * whole(get),
                percent: percent(rate),
            })
        }
        Benefit::Bundle(minor) => Effect::Sets(Sets {
            parts: promotion
                .product_ids
                .iter()
                .map(|product| vec![is(PRODUCT, product.to_string())])
                .collect(),
            price: Exact::scaled(minor, decimals),
        }),
        Benefit::Gift { units, per, .. } => Effect::Gift {
            item: own.clone(),
            quantity: whole(units),
            per: whole(per),
        },
    };
    let allocation = match promotion.benefit {
        Benefit::Percent(_) => Allocation::Each(None),
        Benefit::Amount(_) | Benefit::BuyGet { .. } | Benefit::Bundle(_) | Benefit::Gift { .. } => {
            Allocation::Across
        }
    };
    Promotion {
        target: Target::Items,
        allocation,
        target_rules: vec![rule],
        priority: i64::from(promotion.priority),
        exclusive: promotion.exclusive,
        parts,
        ..Promotion::on_order(own, effect)
    }
}

#[cfg(test)]
#[path = "quote_tests.rs"]
pub(super) mod tests;
