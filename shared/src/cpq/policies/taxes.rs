//! The taxes of one line: percentages, parts of the price with tax, fixed amounts; on top of the
//! price or contained in it, on each other or not.

use super::exact::Exact;
use super::rounding::RoundTo;

/// More taxes on one line are refused: each is compared with each.
pub const MOST_TAXES: usize = 100;

/// How a tax is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaxKind {
    /// A percentage of the base.
    #[default]
    Percent,
    /// A percentage of the price with tax: the tax is part of what it is computed on.
    PartOfGross,
    /// An amount per unit.
    PerUnit,
}

/// One tax of a line. Taxes are computed in order.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxRule {
    /// How it is computed.
    pub kind: TaxKind,
    /// Percent, or amount per unit.
    pub amount: Exact,
    /// Whether the price contains it.
    pub in_price: bool,
    /// Whether later taxes are computed on it too.
    pub raises_base: bool,
    /// Whether earlier taxes raise its own base.
    pub on_raised_base: bool,
    /// Into which parts it goes: 1; 1 and −1 under reverse charge.
    pub factors: Vec<Exact>,
    /// Under which heading the document sums it up.
    pub group: String,
}

impl Default for TaxRule {
    fn default() -> Self {
        Self {
            kind: TaxKind::Percent,
            amount: Exact::ZERO,
            in_price: false,
            raises_base: false,
            on_raised_base: true,
            factors: vec![Exact::ONE],
            group: String::new(),
        }
    }
}

impl TaxRule {
    fn net_factor(&self) -> Exact {
        self.factors.iter().copied().sum()
    }

    fn raises(&self, later: &TaxRule) -> bool {
        self.raises_base && later.on_raised_base
    }

    /// Whether two neighbours are computed together, neither on the other.
    fn beside(&self, later: &TaxRule) -> bool {
        self.kind == later.kind && self.in_price == later.in_price && !self.raises(later)
    }
}

/// What one tax takes of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaxPart {
    /// Which rule of the line.
    pub rule: usize,
    /// What it is computed on.
    pub base: Exact,
    /// The tax.
    pub amount: Exact,
    /// The part of the rule this is: 1, or −1 under reverse charge.
    pub factor: Exact,
}

/// A line with its taxes.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxedLine {
    /// Without tax.
    pub untaxed: Exact,
    /// With tax.
    pub total: Exact,
    /// In the order of the rules.
    pub parts: Vec<TaxPart>,
}

/// The taxes of `quantity` units at `price`, each rounded by `round` as soon as it is known.
///
/// Amounts per unit come first, then what the price contains, from the outermost tax inwards, then
/// what comes on top, in order. With [`RoundTo::NEVER`] the answer is exact. `None` when a number
/// is refused, or for more than [`MOST_TAXES`].
#[must_use]
pub fn tax_line(
    price: Exact,
    quantity: Exact,
    rules: &[TaxRule],
    round: RoundTo,
) -> Option<TaxedLine> {
    if rules.len() > MOST_TAXES {
        return None;
    }
    let gross = round.apply(price * quantity);
    let mut work = Work {
        rules,
        round,
        amounts: vec![None; rules.len()],
    };
    let sign = Exact::whole(if price.is_negative() { -1 } else { 1 });
    for (amount, rule) in work.amounts.iter_mut().zip(rules) {
        if rule.kind == TaxKind::PerUnit {
            *amount = Some(round.apply(sign * quantity * rule.amount));
        }
    }
    let batches = batches(rules);
    for batch in batches.iter().rev().filter(|batch| batch.in_price) {
        let base = gross + work.corrections(batch.first)?;
        let base = match batch.kind {
            TaxKind::Percent => base / (Exact::ONE + work.rate_of(batch)),
            TaxKind::PartOfGross | TaxKind::PerUnit => base,
        };
        work.take(batch, base)?;
    }
    let contained: Exact = work.known(|_, rule| rule.in_price);
    let untaxed = gross - contained;
    for batch in batches.iter().filter(|batch| !batch.in_price) {
        let base = untaxed + work.raised(batch.first)?;
        let base = match batch.kind {
            TaxKind::PartOfGross => base / (Exact::ONE - work.rate_of(batch)),
            TaxKind::Percent | TaxKind::PerUnit => base,
        };
        work.take(batch, base)?;
    }
    let mut parts = Vec::with_capacity(rules.len());
    for (index, rule) in rules.iter().enumerate() {
        let base = untaxed + work.raised(index)?;
        let amount = work.amounts.get(index).copied().flatten()?;
        for factor in &rule.factors {
            parts.push(TaxPart {
                rule: index,
                base: base.checked()?,
                amount: (amount * *factor).checked()?,
                factor: *factor,
            });
        }
    }
    let taxes: Exact = parts.iter().map(|part| part.amount).sum();
    Some(TaxedLine {
        untaxed: untaxed.checked()?,
        total: (untaxed + taxes).checked()?,
        parts,
    })
}

/// Neighbouring taxes that are computed on the same base.
struct Batch {
    first: usize,
    last: usize,
    kind: TaxKind,
    in_price: bool,
}

fn batches(rules: &[TaxRule]) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        if rule.kind == TaxKind::PerUnit {
            continue;
        }
        if let Some(batch) = batches.last_mut()
            && batch.last + 1 == index
            && rules
                .get(batch.first..index)
                .is_some_and(|before| before.iter().all(|earlier| earlier.beside(rule)))
        {
            batch.last = index;
            continue;
        }
        batches.push(Batch {
            first: index,
            last: index,
            kind: rule.kind,
            in_price: rule.in_price,
        });
    }
    batches
}

struct Work<'a> {
    rules: &'a [TaxRule],
    round: RoundTo,
    amounts: Vec<Option<Exact>>,
}

impl Work<'_> {
    fn known(&self, which: impl Fn(usize, &TaxRule) -> bool) -> Exact {
        self.rules
            .iter()
            .zip(&self.amounts)
            .enumerate()
            .filter(|(index, (rule, _))| which(*index, rule))
            .filter_map(|(_, (rule, amount))| amount.map(|amount| amount * rule.net_factor()))
            .sum()
    }

    /// From the price to the gross of the tax at `first`: without the taxes outside it, with the
    /// taxes on top that raise its base.
    fn corrections(&self, first: usize) -> Option<Exact> {
        let own = self.rules.get(first)?;
        let outside =
            self.known(|index, rule| rule.in_price && !(index < first && rule.raises(own)));
        let raised = self.known(|index, rule| !rule.in_price && index < first && rule.raises(own));
        Some(raised - outside)
    }

    /// What the earlier taxes add to the base of the tax at `index`.
    fn raised(&self, index: usize) -> Option<Exact> {
        let own = self.rules.get(index)?;
        Some(self.known(|earlier, rule| earlier < index && rule.raises(own)))
    }

    fn rate_of(&self, batch: &Batch) -> Exact {
        self.rules
            .iter()
            .skip(batch.first)
            .take(batch.last + 1 - batch.first)
            .map(|rule| rule.amount.percent() * rule.net_factor())
            .sum()
    }

    fn take(&mut self, batch: &Batch, base: Exact) -> Option<()> {
        for index in batch.first..=batch.last {
            let rate = self.rules.get(index)?.amount.percent();
            *self.amounts.get_mut(index)? = Some(self.round.apply(base * rate));
        }
        Some(())
    }
}

/// The unit price when a customer's taxes replace the product's: what the product brings without
/// tax stays the same. A price that contains no tax is kept as it is.
#[must_use]
pub fn remap_price(price: Exact, from: &[TaxRule], to: &[TaxRule]) -> Option<Exact> {
    if !from.iter().any(|rule| rule.in_price) {
        return Some(price);
    }
    let untaxed = tax_line(price, Exact::ONE, from, RoundTo::NEVER)?.untaxed;
    let on_top: Vec<TaxRule> = to
        .iter()
        .map(|rule| TaxRule {
            in_price: false,
            ..rule.clone()
        })
        .collect();
    let taxed = tax_line(untaxed, Exact::ONE, &on_top, RoundTo::NEVER)?;
    let contained: Exact = taxed
        .parts
        .iter()
        .filter(|part| to.get(part.rule).is_some_and(|rule| rule.in_price))
        .map(|part| part.amount)
        .sum();
    (untaxed + contained).checked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn percent(amount: i64, in_price: bool) -> TaxRule {
        TaxRule {
            amount: Exact::whole(amount),
            in_price,
            ..TaxRule::default()
        }
    }

    #[test]
    fn taxes_in_the_price_and_on_top() {
        let line = tax_line(
            Exact::whole(121),
            Exact::ONE,
            &[percent(21, true)],
            RoundTo::CENTS,
        );
        assert_eq!(line.unwrap().untaxed, Exact::HUNDRED);
        let whole = TaxRule {
            kind: TaxKind::PartOfGross,
            ..percent(100, true)
        };
        let line = tax_line(Exact::HUNDRED, Exact::ONE, &[whole], RoundTo::CENTS).unwrap();
        assert_eq!(line.untaxed, Exact::ZERO);
        let on_top = TaxRule {
            kind: TaxKind::PartOfGross,
            ..percent(100, false)
        };
        assert!(tax_line(Exact::HUNDRED, Exact::ONE, &[on_top], RoundTo::CENTS).is_none());
    }

    proptest! {
        #[test]
        fn what_the_price_contains_adds_up(price in -100_000_i64..100_000, rates in prop::collection::vec((0_i64..40, any::<bool>(), any::<bool>()), 0..4), rounded in any::<bool>()) {
            let rules: Vec<TaxRule> = rates.iter().map(|(rate, raises_base, on_raised_base)| TaxRule {
                raises_base: *raises_base,
                on_raised_base: *on_raised_base,
                ..percent(*rate, true)
            }).collect();
            let round = if rounded { RoundTo::CENTS } else { RoundTo::NEVER };
            let price = Exact::scaled(price, 2);
            let line = tax_line(price, Exact::ONE, &rules, round).unwrap();
            prop_assert_eq!(line.total, price);
        }
    }
}
