//! What the rules ask of a quote.

use super::facts::{Fact, FactContext, FactValue, Facts, facts_of};
use super::formula::{Direction, Formula};
use super::model::{ApprovalRule, Approver, Escalation, Quorum};
use crate::cpq::quotes::{QuoteDraft, price_draft};
use crate::kernel::{ApprovalRuleId, LocalText, Percent};
use serde::{Deserialize, Serialize};

/// What one rule asks.
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
    /// The facts the condition looks at, as they were: the reason in figures.
    pub seen: Vec<(Fact, FactValue)>,
}

impl Need {
    /// The facts it looked at.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts(self.seen.iter().cloned().collect())
    }
}

/// What the active rules ask, in the order of the chain. A condition that cannot be read asks: no rule
/// is passed by because somebody broke it.
#[must_use]
pub fn plan(rules: &[ApprovalRule], facts: &Facts) -> Vec<Need> {
    let mut needs: Vec<Need> = rules
        .iter()
        .filter(|rule| rule.draft.active && asks(&rule.draft.condition, facts))
        .map(|rule| {
            let draft = &rule.draft;
            let looks_at = Formula::parse(&draft.condition)
                .map(|formula| formula.looks_at())
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
                seen: looks_at
                    .into_iter()
                    .map(|fact| (fact, facts.get(fact).clone()))
                    .collect(),
            }
        })
        .collect();
    needs.sort_by_key(|need| need.step);
    needs
}

fn asks(condition: &str, facts: &Facts) -> bool {
    Formula::parse(condition).map_or(true, |formula| formula.holds(facts) == Some(true))
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

/// The rules that ask something of these facts. What this person may not see, the server has judged.
#[must_use]
pub fn needed<'a>(approval: &'a QuoteApproval, facts: &Facts) -> Vec<&'a RuleInForce> {
    let asks = |rule: &RuleInForce| {
        if rule.condition.is_empty() {
            rule.found
        } else {
            asks(&rule.condition, facts)
        }
    };
    approval.rules.iter().filter(|rule| asks(rule)).collect()
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
        let facts = facts_of(&tried, &price_draft(&tried), context);
        !active
            .iter()
            .any(|rule| asks(&rule.draft.condition, &facts))
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
                Fact::Discount | Fact::LineDiscount | Fact::BelowFloor => {
                    direction == Direction::Up
                }
                Fact::Margin | Fact::Net => direction == Direction::Down,
                _ => true,
            })
    })
}
