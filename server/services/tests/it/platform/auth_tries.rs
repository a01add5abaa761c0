//! A thousand guesses: how few of them are looked at, and that the time of an answer tells nothing.

use crate::bench::{Bench, PASSWORD, START, on_sqlite};
use crate::both;
use shared::kernel::{Instant, ProblemKind};
use std::time::Duration;

const GUESSES: usize = 1_000;
const WINDOW_MS: i64 = 16 * 60_000;

/// Guesses; whether the guess was looked at.
async fn guess(bench: &Bench, email: &str, index: usize, address: &str) -> bool {
    let guess = format!("guess {index}");
    let refused = bench.services.sign_in(email, &guess, address, "").await;
    match refused.unwrap_err().kind {
        ProblemKind::Unauthenticated => true,
        ProblemKind::TooManyRequests => false,
        other => panic!("{other:?}"),
    }
}

both!(
    of_a_thousand_guesses_at_one_person_ten_are_looked_at,
    async |bench: &Bench| {
        let mut looked_at = [0, 0];
        for (who, email) in ["rep@example.com", "nobody@example.com"].iter().enumerate() {
            for index in 0..GUESSES {
                let address = format!("192.0.{who}.{}", index % 250);
                looked_at[who] += i32::from(guess(bench, email, index, &address).await);
            }
        }
        // Known or not.
        assert_eq!(looked_at, [10, 10]);
        let right = || bench.services.sign_in("rep@example.com", PASSWORD, "", "");
        let waits = right().await.unwrap_err();
        assert_eq!(waits.kind, ProblemKind::TooManyRequests);
        bench.clock.set(Instant(START.0 + WINDOW_MS));
        assert!(right().await.unwrap().complete);
    }
);

both!(
    of_a_thousand_guesses_from_one_place_fifty_are_looked_at,
    async |bench: &Bench| {
        let mut looked_at = 0;
        for index in 0..GUESSES {
            let email = format!("person{index}@example.com");
            looked_at += i32::from(guess(bench, &email, index, "192.0.2.7").await);
        }
        assert_eq!(looked_at, 50);
        assert!(!guess(bench, "rep@example.com", 0, "192.0.2.7").await);
        // From elsewhere one comes in.
        let right = bench
            .services
            .sign_in("rep@example.com", PASSWORD, "192.0.2.8", "");
        assert!(right.await.unwrap().complete);
    }
);

/// Says something on a quiet machine only, so `cargo xtask soak` asks for it (`JALON_TIMED`: so many tries). That
/// both cost the same work is a test of its own (`services/src/platform/auth/password.rs`).
#[test]
fn the_time_of_an_answer_tells_nothing() {
    let Some(tries) = std::env::var("JALON_TIMED").ok() else {
        println!("skipped: JALON_TIMED is not set");
        return;
    };
    let pairs = tries.parse::<usize>().unwrap() / 2;
    on_sqlite(async |bench: &Bench| {
        let mut took: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
        for index in 0..pairs {
            // Nobody waits yet.
            let windows = i64::try_from(index).unwrap();
            bench.clock.set(Instant(START.0 + windows * WINDOW_MS));
            // In turns, so that what else the machine does meets both.
            for turn in [index % 2, (index + 1) % 2] {
                let email = ["rep@example.com", "nobody@example.com"][turn];
                let begun = std::time::Instant::now();
                assert!(guess(bench, email, index, "192.0.2.7").await);
                took[turn].push(begun.elapsed());
            }
        }
        let [known, unknown] = took.map(|mut all| {
            all.sort_unstable();
            all[all.len() / 2].as_secs_f64()
        });
        let apart = (known - unknown).abs() / known.max(unknown);
        println!(
            "known {known:.4} s, unknown {unknown:.4} s, {:.1} % apart",
            apart * 100.0
        );
        assert!(apart <= 0.05, "{known} {unknown}");
    });
}
