//! A long quote on the page of its room.

use super::choice;
use super::lines::{lines, query};
use i18n::{k, t};
use services::cpq::rooms::RoomPage;
use shared::cpq::pricing::{LineInput, Subscription};
use shared::cpq::quotes::{
    LineChoice, QuantityLimits, QuoteDraft, QuoteLine, QuoteState, price_draft,
};
use shared::cpq::rooms::{Choice, NotChosen};
use shared::kernel::{
    AlternativesId, Currency, Issue, Lang, Percent, Quantity, QuoteLineId, SalesChannel, UnitPrice,
    Zone,
};
use shared::platform::branding::Brand;
use std::collections::BTreeMap;
use uuid::Uuid;

fn line(id: u128, group: Option<u128>, quantity: i64, optional: bool) -> QuoteLine {
    let limits = QuantityLimits {
        min: Quantity::whole(1),
        max: Quantity::whole(9),
    };
    QuoteLine {
        id: QuoteLineId(Uuid::from_u128(id)),
        product_id: None,
        section: None,
        description: format!("Line {id}"),
        unit: "unit".into(),
        configuration: None,
        choice: LineChoice {
            alternatives: group.map(|group| AlternativesId(Uuid::from_u128(group))),
            limits: Some(limits),
        },
        price: LineInput {
            quantity: Quantity::whole(quantity),
            list_price: UnitPrice(1_000_000),
            optional,
            ..LineInput::default()
        },
    }
}

/// Two alternatives, the second of them proposed, and a line of which too many were asked for.
fn part(part: u128) -> Vec<QuoteLine> {
    let first = part * 10;
    vec![
        line(first, Some(first), 1, true),
        line(first + 1, Some(first), 2, false),
        line(first + 2, None, 3, false),
    ]
}

fn room(parts: impl Iterator<Item = u128> + Clone) -> RoomPage {
    let day: chrono::NaiveDate = "2026-11-23".parse().unwrap();
    let draft = QuoteDraft {
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        channel: SalesChannel::Direct,
        currency: Currency::EUR,
        language: Lang::En,
        issued_on: day,
        valid_until: day,
        term_months: 12,
        payment_days: None,
        discount: Percent(0),
        off: None,
        surcharges: Vec::new(),
        promotions: Vec::new(),
        subscription: Subscription::default(),
        custom: shared::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: parts.clone().flat_map(part).collect(),
    };
    let not = parts.map(|part| NotChosen {
        line: QuoteLineId(Uuid::from_u128(part * 10 + 2)),
        quantity: Some(Quantity::whole(50)),
        issue: Issue::error("quantity_fixed", "quantity").with("name", part),
    });
    RoomPage {
        number: "Q-1".into(),
        version_number: 1,
        state: QuoteState::Sent,
        replaced: false,
        choice: Choice::default(),
        not: not.collect(),
        counted: draft.clone(),
        priced: price_draft(&draft),
        draft,
        beyond: false,
        options_add_minor: None,
        recipient: String::new(),
        code_to: String::new(),
        seller: String::new(),
        customer: String::new(),
        owner: String::new(),
        messages: Vec::new(),
        signature: None,
        zone: Zone::utc(),
        pictures: BTreeMap::new(),
        files: Vec::new(),
        brand: Brand::default(),
    }
}

/// The lines of a quote without sections, as the page has them.
fn told(room: &RoomPage) -> String {
    let page = lines(room).into_string();
    let (_, list) = page.split_once("<ul class=\"room-lines\">").unwrap();
    let (list, _) = list.split_once("</ul>").unwrap();
    list.to_owned()
}

#[test]
fn a_long_quote_is_told_as_its_parts_are() {
    let long = told(&room(1..=120));
    let parts: String = (1..=120_u128)
        .map(|part| told(&room(part..=part)))
        .collect();
    assert!(long == parts);
    assert_eq!(long.matches("type=\"radio\"").count(), 240);
    assert_eq!(long.matches("aria-invalid").count(), 120);
    // Of each group the line that was proposed says so.
    let proposed = t(Lang::En, k::room::PROPOSED);
    assert_eq!(long.matches(proposed).count(), 120);
    assert!(long.contains("id=\"q-00000000-0000-0000-0000-00000000000c\""));
}

#[test]
fn an_address_says_what_is_chosen_as_far_as_it_has_room() {
    let id = |id: u128| QuoteLineId(Uuid::from_u128(id));
    assert_eq!(query(&Choice::default()), "");
    let chosen = Choice {
        options: [id(1), id(2)].into(),
        alternatives: [id(3)].into(),
        quantities: [(id(1), Quantity::whole(7))].into(),
    };
    let address = query(&chosen);
    let fields = address.strip_prefix('?').unwrap().split('&');
    let fields = fields.map(|field| field.split_once('=').unwrap());
    let fields = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let fields: Vec<(String, String)> = fields.collect();
    assert_eq!(choice(&fields), chosen);
    // More goes in the body of a form.
    let many = Choice {
        options: (0..151).map(id).collect(),
        ..Choice::default()
    };
    assert_eq!(query(&many), "");
}
