use super::*;
use crate::cpq::pricing::{
    Charge, Granted, LineOff, Policy, PricedLine, StepCode, Terms, Tier, price_line, price_quote,
    waterfall,
};
use crate::kernel::{Currency, LocalText, Percent, PromotionId, Quantity};
use proptest::prelude::*;
use uuid::Uuid;

fn terms() -> Terms {
    Terms {
        currency: Currency::EUR,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: crate::cpq::pricing::Subscription::default(),
    }
}

fn line(quantity: i64, cents: i64, rounding: PriceRounding) -> LineInput {
    LineInput {
        quantity: Quantity::whole(quantity),
        list_price: UnitPrice(cents * 100),
        rounding: Some(rounding),
        ..LineInput::default()
    }
}

fn priced(line: &LineInput) -> PricedLine {
    price_line(&terms(), line, &Policy::default())
}

fn net(line: &LineInput) -> i64 {
    priced(line).period_net_minor
}

const FIVE_CENTS: PriceRounding = PriceRounding::to(UnitPrice(500));
const WHOLE: PriceRounding = PriceRounding::to(UnitPrice(10_000));
const ENDS_99: PriceRounding = PriceRounding {
    ending: UnitPrice(9_900),
    ..WHOLE
};

fn off(line: LineInput, percent: i32) -> LineInput {
    LineInput {
        discount: Percent::whole(percent),
        ..line
    }
}

#[test]
fn the_price_of_a_unit_becomes_what_the_price_book_says() {
    // 19.90 less 7 % is 18.507: 18.50 a unit, and only then three of them.
    assert_eq!(net(&off(line(3, 1_990, FIVE_CENTS), 7)), 5_550);
    assert_eq!(net(&off(line(3, 1_990, WHOLE), 7)), 5_700);
    assert_eq!(net(&off(line(3, 10_000, ENDS_99), 10)), 3 * 8_999);
    assert_eq!(net(&line(2, 1_990, FIVE_CENTS)), 3_980);
    let even = PriceRounding {
        mode: RoundingMode::HalfEven,
        ..WHOLE
    };
    assert_eq!(net(&line(1, 250, even)), 200);
    assert_eq!(net(&line(1, 250, WHOLE)), 300);
    let up = |mode| PriceRounding { mode, ..ENDS_99 };
    assert_eq!(net(&line(1, 30, up(RoundingMode::Up))), 99);
    assert_eq!(
        net(&line(1, 30, up(RoundingMode::Down))),
        30,
        "a price never becomes nothing"
    );
}

#[test]
fn a_line_is_rounded_as_a_whole_where_it_is_said_or_units_differ() {
    let per_line = PriceRounding {
        place: RoundedPlace::Line,
        ..FIVE_CENTS
    };
    // 3 × 18.507 is 55.521.
    assert_eq!(net(&off(line(3, 1_990, per_line), 7)), 5_550);
    let tiered = LineInput {
        tier_mode: TierMode::Tiered,
        tiers: vec![Tier {
            from: Quantity::whole(2),
            unit_price: UnitPrice(10_100),
        }],
        ..line(3, 111, FIVE_CENTS)
    };
    // 2 × 1.11 + 1.01 is 3.23.
    assert_eq!(net(&tiered), 325);
    let granted = LineInput {
        promotions: vec![Granted {
            promotion_id: PromotionId(Uuid::nil()),
            name: LocalText::new("3 for 2", "3 pour 2"),
            off_minor: 1_000,
            gift: None,
        }],
        ..line(3, 1_000, FIVE_CENTS)
    };
    assert_eq!(
        net(&granted),
        2_000,
        "a unit for nothing leaves two paid in full"
    );
}

#[test]
fn what_a_person_typed_stays() {
    let typed = LineInput {
        manual_price: Some(UnitPrice(12_345)),
        ..line(10, 500, WHOLE)
    };
    assert_eq!(net(&typed), 1_235);
    let amount = LineInput {
        off: Some(LineOff::Amount(7)),
        ..line(1, 500, WHOLE)
    };
    assert_eq!(net(&amount), 493);
    let wanted = LineInput {
        off: Some(LineOff::Price(UnitPrice(43_300))),
        ..line(2, 500, WHOLE)
    };
    assert_eq!(net(&wanted), 866);
}

#[test]
fn the_explanation_has_a_step_for_it_and_the_discount_stays_the_percentage() {
    use StepCode::{LineDiscount, List, Net, Rounding, Tax, Term};
    let line = LineInput {
        charge: Charge::Monthly,
        floor: Some(UnitPrice(185_050)),
        ..off(line(3, 1_990, FIVE_CENTS), 7)
    };
    let quote = price_quote(&terms(), std::slice::from_ref(&line), &Policy::default());
    let own = &quote.lines[0];
    assert_eq!(own.own_discount_bp(), 700);
    assert_eq!(own.net_unit, UnitPrice(185_000));
    assert!(
        own.issues.iter().any(|issue| issue.code == "below_floor"),
        "the floor is held against the rounded price"
    );
    let steps = waterfall(&terms(), &line, own, &Policy::default());
    let codes: Vec<StepCode> = steps.iter().map(|step| step.code).collect();
    assert_eq!(codes, [List, LineDiscount, Rounding, Term, Net, Tax]);
    assert_eq!(
        (steps[1].amount_minor, steps[2].delta_minor),
        (5_552, -2),
        "55.521 a month becomes 55.50"
    );
    assert_eq!(steps[2].rounding, Some(FIVE_CENTS));
    assert_eq!(own.term_net_minor, 12 * 5_550);
}

#[test]
fn a_rule_that_says_nothing_is_refused() {
    let issue = |rounding: PriceRounding| rounding.issue().map(|issue| issue.code.to_string());
    assert_eq!(issue(ENDS_99), None);
    let none = PriceRounding::to(UnitPrice(0));
    assert_eq!(issue(none).as_deref(), Some("not_positive"));
    let ending = PriceRounding {
        ending: UnitPrice(500),
        ..FIVE_CENTS
    };
    assert_eq!(issue(ending).as_deref(), Some("ending_above_step"));
}

fn any_rounding() -> impl Strategy<Value = PriceRounding> {
    (1_i64..30_000, 0_i64..30_000, 0..4_usize, any::<bool>()).prop_map(
        |(step, ending, mode, unit)| PriceRounding {
            place: if unit {
                RoundedPlace::Unit
            } else {
                RoundedPlace::Line
            },
            step: UnitPrice(step),
            ending: UnitPrice(ending % step),
            mode: RoundingMode::ALL[mode],
        },
    )
}

proptest! {
    /// What is rounded is what the policy says, stays what it is when it is rounded again, and a credit mirrors it.
    #[test]
    fn rounding_is_the_policy_and_happens_once(rounding in any_rounding(), quantity in 1_i64..500, cents in 0_i64..1_000_000, percent in 0..100) {
        let own = off(line(quantity, cents, rounding), percent);
        let exact = match rounding.place {
            RoundedPlace::Unit => i128::from(cents) * 100 * i128::from(100 - percent),
            RoundedPlace::Line => i128::from(cents) * 100 * i128::from(100 - percent) * i128::from(quantity),
        };
        let exact = Exact::ratio(exact, 1_000_000);
        if let Some(price) = rounding.rounded(exact) {
            let rounded = Exact::scaled(price, 4);
            prop_assert!((price - rounding.ending.0) % rounding.step.0 == 0);
            prop_assert!((rounded - exact).abs() < rounding.step.into());
            prop_assert_eq!(rounding.rounded(rounded), Some(price));
            match rounding.mode {
                RoundingMode::Up => prop_assert!(rounded >= exact),
                RoundingMode::Down => prop_assert!(rounded <= exact),
                _ => prop_assert!((rounded - exact).abs() * Exact::whole(2) <= rounding.step.into()),
            }
            if rounding.place == RoundedPlace::Unit {
                let whole = Exact::whole(quantity) * rounded;
                prop_assert_eq!(Some(net(&own)), whole.to_minor(2, crate::kernel::Rounding::HalfUp));
            }
        }
        let credit = LineInput { quantity: Quantity(-own.quantity.0), ..own.clone() };
        prop_assert_eq!(net(&credit), -net(&own));
    }

    /// A dearer line never becomes the cheaper one, and without a rule nothing changes.
    #[test]
    fn rounding_keeps_the_order(rounding in any_rounding(), quantity in 1_i64..50, cents in 1_i64..100_000, more in 0_i64..1_000) {
        let lowest = (rounding.step.0 + rounding.ending.0) / 100 + 1;
        let (one, two) = (line(quantity, cents + lowest, rounding), line(quantity, cents + lowest + more, rounding));
        prop_assert!(net(&one) <= net(&two));
        let plain = LineInput { rounding: None, ..one };
        prop_assert_eq!(priced(&plain).unrounded_minor, None);
    }
}
