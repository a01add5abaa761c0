//! Terms, free months, ramps and what is billed when: worked examples, and what holds for every quote.

use super::*;
use crate::cpq::pricing::*;
use crate::kernel::{Currency, Percent, Quantity, UnitPrice};
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn terms(months: u32) -> Terms {
    Terms {
        currency: Currency::EUR,
        months,
        discount: Percent::ZERO,
        off: None,
        subscription: Subscription::default(),
    }
}

fn monthly(quantity: i64, euros: i64) -> LineInput {
    LineInput {
        charge: Charge::Monthly,
        quantity: Quantity::whole(quantity),
        list_price: UnitPrice(euros * 10_000),
        cost: Some(UnitPrice(euros * 4_000)),
        ..LineInput::default()
    }
}

fn price(terms: &Terms, lines: &[LineInput]) -> PricedQuote {
    price_quote(terms, lines, &Policy::default())
}

fn one(terms: &Terms, line: &LineInput) -> PricedLine {
    price(terms, std::slice::from_ref(line)).lines.remove(0)
}

fn bills(terms: &Terms, lines: &[LineInput]) -> Vec<(String, i64)> {
    let schedule = billing(terms, lines, &price(terms, lines)).unwrap();
    let bill = |bill: &Billed| (bill.on.to_string(), bill.sum_minor());
    schedule.bills.iter().map(bill).collect()
}

fn steps(terms: &Terms, line: &LineInput) -> Vec<(&'static str, i64)> {
    let priced = one(terms, line);
    let steps = waterfall(terms, line, &priced, &Policy::default());
    let named = |step: &Step| (step.code.code(), step.delta_minor);
    steps.iter().map(named).collect()
}

#[test]
fn free_months_are_a_discount_and_not_in_mrr() {
    let mut terms = terms(12);
    terms.subscription.free_months = 2;
    let lines = [monthly(10, 10)];
    let totals = price(&terms, &lines).totals;
    assert_eq!(totals.tcv_minor, 100_000);
    assert_eq!((totals.mrr_minor, totals.arr_minor), (10_000, 120_000));
    assert_eq!(totals.acv_minor, 100_000);
    assert_eq!((totals.book_minor, totals.discount_bp), (120_000, 1_667));
    // They cost what all months cost.
    assert_eq!(totals.margin.cost_minor, 48_000);
    assert_eq!(
        steps(&terms, &lines[0]),
        [
            ("list", 10_000),
            ("term", 110_000),
            ("free_months", -20_000),
            ("net", 0),
            ("tax", 0)
        ]
    );
    terms.subscription.starts_on = Some(day("2027-01-01"));
    assert_eq!(bills(&terms, &lines)[0], ("2027-03-01".to_owned(), 10_000));
}

#[test]
fn lines_end_together_and_their_first_month_is_prorated() {
    let mut terms = terms(36);
    terms.subscription.starts_on = Some(day("2027-01-01"));
    terms.subscription.ends_on = Some(day("2027-12-31"));
    let mut late = monthly(1, 310);
    late.change_term(|term| term.starts_on = Some(day("2027-05-15")));
    let lines = [monthly(1, 100), late.clone()];
    let priced = price(&terms, &lines);
    assert_eq!(priced.lines[0].net_minor, 120_000);
    // 17 of 31 days of May, then seven months.
    assert_eq!(priced.lines[1].net_minor, 17_000 + 7 * 31_000);
    let course = priced.lines[1].course.clone().unwrap();
    assert_eq!(course.first, Some(Part { of: 17, parts: 31 }));
    assert_eq!(course.ends_on, Some(day("2027-12-31")));
    assert_eq!(priced.totals.mrr_minor, 10_000 + 31_000);
    assert_eq!(
        steps(&terms, &late),
        [
            ("list", 31_000),
            ("term", 217_000),
            ("proration", -14_000),
            ("net", 0),
            ("tax", 0)
        ]
    );
    for (rule, part) in [(Proration::Thirty360, 16), (Proration::WholeMonth, 30)] {
        terms.subscription.proration = rule;
        let net = one(&terms, &late).net_minor;
        assert_eq!(net, 7 * 31_000 + 31_000 * part / 30);
    }
    // 17 days of a month of 365 / 12.
    terms.subscription.proration = Proration::Actual365;
    let part = (31_000 * 17 * 12 + 365 / 2) / 365;
    assert_eq!(one(&terms, &late).net_minor, 7 * 31_000 + part);
}

#[test]
fn quarters_are_counted_back_from_the_common_end() {
    let mut terms = terms(12);
    terms.subscription = Subscription {
        starts_on: Some(day("2027-02-15")),
        ends_on: Some(day("2027-12-31")),
        billing: Some(Billing::Quarterly),
        proration: Proration::Thirty360,
        ..Subscription::default()
    };
    assert_eq!(
        bills(&terms, &[monthly(1, 100)]),
        [
            ("2027-02-15".to_owned(), 5_333 + 10_000),
            ("2027-04-01".to_owned(), 30_000),
            ("2027-07-01".to_owned(), 30_000),
            ("2027-10-01".to_owned(), 30_000)
        ]
    );
}

#[test]
fn a_ramp_changes_quantity_price_or_discount() {
    let terms = terms(36);
    let mut seats = monthly(10, 100);
    seats.floor = Some(UnitPrice(900_000));
    seats.change_term(|term| {
        term.ramps = vec![
            Ramp {
                from_month: 12,
                quantity: Some(Quantity::whole(20)),
                ..Ramp::default()
            },
            Ramp {
                from_month: 24,
                quantity: Some(Quantity::whole(30)),
                discount: Some(Percent::whole(20)),
                ..Ramp::default()
            },
        ];
    });
    let priced = one(&terms, &seats);
    let nets: Vec<i64> = priced
        .course
        .as_ref()
        .unwrap()
        .segments
        .iter()
        .map(|one| one.net_minor)
        .collect();
    assert_eq!(nets, [1_200_000, 2_400_000, 2_880_000]);
    assert_eq!(priced.net_minor, 6_480_000);
    assert_eq!(priced.term_book_minor, 7_200_000);
    // The cost follows the quantity: 40 a seat and month.
    assert_eq!(priced.cost_minor, Some(2_880_000));
    assert!(
        priced
            .issues
            .iter()
            .any(|issue| issue.code == "below_floor")
    );
    let totals = price(&terms, std::slice::from_ref(&seats)).totals;
    assert_eq!(totals.mrr_minor, 180_000);
    assert_eq!(
        (totals.acv_minor, totals.first_year_minor),
        (2_160_000, 1_200_000)
    );
    assert_eq!(
        steps(&terms, &seats),
        [
            ("list", 100_000),
            ("term", 3_500_000),
            ("ramp", 1_200_000),
            ("ramp", 1_680_000),
            ("net", 0),
            ("tax", 0)
        ]
    );
    let runs = billing(&terms, &[seats.clone()], &price(&terms, &[seats]))
        .unwrap()
        .runs();
    let times: Vec<(u32, u32)> = runs
        .iter()
        .map(|run| (run.first.month, run.times))
        .collect();
    assert_eq!(times, [(0, 12), (12, 12), (24, 12)]);
}

#[test]
fn usage_is_an_estimate_beside_the_contract() {
    let mut usage = monthly(1_000, 1);
    usage.charge = Charge::Usage;
    let mut terms = terms(12);
    terms.subscription.free_months = 3;
    let totals = price(&terms, &[usage, monthly(1, 100)]).totals;
    assert_eq!(totals.usage_minor, 1_200_000);
    assert_eq!((totals.mrr_minor, totals.tcv_minor), (10_000, 90_000));
    assert_eq!(totals.net_minor, totals.tcv_minor + totals.usage_minor);
    assert_eq!(totals.first_year_minor, 90_000);
}

#[test]
fn a_yearly_price_billed_monthly_adds_up_to_the_year() {
    let mut support = monthly(1, 1_000);
    support.charge = Charge::Yearly;
    let mut terms = terms(12);
    terms.subscription.billing = Some(Billing::Monthly);
    let amounts: Vec<i64> = bills(&terms, &[support])
        .into_iter()
        .map(|(_, minor)| minor)
        .collect();
    assert_eq!(amounts[..3], [8_333, 8_334, 8_333]);
    assert_eq!(amounts.iter().sum::<i64>(), 100_000);
}

#[test]
fn what_cannot_be_is_said() {
    let codes = |terms: &Terms, line: &LineInput| -> Vec<String> {
        let issues = one(terms, line).issues;
        issues.iter().map(|issue| issue.code.to_string()).collect()
    };
    let mut together = terms(12);
    together.subscription.ends_on = Some(day("2027-12-31"));
    assert_eq!(codes(&together, &monthly(1, 1)), ["start_missing"]);
    together.subscription.starts_on = Some(day("2028-01-01"));
    assert_eq!(codes(&together, &monthly(1, 1)), ["starts_after_end"]);
    together.subscription.starts_on = Some(day("1999-01-01"));
    assert_eq!(codes(&together, &monthly(1, 1)), ["term_out_of_range"]);
    let mut line = monthly(1, 1);
    line.change_term(|term| {
        term.free_months = Some(12);
        term.ramps = vec![Ramp::default()];
    });
    let found = check_term(&line, 12);
    let found: Vec<_> = found.iter().map(|issue| &*issue.code).collect();
    assert_eq!(found, ["free_months_out_of_range", "ramps_unordered"]);
    line.charge = Charge::OneTime;
    line.tidy_term();
    assert!(line.term.is_none());
}

#[test]
fn a_line_says_only_what_it_says() {
    let line = serde_json::to_value(monthly(1, 1)).unwrap();
    assert!(line.get("term").is_none());
    let read: LineInput = serde_json::from_value(line).unwrap();
    assert_eq!(read, monthly(1, 1));
}

/// A day near which months have every length.
fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..1_500).prop_map(|days| day("2027-01-01") + chrono::Duration::days(days))
}

prop_compose! {
    fn a_subscription()(
        starts_on in some_day(),
        length in prop::option::of(1_i64..1_400),
        billing in prop::option::of(0..Billing::ALL.len()),
        free_months in 0_u32..4,
        rule in 0..Proration::ALL.len(),
    ) -> Subscription {
        Subscription {
            starts_on: Some(starts_on),
            ends_on: length.map(|days| starts_on + chrono::Duration::days(days)),
            billing: billing.map(|at| Billing::ALL[at]),
            trial: None,
            trial_term: TrialTerm::default(),
            free_months,
            proration: Proration::ALL[rule],
        }
    }
}

prop_compose! {
    fn a_term()(
        days in prop::option::weighted(0.3, 0_i64..40),
        months in prop::option::weighted(0.3, 1_u32..40),
        billing in prop::option::of(0..Billing::ALL.len()),
        free_months in prop::option::of(0_u32..4),
        ramps in prop::collection::btree_map(1_u32..30, (1_i64..90, 0_i32..10_000, any::<bool>()), 0..3),
    ) -> (Option<i64>, LineTerm) {
        (days, LineTerm {
            starts_on: None,
            months,
            billing: billing.map(|at| Billing::ALL[at]),
            trial: None,
            free_months,
            ramps: ramps.iter().map(|(from, (quantity, discount, both))| Ramp {
                from_month: *from,
                quantity: Some(Quantity::whole(*quantity)),
                price: None,
                discount: both.then_some(Percent(*discount)),
            }).collect(),
        })
    }
}

use crate::cpq::pricing::tests::properties::{a_line, a_quote, cases};

proptest! {
    #![proptest_config(cases())]

    /// Dates, frequencies and rules move bills and nothing else: without free months, ramps and a common
    /// end a quote has the amounts it always had.
    #[test]
    fn what_is_not_used_changes_nothing(quote in a_quote(), subscription in a_subscription()) {
        let (terms, lines) = quote;
        let plain = price(&terms, &lines);
        let said = Subscription { ends_on: None, free_months: 0, ..subscription };
        let with = Terms { subscription: said, ..terms };
        prop_assert_eq!(&plain, &price(&with, &lines));
        let own: Vec<LineInput> = lines.iter().cloned().map(|mut line| {
            line.change_term(|term| {
                term.months = Some(terms.months);
                term.starts_on = subscription.starts_on;
            });
            line
        }).collect();
        let mut priced = price(&with, &own);
        for line in &mut priced.lines {
            line.course = None;
        }
        prop_assert_eq!(plain, priced);
    }

    #[test]
    fn bills_and_ramps_add_up_to_the_cent(
        quote in a_quote(), subscription in a_subscription(),
        term in prop::collection::vec(prop::option::of(a_term()), 14), usage in 0_usize..14,
    ) {
        let (terms, mut lines) = quote;
        let start = subscription.starts_on.unwrap();
        for (at, (line, term)) in lines.iter_mut().zip(term).enumerate() {
            line.quantity.0 = line.quantity.0.abs().max(1);
            if at == usage {
                line.charge = Charge::Usage;
            }
            if let Some((days, term)) = term {
                let starts_on = days.map(|days| start + chrono::Duration::days(days));
                line.change_term(|own| *own = LineTerm { starts_on, ..term });
            }
        }
        let terms = Terms { subscription, ..terms };
        let priced = price(&terms, &lines);
        if priced.lines.iter().any(|line| line.issues.iter().any(|issue| issue.code.starts_with("start"))) {
            return Ok(());
        }
        let totals = &priced.totals;
        prop_assert_eq!(totals.net_minor, totals.tcv_minor + totals.usage_minor);
        let schedule = billing(&terms, &lines, &priced).unwrap();
        let sum = |of: fn(&Billed) -> i64| schedule.bills.iter().map(of).sum::<i64>();
        prop_assert_eq!(sum(|bill| bill.once_minor + bill.recurring_minor), totals.tcv_minor);
        prop_assert_eq!(sum(|bill| bill.usage_minor), totals.usage_minor);
        let years: i64 = schedule.years.iter().map(|year| year.billed.sum_minor()).sum();
        prop_assert_eq!(years, totals.net_minor);
        let runs: u32 = schedule.runs().iter().map(|run| run.times).sum();
        prop_assert_eq!(usize::try_from(runs).unwrap(), schedule.bills.len());
        for (line, amounts) in lines.iter().zip(&priced.lines) {
            if let Some(course) = &amounts.course {
                let sum: i64 = course.segments.iter().map(|one| one.net_minor).sum();
                prop_assert_eq!(sum, amounts.term_net_minor);
            }
            let steps = waterfall(&terms, line, amounts, &Policy::default());
            prop_assert_eq!(steps.iter().map(|step| step.delta_minor).sum::<i64>(), amounts.gross_minor());
        }
    }

    /// Cut in two at any day, both parts ending at a common end, a line costs the same within the one
    /// rounding of each part; by calendar days and by 30/360.
    #[test]
    fn adjoining_parts_add_up(start in some_day(), first in 1_i64..500, second in 1_i64..500, price in 1_i64..1_000_000) {
        let (cut, end) = (start + chrono::Duration::days(first), start + chrono::Duration::days(first + second));
        let part = |from: NaiveDate, to: NaiveDate| {
            let mut terms = terms(12);
            terms.subscription.starts_on = Some(from);
            terms.subscription.ends_on = to.pred_opt();
            let line = LineInput { list_price: UnitPrice(price * 100), ..monthly(1, 1) };
            one(&terms, &line)
        };
        let (whole, later) = (part(start, end), part(cut, end));
        // The days before the cut are those of the whole that the later part does not have.
        let course = |line: &PricedLine| line.course.clone().unwrap().counted;
        let (all, some) = (course(&whole), course(&later));
        let rest = i128::from(all.of) * i128::from(some.parts) - i128::from(some.of) * i128::from(all.parts);
        let exact = rest * i128::from(price);
        let under = i128::from(all.parts) * i128::from(some.parts);
        let off = i128::from(whole.net_minor - later.net_minor) * under - exact;
        prop_assert!(off.abs() <= under, "one rounding each");
    }

    #[test]
    fn no_term_panics(
        line in a_line(), months in any::<u32>(), free in any::<u32>(), from in any::<u32>(),
        quantity in any::<i64>(), price_e4 in any::<i64>(), rate in any::<i32>(), start in some_day(), end in some_day(),
    ) {
        let mut line = line;
        line.term = Some(Box::new(LineTerm {
            starts_on: Some(start),
            months: (from % 2 == 0).then_some(months),
            billing: None,
            trial: Some(if free % 2 == 0 { Trial::Days(from) } else { Trial::Months(from) }),
            free_months: Some(free),
            ramps: vec![Ramp { from_month: from % 64, quantity: Some(Quantity(quantity)), price: Some(UnitPrice(price_e4)), discount: Some(Percent(rate)) }],
        }));
        let mut terms = terms(months);
        terms.subscription.ends_on = Some(end);
        let lines = [line];
        let priced = price(&terms, &lines);
        let _ = billing(&terms, &lines, &priced);
        let _ = waterfall(&terms, &lines[0], &priced.lines[0], &Policy::default());
        let _ = (check_term(&lines[0], months), check_subscription(&terms.subscription, months));
    }
}
