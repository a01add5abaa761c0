//! The taxes of a document in its own and in the company's currency: rounded per line or per tax,
//! grouped, with a discount or a down payment on the whole.

use super::exact::Exact;
use super::rounding::{RoundTo, spread};
use super::tax_model::{Both, Portion, TaxDocumentPolicy, TaxGroup, TaxInput, TaxSummary};
use super::taxes::{TaxKind, TaxRule, TaxedLine, tax_line};
use crate::cpq::pricing::Remainder;

const BOTH: [usize; 2] = [0, 1];
/// More different taxes in one document are refused: each is summed over all lines.
pub const MOST_DIFFERENT_TAXES: usize = 200;

const NOTHING: Both = [Exact::ZERO; 2];

/// One tax of one line, in both currencies.
#[derive(Clone, Debug)]
struct Part {
    key: usize,
    base: Both,
    amount: Both,
    rounded_base: Both,
    rounded: Both,
}

#[derive(Clone, Debug)]
struct Line {
    untaxed: Both,
    parts: Vec<Part>,
}

/// A tax and its sums.
#[derive(Clone, Debug)]
struct Tax {
    rule: TaxRule,
    /// The part a reverse charge takes back is a tax of its own.
    taken_back: bool,
    base: Both,
    amount: Both,
    rounded_base: Both,
    rounded: Both,
}

/// A document whose taxes are computed.
#[derive(Clone, Debug)]
pub struct TaxDocument {
    policy: TaxDocumentPolicy,
    lines: Vec<Line>,
    taxes: Vec<Tax>,
    untaxed: Both,
    tax: Both,
}

impl TaxDocument {
    /// Computes the taxes of `lines`. `None` when a number is refused, or for more than
    /// [`MOST_DIFFERENT_TAXES`].
    #[must_use]
    pub fn new(lines: &[TaxInput], policy: TaxDocumentPolicy) -> Option<Self> {
        let mut document = Self {
            policy,
            lines: Vec::with_capacity(lines.len()),
            taxes: Vec::new(),
            untaxed: NOTHING,
            tax: NOTHING,
        };
        let round = if policy.per_line {
            policy.round[0]
        } else {
            RoundTo::NEVER
        };
        for line in lines {
            let kept = Exact::ONE - line.discount_percent.percent();
            let taxed = tax_line(line.price * kept, line.quantity, &line.rules, round)?;
            document.add(&taxed, &line.rules);
            if document.taxes.len() > MOST_DIFFERENT_TAXES {
                return None;
            }
        }
        document.sum_up()?;
        Some(document)
    }

    fn both(&self, amount: Exact) -> Both {
        let company = amount / self.policy.rate;
        let round = self.policy.round[1];
        [
            amount,
            if self.policy.per_line {
                round.apply(company)
            } else {
                company
            },
        ]
    }

    fn add(&mut self, taxed: &TaxedLine, rules: &[TaxRule]) {
        let mut parts = Vec::with_capacity(taxed.parts.len());
        for part in &taxed.parts {
            let Some(rule) = rules.get(part.rule) else {
                continue;
            };
            let taken_back = part.factor.is_negative();
            let known = self
                .taxes
                .iter()
                .position(|tax| tax.taken_back == taken_back && tax.rule == *rule);
            let key = known.unwrap_or_else(|| {
                self.taxes.push(Tax {
                    rule: rule.clone(),
                    taken_back,
                    base: NOTHING,
                    amount: NOTHING,
                    rounded_base: NOTHING,
                    rounded: NOTHING,
                });
                self.taxes.len() - 1
            });
            parts.push(Part {
                key,
                base: self.both(part.base),
                amount: self.both(part.amount),
                rounded_base: NOTHING,
                rounded: NOTHING,
            });
        }
        let untaxed = self.both(taxed.untaxed);
        self.lines.push(Line { untaxed, parts });
    }

    /// Sums each tax, rounds the sum, and gives the lines what rounding them apart would miss.
    fn sum_up(&mut self) -> Option<()> {
        for part in self.lines.iter().flat_map(|line| &line.parts) {
            let tax = self.taxes.get_mut(part.key)?;
            for c in BOTH {
                tax.base[c] += part.base[c];
                tax.amount[c] += part.amount[c];
            }
        }
        let round = self.policy.round;
        for (key, tax) in self.taxes.iter_mut().enumerate() {
            let mut parts: Vec<&mut Part> = self
                .lines
                .iter_mut()
                .flat_map(|line| &mut line.parts)
                .filter(|part| part.key == key)
                .collect();
            for c in BOTH {
                tax.rounded[c] = round[c].apply(tax.amount[c]);
                // What the price contains must still add up to the price.
                tax.rounded_base[c] = if tax.rule.in_price {
                    round[c].apply(tax.base[c] + tax.amount[c]) - tax.rounded[c]
                } else {
                    round[c].apply(tax.base[c])
                };
                let amounts = shares(tax.rounded[c], &parts, round[c], |part| part.amount[c])?;
                let bases = shares(tax.rounded_base[c], &parts, round[c], |part| part.base[c])?;
                for (part, (amount, base)) in parts.iter_mut().zip(amounts.into_iter().zip(bases)) {
                    part.rounded[c] = amount;
                    part.rounded_base[c] = base;
                }
            }
        }
        let contained = !self.taxes.is_empty() && self.taxes.iter().all(|tax| tax.rule.in_price);
        for c in BOTH {
            let untaxed: Exact = self.lines.iter().map(|line| line.untaxed[c]).sum();
            let exact: Exact = self.taxes.iter().map(|tax| tax.amount[c]).sum();
            self.tax[c] = self.taxes.iter().map(|tax| tax.rounded[c]).sum();
            self.untaxed[c] = if contained {
                round[c].apply(untaxed + exact) - self.tax[c]
            } else {
                round[c].apply(untaxed)
            };
            (self.untaxed[c] + self.tax[c]).checked()?;
        }
        Some(())
    }

    /// The totals, in both currencies, each amount rounded as the document's policy says.
    #[must_use]
    pub fn summary(&self) -> TaxSummary {
        self.present(self.untaxed, self.tax, self.groups(|_| true))
    }

    fn total(&self, c: usize) -> Exact {
        self.untaxed[c] + self.tax[c]
    }

    /// Base and tax by group, of the taxes `which` keeps.
    fn groups(&self, which: impl Fn(&TaxRule) -> bool) -> Vec<TaxGroup> {
        let mut groups: Vec<TaxGroup> = Vec::new();
        for line in &self.lines {
            let mut counted: Vec<&str> = Vec::new();
            for part in &line.parts {
                let Some(tax) = self.taxes.get(part.key).filter(|tax| which(&tax.rule)) else {
                    continue;
                };
                let at = match groups.iter().position(|group| group.id == tax.rule.group) {
                    Some(at) => at,
                    None => {
                        groups.push(TaxGroup {
                            id: tax.rule.group.clone(),
                            base: NOTHING,
                            tax: NOTHING,
                            shown_base: None,
                        });
                        groups.len() - 1
                    }
                };
                let Some(group) = groups.get_mut(at) else {
                    continue;
                };
                let first = !counted.contains(&tax.rule.group.as_str());
                for c in BOTH {
                    group.tax[c] += part.rounded[c];
                    if first {
                        group.base[c] += part.rounded_base[c];
                    }
                }
                counted.push(&tax.rule.group);
            }
        }
        groups
    }

    fn present(&self, untaxed: Both, tax: Both, mut groups: Vec<TaxGroup>) -> TaxSummary {
        let rules_of = |id: &str| {
            self.taxes
                .iter()
                .map(|tax| &tax.rule)
                .filter(move |rule| rule.group == id)
                .collect::<Vec<_>>()
        };
        let part_of_gross = |rules: &[&TaxRule]| {
            rules
                .iter()
                .all(|rule| rule.kind == TaxKind::PartOfGross && rule.in_price)
        };
        let contained = BOTH.map(|c| {
            groups
                .iter()
                .filter(|group| part_of_gross(&rules_of(&group.id)))
                .map(|group| group.tax[c])
                .sum::<Exact>()
        });
        for group in &mut groups {
            let rules = rules_of(&group.id);
            group.shown_base = if rules.iter().all(|rule| rule.kind == TaxKind::PerUnit) {
                None
            } else if part_of_gross(&rules) {
                Some(BOTH.map(|c| group.base[c] + contained[c]))
            } else {
                Some(group.base)
            };
        }
        groups.sort_by(|a, b| natural(&a.id).cmp(&natural(&b.id)));
        let same_base = groups
            .iter()
            .filter_map(|group| group.shown_base)
            .all(|shown| shown[0] == untaxed[0]);
        TaxSummary {
            untaxed,
            tax,
            cash_rounding: NOTHING,
            groups,
            same_base,
        }
    }

    /// The factor of a portion of `total`, and the portion itself, rounded, in both currencies.
    fn portion(&self, portion: Portion, total: Both) -> Option<(Exact, Both)> {
        let exact = match portion {
            Portion::Percent(percent) => percent.percent(),
            Portion::Amount(amount) => amount / total[0],
        };
        let amounts = BOTH.map(|c| self.policy.round[c].apply(total[c] * exact));
        // An amount is spread over bases and taxes as the percentage it comes closest to.
        let factor = match portion {
            Portion::Percent(_) => exact,
            Portion::Amount(_) => exact.round(3, crate::kernel::Rounding::HalfUp),
        };
        Some((
            factor.checked()?,
            [amounts[0].checked()?, amounts[1].checked()?],
        ))
    }

    /// A down payment: a part of the total. Amounts per unit become part of its base, every other
    /// tax is taken in the same part, and the base is what is left.
    #[must_use]
    pub fn down_payment(&self, portion: Portion) -> Option<TaxSummary> {
        let total = BOTH.map(|c| self.total(c));
        let (factor, amount) = self.portion(portion, total)?;
        let round = self.policy.round;
        let mut groups = self.groups(|rule| rule.kind != TaxKind::PerUnit);
        let mut tax = NOTHING;
        for group in &mut groups {
            group.tax = NOTHING;
            for c in BOTH {
                group.base[c] = round[c].apply(group.base[c] * factor);
                let own = self
                    .taxes
                    .iter()
                    .filter(|tax| tax.rule.group == group.id && tax.rule.kind != TaxKind::PerUnit);
                group.tax[c] = own.map(|tax| round[c].apply(tax.rounded[c] * factor)).sum();
                tax[c] += group.tax[c];
            }
        }
        let untaxed = BOTH.map(|c| amount[c] - tax[c]);
        Some(self.present(untaxed, tax, groups))
    }

    /// The totals after a discount on the whole document. Amounts per unit are not discounted, nor
    /// do they raise what is: the discount is a part of the other taxes and their base.
    #[must_use]
    pub fn discounted(&self, portion: Portion) -> Option<TaxSummary> {
        let mut plain = Self {
            policy: self.policy,
            lines: Vec::new(),
            taxes: Vec::new(),
            untaxed: NOTHING,
            tax: NOTHING,
        };
        for line in &self.lines {
            let mut keys: Vec<usize> = line.parts.iter().map(|part| part.key).collect();
            keys.dedup();
            let rules: Vec<TaxRule> = keys
                .iter()
                .filter_map(|key| self.taxes.get(*key))
                .filter(|tax| !tax.taken_back && tax.rule.kind != TaxKind::PerUnit)
                .map(|tax| tax.rule.clone())
                .collect();
            let on_top: Vec<TaxRule> = rules
                .iter()
                .map(|rule| TaxRule {
                    in_price: false,
                    ..rule.clone()
                })
                .collect();
            let round = if self.policy.per_line {
                self.policy.round[0]
            } else {
                RoundTo::NEVER
            };
            let taxed = tax_line(line.untaxed[0], Exact::ONE, &on_top, round)?;
            plain.add(&taxed, &rules);
        }
        plain.sum_up()?;
        let total = BOTH.map(|c| plain.total(c));
        let (factor, off) = plain.portion(portion, total)?;
        let round = self.policy.round;
        let mut groups = self.groups(|_| true);
        let mut tax = self.tax;
        for taken in &plain.taxes {
            for c in BOTH {
                let less = round[c].apply(taken.rounded[c] * factor);
                tax[c] -= less;
                if let Some(group) = groups.iter_mut().find(|g| g.id == taken.rule.group) {
                    group.tax[c] -= less;
                }
            }
        }
        for taken in plain.groups(|_| true) {
            if let Some(group) = groups.iter_mut().find(|group| group.id == taken.id) {
                for c in BOTH {
                    group.base[c] -= round[c].apply(taken.base[c] * factor);
                }
            }
        }
        let untaxed = BOTH.map(|c| self.total(c) - off[c] - tax[c]);
        Some(self.present(untaxed, tax, groups))
    }

    /// Makes the total of `summary` a multiple of the cash step; the difference goes to the
    /// largest tax, or stands beside the taxes.
    pub fn round_cash(&self, summary: &mut TaxSummary, cash: RoundTo, on_largest_tax: bool) {
        let total = summary.total()[0];
        let difference = cash.apply(total) - total;
        let company = self.policy.round[1].apply(difference / self.policy.rate);
        let largest = summary
            .groups
            .iter_mut()
            .reduce(|a, b| if b.tax[0] > a.tax[0] { b } else { a });
        for (c, amount) in [difference, company].into_iter().enumerate() {
            match &largest {
                Some(_) if on_largest_tax => summary.tax[c] += amount,
                _ => summary.cash_rounding[c] += amount,
            }
        }
        if let Some(group) = largest
            && on_largest_tax
        {
            group.tax[0] += difference;
            group.tax[1] += company;
        }
    }
}

/// Numbers in their own order, before other names.
fn natural(id: &str) -> (u64, &str) {
    (id.parse().unwrap_or(u64::MAX), id)
}

fn shares(
    total: Exact,
    parts: &[&mut Part],
    round: RoundTo,
    exact: impl Fn(&Part) -> Exact,
) -> Option<Vec<Exact>> {
    let mut given: Vec<Exact> = parts.iter().map(|part| round.apply(exact(part))).collect();
    let left = (total - given.iter().copied().sum()).checked()?;
    if !left.is_zero() && !parts.is_empty() {
        let weights: Vec<Exact> = parts.iter().map(|part| exact(part).abs()).collect();
        for (part, more) in given
            .iter_mut()
            .zip(spread(left, &weights, round, Remainder::Largest)?)
        {
            *part += more;
        }
    }
    Some(given)
}
