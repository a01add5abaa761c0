//! Discounts typed as an amount, a wanted price or a wanted total: exact, or refused with the reason.

use super::examples::{euro, terms};
use super::properties::{a_line, a_quote, cases};
use crate::cpq::pricing::*;
use crate::kernel::{LocalText, PromotionId, Quantity, UnitPrice};
use proptest::prelude::*;

fn price(terms: &Terms, lines: &[LineInput]) -> PricedQuote {
    price_quote(terms, lines, &Policy::default())
}

fn line(quantity: i64, each: &str) -> LineInput {
    LineInput {
        quantity: Quantity::whole(quantity),
        list_price: euro(each),
        ..LineInput::default()
    }
}

fn with(off: DocumentOff) -> Terms {
    Terms {
        off: Some(off),
        ..terms(12, 0)
    }
}

fn codes(issues: &[crate::kernel::Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|issue| (&*issue.code, issue.field.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn an_amount_and_a_wanted_price_follow_the_quantity() {
    let mut some = line(3, "100");
    some.off = Some(LineOff::Amount(5_000));
    let one = |line: &LineInput| price(&terms(12, 0), std::slice::from_ref(line)).lines[0].clone();
    let priced = one(&some);
    assert_eq!(priced.net_minor, 25_000);
    assert_eq!(priced.own_discount_bp(), 1_667);
    assert_eq!(priced.net_unit, euro("83.3333"));
    some.quantity = Quantity::whole(10);
    assert_eq!(one(&some).net_minor, 95_000);
    some.off = Some(LineOff::Price(euro("90")));
    assert_eq!(one(&some).net_minor, 90_000);
    assert_eq!(one(&some).own_discount_bp(), 1_000);
    some.quantity = Quantity::whole(7);
    assert_eq!(one(&some).net_minor, 63_000);
}

#[test]
fn a_line_discount_that_does_not_fit_is_said() {
    let cases = [
        (LineOff::Amount(10_001), "discount_above_amount"),
        (LineOff::Amount(-1), "negative"),
        (LineOff::Price(euro("100.01")), "wanted_price_above"),
        (LineOff::Price(UnitPrice(-1)), "negative"),
    ];
    for (off, code) in cases {
        let mut some = line(1, "100");
        some.off = Some(off);
        let priced = price(&terms(12, 0), &[some]);
        assert_eq!(codes(&priced.lines[0].issues), [(code, "discount")]);
        assert_eq!(priced.totals.net_minor, 10_000);
    }
}

#[test]
fn a_document_discount_that_does_not_fit_is_said() {
    let cases = [
        (DocumentOff::Amount(10_001), "discount_above_total"),
        (DocumentOff::Amount(-1), "negative"),
        (DocumentOff::Total(10_001), "wanted_total_above"),
        (DocumentOff::Total(-1), "negative"),
    ];
    for (off, code) in cases {
        let priced = price(&with(off), &[line(1, "100")]);
        assert_eq!(codes(&priced.issues), [(code, "discount")]);
        assert_eq!(priced.totals.net_minor, 10_000);
    }
    let nothing = price(&with(DocumentOff::Total(0)), &[]);
    assert_eq!(
        codes(&nothing.issues),
        [("nothing_to_discount", "discount")]
    );
}

#[test]
fn a_wanted_total_is_met_to_the_cent() {
    let lines = [line(1, "33.33"), line(1, "33.33"), line(1, "33.34")];
    let priced = price(&with(DocumentOff::Total(9_001)), &lines);
    assert_eq!(priced.totals.net_minor, 9_001);
    assert_eq!(priced.totals.allowance_bp, 999);
    let nets: i64 = priced.lines.iter().map(|line| line.net_minor).sum();
    assert_eq!(nets, 9_001);
}

#[test]
fn an_optional_line_gives_nothing_to_an_amount() {
    let mut optional = line(1, "50");
    optional.optional = true;
    let priced = price(
        &with(DocumentOff::Amount(1_000)),
        &[line(1, "100"), optional],
    );
    assert_eq!(priced.totals.net_minor, 9_000);
    assert_eq!(priced.lines[1].net_minor, 5_000);
}

#[test]
fn the_floor_sees_every_kind_of_discount() {
    let mut some = line(10, "100");
    some.floor = Some(euro("90"));
    let low = |line: &LineInput, terms: &Terms| {
        price(terms, std::slice::from_ref(line)).lines[0]
            .issues
            .iter()
            .any(|issue| issue.code == "below_floor")
    };
    assert!(low(&some, &with(DocumentOff::Amount(10_001))));
    assert!(!low(&some, &with(DocumentOff::Amount(10_000))));
    some.off = Some(LineOff::Price(euro("89.9999")));
    assert!(low(&some, &terms(12, 0)));
    some.off = Some(LineOff::Amount(10_000));
    assert!(!low(&some, &terms(12, 0)));
    some.off = None;
    some.promotions = vec![granted("Spring", 10_001)];
    assert!(low(&some, &terms(12, 0)));
}

fn granted(name: &str, off_minor: i64) -> Granted {
    Granted {
        promotion_id: PromotionId(uuid::Uuid::nil()),
        name: LocalText::new(name, name),
        off_minor,
        gift: None,
    }
}

#[test]
fn promotions_come_after_the_book_and_before_people() {
    let mut some = line(2, "100");
    some.promotions = vec![granted("Spring", 2_000), granted("Loyal", 1_000)];
    some.discount = crate::kernel::Percent::whole(10);
    let priced = price(&terms(12, 0), std::slice::from_ref(&some));
    assert_eq!(priced.totals.net_minor, 15_300);
    assert_eq!(priced.totals.discount_bp, 2_350);
    let steps = waterfall(&terms(12, 0), &some, &priced.lines[0], &Policy::default());
    let path: Vec<_> = steps
        .iter()
        .map(|step| (step.code.code(), step.delta_minor))
        .collect();
    assert_eq!(
        path[..4],
        [
            ("list", 20_000),
            ("promotion", -2_000),
            ("promotion", -1_000),
            ("line_discount", -1_700)
        ]
    );
    some.manual_price = Some(euro("90"));
    let priced = price(&terms(12, 0), &[some]);
    assert_eq!(
        priced.totals.net_minor, 16_200,
        "a typed price stands alone"
    );
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_wanted_total_is_met_exactly(quote in a_quote(), part in 0_i64..=1_000_000) {
        let (terms, lines) = quote;
        let plain = price(&Terms { discount: crate::kernel::Percent::ZERO, ..terms }, &lines);
        let sum = plain.totals.line_net_minor;
        if sum <= 0 {
            return Ok(());
        }
        let wanted = i64::try_from(i128::from(sum) * i128::from(part) / 1_000_000).unwrap();
        for off in [DocumentOff::Total(wanted), DocumentOff::Amount(sum - wanted)] {
            let terms = Terms { off: Some(off), ..terms };
            let priced = price(&terms, &lines);
            prop_assert!(priced.issues.is_empty());
            prop_assert_eq!(priced.totals.net_minor, wanted);
            let nets = lines.iter().zip(&priced.lines).filter(|(line, _)| !line.optional);
            prop_assert_eq!(nets.map(|(_, line)| line.net_minor).sum::<i64>(), wanted);
            for (line, amounts) in lines.iter().zip(&priced.lines) {
                let steps = waterfall(&terms, line, amounts, &Policy::default());
                let sum: i64 = steps.iter().map(|step| step.delta_minor).sum();
                prop_assert_eq!(sum, amounts.gross_minor());
            }
        }
    }

    #[test]
    fn every_wanted_price_and_amount_is_met_exactly(line in a_line(), part in 0_i64..=1_000_000) {
        let mut line = LineInput { quantity: Quantity(line.quantity.0.abs().max(1)), ..line };
        line.off = None;
        line.discount = crate::kernel::Percent::ZERO;
        let terms = terms(12, 0);
        let plain = price(&terms, std::slice::from_ref(&line)).lines[0].clone();
        let amount = i64::try_from(i128::from(plain.entered_minor) * i128::from(part) / 1_000_001).unwrap();
        line.off = Some(LineOff::Amount(amount));
        let priced = price(&terms, std::slice::from_ref(&line)).lines[0].clone();
        prop_assert_eq!(priced.period_net_minor, plain.period_net_minor - amount);
        let unit = plain.net_unit.0 * part / 1_000_001;
        line.off = Some(LineOff::Price(UnitPrice(unit)));
        let priced = price(&terms, std::slice::from_ref(&line)).lines[0].clone();
        prop_assert_eq!(priced.net_unit, UnitPrice(unit));
        let steps = waterfall(&terms, &line, &priced, &Policy::default());
        prop_assert_eq!(steps.iter().map(|step| step.delta_minor).sum::<i64>(), priced.gross_minor());
    }

    #[test]
    fn no_discount_panics(line in a_line(), minor in any::<i64>(), kind in 0_usize..2, doc in any::<i64>()) {
        let mut line = line;
        line.off = Some([LineOff::Amount(minor), LineOff::Price(UnitPrice(minor))][kind]);
        let off = [DocumentOff::Amount(doc), DocumentOff::Total(doc)][kind];
        price(&with(off), &[line.clone(), line]);
    }
}
