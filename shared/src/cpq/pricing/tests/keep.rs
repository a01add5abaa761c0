//! Whatever changes in a quote and whatever is kept of it: what is priced again is what is priced anew.

use super::examples::{euro, terms};
use super::properties::{a_line, a_tax, cases};
use crate::cpq::pricing::*;
use crate::kernel::{
    DiscountScheduleId, LocalText, Percent, PromotionId, Quantity, Rounding, UnitPrice,
};
use proptest::prelude::*;

/// A quote, and what is added to the document.
type Quote = (Terms, Vec<LineInput>, Vec<DocumentSurcharge>);
/// What is changed, at which line, by which number; the line that comes.
type Edit = (usize, usize, i64, LineInput);

fn freight(added: Added) -> Surcharge {
    Surcharge {
        reason: String::new(),
        code: "FC".into(),
        added,
    }
}

fn added() -> impl Strategy<Value = Added> {
    prop_oneof![
        (0_i64..500_000).prop_map(Added::Amount),
        (0_i32..=10_000).prop_map(|rate| Added::Percent(Percent(rate))),
    ]
}

fn an_off() -> impl Strategy<Value = LineOff> {
    prop_oneof![
        (-10_i64..500_000).prop_map(LineOff::Amount),
        (0_i64..50_000_000).prop_map(|price| LineOff::Price(UnitPrice(price))),
    ]
}

/// What was measured over all lines, and what it gives.
fn a_schedule() -> impl Strategy<Value = Box<LineSchedule>> {
    (0_i64..3_000_000, 0_i64..5_000).prop_map(|(measured, value)| {
        Box::new(LineSchedule {
            schedule_id: DiscountScheduleId(uuid::Uuid::nil()),
            name: LocalText::new("Volume", "Volume"),
            rule: ScheduleRule {
                across: ScheduleAcross::Quote,
                steps: vec![ScheduleStep {
                    from: 1_000_000,
                    value,
                }],
                ..ScheduleRule::default()
            },
            measured,
            lines: 3,
            earlier: 0,
        })
    })
}

fn a_term() -> impl Strategy<Value = Box<LineTerm>> {
    (2_u32..40, 0_i64..3_000_000).prop_map(|(months, quantity)| {
        Box::new(LineTerm {
            months: Some(months),
            ramps: vec![Ramp {
                from_month: 1,
                quantity: Some(Quantity(quantity)),
                ..Ramp::default()
            }],
            ..LineTerm::default()
        })
    })
}

/// A line with everything a line may have.
fn any_line() -> impl Strategy<Value = LineInput> {
    (
        a_line(),
        prop::option::weighted(0.3, an_off()),
        prop::option::weighted(0.3, 1_i64..200_000),
        prop::option::weighted(0.3, a_schedule()),
        prop::option::weighted(0.2, a_term()),
        prop::collection::vec(added(), 0..2),
        prop::option::weighted(0.3, 1_i64..100_000),
        prop::option::weighted(0.5, 0_i64..50_000_000),
    )
        .prop_map(
            |(line, off, step, schedule, term, surcharges, promoted, floor)| LineInput {
                off,
                rounding: step.map(|step| PriceRounding::to(UnitPrice(step))),
                schedule,
                term,
                surcharges: surcharges.into_iter().map(freight).collect(),
                promotions: promoted
                    .map(|off_minor| Granted {
                        promotion_id: PromotionId(uuid::Uuid::nil()),
                        name: LocalText::new("Spring", "Printemps"),
                        off_minor,
                        gift: None,
                    })
                    .into_iter()
                    .collect(),
                floor: floor.map(UnitPrice),
                ..line
            },
        )
}

fn any_quote() -> impl Strategy<Value = Quote> {
    (
        1_u32..30,
        0_i32..=10_000,
        prop::collection::vec(any_line(), 0..9),
        prop::collection::vec((added(), a_tax()), 0..3),
    )
        .prop_map(|(months, discount, lines, surcharges)| {
            let surcharges = surcharges
                .into_iter()
                .map(|(added, tax)| DocumentSurcharge {
                    surcharge: freight(added),
                    tax,
                });
            (terms(months, discount), lines, surcharges.collect())
        })
}

fn an_edit() -> impl Strategy<Value = Edit> {
    (0..11_usize, 0..9_usize, 0_i64..3_000_000, any_line())
}

fn edit((terms, lines, surcharges): &mut Quote, (what, at, number, line): &Edit) {
    let (number, at) = (*number, at % lines.len().max(1));
    let rate = || i32::try_from(number % 10_001).unwrap();
    match what {
        0 => lines.insert(at, line.clone()),
        1 => lines.push(line.clone()),
        2 => terms.discount = Percent(rate()),
        3 => terms.off = Some(DocumentOff::Amount(number)),
        4 => terms.off = None,
        5 => terms.months = 1 + u32::try_from(number % 40).unwrap(),
        6 => {
            surcharges.pop();
        }
        _ if lines.is_empty() => {}
        7 => drop(lines.remove(at)),
        8 => lines.rotate_left(at),
        9 => lines[at].quantity = Quantity(number),
        _ => lines[at].discount = Percent(rate()),
    }
}

fn anew((terms, lines, surcharges): &Quote) -> PricedQuote {
    price_with(terms, lines, surcharges, &Policy::default())
}

fn again(kept: &Kept, (terms, lines, surcharges): &Quote) -> PricedQuote {
    kept.price(terms, lines, surcharges, &Policy::default())
}

proptest! {
    #![proptest_config(cases())]

    /// Several changes at once, lines that come, go and move, other terms: with what was kept of an earlier state, and
    /// after that was taken up, too.
    #[test]
    fn repricing_what_changed_equals_pricing_all(
        start in any_quote(),
        turns in prop::collection::vec((prop::collection::vec(an_edit(), 1..4), any::<bool>()), 1..4),
    ) {
        let (mut quote, policy) = (start, Policy::default());
        let mut kept = Kept::default();
        kept.learn(&quote.0, &quote.1, &policy);
        prop_assert_eq!(again(&kept, &quote), anew(&quote));
        for (edits, takes_up) in turns {
            for one in &edits {
                edit(&mut quote, one);
            }
            let wanted = anew(&quote);
            prop_assert_eq!(&again(&kept, &quote), &wanted);
            for (at, line) in quote.1.iter().enumerate() {
                let own = kept.price_line(&quote.0, (at, quote.1.len()), line, &policy);
                prop_assert_eq!(own, price_line(&quote.0, line, &policy));
            }
            if takes_up {
                prop_assert!(kept.learn(&quote.0, &quote.1, &policy) <= quote.1.len());
                prop_assert_eq!(kept.learn(&quote.0, &quote.1, &policy), 0);
                prop_assert_eq!(again(&kept, &quote), wanted);
            }
        }
    }
}

fn long() -> Vec<LineInput> {
    (1..=500)
        .map(|n| LineInput {
            charge: Charge::Monthly,
            quantity: Quantity::whole(n),
            list_price: euro("19.99"),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        })
        .collect()
}

#[test]
fn only_lines_that_differ_are_priced() {
    let (mut terms, mut lines) = (terms(12, 750), long());
    let policy = Policy::default();
    let mut kept = Kept::default();
    let mut priced = |terms: &Terms, lines: &[LineInput]| kept.learn(terms, lines, &policy);
    assert_eq!(priced(&terms, &lines), 500);
    assert_eq!(priced(&terms, &lines), 0);
    lines[250].discount = Percent::whole(3);
    lines[499].quantity = Quantity::whole(7);
    assert_eq!(priced(&terms, &lines), 2, "two lines");
    lines.insert(100, lines[3].clone());
    assert_eq!(priced(&terms, &lines), 1, "one that came");
    drop(lines.drain(20..40));
    assert_eq!(priced(&terms, &lines), 0, "some that went");
    lines.swap(7, 300);
    assert_eq!(priced(&terms, &lines), 2, "two that changed places");
    terms.discount = Percent::whole(9);
    terms.off = Some(DocumentOff::Amount(1_000));
    assert_eq!(priced(&terms, &lines), 0, "the document's discount");
    terms.months = 24;
    assert_eq!(priced(&terms, &lines), lines.len(), "the time of the quote");
}

/// A discount typed as an amount is kept in the price per unit: that of the document is taken from it once.
#[test]
fn the_discount_of_the_document_is_taken_once() {
    let (terms, policy) = (terms(12, 1_000), Policy::default());
    let mut lines = long();
    lines[0].off = Some(LineOff::Price(euro("10")));
    let mut kept = Kept::default();
    for _ in 0..3 {
        kept.learn(&terms, &lines, &policy);
        let priced = kept.price(&terms, &lines, &[], &policy);
        assert_eq!(priced.lines[0].net_unit, euro("9"));
        lines[1].quantity.0 += 10_000;
    }
}

#[test]
fn what_was_kept_under_another_policy_is_not_used() {
    let (terms, lines) = (terms(12, 0), {
        let mut lines = long();
        lines[0].discount = Percent(5_000);
        lines
    });
    let mut kept = Kept::default();
    kept.learn(&terms, &lines, &Policy::default());
    let other = Policy {
        rounding: Rounding::Down,
        tier_border: TierBorder::Above,
        ..Policy::default()
    };
    let anew = price_with(&terms, &lines, &[], &other);
    assert_eq!(kept.price(&terms, &lines, &[], &other), anew);
    assert_eq!(kept.learn(&terms, &lines, &other), lines.len());
    assert_eq!(kept.price(&terms, &lines, &[], &other), anew);
}
