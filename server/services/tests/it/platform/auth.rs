//! Sign-in, sessions, throttling.

use crate::bench::{Bench, PASSWORD, START};
use crate::both;
use shared::kernel::ProblemKind;

both!(
    the_right_password_opens_a_session_until_it_is_ended,
    async |bench: &Bench| {
        let token = bench
            .services
            .sign_in(" REP@example.com ", PASSWORD, "127.0.0.1", "test")
            .await
            .unwrap();
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
            .unwrap();
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
