//! What a move changes, and how it is taken back.

use crate::deals::pipelines::{MoveRequest, Stage, StageState};
use crate::kernel::{Instant, Issue, LossReasonId, StageId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The part of a deal a move changes; also the form of `before` and `after` in `stage_moved`
/// events, so that undoing a move is putting `before` back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealPlace {
    /// The stage.
    pub stage_id: StageId,
    /// The stage's state.
    pub state: StageState,
    /// Since when.
    pub stage_entered_at: Instant,
    /// Expected signature day, or the closing day.
    pub close_date: NaiveDate,
    /// The day it was won or lost.
    pub closed_on: Option<NaiveDate>,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// In words.
    pub loss_note: String,
}

/// The findings about what comes with a move: the closing day is not in the future and within 20
/// years, the note not too long.
#[must_use]
pub fn validate_move(request: &MoveRequest, today: NaiveDate) -> Vec<Issue> {
    let mut issues = Vec::new();
    super::input::check_text(&mut issues, &request.loss_note, "loss_note", false);
    if let Some(exception) = &request.exception {
        super::input::check_text(&mut issues, &exception.reason, "exception", true);
    }
    if let Some(day) = request.closed_on {
        if day > today {
            issues.push(Issue::error("date_in_the_future", "closed_on"));
        } else if super::input::check_close_date(day, today).is_some() {
            issues.push(Issue::error("date_far_away", "closed_on").with("years", 20));
        }
    }
    issues
}

/// Where the deal is after it went to stage `to`, which the gate has allowed.
///
/// A closed deal's close date is its closing day (so that bookings by date are true); a reopened
/// one loses closing day and loss reason, which its history keeps. Judged probability and category
/// are not part of this: a move never touches them.
#[must_use]
pub fn moved(
    place: &DealPlace,
    to: &Stage,
    request: &MoveRequest,
    now: Instant,
    today: NaiveDate,
) -> DealPlace {
    let closed_on = (to.state != StageState::Open).then(|| request.closed_on.unwrap_or(today));
    let lost = to.state == StageState::Lost;
    DealPlace {
        stage_id: to.id,
        state: to.state,
        stage_entered_at: now,
        close_date: closed_on.unwrap_or(place.close_date),
        closed_on,
        loss_reason_id: if lost {
            request.loss_reason.or(place.loss_reason_id)
        } else {
            None
        },
        loss_note: match (lost, request.loss_note.trim()) {
            (false, _) => String::new(),
            (true, "") => place.loss_note.clone(),
            (true, note) => note.to_owned(),
        },
    }
}
