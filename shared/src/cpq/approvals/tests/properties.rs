//! What holds of every condition and every order of decisions.

use super::*;
use proptest::prelude::*;

fn condition() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("discount".to_owned()),
        Just("margin".to_owned()),
        (0..40_i64).prop_map(|n| n.to_string()),
    ];
    let sum = (
        number.clone(),
        number,
        prop::sample::select(vec!["+", "-", "*"]),
    )
        .prop_map(|(left, right, op)| format!("({left} {op} {right})"));
    let leaf = prop_oneof![
        (
            sum.clone(),
            sum,
            prop::sample::select(vec![">", ">=", "<", "<=", "=", "!="])
        )
            .prop_map(|(left, right, op)| format!("{left} {op} {right}")),
        Just("families contains \"A\"".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        (
            inner.clone(),
            inner,
            prop::sample::select(vec!["and", "or", "and not", "or not"]),
        )
            .prop_map(|(left, right, op)| format!("({left}) {op} ({right})"))
    })
}

fn some_facts() -> impl Strategy<Value = Facts> {
    (
        0..40_i64,
        prop::option::weighted(0.8, -5..40_i64),
        prop::sample::subsequence(vec!["A", "B"], 0..=2),
    )
        .prop_map(|(discount, margin, families)| facts(discount, margin, &families))
}

proptest! {
    #[test]
    fn nothing_worse_never_begins_to_ask(text in condition(), old in some_facts(), new in some_facts()) {
        let formula = Formula::parse(&text).unwrap();
        if !formula.got_worse(&old, &new) && formula.holds(&old) != Some(true) {
            prop_assert_ne!(formula.holds(&new), Some(true), "{}", text);
        }
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "\\PC{0,60}", words in prop::collection::vec(
        prop::sample::select(vec!["discount", "not", "(", ")", "contains", "in", "\"A\"", "1.5", "%", ">", "and", "-", "/", ",", "families"]), 0..30)) {
        let _ = Formula::parse(&text);
        if let Ok(formula) = Formula::parse(&words.join(" ")) {
            let _ = formula.holds(&facts(3, Some(2), &["A"]));
        }
    }

    /// Whatever people do in whatever order, the owner decides nothing and a request ends once.
    #[test]
    fn a_request_ends_once(
        steps in prop::collection::vec((1..3_u32, 0..4_usize, 0..3_u32), 1..4),
        away in prop::collection::btree_map(1..9_u8, 1..9_u8, 0..4),
        owner in 1..9_u8,
        acts in prop::collection::vec((1..10_u8, 0..10_u8), 0..40),
    ) {
        let mut organisation = organisation();
        organisation.away = away.into_iter().map(|(who, by)| (user(who), user(by))).collect();
        let rules: Vec<ApprovalRule> = steps.iter().zip(1..).map(|((step, who, quorum), n)| {
            let asked = [Approver::Manager, Approver::Finance, Approver::Administrator, Approver::Team(team(2))];
            let mut rule = rule(n, "yes", *step, asked[*who]);
            rule.draft.quorum = [Quorum::First, Quorum::All, Quorum::Of(2)][*quorum as usize];
            rule.draft.deadline_hours = Some(*step);
            rule
        }).collect();
        let needs = plan(&rules, &Reach::fixed(facts(0, None, &[])));
        let mut request = Approval::start(needs, None, (user(owner), user(owner)), &organisation, Instant(0));
        let mut ended = request.state != ApprovalState::Open;
        for (at, (by, act)) in (1..).zip(acts) {
            let now = Instant(at * 1_800_000);
            let before = request.clone();
            if act == 0 {
                request.tick(user(owner), &organisation, now);
            } else {
                let kind = if act == 1 { DecisionKind::Reject } else { DecisionKind::Approve };
                let decision = Decision { at: now, ..says(by, kind) };
                let taken = request.decide(&decision, user(owner), &organisation);
                prop_assert_eq!(taken.is_ok(), before.may_decide(user(by)));
                prop_assert!(taken.is_err() || by != owner);
            }
            if ended {
                prop_assert_eq!(&request, &before);
            }
            ended = request.state != ApprovalState::Open;
            for one in request.open() {
                prop_assert!(!one.asks.is_empty());
                prop_assert!(one.asks.iter().all(|ask| ask.approver != user(owner) && ask.asked != user(owner)));
            }
            prop_assert_eq!(request.state == ApprovalState::Approved, request.requirements.iter().all(|one| one.state.is_met()));
        }
    }
}
