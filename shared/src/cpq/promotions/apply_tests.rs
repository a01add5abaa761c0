//! The engine by itself.

use super::*;
use crate::cpq::policies::RoundTo;
use crate::cpq::pricing::Remainder;
use crate::cpq::promotions::rules::Facts;
use proptest::prelude::*;

const POLICY: PromotionPolicy = PromotionPolicy {
    round: RoundTo::CENTS,
    remainder: Remainder::Largest,
    automatic: true,
};

fn cart(lines: &[(i64, i64)]) -> Cart {
    Cart {
        lines: lines
            .iter()
            .map(|(quantity, cents)| CartLine {
                kind: LineKind::Item,
                quantity: Exact::whole(*quantity),
                amount: Exact::scaled(*cents, 2),
                discountable: true,
                facts: Facts::new(),
            })
            .collect(),
        facts: Facts::new(),
        today: "2026-06-01".into(),
    }
}

fn off(outcomes: &[Outcome]) -> Exact {
    outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Off { amount, .. } => *amount,
            _ => Exact::ZERO,
        })
        .sum()
}

fn taken(cart: &Cart, promotions: &[Promotion]) -> Exact {
    off(&apply(cart, promotions, &[], &POLICY).unwrap())
}

#[test]
fn exclusivity_priority_dates_and_bundles() {
    let cart = cart(&[(1, 10_000), (2, 20_000)]);
    let mut ten = Promotion::on_order("ten", Effect::Percent(Exact::whole(10)));
    let mut fifty = Promotion::on_order("fifty", Effect::Amount(Exact::whole(50)));
    assert_eq!(
        taken(&cart, &[ten.clone(), fifty.clone()]),
        Exact::whole(80)
    );
    fifty.priority = 1;
    assert_eq!(
        taken(&cart, &[ten.clone(), fifty.clone()]),
        Exact::whole(75)
    );
    fifty.exclusive = true;
    assert_eq!(
        taken(&cart, &[ten.clone(), fifty.clone()]),
        Exact::whole(50)
    );
    fifty.ends_at = Some("2026-05-31".into());
    assert_eq!(
        taken(&cart, &[ten.clone(), fifty.clone()]),
        Exact::whole(30)
    );
    ten.min_amount = Some(Exact::whole(301));
    assert_eq!(taken(&cart, &[ten]), Exact::ZERO);
    let bundle = Promotion::on_order("bundle", Effect::BundlePrice(Exact::whole(249)));
    assert_eq!(taken(&cart, &[bundle]), Exact::whole(51));
}

#[test]
fn gifts_coupons_and_budgets() {
    let cart = cart(&[(7, 7000)]);
    let gift = Promotion::on_order(
        "gift",
        Effect::Gift {
            item: "mug".into(),
            quantity: Exact::ONE,
            per: Exact::whole(3),
        },
    );
    let outcomes = apply(&cart, &[gift], &[], &POLICY).unwrap();
    assert!(
        matches!(&outcomes[..], [Outcome::Gift { quantity, .. }] if *quantity == Exact::whole(2))
    );
    let mut coupon = Promotion::on_order("C", Effect::Amount(Exact::whole(5)));
    coupon.automatic = false;
    assert_eq!(taken(&cart, std::slice::from_ref(&coupon)), Exact::ZERO);
    coupon.budget = Some(Budget {
        counts_uses: false,
        limit: Exact::whole(9),
        used: Exact::whole(5),
    });
    let outcomes = apply(&cart, &[coupon], &["C".into()], &POLICY).unwrap();
    assert!(matches!(&outcomes[..], [Outcome::BudgetExceeded { .. }]));
}

proptest! {
    #[test]
    fn never_below_zero_and_amounts_are_met(lines in prop::collection::vec((1_i64..5, 1_i64..50_000), 1..8), amount in 1_i64..100_000, percent in 0_i64..100) {
        let cart = cart(&lines);
        let all: Exact = cart.lines.iter().map(|line| line.amount).sum();
        let amount = Exact::scaled(amount, 2);
        let fixed = Promotion::on_order("a", Effect::Amount(amount));
        prop_assert_eq!(taken(&cart, std::slice::from_ref(&fixed)), amount.least(all));
        let percent = Promotion::on_order("b", Effect::Percent(Exact::whole(percent)));
        let outcomes = apply(&cart, &[percent, fixed], &[], &POLICY).unwrap();
        for (index, line) in cart.lines.iter().enumerate() {
            let off: Exact = outcomes.iter().map(|outcome| match outcome {
                Outcome::Off { line, amount, .. } if *line == index => *amount,
                _ => Exact::ZERO,
            }).sum();
            prop_assert!(off <= line.amount);
        }
    }
}
