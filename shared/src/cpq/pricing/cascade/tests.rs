//! The cascade on its own and beside the quote editor's pricing.

use super::*;
use crate::cpq::policies::{
    Adjustment, DiscountSchedule, Exact, Measure, PriceTier, QuantityPolicy, QuantityPrice,
};
use crate::cpq::pricing::model::{Policy, Remainder, Tax, Terms};
use crate::cpq::pricing::tests::properties::a_kind;
use crate::cpq::pricing::{LineInput, Tier, TierBorder, TierMode, price_quote};
use crate::cpq::promotions::{Effect, Facts, Promotion};
use crate::kernel::{Currency, Percent, Quantity, UnitPrice};
use proptest::prelude::*;

fn number(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

fn input(lines: Vec<CascadeLine>) -> CascadeInput {
    CascadeInput {
        currency: Currency::EUR,
        today: "2026-06-01".into(),
        lines,
        months: 12,
        schedules: Vec::new(),
        promotions: Vec::new(),
        coupons: Vec::new(),
        facts: Facts::new(),
        wanted_total: None,
    }
}

fn line(quantity: &str, list: &str) -> CascadeLine {
    CascadeLine::new(
        number(quantity),
        number(list),
        Tax::standard(Percent::whole(20)),
    )
}

fn price(input: &CascadeInput) -> Cascaded {
    cascade(input, &CascadePolicy::default()).unwrap()
}

/// `JALON_PROPERTY_CASES=100000` runs that many.
fn cases() -> ProptestConfig {
    let cases = std::env::var("JALON_PROPERTY_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(400);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn every_step_is_there_and_adds_up() {
    let mut seat = line("10", "100");
    seat.contracted = Some(Contracted {
        name: "frame agreement".into(),
        price: number("90"),
    });
    seat.adders = vec![
        Adder {
            name: "leather".into(),
            kind: AdderKind::Attribute,
            amount: AdderAmount::Percent(number("10")),
        },
        Adder {
            name: "headrest".into(),
            kind: AdderKind::Option,
            amount: AdderAmount::PerUnit(number("5")),
        },
    ];
    seat.bundle = Some(("office".into(), Adjustment::Percent(number("2"))));
    seat.by_quantity = Some(QuantityRule {
        name: "volume".into(),
        price: QuantityPrice::Volume(vec![
            PriceTier {
                up_to: Some(number("9")),
                flat: None,
                unit: Some(number("90")),
            },
            PriceTier {
                up_to: None,
                flat: None,
                unit: Some(number("80")),
            },
        ]),
        policy: QuantityPolicy::EXACT,
    });
    seat.manual = vec![Manual::Percent(number("10"))];
    seat.cost = Some(number("60"));
    seat.floor = Some(Floor::Margin(number("25")));
    let mut input = input(vec![seat]);
    input.promotions = vec![Promotion::on_order("spring", Effect::Amount(number("50")))];
    let priced = price(&input);
    let told: Vec<(CascadeStepCode, i64)> = priced.lines[0]
        .steps
        .iter()
        .map(|step| (step.code, step.amount_minor))
        .collect();
    use CascadeStepCode as Code;
    assert_eq!(
        told,
        [
            (Code::List, 100_000),
            (Code::Contracted, 90_000),
            (Code::Attribute, 99_000),
            (Code::Option, 104_000),
            (Code::Bundle, 101_920),
            (Code::Volume, 91_920),
            (Code::Promotion, 86_920),
            (Code::Discretionary, 78_228),
            (Code::Net, 78_228),
        ]
    );
    assert_eq!(priced.lines[0].steps[0].margin_percent, Some(number("40")));
    let FloorCheck::Broken { least, .. } = priced.lines[0].floor else {
        panic!("a margin of 23 % breaks a floor of 25 %");
    };
    assert_eq!(least, number("800"));
    assert_eq!(priced.totals.gross_minor, 93_874);
}

#[test]
fn prices_and_totals_are_solved_back() {
    let mut first = line("3", "33.33");
    first.manual = vec![Manual::UnitPrice(number("30"))];
    let mut second = line("7", "11.11");
    second.manual = vec![Manual::Total(number("70.07"))];
    let mut input = input(vec![first, second]);
    assert_eq!(price(&input).totals.net_minor, 16_007);
    input.wanted_total = Some(number("150"));
    let priced = price(&input);
    assert_eq!(priced.totals.net_minor, 15_000);
    input.lines.clear();
    assert!(cascade(&input, &CascadePolicy::default()).is_none());
}

#[test]
fn schedules_look_across_lines_and_orders() {
    let schedule = |measure, from: &str, earlier: &str| DiscountSchedule {
        name: "loyal".into(),
        measure,
        tiers: vec![
            (number(from), number("10")),
            (number("1000000"), number("50")),
        ],
        earlier: number(earlier),
        ..DiscountSchedule::default()
    };
    let mut lines = vec![line("6", "10"), line("4", "10"), line("90", "1")];
    lines[0].schedules = vec![0];
    lines[1].schedules = vec![0];
    let mut input = input(lines);
    let mut net = |schedule| {
        input.schedules = vec![schedule];
        price(&input).totals.net_minor
    };
    assert_eq!(net(schedule(Measure::Quantity, "10", "0")), 18_000);
    assert_eq!(net(schedule(Measure::Quantity, "11", "0")), 19_000);
    assert_eq!(net(schedule(Measure::Quantity, "11", "1")), 18_000);
    assert_eq!(net(schedule(Measure::Spend, "100", "0")), 18_000);
    assert_eq!(net(schedule(Measure::Term, "12", "0")), 18_000);
    assert_eq!(net(schedule(Measure::Term, "13", "0")), 19_000);
}

#[test]
fn promotions_before_or_after_people() {
    let mut one = line("1", "100");
    one.manual = vec![Manual::Amount(number("20"))];
    let mut input = input(vec![one]);
    input.promotions = vec![Promotion::on_order("ten", Effect::Percent(number("10")))];
    assert_eq!(price(&input).totals.net_minor, 7_000);
    let last = CascadePolicy {
        promotions_last: true,
        ..CascadePolicy::default()
    };
    assert_eq!(cascade(&input, &last).unwrap().totals.net_minor, 7_200);
}

#[test]
fn a_price_tag_is_rounded_before_it_is_multiplied() {
    let mut one = line("25", "366.06");
    one.manual = vec![Manual::Percent(number("10"))];
    let input = input(vec![one]);
    let tags = CascadePolicy {
        round_units: true,
        ..CascadePolicy::default()
    };
    assert_eq!(price(&input).totals.net_minor, 823_635);
    assert_eq!(cascade(&input, &tags).unwrap().totals.net_minor, 823_625);
}

fn an_editor_line() -> impl Strategy<Value = (LineInput, CascadeLine)> {
    (
        -50_000_i64..500_000,
        0_i64..10_000_000,
        0_i32..=10_000,
        0_i32..3_000,
        prop::option::of(0_i64..10_000_000),
        prop::option::of((1_i64..400_000, 0_i64..9_000_000)),
        any::<bool>(),
    )
        .prop_map(|(quantity, list, discount, rate, cost, tier, graduated)| {
            let tax = Tax::standard(Percent(rate));
            let mut editor = LineInput {
                quantity: Quantity(quantity),
                list_price: UnitPrice(list),
                discount: Percent(discount),
                cost: cost.map(UnitPrice),
                tax,
                ..LineInput::default()
            };
            let mut ours = CascadeLine::new(Quantity(quantity).into(), UnitPrice(list).into(), tax);
            ours.manual = vec![Manual::Percent(Exact::scaled(i64::from(discount), 2))];
            ours.cost = cost.map(|cost| UnitPrice(cost).into());
            if let Some((from, unit)) = tier {
                editor.tier_mode = if graduated {
                    TierMode::Tiered
                } else {
                    TierMode::Volume
                };
                editor.tiers = vec![Tier {
                    from: Quantity(from),
                    unit_price: UnitPrice(unit),
                }];
                let tiers = vec![
                    PriceTier {
                        up_to: Some(Quantity(from).into()),
                        flat: None,
                        unit: Some(UnitPrice(list).into()),
                    },
                    PriceTier {
                        up_to: None,
                        flat: None,
                        unit: Some(UnitPrice(unit).into()),
                    },
                ];
                ours.by_quantity = Some(QuantityRule {
                    name: String::new(),
                    price: if graduated {
                        QuantityPrice::Graduated(tiers)
                    } else {
                        QuantityPrice::Volume(tiers)
                    },
                    policy: QuantityPolicy {
                        border: crate::cpq::pricing::TierBorder::From,
                        ..QuantityPolicy::EXACT
                    },
                });
            }
            (editor, ours)
        })
}

/// A line of any kind of price the editor knows, and the same for the cascade.
fn a_line_of_a_kind() -> impl Strategy<Value = (LineInput, CascadeLine)> {
    let quantity = prop_oneof![-50_000_i64..0, 1_i64..5_000_000];
    let more_tiers = prop::collection::btree_map(1_i64..900_000, 0_i64..9_000_000, 1..5);
    (
        an_editor_line(),
        prop::option::weighted(0.7, a_kind()),
        quantity,
        more_tiers,
    )
        .prop_map(|((mut editor, mut ours), kind, quantity, tiers)| {
            editor.quantity = Quantity(quantity);
            ours.quantity = Quantity(quantity).into();
            let rule = |price, border| QuantityRule {
                name: String::new(),
                price,
                policy: QuantityPolicy {
                    border,
                    ..QuantityPolicy::EXACT
                },
            };
            if let Some(kind) = kind {
                let price = kind.by_quantity(editor.list_price).unwrap();
                ours.by_quantity = Some(rule(price, TierBorder::Above));
                editor.tier_mode = TierMode::None;
                editor.tiers.clear();
                editor.kind = Some(kind);
            } else if editor.tier_mode != TierMode::None {
                editor.tiers = tiers
                    .iter()
                    .map(|(from, unit)| Tier {
                        from: Quantity(*from),
                        unit_price: UnitPrice(*unit),
                    })
                    .collect();
                let starts = tiers.keys().map(|from| Some(Quantity(*from).into()));
                let units = std::iter::once(editor.list_price)
                    .chain(tiers.values().map(|unit| UnitPrice(*unit)));
                let tiers = starts
                    .chain(std::iter::once(None))
                    .zip(units)
                    .map(|(up_to, unit)| PriceTier {
                        up_to,
                        flat: None,
                        unit: Some(unit.into()),
                    })
                    .collect();
                let price = match editor.tier_mode {
                    TierMode::Tiered => QuantityPrice::Graduated(tiers),
                    _ => QuantityPrice::Volume(tiers),
                };
                ours.by_quantity = Some(rule(price, TierBorder::From));
            }
            (editor, ours)
        })
}

proptest! {
    #![proptest_config(cases())]

    /// What the editor can price, both price alike.
    #[test]
    fn the_editor_and_the_cascade_agree(lines in prop::collection::vec(an_editor_line(), 1..8)) {
        let (editor, ours): (Vec<LineInput>, Vec<CascadeLine>) = lines.into_iter().unzip();
        let terms = Terms { currency: Currency::EUR, months: 12, discount: Percent::ZERO, off: None, subscription: crate::cpq::pricing::Subscription::default() };
        let theirs = price_quote(&terms, &editor, &Policy::default());
        let priced = price(&input(ours));
        prop_assert_eq!(theirs.totals.net_minor, priced.totals.net_minor);
        prop_assert_eq!(theirs.totals.tax_minor, priced.totals.tax_minor);
        for (theirs, ours) in theirs.lines.iter().zip(&priced.lines) {
            prop_assert_eq!(theirs.net_minor, ours.net_minor);
            prop_assert_eq!(theirs.cost_minor, ours.cost_minor);
        }
    }

    /// So do they for every kind of price by quantity.
    #[test]
    fn the_editor_and_the_cascade_agree_on_every_kind(lines in prop::collection::vec(a_line_of_a_kind(), 1..8)) {
        let (editor, ours): (Vec<LineInput>, Vec<CascadeLine>) = lines.into_iter().unzip();
        let terms = Terms { subscription: crate::cpq::pricing::Subscription::default(), currency: Currency::EUR, months: 12, discount: Percent::ZERO, off: None };
        let theirs = price_quote(&terms, &editor, &Policy::default());
        let priced = price(&input(ours));
        prop_assert_eq!(theirs.totals.net_minor, priced.totals.net_minor);
        prop_assert_eq!(theirs.totals.tax_minor, priced.totals.tax_minor);
        for (theirs, ours) in theirs.lines.iter().zip(&priced.lines) {
            prop_assert_eq!(theirs.net_minor, ours.net_minor);
        }
    }

    #[test]
    fn steps_and_lines_add_up(lines in prop::collection::vec(an_editor_line(), 1..8), optional in 0_usize..8, percent in 0_i64..60, wanted in prop::option::of(0_i64..50_000_000), which in 0_usize..3) {
        let mut input = input(lines.into_iter().map(|(_, ours)| ours).collect());
        if let Some(line) = input.lines.get_mut(optional) {
            line.optional = true;
        }
        input.promotions = vec![Promotion::on_order("p", Effect::Percent(Exact::whole(percent)))];
        input.wanted_total = wanted.map(|cents| Exact::scaled(cents, 2));
        let policy = CascadePolicy {
            remainder: [Remainder::Largest, Remainder::First, Remainder::Last][which],
            ..CascadePolicy::default()
        };
        let Some(priced) = cascade(&input, &policy) else {
            // Only a total wanted of no counted line is refused here.
            prop_assert!(input.lines.iter().all(|line| line.optional) && wanted.is_some());
            return Ok(());
        };
        let mut sum = 0;
        for (line, ours) in input.lines.iter().zip(&priced.lines) {
            let deltas: Exact = ours.steps.iter().map(|step| step.delta).sum();
            prop_assert_eq!(deltas, Exact::scaled(ours.net_minor, 2));
            if !line.optional {
                sum += ours.net_minor;
            }
        }
        prop_assert_eq!(sum, priced.totals.net_minor);
        if let Some(wanted) = wanted {
            prop_assert_eq!(sum, wanted);
        }
    }

    #[test]
    fn nothing_panics(quantity in any::<i128>(), list in any::<i128>(), by in any::<i128>(), wanted in any::<i128>()) {
        let mut one = CascadeLine::new(Exact::ratio(quantity, 7), Exact::ratio(list, 3), Tax::default());
        one.manual = vec![Manual::UnitPrice(Exact::ratio(by, 11)), Manual::Percent(Exact::ratio(by, 5))];
        one.cost = Some(Exact::ratio(by, 13));
        one.floor = Some(Floor::Margin(Exact::ratio(by, 1_000)));
        let mut input = input(vec![one]);
        input.wanted_total = Some(Exact::ratio(wanted, 17));
        let _ = cascade(&input, &CascadePolicy::default());
    }
}

/// `cargo test --release -- --ignored --nocapture a_thousand_lines`
#[test]
#[ignore = "measures; prints milliseconds"]
fn a_thousand_lines() {
    let lines = (0..1_000)
        .map(|index| {
            let mut one = line(
                &format!("{}", 1 + index % 40),
                &format!("{}.{:02}", 10 + index, index % 100),
            );
            one.adders = vec![Adder {
                name: "option".into(),
                kind: AdderKind::Option,
                amount: AdderAmount::PerUnit(number("2.5")),
            }];
            one.by_quantity = Some(QuantityRule {
                name: "volume".into(),
                price: QuantityPrice::Graduated(vec![
                    PriceTier {
                        up_to: Some(number("10")),
                        flat: None,
                        unit: Some(number("9.99")),
                    },
                    PriceTier {
                        up_to: None,
                        flat: None,
                        unit: Some(number("8.75")),
                    },
                ]),
                policy: QuantityPolicy::EXACT,
            });
            one.manual = vec![Manual::Percent(number("7.5"))];
            one.cost = Some(number("4.2"));
            one.floor = Some(Floor::Margin(number("20")));
            one
        })
        .collect();
    let mut input = input(lines);
    input.promotions = vec![
        Promotion::on_order("a", Effect::Percent(number("5"))),
        Promotion::on_order("b", Effect::Amount(number("250"))),
    ];
    let mut best = std::time::Duration::MAX;
    for _ in 0..20 {
        let start = std::time::Instant::now();
        let priced = price(&input);
        best = best.min(start.elapsed());
        assert_eq!(priced.lines.len(), 1_000);
    }
    println!("1,000 lines: {:.2} ms", best.as_secs_f64() * 1_000.0);
}
