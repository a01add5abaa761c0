//! Order, moves and subtotals of sections.

use super::*;
use crate::cpq::pricing::{DocumentOff, LineInput};
use crate::cpq::quotes::rules::pricing_errors;
use crate::cpq::quotes::{price_draft, validate_draft};
use crate::kernel::{Currency, Lang, Percent, Quantity, UnitPrice, uuid_v7};
use proptest::prelude::*;

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn section(n: u8) -> Section {
    Section {
        id: id(n),
        title: format!("Section {n}"),
        introduction: String::new(),
        subtotal: true,
    }
}

fn line(n: u8, section: Option<u8>) -> QuoteLine {
    QuoteLine {
        id: id(n),
        product_id: None,
        section: section.map(id),
        description: format!("Line {n}"),
        unit: String::new(),
        price: LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice(1_000_000),
            ..LineInput::default()
        },
        configuration: None,
        choice: crate::cpq::quotes::LineChoice::default(),
    }
}

fn draft(sections: Vec<Section>, lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: "2026-11-23".parse().unwrap(),
        valid_until: "2026-12-23".parse().unwrap(),
        term_months: 12,
        payment_days: None,
        discount: Percent::ZERO,
        off: None,
        promotions: Vec::new(),
        subscription: crate::cpq::pricing::Subscription::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections,
        lines,
    }
}

fn spots(lines: &[(u8, u8)]) -> Vec<Spot> {
    lines
        .iter()
        .map(|(line, section)| Spot {
            line: id(*line),
            section: (*section > 0).then(|| id(*section)),
            group: None,
        })
        .collect()
}

#[test]
fn lines_follow_their_sections_and_unknown_sections_are_none() {
    let lines = vec![
        line(1, Some(20)),
        line(2, Some(10)),
        line(3, None),
        line(4, Some(99)),
        line(5, Some(20)),
    ];
    let mut quote = draft(vec![section(10), section(20)], lines);
    arrange(&mut quote);
    let order: Vec<QuoteLineId> = quote.lines.iter().map(|line| line.id).collect();
    assert_eq!(order, [id(3), id(4), id(2), id(1), id(5)]);
    assert_eq!(quote.lines[1].section, None);
}

#[test]
fn a_line_walks_over_alternatives_and_they_over_it() {
    let sections = [section(10)];
    let mut now = spots(&[(1, 0), (2, 0), (3, 0), (4, 0)]);
    for spot in &mut now[1..3] {
        spot.group = Some(id(90));
    }
    let order = |spots: &[Spot]| spots.iter().map(|spot| spot.line).collect::<Vec<_>>();
    assert!(step_line(&mut now, &sections, id(1), true));
    assert_eq!(order(&now), [id(2), id(3), id(1), id(4)]);
    assert!(step_line(&mut now, &sections, id(3), true));
    assert_eq!(order(&now), [id(1), id(2), id(3), id(4)]);
    assert!(step_line(&mut now, &sections, id(3), false));
    assert_eq!(order(&now), [id(1), id(3), id(2), id(4)]);
    assert!(drop_line(&mut now, &sections, id(4), DropAt::Line(id(2))));
    assert_eq!(order(&now), [id(1), id(4), id(3), id(2)]);
    assert!(drop_line(&mut now, &sections, id(2), DropAt::Line(id(1))));
    assert_eq!(order(&now), [id(3), id(2), id(1), id(4)]);
    assert!(drop_line(
        &mut now,
        &sections,
        id(2),
        DropAt::End(Some(id(10)))
    ));
    assert_eq!(order(&now), [id(1), id(4), id(3), id(2)]);
    assert!(now[2..].iter().all(|spot| spot.section == Some(id(10))));
}

#[test]
fn a_line_walks_through_every_place_and_back() {
    let sections = [section(10), section(20), section(30)];
    let begin = spots(&[(1, 0), (2, 10), (3, 10), (4, 30)]);
    let mut now = begin.clone();
    let mut seen = Vec::new();
    while step_line(&mut now, &sections, id(1), true) {
        seen.push((
            now.iter().position(|spot| spot.line == id(1)).unwrap(),
            now.iter().find(|spot| spot.line == id(1)).unwrap().section,
        ));
    }
    // Before 2, between 2 and 3, behind 3, alone in the empty section, before 4, behind 4.
    let places = [
        (0, Some(10)),
        (1, Some(10)),
        (2, Some(10)),
        (2, Some(20)),
        (2, Some(30)),
        (3, Some(30)),
    ];
    assert_eq!(seen, places.map(|(at, n)| (at, n.map(id))));
    while step_line(&mut now, &sections, id(1), false) {}
    assert_eq!(now, begin);
}

#[test]
fn a_dropped_line_takes_the_place_it_is_dropped_on() {
    let sections = [section(10), section(20)];
    let begin = spots(&[(1, 10), (2, 10), (3, 20), (4, 20)]);
    let dropped = |line: u8, to| {
        let mut now = begin.clone();
        drop_line(&mut now, &sections, id(line), to);
        now
    };
    // Downwards behind it, upwards before it.
    assert_eq!(
        dropped(1, DropAt::Line(id(3))),
        spots(&[(2, 10), (3, 20), (1, 20), (4, 20)])
    );
    assert_eq!(
        dropped(4, DropAt::Line(id(2))),
        spots(&[(1, 10), (4, 10), (2, 10), (3, 20)])
    );
    assert_eq!(
        dropped(4, DropAt::Head(id(10))),
        spots(&[(4, 10), (1, 10), (2, 10), (3, 20)])
    );
    assert_eq!(
        dropped(1, DropAt::End(Some(id(20)))),
        spots(&[(2, 10), (3, 20), (4, 20), (1, 20)])
    );
    assert_eq!(
        dropped(3, DropAt::End(None)),
        spots(&[(3, 0), (1, 10), (2, 10), (4, 20)])
    );
    assert_eq!(dropped(3, DropAt::Line(id(99))), begin);
}

#[test]
fn a_section_that_goes_leaves_its_lines_to_the_one_before() {
    let mut sections = vec![section(10), section(20)];
    let mut now = spots(&[(1, 10), (2, 20)]);
    let (at, gone) = remove_section(&mut now, &mut sections, id(20)).unwrap();
    assert_eq!((at, gone.id), (1, id(20)));
    assert_eq!(now, spots(&[(1, 10), (2, 10)]));
    remove_section(&mut now, &mut sections, id(10)).unwrap();
    assert_eq!(now, spots(&[(1, 0), (2, 0)]));
    assert_eq!(remove_section(&mut now, &mut sections, id(10)), None);
}

#[test]
fn sections_change_places() {
    let mut sections = vec![section(10), section(20), section(30)];
    assert!(!step_section(&mut sections, id(10), false));
    assert!(step_section(&mut sections, id(10), true));
    assert!(drop_section(&mut sections, id(30), id(20)));
    let order: Vec<QuoteSectionId> = sections.iter().map(|section| section.id).collect();
    assert_eq!(order, [id(30), id(20), id(10)]);
}

#[test]
fn findings_name_the_section() {
    let mut quote = draft(vec![section(10), section(10)], vec![line(1, Some(10))]);
    quote.sections[0].title = " ".into();
    let fields: Vec<(String, String)> = validate_draft(&quote)
        .into_iter()
        .map(|issue| {
            let field = issue.field.unwrap_or_default();
            (issue.code.into_owned(), field.into_owned())
        })
        .collect();
    let pair = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(
        fields,
        [
            pair("required", "sections.0.section_title"),
            pair("duplicate", "sections.1.id"),
        ]
    );
}

#[test]
fn options_are_not_in_the_subtotal() {
    let mut lines = vec![line(1, Some(10)), line(2, Some(10)), line(3, Some(10))];
    lines[1].price.optional = true;
    lines[2].price.charge = Charge::Monthly;
    let quote = draft(vec![section(10)], lines);
    let [totals] = section_totals(&quote, &price_draft(&quote))[..] else {
        panic!("one section");
    };
    assert_eq!((totals.lines, totals.options), (2, 1));
    assert_eq!(
        totals.parts(),
        [(Charge::OneTime, 10_000), (Charge::Monthly, 10_000)]
    );
    assert_eq!(totals.net_minor, 10_000 + 12 * 10_000);
}

fn any_line() -> impl Strategy<Value = (u8, i64, i64, usize, i32, bool)> {
    (
        0..4_u8,
        1..900_000_i64,
        0..9_000_000_i64,
        0..3_usize,
        0..6_000_i32,
        proptest::bool::weighted(0.2),
    )
}

proptest! {
    // Whatever the lines are, their sections come to the net amount before the document discount.
    #[test]
    fn subtotals_add_up_to_the_lines(
        lines in proptest::collection::vec(any_line(), 0..30),
        discount in 0..4_000_i32,
        amount in proptest::option::weighted(0.3, 1..5_000_i64),
        months in 1..40_u32,
    ) {
        let lines = lines.into_iter().zip(1_u8..).map(|((own, quantity, price, charge, off, optional), n)| {
            let mut line = line(n, (own > 0).then_some(own * 10));
            line.price.quantity = Quantity(quantity);
            line.price.list_price = UnitPrice(price);
            line.price.charge = Charge::ALL[charge];
            line.price.discount = Percent(off);
            line.price.optional = optional;
            line
        });
        let mut quote = draft(vec![section(10), section(20), section(30)], lines.collect());
        quote.discount = Percent(discount);
        quote.off = amount.map(DocumentOff::Amount);
        quote.term_months = months;
        arrange(&mut quote);
        let priced = price_draft(&quote);
        // More off than there is cannot be priced.
        prop_assume!(pricing_errors(&priced).is_empty());
        let groups = by_section(&quote, &priced);
        let net: i64 = groups.iter().map(|group| group.totals.net_minor).sum();
        prop_assert_eq!(net, priced.totals.line_net_minor);
        prop_assert_eq!(net - priced.totals.allowance_minor, priced.totals.net_minor);
        let lines: usize = groups.iter().map(|group| group.lines.len()).sum();
        prop_assert_eq!(lines, quote.lines.len());
        // The order of the groups is that of the document.
        let flat: Vec<QuoteLineId> = groups.iter().flat_map(|group| &group.lines).map(|(line, _)| line.id).collect();
        let order: Vec<QuoteLineId> = quote.lines.iter().map(|line| line.id).collect();
        prop_assert_eq!(flat, order);
    }

    // Alternatives stay together in whatever section they are moved to, and no line is lost.
    #[test]
    fn alternatives_move_together(
        lines in proptest::collection::vec((0..3_u8, 0..3_u8), 1..12),
        moves in proptest::collection::vec((0..12_u8, 0..5_u8, 0..12_u8), 0..30),
    ) {
        let sections = [section(10), section(20)];
        let mut now: Vec<Spot> = lines.iter().zip(1_u8..).map(|((own, group), n)| Spot {
            line: id(n),
            section: (*own > 0).then(|| id(own * 10)),
            // A group of its own in each section.
            group: (*group > 0).then(|| id(100 + own * 10 + group)),
        }).collect();
        arrange_spots(&mut now, &sections);
        for (which, kind, to) in moves {
            let line = id(which + 1);
            match kind {
                0 => step_line(&mut now, &sections, line, true),
                1 => step_line(&mut now, &sections, line, false),
                2 => drop_line(&mut now, &sections, line, DropAt::Line(id(to + 1))),
                3 => drop_line(&mut now, &sections, line, DropAt::Head(id((to % 2 + 1) * 10))),
                _ => drop_line(&mut now, &sections, line, DropAt::End((to % 3 > 0).then(|| id(to % 3 * 10)))),
            };
            let mut arranged = now.clone();
            arrange_spots(&mut arranged, &sections);
            prop_assert_eq!(&arranged, &now);
            prop_assert_eq!(now.len(), lines.len());
            for spot in now.iter().filter(|spot| spot.group.is_some()) {
                let others = now.iter().filter(|other| other.group == spot.group);
                prop_assert!(others.map(|other| other.section).all(|own| own == spot.section));
            }
        }
    }

    // Steps and drops lose no line and leave the order of the sections.
    #[test]
    fn moves_keep_lines_and_order(
        lines in proptest::collection::vec(0..4_u8, 1..12),
        moves in proptest::collection::vec((0..12_u8, 0..5_u8, 0..12_u8), 0..30),
    ) {
        let sections = [section(10), section(20), section(30)];
        let pairs: Vec<(u8, u8)> = lines.iter().zip(1_u8..).map(|(own, n)| (n, own * 10)).collect();
        let mut now = spots(&pairs);
        arrange_spots(&mut now, &sections);
        for (which, kind, to) in moves {
            let line = id(which + 1);
            match kind {
                0 => step_line(&mut now, &sections, line, true),
                1 => step_line(&mut now, &sections, line, false),
                2 => drop_line(&mut now, &sections, line, DropAt::Line(id(to + 1))),
                3 => drop_line(&mut now, &sections, line, DropAt::Head(id((to % 3 + 1) * 10))),
                _ => drop_line(&mut now, &sections, line, DropAt::End((to % 4 > 0).then(|| id(to % 4 * 10)))),
            };
            let mut arranged = now.clone();
            arrange_spots(&mut arranged, &sections);
            prop_assert_eq!(&arranged, &now);
            prop_assert_eq!(now.len(), lines.len());
        }
    }
}
