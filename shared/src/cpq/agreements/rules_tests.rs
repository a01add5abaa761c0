//! Nearest account, latest start, and nothing forged.

use super::*;
use crate::cpq::agreements::Agreement;
use crate::cpq::pricing::{
    LineInput, Policy, StepCode, Terms, Tier, TierMode, price_quote, waterfall,
};
use crate::kernel::{
    AccountId, AgreementId, LocalText, Named, Percent, Quantity, QuoteLineId, UnitPrice,
};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn product() -> ProductId {
    ProductId(Uuid::from_u128(7))
}

fn row(id: u128, level: u32, price: AgreedPrice, from: &str, to: &str) -> AgreementRow {
    AgreementRow {
        agreement: Agreement {
            id: AgreementId(Uuid::from_u128(id)),
            account_id: AccountId(Uuid::from_u128(u128::from(level))),
            draft: AgreementDraft {
                name: format!("Agreement {id}"),
                product_id: product(),
                charge: Charge::Monthly,
                currency: Currency::EUR,
                price,
                starts_on: from.parse().ok(),
                ends_on: to.parse().ok(),
            },
            version: 1,
        },
        level,
        account: Named::new(AccountId(Uuid::from_u128(u128::from(level))), "Acme"),
        sku: "LIC".into(),
        product: LocalText::new("Licence", "Licence"),
    }
}

fn fixed(cents: i64) -> AgreedPrice {
    AgreedPrice::Fixed(UnitPrice(cents * 100))
}

fn line(id: u128, contracted: Option<Contracted>) -> QuoteLine {
    QuoteLine {
        id: QuoteLineId(Uuid::from_u128(id)),
        product_id: Some(product()),
        section: None,
        description: "Licence".into(),
        unit: "user".into(),
        price: LineInput {
            charge: Charge::Monthly,
            quantity: Quantity::whole(20),
            list_price: UnitPrice(1_000_000),
            contracted,
            tier_mode: TierMode::Volume,
            tiers: vec![Tier {
                from: Quantity::whole(10),
                unit_price: UnitPrice(900_000),
            }],
            floor: Some(UnitPrice(800_000)),
            ..LineInput::default()
        },
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

fn first(rows: &[AgreementRow], on: &str) -> Option<Contracted> {
    let found = offers(rows, Currency::EUR, day(on));
    assert!(found.len() <= 1, "one price per product and charge");
    found.into_iter().next().map(|offer| offer.contracted)
}

#[test]
fn the_nearest_account_wins_within_its_days() {
    let rows = [
        row(1, 2, fixed(6_000), "", ""),
        row(2, 1, fixed(7_000), "2026-01-01", "2026-06-30"),
        row(3, 0, fixed(8_000), "2026-03-01", "2026-03-31"),
    ];
    let price = |on| first(&rows, on).map(|found| found.price);
    assert_eq!(price("2025-12-31"), Some(fixed(6_000)));
    assert_eq!(price("2026-01-01"), Some(fixed(7_000)));
    assert_eq!(price("2026-03-31"), Some(fixed(8_000)));
    assert_eq!(price("2026-04-01"), Some(fixed(7_000)));
    assert_eq!(price("2026-07-01"), Some(fixed(6_000)));
    assert!(offers(&rows, Currency::USD, day("2026-03-01")).is_empty());
    let other = offer_for(
        &offers(&rows, Currency::EUR, day("2026-03-01")),
        Some(product()),
        Charge::OneTime,
    )
    .cloned();
    assert_eq!(other, None, "a monthly price is not a price to buy at");
}

#[test]
fn agreements_of_one_thing_do_not_overlap() {
    let of = |from, to| row(1, 0, fixed(1), from, to).agreement.draft;
    assert!(collides(&of("", ""), &of("2026-01-01", "2026-02-01")));
    assert!(collides(&of("2026-02-01", ""), &of("", "2026-02-01")));
    assert!(!collides(&of("2026-02-02", ""), &of("", "2026-02-01")));
    let mut dollars = of("", "");
    dollars.currency = Currency::USD;
    assert!(!collides(&of("", ""), &dollars));
}

#[test]
fn what_is_typed_is_checked() {
    let mut draft = row(
        1,
        0,
        AgreedPrice::PercentOff(Percent(0)),
        "2026-02-01",
        "2026-01-01",
    )
    .agreement
    .draft;
    draft.name = " ".into();
    let codes: Vec<_> = validate_agreement(&draft)
        .into_iter()
        .map(|issue| issue.code)
        .collect();
    assert_eq!(
        codes,
        ["required", "percent_out_of_range", "ends_before_start"]
    );
}

#[test]
fn nothing_forged_is_believed_and_a_line_keeps_its_price() {
    let in_force = offers(
        &[row(1, 0, fixed(8_000), "", "")],
        Currency::EUR,
        day("2026-03-01"),
    );
    let held = in_force[0].contracted.clone();
    let old = Contracted {
        price: fixed(8_500),
        ..held.clone()
    };
    let forged = Contracted {
        price: fixed(1),
        ..held.clone()
    };
    // A new line takes what is in force, whatever it says.
    assert_eq!(
        trusted(&line(1, Some(forged.clone())), &[], &in_force),
        Some(held.clone())
    );
    assert_eq!(trusted(&line(1, None), &[], &in_force), Some(held.clone()));
    // A saved line keeps what it was saved with, until it asks for what is in force.
    let saved = [line(1, Some(old.clone()))];
    assert_eq!(
        trusted(&line(1, Some(old.clone())), &saved, &in_force),
        Some(old.clone())
    );
    assert_eq!(
        trusted(&line(1, Some(forged)), &saved, &in_force),
        Some(old.clone())
    );
    assert_eq!(
        trusted(&line(1, Some(held.clone())), &saved, &in_force),
        Some(held)
    );
    // Its copy may have it too; a line typed freely has none.
    assert_eq!(
        trusted(&line(2, Some(old.clone())), &saved, &in_force),
        Some(old.clone())
    );
    let mut free = line(3, Some(old));
    free.product_id = None;
    assert_eq!(trusted(&free, &saved, &in_force), None);
}

fn terms() -> Terms {
    Terms {
        currency: Currency::EUR,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: crate::cpq::pricing::Subscription::default(),
    }
}

#[test]
fn the_waterfall_names_the_agreement_and_its_price_needs_nobody() {
    let held = |price| Contracted {
        agreement_id: AgreementId(Uuid::from_u128(1)),
        name: "Frame".into(),
        price,
    };
    // Fixed: tiers do not matter, and the floor of 80 asks nobody about an agreed 75.
    let mut agreed = line(1, Some(held(fixed(7_500)))).price;
    let quote = price_quote(&terms(), std::slice::from_ref(&agreed), &Policy::default());
    let steps = waterfall(&terms(), &agreed, &quote.lines[0], &Policy::default());
    let codes: Vec<StepCode> = steps.iter().map(|step| step.code).collect();
    assert_eq!(
        codes[..3],
        [StepCode::List, StepCode::Contracted, StepCode::Term]
    );
    assert_eq!(steps[1].name.as_deref(), Some("Frame"));
    assert_eq!(steps[1].amount_minor, 20 * 7_500);
    assert_eq!(quote.totals.net_minor, 12 * 20 * 7_500);
    assert_eq!(
        quote.totals.discount_bp, 0,
        "an agreed price is no discount"
    );
    assert!(quote.lines[0].issues.is_empty());
    agreed.discount = Percent::whole(1);
    let quote = price_quote(&terms(), &[agreed], &Policy::default());
    assert_eq!(quote.lines[0].issues[0].code, "below_floor");
    // Percent: off the list price and off the tiers.
    let agreed = line(1, Some(held(AgreedPrice::PercentOff(Percent::whole(10))))).price;
    let quote = price_quote(&terms(), std::slice::from_ref(&agreed), &Policy::default());
    assert_eq!(quote.lines[0].contracted_minor, 20 * 9_000);
    assert_eq!(quote.lines[0].book_minor, 20 * 8_100);
}

#[test]
fn a_line_written_before_there_were_agreements_still_reads() {
    let mut json = serde_json::to_value(line(1, None)).unwrap();
    json["price"].as_object_mut().unwrap().remove("contracted");
    assert_eq!(
        serde_json::from_value::<QuoteLine>(json).unwrap(),
        line(1, None)
    );
}

proptest! {
    #[test]
    fn what_is_trusted_was_saved_or_is_in_force(said in 0_i64..4, saved in 0_i64..4, held in 0_i64..4, same in any::<bool>()) {
        let of = |cents: i64| (cents > 0).then(|| Contracted {
            agreement_id: AgreementId(Uuid::from_u128(1)),
            name: "A".into(),
            price: fixed(cents),
        });
        let offers: Vec<Offer> = of(held).map(|contracted| Offer { product_id: product(), charge: Charge::Monthly, contracted }).into_iter().collect();
        let before = [line(if same { 1 } else { 2 }, of(saved))];
        let found = trusted(&line(1, of(said)), &before, &offers);
        prop_assert!(found == of(saved) || found == of(held));
        prop_assert_eq!(trusted(&line(1, found.clone()), &before, &offers), found, "and stays so");
    }
}
