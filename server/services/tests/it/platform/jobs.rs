//! The queue: taken once, tried again, parked, fired once per turn.

use crate::bench::{Bench, START};
use crate::both;
use crate::platform::last_actions;
use services::platform::jobs::{Runner, enqueue};
use services::{Services, SystemClock};
use shared::kernel::{Instant, JobId, ProblemKind};
use shared::platform::health::{GetHealth, HealthView};
use shared::platform::jobs::{DiscardJob, LEASE_MS, MAX_ATTEMPTS, RetryJob};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::args;
use store::platform::jobs::{self, NewJob, Outcome};

/// Queues a job of a kind the program does not know.
async fn queue(bench: &Bench, key: Option<&str>) -> bool {
    let mut session = bench.services.store().write().await.unwrap();
    let job = NewJob {
        id: JobId(bench.uuid()),
        kind: "test.unknown",
        payload: "{}",
        unique_key: key,
        run_at: START,
    };
    let queued = jobs::enqueue(&mut session, &job, START).await.unwrap();
    session.commit().await.unwrap();
    queued
}

async fn health(bench: &Bench) -> HealthView {
    bench.run(&bench.administrator, GetHealth {}).await.unwrap()
}

async fn take(bench: &Bench, owner: &str, now: Instant, limit: i64) -> Vec<jobs::Taken> {
    let mut session = bench.services.store().write().await.unwrap();
    let until = Instant(now.0 + LEASE_MS);
    let taken = jobs::take(&mut session, owner, now, until, limit).await;
    session.commit().await.unwrap();
    taken.unwrap()
}

both!(
    a_job_nobody_knows_is_parked_where_an_administrator_sees_it,
    async |bench: &Bench| {
        queue(bench, None).await;
        let runner = Runner::new(bench.services.clone());
        // What fires by itself comes along.
        while runner.step().await.unwrap() > 0 {}
        let jobs = health(bench).await.jobs;
        assert_eq!((jobs.parked, jobs.queued), (1, 0));
        let parked = &jobs.parked_jobs[0];
        assert_eq!(parked.error, "no such kind: test.unknown");
        assert_eq!(last_actions(bench, parked.id.0).await, ["parked"]);

        let retry = RetryJob { id: parked.id };
        bench.run(&bench.administrator, retry).await.unwrap();
        assert_eq!(health(bench).await.jobs.queued, 1);
        runner.step().await.unwrap();
        let discard = DiscardJob { id: parked.id };
        bench
            .run(&bench.administrator, discard.clone())
            .await
            .unwrap();
        assert_eq!(health(bench).await.jobs.parked, 0);
        let actions = ["parked", "retried", "parked", "discarded"];
        assert_eq!(last_actions(bench, parked.id.0).await, actions);
        // A second press finds it gone.
        let gone = bench.run(&bench.administrator, discard).await.unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotFound);
    }
);

both!(
    what_is_undone_queues_nothing_and_a_key_queues_once,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        let job = NewJob {
            id: JobId(bench.uuid()),
            kind: "test.unknown",
            payload: "{}",
            unique_key: None,
            run_at: START,
        };
        jobs::enqueue(&mut session, &job, START).await.unwrap();
        drop(session);
        assert_eq!(health(bench).await.jobs.queued, 0);
        assert!(queue(bench, Some("once")).await);
        assert!(!queue(bench, Some("once")).await);
        assert_eq!(health(bench).await.jobs.queued, 1);
    }
);

both!(
    a_lease_keeps_others_away_until_it_is_over,
    async |bench: &Bench| {
        queue(bench, None).await;
        let first = take(bench, "one", START, 10).await;
        assert_eq!(first.len(), 1);
        assert!(take(bench, "two", START, 10).await.is_empty());
        let later = Instant(START.0 + LEASE_MS + 1);
        let second = take(bench, "two", later, 10).await;
        assert_eq!((second.len(), second[0].attempts), (1, 2));
        // The first one wakes up too late: what it has to say is not written down.
        let mut session = bench.services.store().write().await.unwrap();
        let late = jobs::settle(&mut session, &first[0], "one", &Outcome::Done, later);
        assert!(!late.await.unwrap());
        let held = jobs::settle(&mut session, &second[0], "two", &Outcome::Done, later);
        assert!(held.await.unwrap());
        session.commit().await.unwrap();
        assert_eq!(health(bench).await.jobs.done, 1);
    }
);

both!(
    servers_at_once_take_every_job_exactly_once,
    async |bench: &Bench| {
        for _ in 0..40 {
            queue(bench, None).await;
        }
        let takers = (0..4).map(|number| {
            let store = bench.services.store().clone();
            tokio::spawn(async move {
                let owner = format!("server {number}");
                let mut mine = Vec::new();
                loop {
                    let mut session = store.write().await.unwrap();
                    let until = Instant(START.0 + LEASE_MS);
                    let taken = jobs::take(&mut session, &owner, START, until, 3)
                        .await
                        .unwrap();
                    session.commit().await.unwrap();
                    if taken.is_empty() {
                        return mine;
                    }
                    mine.extend(taken.into_iter().map(|job| job.id));
                }
            })
        });
        let mut all = Vec::new();
        for taker in takers.collect::<Vec<_>>() {
            all.extend(taker.await.unwrap());
        }
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (40, 40));
    }
);

both!(
    a_job_whose_server_dies_each_time_is_parked,
    async |bench: &Bench| {
        queue(bench, None).await;
        let mut now = START;
        for _ in 0..MAX_ATTEMPTS {
            assert_eq!(take(bench, "doomed", now, 1).await.len(), 1);
            now = Instant(now.0 + LEASE_MS + 1);
        }
        bench.clock.set(now);
        Runner::new(bench.services.clone()).step().await.unwrap();
        let jobs = health(bench).await.jobs;
        assert_eq!(jobs.parked_jobs[0].error, "its server stopped each time");
    }
);

both!(
    a_schedule_fires_once_per_turn_however_many_servers,
    async |bench: &Bench| {
        let runners: Vec<Runner> = (0..3)
            .map(|_| Runner::new(bench.services.clone()))
            .collect();
        for _ in 0..2 {
            for runner in &runners {
                runner.step().await.unwrap();
            }
        }
        assert_eq!(upkeeps(bench).await, 1);
        bench.clock.set(Instant(START.0 + 3_600_000));
        for runner in &runners {
            runner.step().await.unwrap();
        }
        assert_eq!(upkeeps(bench).await, 2);
    }
);

async fn upkeeps(bench: &Bench) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session
        .one(
            "SELECT COUNT(*) FROM jobs WHERE kind = 'platform.upkeep'",
            args![],
        )
        .await
        .unwrap();
    count
}

both!(
    the_runner_wakes_for_a_new_job_and_stops_when_told,
    async |bench: &Bench| {
        // On the machine's clock: this one really waits.
        let services = Services::new(bench.services.store().clone(), Arc::new(SystemClock));
        let runner = Runner::new(services.clone());
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let work = tokio::spawn(async move {
            runner
                .run(async move {
                    let _ = stopped.wait_for(|stopped| *stopped).await;
                })
                .await;
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        queue(bench, None).await;
        for _ in 0..100 {
            if health(bench).await.jobs.parked == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(health(bench).await.jobs.parked, 1);
        stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(5), work)
            .await
            .unwrap()
            .unwrap();
    }
);

both!(only_due_jobs_are_taken, async |bench: &Bench| {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Later {}
    impl services::platform::jobs::Job for Later {
        const KIND: &'static str = "test.later";
    }
    let mut session = bench.services.store().write().await.unwrap();
    let at = Instant(START.0 + 60_000);
    assert!(
        enqueue(&bench.services, &mut session, &Later {}, at, None)
            .await
            .unwrap()
    );
    session.commit().await.unwrap();
    assert!(take(bench, "one", START, 10).await.is_empty());
    assert_eq!(take(bench, "one", at, 10).await.len(), 1);
});
