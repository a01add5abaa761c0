//! What schedules measure over the lines of a quote.

use super::*;
use crate::cpq::pricing::{
    Charge, LineInput, ScheduleGives, ScheduleRule, ScheduleStep, ScheduleWay,
};
use crate::cpq::quotes::price_draft;
use crate::kernel::{
    Currency, Lang, LocalText, Percent, Quantity, SalesChannel, UnitPrice, uuid_v7,
};
use proptest::prelude::*;

fn id<T: From<uuid::Uuid>>(n: u8) -> T {
    uuid_v7(i64::from(n), [n; 10]).into()
}

fn draft(lines: Vec<QuoteLine>) -> QuoteDraft {
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

/// 10 % from `from` on.
fn following(
    measure: ScheduleMeasure,
    across: ScheduleAcross,
    from: i64,
) -> Option<Box<LineSchedule>> {
    Some(Box::new(LineSchedule {
        schedule_id: id(99),
        name: LocalText::new("Volume", "Volume"),
        rule: ScheduleRule {
            measure,
            across,
            way: ScheduleWay::Slab,
            gives: ScheduleGives::Percent,
            steps: vec![ScheduleStep { from, value: 1_000 }],
            orders: false,
        },
        measured: 0,
        lines: 0,
        earlier: 0,
    }))
}

fn line(n: u8, product: u8, family: &str, quantity: i64) -> QuoteLine {
    QuoteLine {
        choice: crate::cpq::quotes::LineChoice::default(),
        id: id(n),
        product_id: Some(id(product)),
        section: None,
        description: format!("Line {n}"),
        unit: "unit".into(),
        price: LineInput {
            quantity: Quantity::whole(quantity),
            list_price: UnitPrice(1_000_000),
            family: family.into(),
            ..LineInput::default()
        },
        configuration: None,
    }
}

fn lines(across: ScheduleAcross, from: i64) -> Vec<QuoteLine> {
    let mut lines = vec![
        line(1, 1, "Software", 4),
        line(2, 1, "Software", 4),
        line(3, 2, "Software", 4),
        line(4, 3, "Hardware", 4),
    ];
    for line in &mut lines {
        line.price.schedule = following(ScheduleMeasure::Quantity, across, Quantity::whole(from).0);
    }
    lines.push(line(5, 4, "Hardware", 100));
    lines
}

fn measured(draft: &QuoteDraft) -> Vec<(i64, u32)> {
    let schedules = draft
        .lines
        .iter()
        .filter_map(|line| line.price.schedule.as_ref());
    schedules
        .map(|one| (one.measured / 10_000, one.lines))
        .collect()
}

#[test]
fn lines_are_looked_at_together_as_the_schedule_says() {
    let cases = [
        (ScheduleAcross::Line, [(4, 1), (4, 1), (4, 1), (4, 1)]),
        (ScheduleAcross::Product, [(8, 2), (8, 2), (4, 1), (4, 1)]),
        (ScheduleAcross::Family, [(12, 3), (12, 3), (12, 3), (4, 1)]),
        (ScheduleAcross::Quote, [(16, 4), (16, 4), (16, 4), (16, 4)]),
    ];
    for (across, expected) in cases {
        let mut quote = draft(lines(across, 16));
        let changed = settle(&mut quote);
        assert_eq!(changed.len(), 4, "{across:?}");
        assert_eq!(measured(&quote), expected, "{across:?}");
        assert_eq!(settle(&mut quote), Vec::<usize>::new(), "measured once");
    }
}

#[test]
fn a_price_is_right_however_old_what_stands_on_the_line_is() {
    let quote = draft(lines(ScheduleAcross::Quote, 16));
    let now = price_draft(&quote);
    assert_eq!(now.lines[0].net_minor, 36_000);
    let mut stale = quote;
    settle(&mut stale);
    stale.lines[0].price.quantity = Quantity::whole(3);
    assert_eq!(
        price_draft(&stale).lines[0].net_minor,
        30_000,
        "15 units are too few"
    );
}

#[test]
fn an_option_is_shown_at_the_step_it_would_reach_and_moves_nobody_else() {
    let mut lines = lines(ScheduleAcross::Quote, 20);
    lines[3].price.optional = true;
    lines[3].price.quantity = Quantity::whole(8);
    let priced = price_draft(&draft(lines));
    assert_eq!(priced.lines[0].net_minor, 40_000, "12 without the option");
    assert_eq!(priced.lines[3].net_minor, 72_000, "20 with it");
}

#[test]
fn terms_and_spend_are_measured_too() {
    let mut months = line(1, 1, "", 1);
    months.price.charge = Charge::Monthly;
    months.price.schedule = following(ScheduleMeasure::Term, ScheduleAcross::Line, 24);
    let mut quote = draft(vec![months]);
    quote.term_months = 23;
    assert_eq!(price_draft(&quote).lines[0].period_net_minor, 10_000);
    quote.term_months = 24;
    assert_eq!(price_draft(&quote).lines[0].period_net_minor, 9_000);

    let mut spend = vec![line(1, 1, "", 6), line(2, 2, "", 4)];
    for line in &mut spend {
        line.price.schedule = following(ScheduleMeasure::Spend, ScheduleAcross::Quote, 100_000);
        line.price.discount = Percent::whole(50);
    }
    let quote = draft(spend);
    let nets: Vec<i64> = price_draft(&quote)
        .lines
        .iter()
        .map(|line| line.net_minor)
        .collect();
    assert_eq!(nets, [27_000, 18_000], "1000.00 before any discount");
}

proptest! {
    /// The order of lines says nothing, and whatever was measured before is measured anew.
    #[test]
    fn the_order_of_lines_does_not_matter(quantities in prop::collection::vec(1_i64..30, 1..8), across in 0..4_usize, from in 1_i64..60, stale in 0_i64..1_000_000) {
        let across = ScheduleAcross::ALL[across];
        let mut all: Vec<QuoteLine> = quantities
            .iter()
            .zip(1_u8..)
            .map(|(quantity, n)| {
                let mut line = line(n, n % 3, ["Software", "Hardware"][usize::from(n % 2)], *quantity);
                line.price.schedule = following(ScheduleMeasure::Quantity, across, Quantity::whole(from).0);
                line
            })
            .collect();
        let forwards = price_draft(&draft(all.clone()));
        for line in &mut all {
            if let Some(schedule) = &mut line.price.schedule {
                schedule.measured = stale;
            }
        }
        all.reverse();
        let backwards = price_draft(&draft(all));
        prop_assert_eq!(forwards.totals.net_minor, backwards.totals.net_minor);
        let mut nets: Vec<i64> = backwards.lines.iter().map(|line| line.net_minor).collect();
        nets.reverse();
        prop_assert_eq!(forwards.lines.iter().map(|line| line.net_minor).collect::<Vec<_>>(), nets);
    }
}
