//! Time to pay, billing and trials as facts.

use super::{decided_by, quote, rule, start};
use crate::cpq::approvals::*;
use crate::cpq::pricing::{Billing, Charge, Trial};
use crate::cpq::quotes::{QuoteDraft, price_draft};
use rust_decimal::Decimal;

fn facts(draft: &QuoteDraft) -> Facts {
    facts_of(draft, &price_draft(draft), &FactContext::default())
}

fn asks(condition: &str, draft: &QuoteDraft) -> bool {
    let rules = [rule(1, condition, 1, Approver::Manager)];
    let priced = price_draft(draft);
    let context = FactContext::default();
    let reach = Reach::of_rules(draft, &priced, &context, &rules);
    !plan(&rules, &reach).is_empty()
}

#[test]
fn a_long_time_to_pay_asks() {
    let mut draft = quote(&[0], 0);
    assert!(!asks("payment_days > 60", &draft), "nothing is said");
    for (days, asked) in [(60, false), (61, true), (0, false)] {
        draft.payment_days = Some(days);
        assert_eq!(asks("payment_days > 60", &draft), asked, "{days}");
    }
    draft.payment_days = Some(0);
    assert!(asks("payment_days < 1", &draft));
}

#[test]
fn billing_is_what_brings_money_latest() {
    let mut draft = quote(&[0, 0], 0);
    assert!(asks("billing = \"monthly\"", &draft), "as it is priced");
    draft.subscription.billing = Some(Billing::Yearly);
    assert!(!asks("billing = \"monthly\"", &draft));
    assert!(asks("billing in (\"yearly\", \"upfront\")", &draft));
    // One line is not hidden behind the others, not even an option.
    draft.lines[1].price.optional = true;
    draft.lines[1]
        .price
        .change_term(|term| term.billing = Some(Billing::Monthly));
    assert!(asks("billing = \"monthly\"", &draft));
    // What is charged once, or by use, is not billed in periods.
    for line in &mut draft.lines {
        line.price.charge = Charge::OneTime;
        line.price.tidy_term();
    }
    draft.lines[1].price.charge = Charge::Usage;
    assert_eq!(facts(&draft).get(Fact::Billing), &FactValue::Unknown);
    assert!(!asks("billing != \"yearly\"", &draft));
}

#[test]
fn the_longest_trial_asks() {
    let mut draft = quote(&[0, 0], 0);
    assert_eq!(
        facts(&draft).get(Fact::TrialDays),
        &FactValue::Number(Decimal::ZERO)
    );
    draft.subscription.trial = Some(Trial::Days(30));
    assert!(!asks("trial_days > 30", &draft));
    assert!(asks("trial_days > 0", &draft));
    // One line is not hidden behind the others, not even an option; two months are sixty days.
    draft.lines[1].price.optional = true;
    draft.lines[1]
        .price
        .change_term(|term| term.trial = Some(Trial::Months(2)));
    assert!(asks("trial_days > 59", &draft));
    assert!(!asks("trial_days > 60", &draft));
    // What is charged once is not tried.
    for line in &mut draft.lines {
        line.price.charge = Charge::OneTime;
        line.price.tidy_term();
    }
    assert!(!asks("trial_days > 0", &draft));
}

#[test]
fn what_was_granted_is_asked_again_only_for_longer() {
    let rules = [
        rule(1, "payment_days > 60", 1, Approver::Manager),
        rule(2, "billing = \"monthly\"", 1, Approver::Finance),
    ];
    let mut draft = quote(&[0], 0);
    draft.payment_days = Some(90);
    let mut asked = start(&rules, &facts(&draft), None, 4);
    for by in [2, 6] {
        asked = decided_by(&asked, by, DecisionKind::Approve);
    }
    assert_eq!(asked.state, ApprovalState::Approved);
    for (days, state) in [
        (90, ApprovalState::Approved),
        (75, ApprovalState::Approved),
        (120, ApprovalState::Open),
    ] {
        draft.payment_days = Some(days);
        let again = start(&rules, &facts(&draft), Some(&asked), 4);
        assert_eq!(again.state, state, "{days}");
    }
    // Quarterly asks nobody any more; back to monthly was granted.
    draft.payment_days = Some(90);
    draft.subscription.billing = Some(Billing::Quarterly);
    assert_eq!(
        start(&rules, &facts(&draft), Some(&asked), 4)
            .requirements
            .len(),
        1
    );
}
