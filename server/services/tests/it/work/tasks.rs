//! Tasks: rights, queue, completion, moves, what a deal keeps of them.

use super::fixtures::{actions, day, deal, draft, kept, task};
use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::{ProblemKind, TaskId};
use shared::work::tasks::ops::*;
use shared::work::tasks::{BucketCounts, Due, TaskDraft};
use shared::work::{Links, Whose};

both!(
    a_task_lives_from_creation_to_restoration,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let created = task(
            bench,
            &bench.rep,
            "Call",
            Due::Day(day("2026-11-25")),
            links,
        )
        .await;
        assert_eq!(
            created.links.account.as_ref().unwrap().id,
            deal.account,
            "filled in from the deal"
        );
        assert_eq!(
            created.links.opportunity.as_ref().unwrap().name,
            "Acme renewal"
        );
        assert!(created.may_edit);
        assert_eq!(kept(bench, &deal).await.0, Some(day("2026-11-25")));

        let edited = bench
            .run(
                &bench.rep,
                EditTask {
                    id: created.id,
                    version: created.version,
                    draft: TaskDraft {
                        due: Due::Day(day("2026-12-01")),
                        ..created.draft()
                    },
                },
            )
            .await
            .unwrap();
        assert_eq!(kept(bench, &deal).await.0, Some(day("2026-12-01")));

        let done = bench
            .run(&bench.rep, CompleteTask { id: created.id })
            .await
            .unwrap();
        assert!(done.done_at.is_some());
        assert_eq!(kept(bench, &deal).await.0, None);
        let again = bench
            .run(&bench.rep, CompleteTask { id: created.id })
            .await
            .unwrap();
        assert_eq!(
            again.version, done.version,
            "completing twice changes nothing"
        );
        let open = bench
            .run(&bench.rep, ReopenTask { id: created.id })
            .await
            .unwrap();
        assert_eq!(open.done_at, None);
        assert_eq!(kept(bench, &deal).await.0, Some(day("2026-12-01")));

        bench
            .run(&bench.rep, DeleteTask { id: created.id })
            .await
            .unwrap();
        assert_eq!(kept(bench, &deal).await.0, None);
        let gone = bench
            .run(&bench.rep, ReadTask { id: created.id })
            .await
            .unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
        let back = bench
            .run(&bench.rep, RestoreTask { id: created.id })
            .await
            .unwrap();
        assert_eq!(back.draft(), edited.draft());
        assert_eq!(
            actions(bench, created.id.0).await,
            [
                "created",
                "edited",
                "completed",
                "reopened",
                "deleted",
                "restored"
            ]
        );
    }
);

both!(sending_twice_creates_once, async |bench: &Bench| {
    let id = TaskId(bench.uuid());
    for _ in 0..2 {
        let draft = draft(&bench.rep, "Once", Due::None);
        bench
            .run(&bench.rep, CreateTask { id, draft })
            .await
            .unwrap();
    }
    let list = bench
        .run(
            &bench.rep,
            ListTasks {
                limit: 10,
                ..ListTasks::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(list.tasks.len(), 1);
    let problem = bench
        .run(
            &bench.stranger,
            CreateTask {
                id,
                draft: draft(&bench.stranger, "Mine", Due::None),
            },
        )
        .await
        .unwrap_err();
    assert_eq!(
        problem.kind,
        ProblemKind::NotFound,
        "another person's id tells nothing"
    );
});

both!(
    a_stale_edit_is_a_conflict_with_the_record_as_it_is,
    async |bench: &Bench| {
        let first = task(bench, &bench.rep, "Call", Due::None, Links::default()).await;
        let edit = |subject: &str| EditTask {
            id: first.id,
            version: first.version,
            draft: draft(&bench.rep, subject, Due::None),
        };
        bench.run(&bench.rep, edit("Theirs")).await.unwrap();
        let problem = bench.run(&bench.rep, edit("Mine")).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        assert!(problem.current.unwrap().contains("Theirs"));
    }
);

both!(
    nobody_sees_or_changes_a_strangers_task,
    async |bench: &Bench| {
        let view = task(bench, &bench.rep, "Private", Due::None, Links::default()).await;
        for other in [&bench.colleague, &bench.stranger] {
            let problem = bench
                .run(other, ReadTask { id: view.id })
                .await
                .unwrap_err();
            assert_eq!(problem.kind, ProblemKind::NotFound);
            let problem = bench
                .run(other, CompleteTask { id: view.id })
                .await
                .unwrap_err();
            assert_eq!(problem.kind, ProblemKind::NotFound);
            let list = ListTasks {
                filter: TaskFilter {
                    whose: Whose::Team,
                    ..TaskFilter::default()
                },
                limit: 50,
                ..ListTasks::default()
            };
            assert!(bench.run(other, list).await.unwrap().tasks.is_empty());
        }
        assert!(
            bench
                .run(&bench.manager, ReadTask { id: view.id })
                .await
                .unwrap()
                .may_edit
        );
        assert!(
            !bench
                .run(&bench.finance, ReadTask { id: view.id })
                .await
                .unwrap()
                .may_edit
        );
        let problem = bench
            .run(&bench.finance, CompleteTask { id: view.id })
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Forbidden);
    }
);

both!(
    the_owner_of_a_deal_sees_the_tasks_others_have_on_it,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let view = task(bench, &bench.manager, "Approve discount", Due::None, links).await;
        assert!(
            bench
                .run(&bench.rep, ReadTask { id: view.id })
                .await
                .unwrap()
                .may_edit
        );
        let problem = bench
            .run(
                &bench.stranger,
                CreateTask {
                    id: TaskId(bench.uuid()),
                    draft: TaskDraft {
                        links,
                        ..draft(&bench.stranger, "Spy", Due::None)
                    },
                },
            )
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "unknown_record");
    }
);

both!(
    work_is_given_within_ones_reach_only,
    async |bench: &Bench| {
        let give = |to: &shared::kernel::Actor| CreateTask {
            id: TaskId(bench.uuid()),
            draft: draft(to, "Please", Due::None),
        };
        let problem = bench
            .run(&bench.rep, give(&bench.colleague))
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "owner_out_of_reach");
        assert!(bench.run(&bench.manager, give(&bench.rep)).await.is_ok());
        let problem = bench
            .run(&bench.manager, give(&bench.stranger))
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "owner_out_of_reach");
    }
);

both!(
    the_queue_is_ordered_counted_and_paged,
    async |bench: &Bench| {
        let hour = 3_600_000;
        let at = |hours: i64| Due::At(shared::kernel::Instant(START.0 + hours * hour));
        for (subject, due) in [
            ("no date", Due::None),
            ("later", Due::Day(day("2026-12-05"))),
            ("today", Due::Day(day("2026-11-23"))),
            ("this week", Due::Day(day("2026-11-27"))),
            ("earlier today", at(-1)),
            ("in two hours", at(2)),
            ("overdue", Due::Day(day("2026-11-20"))),
        ] {
            task(bench, &bench.rep, subject, due, Links::default()).await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let request = ListTasks {
                after,
                limit: 2,
                ..ListTasks::default()
            };
            let page = bench.run(&bench.rep, request).await.unwrap();
            assert_eq!(
                page.counts,
                BucketCounts {
                    overdue: 2,
                    today: 2,
                    this_week: 1,
                    later: 1,
                    no_date: 1
                }
            );
            seen.extend(page.tasks.into_iter().map(|task| task.subject));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(
            seen,
            [
                "overdue",
                "earlier today",
                "in two hours",
                "today",
                "this week",
                "later",
                "no date"
            ]
        );
        let problem = bench
            .run(
                &bench.rep,
                ListTasks {
                    after: Some("x".into()),
                    limit: 2,
                    ..ListTasks::default()
                },
            )
            .await
            .unwrap_err();
        assert_eq!(problem.issues[0].code, "malformed");
    }
);

both!(done_tasks_are_listed_latest_first, async |bench: &Bench| {
    for subject in ["a", "b", "c"] {
        let view = task(bench, &bench.rep, subject, Due::None, Links::default()).await;
        bench
            .run(&bench.rep, CompleteTask { id: view.id })
            .await
            .unwrap();
    }
    let filter = TaskFilter {
        done: true,
        ..TaskFilter::default()
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let request = ListTasks {
            filter: filter.clone(),
            after,
            limit: 1,
        };
        let page = bench.run(&bench.rep, request).await.unwrap();
        seen.extend(page.tasks.into_iter().map(|task| task.subject));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["c", "b", "a"]);
});

both!(
    several_tasks_move_together_or_not_at_all,
    async |bench: &Bench| {
        let one = task(bench, &bench.rep, "one", Due::At(START), Links::default()).await;
        let two = task(
            bench,
            &bench.rep,
            "two",
            Due::Day(day("2026-11-20")),
            Links::default(),
        )
        .await;
        let moved = bench
            .run(
                &bench.rep,
                RescheduleTasks {
                    ids: vec![one.id, two.id],
                    to: Reschedule::OnDay(day("2026-11-30")),
                },
            )
            .await
            .unwrap();
        assert_eq!(
            moved[0].due,
            Due::At(START.plus_days(7)),
            "the time of day stays"
        );
        assert_eq!(moved[1].due, Due::Day(day("2026-11-30")));
        let foreign = task(bench, &bench.stranger, "x", Due::None, Links::default()).await;
        let problem = bench
            .run(
                &bench.rep,
                RescheduleTasks {
                    ids: vec![one.id, foreign.id],
                    to: Reschedule::ByDays(1),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound);
        let same = bench
            .run(&bench.rep, ReadTask { id: one.id })
            .await
            .unwrap();
        assert_eq!(same.due, moved[0].due, "nothing was half done");
    }
);

both!(the_log_says_when_a_task_was_done, async |bench: &Bench| {
    let view = task(bench, &bench.rep, "Call", Due::None, Links::default()).await;
    bench
        .run(&bench.rep, CompleteTask { id: view.id })
        .await
        .unwrap();
    let mut session = bench.services.store().read().await.unwrap();
    let (before, after): (String, String) = session
            .one(
                "SELECT before_json, after_json FROM events WHERE entity_id = $1 AND action = 'completed'",
                store::args![view.id],
            )
            .await
            .unwrap();
    let done = |text: &str| -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(text).unwrap()["done_at"].clone()
    };
    assert!(done(&before).is_null());
    assert!(done(&after).is_i64());
});

both!(
    work_is_not_given_to_who_keeps_none,
    async |bench: &Bench| {
        let draft = draft(&bench.finance, "Call", Due::None);
        let id = shared::kernel::TaskId(bench.uuid());
        let refused = bench
            .run(&bench.administrator, CreateTask { id, draft })
            .await
            .unwrap_err();
        assert_eq!(refused.issues[0].code, "owner_out_of_reach");
    }
);
