//! One discount over several lines, whatever the lines.

use super::*;
use crate::cpq::pricing::{AgreedPrice, Contracted, Granted, LineTerm, PriceKind, Ramp, ShareOf};
use crate::cpq::pricing::{GiftUnits, Subscription};
use crate::cpq::quotes::LineChoice;
use crate::kernel::{Lang, LocalText, Quantity, SalesChannel, uuid_v7};
use proptest::prelude::*;

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn line(n: u8, quantity: i64, price: i64) -> QuoteLine {
    QuoteLine {
        id: id(n),
        product_id: None,
        section: None,
        description: format!("Line {n}"),
        unit: String::new(),
        price: LineInput {
            quantity: Quantity(quantity),
            list_price: UnitPrice(price),
            ..LineInput::default()
        },
        configuration: None,
        choice: LineChoice::default(),
    }
}

fn euros(n: u8, price: i64) -> QuoteLine {
    line(n, Quantity::ONE.0, price * 10_000)
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        subscription: Subscription::default(),
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 12,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions: Vec::new(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

fn all(draft: &QuoteDraft) -> BTreeSet<QuoteLineId> {
    draft.lines.iter().map(|line| line.id).collect()
}

fn code(answer: Result<BulkPlan, Issue>) -> String {
    answer.unwrap_err().code.into_owned()
}

/// What each line comes to after a plan, by its id.
fn nets(quote: &QuoteDraft, plan: &BulkPlan) -> std::collections::BTreeMap<QuoteLineId, i64> {
    let mut then = quote.clone();
    apply(&mut then.lines, &plan.taken);
    let priced = price_draft(&then);
    let lines = then.lines.iter().zip(priced.lines);
    lines
        .map(|(line, amounts)| (line.id, amounts.period_net_minor))
        .collect()
}

#[test]
fn an_amount_is_shared_by_what_the_lines_come_to() {
    let mut quote = draft(vec![
        euros(1, 100),
        euros(2, 100),
        euros(3, 100),
        euros(4, 7),
    ]);
    // A discount the line had before is replaced.
    quote.lines[0].price.discount = Percent::whole(50);
    let three = [1, 2, 3].map(id).into();
    let plan = plan(&quote, &three, BulkOff::Amount(10_000)).unwrap();
    let off: Vec<_> = plan.taken.iter().map(|taken| taken.off).collect();
    assert_eq!(
        off,
        [3_334, 3_333, 3_333].map(|minor| Some(LineOff::Amount(minor)))
    );
    assert_eq!(plan.before, [(Charge::OneTime, 25_000)]);
    assert_eq!(plan.after, [(Charge::OneTime, 20_000)]);
    assert_eq!(nets(&quote, &plan)[&id(4)], 700, "not selected");
}

#[test]
fn a_wanted_total_is_met_down_to_nothing() {
    // 3 × 0.3333 is a little less than the euro it is rounded to.
    let quote = draft(vec![line(1, 30_000, 3_333), euros(2, 5)]);
    for total in [600, 599, 1, 0] {
        let plan = plan(&quote, &all(&quote), BulkOff::Total(total)).unwrap();
        assert_eq!(plan.after, [(Charge::OneTime, total)]);
    }
    let above = plan(&quote, &all(&quote), BulkOff::Total(601)).unwrap_err();
    assert_eq!(above.code, "wanted_total_above");
    assert_eq!(
        code(plan(&quote, &all(&quote), BulkOff::Amount(601))),
        "discount_above_total"
    );
    assert_eq!(
        code(plan(&quote, &all(&quote), BulkOff::Amount(-1))),
        "negative"
    );
}

#[test]
fn what_is_charged_otherwise_shares_percentages_only() {
    let mut quote = draft(vec![euros(1, 100), euros(2, 10)]);
    quote.lines[1].price.charge = Charge::Monthly;
    let ten = plan(&quote, &all(&quote), BulkOff::Percent(Percent::whole(10))).unwrap();
    assert_eq!(
        ten.after,
        [(Charge::OneTime, 9_000), (Charge::Monthly, 900)]
    );
    assert_eq!(
        code(plan(&quote, &all(&quote), BulkOff::Amount(100))),
        "bulk_charges_differ"
    );
    assert_eq!(
        code(plan(
            &quote,
            &all(&quote),
            BulkOff::Percent(Percent(10_001))
        )),
        "percent_out_of_range"
    );
}

#[test]
fn lines_that_take_no_discount_are_named_with_their_reason() {
    let mut quote = draft((1..=6).map(|n| euros(n, 100)).collect());
    quote.lines[0].price.contracted = Some(Contracted {
        agreement_id: id(90),
        name: "Frame".into(),
        price: AgreedPrice::Fixed(UnitPrice(900_000)),
    });
    quote.lines[1].price.promotions = vec![Granted {
        promotion_id: id(91),
        name: LocalText::default(),
        off_minor: 10_000,
        gift: Some(GiftUnits {
            units: Quantity::ONE,
            alone: true,
        }),
    }];
    quote.lines[2].price.kind = Some(PriceKind::Share {
        percent: Percent::whole(18),
        of: ShareOf::All,
    });
    quote.lines[3].price.list_price = UnitPrice(0);
    quote.lines[4].price.term = Some(Box::new(LineTerm {
        ramps: vec![Ramp::default()],
        ..LineTerm::default()
    }));
    let of = |ask| {
        let plan = plan(&quote, &all(&quote), ask).unwrap();
        let why = plan.spared.iter().map(|one| one.why.code.to_string());
        (plan.taken.len(), why.collect::<Vec<_>>())
    };
    let always = [
        "bulk_contracted",
        "bulk_gift",
        "bulk_share",
        "nothing_to_discount",
    ];
    assert_eq!(
        of(BulkOff::Percent(Percent::whole(5))),
        (2, always.map(str::to_owned).to_vec())
    );
    let (taken, why) = of(BulkOff::Amount(500));
    assert_eq!(taken, 1);
    assert_eq!(why.last().map(String::as_str), Some("bulk_ramped"));
    // With a price a person typed, nothing agreed is in force any more.
    quote.lines[0].price.manual_price = Some(UnitPrice(1_000_000));
    let plan = plan(&quote, &[id(1)].into(), BulkOff::Amount(500)).unwrap();
    assert_eq!(plan.after, [(Charge::OneTime, 9_500)]);
    // A line that is left out alone leaves nothing to be done.
    let nothing = super::plan(&quote, &[id(2)].into(), BulkOff::Total(1)).unwrap();
    assert!(nothing.taken.is_empty() && nothing.spared.len() == 1);
}

#[test]
fn options_are_marked_but_not_gifts_nor_alternatives() {
    let mut quote = draft(vec![euros(1, 1), euros(2, 1), euros(3, 1)]);
    quote.lines[1].choice.alternatives = Some(id(80));
    let picked = [1, 2].map(id).into();
    let spared = set_optional(&mut quote.lines, &picked, true);
    assert_eq!(spared.len(), 1);
    assert_eq!(spared[0].why.code, "bulk_alternative");
    let optional = quote.lines.iter().map(|line| line.price.optional);
    assert_eq!(optional.collect::<Vec<_>>(), [true, false, false]);
    set_optional(&mut quote.lines, &picked, false);
    assert!(!quote.lines[0].price.optional);
}

fn any_lines() -> impl Strategy<Value = Vec<QuoteLine>> {
    let one = (
        1_i64..500_000,
        0_i64..50_000_000,
        0_i32..=10_000,
        any::<bool>(),
    );
    proptest::collection::vec(one, 1..20).prop_map(|parts| {
        let lines = parts.into_iter().zip(1_u8..);
        lines
            .map(|((quantity, price, rate, optional), n)| {
                let mut line = line(n, quantity, price);
                line.price.discount = Percent(rate);
                line.price.optional = optional;
                line
            })
            .collect()
    })
}

proptest! {
    // To the cent, nothing below zero, and no line changes that is not named.
    #[test]
    fn any_total_and_any_amount_is_met(lines in any_lines(), part in 0_i64..=1_000, total in any::<bool>()) {
        let quote = draft(lines);
        let whole = plan(&quote, &all(&quote), BulkOff::Amount(0)).unwrap();
        let sum = whole.after.first().map_or(0, |(_, minor)| *minor);
        let minor = i64::try_from(i128::from(sum) * i128::from(part) / 1_000).unwrap();
        let ask = if total { BulkOff::Total(minor) } else { BulkOff::Amount(minor) };
        let plan = plan(&quote, &all(&quote), ask).unwrap();
        prop_assert_eq!(plan.taken.len() + plan.spared.len(), quote.lines.len());
        let nets = nets(&quote, &plan);
        let reached: i64 = plan.taken.iter().map(|taken| nets[&taken.line]).sum();
        if !plan.taken.is_empty() {
            prop_assert_eq!(reached, if total { minor } else { sum - minor });
        }
        prop_assert!(nets.values().all(|net| *net >= 0));
    }

    // Each line has the same discount wherever it stands.
    #[test]
    fn the_order_of_the_lines_does_not_matter(lines in any_lines(), by in 0_usize..20, part in 0_i64..=1_000) {
        let quote = draft(lines);
        let mut other = quote.clone();
        let count = other.lines.len();
        other.lines.rotate_left(by % count);
        other.lines.reverse();
        let sum = plan(&quote, &all(&quote), BulkOff::Amount(0)).unwrap().after;
        let minor = sum.first().map_or(0, |(_, minor)| minor * part / 1_000);
        let of = |quote: &QuoteDraft| plan(quote, &all(quote), BulkOff::Amount(minor)).unwrap().taken;
        prop_assert_eq!(of(&quote), of(&other));
    }
}
