//! Packages, included units and their explanation; what every kind of price promises.

use super::examples::{euro, terms};
use super::properties::{a_kind, cases};
use crate::cpq::pricing::*;
use crate::kernel::{AgreementId, Percent, Quantity, UnitPrice};
use proptest::prelude::*;

fn line(quantity: i64, price: &str, kind: PriceKind) -> LineInput {
    LineInput {
        quantity: Quantity::whole(quantity),
        list_price: euro(price),
        kind: Some(kind),
        ..LineInput::default()
    }
}

fn packages(size: i64) -> PriceKind {
    PriceKind::Package {
        size: Quantity::whole(size),
    }
}

fn included(units: i64, further: &str) -> PriceKind {
    PriceKind::Included {
        units: Quantity::whole(units),
        further: euro(further),
    }
}

fn one(line: &LineInput) -> PricedLine {
    let lines = std::slice::from_ref(line);
    price_quote(&terms(12, 0), lines, &Policy::default()).lines[0].clone()
}

fn list_step(line: &LineInput) -> Step {
    waterfall(&terms(12, 0), line, &one(line), &Policy::default())[0].clone()
}

#[test]
fn a_package_begun_is_a_package_owed() {
    let some = line(25, "49", packages(10));
    let priced = one(&some);
    assert_eq!((priced.list_minor, priced.net_minor), (14_700, 14_700));
    assert_eq!(priced.book_unit, euro("5.88"));
    let step = list_step(&some);
    assert_eq!(
        step.used,
        Some(Used::Packages {
            count: 3,
            size: Quantity::whole(10),
            price: euro("49")
        })
    );
    assert_eq!(one(&line(20, "49", packages(10))).net_minor, 9_800);
    assert_eq!(one(&line(-25, "49", packages(10))).net_minor, -14_700);
    assert_eq!(one(&line(0, "49", packages(10))).net_minor, 0);
    // A part of a unit begins a package as well.
    let mut part = line(0, "49", packages(10));
    part.quantity = Quantity(100_001);
    assert_eq!(one(&part).net_minor, 9_800);
}

#[test]
fn units_beyond_the_included_ones_have_their_own_price() {
    let some = line(130, "99", included(100, "0.255"));
    assert_eq!(one(&some).net_minor, 9_900 + 765);
    assert_eq!(
        list_step(&some).used,
        Some(Used::Included {
            units: Quantity::whole(100),
            price: euro("99"),
            over: Quantity::whole(30),
            further: euro("0.255"),
        })
    );
    let few = line(3, "99", included(100, "0.255"));
    assert_eq!(one(&few).net_minor, 9_900);
    assert_eq!(one(&few).book_unit, euro("33"));
    assert_eq!(
        one(&line(0, "99", included(100, "1"))).net_minor,
        0,
        "nothing costs nothing"
    );
    assert_eq!(
        one(&line(-130, "99", included(100, "1"))).net_minor,
        -12_900
    );
}

#[test]
fn an_agreed_percentage_lowers_each_price_and_a_fixed_one_takes_its_place() {
    let agreed = |price| {
        Some(Contracted {
            agreement_id: AgreementId(uuid::Uuid::nil()),
            name: "Frame".into(),
            price,
        })
    };
    let mut some = line(130, "100", included(100, "2"));
    some.contracted = agreed(AgreedPrice::PercentOff(Percent::whole(10)));
    let priced = one(&some);
    assert_eq!((priced.list_minor, priced.net_minor), (16_000, 14_400));
    some.contracted = agreed(AgreedPrice::Fixed(euro("1")));
    assert_eq!(one(&some).net_minor, 13_000);
}

#[test]
fn discounts_and_typed_prices_come_after_the_kind() {
    let mut some = line(25, "49", packages(10));
    some.discount = Percent::whole(10);
    assert_eq!(one(&some).net_minor, 13_230);
    some.manual_price = Some(euro("5"));
    assert_eq!(one(&some).net_minor, 11_250);
}

#[test]
fn what_does_not_fit_is_refused() {
    let kinds = [
        PriceKind::Package { size: Quantity(1) },
        PriceKind::Package { size: Quantity(0) },
        PriceKind::Included {
            units: Quantity(1),
            further: UnitPrice(i64::MAX),
        },
    ];
    for kind in kinds {
        let mut some = line(1, "1", kind);
        some.quantity = Quantity(i64::MAX);
        some.list_price = UnitPrice(i64::MAX);
        let priced = one(&some);
        assert_eq!(priced.net_minor, 0);
        assert_eq!(priced.issues[0].code, "amount_too_large");
    }
}

#[test]
fn a_line_kept_as_json_keeps_its_kind() {
    let share = PriceKind::Share {
        percent: Percent::whole(18),
        of: ShareOf::Families(vec!["Sense".into()]),
    };
    for kind in [packages(10), included(5, "1"), share] {
        let some = line(1, "1", kind);
        let json = serde_json::to_string(&some).unwrap();
        assert_eq!(serde_json::from_str::<LineInput>(&json).unwrap(), some);
    }
    // What was saved before there were kinds.
    let mut old = serde_json::to_value(line(1, "1", packages(1))).unwrap();
    old.as_object_mut().unwrap().remove("kind");
    assert_eq!(serde_json::from_value::<LineInput>(old).unwrap().kind, None);
}

#[test]
fn every_way_has_its_own_code() {
    for way in PriceWay::ALL {
        assert_eq!(way.code().parse(), Ok(*way));
    }
    assert_eq!(
        PriceWay::of(TierMode::Tiered, None).tier_mode(),
        TierMode::Tiered
    );
    assert_eq!(
        PriceWay::of(TierMode::None, Some(&packages(1))),
        PriceWay::Package
    );
}

proptest! {
    #![proptest_config(cases())]

    /// More never costs less, under every kind that promises it; a slab is the one that does not.
    #[test]
    fn more_never_costs_less(kind in a_kind(), price in 0_i64..90_000_000, quantity in 0_i64..5_000_000, more in 0_i64..500_000) {
        let at = |quantity| {
            let mut some = line(1, "1", kind.clone());
            some.list_price = UnitPrice(price);
            some.quantity = Quantity(quantity);
            one(&some).book_minor
        };
        prop_assert!(at(quantity) <= at(quantity + more));
    }

    /// Packages cost the same until they are full, and what was said of them is what they cost.
    #[test]
    fn the_words_say_what_it_costs(kind in a_kind(), price in 0_i64..90_000_000, quantity in -500_000_i64..5_000_000) {
        let mut some = line(1, "1", kind);
        some.list_price = UnitPrice(price);
        some.quantity = Quantity(quantity);
        let exact = match list_step(&some).used.unwrap() {
            Used::Packages { count, price, size } => {
                prop_assert!(i128::from(count.abs()) * i128::from(size.0) >= i128::from(quantity.abs()));
                i128::from(count) * i128::from(price.0) * 10_000
            }
            Used::Included { price, over, further, .. } => {
                i128::from(quantity.signum()) * i128::from(price.0) * 10_000 + i128::from(over.0) * i128::from(further.0)
            }
            Used::Share { .. } | Used::Formula { .. } => unreachable!("not of a line's own quantity"),
        };
        let minor = exact::round_div_i64(exact, 1_000_000, crate::kernel::Rounding::HalfUp);
        prop_assert_eq!(Some(one(&some).list_minor), minor);
    }
}
