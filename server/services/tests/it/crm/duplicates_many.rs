//! Duplicates among so many records that a job compares them.

use crate::bench::{Bench, START};
use crate::both;
use services::Clock;
use services::platform::jobs::Runner;
use shared::crm::duplicates::{
    COMPARED_AT_ONCE, DuplicateKind, FindDuplicates, LookForDuplicates, RunState, SeparateRecords,
};
use shared::kernel::{Actor, ProblemKind};
use store::args;
use uuid::Uuid;

/// Contacts with names of their own, written past the use cases: there are thousands.
async fn crowd(bench: &Bench, count: usize, twins: usize) {
    let owner = bench.rep.user_id;
    let mut rows = Vec::new();
    for n in 0..count {
        // Every one of the first has a twin among the last, with the same address.
        let of = if n >= count - twins {
            n - (count - twins)
        } else {
            n
        };
        let (first, last) = (format!("F{of:05}x"), format!("L{:05}y", of * 7 % 99_991));
        let email = format!("{first}.{last}@{of}.example").to_lowercase();
        let search = format!("{first} {last}").to_lowercase();
        rows.push(args![
            bench.uuid(),
            first,
            last,
            search,
            email,
            owner,
            START,
            START
        ]);
    }
    let mut session = bench.services.store().write().await.unwrap();
    for row in rows {
        session
            .exec(
                "INSERT INTO contacts (id, account_id, first_name, last_name, search, title, email, phone, language, notes, owner_id, sample, created_at, updated_at, deleted_at, version)
                 VALUES ($1, NULL, $2, $3, $4, '', $5, '', '', '', $6, FALSE, $7, $8, NULL, 1)",
                row,
            )
            .await
            .unwrap();
    }
    session.commit().await.unwrap();
}

both!(
    duplicates_among_very_many_are_found_by_a_job,
    async |bench: &Bench| {
        let many = usize::try_from(COMPARED_AT_ONCE).unwrap() + 40;
        crowd(bench, many, 30).await;
        let kind = DuplicateKind::Contact;
        let find = async |actor: &Actor| {
            let list = bench.run(actor, FindDuplicates { kind }).await;
            list.unwrap()
        };
        let before = find(&bench.rep).await;
        assert!(before.by_job && before.run.is_none() && before.pairs.is_empty());
        let refused = bench.run(&bench.finance, LookForDuplicates { kind }).await;
        assert_eq!(refused.unwrap_err().kind, ProblemKind::Forbidden);
        let begun = bench
            .run(&bench.rep, LookForDuplicates { kind })
            .await
            .unwrap();
        assert_eq!((begun.state, begun.part), (RunState::Running, 0));
        // Asked again, the same run goes on.
        let again = bench
            .run(&bench.manager, LookForDuplicates { kind })
            .await
            .unwrap();
        assert_eq!(again, begun);
        assert_eq!(find(&bench.rep).await.under_way, Some(begun));
        let runner = Runner::new(bench.services.clone());
        let asked = bench.clock.now();
        while runner.step().await.unwrap() > 0 {}
        let found = find(&bench.rep).await;
        let run = found.run.clone().unwrap();
        assert_eq!(run.state, RunState::Done);
        let finished = run.finished_at.unwrap();
        assert!(run.asked_at < asked && asked < finished && finished < bench.clock.now());
        assert!(found.under_way.is_none());
        let (pairs, all) = (found.pairs.len(), i64::try_from(many).unwrap());
        assert_eq!((pairs, found.total, found.compared), (30, 30, all));
        assert!(found.pairs.iter().all(|pair| pair.may_merge));
        assert!(
            find(&bench.stranger)
                .await
                .pairs
                .iter()
                .all(|pair| !pair.may_merge)
        );
        // What was said since holds at once.
        let apart = SeparateRecords {
            kind,
            one: found.pairs[0].one.id,
            other: found.pairs[0].other.id,
            apart: true,
        };
        bench.run(&bench.rep, apart).await.unwrap();
        assert_eq!(find(&bench.rep).await.pairs.len(), 29);

        // A run that failed too often says so, and another one takes its place.
        bench
            .run(&bench.rep, LookForDuplicates { kind })
            .await
            .unwrap();
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE jobs SET state = 'parked' WHERE kind = 'duplicates.look' AND state = 'queued'",
                args![],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        let stopped = find(&bench.rep).await;
        assert_eq!(stopped.under_way.unwrap().state, RunState::Stopped);
        assert_eq!(stopped.pairs.len(), 29);
        bench
            .run(&bench.rep, LookForDuplicates { kind })
            .await
            .unwrap();
        while runner.step().await.unwrap() > 0 {}
        let last = find(&bench.rep).await;
        assert_eq!((last.pairs.len(), last.under_way), (29, None));
        let mut session = bench.services.store().read().await.unwrap();
        let runs: Vec<(Uuid,)> = session
            .all("SELECT id FROM duplicate_runs", args![])
            .await
            .unwrap();
        assert_eq!(runs.len(), 1);
    }
);
