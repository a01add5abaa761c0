//! The rules, in their order.

use crate::{Result, Session, StoreError, args};
use shared::cpq::approvals::{ApprovalRule, RuleDraft};
use shared::kernel::{ApprovalRuleId, Instant};
use uuid::Uuid;

fn json(draft: &RuleDraft) -> String {
    serde_json::to_string(draft).unwrap_or_default()
}

fn rule((id, draft, version): (Uuid, String, i64)) -> Result<ApprovalRule> {
    Ok(ApprovalRule {
        id: ApprovalRuleId(id),
        draft: serde_json::from_str(&draft)
            .map_err(|_| StoreError::Corrupt("approval_rules.draft"))?,
        version,
    })
}

/// Every rule that is not in the bin.
pub async fn rules(session: &mut Session) -> Result<Vec<ApprovalRule>> {
    let rows: Vec<(Uuid, String, i64)> = session
        .all(
            "SELECT id, draft, version FROM approval_rules WHERE deleted_at IS NULL ORDER BY position, id",
            args![],
        )
        .await?;
    rows.into_iter().map(rule).collect()
}

/// Whether there ever was a rule: those in the bin count.
pub async fn has_rules(session: &mut Session) -> Result<bool> {
    let row: Option<(i32,)> = session
        .opt("SELECT 1 FROM approval_rules LIMIT 1", args![])
        .await?;
    Ok(row.is_some())
}

/// A rule, in the bin or not.
pub async fn rule_of(session: &mut Session, id: ApprovalRuleId) -> Result<Option<ApprovalRule>> {
    session
        .opt(
            "SELECT id, draft, version FROM approval_rules WHERE id = $1",
            args![id],
        )
        .await?
        .map(rule)
        .transpose()
}

/// Adds a rule at the end; `false` when there is one with this id.
pub async fn insert_rule(
    session: &mut Session,
    id: ApprovalRuleId,
    draft: &RuleDraft,
    sample: bool,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "INSERT INTO approval_rules (id, position, draft, sample, created_at, updated_at, version)
             SELECT $1, COALESCE(MAX(position), 0) + 1, $2, $3, $4, $4, 1 FROM approval_rules WHERE TRUE ON CONFLICT (id) DO NOTHING",
            args![id, json(draft), sample, at],
        )
        .await
}

/// Changes a rule that still has this version; says whether it had.
pub async fn update_rule(
    session: &mut Session,
    id: ApprovalRuleId,
    version: i64,
    draft: &RuleDraft,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE approval_rules SET draft = $3, updated_at = $4, version = version + 1
             WHERE id = $1 AND version = $2 AND deleted_at IS NULL",
            args![id, version, json(draft), at],
        )
        .await
}

/// Puts a rule of this version into the bin; says whether it was there.
pub async fn delete_rule(
    session: &mut Session,
    id: ApprovalRuleId,
    version: i64,
    at: Instant,
) -> Result<bool> {
    session
        .exec_one(
            "UPDATE approval_rules SET deleted_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND deleted_at IS NULL",
            args![id, version, at],
        )
        .await
}

/// Takes a rule out of the bin; says whether it was in it.
pub async fn restore_rule(session: &mut Session, id: ApprovalRuleId) -> Result<bool> {
    session
        .exec_one(
            "UPDATE approval_rules SET deleted_at = NULL, version = version + 1 WHERE id = $1 AND deleted_at IS NOT NULL",
            args![id],
        )
        .await
}

/// Gives a rule its place.
pub async fn place_rule(session: &mut Session, id: ApprovalRuleId, position: i64) -> Result<()> {
    session
        .exec(
            "UPDATE approval_rules SET position = $2 WHERE id = $1",
            args![id, position],
        )
        .await?;
    Ok(())
}
