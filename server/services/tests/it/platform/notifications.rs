//! What people are told of, by whom and why; and that nobody reads another's notices.

use crate::bench::{Bench, START};
use crate::both;
use crate::cpq::support::{quote, step};
use crate::deals::fixture::{deal, excepted, moving, pass_days};
use crate::work::fixtures::{draft, task};
use services::platform::notifications::Follower;
use shared::cpq::quotes::QuoteMove;
use shared::deals::opportunities::{AssignOpportunity, OpportunityView};
use shared::kernel::event::Entity;
use shared::kernel::{ActivityId, Actor, Instant, ProblemKind, TaskId};
use shared::platform::notifications::*;
use shared::work::Links;
use shared::work::activities::ops::CreateActivity;
use shared::work::activities::{ActivityDraft, ActivityKind};
use shared::work::tasks::Due;
use shared::work::tasks::ops::CreateTask;
use store::Change;

async fn told(bench: &Bench, follower: &mut Follower) -> u32 {
    bench.services.tell_people(follower).await.unwrap()
}

async fn list(bench: &Bench, actor: &Actor, filter: NoticeFilter) -> NoticeList {
    let ask = ListNotices {
        filter,
        before: None,
        limit: 50,
    };
    bench.run(actor, ask).await.unwrap()
}

async fn notices(bench: &Bench, actor: &Actor) -> Vec<NoticeView> {
    list(bench, actor, NoticeFilter::default()).await.notices
}

async fn moved_by_manager(bench: &Bench, name: &str) -> OpportunityView {
    let deal = deal(bench, &bench.rep, name, 1_000).await;
    let request = excepted(bench, &deal, 1).await;
    bench.run(&bench.manager, request).await.unwrap()
}

both!(
    the_owner_hears_of_a_move_by_somebody_else,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        let deal = moved_by_manager(bench, "Fleet").await;
        assert_eq!(told(bench, &mut follower).await, 1);
        assert_eq!(told(bench, &mut follower).await, 0, "told once");
        assert_eq!(
            told(bench, &mut Follower::default()).await,
            0,
            "after a restart, too"
        );
        let all = notices(bench, &bench.rep).await;
        let [one] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!((one.kind, one.reason), (NoticeKind::Stage, Reason::Yours));
        assert_eq!(
            (one.entity, one.entity_id),
            (Entity::Opportunity, deal.id.0)
        );
        assert_eq!(one.title, "Fleet");
        assert_eq!(one.actor.as_deref(), Some("manager"));
        assert!(!one.detail.en.is_empty());
        assert!(notices(bench, &bench.manager).await.is_empty());
        assert!(notices(bench, &bench.administrator).await.is_empty());
    }
);

both!(
    reading_is_ones_own_and_can_be_taken_back,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        moved_by_manager(bench, "One").await;
        moved_by_manager(bench, "Two").await;
        told(bench, &mut follower).await;
        let ids: Vec<_> = notices(bench, &bench.rep)
            .await
            .iter()
            .map(|notice| notice.id)
            .collect();
        let mark = |ids: Option<Vec<uuid::Uuid>>, read| MarkNotices { ids, read };
        // Somebody else's ids change nothing.
        let foreign = mark(Some(ids.clone()), true);
        assert_eq!(bench.run(&bench.manager, foreign).await.unwrap().unread, 0);
        let count = bench.run(&bench.rep, CountNotices {}).await.unwrap();
        assert_eq!(count.unread, 2);
        assert_eq!(
            count.newest.map(|notice| notice.title).as_deref(),
            Some("Two")
        );
        let one = mark(ids.first().map(|id| vec![*id]), true);
        assert_eq!(bench.run(&bench.rep, one.clone()).await.unwrap().unread, 1);
        let unread = NoticeFilter {
            unread: true,
            kind: Some(NoticeKind::Stage),
        };
        assert_eq!(list(bench, &bench.rep, unread).await.notices.len(), 1);
        let back = MarkNotices { read: false, ..one };
        assert_eq!(bench.run(&bench.rep, back).await.unwrap().unread, 2);
        assert_eq!(
            bench
                .run(&bench.rep, mark(None, true))
                .await
                .unwrap()
                .unread,
            0
        );
    }
);

both!(what_is_given_is_told_many_as_one, async |bench: &Bench| {
    let mut follower = Follower::default();
    let given = deal(bench, &bench.rep, "Given", 1_000).await;
    let assign = AssignOpportunity {
        id: given.id,
        version: given.version,
        owner_id: bench.colleague.user_id,
    };
    bench.run(&bench.manager, assign).await.unwrap();
    for number in 0..5 {
        let draft = draft(&bench.colleague, &format!("Task {number}"), Due::None);
        let id = TaskId(bench.uuid());
        bench
            .run(&bench.manager, CreateTask { id, draft })
            .await
            .unwrap();
    }
    assert_eq!(told(bench, &mut follower).await, 2);
    let all = notices(bench, &bench.colleague).await;
    let mut said: Vec<_> = all
        .iter()
        .map(|notice| (notice.entity, notice.count, notice.kind))
        .collect();
    said.sort();
    assert_eq!(
        said,
        [
            (Entity::Opportunity, 1, NoticeKind::Assigned),
            (Entity::Task, 5, NoticeKind::Assigned)
        ]
    );
    assert_eq!(told(bench, &mut Follower::default()).await, 0);
});

both!(
    a_name_in_a_note_is_told_to_those_who_may_read_it,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        let deal = deal(bench, &bench.rep, "Fleet", 1_000).await;
        let note = ActivityDraft {
            kind: ActivityKind::Note,
            subject: "Discount".into(),
            body: "@manager and @stranger: may I go to 12 %? @rep".into(),
            at: START,
            links: Links {
                opportunity: Some(deal.id),
                ..Links::default()
            },
            ..ActivityDraft::default()
        };
        let create = CreateActivity {
            id: ActivityId(bench.uuid()),
            draft: note,
        };
        bench.run(&bench.rep, create).await.unwrap();
        assert_eq!(told(bench, &mut follower).await, 1);
        let all = notices(bench, &bench.manager).await;
        let [one] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!((one.kind, one.reason), (NoticeKind::Mention, Reason::Named));
        assert_eq!(
            (one.entity, one.title.as_str()),
            (Entity::Opportunity, "Fleet")
        );
        assert!(one.detail.fr.starts_with("@manager"));
        assert!(notices(bench, &bench.stranger).await.is_empty());
    }
);

both!(
    a_sale_is_told_upwards_with_its_name_and_sideways_without,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        let open = deal(bench, &bench.rep, "Fleet", 1_000).await;
        let stages = crate::deals::fixture::b2b(bench).await.stages;
        let won = stages
            .iter()
            .position(|stage| stage.state == shared::deals::pipelines::StageState::Won)
            .unwrap();
        let request = excepted(bench, &open, won).await;
        bench.run(&bench.manager, request).await.unwrap();
        told(bench, &mut follower).await;
        let mut said = Vec::new();
        for actor in [
            &bench.head,
            &bench.rep,
            &bench.colleague,
            &bench.stranger,
            &bench.manager,
        ] {
            let all = notices(bench, actor).await;
            said.push(all.first().map(|one| (one.reason, one.title.clone())));
        }
        assert_eq!(
            said,
            [
                Some((Reason::YouLead, "Fleet".to_owned())),
                Some((Reason::Yours, "Fleet".to_owned())),
                Some((Reason::YourTeam, String::new())),
                None,
                None
            ]
        );
    }
);

both!(a_due_task_is_told_once, async |bench: &Bench| {
    let mut follower = Follower::default();
    let today = bench.rep.zone.date(START);
    task(
        bench,
        &bench.rep,
        "Call back",
        Due::Day(today),
        Links::default(),
    )
    .await;
    let later = today.succ_opt().unwrap();
    task(
        bench,
        &bench.rep,
        "Later",
        Due::Day(later),
        Links::default(),
    )
    .await;
    assert_eq!(told(bench, &mut follower).await, 1);
    assert_eq!(told(bench, &mut Follower::default()).await, 0);
    pass_days(bench, 1);
    assert_eq!(told(bench, &mut follower).await, 1);
    let titles: Vec<_> = notices(bench, &bench.rep)
        .await
        .into_iter()
        .map(|notice| (notice.kind, notice.title))
        .collect();
    assert_eq!(
        titles,
        [
            (NoticeKind::TaskDue, "Later".to_owned()),
            (NoticeKind::TaskDue, "Call back".to_owned())
        ]
    );
});

both!(
    an_unanswered_quote_is_told_of_before_it_expires,
    async |bench: &Bench| {
        let mut follower = Follower::default();
        let view = quote(bench, &bench.rep, 1).await;
        step(bench, &bench.rep, &view, QuoteMove::Send)
            .await
            .unwrap();
        told(bench, &mut follower).await;
        // Its last day is thirty days after.
        pass_days(bench, 26);
        assert_eq!(told(bench, &mut follower).await, 0);
        pass_days(bench, 27);
        assert_eq!(told(bench, &mut follower).await, 1);
        let found = notices(bench, &bench.rep).await;
        let one = found.first().unwrap();
        assert_eq!((one.kind, one.reason), (NoticeKind::Quote, Reason::Yours));
        assert_eq!(one.detail.en, "expiring");
        assert_eq!(one.entity_id, view.id.0);
        pass_days(bench, 28);
        assert_eq!(told(bench, &mut follower).await, 0, "once");
    }
);

both!(wishes_are_kept_and_heeded, async |bench: &Bench| {
    let mut follower = Follower::default();
    let view = bench.run(&bench.rep, GetWishes {}).await.unwrap();
    assert_eq!((view.version, view.wishes), (0, Wishes::default()));
    let save = SaveWishes {
        wishes: Wishes {
            off: vec![NoticeKind::Stage, NoticeKind::Stage],
            pop_up: false,
            ..Wishes::default()
        },
        version: 0,
    };
    let saved = bench.run(&bench.rep, save.clone()).await.unwrap();
    assert_eq!(saved.wishes.off, [NoticeKind::Stage]);
    let stale = bench.run(&bench.rep, save).await.unwrap_err();
    assert_eq!(stale.kind, ProblemKind::Conflict);
    moved_by_manager(bench, "Fleet").await;
    assert_eq!(told(bench, &mut follower).await, 0);
    assert!(notices(bench, &bench.rep).await.is_empty());
});

both!(what_is_put_away_comes_back_unread, async |bench: &Bench| {
    let mut follower = Follower::default();
    moved_by_manager(bench, "Fleet").await;
    told(bench, &mut follower).await;
    let id = notices(bench, &bench.rep).await[0].id;
    let snooze = SnoozeNotice {
        id,
        until: SnoozeUntil::Tomorrow,
    };
    let foreign = bench.run(&bench.manager, snooze).await.unwrap_err();
    assert_eq!(foreign.kind, ProblemKind::NotFound);
    let asleep = bench.run(&bench.rep, snooze).await.unwrap();
    assert_eq!(asleep.count.unread, 0);
    assert!(notices(bench, &bench.rep).await.is_empty());
    let before = last_event(bench).await;
    bench.clock.set(Instant(asleep.until.0 + 1));
    told(bench, &mut follower).await;
    assert!(last_event(bench).await > before, "its page is told");
    let back = list(bench, &bench.rep, NoticeFilter::default()).await;
    assert_eq!((back.unread, back.notices[0].at), (1, asleep.until));
});

async fn last_event(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    session.last_event().await.unwrap()
}

both!(a_move_of_ones_own_tells_nobody, async |bench: &Bench| {
    let mut follower = Follower::default();
    let moved = moved_by_manager(bench, "Fleet").await;
    told(bench, &mut follower).await;
    let before = last_event(bench).await;
    let back = moving(bench, &moved, 0).await;
    bench.run(&bench.rep, back).await.unwrap();
    assert_eq!(told(bench, &mut follower).await, 0);
    // Nothing was written for it either: one event, that of the move.
    assert_eq!(last_event(bench).await, before + 1);
});

both!(
    a_long_log_is_followed_to_its_end_without_waiting,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        let at = bench.services.clock().now();
        for _ in 0..2_200 {
            let change = Change::<()> {
                entity: Entity::Company,
                id: bench.rep.user_id.0,
                parent: None,
                owner: None,
                action: "updated",
                before: None,
                after: None,
            };
            session.record(at, None, change).await.unwrap();
        }
        session.commit().await.unwrap();
        moved_by_manager(bench, "Fleet").await;
        let mut follower = Follower::default();
        assert_eq!(told(bench, &mut follower).await, 0);
        assert!(follower.is_behind(), "the move is not reached yet");
        assert_eq!(told(bench, &mut follower).await, 1);
        assert!(!follower.is_behind());
    }
);

async fn wish(bench: &Bench, actor: &Actor, change: impl FnOnce(&mut Wishes)) {
    let WishesView {
        mut wishes,
        version,
    } = bench.run(actor, GetWishes {}).await.unwrap();
    change(&mut wishes);
    bench
        .run(actor, SaveWishes { wishes, version })
        .await
        .unwrap();
}

/// Address, subject and text of every message written.
async fn mails(bench: &Bench) -> Vec<(String, String, String)> {
    let mut session = bench.services.store().read().await.unwrap();
    session
        .all(
            "SELECT recipient, subject, text_body FROM mails ORDER BY created_at, id",
            store::args![],
        )
        .await
        .unwrap()
}

both!(
    who_wishes_it_is_mailed_what_happens_once,
    async |bench: &Bench| {
        wish(bench, &bench.rep, |wishes| {
            wishes.mail = vec![NoticeKind::Stage, NoticeKind::Won];
            wishes.off = vec![NoticeKind::Won];
        })
        .await;
        let mut follower = Follower::default();
        let deal = moved_by_manager(bench, "Fleet <b>").await;
        told(bench, &mut follower).await;
        told(bench, &mut Follower::default()).await;
        let written = mails(bench).await;
        let [(to, subject, text)] = written.as_slice() else {
            panic!("{written:?}")
        };
        assert!(to.starts_with("rep@"), "{to}");
        assert!(subject.contains("Fleet <b>"), "{subject}");
        assert!(
            text.contains(&format!("/opportunities/{}", deal.id)),
            "{text}"
        );
        // Nobody else wished it.
        let given = deal_of_colleague(bench).await;
        told(bench, &mut follower).await;
        assert_eq!(mails(bench).await.len(), 1, "{given}");
    }
);

both!(
    what_happened_before_and_was_saved_late_is_mailed_too,
    async |bench: &Bench| {
        wish(bench, &bench.rep, |wishes| {
            wishes.mail = vec![NoticeKind::Stage];
        })
        .await;
        let mut follower = Follower::default();
        moved_by_manager(bench, "Newer").await;
        assert_eq!(told(bench, &mut follower).await, 1);
        // A server whose transaction took long, or whose clock is behind.
        let now = bench.services.clock().now();
        bench.clock.set(Instant(now.0 - 2 * 86_400_000));
        moved_by_manager(bench, "Older").await;
        bench.clock.set(Instant(now.0 + 60_000));
        assert_eq!(told(bench, &mut follower).await, 1);
        let subjects: Vec<String> = mails(bench).await.into_iter().map(|one| one.1).collect();
        assert_eq!(subjects.len(), 2, "{subjects:?}");
        assert!(subjects[1].contains("Older"), "{subjects:?}");
    }
);

fn pass_minutes(bench: &Bench, minutes: i64) {
    let now = bench.services.clock().now();
    bench.clock.set(Instant(now.0 + minutes * 60_000));
}

async fn deal_of_colleague(bench: &Bench) -> String {
    let other = deal(bench, &bench.colleague, "Other", 1_000).await;
    let request = excepted(bench, &other, 1).await;
    bench.run(&bench.manager, request).await.unwrap().name
}

both!(
    a_digest_comes_once_in_the_morning_of_a_working_day,
    async |bench: &Bench| {
        use services::platform::jobs::Runner;
        wish(bench, &bench.rep, |wishes| wishes.digest = true).await;
        let runner = Runner::new(bench.services.clone());
        let all_jobs = async || while runner.step().await.unwrap() > 0 {};
        // Monday, ten o'clock, with nothing to tell: no message, and the day is done.
        all_jobs().await;
        let mut follower = Follower::default();
        moved_by_manager(bench, "Fleet").await;
        told(bench, &mut follower).await;
        pass_minutes(bench, 30);
        all_jobs().await;
        assert!(mails(bench).await.is_empty());
        // Tuesday's six in the morning is too early; seven is not.
        pass_minutes(bench, 19 * 60 + 30);
        all_jobs().await;
        assert!(mails(bench).await.is_empty());
        pass_minutes(bench, 60);
        all_jobs().await;
        pass_minutes(bench, 60);
        all_jobs().await;
        let written = mails(bench).await;
        let [(_, subject, text)] = written.as_slice() else {
            panic!("{written:?}")
        };
        assert!(subject.starts_with('1'), "{subject}");
        assert!(text.contains("Fleet"), "{text}");
    }
);
