//! Lines that are a share of other lines.

use super::*;
use crate::cpq::pricing::{LineOff, price_quote};
use crate::cpq::quotes::{figures, price_draft};
use crate::kernel::{Currency, Lang, Quantity, uuid_v7};
use proptest::prelude::*;

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn line(n: u8, charge: Charge, cents: i64, family: &str) -> QuoteLine {
    QuoteLine {
        choice: crate::cpq::quotes::LineChoice::default(),
        id: id(n),
        product_id: Some(id(n)),
        section: None,
        description: format!("Product {n}"),
        unit: "unit".into(),
        price: LineInput {
            charge,
            quantity: Quantity::ONE,
            list_price: UnitPrice(cents * 100),
            family: family.into(),
            ..LineInput::default()
        },
        configuration: None,
    }
}

fn sharing(n: u8, charge: Charge, percent: i32, of: ShareOf) -> QuoteLine {
    let mut share = line(n, charge, 0, "Services");
    share.price.kind = Some(PriceKind::Share {
        percent: Percent(percent),
        of,
    });
    share
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        subscription: crate::cpq::pricing::Subscription::default(),
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::Fr,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 24,
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

fn nets(draft: &QuoteDraft) -> Vec<i64> {
    let priced = price_draft(draft);
    priced.lines.iter().map(|line| line.net_minor).collect()
}

#[test]
fn maintenance_is_a_share_of_the_hardware_after_its_discounts() {
    let mut hardware = line(1, Charge::OneTime, 1_000_000, "Sense");
    hardware.price.discount = Percent::whole(10);
    let mut link = line(2, Charge::OneTime, 50_000, "Link");
    link.price.off = Some(LineOff::Amount(5_000));
    let of = ShareOf::Families(vec!["Sense".into(), "Link".into()]);
    let quote = draft(vec![
        sharing(3, Charge::Yearly, 1_800, of),
        hardware,
        link,
        line(4, Charge::OneTime, 777_700, "Services"),
    ]);
    // 18 % of 9,000.00 + 450.00, for two years.
    assert_eq!(nets(&quote)[0], 170_100 * 2);
    assert_eq!(base_of(&quote, 0), Some(945_000));
    assert_eq!(base_of(&quote, 1), None);
}

#[test]
fn what_recurs_counts_for_one_period_of_the_share() {
    let of_all = |charge| {
        let quote = draft(vec![
            line(1, Charge::Monthly, 10_000, ""),
            line(2, Charge::Yearly, 60_000, ""),
            line(3, Charge::OneTime, 100_000, ""),
            sharing(4, charge, 1_000, ShareOf::All),
        ]);
        price_draft(&quote).lines[3].period_net_minor
    };
    // 10 % of: 100 + 50 + 1,000; 1,200 + 600 + 1,000; 2,400 + 1,200 + 1,000.
    assert_eq!(of_all(Charge::Monthly), 11_500);
    assert_eq!(of_all(Charge::Yearly), 28_000);
    assert_eq!(of_all(Charge::OneTime), 46_000);
}

#[test]
fn shares_are_in_no_share_and_options_only_when_they_count() {
    let mut option = line(2, Charge::OneTime, 50_000, "");
    option.price.optional = true;
    let mut quote = draft(vec![
        line(1, Charge::OneTime, 100_000, ""),
        option,
        sharing(3, Charge::OneTime, 1_000, ShareOf::All),
        sharing(4, Charge::OneTime, 1_000, ShareOf::All),
    ]);
    assert_eq!(nets(&quote)[2..], [10_000, 10_000]);
    quote.lines[1].price.optional = false;
    assert_eq!(nets(&quote)[2..], [15_000, 15_000]);
}

#[test]
fn a_share_of_products_and_of_its_section() {
    let mut quote = draft(vec![
        line(1, Charge::OneTime, 100_000, ""),
        line(2, Charge::OneTime, 200_000, ""),
        sharing(3, Charge::OneTime, 1_000, ShareOf::Products(vec![id(2)])),
        sharing(4, Charge::OneTime, 1_000, ShareOf::Section),
    ]);
    let section = Some(id(9));
    quote.lines[0].section = section;
    quote.lines[3].section = section;
    assert_eq!(nets(&quote)[2..], [20_000, 10_000]);
}

#[test]
fn the_discount_of_the_document_takes_from_both() {
    let mut quote = draft(vec![
        line(1, Charge::OneTime, 100_000, ""),
        sharing(2, Charge::OneTime, 1_000, ShareOf::All),
    ]);
    quote.discount = Percent::whole(50);
    assert_eq!(nets(&quote), [50_000, 5_000]);
}

#[test]
fn a_share_of_a_credit_is_nothing_and_a_typed_price_stands() {
    let mut credit = line(1, Charge::OneTime, 100_000, "");
    credit.price.quantity = Quantity::whole(-1);
    let mut quote = draft(vec![
        credit,
        sharing(2, Charge::OneTime, 1_000, ShareOf::All),
    ]);
    assert_eq!(nets(&quote)[1], 0);
    quote.lines[1].price.manual_price = Some(UnitPrice(990_000));
    assert_eq!(nets(&quote)[1], 9_900);
}

#[test]
fn what_does_not_fit_is_said_of_the_share() {
    let mut huge = line(1, Charge::OneTime, 0, "");
    huge.price.list_price = UnitPrice(i64::MAX);
    huge.price.quantity = Quantity::whole(50);
    let quote = draft(vec![
        huge,
        sharing(2, Charge::OneTime, 10_000, ShareOf::All),
    ]);
    let priced = price_draft(&quote);
    assert_eq!(priced.lines[1].issues[0].code, "amount_too_large");
}

fn some_lines() -> impl Strategy<Value = Vec<QuoteLine>> {
    let one = (
        0_usize..3,
        0_i64..10_000_000,
        0_i32..=10_000,
        prop::option::weighted(0.4, (1_i32..=10_000, 0_usize..3)),
        prop::bool::weighted(0.2),
        0_usize..2,
    );
    prop::collection::vec(one, 1..9).prop_map(|lines| {
        (1_u8..)
            .zip(lines)
            .map(|(n, (charge, cents, off, share, optional, family))| {
                let charge = Charge::ALL[charge];
                let mut line = match share {
                    Some((percent, of)) => {
                        let family = ShareOf::Families(vec!["A".into()]);
                        let of = [ShareOf::All, ShareOf::Section, family][of].clone();
                        sharing(n, charge, percent, of)
                    }
                    None => line(n, charge, cents, ["A", "B"][family]),
                };
                line.price.discount = Percent(off);
                line.price.optional = optional;
                line
            })
            .collect()
    })
}

proptest! {
    /// What is written to the lines is what is computed without; the order of the lines says nothing;
    /// settling twice changes nothing.
    #[test]
    fn settled_or_not_a_quote_costs_the_same(lines in some_lines(), turn in 0_usize..9) {
        let mut quote = draft(lines);
        let before = price_draft(&quote);
        settle(&mut quote);
        prop_assert_eq!(price_draft(&quote), before.clone());
        let priced = price_quote(&quote.pricing_terms(), &quote.lines, &Policy::default());
        prop_assert_eq!(priced, before.clone());
        prop_assert!(settle(&mut quote).is_empty());
        let at = turn % quote.lines.len();
        quote.lines.rotate_left(at);
        prop_assert_eq!(figures(&price_draft(&quote)), figures(&before));
    }
}
