//! What is out of the ordinary, and how much.

use super::*;
use crate::cpq::clauses::{ClauseCategory, HeldClause};
use crate::cpq::pricing::Trial;
use crate::kernel::ClauseId;
use crate::kernel::digest::{Digest, Draw};
use proptest::prelude::*;

fn clause(n: u8, number: u32, category: ClauseCategory, edited: bool) -> HeldClause {
    HeldClause {
        id: ClauseId(Uuid::from_bytes([n; 16])),
        number,
        category,
        title: "Clause".into(),
        text: "Text".into(),
        locked: false,
        required: false,
        edited,
    }
}

fn context(customer: CustomerHistory) -> FactContext {
    FactContext {
        base: Some(Currency::EUR),
        customer,
        ..FactContext::default()
    }
}

fn judged(draft: &QuoteDraft, customer: CustomerHistory) -> Risk {
    risk_of(draft, &price_draft(draft), &context(customer))
}

fn points(draft: &QuoteDraft, customer: CustomerHistory) -> Vec<(RiskKind, u32, u32)> {
    let reasons = judged(draft, customer).reasons.into_iter();
    let told = reasons.map(|one| (one.kind, one.points, one.count));
    told.collect()
}

#[test]
fn an_ordinary_quote_has_none() {
    for customer in [CustomerHistory::Unknown, CustomerHistory::Buys] {
        let risk = judged(&quote(&[0, 0], 0), customer);
        assert_eq!(risk, Risk::default());
        assert_eq!(risk.level(), RiskLevel::Low);
    }
}

#[test]
fn each_reason_has_its_points() {
    let plain = || quote(&[0], 0);
    let buys = CustomerHistory::Buys;
    assert_eq!(
        points(&quote(&[0], 1_290), buys),
        [(RiskKind::Discount, 12, 12)]
    );
    assert_eq!(
        points(&quote(&[4_500], 0), buys),
        [(RiskKind::Discount, 30, 45)]
    );
    assert_eq!(
        points(&plain(), CustomerHistory::New),
        [(RiskKind::NewCustomer, 20, 1)]
    );
    assert_eq!(
        points(&plain(), CustomerHistory::Loses),
        [(RiskKind::OftenLost, 15, 1)]
    );
    let mut free = quote(&[0, 0, 0, 0, 0, 0, 0], 0);
    for line in &mut free.lines {
        line.product_id = None;
    }
    assert_eq!(points(&free, buys), [(RiskKind::FreeLines, 20, 7)]);
    let mut clauses = plain();
    clauses.clauses = vec![
        clause(1, 3, ClauseCategory::Delivery, false),
        clause(2, 3, ClauseCategory::Delivery, true),
        clause(3, 0, ClauseCategory::Liability, false),
    ];
    assert_eq!(points(&clauses, buys), [(RiskKind::OwnClauses, 20, 2)]);
    clauses
        .clauses
        .push(clause(4, 2, ClauseCategory::Payment, true));
    assert_eq!(points(&clauses, buys), [(RiskKind::OwnClauses, 24, 3)]);
    let mut foreign = plain();
    foreign.currency = Currency::USD;
    assert_eq!(points(&foreign, buys), [(RiskKind::Currency, 8, 1)]);
    let mut long = plain();
    long.term_months = 36;
    assert_eq!(points(&long, buys), []);
    long.term_months = 48;
    assert_eq!(points(&long, buys), [(RiskKind::LongTerm, 8, 48)]);
    long.lines[0].price.charge = Charge::OneTime;
    assert_eq!(points(&long, buys), [], "nothing runs");
    let mut days = plain();
    days.valid_until = "2027-02-21".parse().unwrap();
    assert_eq!(points(&days, buys), [(RiskKind::LongValidity, 4, 90)]);
    let mut months = plain();
    months.subscription.free_months = 3;
    let told = points(&months, buys);
    assert!(told.contains(&(RiskKind::FreeMonths, 6, 3)), "{told:?}");
}

#[test]
fn a_trial_counts_by_whole_weeks() {
    let buys = CustomerHistory::Buys;
    let of_trial = |draft: &QuoteDraft| {
        let mut told = points(draft, buys).into_iter();
        let trial = told.find(|(kind, ..)| *kind == RiskKind::Trial);
        trial.map(|(_, points, days)| (points, days))
    };
    let mut draft = quote(&[0, 0], 0);
    for (trial, told) in [
        (None, None),
        (Some(Trial::Days(6)), None),
        (Some(Trial::Days(7)), Some((1, 7))),
        (Some(Trial::Days(20)), Some((2, 20))),
        (Some(Trial::Months(1)), Some((4, 30))),
        (Some(Trial::Months(12)), Some((8, 360))),
    ] {
        draft.subscription.trial = trial;
        assert_eq!(of_trial(&draft), told, "{trial:?}");
    }
    // One line is not hidden behind the others, not even an option.
    draft.subscription.trial = Some(Trial::Days(7));
    draft.lines[1].price.optional = true;
    draft.lines[1]
        .price
        .change_term(|term| term.trial = Some(Trial::Days(30)));
    assert_eq!(of_trial(&draft), Some((4, 30)));
    // What is charged once is not tried.
    for line in &mut draft.lines {
        line.price.charge = Charge::OneTime;
        line.price.tidy_term();
    }
    assert_eq!(of_trial(&draft), None);
}

#[test]
fn it_is_the_sum_of_its_reasons_and_at_most_a_hundred() {
    let mut draft = quote(&[4_000, 0, 0, 0, 0, 0], 4_000);
    draft.currency = Currency::USD;
    draft.term_months = 60;
    draft.valid_until = "2027-06-01".parse().unwrap();
    draft.subscription.free_months = 6;
    draft.clauses = (1..4)
        .map(|n| clause(n, 0, ClauseCategory::Payment, false))
        .collect();
    for line in &mut draft.lines[1..] {
        line.product_id = None;
    }
    let risk = judged(&draft, CustomerHistory::New);
    assert_eq!((risk.score, risk.level()), (100, RiskLevel::High));
    // The most first, and without those that say nothing.
    assert!(
        risk.reasons
            .is_sorted_by(|one, other| one.points >= other.points)
    );
    let medium = judged(&quote(&[0], 700), CustomerHistory::New);
    assert_eq!((medium.score, medium.level()), (27, RiskLevel::Medium));
}

#[test]
fn rules_look_at_it() {
    let draft = quote(&[0], 1_500);
    let priced = price_draft(&draft);
    let of = |customer| facts_of(&draft, &priced, &context(customer));
    assert_eq!(holds("risk >= 30", &of(CustomerHistory::New)), Some(true));
    assert_eq!(holds("risk >= 30", &of(CustomerHistory::Buys)), Some(false));
    // What was judged before there was a history says nothing of it.
    let old: FactContext = serde_json::from_str(
        r#"{"base":"EUR","rate":null,"country":"","segment":"","products":[]}"#,
    )
    .unwrap();
    assert_eq!(old.customer, CustomerHistory::Unknown);
    assert!(!Fact::Risk.is_confidential() && Fact::Risk.kind() == FactKind::Number);
}

#[test]
fn a_history_is_told_by_deals_won_and_lost() {
    for (won, lost, history) in [
        (0, 0, CustomerHistory::New),
        (0, 2, CustomerHistory::New),
        (1, 0, CustomerHistory::Buys),
        (0, 3, CustomerHistory::Loses),
        (2, 3, CustomerHistory::Loses),
        (3, 3, CustomerHistory::Buys),
    ] {
        assert_eq!(CustomerHistory::of(won, lost), history, "{won} {lost}");
    }
}

proptest! {
    /// A deeper discount never makes it smaller, and it is always what its reasons say.
    #[test]
    fn more_discount_is_never_less_risk(
        lines in prop::collection::vec(0..5_000_i32, 1..4),
        less in 0..4_000_i32,
        more in 0..3_000_i32,
    ) {
        let risk = |document| judged(&quote(&lines, document), CustomerHistory::New);
        let (before, after) = (risk(less), risk(less + more));
        prop_assert!(before.score <= after.score);
        let sum: u32 = after.reasons.iter().map(|one| one.points).sum();
        prop_assert_eq!(after.score, sum.min(100));
    }
}

/// What rules look at and what a quote's risk is, of quotes out of the ordinary in every way.
#[test]
fn facts_and_risks_are_the_same_bytes_everywhere() {
    let mut draw = Draw::new(100);
    let mut digest = Digest::of("risk");
    for _ in 0..400 {
        let rate = |draw: &mut Draw| i32::try_from(draw.between(0, 6_000)).unwrap();
        let discounts: Vec<i32> = (0..draw.between(1, 6)).map(|_| rate(&mut draw)).collect();
        let mut draft = quote(&discounts, rate(&mut draw));
        draft.currency = draw.of(&[Currency::EUR, Currency::EUR, Currency::USD]);
        draft.term_months = draw.count(1, 60);
        draft.valid_until = draft.issued_on + chrono::Days::new(u64::from(draw.count(0, 120)));
        draft.subscription.free_months = draw.count(0, 6);
        draft.clauses = (0..draw.count(0, 3))
            .map(|number| {
                let category = draw.of(ClauseCategory::ALL);
                clause(7, number, category, draw.percent(50))
            })
            .collect();
        for line in &mut draft.lines {
            line.price.charge = draw.of(Charge::ALL);
            line.price.quantity = Quantity(draw.between(1, 900_000));
            line.price.list_price = UnitPrice(draw.between(0, 90_000_000));
            line.product_id = line.product_id.filter(|_| draw.percent(70));
        }
        let priced = price_draft(&draft);
        let context = FactContext {
            rate: draw.some(50, |_| "1.0837".into()),
            ..context(draw.of(CustomerHistory::ALL))
        };
        digest.add(&facts_of(&draft, &priced, &context));
        digest.add(&risk_of(&draft, &priced, &context));
    }
    digest.say();
}
