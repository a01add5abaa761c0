//! What a template keeps, and what a new quote takes of it.

use super::*;
use crate::cpq::catalog::{CatalogItem, PriceBookEntry};
use crate::cpq::clauses::{Clause, ClauseCategory, ClauseDraft, HeldClause, hold};
use crate::cpq::pricing::{
    Added, Charge, DocumentOff, DocumentSurcharge, LineInput, LineOff, Surcharge, Tax, TierMode,
};
use crate::cpq::quotes::{QuoteDraft, QuoteLine, Section, price_draft};
use crate::kernel::{
    Currency, Lang, LocalText, Percent, Quantity, QuoteLineId, UnitPrice, uuid_v7,
};

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn line(n: u8) -> QuoteLine {
    QuoteLine {
        id: id(100 + n),
        product_id: Some(id(n)),
        section: Some(id(50)),
        description: format!("Words about {n}"),
        unit: "unit".into(),
        price: LineInput {
            quantity: Quantity::whole(3),
            list_price: UnitPrice(9_990_000),
            manual_price: Some(UnitPrice(1)),
            discount: Percent::whole(10),
            ..LineInput::default()
        },
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        title: "Offer".into(),
        account_id: Some(id(200)),
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-08".parse().unwrap(),
        term_months: 24,
        payment_days: None,
        discount: Percent::whole(5),
        off: None,
        promotions: Vec::new(),
        subscription: crate::cpq::pricing::Subscription::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: "Dear customer".into(),
        terms: "Thirty days".into(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: vec![Section {
            id: id(50),
            title: "Hardware".into(),
            introduction: String::new(),
            subtotal: true,
        }],
        lines,
    }
}

fn item(n: u8, active: bool) -> CatalogItem {
    CatalogItem {
        entry: PriceBookEntry {
            id: id(n),
            product_id: id(n),
            charge: Charge::OneTime,
            unit_price: UnitPrice(2_000_000),
            floor: None,
            tier_mode: TierMode::None,
            tiers: Vec::new(),
            kind: None,
        },
        sku: format!("P{n}"),
        name: LocalText::new(format!("Product {n}"), format!("Article {n}")),
        description: LocalText::new("", ""),
        family: String::new(),
        unit: "unit".into(),
        tax: Tax::standard(Percent::whole(20)),
        cost: None,
        active,
        rounding: None,
        schedule: None,
    }
}

fn begin(
    contents: &TemplateContents,
    change: impl FnOnce(&mut QuoteDraft),
    items: &[CatalogItem],
    library: &[Clause],
) -> (QuoteDraft, Vec<(String, LeftOutReason)>) {
    let mut new = draft(Vec::new());
    new.issued_on = "2027-01-01".parse().unwrap();
    new.term_months = 1;
    change(&mut new);
    let mut next = 0_u8;
    let left = start(&mut new, contents, items, library, || {
        next += 1;
        id::<QuoteLineId>(next)
    });
    let left = left.into_iter().map(|left| (left.name, left.reason));
    (new, left.collect())
}

#[test]
fn the_time_to_pay_is_the_templates_else_the_companys() {
    let mut own = draft(Vec::new());
    let days = |own: &QuoteDraft| {
        let of_company = |new: &mut QuoteDraft| new.payment_days = Some(30);
        begin(&contents_of(own), of_company, &[], &[])
            .0
            .payment_days
    };
    assert_eq!(days(&own), Some(30));
    own.payment_days = Some(0);
    assert_eq!(days(&own), Some(0));
}

#[test]
fn values_of_administrators_fields_come_along() {
    let mut own = draft(Vec::new());
    own.custom.set("region", "North");
    let (new, left) = begin(&contents_of(&own), |_| {}, &[], &[]);
    assert_eq!((new.custom, left.len()), (own.custom, 0));
}

#[test]
fn prices_are_those_of_the_book_and_never_copied() {
    let contents = contents_of(&draft(vec![line(1), line(2), line(3)]));
    let json = serde_json::to_string(&contents).unwrap();
    assert!(!json.contains("9990000"), "no price of a product is kept");
    let items = [item(1, true), item(2, false)];
    let (new, left) = begin(&contents, |_| {}, &items, &[]);
    assert_eq!(
        left,
        [
            ("Words about 2".to_owned(), LeftOutReason::NotSold),
            ("Words about 3".to_owned(), LeftOutReason::NotInBook),
        ]
    );
    let own = &new.lines[0];
    assert_eq!(own.price.list_price, UnitPrice(2_000_000));
    assert_eq!(own.price.manual_price, None);
    assert_eq!(
        (own.price.quantity, own.price.discount),
        (Quantity::whole(3), Percent::whole(10))
    );
    assert_eq!(own.section, Some(id(50)));
    assert_eq!(own.description, "Words about 1");
    assert_eq!(new.valid_until, "2027-01-16".parse().unwrap());
    assert_eq!((new.term_months, new.discount), (24, Percent::whole(5)));
    // 3 × 200 less 10 % less 5 %.
    assert_eq!(price_draft(&new).totals.net_minor, 51_300);
}

#[test]
fn amounts_stay_in_their_currency() {
    let mut quote = draft(vec![line(1)]);
    let mut free = line(2);
    free.product_id = None;
    free.price.manual_price = None;
    quote.lines.push(free);
    quote.lines[0].price.off = Some(LineOff::Amount(500));
    quote.off = Some(DocumentOff::Amount(1_000));
    let freight = |added| Surcharge {
        reason: String::new(),
        code: "FC".into(),
        added,
    };
    let both = [
        freight(Added::Amount(100)),
        freight(Added::Percent(Percent::whole(2))),
    ];
    quote.lines[0].price.surcharges = both.to_vec();
    quote.surcharges = both
        .iter()
        .map(|own| DocumentSurcharge {
            surcharge: own.clone(),
            tax: Tax::standard(Percent::whole(20)),
        })
        .collect();
    let contents = contents_of(&quote);
    let items = [item(1, true)];
    let (same, left) = begin(&contents, |_| {}, &items, &[]);
    assert!(left.is_empty());
    assert_eq!(same.lines[1].price.list_price, UnitPrice(9_990_000));
    assert_eq!(same.off, Some(DocumentOff::Amount(1_000)));
    assert_eq!(same.lines[0].price.off, Some(LineOff::Amount(500)));
    let (other, left) = begin(&contents, |new| new.currency = Currency::USD, &items, &[]);
    assert_eq!(
        left,
        [("Words about 2".to_owned(), LeftOutReason::OtherCurrency)]
    );
    assert_eq!((other.off, other.lines[0].price.off), (None, None));
    assert_eq!(same.surcharges, quote.surcharges);
    assert_eq!(same.lines[0].price.surcharges, both);
    assert_eq!(other.surcharges, quote.surcharges[1..]);
    assert_eq!(other.lines[0].price.surcharges, both[1..]);
    // What somebody wanted to pay is a price.
    quote.off = Some(DocumentOff::Total(1));
    quote.lines[0].price.off = Some(LineOff::Price(UnitPrice(1)));
    let contents = contents_of(&quote);
    assert_eq!(
        (contents.off_minor, contents.lines[0].off_minor),
        (None, None)
    );
}

#[test]
fn another_language_has_the_books_words() {
    let contents = contents_of(&draft(vec![line(1)]));
    let (new, _) = begin(
        &contents,
        |new| new.language = Lang::Fr,
        &[item(1, true)],
        &[],
    );
    assert_eq!(new.lines[0].description, "Article 1");
}

#[test]
fn clauses_say_what_the_library_says_now() {
    let clause = |n: u8, locked| Clause {
        id: id(n),
        draft: ClauseDraft {
            title: LocalText::new(format!("Clause {n}"), format!("Clause {n}")),
            text: LocalText::new("Old", "Ancien"),
            category: ClauseCategory::Payment,
            condition: String::new(),
            locked,
            active: true,
        },
        number: 1,
        version: 1,
    };
    let mut library = vec![clause(1, true), clause(2, false), clause(3, false)];
    let mut quote = draft(Vec::new());
    quote.clauses = library
        .iter()
        .map(|clause| hold(clause, Lang::En, true))
        .collect();
    quote.clauses[1].text = "Mine".into();
    quote.clauses[1].edited = true;
    quote.clauses.push(HeldClause {
        id: id(9),
        number: 0,
        title: "Own".into(),
        ..quote.clauses[1].clone()
    });
    let contents = contents_of(&quote);
    library[0].draft.text.en = "New".into();
    library[0].number = 2;
    library.remove(2);
    let (new, left) = begin(&contents, |_| {}, &[], &library);
    let said: Vec<(&str, bool)> = new
        .clauses
        .iter()
        .map(|clause| (clause.text.as_str(), clause.required))
        .collect();
    assert_eq!(said, [("New", false), ("Mine", false), ("Mine", true)]);
    assert_eq!(left, [("Clause 3".to_owned(), LeftOutReason::Clause)]);
}

#[test]
fn only_who_leads_shares_with_the_company() {
    let codes = |sharing, has_team, leads| -> Vec<String> {
        let issues = validate_template("Name", sharing, has_team, leads);
        let codes = issues.into_iter().map(|issue| issue.code.into_owned());
        codes.collect()
    };
    assert!(codes(TemplateSharing::Private, false, false).is_empty());
    assert_eq!(
        codes(TemplateSharing::Team, false, true),
        ["template_without_team"]
    );
    assert_eq!(
        codes(TemplateSharing::Company, true, false),
        ["template_company_by_managers"]
    );
    assert_eq!(
        validate_template(" ", TemplateSharing::Private, true, true).len(),
        1
    );
}
