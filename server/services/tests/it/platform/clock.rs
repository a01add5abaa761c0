//! A server whose clock is wrong, and is put right: sessions, codes used once and leases keep their sense, and
//! what lasts a time lasts no longer by it.

use super::access::{enrol, shown};
use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use services::platform::auth::{ABSOLUTE_MS, Origin};
use services::platform::jobs::Runner;
use shared::kernel::{Instant, JobId, ProblemKind};
use shared::platform::jobs::LEASE_MS;
use store::platform::jobs::{self, NewJob, Outcome, Taken};

const DAY_MS: i64 = 86_400_000;
const FROM: Origin = Origin {
    address: "192.0.2.1",
    agent: "Firefox/140",
};

/// The clock jumps to so long after the beginning.
fn jump(bench: &Bench, ms: i64) -> Instant {
    let now = Instant(START.0 + ms);
    bench.clock.set(now);
    now
}

async fn sign_in(bench: &Bench) -> String {
    let entry = bench
        .services
        .sign_in("rep@example.com", PASSWORD, "192.0.2.1", "x")
        .await;
    entry.unwrap().token
}

async fn is_in(bench: &Bench, token: &str) -> bool {
    bench.services.authenticate(token).await.unwrap().is_some()
}

both!(
    a_session_outlives_a_clock_that_jumps_and_lasts_no_longer_by_it,
    async |bench: &Bench| {
        let token = sign_in(bench).await;
        // Back: nobody is thrown out, and nobody who comes then.
        jump(bench, -DAY_MS);
        assert!(is_in(bench, &token).await);
        let early = sign_in(bench).await;
        assert!(is_in(bench, &early).await);
        // Forth, further than any session lasts: both are over, and nothing is done with them.
        jump(bench, ABSOLUTE_MS + 1);
        assert!(!is_in(bench, &token).await && !is_in(bench, &early).await);
        // A session of that time is not one for ever when the clock is put right.
        let ahead = sign_in(bench).await;
        jump(bench, 0);
        assert!(is_in(bench, &ahead).await);
        let (last,): (i64,) = {
            let mut session = bench.services.store().read().await.unwrap();
            let sql = "SELECT MAX(expires_at) FROM sessions";
            session.one(sql, store::args![]).await.unwrap()
        };
        // Signing in took some of its time.
        assert!(last <= START.0 + 2 * ABSOLUTE_MS + 60_000, "{last}");
        // Each ends by its own day, whatever the clock said between.
        jump(bench, ABSOLUTE_MS - DAY_MS + 1);
        assert!(!is_in(bench, &early).await);
    }
);

both!(
    a_code_is_good_once_whatever_the_clock_does,
    async |bench: &Bench| {
        let (key, recovery) = enrol(bench, &bench.rep, START).await;
        let now = jump(bench, 60_000);
        let used = shown(&key, now);
        let entry = sign_in(bench).await;
        let services = &bench.services;
        services.second_step(&entry, &used, FROM).await.unwrap();
        // The clock goes back to where the code, and those before it, were good: none is again.
        for ms in [60_000, -30_000, -DAY_MS] {
            let at = jump(bench, ms);
            for code in [used.clone(), shown(&key, at)] {
                let entry = sign_in(bench).await;
                let again = services.second_step(&entry, &code, FROM).await;
                let refused = again.unwrap_err();
                assert_eq!(refused.issues[0].code, "code_wrong", "{ms}");
            }
        }
        // Who cannot wait until the clock has come so far again has the codes on paper.
        jump(bench, -DAY_MS - 3_600_000);
        let entry = sign_in(bench).await;
        let opened = services.second_step(&entry, &recovery[0], FROM).await;
        assert!(is_in(bench, &opened.unwrap()).await);
        // Once it has, the next code opens.
        let later = jump(bench, 90_000 + 3_600_000);
        let entry = sign_in(bench).await;
        let code = shown(&key, later);
        services.second_step(&entry, &code, FROM).await.unwrap();
    }
);

both!(
    a_sign_in_begun_while_the_clock_was_ahead_is_finished_or_ends,
    async |bench: &Bench| {
        let (key, _) = enrol(bench, &bench.rep, START).await;
        jump(bench, 3_600_000);
        let (one, other) = (sign_in(bench).await, sign_in(bench).await);
        let now = jump(bench, 120_000);
        let services = &bench.services;
        let opened = services.second_step(&one, &shown(&key, now), FROM).await;
        assert!(is_in(bench, &opened.unwrap()).await);
        // Its end is a moment: once that is over, so is it.
        let now = jump(bench, 3_600_000 + 6 * 60_000);
        let over = services.second_step(&other, &shown(&key, now), FROM).await;
        assert_eq!(over.unwrap_err().kind, ProblemKind::NotFound);
    }
);

async fn take(bench: &Bench, owner: &str, now: Instant) -> Vec<Taken> {
    let mut session = bench.services.store().write().await.unwrap();
    let until = Instant(now.0 + LEASE_MS);
    let taken = jobs::take(&mut session, owner, now, until, 10).await;
    session.commit().await.unwrap();
    taken.unwrap()
}

async fn settle(bench: &Bench, job: &Taken, owner: &str, now: Instant) -> bool {
    let mut session = bench.services.store().write().await.unwrap();
    let settled = jobs::settle(&mut session, job, owner, &Outcome::Done, now).await;
    session.commit().await.unwrap();
    settled.unwrap()
}

both!(
    a_lease_is_held_by_one_whatever_the_clocks_of_two_servers_say,
    async |bench: &Bench| {
        let job = NewJob {
            id: JobId(bench.uuid()),
            kind: "test.unknown",
            payload: "{}",
            unique_key: None,
            run_at: START,
        };
        let mut session = bench.services.store().write().await.unwrap();
        assert!(jobs::enqueue(&mut session, &job, START).await.unwrap());
        session.commit().await.unwrap();
        // A server whose clock is behind does not know of it yet; one has it.
        assert!(
            take(bench, "behind", Instant(START.0 - DAY_MS))
                .await
                .is_empty()
        );
        let first = take(bench, "first", START).await;
        assert_eq!(first.len(), 1);
        for ms in [-DAY_MS, -1, 0, LEASE_MS / 2] {
            let now = Instant(START.0 + ms);
            assert!(take(bench, "other", now).await.is_empty(), "{ms}");
        }
        // One whose clock is ahead takes it; what the first then says of it is not written down.
        let ahead = Instant(START.0 + DAY_MS);
        let second = take(bench, "ahead", ahead).await;
        assert_eq!(second.len(), 1);
        assert!(!settle(bench, &first[0], "first", START).await);
        assert!(settle(bench, &second[0], "ahead", ahead).await);
        assert!(!settle(bench, &second[0], "ahead", ahead).await);
    }
);

both!(
    a_schedule_fires_its_turn_once_though_the_clock_comes_back_to_it,
    async |bench: &Bench| {
        let fired = async || -> i64 {
            // Another process each time: it remembers nothing.
            let runner = Runner::new(bench.services.clone());
            while runner.step().await.unwrap() > 0 {}
            let mut session = bench.services.store().read().await.unwrap();
            let sql = "SELECT COUNT(*) FROM jobs WHERE kind = 'notifications.digests'";
            let (count,): (i64,) = session.one(sql, store::args![]).await.unwrap();
            count
        };
        let one = fired().await;
        jump(bench, 3 * 3_600_000);
        let two = fired().await;
        assert_eq!(two, one + 1);
        jump(bench, 0);
        assert_eq!(fired().await, two);
        jump(bench, 3 * 3_600_000);
        assert_eq!(fired().await, two);
    }
);
