//! Deciding with the link of a message, on both databases: once, by its person, while it is asked.

use super::approvals::{draft, look, put, say, tick, waiting};
use super::support::step;
use crate::bench::{Bench, START};
use crate::both;
use crate::platform::access::{enrol, shown};
use services::Clock;
use services::cpq::approvals::Said;
use services::platform::notifications::Follower;
use shared::cpq::approvals::ops::{DeleteAbsence, SaveAbsence};
use shared::cpq::approvals::{Approver, DecisionKind, LINK_DAYS, LinkStanding};
use shared::cpq::quotes::ops::GetQuote;
use shared::cpq::quotes::{QuoteMove, QuoteState, QuoteView};
use shared::kernel::{AbsenceId, Actor, Instant, Problem, ProblemKind};
use shared::platform::audit::ReadAudit;
use shared::platform::notifications::{GetWishes, NoticeKind, SaveWishes, Wishes};
use store::args;

const FROM: &str = "192.0.2.1";

async fn wishes_mail(bench: &Bench, actor: &Actor) {
    let version = bench.run(actor, GetWishes {}).await.unwrap().version;
    let wishes = Wishes {
        mail: vec![NoticeKind::Approval],
        ..Wishes::default()
    };
    let save = SaveWishes { wishes, version };
    bench.run(actor, save).await.unwrap();
}

/// The tokens mailed to somebody, oldest first.
async fn mailed(bench: &Bench, actor: &Actor) -> Vec<String> {
    bench
        .services
        .tell_people(&mut Follower::default())
        .await
        .unwrap();
    let mut session = bench.services.store().read().await.unwrap();
    let rows: Vec<(String,)> = session
        .all(
            "SELECT text_body FROM mails WHERE recipient = $1 ORDER BY created_at, id",
            args![actor.email.clone()],
        )
        .await
        .unwrap();
    let token = |text: &str| {
        let (_, rest) = text.split_once("/approve/")?;
        let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        (token.len() == 64).then_some(token)
    };
    rows.iter().filter_map(|(text,)| token(text)).collect()
}

/// A quote that waits for the manager, and the token mailed to them.
async fn asked(bench: &Bench) -> (QuoteView, String) {
    wishes_mail(bench, &bench.manager).await;
    let before = mailed(bench, &bench.manager).await;
    let view = waiting(bench).await;
    (view, new_one(bench, &bench.manager, &before).await)
}

/// The token mailed to somebody beside those known.
async fn new_one(bench: &Bench, actor: &Actor, known: &[String]) -> String {
    let tokens = mailed(bench, actor).await;
    let mut new = tokens.into_iter().filter(|token| !known.contains(token));
    new.next().unwrap()
}

fn says(kind: DecisionKind, comment: &str) -> Said {
    Said {
        decision: Some(kind),
        comment: comment.into(),
        code: String::new(),
    }
}

async fn decide(bench: &Bench, token: &str, said: &Said) -> Result<(), Problem> {
    let decided = bench.services.decide_by_link(token, said, FROM).await;
    decided.map(|_| ())
}

async fn standing(bench: &Bench, token: &str) -> LinkStanding {
    let page = bench.services.approval_link(token, FROM).await.unwrap();
    assert_eq!(page.view.is_some(), page.standing == LinkStanding::Open);
    page.standing
}

async fn state(bench: &Bench, view: &QuoteView) -> QuoteState {
    let get = GetQuote { id: view.id };
    bench.run(&bench.rep, get).await.unwrap().state
}

/// Neither shown nor decided with, and the quote waits as before.
async fn refused(bench: &Bench, token: &str, why: LinkStanding) {
    assert_eq!(standing(bench, token).await, why);
    let problem = decide(bench, token, &says(DecisionKind::Approve, ""))
        .await
        .unwrap_err();
    assert_eq!(problem.issues[0].code, "link_refused", "{why:?}");
    let said = &problem.issues[0].params;
    assert!(
        said.iter().any(|(_, value)| value == why.code()),
        "{said:?}"
    );
}

both!(
    a_mailed_link_decides_once_and_the_audit_says_so,
    async |bench: &Bench| {
        let (view, token) = asked(bench).await;
        // Looking, however often, decides nothing; a refusal needs a word, and costs no link.
        for _ in 0..3 {
            let page = bench.services.approval_link(&token, FROM).await.unwrap();
            assert_eq!(page.about.0, view.number);
            assert!(!page.needs_code);
            let request = page.view.unwrap().request.unwrap();
            assert!(request.may_decide);
            assert_eq!(request.approval.comment, "Because");
        }
        assert_eq!(state(bench, &view).await, QuoteState::InApproval);
        // The message says what whoever asked said.
        let mut session = bench.services.store().read().await.unwrap();
        let (told,): (i64,) = session
            .one(
                "SELECT COUNT(*) FROM mails WHERE recipient = $1 AND text_body LIKE '%Because%'",
                args![bench.manager.email.clone()],
            )
            .await
            .unwrap();
        drop(session);
        assert_eq!(told, 1);
        let silent = decide(bench, &token, &says(DecisionKind::Reject, " ")).await;
        assert_eq!(silent.unwrap_err().issues[0].code, "required");
        let nothing = decide(bench, &token, &Said::default()).await;
        assert_eq!(
            nothing.unwrap_err().issues[0].field.as_deref(),
            Some("decision")
        );
        assert_eq!(standing(bench, &token).await, LinkStanding::Open);

        decide(bench, &token, &says(DecisionKind::Approve, "Fine"))
            .await
            .unwrap();
        assert_eq!(state(bench, &view).await, QuoteState::Approved);
        let page = bench.services.approval_link(&token, FROM).await.unwrap();
        assert_eq!(page.standing, LinkStanding::Used);
        assert_eq!(page.decision.unwrap().0, DecisionKind::Approve);
        refused(bench, &token, LinkStanding::Used).await;
        // The record and the log say who, and by which way.
        let request = look(bench, &bench.administrator, &view)
            .await
            .request
            .unwrap();
        let decision = request.approval.requirements[0].asks[0]
            .decision
            .clone()
            .unwrap();
        assert!(decision.by_mail && decision.by == bench.manager.user_id);
        let read = ReadAudit {
            limit: 50,
            ..ReadAudit::default()
        };
        let log = bench.run(&bench.administrator, read).await.unwrap();
        let row = log.rows.iter().find(|row| row.action == "decided").unwrap();
        assert_eq!(row.who, Some(bench.manager.user_id));
        let through = |change: &&shared::platform::audit::FieldChange| {
            change.field.ends_with("decided_through")
        };
        assert!(row.changes.iter().any(|change| through(&change)), "{row:?}");
        // Only a hash is kept.
        let mut session = bench.services.store().read().await.unwrap();
        let (plain,): (i64,) = session
            .one(
                "SELECT COUNT(*) FROM approval_links WHERE token_hash = $1",
                args![token],
            )
            .await
            .unwrap();
        assert_eq!(plain, 0);
    }
);

both!(
    a_link_is_refused_once_its_request_is_over_or_it_is_old,
    async |bench: &Bench| {
        let (view, token) = asked(bench).await;
        let sent = bench.clock.now();
        bench.clock.set(sent.plus_days(LINK_DAYS));
        refused(bench, &token, LinkStanding::Expired).await;
        // Not back before the request: the newest one and its notice are found by their time.
        bench.clock.set(sent);
        assert_eq!(standing(bench, &token).await, LinkStanding::Open);
        let back = step(bench, &bench.rep, &view, QuoteMove::Recall)
            .await
            .unwrap();
        refused(bench, &token, LinkStanding::Recalled).await;
        // Asked again, there is a new link; the old one stays closed.
        let again = step(bench, &bench.rep, &back, QuoteMove::Submit)
            .await
            .unwrap();
        let newer = new_one(bench, &bench.manager, std::slice::from_ref(&token)).await;
        refused(bench, &token, LinkStanding::Recalled).await;
        decide(bench, &newer, &says(DecisionKind::Reject, "Too low"))
            .await
            .unwrap();
        assert_eq!(state(bench, &again).await, QuoteState::Draft);
        // Made up, cut, or lengthened: nothing there.
        for wrong in ["", "0", &token[1..], &format!("{token}0")] {
            let refused = bench.services.approval_link(wrong, FROM).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::NotFound, "{wrong}");
            let said = says(DecisionKind::Approve, "");
            let refused = decide(bench, wrong, &said).await.unwrap_err();
            assert_eq!(refused.kind, ProblemKind::NotFound, "{wrong}");
        }
    }
);

both!(
    a_link_is_refused_when_its_person_is_not_asked_any_more,
    async |bench: &Bench| {
        // The manager is away today: the head of sales stands in, until the manager is back.
        wishes_mail(bench, &bench.head).await;
        let id = AbsenceId(bench.uuid());
        let today = START.to_utc().date_naive();
        let save = SaveAbsence {
            id,
            from: today,
            to: today,
            delegate: Some(bench.head.user_id),
        };
        bench.run(&bench.manager, save).await.unwrap();
        waiting(bench).await;
        let token = mailed(bench, &bench.head).await.pop().unwrap();
        assert_eq!(standing(bench, &token).await, LinkStanding::Open);
        bench
            .run(&bench.manager, DeleteAbsence { id })
            .await
            .unwrap();
        // The message waits in the queue, too.
        for _ in 0..3 {
            tick(bench).await;
        }
        refused(bench, &token, LinkStanding::NotAsked).await;

        // Two have to agree to the next one; who agreed on the page has nothing left to decide by mail.
        let mut both = draft("Both", "discount > 22", 1, Approver::Finance);
        both.approvers.push(Approver::Manager);
        both.quorum = shared::cpq::approvals::Quorum::All;
        put(bench, both).await.unwrap();
        let (view, token) = asked(bench).await;
        wishes_mail(bench, &bench.finance).await;
        let request = look(bench, &bench.manager, &view).await.request.unwrap();
        say(bench, &bench.manager, request.id, DecisionKind::Approve)
            .await
            .unwrap();
        refused(bench, &token, LinkStanding::Used).await;
        assert_eq!(state(bench, &view).await, QuoteState::InApproval);
    }
);

both!(
    a_link_of_somebody_who_left_or_of_a_decided_request_opens_nothing,
    async |bench: &Bench| {
        // Of two asked, the first decides for both; the other's link says so.
        wishes_mail(bench, &bench.finance).await;
        let mut either = draft("Either", "discount > 22", 1, Approver::Finance);
        either.approvers.push(Approver::Manager);
        put(bench, either).await.unwrap();
        let (view, token) = asked(bench).await;
        let other = mailed(bench, &bench.finance).await.pop().unwrap();
        decide(bench, &other, &says(DecisionKind::Reject, "No"))
            .await
            .unwrap();
        refused(bench, &token, LinkStanding::Decided).await;
        assert_eq!(state(bench, &view).await, QuoteState::Draft);

        let (_, token) = asked(bench).await;
        assert_eq!(standing(bench, &token).await, LinkStanding::Open);
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE users SET active = FALSE WHERE id = $1",
                args![bench.manager.user_id],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        refused(bench, &token, LinkStanding::NotAllowed).await;
        let page = bench.services.approval_link(&token, FROM).await.unwrap();
        assert_eq!(page.about, (String::new(), String::new()));
    }
);

both!(two_tries_at_once_decide_once, async |bench: &Bench| {
    let (view, token) = asked(bench).await;
    let (yes, no) = (
        says(DecisionKind::Approve, "Yes"),
        says(DecisionKind::Reject, "No"),
    );
    let (first, second) = tokio::join!(decide(bench, &token, &yes), decide(bench, &token, &no));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let lost = first.err().or(second.err()).unwrap();
    assert_eq!(lost.issues[0].code, "link_refused");
    let request = look(bench, &bench.administrator, &view)
        .await
        .request
        .unwrap();
    let told = request.approval.requirements[0]
        .asks
        .iter()
        .filter(|ask| ask.decision.is_some())
        .count();
    assert_eq!(told, 1);
    assert_ne!(state(bench, &view).await, QuoteState::InApproval);
});

both!(
    a_mailbox_is_no_way_around_the_second_factor,
    async |bench: &Bench| {
        let (view, token) = asked(bench).await;
        let (key, codes) = enrol(bench, &bench.manager, START).await;
        let page = bench.services.approval_link(&token, FROM).await.unwrap();
        assert!(page.needs_code);
        let with = |code: &str| Said {
            code: code.into(),
            ..says(DecisionKind::Approve, "")
        };
        for wrong in ["", "000000"] {
            let refused = decide(bench, &token, &with(wrong)).await.unwrap_err();
            assert_eq!(refused.issues[0].code, "code_wrong");
        }
        assert_eq!(state(bench, &view).await, QuoteState::InApproval);
        // A code that came with a missing word is not used up.
        let later = Instant(START.0 + 60_000);
        bench.clock.set(later);
        let right = shown(&key, later);
        let silent = Said {
            decision: Some(DecisionKind::Reject),
            ..with(&right)
        };
        let refused = decide(bench, &token, &silent).await.unwrap_err();
        assert_eq!(refused.issues[0].code, "required");
        decide(bench, &token, &with(&right)).await.unwrap();
        assert_eq!(state(bench, &view).await, QuoteState::Approved);

        // A recovery code does, too; guessing ends soon.
        let (_, token) = asked(bench).await;
        for _ in 0..10 {
            let refused = decide(bench, &token, &with("111111")).await.unwrap_err();
            assert_ne!(refused.kind, ProblemKind::TooManyRequests);
        }
        let refused = decide(bench, &token, &with(&codes[0])).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::TooManyRequests);
        bench.clock.set(Instant(later.0 + 16 * 60_000));
        decide(bench, &token, &with(&codes[0])).await.unwrap();
    }
);

both!(whoever_guesses_links_is_sent_away, async |bench: &Bench| {
    let (_, token) = asked(bench).await;
    for n in 0..50 {
        let guess = format!("{n:064x}");
        let refused = bench.services.approval_link(&guess, FROM).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::NotFound);
    }
    let refused = bench.services.approval_link(&token, FROM).await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::TooManyRequests);
    let refused = decide(bench, &token, &says(DecisionKind::Approve, "")).await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::TooManyRequests);
    // From elsewhere its person goes on.
    let page = bench.services.approval_link(&token, "198.51.100.4").await;
    assert_eq!(page.unwrap().standing, LinkStanding::Open);
});

both!(
    only_who_wishes_it_is_mailed_a_link,
    async |bench: &Bench| {
        waiting(bench).await;
        assert!(mailed(bench, &bench.manager).await.is_empty());
        assert!(mailed(bench, &bench.rep).await.is_empty());
    }
);
