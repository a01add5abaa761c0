//! Rules of approvals, stand-ins, time limits, and who is told, on both databases.

use super::approvals::*;
use super::support::step;
use crate::bench::{Bench, START};
use crate::both;
use services::platform::notifications::Follower;
use shared::cpq::approvals::ops::*;
use shared::cpq::approvals::*;
use shared::cpq::quotes::{QuoteMove, QuoteState};
use shared::kernel::{AbsenceId, Instant, ProblemKind, UserId};
use shared::platform::notifications::{ListNotices, NoticeFilter, NoticeKind};

both!(
    a_stand_in_decides_and_a_late_one_is_helped,
    async |bench: &Bench| {
        let away = |delegate: Option<UserId>, from: &str, to: &str| SaveAbsence {
            id: AbsenceId(bench.uuid()),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            delegate,
        };
        let oneself = away(Some(bench.manager.user_id), "2026-11-23", "2026-11-24");
        assert!(bench.run(&bench.manager, oneself).await.is_err());
        let turned = away(Some(bench.head.user_id), "2026-11-24", "2026-11-23");
        assert!(bench.run(&bench.manager, turned).await.is_err());
        let view = waiting(bench).await;
        assert_eq!(waits(bench, &bench.colleague).await, 0);
        let gone = away(Some(bench.colleague.user_id), "2026-11-23", "2026-11-27");
        let kept = gone.id;
        bench.run(&bench.manager, gone).await.unwrap();
        // What is asked already is handed over at once, and being asked is the right to see it.
        assert_eq!(waits(bench, &bench.colleague).await, 1);
        let seen = look(bench, &bench.colleague, &view).await;
        assert!(!seen.may_open && !seen.money.sees_margin);
        let id = seen.request.unwrap().id;
        let foreign = DeleteAbsence { id: kept };
        bench.run(&bench.stranger, foreign).await.unwrap();
        let mine = bench.run(&bench.manager, ListAbsences {}).await.unwrap();
        assert_eq!(
            mine.absences.len(),
            1,
            "nobody takes another's absence back"
        );
        let done = say(bench, &bench.colleague, id, DecisionKind::Approve)
            .await
            .unwrap();
        assert_eq!(done.quote_state, QuoteState::Approved);

        let mut late = draft("Late", "discount > 30", 1, Approver::Finance);
        late.deadline_hours = Some(2);
        late.escalation = Escalation::Administrator;
        put(bench, late).await.unwrap();
        let view = discounted(bench, &bench.stranger, 31).await;
        step(bench, &bench.stranger, &view, QuoteMove::Submit)
            .await
            .unwrap();
        tick(bench).await;
        assert_eq!(waits(bench, &bench.administrator).await, 0);
        bench.clock.set(Instant(START.0 + 3 * 3_600_000));
        tick(bench).await;
        assert_eq!(waits(bench, &bench.administrator).await, 1);
        assert_eq!(waits(bench, &bench.finance).await, 1);
    }
);

both!(
    those_asked_and_those_who_asked_are_told,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        let view = waiting(bench).await;
        bench.services.tell_people(&mut follower).await.unwrap();
        let list = |kind| ListNotices {
            filter: NoticeFilter {
                unread: true,
                kind: Some(kind),
            },
            before: None,
            limit: 10,
        };
        let asked = bench
            .run(&bench.manager, list(NoticeKind::Approval))
            .await
            .unwrap();
        assert_eq!(asked.notices.len(), 1);
        assert_eq!(asked.notices[0].entity_id, view.id.0);
        let others = bench
            .run(&bench.head, list(NoticeKind::Approval))
            .await
            .unwrap();
        assert!(others.notices.is_empty());
        step(bench, &bench.manager, &view, QuoteMove::Approve)
            .await
            .unwrap();
        bench.services.tell_people(&mut follower).await.unwrap();
        let told = bench
            .run(&bench.rep, list(NoticeKind::Decision))
            .await
            .unwrap();
        assert_eq!(told.notices.len(), 1);
        assert_eq!(told.notices[0].detail.en, "approved");
    }
);

both!(
    rules_are_checked_ordered_and_come_back,
    async |bench: &Bench| {
        let refused = save_rule(bench, "discount > \"a\"").await.unwrap_err();
        assert_eq!(refused.issues[0].code, "formula_expects_number");
        assert_eq!(refused.issues[0].field.as_deref(), Some("condition"));
        let stranger = draft("Gone", "yes", 1, Approver::User(UserId(bench.uuid())));
        assert_eq!(
            put(bench, stranger).await.unwrap_err().issues[0].code,
            "unknown_record"
        );
        let rules = save_rule(bench, RULE).await.unwrap();
        assert_eq!(rules.len(), 3, "two are there from the start");
        assert_eq!(rules[..2], default_rules(), "and say what was fixed before");
        let last = rules[2].clone();
        let ids: Vec<_> = rules.iter().rev().map(|rule| rule.id).collect();
        let turned = bench
            .run(&bench.administrator, OrderApprovalRules { ids })
            .await
            .unwrap();
        assert_eq!(turned[0].id, last.id);
        let few = OrderApprovalRules { ids: vec![last.id] };
        assert_eq!(
            bench.run(&bench.administrator, few).await.unwrap_err().kind,
            ProblemKind::Conflict
        );
        let delete = DeleteApprovalRule {
            id: last.id,
            version: last.version,
        };
        assert_eq!(
            bench.run(&bench.administrator, delete).await.unwrap().len(),
            2
        );
        let restored = bench
            .run(&bench.administrator, RestoreApprovalRule { id: last.id })
            .await
            .unwrap();
        assert_eq!(restored.len(), 3);
        let view = licence(bench, &bench.rep, 25).await;
        let mut tried = last.clone();
        tried.draft.condition = "discount > 24 and products contains \"lic\"".into();
        let ask = TryApprovalRules {
            number: view.number.clone(),
            rule: Some(tried),
        };
        let answer = bench.run(&bench.administrator, ask).await.unwrap();
        assert_eq!((answer.asks, answer.needs.len()), (Some(true), 2));
        let nothing = TryApprovalRules {
            number: "Q-1".into(),
            rule: None,
        };
        assert_eq!(
            bench
                .run(&bench.administrator, nothing)
                .await
                .unwrap_err()
                .issues[0]
                .code,
            "no_quote_of_number"
        );
        // Switched off, nobody is asked any more.
        for mut rule in restored {
            rule.draft.active = false;
            let save = SaveApprovalRule {
                id: rule.id,
                version: rule.version,
                draft: rule.draft,
            };
            bench.run(&bench.administrator, save).await.unwrap();
        }
        let free = discounted(bench, &bench.rep, 90).await;
        assert!(free.moves.contains(&QuoteMove::Send));
    }
);
