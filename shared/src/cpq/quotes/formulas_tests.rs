//! Lines whose price a formula says.

use super::*;
use crate::cpq::models::{Configuration, Pick};
use crate::cpq::pricing::{Charge, Policy, StepCode, Tax, Used, waterfall};
use crate::cpq::quotes::rules::{counts_unpriced, missing};
use crate::cpq::quotes::{LineChoice, QuantityLimits, price_draft};
use crate::cpq::rooms::{Choice, with_choice};
use crate::kernel::{Currency, Lang, Percent, Quantity, uuid_v7};

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn line(n: u8, quantity: i64, price: i64) -> QuoteLine {
    QuoteLine {
        choice: LineChoice::default(),
        id: id(n),
        product_id: Some(id(n)),
        section: None,
        description: format!("Product {n}"),
        unit: "unit".into(),
        price: LineInput {
            charge: Charge::OneTime,
            quantity: Quantity::whole(quantity),
            list_price: UnitPrice(price * 10_000),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        },
        configuration: None,
    }
}

/// Two cabinets of 1,200 with three sensors at 40.00 beside them.
fn draft(text: &str) -> QuoteDraft {
    let mut cabinet = line(1, 2, 0);
    cabinet.price.kind = Some(PriceKind::Formula {
        text: text.into(),
        products: vec![FormulaProduct {
            sku: "SEN-1".into(),
            product_id: id(2),
            price: Some(UnitPrice(390_000)),
        }],
    });
    cabinet.configuration = Some(Configuration {
        model_id: id(9),
        number: 1,
        hash: String::new(),
        choices: Vec::new(),
        answers: Vec::new(),
        values: vec![Pick::new("length", "1200")],
        summary: Vec::new(),
        prices: Vec::new(),
    });
    QuoteDraft {
        subscription: crate::cpq::pricing::Subscription::default(),
        title: "Offer".into(),
        account_id: Some(id(7)),
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
        lines: vec![cabinet, line(2, 3, 40)],
    }
}

const TEXT: &str =
    "100 + number(\"length\") / 10 + price(\"SEN-1\") * quantity(\"SEN-1\") / quantity";

#[test]
fn a_line_costs_what_its_formula_says() {
    let mut draft = draft(TEXT);
    // 100 + 120 + 39 × 3 / 2: the price the book had, not the one on the other line.
    let priced = price_draft(&draft);
    assert_eq!(priced.lines[0].list_minor, 55_700);
    assert_eq!(priced.totals.net_minor, 55_700 + 12_000);
    assert_eq!(settle(&mut draft), [0]);
    assert_eq!(draft.lines[0].price.list_price, UnitPrice(2_785_000));
    assert!(settle(&mut draft).is_empty());
    assert_eq!(
        price_draft(&draft),
        priced,
        "computed anew at every pricing"
    );
    // Half a dozen beside it; those nobody chose are not beside it.
    draft.lines[1].price.quantity = Quantity::whole(6);
    assert_eq!(price_draft(&draft).lines[0].list_minor, 67_400);
    draft.lines[1].price.optional = true;
    assert_eq!(price_draft(&draft).lines[0].list_minor, 44_000);
    let steps = waterfall(
        &draft.pricing_terms(),
        &draft.lines[0].price,
        &priced.lines[0],
        &Policy::default(),
    );
    assert_eq!(steps[0].code, StepCode::List);
    let text = TEXT.to_owned();
    assert_eq!(steps[0].used, Some(Used::Formula { text }));
    let said: Vec<String> = answers(&draft, 0)
        .into_iter()
        .map(|(asked, _)| asked.written())
        .collect();
    assert_eq!(
        said,
        [
            "number(\"length\")",
            "price(\"SEN-1\")",
            "quantity(\"SEN-1\")",
            "quantity"
        ]
    );
}

#[test]
fn what_has_no_price_is_saved_and_not_sent() {
    let mut draft = draft(TEXT);
    draft.lines[0].configuration = None;
    let priced = price_draft(&draft);
    let codes = |draft: &QuoteDraft| {
        let found = missing(draft, &price_draft(draft));
        let codes = found.into_iter().map(|issue| issue.code.to_string());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(priced.lines[0].issues[0].code, "formula_waits");
    assert_eq!(priced.lines[0].list_minor, 0);
    assert_eq!(codes(&draft), ["formula_waits"]);
    // A price a person typed is missed by nobody.
    draft.lines[0].price.manual_price = Some(UnitPrice(10_000));
    assert!(codes(&draft).is_empty());
    let nothing = super::tests::draft("1 / (quantity - 2)");
    assert_eq!(codes(&nothing), ["formula_no_price"]);
}

#[test]
fn a_formula_follows_what_the_customer_chooses() {
    let mut draft = draft(TEXT);
    settle(&mut draft);
    draft.lines[1].choice.limits = Some(QuantityLimits {
        min: Quantity::whole(1),
        max: Quantity::whole(10),
    });
    let choice = Choice {
        quantities: [(draft.lines[1].id, Quantity::whole(6))].into(),
        ..Choice::default()
    };
    let chosen = with_choice(&draft, &choice, &Default::default()).unwrap();
    assert_eq!(chosen.lines[0].price.list_price, UnitPrice(3_370_000));
}

#[test]
fn a_quantity_without_a_price_is_not_one_that_costs_nothing() {
    // A price for two, none for five.
    let mut draft = draft("100 / (5 - quantity)");
    draft.lines[0].choice.limits = Some(QuantityLimits {
        min: Quantity::whole(1),
        max: Quantity::whole(10),
    });
    assert!(missing(&draft, &price_draft(&draft)).is_empty());
    let take = |draft: &QuoteDraft, units: i64| {
        let choice = Choice {
            quantities: [(draft.lines[0].id, Quantity::whole(units))].into(),
            ..Choice::default()
        };
        let chosen = with_choice(draft, &choice, &Default::default()).unwrap();
        counts_unpriced(&chosen, &price_draft(&chosen))
    };
    assert!(take(&draft, 5));
    assert!(take(&draft, 6), "below nothing");
    assert!(!take(&draft, 4));
    draft.lines[0].price.optional = true;
    assert!(!take(&draft, 5), "nobody takes it");
}
