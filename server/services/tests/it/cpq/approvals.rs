//! Approvals on both databases: chains, rights, races, replays.

use super::support::{blank, quote, save, step};
use crate::bench::Bench;
use crate::both;
use services::platform::jobs::Runner;
use shared::cpq::approvals::ops::*;
use shared::cpq::approvals::*;
use shared::cpq::pricing::{LineInput, Tax};
use shared::cpq::quotes::{QuoteLine, QuoteMove, QuoteState, QuoteView};
use shared::kernel::{
    Action, Actor, ApprovalId, ApprovalRuleId, Currency, Lang, LocalText, Percent, Problem,
    ProblemKind, Quantity, QuoteLineId, Rights, Role, Scope, UnitPrice, UserId,
};
use shared::platform::people::{SaveUser, UserFacts};
use std::collections::BTreeSet;

/// A condition that asks nothing of most quotes.
pub const RULE: &str = "discount > 60";

pub fn draft(name: &str, condition: &str, step: u32, approver: Approver) -> RuleDraft {
    RuleDraft {
        name: LocalText::new(name, name),
        condition: condition.to_owned(),
        step,
        approvers: vec![approver],
        active: true,
        ..RuleDraft::default()
    }
}

pub async fn put(bench: &Bench, draft: RuleDraft) -> Result<Vec<ApprovalRule>, Problem> {
    let save = SaveApprovalRule {
        id: ApprovalRuleId(bench.uuid()),
        version: 0,
        draft,
    };
    bench.run(&bench.administrator, save).await
}

/// A rule of finance with this condition, in the second step.
pub async fn save_rule(bench: &Bench, condition: &str) -> Result<Vec<ApprovalRule>, Problem> {
    put(bench, draft("Finance", condition, 2, Approver::Finance)).await
}

/// A rule that was changed since it was read: its id, the version that was read, and its draft.
pub async fn changed_rule(bench: &Bench) -> (ApprovalRuleId, i64, RuleDraft) {
    let rule = save_rule(bench, RULE).await.unwrap().pop().unwrap();
    let mut draft = rule.draft.clone();
    draft.condition = "discount > 61".into();
    let save = SaveApprovalRule {
        id: rule.id,
        version: rule.version,
        draft,
    };
    bench.run(&bench.administrator, save).await.unwrap();
    (rule.id, rule.version, rule.draft)
}

/// A quote with a freely typed line, whose cost nobody knows.
pub async fn discounted(bench: &Bench, actor: &Actor, percent: i32) -> QuoteView {
    let view = blank(bench, actor).await;
    let mut draft = view.draft.clone();
    draft.lines.push(QuoteLine {
        id: QuoteLineId(bench.uuid()),
        product_id: None,
        section: None,
        description: "Work".into(),
        unit: "day".into(),
        price: LineInput {
            quantity: Quantity::whole(3),
            list_price: UnitPrice(8_000_000),
            tax: Tax::standard(Percent::whole(20)),
            ..LineInput::default()
        },
        configuration: None,
        choice: shared::cpq::quotes::LineChoice::default(),
    });
    draft.discount = Percent::whole(percent);
    save(bench, actor, &view, draft).await.unwrap()
}

/// A quote with a product.
pub async fn licence(bench: &Bench, actor: &Actor, percent: i32) -> QuoteView {
    let view = quote(bench, actor, 1).await;
    let mut draft = view.draft.clone();
    draft.discount = Percent::whole(percent);
    save(bench, actor, &view, draft).await.unwrap()
}

/// A quote of the representative that waits for the manager.
pub async fn waiting(bench: &Bench) -> QuoteView {
    let view = discounted(bench, &bench.rep, 25).await;
    step(bench, &bench.rep, &view, QuoteMove::Submit)
        .await
        .unwrap()
}

pub async fn look(bench: &Bench, actor: &Actor, quote: &QuoteView) -> ApprovalView {
    let get = GetApproval { quote_id: quote.id };
    bench.run(actor, get).await.unwrap()
}

async fn request_of(bench: &Bench, quote: &QuoteView) -> RequestView {
    look(bench, &bench.administrator, quote)
        .await
        .request
        .unwrap()
}

pub async fn say(
    bench: &Bench,
    actor: &Actor,
    id: ApprovalId,
    decision: DecisionKind,
) -> Result<ApprovalView, Problem> {
    let decide = DecideApproval {
        id,
        decision,
        comment: "Because".into(),
        condition: "Paid in advance".into(),
        step: None,
    };
    bench.run(actor, decide).await
}

pub async fn waits(bench: &Bench, actor: &Actor) -> i64 {
    let list = ListApprovals::default();
    bench.run(actor, list).await.unwrap().waiting
}

pub async fn tick(bench: &Bench) {
    // One round takes a few jobs; every schedule has its turn when nothing is left.
    let runner = Runner::new(bench.services.clone());
    while runner.step().await.unwrap() > 0 {}
}

both!(
    a_chain_goes_from_the_manager_to_finance,
    async |bench: &Bench| {
        save_rule(bench, "discount > 24 and margin < 60")
            .await
            .unwrap();
        let view = licence(bench, &bench.rep, 25).await;
        // Who may not see margins is told that the rule asks, not what it looks at.
        let hidden = view
            .approval
            .rules
            .iter()
            .find(|rule| rule.step == 2)
            .unwrap();
        assert!(hidden.found && hidden.condition.is_empty());
        assert_eq!(hidden.asked, ["finance"]);
        assert_eq!(view.approval.free_discount, Some(Percent::whole(20)));
        assert!(!view.moves.contains(&QuoteMove::Send));
        let view = step(bench, &bench.rep, &view, QuoteMove::Submit)
            .await
            .unwrap();
        assert_eq!(view.state, QuoteState::InApproval);
        assert_eq!(
            (
                waits(bench, &bench.manager).await,
                waits(bench, &bench.finance).await
            ),
            (1, 0)
        );
        let id = request_of(bench, &view).await.id;
        // Finance is not asked yet, a representative never.
        for actor in [&bench.finance, &bench.rep, &bench.administrator] {
            let refused = say(bench, actor, id, DecisionKind::Approve)
                .await
                .unwrap_err();
            assert_eq!(refused.issues[0].code, "not_asked");
        }
        for actor in [&bench.colleague, &bench.stranger] {
            let refused = say(bench, actor, id, DecisionKind::Approve)
                .await
                .unwrap_err();
            assert_eq!(refused.kind, ProblemKind::NotFound);
            let get = GetApproval { quote_id: view.id };
            assert_eq!(
                bench.run(actor, get).await.unwrap_err().kind,
                ProblemKind::NotFound
            );
        }
        let after = say(bench, &bench.manager, id, DecisionKind::ApproveIf)
            .await
            .unwrap();
        assert_eq!(after.quote_state, QuoteState::InApproval);
        assert_eq!(waits(bench, &bench.manager).await, 0);
        let seen = look(bench, &bench.finance, &view).await;
        assert!(seen.request.as_ref().unwrap().may_decide);
        assert!(seen.money.sees_margin);
        let mine = look(bench, &bench.rep, &view).await;
        assert!(!mine.money.sees_margin);
        let texts = serde_json::to_string(&mine.request).unwrap();
        assert!(!texts.contains("margin"), "{texts}");
        let done = say(bench, &bench.finance, id, DecisionKind::Approve)
            .await
            .unwrap();
        assert_eq!(done.quote_state, QuoteState::Approved);
        let list = ListApprovals {
            tab: ApprovalTab::Decided,
            offset: 0,
        };
        let decided = bench.run(&bench.finance, list).await.unwrap();
        assert_eq!(
            (decided.rows.len(), decided.rows[0].state),
            (1, ApprovalState::Approved)
        );
    }
);

both!(
    a_refusal_sends_it_back_and_a_replay_changes_nothing,
    async |bench: &Bench| {
        let view = waiting(bench).await;
        let id = request_of(bench, &view).await.id;
        let silent = DecideApproval {
            id,
            decision: DecisionKind::Reject,
            comment: "  ".into(),
            condition: String::new(),
            step: None,
        };
        let refused = bench.run(&bench.manager, silent).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "required");
        let back = say(bench, &bench.manager, id, DecisionKind::Reject)
            .await
            .unwrap();
        assert_eq!(back.quote_state, QuoteState::Draft);
        let again = say(bench, &bench.manager, id, DecisionKind::Reject)
            .await
            .unwrap();
        assert_eq!(
            again.quote_version, back.quote_version,
            "its answer was lost"
        );
        let other = say(bench, &bench.manager, id, DecisionKind::Approve)
            .await
            .unwrap_err();
        assert_eq!(
            (other.kind, other.issues[0].code.as_ref()),
            (ProblemKind::Conflict, "approval_over")
        );
        // Submitted again it is another request: the old one opens nothing.
        let draft = bench
            .run(
                &bench.rep,
                shared::cpq::quotes::ops::GetQuote { id: view.id },
            )
            .await
            .unwrap();
        assert_eq!(draft.decline_reason, "Because");
        let new = step(bench, &bench.rep, &draft, QuoteMove::Submit)
            .await
            .unwrap();
        assert!(
            say(bench, &bench.manager, id, DecisionKind::Approve)
                .await
                .is_err()
        );
        assert_ne!(request_of(bench, &new).await.id, id);
    }
);

both!(
    the_same_words_count_for_a_later_step_and_for_what_is_asked_again,
    async |bench: &Bench| {
        let finance = &bench.finance;
        for (at, condition) in [(1, "discount > 5"), (2, "term > 12")] {
            let rule = draft("Finance", condition, at, Approver::Finance);
            put(bench, rule).await.unwrap();
        }
        let submit = async |view: QuoteView, months: u32| {
            let mut draft = view.draft.clone();
            draft.term_months = months;
            let view = save(bench, &bench.rep, &view, draft).await.unwrap();
            let view = step(bench, &bench.rep, &view, QuoteMove::Submit).await;
            request_of(bench, &view.unwrap()).await.id
        };
        let yes = async |id: ApprovalId, step: Option<u32>| {
            let decide = DecideApproval {
                id,
                decision: DecisionKind::Approve,
                comment: String::new(),
                condition: String::new(),
                step,
            };
            bench.run(finance, decide).await.unwrap()
        };
        let view = discounted(bench, &bench.rep, 10).await;
        let quote_id = view.id;
        let id = submit(view, 24).await;
        // The second and the third time its answer was lost.
        for seen in [Some(1), Some(1), None] {
            let now = yes(id, seen).await.request.unwrap();
            assert_eq!((now.may_decide, now.approval.open_step()), (true, Some(2)));
        }
        assert_eq!(yes(id, Some(2)).await.quote_state, QuoteState::Approved);

        // The discount was agreed to, the longer term was not: who agreed to the one says the same of the other.
        let get = shared::cpq::quotes::ops::GetQuote { id: quote_id };
        let approved = bench.run(&bench.rep, get).await.unwrap();
        let back = step(bench, &bench.rep, &approved, QuoteMove::Recall).await;
        let id = submit(back.unwrap(), 36).await;
        assert_eq!(yes(id, None).await.quote_state, QuoteState::Approved);
    }
);

both!(
    two_approvers_at_the_same_moment_both_count,
    async |bench: &Bench| {
        let mut both = draft("Both", "discount > 5", 1, Approver::Manager);
        both.approvers = vec![Approver::User(bench.manager.user_id), Approver::Finance];
        both.quorum = Quorum::All;
        put(bench, both).await.unwrap();
        let view = discounted(bench, &bench.rep, 10).await;
        let view = step(bench, &bench.rep, &view, QuoteMove::Submit)
            .await
            .unwrap();
        let id = request_of(bench, &view).await.id;
        let (one, two) = tokio::join!(
            say(bench, &bench.manager, id, DecisionKind::Approve),
            say(bench, &bench.finance, id, DecisionKind::Approve),
        );
        one.unwrap();
        two.unwrap();
        let after = look(bench, &bench.rep, &view).await;
        assert_eq!(after.quote_state, QuoteState::Approved);
    }
);

both!(
    what_did_not_get_worse_is_kept_and_what_did_is_asked_again,
    async |bench: &Bench| {
        let view = waiting(bench).await;
        let approved = step(bench, &bench.manager, &view, QuoteMove::Approve)
            .await
            .unwrap();
        assert_eq!(approved.state, QuoteState::Approved);
        let recalled = step(bench, &bench.rep, &approved, QuoteMove::Recall)
            .await
            .unwrap();
        assert!(
            recalled.moves.contains(&QuoteMove::Send),
            "{:?}",
            recalled.moves
        );
        let mut better = recalled.draft.clone();
        better.discount = Percent::whole(22);
        let better = save(bench, &bench.rep, &recalled, better).await.unwrap();
        assert!(better.moves.contains(&QuoteMove::Send));
        let mut worse = better.draft.clone();
        worse.discount = Percent::whole(26);
        let worse = save(bench, &bench.rep, &better, worse).await.unwrap();
        assert!(!worse.moves.contains(&QuoteMove::Send));
        let refused = step(bench, &bench.rep, &worse, QuoteMove::Send).await;
        assert_eq!(refused.unwrap_err().issues[0].code, "approval_needed");
    }
);

both!(nobody_approves_their_own_quote, async |bench: &Bench| {
    let own = discounted(bench, &bench.manager, 25).await;
    assert!(!own.moves.contains(&QuoteMove::Send));
    let own = step(bench, &bench.manager, &own, QuoteMove::Submit)
        .await
        .unwrap();
    let refused = step(bench, &bench.manager, &own, QuoteMove::Approve).await;
    assert_eq!(refused.unwrap_err().issues[0].code, "move_not_possible");
    assert_eq!(waits(bench, &bench.head).await, 1);
    step(bench, &bench.head, &own, QuoteMove::Approve)
        .await
        .unwrap();
    // A manager who sends a colleague's quote has agreed to it, which is written down.
    let theirs = discounted(bench, &bench.rep, 25).await;
    let sent = step(bench, &bench.manager, &theirs, QuoteMove::Send)
        .await
        .unwrap();
    assert_eq!(sent.state, QuoteState::Sent);
    let request = request_of(bench, &sent).await;
    assert_eq!(request.approval.state, ApprovalState::Approved);
});

/// An account of the manager's team, made by `by`.
async fn account(bench: &Bench, by: &Actor, name: &str, role: Role) -> Actor {
    let id = UserId(bench.uuid());
    let save = SaveUser {
        id,
        version: 0,
        facts: UserFacts {
            name: name.into(),
            email: format!("{name}@example.com"),
            role,
            role_id: None,
            team_id: bench.manager.team_id,
            lang: Lang::En,
            time_zone: "Europe/Paris".into(),
            currency: Currency::EUR,
            active: true,
        },
        password: None,
    };
    bench.run(by, save).await.unwrap();
    bench.services.actor(id).await.unwrap().unwrap()
}

both!(
    a_second_account_decides_nothing_about_the_first_ones_quotes,
    async |bench: &Bench| {
        // A manager who also keeps people makes two accounts.
        let mut keeper = bench.manager.clone();
        keeper.rights = Rights::of(Role::Manager).with(Action::ManageUsers, Scope::All);
        let second = account(bench, &keeper, "second", Role::Manager).await;
        let puppet = account(bench, &keeper, "puppet", Role::Representative).await;
        // One an administrator made is like any other.
        let hired = account(bench, &bench.administrator, "hired", Role::Representative).await;
        for owner in [&bench.manager, &second, &puppet] {
            let quote = discounted(bench, owner, 25).await;
            let quote = step(bench, owner, &quote, QuoteMove::Submit).await.unwrap();
            let request = request_of(bench, &quote).await;
            let head = BTreeSet::from([bench.head.user_id]);
            assert_eq!(request.approval.waits_for(), head, "{}", owner.name);
            let refused = say(bench, &bench.manager, request.id, DecisionKind::Approve).await;
            assert!(refused.is_err(), "{}", owner.name);
        }
        let quote = discounted(bench, &hired, 25).await;
        let quote = step(bench, &hired, &quote, QuoteMove::Submit)
            .await
            .unwrap();
        let request = request_of(bench, &quote).await;
        let both = BTreeSet::from([bench.manager.user_id, second.user_id]);
        assert_eq!(request.approval.waits_for(), both);
    }
);

both!(
    a_recalled_request_is_decided_by_nobody,
    async |bench: &Bench| {
        let view = waiting(bench).await;
        let id = request_of(bench, &view).await.id;
        let back = step(bench, &bench.rep, &view, QuoteMove::Recall)
            .await
            .unwrap();
        assert_eq!(back.state, QuoteState::Draft);
        let late = say(bench, &bench.manager, id, DecisionKind::Approve)
            .await
            .unwrap_err();
        assert_eq!(late.kind, ProblemKind::Conflict);
        assert_eq!(waits(bench, &bench.manager).await, 0);
        // In approval from before there were requests: the next turn makes one.
        let mut session = bench.services.store().write().await.unwrap();
        let sql = "UPDATE quotes SET state = 'in_approval', version = version + 1 WHERE id = $1";
        session.exec(sql, store::args![view.id]).await.unwrap();
        session.commit().await.unwrap();
        tick(bench).await;
        assert_eq!(waits(bench, &bench.manager).await, 1);
    }
);
