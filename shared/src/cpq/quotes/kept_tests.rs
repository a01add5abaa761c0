//! A quote whose lines hang together, by promotions, schedules, shares and formulas: what the editor prices again at a
//! keystroke is what the server prices anew.

use super::*;
use crate::cpq::pricing::{
    Added, Charge, DocumentOff, DocumentSurcharge, FormulaProduct, LineOff, LineSchedule,
    PriceKind, ScheduleAcross, ScheduleMeasure, ScheduleRule, ScheduleStep, ShareOf, Surcharge,
};
use crate::cpq::promotions::{self, Benefit, Families, Held, PromotionDraft};
use crate::kernel::{Currency, Lang, LocalText, Quantity, SalesChannel, UnitPrice, uuid_v7};
use proptest::prelude::*;

/// What is changed, at which line, by which number.
type Edit = (usize, usize, i64);

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn spring() -> Held {
    Held {
        id: id(200),
        promotion: PromotionDraft {
            name: LocalText::new("Spring", "Printemps"),
            benefit: Benefit::Amount(12_345),
            coupon: String::new(),
            active: true,
            starts_on: None,
            ends_on: None,
            product_ids: Vec::new(),
            families: Vec::new(),
            min_quantity: Some(Quantity::whole(12)),
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
        },
    }
}

/// So much off from so many units, or from so much, of all lines that follow it.
fn volume(measure: ScheduleMeasure, from: i64) -> Option<Box<LineSchedule>> {
    Some(Box::new(LineSchedule {
        schedule_id: id(201),
        name: LocalText::new("Volume", "Volume"),
        rule: ScheduleRule {
            measure,
            across: ScheduleAcross::Quote,
            steps: vec![ScheduleStep { from, value: 1_500 }],
            ..ScheduleRule::default()
        },
        measured: 0,
        lines: 0,
        earlier: 0,
    }))
}

/// Lines of every kind, by turns; which, how many and at what price.
fn line(n: u8, kind: u8, quantity: i64, cents: i64) -> QuoteLine {
    let mut price = LineInput {
        charge: Charge::ALL[usize::from(n) % 3],
        quantity: Quantity::whole(quantity),
        list_price: UnitPrice(cents * 100),
        tax: Tax::standard(Percent::whole(if n.is_multiple_of(2) { 20 } else { 10 })),
        family: "Software".into(),
        ..LineInput::default()
    };
    match kind {
        0 => price.schedule = volume(ScheduleMeasure::Quantity, 400_000),
        1 => price.schedule = volume(ScheduleMeasure::Spend, 5_000_000),
        2 => {
            price.kind = Some(PriceKind::Share {
                percent: Percent::whole(18),
                of: ShareOf::All,
            });
        }
        3 => {
            price.kind = Some(PriceKind::Formula {
                text: "10 + 2 * quantity".into(),
                products: vec![FormulaProduct {
                    sku: "P-1".into(),
                    product_id: id(1),
                    price: Some(UnitPrice(390_000)),
                }],
            });
        }
        4 => {
            price.surcharges = vec![Surcharge {
                reason: String::new(),
                code: "FC".into(),
                added: Added::Percent(Percent::whole(2)),
            }];
        }
        5 => price.off = Some(LineOff::Amount(1_000)),
        6 => price.optional = true,
        _ => {}
    }
    QuoteLine {
        id: id(n),
        product_id: Some(id(n)),
        section: None,
        description: format!("Product {n}"),
        unit: "unit".into(),
        price,
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

fn some_lines() -> impl Strategy<Value = Vec<QuoteLine>> {
    prop::collection::vec((0_u8..9, 1_i64..40, 1_i64..200_000), 1..9).prop_map(|lines| {
        let lines = lines.into_iter().zip(1_u8..);
        lines
            .map(|((kind, quantity, cents), n)| line(n, kind, quantity, cents))
            .collect()
    })
}

fn draft(lines: Vec<QuoteLine>, promoted: bool) -> QuoteDraft {
    QuoteDraft {
        subscription: crate::cpq::pricing::Subscription::default(),
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        channel: SalesChannel::Direct,
        currency: Currency::EUR,
        language: Lang::En,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 12,
        payment_days: None,
        discount: Percent(250),
        off: None,
        promotions: if promoted { vec![spring()] } else { Vec::new() },
        introduction: String::new(),
        terms: String::new(),
        surcharges: vec![DocumentSurcharge {
            surcharge: Surcharge {
                reason: String::new(),
                code: "DL".into(),
                added: Added::Percent(Percent::whole(1)),
            },
            tax: Tax::standard(Percent::whole(20)),
        }],
        clauses: Vec::new(),
        sections: Vec::new(),
        custom: crate::platform::fields::CustomValues::default(),
        lines,
    }
}

fn edit(draft: &mut QuoteDraft, (what, at, number): Edit, n: u8) {
    let at = at % draft.lines.len().max(1);
    match what {
        0 => draft
            .lines
            .insert(at, line(n, n % 9, 1 + number % 40, number)),
        1 => draft.discount = Percent(i32::try_from(number % 10_001).unwrap()),
        2 => draft.off = Some(DocumentOff::Amount(number)),
        3 => draft.off = None,
        4 => draft.term_months = 1 + u32::try_from(number % 36).unwrap(),
        5 => draft.promotions.clear(),
        6 => draft.promotions = vec![spring()],
        _ if draft.lines.is_empty() => {}
        7 => drop(draft.lines.remove(at)),
        8 => draft.lines.rotate_left(at),
        9 => draft.lines[at].price.optional = number % 2 == 0,
        10 => draft.lines[at].price.discount = Percent(i32::try_from(number % 10_001).unwrap()),
        _ => draft.lines[at].price.quantity = Quantity::whole(1 + number % 40),
    }
}

/// What lies across lines is written to them, in the order of the editor.
fn settle(draft: &mut QuoteDraft, kept: &Kept) {
    formulas::settle(draft);
    schedules::settle(draft);
    promotions::settle(draft, &Families::new());
    let mut anew = draft.clone();
    let changed = shares::settle(&mut anew);
    assert_eq!(shares::resettle(draft, kept), changed);
    assert_eq!(*draft, anew);
}

proptest! {
    #[test]
    fn repricing_a_quote_equals_pricing_it_anew(
        lines in some_lines(),
        promoted in any::<bool>(),
        turns in prop::collection::vec(
            prop::collection::vec((0..13_usize, 0..9_usize, 1_i64..200_000), 1..4), 1..5,
        ),
    ) {
        let mut draft = draft(lines, promoted);
        let mut kept = Kept::default();
        let mut n = 20_u8;
        for edits in turns {
            for one in edits {
                n += 1;
                edit(&mut draft, one, n);
            }
            // Before anything follows, as a save or an open plan may ask for it.
            prop_assert_eq!(reprice_draft(&draft, &kept), price_draft(&draft));
            settle(&mut draft, &kept);
            keep_lines(&draft, &mut kept);
            prop_assert_eq!(reprice_draft(&draft, &kept), price_draft(&draft));
        }
    }
}

/// What a keystroke costs: one line of ten thousand is priced, however many ask for the whole.
#[test]
fn a_keystroke_in_one_line_prices_that_line() {
    let lines = (0..10_000_u128)
        .map(|n| {
            let mut own = line(1, 8, 3, 4_990);
            own.id = QuoteLineId(uuid::Uuid::from_u128(n + 1));
            own
        })
        .collect();
    let mut draft = draft(lines, false);
    let mut kept = Kept::default();
    assert_eq!(keep_lines(&draft, &mut kept), 10_000);
    draft.lines[4_711].price.discount = Percent::whole(5);
    assert_eq!(keep_lines(&draft, &mut kept), 1);
    assert_eq!(keep_lines(&draft, &mut kept), 0);
    assert_eq!(reprice_draft(&draft, &kept), price_draft(&draft));
}
