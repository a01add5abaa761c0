//! Applies promotions to a cart, one after the other.

use super::model::{
    Allocation, Budget, BuyGet, Cart, CartLine, Effect, LineKind, Outcome, Promotion,
    PromotionPolicy, Sets, Target,
};
use super::rules::all_hold;
use crate::cpq::policies::{Exact, spread};
use std::collections::BTreeMap;

/// The attribute by which a line says whose gifts its units may be: the `item` of the promotion.
pub(super) const GIFT_OF: &str = "gift of";

/// Applies the promotions that are automatic or whose coupon is among `coupons`.
///
/// Order: buy-and-get first, then by priority, automatic ones before coupons, then coupons in the
/// order they were given. Each works on what those before it left. `None` when a number is refused.
#[must_use]
pub fn apply(
    cart: &Cart,
    promotions: &[Promotion],
    coupons: &[String],
    policy: &PromotionPolicy,
) -> Option<Vec<Outcome>> {
    let mut work = Work {
        cart,
        policy,
        left: cart.lines.iter().map(|line| line.amount).collect(),
        bought: vec![Exact::ZERO; cart.lines.len()],
        parts: promotions
            .iter()
            .flat_map(|promotion| &promotion.parts)
            .map(|part| ((part.line, part.key.clone()), part.amount))
            .collect(),
        given: Exact::ZERO,
        outcomes: Vec::new(),
    };
    let mut stood_alone: Vec<&str> = Vec::new();
    let mut applied: Vec<&str> = Vec::new();
    for promotion in in_order(promotions, coupons, policy) {
        let group = promotion.group.as_str();
        if stood_alone.contains(&group) || (promotion.exclusive && applied.contains(&group)) {
            continue;
        }
        if !work.eligible(promotion) {
            continue;
        }
        let before = work.outcomes.len();
        work.given = Exact::ZERO;
        work.one(promotion)?;
        let did = work.outcomes.get(before..).is_some_and(|new| {
            new.iter()
                .any(|outcome| !matches!(outcome, Outcome::BudgetExceeded { .. }))
        });
        if did {
            applied.push(group);
            if promotion.exclusive {
                stood_alone.push(group);
            }
        }
    }
    Some(work.outcomes)
}

fn in_order<'a>(
    promotions: &'a [Promotion],
    coupons: &[String],
    policy: &PromotionPolicy,
) -> Vec<&'a Promotion> {
    let mut order: Vec<(bool, i64, usize, &Promotion)> = promotions
        .iter()
        .filter_map(|promotion| {
            let coupon = coupons.iter().position(|code| *code == promotion.code);
            let place = match coupon {
                Some(place) => place + 1,
                None if promotion.automatic && policy.automatic => 0,
                None => return None,
            };
            let later = !matches!(promotion.effect, Effect::BuyGet(_));
            Some((later, promotion.priority.saturating_neg(), place, promotion))
        })
        .collect();
    order.sort_by_key(|(later, priority, place, _)| (*later, *priority, *place));
    order
        .into_iter()
        .map(|(_, _, _, promotion)| promotion)
        .collect()
}

struct Work<'a> {
    cart: &'a Cart,
    policy: &'a PromotionPolicy,
    left: Vec<Exact>,
    /// Units that earned something: no promotion makes them free.
    bought: Vec<Exact>,
    /// What is left of the parts of lines that promotions name.
    parts: BTreeMap<(usize, String), Exact>,
    /// What the promotion at hand took off so far.
    given: Exact,
    outcomes: Vec<Outcome>,
}

impl Work<'_> {
    fn eligible(&self, promotion: &Promotion) -> bool {
        let dated = promotion
            .starts_at
            .as_ref()
            .is_none_or(|from| *from <= self.cart.today)
            && promotion
                .ends_at
                .as_ref()
                .is_none_or(|until| self.cart.today <= *until);
        let items = || {
            self.cart
                .lines
                .iter()
                .zip(&self.left)
                .filter(|(line, _)| line.kind == LineKind::Item)
        };
        let amount: Exact = items().map(|(_, left)| *left).sum();
        let units: Exact = items()
            .filter(|(line, _)| all_hold(&promotion.target_rules, &line.facts))
            .map(|(line, _)| line.quantity)
            .sum();
        dated
            && all_hold(&promotion.rules, &self.cart.facts)
            && promotion.min_amount.is_none_or(|least| amount >= least)
            && promotion.min_quantity.is_none_or(|least| units >= least)
    }

    fn one(&mut self, promotion: &Promotion) -> Option<()> {
        let targets = self.targets(promotion);
        match &promotion.effect {
            Effect::BuyGet(buy_get) => self.buy_get(promotion, buy_get, &targets),
            Effect::Gift {
                item,
                quantity,
                per,
            } => self.gift(promotion, item, *quantity, *per, &targets),
            Effect::Sets(sets) => self.sets(promotion, sets, &targets),
            Effect::Percent(_) | Effect::Amount(_) | Effect::BundlePrice(_) => {
                match promotion.allocation {
                    Allocation::Across => self.across(promotion, &targets),
                    Allocation::Each(most) => {
                        for index in targets {
                            let units = self.line(index)?.quantity;
                            let units = most.map_or(units, |most| most.least(units));
                            self.each(promotion, index, units)?;
                        }
                        Some(())
                    }
                    Allocation::Once(units) => self.once(promotion, targets, units),
                }
            }
        }
    }

    fn line(&self, index: usize) -> Option<&CartLine> {
        self.cart.lines.get(index)
    }

    fn targets(&self, promotion: &Promotion) -> Vec<usize> {
        let kind = match promotion.target {
            Target::Shipping => LineKind::Shipping,
            Target::Items | Target::Order => LineKind::Item,
        };
        self.cart
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| {
                line.kind == kind
                    && line.discountable
                    && line.amount.is_positive()
                    && all_hold(&promotion.target_rules, &line.facts)
            })
            .map(|(index, _)| index)
            .collect()
    }

    /// What the promotion may take off a line: what is left of it, or of the parts it names.
    fn open(&self, promotion: &Promotion, index: usize) -> Option<Exact> {
        let left = *self.left.get(index)?;
        if promotion.parts.is_empty() {
            return Some(left);
        }
        let own = promotion.parts.iter().filter(|part| part.line == index);
        let parts: Exact = own
            .filter_map(|part| self.parts.get(&(index, part.key.clone())).copied())
            .sum();
        parts.least(left).checked()
    }

    fn unit_price(&self, index: usize) -> Exact {
        self.line(index)
            .map_or(Exact::REFUSED, |line| line.amount / line.quantity)
    }

    /// A line by itself: the effect on `units` of it, at most what is left of them.
    fn each(&mut self, promotion: &Promotion, index: usize, units: Exact) -> Option<()> {
        let open = if promotion.parts.is_empty() {
            let line = self.line(index)?;
            let taken = line.amount - *self.left.get(index)?;
            (self.unit_price(index) * units - taken).checked()?
        } else {
            self.open(promotion, index)?
        };
        if !open.is_positive() {
            return Some(());
        }
        let off = match promotion.effect {
            Effect::Percent(percent) => open * percent.percent(),
            Effect::Amount(amount) => amount,
            Effect::BundlePrice(price) => open - price,
            Effect::BuyGet(_) | Effect::Gift { .. } | Effect::Sets(_) => Exact::ZERO,
        };
        self.take(promotion, index, off.least(open))
    }

    fn once(&mut self, promotion: &Promotion, mut targets: Vec<usize>, units: Exact) -> Option<()> {
        targets.sort_by(|a, b| compare(self.unit_price(*a), self.unit_price(*b)));
        let mut units = units;
        for index in targets {
            if !units.is_positive() {
                break;
            }
            let here = self.line(index)?.quantity.least(units);
            self.each(promotion, index, here)?;
            units -= here;
        }
        Some(())
    }

    /// All lines together: the parts add up to the amount taken off.
    fn across(&mut self, promotion: &Promotion, targets: &[usize]) -> Option<()> {
        let open: Vec<Exact> = targets
            .iter()
            .map(|index| self.open(promotion, *index))
            .collect::<Option<_>>()?;
        let sum = open.iter().copied().sum::<Exact>().checked()?;
        if !sum.is_positive() {
            return Some(());
        }
        let off = match promotion.effect {
            Effect::Percent(percent) => self.policy.round.apply(sum * percent.percent()),
            Effect::Amount(amount) => amount,
            Effect::BundlePrice(price) => sum - price,
            Effect::BuyGet(_) | Effect::Gift { .. } | Effect::Sets(_) => Exact::ZERO,
        };
        let parts = spread(
            off.least(sum).checked()?,
            &open,
            self.policy.round,
            self.policy.remainder,
        )?;
        for (index, part) in targets.iter().zip(parts) {
            self.take(promotion, *index, part)?;
        }
        Some(())
    }

    /// Units that were bought do not themselves become free.
    fn buy_get(
        &mut self,
        promotion: &Promotion,
        buy_get: &BuyGet,
        targets: &[usize],
    ) -> Option<()> {
        let mut bought: Vec<usize> = (0..self.cart.lines.len())
            .filter(|index| {
                self.line(*index).is_some_and(|line| {
                    line.kind == LineKind::Item && all_hold(&buy_get.buy, &line.facts)
                })
            })
            .collect();
        let dearest_first =
            |a: &usize, b: &usize| compare(self.unit_price(*b), self.unit_price(*a));
        bought.sort_by(dearest_first);
        let mut earning = targets.to_vec();
        earning.sort_by(dearest_first);
        let mut needed = buy_get.buy_quantity;
        let mut reserved = self.bought.clone();
        for index in bought {
            let units = self.line(index)?.quantity.least(needed).not_negative();
            *reserved.get_mut(index)? += units;
            needed -= units;
        }
        if needed.is_positive() {
            return Some(());
        }
        self.bought.clone_from(&reserved);
        let free: Vec<(usize, Exact)> = earning
            .into_iter()
            .map(|index| {
                let units = self.line(index)?.quantity - *reserved.get(index)?;
                Some((index, units.not_negative()))
            })
            .collect::<Option<_>>()?;
        let available = free.iter().map(|(_, units)| *units).sum::<Exact>();
        if available.checked()? < buy_get.get_quantity {
            return Some(());
        }
        let mut wanted = buy_get.get_quantity;
        for (index, units) in free {
            let units = units.least(wanted);
            let off = self.unit_price(index) * units * buy_get.percent.percent();
            let open = *self.left.get(index)?;
            if units.is_positive() {
                self.take(promotion, index, off.least(open))?;
            }
            wanted -= units;
        }
        Some(())
    }

    fn gift(
        &mut self,
        promotion: &Promotion,
        item: &str,
        quantity: Exact,
        per: Exact,
        targets: &[usize],
    ) -> Option<()> {
        let units: Exact = targets
            .iter()
            .filter_map(|index| self.line(*index))
            .map(|line| line.quantity)
            .sum();
        let times = if per.is_positive() {
            (units / per).floor()
        } else {
            Exact::ONE
        };
        let quantity = (times * quantity).checked()?;
        if quantity.is_positive() && self.within_budget(promotion, Exact::ZERO) {
            self.outcomes.push(Outcome::Gift {
                code: promotion.code.clone(),
                item: item.to_owned(),
                quantity,
            });
            self.free(promotion, item, quantity)?;
        }
        Some(())
    }

    /// Units of the lines that say they may be this gift cost nothing, in the order of the lines.
    fn free(&mut self, promotion: &Promotion, item: &str, quantity: Exact) -> Option<()> {
        let mut wanted = quantity;
        for index in 0..self.cart.lines.len() {
            let line = self.line(index)?;
            let mine = line
                .facts
                .get(GIFT_OF)
                .is_some_and(|whose| whose.iter().any(|own| own == item));
            if !mine || !wanted.is_positive() {
                continue;
            }
            let units = line.quantity.least(wanted);
            let off = self.unit_price(index) * units;
            let open = *self.left.get(index)?;
            wanted -= units;
            self.take(promotion, index, off.least(open))?;
        }
        Some(())
    }

    /// As many full sets as there are, the dearest units first; they never cost more than before.
    fn sets(&mut self, promotion: &Promotion, sets: &Sets, targets: &[usize]) -> Option<()> {
        let mut of_parts = Vec::with_capacity(sets.parts.len());
        let mut full: Option<Exact> = None;
        for part in &sets.parts {
            let mut lines: Vec<usize> = targets
                .iter()
                .copied()
                .filter(|index| {
                    self.line(*index)
                        .is_some_and(|line| all_hold(part, &line.facts))
                })
                .collect();
            lines.sort_by(|a, b| compare(self.unit_price(*b), self.unit_price(*a)));
            let units: Exact = lines
                .iter()
                .filter_map(|index| self.line(*index))
                .map(|line| line.quantity)
                .sum();
            let own = units.floor();
            full = Some(full.map_or(own, |known| known.least(own)));
            of_parts.push(lines);
        }
        let full = full.unwrap_or(Exact::ZERO).checked()?;
        if !full.is_positive() {
            return Some(());
        }
        let (mut lines, mut open) = (Vec::new(), Vec::new());
        for index_of_part in of_parts {
            let mut wanted = full;
            for index in index_of_part {
                let quantity = self.line(index)?.quantity;
                let units = quantity.least(wanted);
                if units.is_positive() {
                    wanted -= units;
                    lines.push(index);
                    open.push((*self.left.get(index)? * units / quantity).checked()?);
                }
            }
        }
        let sum: Exact = open.iter().copied().sum();
        let off = self.policy.round.apply(sum - sets.price * full).checked()?;
        if !off.is_positive() {
            return Some(());
        }
        let (round, remainder) = (self.policy.round, self.policy.remainder);
        let parts = spread(off, &open, round, remainder)?;
        for (index, part) in lines.into_iter().zip(parts) {
            let left = *self.left.get(index)?;
            self.take(promotion, index, part.least(left))?;
        }
        Some(())
    }

    fn take(&mut self, promotion: &Promotion, index: usize, off: Exact) -> Option<()> {
        let off = self.policy.round.apply(off).checked()?;
        if !off.is_positive() {
            return Some(());
        }
        if !self.within_budget(promotion, off) {
            self.outcomes.push(Outcome::BudgetExceeded {
                code: promotion.code.clone(),
            });
            return Some(());
        }
        let before = *self.left.get(index)?;
        *self.left.get_mut(index)? -= off;
        self.given += off;
        self.lower_parts(promotion, (index, before, off))?;
        self.outcomes.push(Outcome::Off {
            code: promotion.code.clone(),
            line: index,
            amount: off,
        });
        Some(())
    }

    /// What was taken off a line is taken off its parts as well: off those the promotion names, or off
    /// all of them in proportion. Rounded, so that no fraction grows with the number of promotions.
    fn lower_parts(
        &mut self,
        promotion: &Promotion,
        (index, before, off): (usize, Exact, Exact),
    ) -> Option<()> {
        let round = self.policy.round;
        if promotion.parts.is_empty() {
            let own = self
                .parts
                .iter_mut()
                .filter(|((line, _), _)| *line == index);
            for (_, amount) in own {
                *amount = round.apply(*amount * (before - off) / before).checked()?;
            }
            return Some(());
        }
        let mut rest = off;
        for part in promotion.parts.iter().filter(|part| part.line == index) {
            if let Some(amount) = self.parts.get_mut(&(index, part.key.clone())) {
                let here = rest.least(*amount);
                *amount -= here;
                rest -= here;
            }
        }
        Some(())
    }

    /// Whether the budget lasts, counting what the promotion gave in this cart already.
    fn within_budget(&self, promotion: &Promotion, off: Exact) -> bool {
        let Some(Budget {
            counts_uses,
            limit,
            used,
        }) = promotion.budget
        else {
            return true;
        };
        if counts_uses {
            return used + Exact::ONE <= limit;
        }
        used + self.given + off <= limit
    }
}

fn compare(a: Exact, b: Exact) -> std::cmp::Ordering {
    a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
