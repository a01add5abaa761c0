//! Activities: logging, planning, rights, what a deal keeps of them.

use super::fixtures::{actions, day, deal, kept};
use crate::bench::{Bench, START};
use crate::both;
use shared::kernel::{ActivityId, ProblemKind};
use shared::work::Links;
use shared::work::activities::ops::*;
use shared::work::activities::{ActivityDraft, ActivityKind, Outcome};

fn draft(links: Links) -> ActivityDraft {
    ActivityDraft {
        kind: ActivityKind::Call,
        subject: "Budget".into(),
        body: "They <b>have</b> one".into(),
        outcome: Outcome::Connected,
        at: START,
        minutes: Some(15),
        links,
    }
}

both!(
    a_call_is_logged_edited_deleted_and_restored,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let id = ActivityId(bench.uuid());
        let created = bench
            .run(
                &bench.rep,
                CreateActivity {
                    id,
                    draft: draft(links),
                },
            )
            .await
            .unwrap();
        assert_eq!(created.links.account.as_ref().unwrap().id, deal.account);
        assert_eq!(kept(bench, &deal).await.1, Some(START.0));
        let edited = bench
            .run(
                &bench.rep,
                EditActivity {
                    id,
                    version: created.version,
                    draft: ActivityDraft {
                        minutes: Some(30),
                        ..created.draft()
                    },
                },
            )
            .await
            .unwrap();
        assert_eq!(edited.minutes, Some(30));
        let stale = EditActivity {
            id,
            version: created.version,
            draft: created.draft(),
        };
        let problem = bench.run(&bench.rep, stale).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Conflict);
        bench.run(&bench.rep, DeleteActivity { id }).await.unwrap();
        assert_eq!(kept(bench, &deal).await.1, None);
        let back = bench.run(&bench.rep, RestoreActivity { id }).await.unwrap();
        assert_eq!(back.draft(), edited.draft());
        assert_eq!(kept(bench, &deal).await.1, Some(START.0));
        assert_eq!(
            actions(bench, id.0).await,
            ["created", "edited", "deleted", "restored"]
        );
    }
);

both!(
    a_planned_meeting_is_the_next_activity_until_its_outcome_is_noted,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let id = ActivityId(bench.uuid());
        let planned = ActivityDraft {
            kind: ActivityKind::Meeting,
            outcome: Outcome::None,
            at: START.plus_days(3),
            ..draft(links)
        };
        let view = bench
            .run(
                &bench.rep,
                CreateActivity {
                    id,
                    draft: planned.clone(),
                },
            )
            .await
            .unwrap();
        assert_eq!(kept(bench, &deal).await, (Some(day("2026-11-26")), None));
        bench.clock.set(START.plus_days(4));
        bench
            .run(
                &bench.rep,
                EditActivity {
                    id,
                    version: view.version,
                    draft: ActivityDraft {
                        outcome: Outcome::Held,
                        ..view.draft()
                    },
                },
            )
            .await
            .unwrap();
        assert_eq!(kept(bench, &deal).await, (None, Some(START.plus_days(3).0)));
    }
);

both!(
    bad_drafts_and_foreign_records_are_refused,
    async |bench: &Bench| {
        let deal = deal(bench, bench.rep.user_id).await;
        let links = Links {
            opportunity: Some(deal.id),
            ..Links::default()
        };
        let create = |draft| CreateActivity {
            id: ActivityId(bench.uuid()),
            draft,
        };
        let empty = bench
            .run(&bench.rep, create(draft(Links::default())))
            .await
            .unwrap_err();
        assert_eq!(empty.issues[0].code, "activity_without_record");
        let foreign = bench
            .run(&bench.stranger, create(draft(links)))
            .await
            .unwrap_err();
        assert_eq!(foreign.issues[0].code, "unknown_record");
        let view = bench.run(&bench.rep, create(draft(links))).await.unwrap();
        let problem = bench
            .run(&bench.stranger, DeleteActivity { id: view.id })
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound);
    }
);
