//! What a policy promises about more and less: more units never cost more each, a larger discount never
//! leaves more.

use super::examples::terms;
use super::properties::{a_line, a_quote, cases};
use crate::cpq::pricing::*;
use crate::kernel::{Percent, Quantity, UnitPrice};
use chrono::NaiveDate;
use proptest::prelude::*;

/// Steps from above the list price downwards: each of them is at most the one before.
fn falling_tiers(list: i64) -> impl Strategy<Value = Vec<Tier>> {
    let step = (1_i64..3_000_000, 0_i64..30_000_000);
    prop::collection::btree_map(step.0, step.1, 0..6).prop_map(move |steps| {
        let mut price = list;
        let fallen = steps.into_iter().map(|(from, less)| {
            price = (price - less).max(0);
            Tier {
                from: Quantity(from),
                unit_price: UnitPrice(price),
            }
        });
        fallen.collect()
    })
}

fn a_tiered_line() -> impl Strategy<Value = LineInput> {
    (0_i64..100_000_000, 0..3_usize, 0..3_usize).prop_flat_map(|(list, mode, charge)| {
        (falling_tiers(list), 0_i32..=10_000, 0_i64..5_000_000).prop_map(
            move |(tiers, discount, options)| LineInput {
                charge: Charge::ALL[charge],
                list_price: UnitPrice(list),
                options: UnitPrice(options),
                tier_mode: TierMode::ALL[mode],
                tiers,
                discount: Percent(discount),
                ..LineInput::default()
            },
        )
    })
}

fn of_quantity(line: &LineInput, quantity: i64, border: TierBorder) -> PricedLine {
    let line = LineInput {
        quantity: Quantity(quantity),
        ..line.clone()
    };
    let policy = Policy {
        tier_border: border,
        ..Policy::default()
    };
    price_line(&terms(12, 0), &line, &policy)
}

/// A quote that takes nothing back, with what can be said of its time.
fn a_sale() -> impl Strategy<Value = (Terms, Vec<LineInput>)> {
    (a_quote(), 0_u32..4, prop::bool::ANY).prop_map(|(mut quote, free, together)| {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        quote.0.subscription.free_months = free;
        if together {
            quote.0.subscription.starts_on = day(2027, 1, 16);
            quote.0.subscription.ends_on = day(2028, 12, 31);
        }
        for line in &mut quote.1 {
            line.quantity = Quantity(line.quantity.0.abs());
        }
        quote
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn more_units_never_cost_more_each(
        line in a_tiered_line(), few in 1_i64..4_000_000, more in 1_i64..4_000_000,
    ) {
        for border in [TierBorder::From, TierBorder::Above] {
            let one = of_quantity(&line, few, border);
            let other = of_quantity(&line, few + more, border);
            prop_assert!(other.book_unit <= one.book_unit, "{:?} {:?}", one, other);
            prop_assert!(other.net_unit <= one.net_unit, "{:?} {:?}", one, other);
        }
    }

    #[test]
    fn graduated_prices_never_sell_more_for_less(
        line in a_tiered_line(), few in 1_i64..4_000_000, more in 1_i64..4_000_000,
    ) {
        let line = LineInput { tier_mode: TierMode::Tiered, ..line };
        let one = of_quantity(&line, few, TierBorder::From);
        let other = of_quantity(&line, few + more, TierBorder::From);
        prop_assert!(other.period_net_minor >= one.period_net_minor);
    }

    #[test]
    fn a_larger_discount_of_a_line_never_leaves_more(
        line in a_line(), less in 0_i32..=10_000, more in 0_i32..=10_000,
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let of = |discount: i32| {
            let line = LineInput {
                quantity: Quantity(line.quantity.0.abs()),
                discount: Percent(discount),
                ..line.clone()
            };
            price_line(&terms(36, 0), &line, &Policy::default())
        };
        let (small, large) = (of(less), of(more));
        prop_assert!(large.period_net_minor <= small.period_net_minor);
        prop_assert!(large.net_minor <= small.net_minor);
        prop_assert!(large.net_unit <= small.net_unit);
    }

    #[test]
    fn a_larger_discount_on_the_whole_never_leaves_more(
        quote in a_sale(), less in 0_i32..=10_000, more in 0_i32..=10_000,
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let of = |discount: i32| {
            let terms = Terms { discount: Percent(discount), ..quote.0 };
            price_quote(&terms, &quote.1, &Policy::default()).totals
        };
        let (small, large) = (of(less), of(more));
        prop_assert!(large.allowance_minor >= small.allowance_minor);
        prop_assert!(large.net_minor <= small.net_minor);
        prop_assert!(large.tcv_minor <= small.tcv_minor);
    }

    #[test]
    fn a_larger_amount_off_the_whole_never_leaves_more(
        quote in a_sale(), less in 1_i64..50_000_000, more in 0_i64..50_000_000,
    ) {
        let of = |minor: i64| {
            let terms = Terms { off: Some(DocumentOff::Amount(minor)), ..quote.0 };
            price_quote(&terms, &quote.1, &Policy::default())
        };
        let (small, large) = (of(less), of(less + more));
        // One that does not fit takes nothing off, and says so.
        if small.issues.is_empty() && large.issues.is_empty() {
            prop_assert!(large.totals.net_minor <= small.totals.net_minor);
        } else {
            prop_assert!(!large.issues.is_empty());
        }
    }
}
