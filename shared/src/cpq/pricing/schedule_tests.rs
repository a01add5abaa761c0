use super::*;
use crate::cpq::pricing::{
    Charge, Policy, PriceKind, PricedLine, Ramp, StepCode, Subscription, Terms, TierMode,
    price_line, price_quote, price_story, waterfall,
};
use crate::cpq::pricing::{LineTerm, Saving};
use crate::kernel::{Currency, Percent};
use proptest::prelude::*;
use uuid::Uuid;

fn terms() -> Terms {
    Terms {
        currency: Currency::EUR,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: Subscription::default(),
    }
}

fn rule(gives: ScheduleGives, way: ScheduleWay, steps: &[(i64, i64)]) -> ScheduleRule {
    ScheduleRule {
        gives,
        way,
        steps: steps
            .iter()
            .map(|(from, value)| ScheduleStep {
                from: *from,
                value: *value,
            })
            .collect(),
        ..ScheduleRule::default()
    }
}

fn following(rule: ScheduleRule, measured: i64) -> Option<Box<LineSchedule>> {
    Some(Box::new(LineSchedule {
        schedule_id: DiscountScheduleId(Uuid::nil()),
        name: LocalText::new("Volume", "Volume"),
        rule,
        measured,
        lines: 1,
        earlier: 0,
    }))
}

fn units(count: i64) -> i64 {
    Quantity::whole(count).0
}

/// 10 % from 10 units, 20 % from 50.
fn by_percent(way: ScheduleWay) -> ScheduleRule {
    rule(
        ScheduleGives::Percent,
        way,
        &[(units(10), 1_000), (units(50), 2_000)],
    )
}

fn line(quantity: i64, cents: i64, rule: ScheduleRule) -> LineInput {
    LineInput {
        quantity: Quantity::whole(quantity),
        list_price: UnitPrice(cents * 100),
        schedule: following(rule, units(quantity)),
        ..LineInput::default()
    }
}

fn priced(line: &LineInput) -> PricedLine {
    price_line(&terms(), line, &Policy::default())
}

fn net(line: &LineInput) -> i64 {
    priced(line).net_minor
}

#[test]
fn the_step_reached_gives_a_percentage_an_amount_or_a_price() {
    let slab = |quantity| line(quantity, 1_000, by_percent(ScheduleWay::Slab));
    assert_eq!(net(&slab(9)), 9_000);
    assert_eq!(net(&slab(10)), 9_000);
    assert_eq!(net(&slab(50)), 40_000);
    let amount = rule(
        ScheduleGives::Amount,
        ScheduleWay::Slab,
        &[(units(10), 15_000)],
    );
    assert_eq!(net(&line(10, 1_000, amount.clone())), 8_500);
    assert_eq!(net(&line(10, 100, amount)), 0, "never less than nothing");
    let price = rule(
        ScheduleGives::Price,
        ScheduleWay::Slab,
        &[(units(10), 80_000)],
    );
    assert_eq!(net(&line(10, 1_000, price.clone())), 8_000);
    assert_eq!(net(&line(10, 700, price)), 7_000, "never a higher price");
}

#[test]
fn graduated_steps_hold_for_what_lies_in_them() {
    let parts = |quantity| line(quantity, 1_000, by_percent(ScheduleWay::Graduated));
    // Of 60 units 10 cost all, 40 a tenth less, 10 a fifth less.
    assert_eq!(net(&parts(60)), 10_000 + 36_000 + 8_000);
    // The line has 6 of 60 units that are counted across lines: a tenth of it.
    let across = LineInput {
        schedule: following(by_percent(ScheduleWay::Graduated), units(60)),
        ..line(6, 1_000, ScheduleRule::default())
    };
    assert_eq!(net(&across), 5_400);
}

#[test]
fn earlier_orders_are_counted_before_what_is_bought_now() {
    let spend = |way, earlier| {
        let steps = [(100_000, 1_000), (200_000, 2_000)];
        let mut own = line(10, 10_000, rule(ScheduleGives::Percent, way, &steps));
        if let Some(schedule) = &mut own.schedule {
            schedule.rule.measure = ScheduleMeasure::Spend;
            (schedule.measured, schedule.earlier) = (100_000, earlier);
        }
        own
    };
    // 1000.00 now: a tenth off by itself, a fifth after another 1000.00.
    assert_eq!(net(&spend(ScheduleWay::Slab, 0)), 90_000);
    assert_eq!(net(&spend(ScheduleWay::Slab, 100_000)), 80_000);
    // What was ordered earlier used up the first steps: half lies in the second, half in the third.
    assert_eq!(
        net(&spend(ScheduleWay::Graduated, 150_000)),
        45_000 + 40_000
    );
    let missing = spend(ScheduleWay::Slab, 70_000).schedule.unwrap().next();
    assert_eq!(missing.map(|(missing, _)| missing), Some(30_000));
}

#[test]
fn options_follow_a_percentage_and_agreed_prices_follow_none() {
    let optioned = LineInput {
        options: UnitPrice(10_000),
        ..line(10, 1_000, by_percent(ScheduleWay::Slab))
    };
    let own = priced(&optioned);
    assert_eq!((own.book_minor, own.schedule_off_minor), (9_900, 1_100));
    let agreed = |price| LineInput {
        contracted: Some(Contracted {
            agreement_id: crate::kernel::AgreementId(Uuid::nil()),
            name: "Frame".into(),
            price,
        }),
        ..line(10, 1_000, by_percent(ScheduleWay::Slab))
    };
    assert_eq!(net(&agreed(AgreedPrice::Fixed(UnitPrice(90_000)))), 9_000);
    let percent = AgreedPrice::PercentOff(Percent::whole(10));
    assert_eq!(net(&agreed(percent)), 8_100);
    let typed = LineInput {
        manual_price: Some(UnitPrice(95_000)),
        ..line(10, 1_000, by_percent(ScheduleWay::Slab))
    };
    assert_eq!(net(&typed), 9_500, "a typed price takes its place");
}

#[test]
fn a_package_has_no_price_per_unit_to_replace() {
    let price = rule(ScheduleGives::Price, ScheduleWay::Slab, &[(0, 10_000)]);
    let package = LineInput {
        kind: Some(PriceKind::Package {
            size: Quantity::whole(10),
        }),
        ..line(10, 5_000, price)
    };
    assert_eq!(net(&package), 5_000);
    let percent = LineInput {
        schedule: following(by_percent(ScheduleWay::Slab), units(10)),
        ..package
    };
    assert_eq!(net(&percent), 4_500);
}

#[test]
fn the_explanation_says_the_step_and_what_is_missing_to_the_next() {
    let line = LineInput {
        discount: Percent::whole(10),
        ..line(10, 1_000, by_percent(ScheduleWay::Slab))
    };
    let quote = price_quote(&terms(), std::slice::from_ref(&line), &Policy::default());
    let steps = waterfall(&terms(), &line, &quote.lines[0], &Policy::default());
    let codes: Vec<StepCode> = steps.iter().map(|step| step.code).collect();
    assert_eq!(
        codes,
        [
            StepCode::List,
            StepCode::Schedule,
            StepCode::LineDiscount,
            StepCode::Net,
            StepCode::Tax
        ]
    );
    assert_eq!(
        (steps[1].delta_minor, steps[1].amount_minor),
        (-1_000, 9_000)
    );
    let schedule = steps[1].schedule.as_ref().unwrap();
    let next = schedule.next().unwrap();
    assert_eq!((next.0, next.1.value), (units(40), 2_000));
    let sum: i64 = steps.iter().map(|step| step.delta_minor).sum();
    assert_eq!(sum, quote.lines[0].gross_minor());
    assert_eq!(
        quote.lines[0].discount_bp(),
        1_000,
        "a schedule is the price book's, not a person's discount"
    );
    let story = price_story(&terms(), &[line], &quote, &Policy::default()).unwrap();
    assert_eq!(
        story.savings,
        [(Saving::Volume, 1_000), (Saving::Lines, 900)]
    );
}

#[test]
fn a_ramp_follows_the_schedule_with_its_quantity() {
    let ramp = LineInput {
        charge: Charge::Monthly,
        term: Some(Box::new(LineTerm {
            ramps: vec![Ramp {
                from_month: 6,
                quantity: Some(Quantity::whole(50)),
                ..Ramp::default()
            }],
            ..LineTerm::default()
        })),
        ..line(10, 1_000, by_percent(ScheduleWay::Slab))
    };
    // Six months of ten units a tenth off, six of fifty a fifth off.
    assert_eq!(net(&ramp), 6 * 9_000 + 6 * 40_000);
}

fn any_rule() -> impl Strategy<Value = ScheduleRule> {
    (
        prop::collection::btree_map(0_i64..100, 0_i64..=10_000, 1..5),
        0..3_usize,
        any::<bool>(),
    )
        .prop_map(|(steps, gives, graduated)| {
            let gives = ScheduleGives::ALL[gives];
            let way = match gives {
                ScheduleGives::Price => ScheduleWay::Slab,
                _ if graduated => ScheduleWay::Graduated,
                _ => ScheduleWay::Slab,
            };
            let steps: Vec<(i64, i64)> = steps
                .into_iter()
                .map(|(from, value)| (units(from), value))
                .collect();
            rule(gives, way, &steps)
        })
}

proptest! {
    /// Nothing goes below nothing or above the price book, a credit mirrors what it credits, and the steps of the
    /// explanation add up.
    #[test]
    fn a_schedule_only_lowers(rule in any_rule(), quantity in 1_i64..200, cents in 0_i64..100_000, tiered in any::<bool>()) {
        let mut own = line(quantity, cents, rule);
        if tiered {
            own.tier_mode = TierMode::Tiered;
            own.tiers = vec![crate::cpq::pricing::Tier { from: Quantity::whole(20), unit_price: UnitPrice(cents * 90) }];
        }
        let plain = LineInput { schedule: None, ..own.clone() };
        prop_assert!((0..=net(&plain)).contains(&net(&own)));
        prop_assert_eq!(priced(&own).schedule_off_minor, net(&plain) - net(&own));
        let credit = LineInput { quantity: Quantity(-own.quantity.0), ..own.clone() };
        prop_assert_eq!(net(&credit), -net(&own));
        let quote = price_quote(&terms(), std::slice::from_ref(&own), &Policy::default());
        let steps = waterfall(&terms(), &own, &quote.lines[0], &Policy::default());
        let sum: i64 = steps.iter().map(|step| step.delta_minor).sum();
        prop_assert_eq!(sum, quote.lines[0].gross_minor());
    }

    /// Graduated percentages never exceed the slab's of steps that rise, and more never costs less under them.
    #[test]
    fn graduated_steps_are_monotone(mut values in prop::collection::vec(0_i64..=10_000, 1..5), quantity in 1_i64..200) {
        values.sort_unstable();
        let steps: Vec<(i64, i64)> = values.iter().zip(1_i64..).map(|(value, n)| (units(n * 20), *value)).collect();
        let graduated = |quantity| net(&line(quantity, 1_000, rule(ScheduleGives::Percent, ScheduleWay::Graduated, &steps)));
        let slab = net(&line(quantity, 1_000, rule(ScheduleGives::Percent, ScheduleWay::Slab, &steps)));
        prop_assert!(slab <= graduated(quantity));
        prop_assert!(graduated(quantity) <= graduated(quantity + 1));
    }
}
