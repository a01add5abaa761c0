//! One request from its start to its end.

use super::formula::Formula;
use super::model::Quorum;
use super::people::Organisation;
use super::plan::Need;
use crate::kernel::{Instant, Issue, Problem, ProblemKind, UserId, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest comment and condition, in characters.
pub const COMMENT: usize = 2_000;
const HOUR_MS: i64 = 3_600_000;

coded! {
    /// Where a request stands.
    #[derive(Default)]
    ApprovalState {
        /// Somebody has to decide.
        #[default]
        Open = "open",
        /// Everybody needed agreed.
        Approved = "approved",
        /// Somebody refused.
        Rejected = "rejected",
        /// Taken back by those who asked.
        Recalled = "recalled",
    }
}

coded! {
    /// Where a requirement stands.
    RequirementState {
        /// Its step has not come.
        Waiting = "waiting",
        /// Somebody has to decide.
        Open = "open",
        /// Enough agreed.
        Granted = "granted",
        /// Granted before, and nothing got worse.
        Kept = "kept",
        /// Refused.
        Refused = "refused",
    }
}

impl RequirementState {
    /// Whether nothing more is needed.
    #[must_use]
    pub const fn is_met(self) -> bool {
        matches!(self, RequirementState::Granted | RequirementState::Kept)
    }
}

coded! {
    /// What somebody decides.
    DecisionKind {
        /// Agrees.
        Approve = "approve",
        /// Agrees on a condition, which is written down.
        ApproveIf = "approve_if",
        /// Refuses; the comment says why.
        Reject = "reject",
    }
}

/// A decision.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whose.
    pub by: UserId,
    /// What.
    pub kind: DecisionKind,
    /// In words.
    pub comment: String,
    /// On which condition.
    pub condition: String,
    /// When.
    pub at: Instant,
    /// Whether it came by the link in a message; otherwise on a page.
    #[serde(default, skip_serializing_if = "is_not")]
    pub by_mail: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_not(flag: &bool) -> bool {
    !*flag
}

/// One person asked.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Whose word counts.
    pub approver: UserId,
    /// Who gives it: the approver or a stand-in.
    pub asked: UserId,
    /// Who may give it, too, since the time limit has passed.
    pub above: Vec<UserId>,
    /// What was decided.
    pub decision: Option<Decision>,
}

impl Ask {
    fn may_decide(&self, user: UserId) -> bool {
        self.decision.is_none()
            && (self.approver == user || self.asked == user || self.above.contains(&user))
    }
}

/// What one rule asks, and how far it is.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// What is asked.
    pub need: Need,
    /// How far it is.
    pub state: RequirementState,
    /// When those asked must have decided.
    pub due_at: Option<Instant>,
    /// Whether the time limit has passed.
    pub escalated: bool,
    /// Who is asked.
    pub asks: Vec<Ask>,
}

/// A request: the requirements as they were when it was made, with every decision.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Where it stands.
    pub state: ApprovalState,
    /// What is needed, in the order of the chain.
    pub requirements: Vec<Requirement>,
    /// What whoever asks says to those asked; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

impl Approval {
    /// Begins a request for a quote of `owner`, asked by `requester`. What `before` granted is kept
    /// when nothing got worse; where the requester is asked and it is not their own quote, asking is
    /// agreeing.
    #[must_use]
    pub fn start(
        needs: Vec<Need>,
        before: Option<&Approval>,
        (owner, requester): (UserId, UserId),
        organisation: &Organisation,
        now: Instant,
    ) -> Self {
        let requirements = needs
            .into_iter()
            .map(|need| {
                let kept = before.and_then(|before| before.still_grants(&need));
                Requirement {
                    state: kept.map_or(RequirementState::Waiting, |_| RequirementState::Kept),
                    asks: kept.map(|old| old.asks.clone()).unwrap_or_default(),
                    due_at: None,
                    escalated: false,
                    need,
                }
            })
            .collect();
        let mut approval = Self {
            state: ApprovalState::Open,
            requirements,
            comment: String::new(),
        };
        approval.advance(owner, Some(requester), organisation, now);
        approval
    }

    /// The same request with the words of whoever asks.
    #[must_use]
    pub fn with_comment(mut self, comment: &str) -> Self {
        let comment = comment.replace('\0', "");
        self.comment = comment.trim().chars().take(COMMENT).collect();
        self
    }

    /// The requirement of before that grants `need`: the same rule with the same words and people,
    /// met then, and no fact it looks at is worse now.
    fn still_grants(&self, need: &Need) -> Option<&Requirement> {
        self.requirements.iter().find(|old| {
            let same = old.need.rule == need.rule
                && old.need.condition == need.condition
                && old.need.approvers == need.approvers
                && old.need.quorum == need.quorum;
            let formula = Formula::parse(&need.condition);
            old.state.is_met()
                && same
                && formula.is_ok_and(|formula| !formula.got_worse(&old.need.facts(), &need.facts()))
        })
    }

    /// Opens the first step that is not met, and the next ones as far as nobody has to be waited for.
    fn advance(
        &mut self,
        owner: UserId,
        requester: Option<UserId>,
        organisation: &Organisation,
        now: Instant,
    ) {
        while self.state == ApprovalState::Open {
            let next = self
                .requirements
                .iter()
                .filter(|one| !one.state.is_met())
                .map(|one| one.need.step)
                .min();
            let Some(step) = next else {
                self.state = ApprovalState::Approved;
                return;
            };
            let mut waits = false;
            for one in &mut self.requirements {
                if one.need.step != step || one.state.is_met() {
                    continue;
                }
                if one.state == RequirementState::Waiting {
                    one.open(owner, organisation, now);
                    for by in requester.into_iter().chain([owner]) {
                        one.agree_by_asking(by, owner, now);
                    }
                }
                waits |= !one.state.is_met();
            }
            if waits {
                return;
            }
        }
    }

    /// Whether `user` may decide something now.
    #[must_use]
    pub fn may_decide(&self, user: UserId) -> bool {
        self.state == ApprovalState::Open
            && self
                .open()
                .any(|one| one.asks.iter().any(|ask| ask.may_decide(user)))
    }

    /// The requirements that wait for somebody.
    pub fn open(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements
            .iter()
            .filter(|one| one.state == RequirementState::Open)
    }

    /// The step of the chain that waits for somebody.
    #[must_use]
    pub fn open_step(&self) -> Option<u32> {
        if self.state != ApprovalState::Open {
            return None;
        }
        self.open().map(|one| one.need.step).min()
    }

    /// Everybody who may decide something now.
    #[must_use]
    pub fn waits_for(&self) -> BTreeSet<UserId> {
        if self.state != ApprovalState::Open {
            return BTreeSet::new();
        }
        self.open()
            .flat_map(|one| &one.asks)
            .filter(|ask| ask.decision.is_none())
            .flat_map(|ask| ask.above.iter().copied().chain([ask.approver, ask.asked]))
            .collect()
    }

    /// Everybody who was asked or decided.
    #[must_use]
    pub fn people(&self) -> BTreeSet<UserId> {
        self.requirements
            .iter()
            .flat_map(|one| &one.asks)
            .flat_map(|ask| {
                let by = ask.decision.as_ref().map(|decision| decision.by);
                ask.above
                    .iter()
                    .copied()
                    .chain([ask.approver, ask.asked])
                    .chain(by)
            })
            .collect()
    }

    /// Everybody who decided.
    #[must_use]
    pub fn deciders(&self) -> BTreeSet<UserId> {
        self.requirements
            .iter()
            .filter(|one| one.state != RequirementState::Kept)
            .flat_map(|one| &one.asks)
            .filter_map(|ask| ask.decision.as_ref())
            .map(|decision| decision.by)
            .collect()
    }

    /// When the next time limit passes.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        if self.state != ApprovalState::Open {
            return None;
        }
        self.open().filter_map(|one| one.due_at).min()
    }

    /// The last refusal.
    #[must_use]
    pub fn refusal(&self) -> Option<&Decision> {
        self.requirements
            .iter()
            .flat_map(|one| &one.asks)
            .filter_map(|ask| ask.decision.as_ref())
            .find(|decision| decision.kind == DecisionKind::Reject)
    }

    /// Whether this request has this very decision, of `step` where that is said: it is sent again, its answer lost.
    #[must_use]
    pub fn has(&self, decision: &Decision, step: Option<u32>) -> bool {
        let here = self.requirements.iter().filter(|one| one.opened_here());
        here.filter(|one| step.is_none_or(|step| step == one.need.step))
            .flat_map(|one| &one.asks)
            .filter_map(|ask| ask.decision.as_ref())
            .any(|known| {
                (known.by, known.kind) == (decision.by, decision.kind)
                    && known.comment == decision.comment
                    && known.condition == decision.condition
            })
    }

    /// Writes down what `decision.by` decides on everything they are asked.
    ///
    /// # Errors
    /// [`Problem`] when they are not asked, or a word is missing.
    pub fn decide(
        &mut self,
        decision: &Decision,
        owner: UserId,
        organisation: &Organisation,
    ) -> Result<(), Problem> {
        if decision.kind == DecisionKind::Reject && decision.comment.trim().is_empty() {
            return Err(Problem::because(Issue::error("required", "comment")));
        }
        if decision.kind == DecisionKind::ApproveIf && decision.condition.trim().is_empty() {
            return Err(Problem::because(Issue::error("required", "condition")));
        }
        for (text, field) in [
            (&decision.comment, "comment"),
            (&decision.condition, "condition"),
        ] {
            if text.chars().count() > COMMENT {
                return Err(Problem::because(
                    Issue::error("too_long", field).with("max", COMMENT),
                ));
            }
        }
        if !self.may_decide(decision.by) {
            return Err(Problem {
                issues: vec![Issue::error("not_asked", "decision")],
                ..Problem::of(ProblemKind::Invalid)
            });
        }
        for one in &mut self.requirements {
            if one.state == RequirementState::Open {
                one.take(decision);
            }
        }
        let refused = self
            .requirements
            .iter()
            .any(|one| one.state == RequirementState::Refused);
        if refused {
            self.state = ApprovalState::Rejected;
        } else {
            self.advance(owner, None, organisation, decision.at);
        }
        Ok(())
    }

    /// Those who asked take it back.
    pub fn recall(&mut self) {
        if self.state == ApprovalState::Open {
            self.state = ApprovalState::Recalled;
        }
    }

    /// What time brings: stand-ins of those who are away by now, those above when the time limit has
    /// passed or somebody has left. Whether anything changed.
    pub fn tick(&mut self, owner: UserId, organisation: &Organisation, now: Instant) -> bool {
        if self.state != ApprovalState::Open {
            return false;
        }
        let before = self.clone();
        for one in &mut self.requirements {
            if one.state == RequirementState::Open {
                one.tick(owner, organisation, now);
            }
        }
        *self != before
    }
}

impl Requirement {
    /// Whether this request asked it, and did not keep the answer of one before.
    pub(super) fn opened_here(&self) -> bool {
        self.state != RequirementState::Kept
    }

    fn open(&mut self, owner: UserId, organisation: &Organisation, now: Instant) {
        self.state = RequirementState::Open;
        self.due_at = self
            .need
            .deadline_hours
            .map(|hours| Instant(now.0.saturating_add(i64::from(hours) * HOUR_MS)));
        self.asks = organisation
            .asked(&self.need.approvers, owner)
            .into_iter()
            .map(|approver| Ask {
                approver,
                asked: organisation.stand_in(approver, owner),
                above: Vec::new(),
                decision: None,
            })
            .collect();
    }

    /// Asking is agreeing: for somebody who is asked about a colleague's quote, and for the owner when
    /// the rules ask for nobody else.
    fn agree_by_asking(&mut self, by: UserId, owner: UserId, now: Instant) {
        let nobody_else = self.asks.iter().all(|ask| ask.approver == owner);
        if by == owner && !nobody_else {
            return;
        }
        self.take(&Decision {
            by,
            kind: DecisionKind::Approve,
            comment: String::new(),
            condition: String::new(),
            at: now,
            by_mail: false,
        });
    }

    fn take(&mut self, decision: &Decision) {
        for ask in &mut self.asks {
            if ask.may_decide(decision.by) {
                ask.decision = Some(decision.clone());
                if decision.kind == DecisionKind::Reject {
                    self.state = RequirementState::Refused;
                }
            }
        }
        if self.state == RequirementState::Open && self.has_quorum() {
            self.state = RequirementState::Granted;
        }
    }

    /// Whether enough different people agreed.
    fn has_quorum(&self) -> bool {
        let agreed: BTreeSet<UserId> = self
            .asks
            .iter()
            .filter_map(|ask| ask.decision.as_ref())
            .map(|decision| decision.by)
            .collect();
        let all = self.asks.iter().all(|ask| ask.decision.is_some());
        match self.need.quorum {
            Quorum::First => !agreed.is_empty() || self.asks.is_empty(),
            Quorum::All => all,
            Quorum::Of(count) => all || agreed.len() >= count as usize,
        }
    }

    fn tick(&mut self, owner: UserId, organisation: &Organisation, now: Instant) {
        let late = self.due_at.is_some_and(|due| due <= now) && !self.escalated;
        self.escalated |= late;
        for ask in &mut self.asks {
            if ask.decision.is_some() {
                continue;
            }
            ask.asked = organisation.stand_in(ask.approver, owner);
            if late || (organisation.has_left(ask.asked) && ask.above.is_empty()) {
                ask.above = organisation
                    .superiors(ask.approver, owner, self.need.escalation)
                    .into_iter()
                    .collect();
            }
        }
        if late {
            self.due_at = None;
        }
    }
}
