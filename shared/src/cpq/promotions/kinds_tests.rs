//! Bundle prices, gifts, promotions on options, and what holds for every kind.

use super::quote::tests::{held, line, net, percent, product, promotion, quote};
use super::{Benefit, Families, Gave, Held, PromotionDraft, gifts, settle, validate_promotion};
use crate::cpq::models::{Configuration, OptionPrice};
use crate::cpq::pricing::Charge;
use crate::cpq::quotes::{QuoteDraft, QuoteLine, price_draft};
use crate::kernel::{
    Currency, Percent, ProductModelId, PromotionId, Quantity, QuoteLineId, UnitPrice,
};
use proptest::prelude::*;
use uuid::Uuid;

fn of(n: u8, benefit: Benefit, products: &[u8]) -> Held {
    let product_ids = products.iter().map(|n| product(*n)).collect();
    held(
        n,
        PromotionDraft {
            product_ids,
            ..promotion(benefit)
        },
    )
}

fn gift(n: u8, of_product: u8, units: u32, per: u32, bought: &[u8]) -> Held {
    let benefit = Benefit::Gift {
        product_id: product(of_product),
        units,
        per,
    };
    of(n, benefit, bought)
}

/// The line the editor adds for a gift.
fn gift_line(n: u8, product: u8, held: &Held, cents: i64) -> QuoteLine {
    let mut added = line(product, 1, cents);
    added.id = QuoteLineId(Uuid::from_bytes([n; 16]));
    added.price.promotions = vec![gifts::mark(held, Quantity::ONE)];
    added
}

fn settled(draft: &mut QuoteDraft) -> Vec<Gave> {
    let gave = settle(draft, &Families::new());
    gave.into_iter().map(|(_, gave)| gave).collect()
}

#[test]
fn every_full_set_of_a_bundle_has_its_price() {
    let bundle = of(9, Benefit::Bundle(25_000), &[1, 2]);
    let lines = |one, two| vec![line(1, one, 10_000), line(2, two, 20_000), line(3, 1, 500)];
    // Two sets of 300.00 for 250.00 each; the third unit and the other product at their price.
    let mut draft = quote(lines(3, 2), vec![bundle.clone()]);
    assert_eq!(settled(&mut draft), [Gave::Off(10_000)]);
    assert_eq!(net(&draft), 50_000 + 10_000 + 500);
    let off = |at: usize| draft.lines[at].price.promotions[0].off_minor;
    assert_eq!((off(0), off(1)), (3_333, 6_667), "by largest remainder");
    assert!(draft.lines[2].price.promotions.is_empty());
    // One product alone is no set; a set that costs less than its price stays what it is.
    let mut draft = quote(lines(3, 2)[..1].to_vec(), vec![bundle]);
    assert_eq!(settled(&mut draft), [Gave::NotReached]);
    let dear = of(9, Benefit::Bundle(30_001), &[1, 2]);
    let mut draft = quote(lines(1, 1), vec![dear]);
    assert_eq!(settled(&mut draft), [Gave::NotReached]);
}

#[test]
fn a_gift_is_offered_taken_and_gone_with_its_condition() {
    let mut one = gift(9, 2, 1, 0, &[1]);
    one.promotion.min_quantity = Some(Quantity::whole(10));
    let mut draft = quote(vec![line(1, 10, 10_000)], vec![one.clone()]);
    let [Gave::Gift(offered)] = settled(&mut draft)[..] else {
        panic!("reached");
    };
    assert_eq!(offered.missing, Quantity::ONE);
    assert_eq!((offered.product_id, offered.off_minor), (product(2), 0));

    let mut added = gift_line(7, 2, &one, 4_900);
    // Nothing a person typed makes it cost something, or more units.
    added.price.manual_price = Some(UnitPrice(1));
    added.price.quantity = Quantity::whole(30);
    draft.lines.push(added);
    let [Gave::Gift(taken)] = settled(&mut draft)[..] else {
        panic!("reached");
    };
    assert_eq!(taken.missing, Quantity(0));
    assert_eq!(taken.off_minor, 4_900);
    assert_eq!(draft.lines[1].price.quantity, Quantity::ONE);
    assert_eq!(draft.lines[1].price.promotions[0].name.en, "Spring");
    assert_eq!(net(&draft), 100_000);

    let mut without = draft.clone();
    without.promotions.clear();
    settled(&mut without);
    assert_eq!(without.lines.len(), 1, "gone with its promotion");
    draft.lines[0].price.quantity = Quantity::whole(9);
    assert_eq!(settled(&mut draft), [Gave::NotReached]);
    assert_eq!(draft.lines.len(), 1, "gone with its condition");
    assert_eq!(net(&draft), 90_000);
}

#[test]
fn units_of_a_line_already_there_are_the_gift() {
    let held = gift(9, 2, 2, 5, &[1]);
    let mut draft = quote(
        vec![line(1, 11, 10_000), line(2, 3, 1_000)],
        vec![held.clone()],
    );
    // Twice two units; the line has three of them.
    let [Gave::Gift(gave)] = settled(&mut draft)[..] else {
        panic!("reached");
    };
    assert_eq!(gave.units, Quantity::whole(4));
    assert_eq!(gave.missing, Quantity::ONE);
    assert_eq!(gave.off_minor, 3_000);
    assert_eq!(
        gifts::line_for(&held, &draft.lines, &Families::new()),
        Some(1)
    );
    draft.lines[0].price.quantity = Quantity::whole(4);
    settled(&mut draft);
    assert_eq!(net(&draft), 43_000, "at its normal price again");
    // Units that earn a gift are not themselves the gift.
    let every = gift(9, 1, 1, 5, &[]);
    let mut draft = quote(vec![line(1, 5, 1_000)], vec![every.clone()]);
    let [Gave::Gift(gave)] = settled(&mut draft)[..] else {
        panic!("reached");
    };
    assert_eq!((gave.missing, net(&draft)), (Quantity::ONE, 5_000));
    assert_eq!(
        gifts::line_for(&every, &draft.lines, &Families::new()),
        None
    );
    draft.lines.push(gift_line(7, 1, &every, 1_000));
    settled(&mut draft);
    assert_eq!(net(&draft), 5_000);
}

#[test]
fn a_gift_beside_one_that_stands_alone() {
    let mut alone = held(1, percent(10));
    alone.promotion.exclusive = true;
    alone.promotion.priority = 1;
    let one = gift(9, 2, 1, 0, &[1]);
    let mut draft = quote(vec![line(1, 1, 10_000)], vec![alone.clone(), one.clone()]);
    draft.lines.push(gift_line(7, 2, &one, 4_900));
    let gave = settled(&mut draft);
    assert_eq!(gave, [Gave::Off(1_000), Gave::NotBeside(alone.id)]);
    assert_eq!(draft.lines.len(), 1);
}

#[test]
fn a_gift_without_a_price_stays() {
    let one = gift(9, 2, 1, 0, &[1]);
    let mut draft = quote(vec![line(1, 1, 10_000)], vec![one.clone()]);
    draft.lines.push(gift_line(7, 2, &one, 0));
    let [Gave::Gift(gave)] = settled(&mut draft)[..] else {
        panic!("reached");
    };
    assert_eq!((gave.missing, gave.off_minor), (Quantity(0), 0));
    assert_eq!(draft.lines[1].price.gift_of(), Some(one.id));
}

fn configured(n: u8, quantity: i64, cents: i64, options: &[(&str, i64)]) -> QuoteLine {
    let prices = options.iter().map(|(key, cents)| OptionPrice {
        key: (*key).into(),
        price: UnitPrice(cents * 100),
    });
    let prices: Vec<_> = prices.collect();
    let mut line = line(n, quantity, cents);
    line.price.options = UnitPrice(prices.iter().map(|option| option.price.0).sum());
    line.configuration = Some(Configuration {
        model_id: ProductModelId(Uuid::nil()),
        number: 1,
        hash: String::new(),
        choices: Vec::new(),
        answers: Vec::new(),
        values: Vec::new(),
        summary: Vec::new(),
        prices,
    });
    line
}

fn on_options(n: u8, benefit: Benefit, options: &[&str]) -> Held {
    let mut held = of(n, benefit, &[1]);
    held.promotion.options = options.iter().map(|key| (*key).into()).collect();
    held
}

#[test]
fn a_promotion_on_an_option_lowers_the_option() {
    let lines = || {
        vec![configured(
            1,
            2,
            100_000,
            &[("probe", 20_000), ("case", 5_000)],
        )]
    };
    let half = on_options(9, Benefit::Percent(Percent::whole(50)), &["probe"]);
    let mut draft = quote(lines(), vec![half.clone()]);
    assert_eq!(settled(&mut draft), [Gave::Off(20_000)]);
    assert_eq!(net(&draft), 230_000);
    // An amount never takes more than the options cost.
    let amount = on_options(8, Benefit::Amount(1_000_000), &["probe", "case"]);
    let mut draft = quote(lines(), vec![half.clone(), amount]);
    assert_eq!(settled(&mut draft), [Gave::Off(20_000), Gave::Off(30_000)]);
    assert_eq!(net(&draft), 200_000);
    // What another promotion took off the line is taken off its options as well.
    let mut first = held(7, percent(10));
    first.promotion.priority = 1;
    let mut draft = quote(lines(), vec![half.clone(), first]);
    assert_eq!(settled(&mut draft), [Gave::Off(18_000), Gave::Off(25_000)]);
    // Lines without the option, and lines of other products, have nothing to lower.
    let others = vec![
        configured(1, 1, 100, &[("case", 50)]),
        configured(2, 1, 100, &[("probe", 50)]),
    ];
    assert_eq!(settled(&mut quote(others, vec![half])), [Gave::NotReached]);
}

#[test]
fn what_is_given_counts_over_the_term() {
    let mut monthly = line(1, 2, 10_000);
    monthly.price.charge = Charge::Monthly;
    let ten = held(9, percent(10));
    let mut draft = quote(vec![monthly, line(2, 1, 10_000)], vec![ten.clone()]);
    settled(&mut draft);
    let terms = draft.pricing_terms();
    let given = |line: &QuoteLine| line.price.given_minor(&terms, ten.id);
    let given: i64 = draft.lines.iter().map(given).sum();
    assert_eq!(given, 12 * 2_000 + 1_000);
}

#[test]
fn what_may_be_saved_of_the_kinds() {
    let code = |held: Held| {
        let found = validate_promotion(&held.promotion).into_iter().next();
        found.map(|issue| {
            (
                issue.code.to_string(),
                issue.field.unwrap_or_default().to_string(),
            )
        })
    };
    let said = |code: &str, field: &str| Some((code.to_owned(), field.to_owned()));
    assert_eq!(code(of(1, Benefit::Bundle(100), &[1, 2])), None);
    assert_eq!(
        code(of(1, Benefit::Bundle(100), &[1])),
        said("bundle_products", "product_ids")
    );
    assert_eq!(
        code(of(1, Benefit::Bundle(0), &[1, 2])),
        said("not_positive", "benefit")
    );
    assert_eq!(code(gift(1, 2, 1, 0, &[])), None);
    assert_eq!(
        code(gift(1, 2, 0, 0, &[])),
        said("out_of_range", "gift_units")
    );
    let mut free = gift(1, 2, 1, 0, &[1]);
    free.promotion.options = vec!["probe".into()];
    assert_eq!(code(free), said("options_benefit", "options"));
    let mut everywhere = held(1, percent(10));
    everywhere.promotion.options = vec!["probe".into()];
    assert_eq!(code(everywhere), said("options_products", "product_ids"));
    let mut budget = held(1, percent(10));
    budget.promotion.budget_minor = Some(100);
    budget.promotion.currency = None;
    assert_eq!(code(budget.clone()), said("required", "currency"));
    budget.promotion.currency = Some(Currency::EUR);
    budget.promotion.budget_minor = Some(0);
    assert_eq!(code(budget), said("not_positive", "budget"));
}

fn any_kind() -> impl Strategy<Value = PromotionDraft> {
    let rate = || (1_i32..=10_000).prop_map(Percent);
    let on = |benefit, products: &[u8]| PromotionDraft {
        product_ids: products.iter().map(|n| product(*n)).collect(),
        ..promotion(benefit)
    };
    prop_oneof![
        rate().prop_map(move |rate| on(Benefit::Percent(rate), &[])),
        (1_i64..5_000_000).prop_map(move |minor| on(Benefit::Amount(minor), &[])),
        (1_u32..5, 1_u32..5, rate())
            .prop_map(move |(buy, get, percent)| on(Benefit::BuyGet { buy, get, percent }, &[])),
        (1_i64..2_000_000).prop_map(move |minor| on(Benefit::Bundle(minor), &[1, 2])),
        (1_u8..5, 1_u32..4, 0_u32..6, any::<bool>()).prop_map(move |(of, units, per, every)| on(
            Benefit::Gift {
                product_id: product(of),
                units,
                per
            },
            if every { &[] } else { &[1] }
        )),
        rate().prop_map(move |rate| PromotionDraft {
            options: vec!["probe".into()],
            ..on(Benefit::Percent(rate), &[1])
        }),
        (1_i64..2_000_000).prop_map(move |minor| PromotionDraft {
            options: vec!["case".into(), "probe".into()],
            ..on(Benefit::Amount(minor), &[1])
        }),
    ]
}

fn any_quote() -> impl Strategy<Value = QuoteDraft> {
    (
        prop::collection::vec((1_i64..50, 1_i64..1_000_000), 1..6),
        prop::collection::vec((any_kind(), any::<bool>()), 1..5),
        (1_i64..100_000, 1_i64..100_000),
        any::<bool>(),
    )
        .prop_map(|(lines, kinds, (probe, case), with_gifts)| {
            let mut lines: Vec<QuoteLine> = lines
                .iter()
                .zip(1..)
                .map(|((quantity, cents), n)| match n {
                    1 => configured(n, *quantity, *cents, &[("probe", probe), ("case", case)]),
                    _ => line(n, *quantity, *cents),
                })
                .collect();
            let held: Vec<Held> = kinds
                .into_iter()
                .zip(1..)
                .map(|((kind, exclusive), n)| {
                    held(
                        n,
                        PromotionDraft {
                            exclusive,
                            priority: i32::from(n),
                            ..kind
                        },
                    )
                })
                .collect();
            if with_gifts {
                for (own, n) in held.iter().zip(20..) {
                    if let Benefit::Gift { product_id, .. } = own.promotion.benefit {
                        let mut added = gift_line(n, 1, own, 4_900);
                        added.product_id = Some(product_id);
                        lines.push(added);
                    }
                }
            }
            quote(lines, held)
        })
}

proptest! {
    #[test]
    fn nothing_is_below_zero_and_totals_add_up(mut draft in any_quote()) {
        let gave = settle(&mut draft, &Families::new());
        let given: i64 = gave.iter().map(|(_, gave)| gave.off_minor()).sum();
        let priced = price_draft(&draft);
        prop_assert_eq!(priced.totals.book_minor - priced.totals.net_minor, given);
        prop_assert!(priced.lines.iter().all(|line| line.net_minor >= 0));
        let before = draft.clone();
        settle(&mut draft, &Families::new());
        prop_assert_eq!(before, draft);
    }

    #[test]
    fn a_gift_is_never_paid(mut draft in any_quote(), less in 0_usize..6) {
        settle(&mut draft, &Families::new());
        // Some of what earned it goes.
        if let Some(line) = draft.lines.get_mut(less).filter(|line| line.price.gift_of().is_none()) {
            line.price.optional = true;
        }
        settle(&mut draft, &Families::new());
        let priced = price_draft(&draft);
        for (line, amounts) in draft.lines.iter().zip(&priced.lines) {
            if line.price.gift_of().is_some() {
                prop_assert_eq!(amounts.net_minor, 0);
            }
            // The lines of gifts were added with these identities.
            prop_assert!(line.id.0.as_bytes()[0] < 20 || line.price.gift_of().is_some());
        }
    }

    #[test]
    fn where_the_order_is_said_it_does_not_matter_how_they_are_held(draft in any_quote()) {
        let mut other = draft.clone();
        other.promotions.reverse();
        let mut draft = draft;
        let mut gave = settle(&mut draft, &Families::new());
        let mut again = settle(&mut other, &Families::new());
        let by_id = |(id, _): &(PromotionId, Gave)| *id;
        gave.sort_by_key(by_id);
        again.sort_by_key(by_id);
        prop_assert_eq!(&draft.lines, &other.lines);
        prop_assert_eq!(gave, again);
    }

    #[test]
    fn options_never_give_more_than_they_cost(
        rates in prop::collection::vec(1_i32..=10_000, 1..4),
        amount in 1_i64..500_000,
        (quantity, probe) in (1_i64..20, 1_i64..100_000),
    ) {
        let mut held: Vec<Held> = rates.into_iter().zip(1..).map(|(rate, n)| {
            on_options(n, Benefit::Percent(Percent(rate)), &["probe"])
        }).collect();
        held.push(on_options(9, Benefit::Amount(amount), &["probe"]));
        let mut draft = quote(vec![configured(1, quantity, 50_000, &[("probe", probe), ("case", 700)])], held);
        let given: i64 = settled(&mut draft).iter().map(Gave::off_minor).sum();
        prop_assert!(given <= quantity * probe, "{given}");
    }
}
