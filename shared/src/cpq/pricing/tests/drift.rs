//! No rounding drift: over any number of quotes the cents that are rounded away and those that are rounded up keep
//! the balance.
//!
//! `JALON_PROPERTY_CASES=100000` (`cargo xtask soak --only prices`) looks at that many quotes. The quotes are made
//! here, so that they are the same on every machine and in WebAssembly.

use super::examples::terms;
use super::properties::cases;
use crate::cpq::pricing::terms::Billed;
use crate::cpq::pricing::*;
use crate::kernel::{Percent, Quantity, UnitPrice};

/// The same numbers everywhere (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(i64::try_from(all.len()).unwrap())).unwrap()]
    }

    fn rate(&mut self, end: i64) -> Percent {
        Percent(i32::try_from(self.below(end)).unwrap())
    }
}

fn a_line(chance: &mut Chance) -> LineInput {
    let list = chance.below(50_000_000);
    let mut price = list;
    let tiers = (1..=chance.below(4)).map(|step| {
        price -= price / (2 + step);
        Tier {
            from: Quantity::whole(step * 7),
            unit_price: UnitPrice(price),
        }
    });
    let mut line = LineInput {
        charge: chance.of(Charge::ALL),
        quantity: Quantity(1 + chance.below(900_000)),
        list_price: UnitPrice(list),
        tiers: tiers.collect(),
        tier_mode: chance.of(TierMode::ALL),
        discount: chance.rate(9_000),
        tax: Tax::standard(Percent(chance.of(&[2_000, 1_000, 550, 1_900]))),
        cost: (chance.below(2) == 0).then_some(UnitPrice(list / 3)),
        optional: chance.below(9) == 0,
        ..LineInput::default()
    };
    if line.charge.recurs() && chance.below(3) == 0 {
        let billing = chance.of(Billing::ALL);
        let from_month = 1 + u32::try_from(chance.below(11)).unwrap();
        let quantity = Some(Quantity(1 + chance.below(900_000)));
        line.change_term(|term| {
            term.billing = Some(billing);
            term.ramps = vec![Ramp {
                from_month,
                quantity,
                ..Ramp::default()
            }];
        });
    }
    line
}

fn a_quote(chance: &mut Chance) -> (Terms, Vec<LineInput>) {
    let months = u32::try_from(12 + chance.below(36)).unwrap();
    let discount = i32::try_from(chance.below(4_000)).unwrap();
    let mut terms = terms(months, discount);
    terms.subscription.free_months = u32::try_from(chance.below(3)).unwrap();
    if chance.below(3) == 0 {
        terms.subscription.starts_on = "2027-01-18".parse().ok();
        terms.subscription.ends_on = "2029-03-31".parse().ok();
        terms.subscription.proration = chance.of(Proration::ALL);
    }
    terms.subscription.trial = match chance.below(4) {
        0 => Some(Trial::Days(1 + u32::try_from(chance.below(45)).unwrap())),
        1 => Some(Trial::Months(1 + u32::try_from(chance.below(2)).unwrap())),
        _ => None,
    };
    terms.subscription.trial_term = chance.of(TrialTerm::ALL);
    let count = 1 + chance.below(12);
    let lines = (0..count).map(|_| a_line(chance)).collect();
    (terms, lines)
}

/// What was rounded, each in ten-thousandths of a minor unit: made whole less exact.
fn rounded(terms: &Terms, lines: &[LineInput], priced: &PricedQuote) -> Vec<i128> {
    let counted = || {
        lines
            .iter()
            .zip(&priced.lines)
            .filter(|(line, _)| !line.optional)
    };
    let sum: i128 = counted()
        .map(|(_, amounts)| i128::from(amounts.term_net_minor))
        .sum();
    let totals = &priced.totals;
    let allowance =
        i128::from(totals.allowance_minor) * 10_000 - sum * i128::from(terms.discount.0);
    let taxes = totals.taxes.iter().map(|row| {
        i128::from(row.tax_minor) * 10_000
            - i128::from(row.taxable_minor) * i128::from(row.tax.rate.0)
    });
    std::iter::once(allowance).chain(taxes).collect()
}

#[test]
fn no_rounding_drifts_over_many_quotes() {
    let mut chance = Chance(2026);
    let (mut off, mut count) = (0_i128, 0_i128);
    for number in 0..cases().cases {
        let (terms, lines) = a_quote(&mut chance);
        let priced = price_quote(&terms, &lines, &Policy::default());
        let net: i64 = priced
            .lines
            .iter()
            .zip(&lines)
            .filter(|(_, line)| !line.optional)
            .map(|(amounts, _)| amounts.net_minor)
            .sum();
        assert_eq!(net, priced.totals.net_minor, "quote {number}");
        // What is billed comes to what was sold, whatever is prorated, free or ramped.
        let plan = billing(&terms, &lines, &priced).unwrap();
        let billed: i64 = plan.bills.iter().map(Billed::sum_minor).sum();
        assert_eq!(billed, priced.totals.net_minor, "quote {number}");
        for one in rounded(&terms, &lines, &priced) {
            assert!(one.abs() <= 5_000, "quote {number}: rounded once");
            off += one;
            count += 1;
        }
    }
    // Halves go up, and only those, which are every tenth amount at a rate of ten percent: a twentieth of a cent for
    // each rounding would be a drift.
    assert!(off.abs() <= count * 500, "{off} over {count}");
}
