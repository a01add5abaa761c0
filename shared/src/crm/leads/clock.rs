//! Speed to lead: how long somebody who showed interest waits for a human answer.
//!
//! Wall-clock time, weekends included: the person who waits does not know our office hours. Source
//! of the limits: answers within the hour qualify several times more leads than later ones (Oldroyd,
//! McElheran, Elkington, "The Short Life of Online Sales Leads", Harvard Business Review 2011).

use super::model::{LeadSource, Rating};
use super::status::LeadStatus;
use crate::kernel::Instant;
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockState {
    /// Nobody has answered yet, and there is time.
    Running,
    /// Nobody has answered yet, and the limit has passed.
    Late,
    /// Answered within the limit.
    InTime,
    /// Answered after it.
    AfterLimit,
    /// Closed without an answer: nothing is measured.
    Stopped,
}

/// A clock, read at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Where it stands.
    pub state: ClockState,
    /// Milliseconds from the creation to the first touch, or to the moment of reading.
    pub elapsed: i64,
    /// Milliseconds allowed.
    pub limit: i64,
}

impl Clock {
    /// Milliseconds left, 0 when the limit has passed.
    #[must_use]
    pub const fn left(self) -> i64 {
        let left = self.limit - self.elapsed;
        if left > 0 { left } else { 0 }
    }
}

/// Milliseconds allowed until the first touch: a quarter of an hour for a hot one, an hour for who
/// asked us, a day for whom we went to see.
#[must_use]
pub const fn response_limit(source: LeadSource, rating: Rating) -> i64 {
    match (rating, source) {
        (Rating::Hot, _) => 15 * MINUTE,
        (_, LeadSource::Web | LeadSource::Phone | LeadSource::Email) => 60 * MINUTE,
        _ => 24 * 60 * MINUTE,
    }
}

/// Reads the clock of a lead at `now`.
#[must_use]
pub fn clock(
    (source, rating): (LeadSource, Rating),
    status: LeadStatus,
    created_at: Instant,
    first_contacted_at: Option<Instant>,
    now: Instant,
) -> Clock {
    let limit = response_limit(source, rating);
    let until = first_contacted_at.unwrap_or(now);
    let elapsed = until.0.saturating_sub(created_at.0).max(0);
    let late = elapsed > limit;
    let state = match first_contacted_at {
        Some(_) if late => ClockState::AfterLimit,
        Some(_) => ClockState::InTime,
        None if !status.is_open() => ClockState::Stopped,
        None if late => ClockState::Late,
        None => ClockState::Running,
    };
    Clock {
        state,
        elapsed,
        limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> Instant {
        Instant(minutes * MINUTE)
    }

    #[test]
    fn the_clock_runs_until_the_first_touch() {
        let kind = (LeadSource::Web, Rating::Warm);
        let read = |contacted, now| clock(kind, LeadStatus::New, at(0), contacted, at(now));
        assert_eq!(read(None, 59).state, ClockState::Running);
        assert_eq!(read(None, 59).left(), MINUTE);
        assert_eq!(read(None, 61).state, ClockState::Late);
        assert_eq!(read(None, 61).left(), 0);
        assert_eq!(read(Some(at(60)), 900).state, ClockState::InTime);
        assert_eq!(read(Some(at(60)), 900).elapsed, 60 * MINUTE);
        assert_eq!(read(Some(at(75)), 900).state, ClockState::AfterLimit);
        let closed = clock(kind, LeadStatus::Disqualified, at(0), None, at(900));
        assert_eq!(closed.state, ClockState::Stopped);
    }

    #[test]
    fn hot_ones_wait_the_shortest() {
        for source in LeadSource::ALL {
            let hot = response_limit(*source, Rating::Hot);
            assert!(hot < response_limit(*source, Rating::Warm));
        }
    }

    proptest! {
        #[test]
        fn a_late_clock_stays_late(created in 0_i64..1_000_000, waited in 0_i64..3_000, more in 0_i64..3_000) {
            let read = |now| clock((LeadSource::Web, Rating::Warm), LeadStatus::New, at(created), None, at(now));
            let (one, two) = (read(created + waited), read(created + waited + more));
            prop_assert!(one.state != ClockState::Late || two.state == ClockState::Late);
            prop_assert!(one.elapsed <= two.elapsed && one.left() >= two.left());
        }
    }
}
