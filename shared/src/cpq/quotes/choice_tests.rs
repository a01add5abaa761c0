//! Groups of alternatives and limits, whatever is done to the lines.

use super::*;
use crate::cpq::pricing::{LineInput, PricedQuote};
use crate::cpq::quotes::{QuoteDraft, Section, arrange, by_section, price_draft, validate_draft};
use crate::kernel::{Currency, Lang, Percent, UnitPrice, uuid_v7};
use proptest::prelude::*;
use std::collections::BTreeSet;

pub(crate) fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

pub(crate) fn line(n: u8, price: i64) -> QuoteLine {
    QuoteLine {
        id: id(n),
        product_id: None,
        section: None,
        description: format!("Line {n}\nDetails"),
        unit: String::new(),
        price: LineInput {
            quantity: Quantity::ONE,
            list_price: UnitPrice(price * 10_000),
            ..LineInput::default()
        },
        configuration: None,
        choice: LineChoice::default(),
    }
}

pub(crate) fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
    QuoteDraft {
        subscription: crate::cpq::pricing::Subscription::default(),
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
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines,
    }
}

fn counted(lines: &[QuoteLine]) -> Vec<QuoteLineId> {
    let counted = lines.iter().filter(|line| !line.price.optional);
    counted.map(|line| line.id).collect()
}

fn net(lines: &[QuoteLine]) -> i64 {
    price_draft(&draft(lines.to_vec())).totals.net_minor
}

#[test]
fn of_three_alternatives_one_is_in_the_totals() {
    let mut lines = vec![line(1, 100), line(2, 70), line(3, 50), line(4, 10)];
    join_above(&mut lines, id(2), id(90)).unwrap();
    join_above(&mut lines, id(3), id(91)).unwrap();
    assert_eq!(counted(&lines), [id(1), id(4)]);
    assert_eq!(net(&lines), 11_000);
    let group = lines[0].choice.alternatives;
    assert!(
        lines[..3]
            .iter()
            .all(|line| line.choice.alternatives == group && line.is_alternative())
    );
    propose(&mut lines, id(3));
    assert_eq!(counted(&lines), [id(3), id(4)]);
    assert_eq!(net(&lines), 6_000);
    // One that leaves stays as it is; the others still are alternatives.
    leave(&mut lines, id(3));
    assert_eq!(counted(&lines), [id(1), id(3), id(4)]);
    // The last two: the one that is left alone is an option.
    leave(&mut lines, id(1));
    assert_eq!(counted(&lines), [id(1), id(3), id(4)]);
    assert!(lines[1].is_option());
}

#[test]
fn an_alternative_needs_a_line_above_that_counts() {
    let code = |lines: &mut Vec<QuoteLine>, n| {
        let refused = join_above(lines, id(n), id(90)).unwrap_err();
        refused.code.into_owned()
    };
    let mut lines = vec![line(1, 1), line(2, 1), line(3, 1), line(4, 1)];
    assert_eq!(code(&mut lines, 1), "no_line_above");
    assert_eq!(code(&mut lines, 9), "no_line_above");
    lines[1].price.optional = true;
    assert_eq!(code(&mut lines, 3), "alternative_to_option");
    lines[3].section = Some(id(50));
    assert_eq!(code(&mut lines, 4), "no_line_above");
    join_above(&mut lines, id(2), id(90)).unwrap();
    assert_eq!(code(&mut lines, 2), "already_alternative");
    let before = lines.clone();
    let _ = join_above(&mut lines, id(1), id(90));
    assert_eq!(lines, before, "what is refused changes nothing");
}

#[test]
fn a_group_that_lost_its_proposal_proposes_its_first() {
    let mut lines = vec![line(1, 100), line(2, 70), line(3, 50)];
    join_above(&mut lines, id(2), id(90)).unwrap();
    join_above(&mut lines, id(3), id(90)).unwrap();
    let taken = lines.remove(0);
    settle(&mut lines);
    assert_eq!(counted(&lines), [id(2)]);
    // It comes back as the one that counted.
    lines.insert(0, taken);
    propose(&mut lines, id(1));
    assert_eq!(counted(&lines), [id(1)]);
}

#[test]
fn limits_are_whole_and_hold_the_quantity() {
    let limits = |min, max| QuantityLimits {
        min: Quantity(min),
        max: Quantity(max),
    };
    let code = |limits: QuantityLimits| limits.issue().map(|issue| issue.code.into_owned());
    assert_eq!(code(limits(10_000, 200_000)), None);
    assert_eq!(code(limits(0, 10_000)).as_deref(), Some("not_positive"));
    assert_eq!(
        code(limits(10_000, 15_000)).as_deref(),
        Some("limits_not_whole")
    );
    assert_eq!(
        code(limits(30_000, 20_000)).as_deref(),
        Some("limits_backwards")
    );
    let good = limits(20_000, 50_000);
    assert_eq!(good.refusal(Quantity::whole(5)), None);
    for wrong in [0, -20_000, 10_000, 25_000, 60_000, i64::MAX] {
        assert!(good.refusal(Quantity(wrong)).is_some(), "{wrong}");
    }
    let mut quote = draft(vec![line(1, 1)]);
    quote.lines[0].choice.limits = Some(good);
    let found = validate_draft(&quote);
    assert_eq!(found[0].code, "quantity_outside_limits");
    assert_eq!(found[0].field.as_deref(), Some("lines.0.quantity"));
}

/// A line that leaves nothing open reads and writes as before there was anything to choose.
#[test]
fn old_lines_are_read() {
    let json = serde_json::to_value(line(1, 1)).unwrap();
    assert!(json.get("choice").is_none());
    assert_eq!(
        serde_json::from_value::<QuoteLine>(json).unwrap(),
        line(1, 1)
    );
}

fn any_line() -> impl Strategy<Value = (u8, u8, i64, bool)> {
    (0..3_u8, 0..4_u8, 1..1_000_i64, any::<bool>())
}

fn lines_of(parts: Vec<(u8, u8, i64, bool)>) -> Vec<QuoteLine> {
    let parts = parts.into_iter().zip(1_u8..);
    let line = |((section, group, price, optional), n)| {
        let mut line = line(n, price);
        line.section = (section > 0).then(|| id(section * 10));
        line.choice.alternatives = (group > 0).then(|| id(100 + group));
        line.price.optional = optional;
        line
    };
    parts.map(line).collect()
}

/// Every group counts once, stands together in one section, and has more than one line.
fn is_settled(quote: &QuoteDraft) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for run in quote
        .lines
        .chunk_by(|a, b| (a.section, a.choice.alternatives) == (b.section, b.choice.alternatives))
    {
        let Some(group) = run[0].choice.alternatives else {
            continue;
        };
        prop_assert!(seen.insert(group), "a group stands in two places");
        prop_assert!(run.len() > 1);
        prop_assert_eq!(run.iter().filter(|line| !line.price.optional).count(), 1);
    }
    Ok(())
}

fn sum_of(priced: &PricedQuote, quote: &QuoteDraft, counts: impl Fn(&QuoteLine) -> bool) -> i64 {
    let lines = quote.lines.iter().zip(&priced.lines);
    lines
        .filter(|(line, _)| counts(line))
        .map(|(_, priced)| priced.term_net_minor)
        .sum()
}

proptest! {
    // Whatever a browser sends, of every group one counts, and the sums are those of what counts.
    #[test]
    fn any_lines_are_settled(parts in proptest::collection::vec(any_line(), 0..20)) {
        let mut quote = draft(lines_of(parts));
        quote.sections = [10, 20].map(|n| Section {
            id: id(n), title: "S".into(), introduction: String::new(), subtotal: true,
        }).to_vec();
        let ids: BTreeSet<QuoteLineId> = quote.lines.iter().map(|line| line.id).collect();
        arrange(&mut quote);
        is_settled(&quote)?;
        prop_assert_eq!(&ids, &quote.lines.iter().map(|line| line.id).collect());
        let again = { let mut again = quote.clone(); arrange(&mut again); again };
        prop_assert_eq!(&again, &quote);
        let priced = price_draft(&quote);
        let sum = sum_of(&priced, &quote, |line| !line.is_option() && !line.is_other());
        prop_assert_eq!(sum, priced.totals.net_minor);
        let groups = by_section(&quote, &priced);
        let others: u32 = groups.iter().map(|group| group.totals.others).sum();
        prop_assert_eq!(others as usize, quote.lines.iter().filter(|line| line.is_other()).count());
    }

    // Joining, leaving and proposing keep every group whole.
    #[test]
    fn every_step_keeps_one_that_counts(
        count in 2..8_u8,
        steps in proptest::collection::vec((0..3_u8, 1..8_u8), 0..20),
    ) {
        let mut quote = draft((1..=count).map(|n| line(n, i64::from(n))).collect());
        for ((kind, which), n) in steps.into_iter().zip(100_u8..) {
            match kind {
                0 => { let _ = join_above(&mut quote.lines, id(which), id(n)); }
                1 => leave(&mut quote.lines, id(which)),
                _ => propose(&mut quote.lines, id(which)),
            }
            let mut arranged = quote.clone();
            arrange(&mut arranged);
            is_settled(&arranged)?;
            // Nothing is left for the server to change but the order.
            prop_assert_eq!(net(&arranged.lines), net(&quote.lines));
            quote = arranged;
        }
    }
}
