//! What a rule and an absence must satisfy, and the rules a new company begins with.

use super::formula::Formula;
use super::model::{ApprovalRule, Approver, Escalation, Quorum, RuleDraft};
use crate::cpq::quotes::rules::DISCOUNT_LIMIT;
use crate::kernel::{ApprovalRuleId, Issue, LocalText, UserId, check_day};
use chrono::NaiveDate;
use uuid::Uuid;

/// Most rules.
pub const RULES: u32 = 100;
/// Most steps of the chain.
const STEPS: u32 = 20;
/// Most approvers of a rule.
const APPROVERS: usize = 20;
/// Longest time limit: a quarter.
const HOURS: u32 = 24 * 92;
/// Longest name.
const NAME: usize = 120;
/// Longest absence, in days.
const DAYS: i64 = 366;

/// Findings about a rule; what is wrong with the condition names its place.
#[must_use]
pub fn validate_rule(draft: &RuleDraft) -> Vec<Issue> {
    let mut issues = Vec::new();
    if draft.name.en.trim().is_empty() && draft.name.fr.trim().is_empty() {
        issues.push(Issue::error("required", "name"));
    }
    if [&draft.name.en, &draft.name.fr]
        .iter()
        .any(|name| name.chars().count() > NAME)
    {
        issues.push(Issue::error("too_long", "name").with("max", NAME));
    }
    if draft.condition.trim().is_empty() {
        issues.push(Issue::error("required", "condition"));
    } else if let Err(error) = Formula::parse(&draft.condition) {
        issues.push(Issue {
            field: Some("condition".into()),
            ..error.issue
        });
    }
    let range = |value: u32, most: u32, field| {
        (!(1..=most).contains(&value)).then(|| {
            Issue::error("out_of_range", field)
                .with("min", 1)
                .with("max", most)
        })
    };
    issues.extend(range(draft.step, STEPS, "step"));
    issues.extend(
        draft
            .deadline_hours
            .and_then(|hours| range(hours, HOURS, "deadline_hours")),
    );
    if let Quorum::Of(count) = draft.quorum {
        issues.extend(range(count, 20, "quorum"));
    }
    if draft.approvers.is_empty() {
        issues.push(Issue::error("required", "approvers"));
    }
    if draft.approvers.len() > APPROVERS {
        issues.push(Issue::error("too_many", "approvers").with("max", APPROVERS));
    }
    issues
}

/// Findings about an absence of `me`.
#[must_use]
pub fn validate_absence(
    from: NaiveDate,
    to: NaiveDate,
    me: UserId,
    delegate: Option<UserId>,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = [(from, "from"), (to, "to")]
        .into_iter()
        .filter_map(|(day, field)| check_day(day, field))
        .collect();
    if to < from {
        issues.push(Issue::error("ends_before_start", "to"));
    } else if (to - from).num_days() > DAYS {
        issues.push(Issue::error("absence_too_long", "to").with("max", DAYS));
    }
    match delegate {
        None => issues.push(Issue::error("required", "delegate")),
        Some(delegate) if delegate == me => {
            issues.push(Issue::error("delegate_is_oneself", "delegate"));
        }
        Some(_) => {}
    }
    issues
}

/// The rules a new company begins with: more than 20 % below the price book, or below a floor, and the
/// owner's manager is asked.
#[must_use]
pub fn default_rules() -> Vec<ApprovalRule> {
    let limit = DISCOUNT_LIMIT.as_decimal().normalize();
    let rule = |number: u128, name: LocalText, condition: String| ApprovalRule {
        id: ApprovalRuleId(Uuid::from_u128(
            0x0193_0000_0000_7000_8000_0000_0000_2900 + number,
        )),
        draft: RuleDraft {
            name,
            condition,
            step: 1,
            approvers: vec![Approver::Manager],
            quorum: Quorum::First,
            deadline_hours: None,
            escalation: Escalation::Manager,
            active: true,
        },
        version: 1,
    };
    vec![
        rule(
            1,
            LocalText::new(
                format!("Discount above {limit}%"),
                format!("Remise supérieure à {limit}\u{202f}%"),
            ),
            format!("discount > {limit} or line_discount > {limit}"),
        ),
        rule(
            2,
            LocalText::new("Price below its floor", "Prix sous son plancher"),
            "below_floor".to_owned(),
        ),
    ]
}
