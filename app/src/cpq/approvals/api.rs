//! What the pages ask of the server about approvals.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::cpq::approvals::ops::{
    AbsenceList, ApprovalList, DecideApproval, DeleteAbsence, DeleteApprovalRule, GetApproval,
    ListAbsences, ListApprovalRules, ListApprovals, OrderApprovalRules, RestoreApprovalRule,
    RuleList, SaveAbsence, SaveApprovalRule, TriedRules, TryApprovalRules,
};
use shared::cpq::approvals::{ApprovalRule, ApprovalView};

/// One's requests.
#[server(name = ListApprovalsCall, endpoint = "approvals.list", input = Json, output = Json)]
pub async fn list(request: ListApprovals) -> Result<ApprovalList, Fault> {
    call::run(request).await
}

/// The last request of a quote.
#[server(name = GetApprovalCall, endpoint = "approvals.get", input = Json, output = Json)]
pub async fn get(request: GetApproval) -> Result<ApprovalView, Fault> {
    call::run(request).await
}

/// Decides.
#[server(name = DecideApprovalCall, endpoint = "approvals.decide", input = Json, output = Json)]
pub async fn decide(request: DecideApproval) -> Result<ApprovalView, Fault> {
    call::run(request).await
}

/// The rules.
#[server(name = ListApprovalRulesCall, endpoint = "approvals.rules", input = Json, output = Json)]
pub async fn rules(request: ListApprovalRules) -> Result<RuleList, Fault> {
    call::run(request).await
}

/// Makes or changes a rule.
#[server(name = SaveApprovalRuleCall, endpoint = "approvals.save_rule", input = Json, output = Json)]
pub async fn save_rule(request: SaveApprovalRule) -> Result<Vec<ApprovalRule>, Fault> {
    call::run(request).await
}

/// Takes a rule away.
#[server(name = DeleteApprovalRuleCall, endpoint = "approvals.delete_rule", input = Json, output = Json)]
pub async fn delete_rule(request: DeleteApprovalRule) -> Result<Vec<ApprovalRule>, Fault> {
    call::run(request).await
}

/// Brings a rule back.
#[server(name = RestoreApprovalRuleCall, endpoint = "approvals.restore_rule", input = Json, output = Json)]
pub async fn restore_rule(request: RestoreApprovalRule) -> Result<Vec<ApprovalRule>, Fault> {
    call::run(request).await
}

/// Another order of the rules.
#[server(name = OrderApprovalRulesCall, endpoint = "approvals.order_rules", input = Json, output = Json)]
pub async fn order_rules(request: OrderApprovalRules) -> Result<Vec<ApprovalRule>, Fault> {
    call::run(request).await
}

/// Tries the rules on a quote.
#[server(name = TryApprovalRulesCall, endpoint = "approvals.try_rules", input = Json, output = Json)]
pub async fn try_rules(request: TryApprovalRules) -> Result<TriedRules, Fault> {
    call::run(request).await
}

/// One's absences.
#[server(name = ListAbsencesCall, endpoint = "approvals.absences", input = Json, output = Json)]
pub async fn absences(request: ListAbsences) -> Result<AbsenceList, Fault> {
    call::run(request).await
}

/// A new absence.
#[server(name = SaveAbsenceCall, endpoint = "approvals.save_absence", input = Json, output = Json)]
pub async fn save_absence(request: SaveAbsence) -> Result<AbsenceList, Fault> {
    call::run(request).await
}

/// Takes an absence back.
#[server(name = DeleteAbsenceCall, endpoint = "approvals.delete_absence", input = Json, output = Json)]
pub async fn delete_absence(request: DeleteAbsence) -> Result<AbsenceList, Fault> {
    call::run(request).await
}
