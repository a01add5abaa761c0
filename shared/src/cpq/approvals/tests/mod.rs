//! Conditions, chains, people and time, one example each; `properties` tries them at random.
//!
//! Terms: as in the feature. Entry points: the tests. Invariants: those of the feature.
//! Tests: these.

mod making;
mod payment;
mod properties;
mod reach;
mod risk;

use super::*;
use crate::cpq::pricing::{Charge, LineInput, Terms, price_quote};
use crate::cpq::quotes::{QuoteDraft, QuoteLine, price_draft};
use crate::kernel::{
    ApprovalRuleId, Currency, Instant, Lang, LocalText, Percent, ProductId, Quantity, QuoteLineId,
    Role, TeamId, UnitPrice, UserId,
};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(super) fn user(n: u8) -> UserId {
    UserId(Uuid::from_bytes([n; 16]))
}

fn team(n: u8) -> TeamId {
    TeamId(Uuid::from_bytes([n; 16]))
}

/// 1 heads all, 2 and 3 manage teams, 4 and 5 sell in the first, 6 is finance, 7 and 8 administrators.
fn organisation() -> Organisation {
    let person = |n, role, place: Option<u8>| Person {
        id: user(n),
        role,
        team: place.map(team),
        active: true,
    };
    Organisation {
        people: vec![
            person(1, Role::Manager, Some(1)),
            person(2, Role::Manager, Some(2)),
            person(3, Role::Manager, Some(3)),
            person(4, Role::Representative, Some(2)),
            person(5, Role::Representative, Some(2)),
            person(6, Role::Finance, None),
            person(7, Role::Administrator, None),
            person(8, Role::Administrator, None),
        ],
        above: BTreeMap::from([
            (team(1), None),
            (team(2), Some(team(1))),
            (team(3), Some(team(1))),
        ]),
        away: BTreeMap::new(),
        made_by: BTreeMap::new(),
    }
}

fn facts(discount: i64, margin: Option<i64>, families: &[&str]) -> Facts {
    let number = |value| FactValue::Number(Decimal::from(value));
    Facts(BTreeMap::from([
        (Fact::Discount, number(discount)),
        (Fact::Margin, margin.map_or(FactValue::Unknown, number)),
        (Fact::Country, FactValue::Text("FR".into())),
        (
            Fact::Families,
            FactValue::List(families.iter().map(|name| (*name).to_owned()).collect()),
        ),
    ]))
}

fn holds(text: &str, facts: &Facts) -> Option<bool> {
    Formula::parse(text).unwrap().holds(facts)
}

#[test]
fn a_condition_says_what_it_says() {
    let some = facts(25, Some(12), &["Software", "Services"]);
    for (text, held) in [
        ("discount > 20", true),
        ("discount > 20 % and margin < 15 %", true),
        ("discount > 20 and not (margin < 15)", false),
        ("discount - 10 >= 3 * 5", true),
        ("discount / 2 = 12.5", true),
        ("-discount < -24.9999", true),
        ("families contains \"software\"", true),
        ("families contains \"Hardware\"", false),
        ("country in (\"DE\", \"fr\")", true),
        ("country = \"DE\" or yes", true),
        ("discount > 20 or discount > 10 and no", true),
    ] {
        assert_eq!(holds(text, &some), Some(held), "{text}");
    }
    let unknown = facts(25, None, &[]);
    assert_eq!(holds("margin < 15", &unknown), None);
    assert_eq!(holds("not (margin < 15)", &unknown), None);
    assert_eq!(holds("margin < 15 or discount > 20", &unknown), Some(true));
    assert_eq!(holds("1 / (discount - 25) > 0", &unknown), None);
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    for (text, code, line, column) in [
        ("discount >", "rule_unfinished", 1, 11),
        ("discount", "formula_expects_flag", 1, 1),
        ("discount > \"a\"", "formula_expects_number", 1, 12),
        ("country > 3", "formula_expects_number", 1, 1),
        ("country = 3", "formula_expects_text", 1, 11),
        ("families = \"a\"", "formula_list_alone", 1, 1),
        ("country contains \"a\"", "formula_expects_list", 1, 1),
        ("country in (DE)", "formula_expects_quoted", 1, 13),
        ("yes and\n discont > 3", "rule_unknown_name_near", 2, 2),
        ("wibble", "rule_unknown_name", 1, 1),
        ("country = \"DE", "formula_text_open", 1, 11),
        ("discount > 1.2.3", "rule_number", 1, 12),
        ("discount > 9999999999999", "rule_number", 1, 12),
        ("discount > 2 3", "rule_expects_operator", 1, 14),
        ("discount # 3", "rule_character", 1, 10),
        ("not discount", "formula_expects_flag", 1, 5),
    ] {
        let error = Formula::parse(text).expect_err(text);
        assert_eq!(
            (error.issue.code.as_ref(), error.at.line, error.at.column),
            (code, line, column),
            "{text}"
        );
    }
    let deep = format!("{}yes{}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(
        Formula::parse(&deep).unwrap_err().issue.code,
        "rule_too_long"
    );
    let deep = format!("{}yes{}", "(".repeat(500), ")".repeat(500));
    assert_eq!(
        Formula::parse(&deep).unwrap_err().issue.code,
        "rule_too_deep"
    );
    let long = format!("yes{}", " or yes".repeat(250));
    assert_eq!(
        Formula::parse(&long).unwrap_err().issue.code,
        "rule_too_many_operators"
    );
}

#[test]
fn the_direction_follows_the_comparison() {
    let directions = |text: &str| Formula::parse(text).unwrap().directions();
    let all = directions("discount > 20 and not (margin >= 15) and country = \"FR\"");
    assert_eq!(all.get(&Fact::Discount), Some(&Direction::Up));
    assert_eq!(all.get(&Fact::Margin), Some(&Direction::Down));
    assert_eq!(all.get(&Fact::Country), Some(&Direction::Both));
    let both = directions("discount > 20 or discount < 5");
    assert_eq!(both.get(&Fact::Discount), Some(&Direction::Both));
    let turned = directions("discount * -2 > 20");
    assert_eq!(turned.get(&Fact::Discount), Some(&Direction::Down));
}

fn rule(n: u8, condition: &str, step: u32, approver: Approver) -> ApprovalRule {
    ApprovalRule {
        id: ApprovalRuleId(Uuid::from_bytes([n; 16])),
        draft: RuleDraft {
            name: LocalText::new(format!("Rule {n}"), format!("Règle {n}")),
            condition: condition.to_owned(),
            step,
            approvers: vec![approver],
            active: true,
            ..RuleDraft::default()
        },
        version: 1,
    }
}

fn start(rules: &[ApprovalRule], facts: &Facts, before: Option<&Approval>, by: u8) -> Approval {
    let needs = plan(rules, &Reach::fixed(facts.clone()));
    Approval::start(
        needs,
        before,
        (user(4), user(by)),
        &organisation(),
        Instant(0),
    )
}

fn says(by: u8, kind: DecisionKind) -> Decision {
    Decision {
        by: user(by),
        kind,
        comment: "Because".into(),
        condition: "Paid in advance".into(),
        at: Instant(5),
        by_mail: false,
    }
}

/// A request that waits for the manager (2), then for finance (6).
pub(super) fn waiting_request() -> Approval {
    let rules = [
        rule(2, "discount > 25", 2, Approver::Finance),
        rule(1, "discount > 20", 1, Approver::Manager),
    ];
    start(&rules, &facts(30, None, &[]), None, 4)
}

/// The same after somebody's decision.
pub(super) fn decided_by(request: &Approval, by: u8, kind: DecisionKind) -> Approval {
    let mut after = request.clone();
    after
        .decide(&says(by, kind), user(4), &organisation())
        .unwrap();
    after
}

#[test]
fn a_chain_goes_step_by_step_and_a_refusal_ends_it() {
    let rules = [
        rule(2, "discount > 25", 2, Approver::Finance),
        rule(1, "discount > 20", 1, Approver::Manager),
    ];
    assert!(plan(&rules, &Reach::fixed(facts(20, None, &[]))).is_empty());
    let mut request = start(&rules, &facts(30, None, &[]), None, 4);
    assert_eq!(request.waits_for(), BTreeSet::from([user(2)]));
    let decide = |request: &mut Approval, by, kind| {
        request.decide(&says(by, kind), user(4), &organisation())
    };
    assert!(decide(&mut request, 4, DecisionKind::Approve).is_err());
    assert!(decide(&mut request, 6, DecisionKind::Approve).is_err());
    decide(&mut request, 2, DecisionKind::ApproveIf).unwrap();
    assert_eq!(request.waits_for(), BTreeSet::from([user(6)]));
    assert!(decide(&mut request, 2, DecisionKind::Approve).is_err());
    let mut refused = request.clone();
    decide(&mut refused, 6, DecisionKind::Reject).unwrap();
    assert_eq!(refused.state, ApprovalState::Rejected);
    assert!(decide(&mut refused, 6, DecisionKind::Approve).is_err());
    decide(&mut request, 6, DecisionKind::Approve).unwrap();
    assert_eq!(request.state, ApprovalState::Approved);
}

#[test]
fn a_quorum_counts_people() {
    let mut of = rule(1, "yes", 1, Approver::Team(team(2)));
    of.draft.quorum = Quorum::Of(2);
    let mut organisation = organisation();
    organisation.away = BTreeMap::from([(user(5), user(2))]);
    let needs = plan(&[of.clone()], &Reach::fixed(facts(0, None, &[])));
    let begin = |needs| Approval::start(needs, None, (user(9), user(9)), &organisation, Instant(0));
    let mut request = begin(needs);
    // 2 stands in for 5: their one word is not two.
    let say = |request: &mut Approval, by| {
        request.decide(&says(by, DecisionKind::Approve), user(9), &organisation)
    };
    say(&mut request, 2).unwrap();
    assert_eq!(request.state, ApprovalState::Open);
    say(&mut request, 4).unwrap();
    assert_eq!(request.state, ApprovalState::Approved);
    of.draft.quorum = Quorum::Of(20);
    let mut all = begin(plan(&[of], &Reach::fixed(facts(0, None, &[]))));
    say(&mut all, 4).unwrap();
    say(&mut all, 2).unwrap();
    assert_eq!(all.state, ApprovalState::Approved);
}

#[test]
fn nobody_approves_their_own_unless_there_is_nobody_else() {
    let rules = [rule(1, "yes", 1, Approver::Manager)];
    let of = |owner, by| {
        let needs = plan(&rules, &Reach::fixed(facts(0, None, &[])));
        Approval::start(
            needs,
            None,
            (user(owner), user(by)),
            &organisation(),
            Instant(0),
        )
    };
    assert_eq!(of(2, 2).waits_for(), BTreeSet::from([user(1)]));
    // A manager who submits a colleague's quote has agreed to it.
    assert_eq!(of(4, 2).state, ApprovalState::Approved);
    // Nobody is above the head: operations are asked.
    assert_eq!(of(1, 1).waits_for(), BTreeSet::from([user(7), user(8)]));
    let alone = Organisation {
        people: vec![Person {
            id: user(1),
            role: Role::Manager,
            team: None,
            active: true,
        }],
        ..Organisation::default()
    };
    assert_eq!(
        alone.asked(&[Approver::Finance], user(1)),
        BTreeSet::from([user(1)])
    );
    let own = [rule(1, "yes", 1, Approver::User(user(4)))];
    let needs = plan(&own, &Reach::fixed(facts(0, None, &[])));
    let asked = Approval::start(needs, None, (user(4), user(4)), &organisation(), Instant(0));
    assert_eq!(
        asked.state,
        ApprovalState::Approved,
        "the rule asks for nobody else"
    );
}

#[test]
fn stand_ins_follow_one_another_and_never_in_a_circle() {
    let mut organisation = organisation();
    organisation.away = BTreeMap::from([(user(2), user(3)), (user(3), user(7))]);
    assert_eq!(organisation.stand_in(user(2), user(4)), user(7));
    organisation.away.insert(user(7), user(2));
    assert_eq!(organisation.stand_in(user(2), user(4)), user(2));
    organisation.away = BTreeMap::from([(user(2), user(4))]);
    assert_eq!(
        organisation.stand_in(user(2), user(4)),
        user(2),
        "not the owner"
    );
    assert_eq!(organisation.stand_in(user(2), user(5)), user(4));
}

#[test]
fn time_brings_stand_ins_and_superiors() {
    let mut late = rule(1, "yes", 1, Approver::Manager);
    late.draft.deadline_hours = Some(4);
    let mut request = start(&[late], &facts(0, None, &[]), None, 4);
    let due = request.due_at().unwrap();
    assert_eq!(due.0, 4 * 3_600_000);
    let mut organisation = organisation();
    assert!(!request.tick(user(4), &organisation, Instant(due.0 - 1)));
    organisation.away.insert(user(2), user(3));
    assert!(request.tick(user(4), &organisation, Instant(due.0 - 1)));
    assert!(request.may_decide(user(3)) && request.may_decide(user(2)));
    assert!(request.tick(user(4), &organisation, due));
    assert!(request.may_decide(user(1)));
    assert!(
        !request.tick(user(4), &organisation, Instant(due.0 + 9)),
        "once"
    );
    request
        .decide(&says(1, DecisionKind::Approve), user(4), &organisation)
        .unwrap();
    assert_eq!(request.state, ApprovalState::Approved);
}

#[test]
fn what_did_not_get_worse_is_not_asked_again() {
    let rules = [
        rule(1, "discount > 20", 1, Approver::Manager),
        rule(2, "margin < 15", 2, Approver::Finance),
    ];
    let mut request = start(&rules, &facts(30, Some(12), &[]), None, 4);
    for by in [2, 6] {
        request
            .decide(&says(by, DecisionKind::Approve), user(4), &organisation())
            .unwrap();
    }
    let again = |discount, margin| {
        start(
            &rules,
            &facts(discount, Some(margin), &[]),
            Some(&request),
            4,
        )
    };
    assert_eq!(again(30, 12).state, ApprovalState::Approved);
    assert_eq!(again(25, 14).state, ApprovalState::Approved);
    assert_eq!(again(31, 12).waits_for(), BTreeSet::from([user(2)]));
    assert_eq!(again(25, 11).waits_for(), BTreeSet::from([user(6)]));
    // What was kept once is kept again.
    let twice = again(25, 14);
    assert_eq!(
        start(&rules, &facts(25, Some(14), &[]), Some(&twice), 4).state,
        ApprovalState::Approved
    );
    let mut changed = rules.clone();
    changed[0].draft.condition = "discount > 10".into();
    let asked = start(&changed, &facts(25, Some(14), &[]), Some(&request), 4);
    assert_eq!(asked.waits_for(), BTreeSet::from([user(2)]));
}

fn quote(discounts: &[i32], document: i32) -> QuoteDraft {
    let day = |text: &str| text.parse().unwrap();
    QuoteDraft {
        title: "Offer".into(),
        account_id: None,
        contact_id: None,
        price_book_id: None,
        currency: Currency::EUR,
        language: Lang::En,
        channel: crate::kernel::SalesChannel::Direct,
        issued_on: day("2026-11-23"),
        valid_until: day("2026-12-23"),
        term_months: 12,
        payment_days: None,
        discount: Percent(document),
        off: None,
        promotions: Vec::new(),
        subscription: crate::cpq::pricing::Subscription::default(),
        custom: crate::platform::fields::CustomValues::default(),
        introduction: String::new(),
        terms: String::new(),
        surcharges: Vec::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        lines: discounts
            .iter()
            .zip(1..)
            .map(|(discount, n)| QuoteLine {
                id: QuoteLineId(Uuid::from_bytes([n; 16])),
                product_id: Some(ProductId(Uuid::from_bytes([n; 16]))),
                section: None,
                description: "Licence".into(),
                unit: "user".into(),
                price: LineInput {
                    charge: Charge::Monthly,
                    quantity: Quantity::whole(3),
                    list_price: UnitPrice(1_000_000),
                    cost: Some(UnitPrice(400_000)),
                    discount: Percent(*discount),
                    ..LineInput::default()
                },
                configuration: None,
                choice: crate::cpq::quotes::LineChoice::default(),
            })
            .collect(),
    }
}

#[test]
fn the_default_rules_are_the_fixed_ones_of_before() {
    for (lines, document) in [(vec![0, 0], 20), (vec![0, 0], 21), (vec![2_100, 0], 0)] {
        let draft = quote(&lines, document * 100);
        let priced = price_draft(&draft);
        let facts = facts_of(&draft, &priced, &FactContext::default());
        let before = crate::cpq::quotes::approval_reasons(&draft, &priced);
        assert_eq!(
            plan(&default_rules(), &Reach::fixed(facts)).is_empty(),
            before.is_empty(),
            "{lines:?} {document}"
        );
    }
    for rule in default_rules() {
        assert!(validate_rule(&rule.draft).is_empty());
    }
}

#[test]
fn the_largest_free_discount_is_found_by_pricing() {
    let rules = [rule(1, "discount > 12", 1, Approver::Manager)];
    let context = FactContext {
        rate: Some("1".into()),
        ..FactContext::default()
    };
    let free = |rules: &[ApprovalRule], draft: &QuoteDraft| free_discount(rules, draft, &context);
    assert_eq!(free(&rules, &quote(&[0, 0], 1_500)), Some(Percent(1_200)));
    assert_eq!(
        free(&rules, &quote(&[0, 0], 1_100)),
        None,
        "nobody is asked"
    );
    assert_eq!(
        free(&rules, &quote(&[1_500, 1_500], 500)),
        None,
        "the lines alone ask"
    );
    // A larger discount makes the amount smaller: percent by percent from above.
    let between = [rule(1, "discount > 12 and net > 500", 1, Approver::Manager)];
    let draft = quote(&[0, 0], 1_500);
    let found = free(&between, &draft).unwrap();
    assert_eq!(found, Percent(1_200));
    let margin = [rule(1, "margin < 55", 1, Approver::Manager)];
    assert_eq!(free(&margin, &quote(&[0, 0], 1_500)), Some(Percent(1_112)));
    assert_eq!(
        price_quote(
            &Terms {
                currency: Currency::EUR,
                months: 12,
                discount: found,
                off: None,
                subscription: crate::cpq::pricing::Subscription::default(),
            },
            &draft.lines,
            &Default::default()
        )
        .totals
        .discount_bp,
        1_200
    );
}
