//! Rules of approvals, stand-ins, time limits, and who is told, on both databases.

use super::approvals::*;
use super::support::{account, save, step};
use crate::bench::{Bench, START};
use crate::both;
use services::platform::notifications::Follower;
use shared::cpq::approvals::ops::*;
use shared::cpq::approvals::*;
use shared::cpq::quotes::ops::{GetQuote, NewQuoteVersion};
use shared::cpq::quotes::{QuoteMove, QuoteState};
use shared::kernel::{AbsenceId, Instant, Percent, ProblemKind, QuoteId, UserId};
use shared::platform::company::{GetCompany, SaveCompany};
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
        // What happened, and what whoever asked said.
        assert_eq!(asked.notices[0].detail.en, "asked\nBecause");
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
    the_next_version_is_asked_about_only_what_got_worse,
    async |bench: &Bench| {
        let rep = &bench.rep;
        let view = waiting(bench).await;
        let approved = step(bench, &bench.manager, &view, QuoteMove::Approve)
            .await
            .unwrap();
        let sent = step(bench, rep, &approved, QuoteMove::Send).await.unwrap();
        let request = NewQuoteVersion {
            id: sent.id,
            version: sent.version,
            new_id: QuoteId(bench.uuid()),
        };
        let next = bench.run(rep, request).await.unwrap();
        assert!(next.moves.contains(&QuoteMove::Send), "{:?}", next.moves);
        let mut better = next.draft.clone();
        better.discount = Percent::whole(22);
        let better = save(bench, rep, &next, better).await.unwrap();
        assert!(better.moves.contains(&QuoteMove::Send));
        // What got worse is asked again, and so is everything for another customer.
        let mut worse = better.draft.clone();
        worse.discount = Percent::whole(26);
        let worse = save(bench, rep, &better, worse).await.unwrap();
        assert!(worse.moves.contains(&QuoteMove::Submit));
        let mut other = better.draft.clone();
        other.account_id = Some(account(bench, rep).await);
        let other = save(bench, rep, &worse, other).await.unwrap();
        assert!(other.moves.contains(&QuoteMove::Submit));
        let back = save(bench, rep, &other, better.draft.clone()).await;
        let sent = step(bench, rep, &back.unwrap(), QuoteMove::Send).await;
        assert_eq!(sent.unwrap().state, QuoteState::Sent);
    }
);

both!(
    a_later_step_is_told_also_to_who_was_asked_before,
    async |bench: &Bench| {
        let mut either = draft("Either", "discount > 5", 1, Approver::Finance);
        either.approvers.push(Approver::User(bench.manager.user_id));
        let then = draft("Then", "discount > 5", 2, Approver::Finance);
        for rule in [either, then] {
            put(bench, rule).await.unwrap();
        }
        let mut follower = Follower::default();
        bench.services.tell_people(&mut follower).await.unwrap();
        let view = discounted(bench, &bench.rep, 10).await;
        let view = step(bench, &bench.rep, &view, QuoteMove::Submit).await;
        let view = view.unwrap();
        let told = async || {
            let list = ListNotices {
                filter: NoticeFilter {
                    unread: true,
                    kind: Some(NoticeKind::Approval),
                },
                before: None,
                limit: 10,
            };
            bench.run(&bench.finance, list).await.unwrap().notices.len()
        };
        bench.services.tell_people(&mut follower).await.unwrap();
        assert_eq!(told().await, 1);
        // The manager is enough for the first step; finance is asked for the second, which no message was about.
        let id = look(bench, &bench.manager, &view).await.request.unwrap().id;
        say(bench, &bench.manager, id, DecisionKind::Approve)
            .await
            .unwrap();
        bench.services.tell_people(&mut follower).await.unwrap();
        assert_eq!(told().await, 2);
        // What finance would have said of the first step, which others closed, is nothing said of the second.
        let yes = |step: u32| DecideApproval {
            id,
            decision: DecisionKind::Approve,
            comment: String::new(),
            condition: String::new(),
            step: Some(step),
        };
        let late = bench.run(&bench.finance, yes(1)).await.unwrap_err();
        assert_eq!(late.kind, ProblemKind::Conflict);
        let done = bench.run(&bench.finance, yes(2)).await.unwrap();
        assert_eq!(done.quote_state, QuoteState::Approved);
    }
);

both!(
    a_long_time_to_pay_is_the_companys_and_asks,
    async |bench: &Bench| {
        let admin = &bench.administrator;
        let before = discounted(bench, &bench.rep, 0).await;
        assert_eq!(before.draft.payment_days, None);
        let mut company = bench.run(admin, GetCompany {}).await.unwrap().company;
        company.name = "Acme".into();
        company.country = "FR".into();
        company.payment_days = Some(366);
        let beyond = SaveCompany {
            company: company.clone(),
        };
        let refused = bench.run(admin, beyond).await.unwrap_err();
        assert_eq!(refused.issues[0].field.as_deref(), Some("payment_days"));
        company.payment_days = Some(45);
        let saved = bench.run(admin, SaveCompany { company }).await.unwrap();
        assert_eq!(saved.company.payment_days, Some(45));

        save_rule(bench, "payment_days > 60").await.unwrap();
        let view = discounted(bench, &bench.rep, 0).await;
        assert_eq!(view.draft.payment_days, Some(45));
        assert!(view.approval.rules.iter().all(|rule| !rule.found));
        let mut draft = view.draft.clone();
        draft.payment_days = Some(90);
        let long = save(bench, &bench.rep, &view, draft).await.unwrap();
        assert_eq!(long.draft.payment_days, Some(90));
        // The page says who is asked before anybody is.
        let asks = long.approval.rules.iter().find(|rule| rule.found).unwrap();
        assert_eq!(asks.condition, "payment_days > 60");
        let sent = step(bench, &bench.rep, &long, QuoteMove::Send).await;
        assert!(sent.is_err(), "nobody agreed yet");
        let asked = step(bench, &bench.rep, &long, QuoteMove::Submit)
            .await
            .unwrap();
        let id = look(bench, &bench.finance, &asked)
            .await
            .request
            .unwrap()
            .id;
        let done = say(bench, &bench.finance, id, DecisionKind::Approve)
            .await
            .unwrap();
        assert_eq!(done.quote_state, QuoteState::Approved);
        // The quotes of before say nothing, and nobody is asked about them.
        let read = bench.run(&bench.rep, GetQuote { id: before.id }).await;
        assert_eq!(read.unwrap().draft.payment_days, None);
    }
);

both!(
    the_risk_asks_and_says_what_it_is_made_of,
    async |bench: &Bench| {
        save_rule(bench, "risk >= 40").await.unwrap();
        let view = discounted(bench, &bench.rep, 19).await;
        // Nobody bought yet: 19 points of discount, 20 of a new customer, 4 of a line typed freely.
        assert_eq!(view.approval.context.customer, CustomerHistory::New);
        let asks = view.approval.rules.iter().find(|rule| rule.found);
        assert_eq!(asks.unwrap().condition, "risk >= 40");
        let asked = step(bench, &bench.rep, &view, QuoteMove::Submit)
            .await
            .unwrap();
        let risk = look(bench, &bench.finance, &asked).await.risk;
        assert_eq!((risk.score, risk.level()), (43, RiskLevel::Medium));
        let kinds: Vec<RiskKind> = risk.reasons.iter().map(|one| one.kind).collect();
        assert_eq!(
            kinds,
            [
                RiskKind::NewCustomer,
                RiskKind::Discount,
                RiskKind::FreeLines
            ]
        );
        // Of a customer who bought before, the same quote asks nobody.
        let next = discounted(bench, &bench.rep, 19).await;
        let mut session = bench.services.store().write().await.unwrap();
        let account = next.draft.account_id.unwrap();
        session
            .exec(
                "UPDATE quotes SET account_id = $1, state = 'accepted' WHERE id = $2",
                store::args![account, asked.id],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let read = bench
            .run(
                &bench.rep,
                shared::cpq::quotes::ops::GetQuote { id: next.id },
            )
            .await
            .unwrap();
        assert_eq!(read.approval.context.customer, CustomerHistory::Buys);
        assert!(read.approval.rules.iter().all(|rule| !rule.found));
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
