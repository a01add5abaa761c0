//! What the rules ask of a quote.

use super::facts::{Fact, FactContext, FactValue, Facts};
use super::formula::{Direction, Formula};
use super::model::{ApprovalRule, Approver, Escalation, Quorum};
use super::reach::{MayTake, Reach};
use crate::cpq::quotes::{QuoteDraft, price_draft};
use crate::kernel::{ApprovalRuleId, LocalText, Percent};
use serde::{Deserialize, Serialize};

/// What one rule asks.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// By which rule; `None`: the quote was in approval before there were rules.
    pub rule: Option<ApprovalRuleId>,
    /// What it is about.
    pub name: LocalText,
    /// The condition as it was.
    pub condition: String,
    /// Place in the chain.
    pub step: u32,
    /// Who is asked.
    pub approvers: Vec<Approver>,
    /// How many must agree.
    pub quorum: Quorum,
    /// Hours until somebody else may decide, too.
    pub deadline_hours: Option<u32>,
    /// Who that is.
    pub escalation: Escalation,
    /// The facts the condition looks at, at the worst of what the customer may choose: the reason in figures.
    pub seen: Vec<(Fact, FactValue)>,
    /// What of it the customer may take, where nothing would be asked of the quote as it is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<MayTake>,
}

impl Need {
    /// The facts it looked at.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts(self.seen.iter().cloned().collect())
    }
}

/// What the active rules ask, in the order of the chain.
#[must_use]
pub fn plan(rules: &[ApprovalRule], reach: &Reach<'_>) -> Vec<Need> {
    let mut needs: Vec<Need> = rules
        .iter()
        .filter(|rule| rule.draft.active && reach.asks(&rule.draft.condition))
        .map(|rule| {
            let draft = &rule.draft;
            let worst = Formula::parse(&draft.condition)
                .map(|formula| reach.worst(&formula))
                .unwrap_or_default();
            Need {
                rule: Some(rule.id),
                name: draft.name.clone(),
                condition: draft.condition.clone(),
                step: draft.step,
                approvers: draft.approvers.clone(),
                quorum: draft.quorum,
                deadline_hours: draft.deadline_hours,
                escalation: draft.escalation,
                seen: worst.0.into_iter().collect(),
                because: reach.because(&draft.condition),
            }
        })
        .collect();
    needs.sort_by_key(|need| need.step);
    needs
}

/// A rule as the page of a quote knows it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInForce {
    /// Which.
    pub id: ApprovalRuleId,
    /// What it is about.
    pub name: LocalText,
    /// When it asks; empty when it looks at what this person may not see.
    pub condition: String,
    /// Place in the chain.
    pub step: u32,
    /// Who would be asked.
    pub asked: Vec<String>,
    /// Whether the server, which knows the costs, found that it asks.
    pub found: bool,
    /// Whether submitting is agreeing: this person is the one asked, or it was granted before and
    /// nothing got worse.
    pub granted: bool,
    /// Why the server found that it asks, where only what the customer may choose makes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<MayTake>,
}

/// What the page of a quote needs to say who will be asked, while it is being written.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteApproval {
    /// The rules, in the order of the chain.
    pub rules: Vec<RuleInForce>,
    /// What the facts need beside the quote.
    pub context: FactContext,
    /// The largest document discount at which nobody is asked; `None` when there is none, or nobody is
    /// asked as it is.
    pub free_discount: Option<Percent>,
}

/// A rule that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking<'a> {
    /// Which.
    pub rule: &'a RuleInForce,
    /// What the customer may take, where only that makes it.
    pub because: Vec<MayTake>,
}

/// The rules that ask something of a quote. What this person may not see, the server has judged.
#[must_use]
pub fn needed<'a>(approval: &'a QuoteApproval, reach: &Reach<'_>) -> Vec<Asking<'a>> {
    let rules = approval.rules.iter();
    rules
        .filter_map(|rule| {
            let judged = rule.condition.is_empty();
            let asks = if judged {
                rule.found
            } else {
                reach.asks(&rule.condition)
            };
            let because = if judged {
                rule.because.clone()
            } else {
                reach.because(&rule.condition)
            };
            asks.then_some(Asking { rule, because })
        })
        .collect()
}

/// Prices tried one after the other in the search, at most.
const STEPS: i32 = 100;

/// The largest discount on the document, not above the present one, at which the rules ask nobody;
/// `None` when it is needed even without any, or not at all.
///
/// Found by pricing the quote anew. Where a larger discount can only make the rules ask more, by
/// halving; else percent by percent from above.
#[must_use]
pub fn free_discount(
    rules: &[ApprovalRule],
    draft: &QuoteDraft,
    context: &FactContext,
) -> Option<Percent> {
    let active: Vec<ApprovalRule> = rules
        .iter()
        .filter(|rule| rule.draft.active)
        .cloned()
        .collect();
    let mut tried = draft.clone();
    let mut free = |bp: i32| {
        (tried.discount, tried.off) = (Percent(bp), None);
        let reach = Reach::of_rules(&tried, &price_draft(&tried), context, &active);
        !active.iter().any(|rule| reach.asks(&rule.draft.condition))
    };
    let now = match draft.off {
        None => draft.discount.0,
        Some(_) => price_draft(draft).totals.allowance_bp,
    };
    if now <= 0 || free(now) {
        return None;
    }
    let (mut low, mut high) = (0, now);
    if active.iter().all(only_grows) {
        if !free(0) {
            return None;
        }
    } else {
        let whole = now / 100;
        let found = (0..=whole.min(STEPS)).rev().map(|step| step * 100);
        low = found.into_iter().find(|bp| free(*bp))?;
        high = (low + 100).min(now);
    }
    // `low` is free, `high` is not.
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if free(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Percent(low))
}

/// Whether a larger discount can only bring the condition nearer to asking.
fn only_grows(rule: &ApprovalRule) -> bool {
    Formula::parse(&rule.draft.condition).is_ok_and(|formula| {
        formula
            .directions()
            .into_iter()
            .all(|(fact, direction)| match fact {
                Fact::Discount | Fact::LineDiscount | Fact::BelowFloor | Fact::Risk => {
                    direction == Direction::Up
                }
                Fact::Margin | Fact::Net => direction == Direction::Down,
                _ => true,
            })
    })
}
