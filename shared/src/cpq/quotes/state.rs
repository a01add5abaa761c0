//! The states of a quote and who may move it.

use crate::coded;
use crate::kernel::{Issue, Problem, ProblemKind};
use chrono::NaiveDate;

coded! {
    /// Where a quote stands.
    #[derive(Default)]
    QuoteState {
        /// Being written.
        #[default]
        Draft = "draft",
        /// Waiting for a manager.
        InApproval = "in_approval",
        /// May be sent.
        Approved = "approved",
        /// With the customer.
        Sent = "sent",
        /// The customer has opened it.
        Viewed = "viewed",
        /// The customer agreed.
        Accepted = "accepted",
        /// The customer refused.
        Declined = "declined",
        /// Its last day passed without an answer.
        Expired = "expired",
        /// Replaced by a newer version.
        Superseded = "superseded",
        /// Withdrawn by us.
        Cancelled = "cancelled",
    }
}

impl QuoteState {
    /// Whether its contents may change: only a draft's.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, QuoteState::Draft)
    }

    /// Whether no customer has ever received it.
    #[must_use]
    pub const fn is_before_customer(self) -> bool {
        matches!(
            self,
            QuoteState::Draft | QuoteState::InApproval | QuoteState::Approved
        )
    }

    /// Whether it waits for the customer's answer.
    #[must_use]
    pub const fn is_with_customer(self) -> bool {
        matches!(self, QuoteState::Sent | QuoteState::Viewed)
    }

    /// Whether a new version may replace it. An accepted quote is a promise: amend it by a new
    /// quote, not by a version.
    #[must_use]
    pub const fn may_be_superseded(self) -> bool {
        !matches!(
            self,
            QuoteState::Draft | QuoteState::Accepted | QuoteState::Superseded
        )
    }
}

/// The state with expiry applied: a quote waiting for an answer whose last day is before `today`
/// has expired, without anybody having to say so.
#[must_use]
pub fn effective_state(stored: QuoteState, valid_until: NaiveDate, today: NaiveDate) -> QuoteState {
    if stored.is_with_customer() && valid_until < today {
        QuoteState::Expired
    } else {
        stored
    }
}

coded! {
    /// What a person does to a quote.
    QuoteMove {
        /// Asks a manager to approve it.
        Submit = "submit",
        /// A manager agrees.
        Approve = "approve",
        /// A manager sends it back.
        Reject = "reject",
        /// Takes it back to change it.
        Recall = "recall",
        /// Gives it to the customer.
        Send = "send",
        /// The customer has opened it.
        MarkViewed = "mark_viewed",
        /// The customer agreed.
        Accept = "accept",
        /// The customer refused; the reason is required.
        Decline = "decline",
        /// Withdraws it.
        Cancel = "cancel",
    }
}

impl QuoteMove {
    /// Whether a reason must be given.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, QuoteMove::Decline | QuoteMove::Reject)
    }

    /// Whether it brings the quote nearer to its signature: what a page offers first.
    #[must_use]
    pub const fn leads_on(self) -> bool {
        matches!(
            self,
            QuoteMove::Submit | QuoteMove::Approve | QuoteMove::Send | QuoteMove::Accept
        )
    }
}

/// What decides which moves there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveContext {
    /// The state, expiry applied.
    pub state: QuoteState,
    /// Whether it is the version that counts.
    pub active_version: bool,
    /// Whether its discount or a price under the floor asks for a manager.
    pub needs_approval: bool,
    /// Whether the person may approve: a manager or administrator.
    pub may_approve: bool,
    /// Whether there is anything to offer: at least one line and no finding that is an error.
    pub complete: bool,
    /// Whether its last day has passed: what is sent today would have expired.
    pub out_of_date: bool,
}

/// The state `step` leads to from here, or `None` when it is not possible.
#[must_use]
pub const fn next_state(step: QuoteMove, context: &MoveContext) -> Option<QuoteState> {
    use QuoteMove as M;
    use QuoteState as S;
    if !context.active_version {
        return None;
    }
    let ready = context.complete && !context.out_of_date;
    // Who may approve needs nobody else's approval.
    let free = !context.needs_approval || context.may_approve;
    match (step, context.state) {
        (M::Submit, S::Draft) if ready && !free => Some(S::InApproval),
        (M::Approve, S::InApproval) if context.may_approve => Some(S::Approved),
        (M::Reject, S::InApproval) if context.may_approve => Some(S::Draft),
        (M::Recall, S::InApproval | S::Approved) => Some(S::Draft),
        (M::Send, S::Draft) if ready && free => Some(S::Sent),
        (M::Send, S::Approved) if !context.out_of_date => Some(S::Sent),
        (M::MarkViewed, S::Sent) => Some(S::Viewed),
        (M::Accept, S::Sent | S::Viewed) => Some(S::Accepted),
        (M::Decline, S::Sent | S::Viewed) => Some(S::Declined),
        (M::Cancel, S::Draft | S::InApproval | S::Approved | S::Sent | S::Viewed | S::Expired) => {
            Some(S::Cancelled)
        }
        _ => None,
    }
}

/// Every move possible here.
#[must_use]
pub fn allowed_moves(context: &MoveContext) -> Vec<QuoteMove> {
    QuoteMove::ALL
        .iter()
        .copied()
        .filter(|step| next_state(*step, context).is_some())
        .collect()
}

/// Checks a move before it is made.
///
/// # Errors
/// [`Problem`] when it is not possible from here, or its reason is missing.
pub fn check_move(
    step: QuoteMove,
    reason: &str,
    context: &MoveContext,
) -> Result<QuoteState, Problem> {
    if step.needs_reason() && reason.trim().is_empty() {
        return Err(Problem::because(Issue::error("required", "reason")));
    }
    next_state(step, context).ok_or_else(|| {
        let wants_manager =
            step == QuoteMove::Send && context.needs_approval && !context.may_approve;
        let issue = if wants_manager {
            Issue::error("approval_needed", "state")
        } else if !context.complete && matches!(step, QuoteMove::Send | QuoteMove::Submit) {
            Issue::error("quote_incomplete", "state")
        } else if context.out_of_date && matches!(step, QuoteMove::Send | QuoteMove::Submit) {
            Issue::error("validity_passed", "valid_until")
        } else {
            Issue::error("move_not_possible", "state").with("state", context.state.code())
        };
        Problem {
            issues: vec![issue],
            ..Problem::of(ProblemKind::Invalid)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(state: QuoteState) -> MoveContext {
        MoveContext {
            state,
            active_version: true,
            needs_approval: false,
            may_approve: false,
            complete: true,
            out_of_date: false,
        }
    }

    #[test]
    fn a_large_discount_goes_through_a_manager() {
        let rep = MoveContext {
            needs_approval: true,
            ..context(QuoteState::Draft)
        };
        assert_eq!(allowed_moves(&rep), [QuoteMove::Submit, QuoteMove::Cancel]);
        let refused = check_move(QuoteMove::Send, "", &rep).unwrap_err();
        assert_eq!(refused.issues[0].code, "approval_needed");

        let manager = MoveContext {
            may_approve: true,
            ..rep
        };
        assert_eq!(
            next_state(QuoteMove::Send, &manager),
            Some(QuoteState::Sent)
        );
        let waiting = |may_approve| MoveContext {
            may_approve,
            needs_approval: true,
            ..context(QuoteState::InApproval)
        };
        assert_eq!(next_state(QuoteMove::Approve, &waiting(false)), None);
        assert_eq!(
            next_state(QuoteMove::Approve, &waiting(true)),
            Some(QuoteState::Approved)
        );
    }

    #[test]
    fn only_the_active_version_moves_and_ends_stay_ends() {
        for state in QuoteState::ALL {
            let old = MoveContext {
                active_version: false,
                may_approve: true,
                ..context(*state)
            };
            assert!(allowed_moves(&old).is_empty(), "{state:?}");
        }
        for end in [
            QuoteState::Accepted,
            QuoteState::Declined,
            QuoteState::Superseded,
            QuoteState::Cancelled,
        ] {
            assert!(allowed_moves(&context(end)).is_empty(), "{end:?}");
        }
        assert!(!QuoteState::Accepted.may_be_superseded());
    }

    #[test]
    fn nothing_empty_is_sent_and_a_refusal_has_a_reason() {
        let empty = MoveContext {
            complete: false,
            ..context(QuoteState::Draft)
        };
        let refused = check_move(QuoteMove::Send, "", &empty).unwrap_err();
        assert_eq!(refused.issues[0].code, "quote_incomplete");
        let sent = context(QuoteState::Sent);
        assert!(check_move(QuoteMove::Decline, "  ", &sent).is_err());
        assert_eq!(
            check_move(QuoteMove::Decline, "Too expensive", &sent),
            Ok(QuoteState::Declined)
        );
    }

    #[test]
    fn one_move_at_most_leads_on() {
        for &state in QuoteState::ALL {
            for needs_approval in [false, true] {
                let here = MoveContext {
                    needs_approval,
                    ..context(state)
                };
                let on = allowed_moves(&here);
                let on = on.iter().filter(|step| step.leads_on()).count();
                assert!(on <= 1, "{state:?} {needs_approval}");
            }
        }
        let sent = allowed_moves(&context(QuoteState::Sent));
        assert!(!QuoteMove::MarkViewed.leads_on() && sent.contains(&QuoteMove::Accept));
    }

    #[test]
    fn an_out_of_date_quote_is_not_sent() {
        for state in [QuoteState::Draft, QuoteState::Approved] {
            let late = MoveContext {
                out_of_date: true,
                ..context(state)
            };
            let refused = check_move(QuoteMove::Send, "", &late).unwrap_err();
            assert_eq!(refused.issues[0].code, "validity_passed", "{state:?}");
            assert!(!allowed_moves(&late).contains(&QuoteMove::Send));
        }
    }

    #[test]
    fn a_quote_expires_the_day_after_its_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let state = |today| effective_state(QuoteState::Sent, day("2026-11-30"), day(today));
        assert_eq!(state("2026-11-30"), QuoteState::Sent);
        assert_eq!(state("2026-12-01"), QuoteState::Expired);
        assert_eq!(
            effective_state(QuoteState::Accepted, day("2026-11-30"), day("2027-01-01")),
            QuoteState::Accepted
        );
    }
}
