//! Fresh and stale, priced alike, changed line by line, asked for again.

use super::*;
use crate::cpq::agreements::{Agreement, AgreementDraft, AgreementRow};
use crate::cpq::catalog::{Catalog, CatalogItem, PriceBook, PriceBookDraft, PriceBookEntry};
use crate::cpq::pricing::{
    Added, AgreedPrice, Charge, DocumentSurcharge, PriceKind, Surcharge, Tax, TierMode,
    tidy_surcharge,
};
use crate::cpq::promotions::{Benefit, Families, PromotionDraft, PromotionRow};
use crate::cpq::quotes::{QuoteDraft, figures, price_draft};
use crate::kernel::{
    AccountId, AgreementId, Currency, Instant, Lang, LocalText, Named, Percent, PriceBookEntryId,
    PriceBookId, ProductId, PromotionId, Quantity, QuoteLineId, UnitPrice, UserId,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn item(n: u128, price: i64) -> CatalogItem {
    CatalogItem {
        entry: PriceBookEntry {
            kind: None,
            id: PriceBookEntryId(id(n)),
            product_id: ProductId(id(n)),
            charge: Charge::Monthly,
            unit_price: UnitPrice(price),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
        },
        sku: format!("P{n}"),
        name: LocalText::new(format!("Product {n}"), format!("Article {n}")),
        description: LocalText::new("Details", ""),
        family: "Software".into(),
        unit: "unit".into(),
        tax: Tax::standard(Percent::whole(20)),
        cost: None,
        active: true,
        rounding: None,
        schedule: None,
    }
}

fn book(n: u128, currency: Currency, valid_to: Option<&str>) -> Catalog {
    Catalog {
        book: PriceBook {
            id: PriceBookId(id(n)),
            draft: PriceBookDraft {
                name: format!("Book {n}"),
                currency,
                valid_from: None,
                valid_to: valid_to.map(day),
                proration: None,
                countries: Vec::new(),
                segments: Vec::new(),
                channels: Vec::new(),
                rounding: None,
            },
            active: true,
            sample: false,
            entries: 2,
            version: 1,
        },
        items: vec![item(1, 1_000_000), item(2, 500_000)],
    }
}

fn agreement() -> AgreementRow {
    AgreementRow {
        agreement: Agreement {
            id: AgreementId(id(70)),
            account_id: AccountId(id(50)),
            draft: AgreementDraft {
                name: "Frame".into(),
                product_id: ProductId(id(1)),
                charge: Charge::Monthly,
                currency: Currency::EUR,
                price: AgreedPrice::Fixed(UnitPrice(800_000)),
                starts_on: None,
                ends_on: None,
            },
            version: 1,
        },
        level: 0,
        account: Named::new(AccountId(id(50)), "Acme"),
        sku: "P1".into(),
        product: LocalText::new("Product 1", "Article 1"),
    }
}

fn promotion(percent: i32) -> PromotionRow {
    PromotionRow {
        id: PromotionId(id(80)),
        draft: PromotionDraft {
            name: LocalText::new("Spring", "Printemps"),
            benefit: Benefit::Percent(Percent::whole(percent)),
            coupon: String::new(),
            active: true,
            starts_on: None,
            ends_on: Some(day("2026-12-31")),
            product_ids: vec![ProductId(id(2))],
            families: Vec::new(),
            min_quantity: None,
            min_minor: None,
            segments: vec!["Rail".into()],
            price_book_id: None,
            currency: None,
            exclusive: false,
            priority: 0,
            uses: None,
            budget_minor: None,
            gift_name: LocalText::default(),
            options: Vec::new(),
        },
        used: 0,
        given_minor: 0,
        version: 1,
    }
}

fn luggage() -> Luggage {
    Luggage {
        owner: UserId(id(9)),
        taken_at: Instant(0),
        blank: QuoteDraft {
            subscription: crate::cpq::pricing::Subscription::default(),
            title: "New quote".into(),
            account_id: None,
            contact_id: None,
            price_book_id: None,
            currency: Currency::EUR,
            language: Lang::En,
            channel: crate::kernel::SalesChannel::Direct,
            issued_on: day("2026-11-01"),
            valid_until: day("2026-12-01"),
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
            lines: Vec::new(),
        },
        accounts: vec![TakenAccount {
            id: AccountId(id(50)),
            name: "Acme".into(),
            segment: "Rail".into(),
            payment_days: Some(60),
            agreements: vec![agreement()],
        }],
        more_accounts: false,
        books: vec![
            book(60, Currency::EUR, Some("2026-11-10")),
            book(61, Currency::USD, None),
            book(62, Currency::EUR, None),
        ],
        promotions: vec![promotion(10)],
        models: Vec::new(),
        left_behind: Vec::new(),
        sees_margin: false,
    }
}

/// A quote for Acme of one of each product.
fn quote(luggage: &Luggage) -> QuoteDraft {
    let mut draft = new_quote(luggage, day("2026-11-23"));
    draft.account_id = Some(AccountId(id(50)));
    for (n, item) in luggage.books[2].items.iter().enumerate() {
        let line = QuoteLineId(id(100 + n as u128));
        draft.lines.push(new_line(line, item, draft.language));
    }
    settle_offline(luggage, &mut draft);
    draft
}

#[test]
fn a_new_quote_has_a_price_book_of_its_day_and_currency() {
    let luggage = luggage();
    let early = new_quote(&luggage, day("2026-11-05"));
    assert_eq!(early.price_book_id, Some(PriceBookId(id(60))));
    let late = new_quote(&luggage, day("2026-11-23"));
    assert_eq!(late.price_book_id, Some(PriceBookId(id(62))));
    assert_eq!(late.valid_until, day("2026-12-23"));
    let line = new_line(QuoteLineId(id(1)), &luggage.books[0].items[0], Lang::En);
    assert_eq!(line.description, "Product 1\nDetails");
    let line = new_line(QuoteLineId(id(1)), &luggage.books[0].items[0], Lang::Fr);
    assert_eq!(
        line.description, "Article 1\nDetails",
        "in the language there is"
    );
}

#[test]
fn agreed_prices_and_promotions_count_on_the_way() {
    let luggage = luggage();
    let draft = quote(&luggage);
    let priced = price_draft(&draft);
    assert_eq!(draft.payment_days, Some(60));
    assert_eq!(priced.lines[0].period_net_minor, 8_000);
    assert_eq!(priced.lines[1].period_net_minor, 4_500);
    let mut other = draft.clone();
    other.account_id = None;
    settle_offline(&luggage, &mut other);
    assert_eq!(other.payment_days, None, "as the company's");
    let priced = price_draft(&other);
    assert_eq!(priced.lines[0].period_net_minor, 10_000);
    assert_eq!(
        priced.lines[1].period_net_minor, 5_000,
        "of another segment"
    );
    let mut later = draft;
    later.issued_on = day("2027-01-04");
    settle_offline(&luggage, &mut later);
    assert!(later.promotions.is_empty());
}

#[test]
fn promotions_look_at_what_formulas_come_to_on_the_way() {
    let mut luggage = luggage();
    luggage.books[2].items[1].entry.kind = Some(PriceKind::Formula {
        text: "20 * quantity".into(),
        products: Vec::new(),
    });
    let mut draft = quote(&luggage);
    draft.lines[1].price.quantity = Quantity::whole(2);
    settle_offline(&luggage, &mut draft);
    assert_eq!(draft.lines[1].price.list_price, UnitPrice(400_000));
    // Ten per cent of twice 40.00.
    assert_eq!(price_draft(&draft).lines[1].period_net_minor, 7_200);
}

#[test]
fn a_day_makes_it_stale() {
    assert!(!is_stale(Instant(5), Instant(5 + STALE_MS - 1)));
    assert!(is_stale(Instant(5), Instant(5 + STALE_MS)));
    assert!(!is_stale(Instant(i64::MAX), Instant(0)), "a clock put back");
}

#[test]
fn what_differs_is_said_line_by_line() {
    let luggage = luggage();
    let offered = quote(&luggage);
    assert!(price_changes(&offered, &offered).is_empty());
    let mut now = offered.clone();
    now.lines[1].price.list_price = UnitPrice(600_000);
    settle(&mut now, &luggage);
    let changes = price_changes(&offered, &now);
    assert_eq!(changes.lines.len(), 1);
    let change = &changes.lines[0];
    assert_eq!(change.name, "Product 2");
    assert_eq!(change.then.unwrap().unit, UnitPrice(450_000));
    assert_eq!(change.now.unwrap().unit, UnitPrice(540_000));
    assert_eq!(changes.then.net_minor, 12 * (8_000 + 4_500));
    assert_eq!(changes.now.net_minor, 12 * (8_000 + 5_400));
    let gone = now.lines.pop().unwrap();
    let changes = price_changes(&offered, &now);
    assert_eq!(
        (changes.lines[0].line, changes.lines[0].now),
        (gone.id, None)
    );
}

fn settle(draft: &mut QuoteDraft, luggage: &Luggage) {
    crate::cpq::promotions::settle(draft, &families(luggage));
}

#[test]
fn a_typed_price_hides_a_change_of_the_price_book() {
    let luggage = luggage();
    let mut offered = quote(&luggage);
    offered.lines[0].price.manual_price = Some(UnitPrice(700_000));
    let mut now = offered.clone();
    now.lines[0].price.contracted = None;
    now.lines[0].price.list_price = UnitPrice(1_200_000);
    assert!(price_changes(&offered, &now).is_empty());
}

#[test]
fn the_same_but_for_its_prices_is_the_same() {
    let luggage = luggage();
    let sent = quote(&luggage);
    let mut kept = sent.clone();
    kept.title = format!("  {}", kept.title);
    kept.lines[0].price.list_price = UnitPrice(1);
    redate(&mut kept, day("2026-12-01"));
    assert!(same_contents(&sent, &kept));
    let mut other = sent.clone();
    other.lines[0].price.quantity = Quantity::whole(7);
    assert!(!same_contents(&sent, &other));
    let mut other = sent.clone();
    other.lines.pop();
    assert!(!same_contents(&sent, &other));
    let mut other = sent.clone();
    other.account_id = None;
    assert!(!same_contents(&sent, &other));
    let mut other = sent.clone();
    other.custom.set("trip", "Lyon");
    assert!(!same_contents(&sent, &other));
}

#[test]
fn another_surcharge_is_another_quote() {
    let luggage = luggage();
    let mut sent = quote(&luggage);
    let freight = Surcharge {
        reason: " By lorry ".into(),
        code: "fc".into(),
        added: Added::Amount(2_500),
    };
    sent.lines[0].price.surcharges = vec![freight.clone()];
    sent.surcharges = vec![DocumentSurcharge {
        surcharge: freight,
        tax: Tax::default(),
    }];
    // The server keeps it tidied.
    let mut kept = sent.clone();
    tidy_surcharge(&mut kept.lines[0].price.surcharges[0]);
    tidy_surcharge(&mut kept.surcharges[0].surcharge);
    assert!(same_contents(&sent, &kept));
    let mut other = kept.clone();
    other.lines[0].price.surcharges[0].added = Added::Amount(2_600);
    assert!(!same_contents(&sent, &other));
    let mut other = kept.clone();
    other.surcharges.clear();
    assert!(!same_contents(&sent, &other));
}

#[test]
fn it_is_dated_on_its_arrival_and_valid_for_as_long() {
    let mut draft = quote(&luggage());
    redate(&mut draft, day("2026-11-25"));
    assert_eq!(draft.issued_on, day("2026-11-25"));
    assert_eq!(draft.valid_until, day("2026-12-23"), "as promised");
    redate(&mut draft, day("2027-02-01"));
    assert_eq!(draft.valid_until, day("2027-03-01"));
}

#[test]
fn what_an_old_page_kept_is_still_read() {
    let luggage = luggage();
    let kept = Travelling {
        id: crate::kernel::QuoteId(id(4)),
        owner: luggage.owner,
        account_name: None,
        draft: quote(&luggage),
        changed_at: Instant(1),
        refused: None,
        twice: None,
    };
    let mut json = serde_json::to_value(&kept).unwrap();
    for gone in ["account_name", "refused", "twice"] {
        json.as_object_mut().unwrap().remove(gone);
    }
    assert_eq!(serde_json::from_value::<Travelling>(json).unwrap(), kept);
}

proptest! {
    /// Whatever the new prices are, the lines asked for at their offered price have it, to the cent where
    /// no promotion has left a fraction.
    #[test]
    fn the_offered_price_is_had_again(
        old in 0_i64..50_000_000,
        new in 0_i64..50_000_000,
        quantity in 1_i64..500,
        discount in 0_i32..10_000,
    ) {
        let luggage = luggage();
        let mut offered = quote(&luggage);
        offered.account_id = None;
        settle_offline(&luggage, &mut offered);
        offered.lines[0].price.list_price = UnitPrice(old);
        offered.lines[0].price.quantity = Quantity::whole(quantity);
        offered.lines[0].price.discount = Percent(discount);
        let mut now = offered.clone();
        now.lines[0].price.list_price = UnitPrice(new);
        let changes = price_changes(&offered, &now);
        let asked = ask_for_offered(&now, &changes, &Families::new());
        prop_assert!(price_changes(&offered, &asked).is_empty());
        prop_assert_eq!(figures(&price_draft(&asked)), figures(&price_draft(&offered)));
        prop_assert_eq!(asked.lines[0].price.manual_price.is_some(), old != new);
    }
}
