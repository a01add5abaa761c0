//! What promotions give to the lines of a quote.

use super::*;
use crate::cpq::pricing::LineInput;
use crate::cpq::promotions::{Occasion, Taken, coupon_key, untrusted, validate_promotion};
use crate::cpq::quotes::price_draft;
use crate::kernel::{Currency, Lang, LocalText, Percent, Quantity, QuoteLineId, UnitPrice};
use chrono::NaiveDate;
use uuid::Uuid;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

pub(in crate::cpq::promotions) fn product(n: u8) -> ProductId {
    ProductId(Uuid::from_bytes([n; 16]))
}

pub(in crate::cpq::promotions) fn line(n: u8, quantity: i64, cents: i64) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(Uuid::from_bytes([n; 16])),
        product_id: Some(product(n)),
        section: None,
        description: format!("Product {n}"),
        unit: "unit".into(),
        price: LineInput {
            quantity: Quantity::whole(quantity),
            list_price: UnitPrice(cents * 100),
            ..LineInput::default()
        },
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

pub(in crate::cpq::promotions) fn promotion(benefit: Benefit) -> PromotionDraft {
    PromotionDraft {
        name: LocalText::new("Spring", "Printemps"),
        benefit,
        coupon: String::new(),
        active: true,
        starts_on: None,
        ends_on: None,
        product_ids: Vec::new(),
        families: Vec::new(),
        min_quantity: None,
        min_minor: None,
        segments: Vec::new(),
        price_book_id: None,
        currency: Some(Currency::EUR),
        exclusive: false,
        priority: 0,
        uses: None,
        options: Vec::new(),
        gift_name: LocalText::default(),
        budget_minor: None,
    }
}

pub(in crate::cpq::promotions) fn held(n: u8, promotion: PromotionDraft) -> Held {
    Held {
        id: PromotionId(Uuid::from_bytes([n; 16])),
        promotion,
    }
}

pub(in crate::cpq::promotions) fn quote(
    lines: Vec<QuoteLine>,
    promotions: Vec<Held>,
) -> QuoteDraft {
    QuoteDraft {
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: day(23),
        valid_until: day(30),
        term_months: 12,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions,
        subscription: crate::cpq::pricing::Subscription::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

pub(in crate::cpq::promotions) fn percent(rate: i32) -> PromotionDraft {
    promotion(Benefit::Percent(Percent::whole(rate)))
}

pub(in crate::cpq::promotions) fn net(draft: &QuoteDraft) -> i64 {
    price_draft(draft).totals.net_minor
}

#[test]
fn a_percentage_lowers_what_it_is_for() {
    let mut ten = percent(10);
    ten.families = vec!["licences".into()];
    ten.product_ids = vec![product(2)];
    let mut draft = quote(
        vec![line(1, 2, 10_000), line(2, 1, 999), line(3, 1, 5_000)],
        vec![held(9, ten)],
    );
    let families = Families::from([(product(1), "licences".into())]);
    let gave = settle(&mut draft, &families);
    assert_eq!(gave[0].1, Gave::Off(2_100));
    assert_eq!(net(&draft), 25_999 - 2_100);
    assert!(draft.lines[2].price.promotions.is_empty());
    assert_eq!(draft.lines[0].price.promotions[0].name.en, "Spring");
}

#[test]
fn an_amount_is_shared_to_the_cent_and_never_exceeds_the_lines() {
    let hundred = held(9, promotion(Benefit::Amount(10_000)));
    let mut draft = quote(
        vec![line(1, 1, 3_333), line(2, 1, 3_333), line(3, 1, 33_334)],
        vec![hundred],
    );
    settle(&mut draft, &Families::new());
    assert_eq!(net(&draft), 30_000);
    draft.lines.truncate(1);
    assert_eq!(settle(&mut draft, &Families::new())[0].1, Gave::Off(3_333));
    assert_eq!(net(&draft), 0);
}

#[test]
fn every_full_set_of_bought_and_given_units_counts() {
    let free = Benefit::BuyGet {
        buy: 2,
        get: 1,
        percent: Percent::HUNDRED,
    };
    for (units, paid) in [(2, 2), (3, 2), (5, 4), (6, 4), (9, 6), (11, 8)] {
        let mut draft = quote(vec![line(1, units, 1_000)], vec![held(9, promotion(free))]);
        settle(&mut draft, &Families::new());
        assert_eq!(net(&draft), paid * 1_000, "{units} units");
    }
}

#[test]
fn thresholds_typed_prices_and_options() {
    let mut many = percent(10);
    many.min_quantity = Some(Quantity::whole(3));
    many.min_minor = Some(20_000);
    let mut draft = quote(vec![line(1, 2, 10_000)], vec![held(9, many)]);
    let none = Families::new();
    assert_eq!(settle(&mut draft, &none)[0].1, Gave::NotReached);
    draft.lines[0].price.quantity = Quantity::whole(3);
    assert_eq!(settle(&mut draft, &none)[0].1, Gave::Off(3_000));
    draft.lines[0].price.optional = true;
    assert_eq!(settle(&mut draft, &none)[0].1, Gave::NotReached);
    draft.lines[0].price.optional = false;
    draft.lines[0].price.manual_price = Some(UnitPrice(1));
    assert_eq!(settle(&mut draft, &none)[0].1, Gave::NotReached);
    assert!(draft.lines[0].price.promotions.is_empty());
}

#[test]
fn order_and_standing_alone() {
    let lines = || vec![line(1, 1, 10_000)];
    let (mut first, second) = (percent(10), percent(20));
    first.priority = 1;
    let mut draft = quote(
        lines(),
        vec![held(2, second.clone()), held(1, first.clone())],
    );
    settle(&mut draft, &Families::new());
    let steps = &draft.lines[0].price.promotions;
    assert_eq!((steps[0].off_minor, steps[1].off_minor), (1_000, 1_800));
    first.exclusive = true;
    let mut draft = quote(lines(), vec![held(2, second), held(1, first)]);
    let gave = settle(&mut draft, &Families::new());
    let alone = PromotionId(Uuid::from_bytes([1; 16]));
    assert_eq!(gave[0].1, Gave::NotBeside(alone));
    assert_eq!(gave[1].1, Gave::Off(1_000));
}

#[test]
fn a_forged_promotion_is_found() {
    let real = held(1, percent(10));
    let forged = held(1, percent(90));
    let saved = quote(Vec::new(), vec![real.clone()]);
    let asked = |promotions| quote(Vec::new(), promotions);
    let own = asked(vec![real.clone()]);
    assert_eq!(untrusted(&own, &saved, &[]), None);
    let lie = asked(vec![forged.clone()]);
    assert_eq!(untrusted(&lie, &saved, &[]), Some(&forged));
    let twice = asked(vec![real.clone(), real.clone()]);
    assert_eq!(untrusted(&twice, &saved, &[]), Some(&real));
    let mut other_day = own.clone();
    other_day.issued_on = day(24);
    assert_eq!(untrusted(&other_day, &saved, &[]), Some(&real));
    assert_eq!(
        untrusted(&other_day, &saved, std::slice::from_ref(&real)),
        None
    );
}

#[test]
fn a_coupon_answers_why_not() {
    let occasion = Occasion {
        currency: Currency::EUR,
        price_book_id: None,
        day: day(23),
        segment: "retail",
    };
    let why = |change: fn(&mut PromotionDraft), uses| {
        let used = Taken {
            uses,
            given_minor: 500,
        };
        let mut some = percent(10);
        change(&mut some);
        some.refusal(&occasion, used)
            .map(|issue| issue.code.to_string())
    };
    let code = |text: &str| Some(text.to_owned());
    assert_eq!(why(|_| {}, 7), None);
    assert_eq!(why(|p| p.active = false, 0), code("coupon_unknown"));
    assert_eq!(
        why(|p| p.ends_on = Some(day(22)), 0),
        code("coupon_expired")
    );
    assert_eq!(
        why(|p| p.starts_on = Some(day(24)), 0),
        code("coupon_not_yet")
    );
    assert_eq!(
        why(|p| p.currency = Some(Currency::USD), 0),
        code("coupon_other_currency")
    );
    assert_eq!(
        why(|p| p.segments = vec!["banking".into()], 0),
        code("coupon_not_for_customer")
    );
    assert_eq!(why(|p| p.uses = Some(7), 7), code("coupon_used_up"));
    assert_eq!(why(|p| p.uses = Some(7), 6), None);
    let spent = |p: &mut PromotionDraft| p.budget_minor = Some(500);
    assert_eq!(why(spent, 0), code("coupon_used_up"));
    assert_eq!(why(|p| p.budget_minor = Some(501), 0), None);
    assert_eq!(coupon_key(" spring 26 "), "SPRING26");
}

#[test]
fn what_may_be_saved() {
    let codes = |change: fn(&mut PromotionDraft)| {
        let mut some = percent(10);
        change(&mut some);
        validate_promotion(&some)
            .into_iter()
            .map(|issue| {
                (
                    issue.code.to_string(),
                    issue.field.unwrap_or_default().to_string(),
                )
            })
            .collect::<Vec<_>>()
    };
    let one = |code: &str, field: &str| vec![(code.to_owned(), field.to_owned())];
    assert_eq!(codes(|_| {}), []);
    assert_eq!(
        codes(|p| p.name = LocalText::default()),
        one("required", "name")
    );
    assert_eq!(
        codes(|p| p.benefit = Benefit::Percent(Percent(0))),
        one("percent_out_of_range", "benefit")
    );
    assert_eq!(
        codes(|p| {
            p.benefit = Benefit::Amount(100);
            p.currency = None;
        }),
        one("required", "currency")
    );
    assert_eq!(
        codes(|p| p.coupon = "ab c".into()),
        one("coupon_form", "coupon")
    );
    assert_eq!(codes(|p| p.uses = Some(0)), one("not_positive", "uses"));
    assert_eq!(
        codes(|p| {
            p.starts_on = Some(day(2));
            p.ends_on = Some(day(1));
        }),
        one("ends_before_start", "ends_on")
    );
}
