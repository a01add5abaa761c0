//! Trials: before the term and within it, in days and in months, with and without a first day.

use crate::cpq::pricing::*;
use crate::kernel::{Currency, Percent, Quantity, UnitPrice};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Twelve months from 1 January 2027 on.
fn terms(trial: Trial, trial_term: TrialTerm) -> Terms {
    Terms {
        currency: Currency::EUR,
        months: 12,
        discount: Percent::ZERO,
        off: None,
        subscription: Subscription {
            starts_on: Some(day("2027-01-01")),
            trial: Some(trial),
            trial_term,
            ..Subscription::default()
        },
    }
}

/// 100.00 a month.
fn seats() -> LineInput {
    LineInput {
        charge: Charge::Monthly,
        quantity: Quantity::whole(10),
        list_price: UnitPrice(100_000),
        cost: Some(UnitPrice(40_000)),
        ..LineInput::default()
    }
}

fn priced(terms: &Terms, line: &LineInput) -> (PricedQuote, Vec<(NaiveDate, i64)>) {
    let lines = std::slice::from_ref(line);
    let quote = price_quote(terms, lines, &Policy::default());
    let plan = billing(terms, lines, &quote).unwrap();
    let bills = plan.bills.iter().map(|bill| (bill.on, bill.sum_minor()));
    (quote, bills.collect())
}

#[test]
fn the_term_begins_after_a_trial() {
    let (quote, bills) = priced(&terms(Trial::Days(14), TrialTerm::Before), &seats());
    let course = quote.lines[0].course.as_ref().unwrap();
    assert_eq!(course.starts_on, Some(day("2027-01-15")));
    assert_eq!(course.ends_on, Some(day("2028-01-14")));
    let tried = course.tried.unwrap();
    assert_eq!((tried.until, tried.left), (Some(day("2027-01-14")), None));
    let totals = &quote.totals;
    assert_eq!((totals.tcv_minor, totals.acv_minor), (120_000, 120_000));
    assert_eq!((totals.mrr_minor, totals.arr_minor), (10_000, 120_000));
    // Nothing of it is a discount, and nothing costs.
    assert_eq!(quote.lines[0].term_book_minor, 120_000);
    assert_eq!(quote.lines[0].cost_minor, Some(48_000));
    assert_eq!(bills.len(), 12);
    assert_eq!(bills[0], (day("2027-01-15"), 10_000));
    // The first twelve months begin with the trial, which brings nothing.
    let (quote, _) = priced(&terms(Trial::Months(2), TrialTerm::Before), &seats());
    assert_eq!(quote.totals.first_year_minor, 100_000);
    assert_eq!(quote.totals.tcv_minor, 120_000);
}

#[test]
fn a_trial_within_the_term_is_not_charged() {
    let within = terms(Trial::Months(1), TrialTerm::Within);
    let (quote, bills) = priced(&within, &seats());
    let totals = &quote.totals;
    assert_eq!((totals.tcv_minor, totals.mrr_minor), (110_000, 10_000));
    assert_eq!(
        (totals.acv_minor, totals.first_year_minor),
        (110_000, 110_000)
    );
    assert_eq!(bills.len(), 11);
    assert_eq!(bills[0], (day("2027-02-01"), 10_000));
    let course = quote.lines[0].course.as_ref().unwrap();
    assert_eq!(course.ends_on, Some(day("2027-12-31")));
    // A period that begins in the trial is billed when it is over.
    let mut quarterly = within;
    quarterly.subscription.billing = Some(Billing::Quarterly);
    let (_, bills) = priced(&quarterly, &seats());
    assert_eq!(bills[0], (day("2027-02-01"), 20_000));
    assert_eq!(bills[1], (day("2027-04-01"), 30_000));
    // 17 of the 31 days of January are left.
    let (quote, bills) = priced(&terms(Trial::Days(14), TrialTerm::Within), &seats());
    assert_eq!(bills[0], (day("2027-01-15"), 5_484));
    assert_eq!(quote.totals.tcv_minor, 115_484);
}

#[test]
fn free_months_come_after_a_trial() {
    for (place, net, first) in [
        (TrialTerm::Before, 100_000, "2027-04-01"),
        (TrialTerm::Within, 90_000, "2027-04-01"),
    ] {
        let mut terms = terms(Trial::Months(1), place);
        terms.subscription.free_months = 2;
        let (quote, bills) = priced(&terms, &seats());
        assert_eq!(quote.totals.tcv_minor, net);
        assert_eq!(bills[0].0, day(first));
        let steps = waterfall(&terms, &seats(), &quote.lines[0], &Policy::default());
        let of = |code| {
            let step = steps.iter().find(|step| step.code == code);
            step.map(|step| step.delta_minor)
        };
        assert_eq!(of(StepCode::FreeMonths), Some(-20_000));
        let tried = (place == TrialTerm::Within).then_some(-10_000);
        assert_eq!(of(StepCode::Trial), tried);
        let sum: i64 = steps.iter().map(|step| step.delta_minor).sum();
        assert_eq!(sum, quote.lines[0].gross_minor());
    }
}

#[test]
fn without_a_first_day_the_months_count() {
    let mut terms = terms(Trial::Months(2), TrialTerm::Before);
    terms.subscription.starts_on = None;
    let lines = [seats()];
    let quote = price_quote(&terms, &lines, &Policy::default());
    let plan = billing(&terms, &lines, &quote).unwrap();
    assert!(!plan.dated);
    assert_eq!((plan.bills[0].month, plan.bills.len()), (2, 12));
    let tried = quote.lines[0].course.as_ref().unwrap().tried.unwrap();
    assert_eq!((tried.trial, tried.until), (Trial::Months(2), None));
}

#[test]
fn a_common_end_stays_where_it_is() {
    let mut terms = terms(Trial::Days(15), TrialTerm::Before);
    terms.subscription.starts_on = Some(day("2027-11-16"));
    terms.subscription.ends_on = Some(day("2027-12-31"));
    let (quote, bills) = priced(&terms, &seats());
    assert_eq!(quote.totals.tcv_minor, 10_000);
    assert_eq!(bills, [(day("2027-12-01"), 10_000)]);
}

#[test]
fn a_line_says_otherwise_and_usage_is_not_tried() {
    let terms = terms(Trial::Months(1), TrialTerm::Within);
    let mut line = seats();
    line.change_term(|term| term.trial = Some(Trial::Days(0)));
    assert_eq!(priced(&terms, &line).0.totals.tcv_minor, 120_000);
    line.change_term(|term| term.trial = Some(Trial::Months(3)));
    assert_eq!(priced(&terms, &line).0.totals.tcv_minor, 90_000);
    let usage = LineInput {
        charge: Charge::Usage,
        ..seats()
    };
    assert_eq!(priced(&terms, &usage).0.totals.usage_minor, 120_000);
}

#[test]
fn a_trial_that_leaves_nothing_is_said() {
    let line = seats();
    let quote = price_quote(
        &terms(Trial::Months(12), TrialTerm::Within),
        std::slice::from_ref(&line),
        &Policy::default(),
    );
    let issue = &quote.lines[0].issues[0];
    assert_eq!(
        (&*issue.code, issue.field.as_deref()),
        ("trial_too_long", Some("trial"))
    );
    // Nor do free months after it take what is left.
    for (free, place, wrong) in [
        (6, TrialTerm::Within, true),
        (5, TrialTerm::Within, false),
        (11, TrialTerm::Before, false),
    ] {
        let mut terms = terms(Trial::Months(6), place);
        terms.subscription.free_months = free;
        let quote = price_quote(&terms, std::slice::from_ref(&line), &Policy::default());
        let mut issues = quote.lines[0].issues.iter();
        let said = issues.any(|issue| issue.code == "trial_too_long");
        assert_eq!(said, wrong, "{free} {place:?}");
        assert!(wrong || quote.totals.net_minor > 0);
    }
    for (trial, wrong) in [
        (Trial::Days(366), false),
        (Trial::Days(367), true),
        (Trial::Months(24), false),
        (Trial::Months(25), true),
    ] {
        let said = terms::check_subscription(&terms(trial, TrialTerm::Before).subscription, 12);
        assert_eq!(!said.is_empty(), wrong, "{trial:?}");
        assert_eq!(Trial::read(&trial.code()), Some(trial));
    }
}

#[test]
fn what_says_nothing_of_a_trial_is_kept_as_before() {
    let json = serde_json::to_string(&Subscription::default()).unwrap();
    assert!(!json.contains("trial"), "{json}");
    let said = terms(Trial::Days(14), TrialTerm::Within).subscription;
    let kept: Subscription = serde_json::from_str(&serde_json::to_string(&said).unwrap()).unwrap();
    assert_eq!(kept, said);
}
