//! Kinds of price in a price book.

use super::*;
use crate::cpq::pricing::{Charge, Tax, Tier};
use crate::kernel::{LocalText, uuid_v7};
use proptest::prelude::*;

fn entry(price: i64, kind: Option<PriceKind>) -> PriceBookEntry {
    PriceBookEntry {
        id: uuid_v7(0, [0; 10]).into(),
        product_id: uuid_v7(0, [0; 10]).into(),
        charge: Charge::OneTime,
        unit_price: UnitPrice(price),
        floor: None,
        tier_mode: TierMode::None,
        tiers: Vec::new(),
        kind,
    }
}

fn item(entry: PriceBookEntry, cost: Option<i64>) -> CatalogItem {
    CatalogItem {
        entry,
        sku: "A".into(),
        name: LocalText::default(),
        description: LocalText::default(),
        family: "Cabinets".into(),
        unit: "unit".into(),
        tax: Tax::default(),
        cost: cost.map(UnitPrice),
        active: true,
        rounding: None,
        schedule: None,
    }
}

fn found(kind: PriceKind) -> Vec<(String, String)> {
    validate_kind(&entry(10_000, Some(kind)))
        .into_iter()
        .map(|issue| {
            let field = issue.field.unwrap_or_default().to_string();
            (issue.code.to_string(), field)
        })
        .collect()
}

fn on_cost(percent: i32, step: i64) -> PriceKind {
    PriceKind::CostPlus {
        percent: Some(Percent(percent)),
        step: UnitPrice(step),
    }
}

#[test]
fn every_field_of_a_kind_is_looked_at() {
    let share = |percent, of| PriceKind::Share {
        percent: Percent(percent),
        of,
    };
    let cases = [
        (
            PriceKind::Package { size: Quantity(0) },
            vec![("not_positive", "kind_size")],
        ),
        (
            PriceKind::Included {
                units: Quantity(-1),
                further: UnitPrice(-1),
            },
            vec![("not_positive", "kind_units"), ("negative", "kind_further")],
        ),
        (
            PriceKind::CostPlus {
                percent: None,
                step: UnitPrice(0),
            },
            vec![("required", "kind_percent"), ("not_positive", "kind_step")],
        ),
        (
            on_cost(-1, 1),
            vec![("markup_out_of_range", "kind_percent")],
        ),
        (
            share(0, ShareOf::All),
            vec![("not_positive", "kind_percent")],
        ),
        (
            share(10_001, ShareOf::Section),
            vec![("percent_out_of_range", "kind_percent")],
        ),
        (
            share(1, ShareOf::Families(Vec::new())),
            vec![("required", "kind_of")],
        ),
        (
            share(1, ShareOf::Families(vec!["x".into(); CHOSEN + 1])),
            vec![("too_many", "kind_of")],
        ),
        (
            share(1, ShareOf::Products(Vec::new())),
            vec![("required", "kind_of")],
        ),
    ];
    for (kind, expected) in cases {
        let found = found(kind.clone());
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(found, expected, "{kind:?}");
    }
    let mut both = entry(10_000, Some(on_cost(0, 100)));
    both.tiers = vec![Tier {
        from: Quantity::ONE,
        unit_price: UnitPrice(1),
    }];
    assert_eq!(validate_kind(&both)[0].code, "kind_without_tiers");
}

#[test]
fn a_price_on_the_cost_is_rounded_to_its_step() {
    let price = |cost, percent, step| {
        price_on_cost(UnitPrice(cost), Percent(percent), UnitPrice(step)).map(|price| price.0)
    };
    // 123.45 and 35 %: 166.6575.
    assert_eq!(price(1_234_500, 3_500, 100), Some(1_666_600));
    assert_eq!(price(1_234_500, 3_500, 500), Some(1_666_500));
    assert_eq!(price(1_234_500, 3_500, 100_000), Some(1_700_000));
    assert_eq!(price(1_234_500, 0, 1), Some(1_234_500));
    assert_eq!(price(i64::MAX, 3_500, 1), None);
    assert_eq!(price(1, 1, 0), None);
}

#[test]
fn a_price_follows_the_cost_and_does_not_tell_it() {
    let mut one = item(entry(0, Some(on_cost(5_000, 100))), Some(1_000_000));
    one.take_cost();
    assert_eq!(one.entry.unit_price, UnitPrice(1_500_000));
    let line = one.to_line();
    assert_eq!((line.list_price, line.kind), (UnitPrice(1_500_000), None));
    one.cost = None;
    one.take_cost();
    assert_eq!(one.entry.unit_price, UnitPrice(1_500_000), "what it was");
    one.cost = Some(UnitPrice(1_000_000));
    one.hide_cost();
    let told = serde_json::to_string(&one).unwrap();
    assert!(told.contains(r#""percent":null"#), "{told}");
    assert!(!told.contains("1000000"), "{told}");
}

#[test]
fn examples_show_where_the_price_bends() {
    let of = |kind| {
        examples(&entry(490_000, Some(kind)), Currency::EUR)
            .into_iter()
            .map(|example| (example.quantity.0 / 10_000, example.minor))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(PriceKind::Package {
            size: Quantity::whole(10)
        }),
        [
            (1, Some(4_900)),
            (9, Some(4_900)),
            (10, Some(4_900)),
            (11, Some(9_800)),
            (20, Some(9_800)),
            (100, Some(49_000))
        ]
    );
    assert_eq!(
        of(PriceKind::Included {
            units: Quantity::whole(5),
            further: UnitPrice(20_000)
        })[2..],
        [
            (5, Some(4_900)),
            (6, Some(5_100)),
            (10, Some(5_900)),
            (50, Some(13_900))
        ]
    );
    let share = PriceKind::Share {
        percent: Percent::whole(18),
        of: ShareOf::All,
    };
    assert!(of(share).is_empty());
    assert_eq!(share_of(123_456, Percent::whole(18)), Some(22_222));
}

#[test]
fn old_entries_are_read() {
    let json = serde_json::to_value(entry(1, None)).unwrap();
    assert!(json.get("kind").is_none());
    let back: PriceBookEntry = serde_json::from_value(json).unwrap();
    assert_eq!(back.way(), PriceWay::PerUnit);
}

proptest! {
    /// Within half a step of the exact price, and never falling with the cost.
    #[test]
    fn a_price_on_the_cost_is_near_and_rises(cost in 0_i64..1_000_000_000, more in 0_i64..10_000, percent in 0_i32..50_000, step in 1_i64..200_000) {
        let at = |cost| price_on_cost(UnitPrice(cost), Percent(percent), UnitPrice(step)).unwrap().0;
        let price = at(cost);
        prop_assert_eq!(price % step, 0);
        let exact = i128::from(cost) * i128::from(10_000 + percent);
        prop_assert!((i128::from(price) * 10_000 - exact).abs() * 2 <= i128::from(step) * 10_000);
        prop_assert!(at(cost + more) >= price);
    }
}
