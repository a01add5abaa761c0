//! Next activity and the stalled rule.

use crate::deals::pipelines::{Stage, StageState};
use crate::kernel::{Instant, Issue, coded};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// What is planned next on a deal.
    NextActivity {
        /// Planned for a day that has passed.
        Overdue = "overdue",
        /// Planned for today.
        Today = "today",
        /// Planned for a later day.
        Planned = "planned",
        /// Nothing is planned.
        None = "none",
    }
}

impl NextActivity {
    /// From the earliest planned day and today.
    #[must_use]
    pub fn of(next_activity_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match next_activity_on {
            None => NextActivity::None,
            Some(on) if on < today => NextActivity::Overdue,
            Some(on) if on == today => NextActivity::Today,
            Some(_) => NextActivity::Planned,
        }
    }
}

/// Since what nothing has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StalledSince {
    /// Since the deal entered its stage.
    StageEntry,
    /// Since the last logged conversation.
    LastActivity,
}

/// Why a deal counts as stalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stalled {
    /// Since what nothing has happened.
    pub since: StalledSince,
    /// Whole days (24 hours) of silence.
    pub days: i64,
    /// What the stage allows.
    pub limit: i32,
    /// Whether something had been planned, but for a day that has passed.
    pub plan_overdue: bool,
}

impl Stalled {
    /// The reason in code and parameters: `stalled_in_stage`, `stalled_no_activity`.
    #[must_use]
    pub fn reason(&self) -> Issue {
        let code = match self.since {
            StalledSince::StageEntry => "stalled_in_stage",
            StalledSince::LastActivity => "stalled_no_activity",
        };
        Issue::warning(code, "stage")
            .with("days", self.days)
            .with("limit", self.limit)
    }

    /// What makes the mark go away: `stalled_clear_overdue` when a passed plan only needs doing,
    /// else `stalled_clear_plan`.
    #[must_use]
    pub fn remedy(&self) -> Issue {
        let code = if self.plan_overdue {
            "stalled_clear_overdue"
        } else {
            "stalled_clear_plan"
        };
        Issue::warning(code, "next_activity")
    }
}

/// Whether a deal is stalled: open, silent (neither stage entry nor activity) for at least the
/// limit of its stage in days of 24 hours, and nothing planned for today or later.
///
/// An activity logged for the future does not count as silence broken in the past: silence is
/// measured from the later of the two moments, and is never negative.
#[must_use]
pub fn stalled(
    stage: &Stage,
    stage_entered_at: Instant,
    last_activity_at: Option<Instant>,
    next_activity_on: Option<NaiveDate>,
    now: Instant,
    today: NaiveDate,
) -> Option<Stalled> {
    let limit = stage.stalled_after_days?;
    if stage.state != StageState::Open || next_activity_on.is_some_and(|on| on >= today) {
        return None;
    }
    let (since, from) = match last_activity_at {
        Some(at) if at > stage_entered_at => (StalledSince::LastActivity, at),
        _ => (StalledSince::StageEntry, stage_entered_at),
    };
    let days = (now.0 - from.0).max(0) / 86_400_000;
    (days >= i64::from(limit)).then_some(Stalled {
        since,
        days,
        limit,
        plan_overdue: next_activity_on.is_some(),
    })
}
