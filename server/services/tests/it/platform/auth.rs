//! Sign-in, sessions, throttling.

use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use services::Services;
use shared::kernel::{Instant, ProblemKind};
use std::time::Duration;
use store::args;
use store::platform::sessions;
use store::platform::users::{self, NewUser};

async fn count(bench: &Bench, statement: &'static str) -> i64 {
    let mut session = bench.services.store().read().await.unwrap();
    let (count,): (i64,) = session.one(statement, args![]).await.unwrap();
    count
}

both!(
    the_right_password_opens_a_session_until_it_is_ended,
    async |bench: &Bench| {
        let token = bench
            .services
            .sign_in(" REP@example.com ", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap()
            .token;
        let signed_in = bench.services.authenticate(&token).await.unwrap().unwrap();
        assert_eq!(signed_in.actor, bench.rep);
        assert_eq!(signed_in.actor.zone.offset_at(START), 3600);
        bench.services.sign_out(&token).await.unwrap();
        assert!(bench.services.authenticate(&token).await.unwrap().is_none());
    }
);

both!(
    a_session_ends_after_twelve_idle_hours,
    async |bench: &Bench| {
        let token = bench
            .services
            .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap()
            .token;
        bench
            .clock
            .set(shared::kernel::Instant(START.0 + 11 * 3_600_000));
        assert!(bench.services.authenticate(&token).await.unwrap().is_some());
        bench
            .clock
            .set(shared::kernel::Instant(START.0 + 24 * 3_600_000));
        assert!(bench.services.authenticate(&token).await.unwrap().is_none());
    }
);

both!(
    unknown_names_and_wrong_passwords_are_refused_alike,
    async |bench: &Bench| {
        let wrong = bench
            .services
            .sign_in("rep@example.com", "wrong", "127.0.0.1", "test")
            .await
            .unwrap_err();
        let unknown = bench
            .services
            .sign_in("nobody@example.com", "wrong", "127.0.0.1", "test")
            .await
            .unwrap_err();
        assert_eq!(wrong, unknown);
        assert_eq!(wrong.kind, ProblemKind::Unauthenticated);
    }
);

both!(
    the_eleventh_try_within_a_quarter_of_an_hour_must_wait,
    async |bench: &Bench| {
        for _ in 0..10 {
            let problem = bench
                .services
                .sign_in("rep@example.com", "wrong", "127.0.0.1", "test")
                .await
                .unwrap_err();
            assert_eq!(problem.kind, ProblemKind::Unauthenticated);
        }
        let problem = bench
            .services
            .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::TooManyRequests);
        bench
            .clock
            .set(shared::kernel::Instant(START.0 + 16 * 60_000));
        assert!(
            bench
                .services
                .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
                .await
                .is_ok()
        );
    }
);

both!(
    published_passwords_open_nothing_outside_demo_mode,
    async |bench: &Bench| {
        let hash = services::platform::auth::hash_password(PASSWORD, [3; 16]).unwrap();
        let user = NewUser {
            id: shared::kernel::UserId(bench.uuid()),
            email: "sample@example.com",
            name: "Sample",
            role: shared::kernel::Role::Administrator,
            team_id: None,
            password_hash: &hash,
            lang: shared::kernel::Lang::En,
            time_zone: "Europe/Paris",
            currency: shared::kernel::Currency::EUR,
            sample: true,
        };
        let mut session = bench.services.store().write().await.unwrap();
        users::insert(&mut session, &user, START).await.unwrap();
        session.commit().await.unwrap();
        let sign_in = async || {
            bench
                .services
                .sign_in("sample@example.com", PASSWORD, "127.0.0.1", "test")
                .await
        };
        let problem = sign_in().await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unauthenticated);
        bench.services.allow_sample_logins();
        let token = sign_in().await.unwrap().token;
        assert!(bench.services.authenticate(&token).await.unwrap().is_some());
        // The same database, served the next day without demo mode: the open session is over, too.
        let later = Services::new(bench.services.store().clone(), bench.clock.clone());
        assert!(later.authenticate(&token).await.unwrap().is_none());
        // People of one's own are not concerned.
        assert!(
            later
                .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
                .await
                .is_ok()
        );
    }
);

both!(
    many_tries_at_once_are_no_way_around_the_count,
    async |bench: &Bench| {
        let tries = (0..24).map(|_| {
            let services = bench.services.clone();
            tokio::spawn(async move {
                services
                    .sign_in("rep@example.com", "wrong", "", "test")
                    .await
                    .unwrap_err()
                    .kind
            })
        });
        let mut looked_at = 0;
        for one in tries.collect::<Vec<_>>() {
            looked_at += u32::from(one.await.unwrap() == ProblemKind::Unauthenticated);
        }
        // None at all when every try was written down before the first was counted.
        assert!(looked_at <= 10, "{looked_at} passwords were tried");
    }
);

both!(
    an_address_that_guessed_too_often_waits_and_nobody_else,
    async |bench: &Bench| {
        let mut session = bench.services.store().write().await.unwrap();
        for place in 0..50 {
            let at = Instant(START.0 - place);
            sessions::note_failure(&mut session, "address:203.0.113.9", at)
                .await
                .unwrap();
        }
        session.commit().await.unwrap();
        let from = async |address: &str| {
            let answer = bench
                .services
                .sign_in("rep@example.com", PASSWORD, address, "test")
                .await;
            answer.map_err(|problem| problem.kind)
        };
        assert_eq!(
            from("203.0.113.9").await.unwrap_err(),
            ProblemKind::TooManyRequests
        );
        assert!(from("203.0.113.10").await.is_ok());
        // Behind a proxy that does not tell there is no address to count.
        assert!(from("").await.is_ok());
        // A success takes its own try back and no other.
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM sign_in_failures WHERE subject = 'address:203.0.113.9'"
            )
            .await,
            50
        );
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM sign_in_failures WHERE subject = 'address:203.0.113.10'"
            )
            .await,
            0
        );
    }
);

both!(
    what_can_be_nobodys_is_not_written_down,
    async |bench: &Bench| {
        let long = format!("{}@example.com", "x".repeat(1_000_000));
        let huge = "p".repeat(1_000_000);
        for (email, password) in [
            (long.as_str(), PASSWORD),
            ("rep@example.com", huge.as_str()),
        ] {
            let problem = bench
                .services
                .sign_in(email, password, "127.0.0.1", "test")
                .await
                .unwrap_err();
            assert_eq!(problem.kind, ProblemKind::Unauthenticated);
        }
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM sign_in_failures WHERE LENGTH(subject) > 300"
            )
            .await,
            0
        );
        // Old tries are swept by failures, too.
        bench.clock.set(Instant(START.0 + 3_600_000));
        let _ = bench
            .services
            .sign_in("rep@example.com", "wrong", "127.0.0.1", "test")
            .await;
        assert_eq!(
            count(bench, "SELECT COUNT(*) FROM sign_in_failures").await,
            2
        );
    }
);

both!(a_busy_writer_holds_no_page_up, async |bench: &Bench| {
    let token = bench
        .services
        .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
        .await
        .unwrap()
        .token;
    bench.clock.set(Instant(START.0 + 10 * 60_000));
    let writer = bench.services.store().write().await.unwrap();
    let found =
        tokio::time::timeout(Duration::from_secs(2), bench.services.authenticate(&token)).await;
    assert!(found.unwrap().unwrap().is_some());
    drop(writer);
    // Once the writer is free the last use is written down.
    for _ in 0..200 {
        let written = count(
            bench,
            "SELECT COUNT(*) FROM sessions WHERE last_seen_at > created_at + 300000",
        )
        .await;
        if written == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the last use was never written down");
});

both!(
    a_session_ends_after_fourteen_days_however_busy,
    async |bench: &Bench| {
        let token = bench
            .services
            .sign_in("rep@example.com", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap()
            .token;
        let hours = |hours: i64| Instant(START.0 + hours * 3_600_000);
        let mut at = 0;
        while at + 11 < 14 * 24 {
            at += 11;
            bench.clock.set(hours(at));
            let mut session = bench.services.store().write().await.unwrap();
            // As if a page had been looked at an hour ago.
            session
                .exec(
                    "UPDATE sessions SET last_seen_at = $1",
                    args![hours(at - 1)],
                )
                .await
                .unwrap();
            session.commit().await.unwrap();
            assert!(
                bench.services.authenticate(&token).await.unwrap().is_some(),
                "after {at} hours"
            );
        }
        let mut session = bench.services.store().write().await.unwrap();
        session
            .exec(
                "UPDATE sessions SET last_seen_at = $1",
                args![hours(14 * 24)],
            )
            .await
            .unwrap();
        session.commit().await.unwrap();
        bench.clock.set(Instant(hours(14 * 24).0 + 1_000));
        assert!(bench.services.authenticate(&token).await.unwrap().is_none());
    }
);

both!(
    adding_and_signing_people_out_leave_events,
    async |bench: &Bench| {
        let person = services::platform::auth::NewPerson {
            email: "new@example.com".into(),
            name: "New".into(),
            role: shared::kernel::Role::Finance,
            lang: shared::kernel::Lang::Fr,
            password: PASSWORD.into(),
        };
        let id = bench.services.add_person(&person).await.unwrap();
        let actor = bench.services.actor(id).await.unwrap().unwrap();
        bench
            .services
            .sign_in("new@example.com", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap();
        let end = shared::platform::profile::EndOtherSessions { keep: None };
        bench.run(&actor, end).await.unwrap();
        for statement in [
            "SELECT COUNT(*) FROM events WHERE action = 'created' AND entity = 'user' AND after_json LIKE '%new@example.com%' AND actor_id IS NULL",
            "SELECT COUNT(*) FROM events WHERE action = 'sessions_ended' AND entity = 'user'",
        ] {
            assert_eq!(count(bench, statement).await, 1, "{statement}");
        }
        // A password or its hash is in none of them.
        assert_eq!(
            count(
                bench,
                "SELECT COUNT(*) FROM events WHERE after_json LIKE '%password%' OR after_json LIKE '%argon2%'"
            )
            .await,
            0
        );
    }
);
