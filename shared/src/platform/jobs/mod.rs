//! Work done after the answer: mail, clean-up, whatever must not keep a person waiting.
//!
//! Terms: a *job* is a kind with a payload and a moment; a server takes it under a *lease*; one that
//! failed too often is *parked*, where an administrator sees it; a *schedule* fires once per *turn*,
//! however many servers there are.
//! Entry points: [`after_failure`], [`turn`], [`turn_key`], the operations in `ops`.
//! Invariants: a job is run at least once and, while its lease holds, by one server only; the wait
//! between tries grows and is bounded; a parked job stays until somebody retries or discards it.
//! Tests: below; both databases in `server/services/tests/it/platform/jobs.rs`.

mod ops;
pub use ops::*;

use crate::kernel::{Instant, coded};

/// Tries before a job is parked; with the waits between them, a little over an hour.
pub const MAX_ATTEMPTS: i64 = 8;
/// The wait after the first failure, in milliseconds.
pub const FIRST_WAIT_MS: i64 = 30_000;
/// The longest wait between two tries, in milliseconds.
pub const MAX_WAIT_MS: i64 = 3_600_000;
/// How long a server may work on a job before another one may take it, in milliseconds.
pub const LEASE_MS: i64 = 120_000;

coded! {
    /// Where a job is in its life.
    JobState {
        /// Waits for its moment.
        Queued = "queued",
        /// A server works on it.
        Running = "running",
        /// Done.
        Done = "done",
        /// Failed too often; waits for an administrator.
        Parked = "parked",
    }
}

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is tried again at this moment.
    Again(Instant),
    /// It is not tried again by itself.
    Park,
}

/// What becomes of a job after its try number `attempts` (from 1) failed at `now`. A `lasting` cause
/// (no such recipient, an unreadable payload) is not helped by waiting. The wait doubles each time.
#[must_use]
pub fn after_failure(attempts: i64, lasting: bool, now: Instant) -> Verdict {
    if lasting || attempts >= MAX_ATTEMPTS {
        return Verdict::Park;
    }
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let wait = 1_i64
        .checked_shl(doublings.min(40))
        .and_then(|factor| FIRST_WAIT_MS.checked_mul(factor))
        .map_or(MAX_WAIT_MS, |wait| wait.min(MAX_WAIT_MS));
    Verdict::Again(Instant(now.0.saturating_add(wait)))
}

/// The number of a schedule's turn at `now`, for one that fires every `every_ms` milliseconds. Every
/// server counts alike, so a turn can be claimed by its number.
#[must_use]
pub const fn turn(now: Instant, every_ms: i64) -> i64 {
    let every = if every_ms < 1 { 1 } else { every_ms };
    now.0.div_euclid(every)
}

/// The key under which a turn of a schedule is queued at most once.
#[must_use]
pub fn turn_key(schedule: &str, turn: i64) -> String {
    format!("schedule:{schedule}:{turn}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_wait_doubles_until_the_job_is_parked() {
        let wait = |attempts| match after_failure(attempts, false, Instant(0)) {
            Verdict::Again(at) => Some(at.0 / 1000),
            Verdict::Park => None,
        };
        let waits: Vec<Option<i64>> = (1..=8).map(wait).collect();
        let expected = [30, 60, 120, 240, 480, 960, 1920].map(Some);
        assert_eq!(waits[..7], expected);
        assert_eq!(waits[7], None);
        assert_eq!(after_failure(1, true, Instant(0)), Verdict::Park);
    }

    proptest! {
        #[test]
        fn a_retry_is_later_and_not_too_late(attempts in -5_i64..100, now in 0_i64..4_000_000_000_000) {
            if let Verdict::Again(at) = after_failure(attempts, false, Instant(now)) {
                prop_assert!(at.0 >= now + FIRST_WAIT_MS && at.0 <= now + MAX_WAIT_MS);
                prop_assert!(attempts < MAX_ATTEMPTS);
            } else {
                prop_assert!(attempts >= MAX_ATTEMPTS);
            }
        }

        #[test]
        fn turns_follow_each_other_without_gap(now in -4_000_000_000_000_i64..4_000_000_000_000, every in 1_i64..100_000_000) {
            let this = turn(Instant(now), every);
            prop_assert_eq!(turn(Instant(now + every), every), this + 1);
            prop_assert!(turn(Instant(now + 1), every) - this <= 1);
        }
    }
}
