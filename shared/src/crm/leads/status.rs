//! Where a lead stands, and how it gets from one status to another.

use super::model::TouchKind;
use crate::coded;
use crate::kernel::{Instant, Issue, check_day};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Longest note about a status.
const NOTE_MAX: usize = 1_000;

coded! {
    /// Where a lead stands.
    LeadStatus {
        /// Nobody has done anything yet.
        New = "new",
        /// Somebody has talked with the person.
        Contacted = "contacted",
        /// Interested, but not now.
        Nurturing = "nurturing",
        /// Worth a deal.
        Qualified = "qualified",
        /// Has become an account, a contact and perhaps a deal.
        Converted = "converted",
        /// Not worth it, with a reason.
        Disqualified = "disqualified",
        /// Given back, to be looked at again.
        Recycled = "recycled",
    }
}

impl LeadStatus {
    /// Whether there is still something to do.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, LeadStatus::Converted | LeadStatus::Disqualified)
    }
}

coded! {
    /// Why a lead is not worth it.
    Disqualification {
        /// No budget.
        Budget = "budget",
        /// No need for what we sell.
        Need = "need",
        /// Not the right size, industry or country.
        Fit = "fit",
        /// Nobody answers.
        Unreachable = "unreachable",
        /// Bought elsewhere.
        Competitor = "competitor",
        /// Is there already.
        Duplicate = "duplicate",
        /// Never was one.
        Spam = "spam",
        /// Anything else; the note says what.
        Other = "other",
    }
}

/// Status of a lead with what belongs to it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadState {
    /// Where it stands.
    pub status: LeadStatus,
    /// Since when.
    pub since: Instant,
    /// The first human touch.
    pub first_contacted_at: Option<Instant>,
    /// When to look at it again, while it is nurtured or recycled.
    pub recycle_on: Option<NaiveDate>,
    /// Why it is not worth it, while it is disqualified.
    pub reason: Option<Disqualification>,
    /// A remark about the status.
    pub note: String,
}

impl LeadState {
    /// The state of a lead created at `at`.
    #[must_use]
    pub const fn new(at: Instant) -> Self {
        Self {
            status: LeadStatus::New,
            since: at,
            first_contacted_at: None,
            recycle_on: None,
            reason: None,
            note: String::new(),
        }
    }
}

/// A step to another status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// Where to.
    pub to: LeadStatus,
    /// Why, when it is disqualified.
    pub reason: Option<Disqualification>,
    /// A remark; required with the reason `other`.
    pub note: String,
    /// When to look again, when it is nurtured or recycled.
    pub until: Option<NaiveDate>,
}

impl StatusChange {
    /// A step that says nothing more.
    #[must_use]
    pub const fn to(to: LeadStatus) -> Self {
        Self {
            to,
            reason: None,
            note: String::new(),
            until: None,
        }
    }
}

/// Whether a person may move a lead from one status to the other. Nothing becomes new again, only a
/// conversion converts, what is converted stays so, and what was disqualified is recycled first.
#[must_use]
pub const fn may_become(from: LeadStatus, to: LeadStatus) -> bool {
    use LeadStatus as S;
    match (from, to) {
        (S::Converted, _) | (_, S::New | S::Converted) => false,
        (S::Disqualified, S::Recycled) => true,
        (S::Disqualified, _) => false,
        (S::New, S::Recycled) => false,
        _ => from as u8 != to as u8,
    }
}

/// The state after `change`.
///
/// # Errors
/// `status_not_allowed` (with `from`), `required` for the reason or its note, `date_in_the_past`,
/// `too_long`.
pub fn change_status(
    state: &LeadState,
    change: &StatusChange,
    now: Instant,
    today: NaiveDate,
) -> Result<LeadState, Vec<Issue>> {
    use LeadStatus as S;
    if !may_become(state.status, change.to) {
        let issue = Issue::error("status_not_allowed", "status");
        return Err(vec![issue.with("from", state.status.code())]);
    }
    let note = crate::crm::fields::tidy_text(&change.note);
    let mut issues = Vec::new();
    if note.chars().count() > NOTE_MAX {
        issues.push(Issue::error("too_long", "note").with("max", NOTE_MAX));
    }
    if change.to == S::Disqualified {
        match change.reason {
            None => issues.push(Issue::error("required", "reason")),
            Some(Disqualification::Other) if note.is_empty() => {
                issues.push(Issue::error("required", "note"));
            }
            Some(_) => {}
        }
    }
    let waits = matches!(change.to, S::Nurturing | S::Recycled);
    let until = change.until.filter(|_| waits);
    if let Some(day) = until {
        if day < today {
            issues.push(Issue::error("date_in_the_past", "until"));
        }
        issues.extend(check_day(day, "until"));
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    let talked = matches!(change.to, S::Contacted | S::Qualified);
    Ok(LeadState {
        status: change.to,
        since: now,
        first_contacted_at: state.first_contacted_at.or(talked.then_some(now)),
        recycle_on: until,
        reason: change.reason.filter(|_| change.to == S::Disqualified),
        note,
    })
}

/// The state after a touch: talking with somebody stops the clock and makes a new or recycled lead
/// a contacted one; a note does neither.
#[must_use]
pub fn touched(state: &LeadState, kind: TouchKind, now: Instant) -> LeadState {
    if kind == TouchKind::Note || !state.status.is_open() {
        return state.clone();
    }
    let first = matches!(state.status, LeadStatus::New | LeadStatus::Recycled);
    let mut after = state.clone();
    after.first_contacted_at = state.first_contacted_at.or(Some(now));
    if first {
        after.status = LeadStatus::Contacted;
        after.since = now;
        after.recycle_on = None;
        after.note = String::new();
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant(1_000_000);

    fn today() -> NaiveDate {
        "2026-11-28".parse().unwrap()
    }
    fn state(status: LeadStatus) -> LeadState {
        LeadState {
            status,
            ..LeadState::new(Instant(0))
        }
    }
    fn codes(from: LeadStatus, change: &StatusChange) -> Vec<String> {
        match change_status(&state(from), change, NOW, today()) {
            Ok(_) => Vec::new(),
            Err(issues) => issues.into_iter().map(|i| i.code.into_owned()).collect(),
        }
    }

    #[test]
    fn a_refusal_needs_a_reason() {
        let mut change = StatusChange::to(LeadStatus::Disqualified);
        assert_eq!(codes(LeadStatus::New, &change), ["required"]);
        change.reason = Some(Disqualification::Other);
        assert_eq!(codes(LeadStatus::New, &change), ["required"]);
        change.note = "Closed down".into();
        assert!(codes(LeadStatus::New, &change).is_empty());
    }

    #[test]
    fn a_date_lies_ahead() {
        let mut change = StatusChange::to(LeadStatus::Nurturing);
        change.until = today().pred_opt();
        assert_eq!(codes(LeadStatus::Contacted, &change), ["date_in_the_past"]);
        change.until = Some(today());
        let after = change_status(&state(LeadStatus::Contacted), &change, NOW, today()).unwrap();
        assert_eq!(after.recycle_on, Some(today()));
        assert_eq!(after.first_contacted_at, None);
    }

    #[test]
    fn talking_stops_the_clock_once() {
        let one = touched(&state(LeadStatus::New), TouchKind::Call, NOW);
        assert_eq!(one.status, LeadStatus::Contacted);
        let two = touched(&one, TouchKind::Email, Instant(2_000_000));
        assert_eq!(two.first_contacted_at, Some(NOW));
        assert_eq!(two.since, NOW);
        let noted = touched(&state(LeadStatus::New), TouchKind::Note, NOW);
        assert_eq!(noted, state(LeadStatus::New));
    }

    fn any_status() -> impl Strategy<Value = LeadStatus> {
        proptest::sample::select(LeadStatus::ALL)
    }

    proptest! {
        /// However one goes on, the end and the beginning keep their meaning.
        #[test]
        fn nothing_becomes_new_or_converted_by_hand(steps in proptest::collection::vec(any_status(), 0..12)) {
            let mut now = state(LeadStatus::New);
            for to in steps {
                let change = StatusChange { reason: Some(Disqualification::Need), ..StatusChange::to(to) };
                if let Ok(next) = change_status(&now, &change, NOW, today()) {
                    prop_assert!(next.status != LeadStatus::New && next.status != LeadStatus::Converted);
                    prop_assert_eq!(next.reason.is_some(), next.status == LeadStatus::Disqualified);
                    prop_assert!(now.first_contacted_at.is_none() || next.first_contacted_at == now.first_contacted_at);
                    now = next;
                }
            }
        }

        #[test]
        fn what_is_converted_stays_so(to in any_status()) {
            prop_assert!(!may_become(LeadStatus::Converted, to));
            prop_assert!(!may_become(to, to));
        }
    }
}
