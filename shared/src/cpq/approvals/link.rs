//! A decision by the link in a message: when it may be taken, and what is said when it may not.

use super::flow::{Approval, ApprovalState, Decision};
use crate::kernel::{Instant, UserId, coded};

/// How many days a link is good.
pub const LINK_DAYS: i64 = 7;

coded! {
    /// What a link in a message is worth now.
    LinkStanding {
        /// Its person may decide with it.
        Open = "open",
        /// Its person has decided already, with it or on the page.
        Used = "used",
        /// The request ended without it.
        Decided = "decided",
        /// The request was taken back.
        Recalled = "recalled",
        /// It is too old.
        Expired = "expired",
        /// Its person is not asked any more, or the request is at another step.
        NotAsked = "not_asked",
        /// Its person may not decide anything any more.
        NotAllowed = "not_allowed",
        /// Its person must set up a second factor first.
        Factor = "factor",
    }
}

/// A link as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionLink {
    /// For whom; for nobody else.
    pub user: UserId,
    /// The step of the chain that was open then.
    pub step: u32,
    /// When it stops being good.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

/// What is known beside the link.
#[derive(Clone, Copy, Debug)]
pub struct LinkContext<'a> {
    /// The request.
    pub approval: &'a Approval,
    /// Whether its quote still waits for it.
    pub waits: bool,
    /// Whether the person is active and has the right to decide.
    pub allowed: bool,
    /// Whether a second factor is asked of the person that is not set up.
    pub factor_missing: bool,
    /// When.
    pub now: Instant,
}

impl DecisionLink {
    /// What it is worth. The refusals come in this order: who may nothing is told nothing else.
    #[must_use]
    pub fn standing(&self, context: LinkContext<'_>) -> LinkStanding {
        let approval = context.approval;
        if !context.allowed {
            return LinkStanding::NotAllowed;
        }
        // Who decided may be asked again at the same step: for somebody who is late.
        let decided = self.decision(approval).is_some() && !approval.may_decide(self.user);
        if self.used_at.is_some() || decided {
            return LinkStanding::Used;
        }
        match approval.state {
            ApprovalState::Approved | ApprovalState::Rejected => return LinkStanding::Decided,
            ApprovalState::Recalled => return LinkStanding::Recalled,
            ApprovalState::Open if !context.waits => return LinkStanding::Recalled,
            ApprovalState::Open => {}
        }
        if self.expires_at <= context.now {
            LinkStanding::Expired
        } else if approval.open_step() != Some(self.step) || !approval.may_decide(self.user) {
            LinkStanding::NotAsked
        } else if context.factor_missing {
            LinkStanding::Factor
        } else {
            LinkStanding::Open
        }
    }

    /// What its person decided at its step, by whatever way.
    #[must_use]
    pub fn decision<'a>(&self, approval: &'a Approval) -> Option<&'a Decision> {
        approval
            .requirements
            .iter()
            .filter(|one| one.need.step == self.step && one.opened_here())
            .flat_map(|one| &one.asks)
            .filter_map(|ask| ask.decision.as_ref())
            .find(|decision| decision.by == self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::waiting_request;
    use super::*;
    use crate::cpq::approvals::DecisionKind;
    use crate::cpq::approvals::tests::{decided_by, user};
    use proptest::prelude::*;

    fn link(by: u8) -> DecisionLink {
        DecisionLink {
            user: user(by),
            step: 1,
            expires_at: Instant(1_000),
            used_at: None,
        }
    }

    fn context(approval: &Approval) -> LinkContext<'_> {
        LinkContext {
            approval,
            waits: true,
            allowed: true,
            factor_missing: false,
            now: Instant(10),
        }
    }

    #[test]
    fn each_refusal_has_its_reason() {
        // The manager (2) is asked in the first step, finance (6) in the second.
        let request = waiting_request();
        let here = context(&request);
        assert_eq!(link(2).standing(here), LinkStanding::Open);
        assert_eq!(link(6).standing(here), LinkStanding::NotAsked);
        let later = DecisionLink { step: 2, ..link(2) };
        assert_eq!(later.standing(here), LinkStanding::NotAsked);
        let used = DecisionLink {
            used_at: Some(Instant(5)),
            ..link(2)
        };
        assert_eq!(used.standing(here), LinkStanding::Used);
        let late = LinkContext {
            now: Instant(1_000),
            ..here
        };
        assert_eq!(link(2).standing(late), LinkStanding::Expired);
        let factor = LinkContext {
            factor_missing: true,
            ..here
        };
        assert_eq!(link(2).standing(factor), LinkStanding::Factor);
        let gone = LinkContext {
            allowed: false,
            ..here
        };
        assert_eq!(used.standing(gone), LinkStanding::NotAllowed);
        let back = LinkContext {
            waits: false,
            ..here
        };
        assert_eq!(link(2).standing(back), LinkStanding::Recalled);
        let mut recalled = request.clone();
        recalled.recall();
        assert_eq!(link(2).standing(context(&recalled)), LinkStanding::Recalled);
        let refused = decided_by(&request, 2, DecisionKind::Reject);
        assert_eq!(link(2).standing(context(&refused)), LinkStanding::Used);
        assert_eq!(link(6).standing(context(&refused)), LinkStanding::Decided);
        let next = decided_by(&request, 2, DecisionKind::Approve);
        assert_eq!(link(2).standing(context(&next)), LinkStanding::Used);
        let finance = DecisionLink { step: 2, ..link(6) };
        assert_eq!(finance.standing(context(&next)), LinkStanding::Open);
    }

    proptest! {
        /// A link opens nothing its person could not decide on the page at the same moment.
        #[test]
        fn a_link_is_never_more_than_its_person(
            by in 1..9_u8,
            step in 0..4_u32,
            (now, expires, used) in (0..20_i64, 0..20_i64, prop::option::of(0..20_i64)),
            (waits, allowed, factor_missing) in any::<(bool, bool, bool)>(),
            first in prop::option::of(prop::bool::ANY),
        ) {
            let mut request = waiting_request();
            if let Some(agrees) = first {
                let kind = if agrees { DecisionKind::Approve } else { DecisionKind::Reject };
                request = decided_by(&request, 2, kind);
            }
            let link = DecisionLink { user: user(by), step, expires_at: Instant(expires), used_at: used.map(Instant) };
            let context = LinkContext { approval: &request, waits, allowed, factor_missing, now: Instant(now) };
            if link.standing(context) == LinkStanding::Open {
                prop_assert!(request.may_decide(user(by)));
                prop_assert!(waits && allowed && !factor_missing && used.is_none() && now < expires);
            }
        }
    }
}
