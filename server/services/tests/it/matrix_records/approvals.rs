//! Rules, requests and absences of approvals.

use super::*;
use crate::cpq::approvals::{RULE, waiting};
use shared::cpq::approvals::ops as approvals;

async fn rule(bench: &Bench) -> shared::cpq::approvals::ApprovalRule {
    let save = crate::cpq::approvals::save_rule(bench, RULE).await;
    save.unwrap().pop().unwrap()
}

pub fn rows() -> Vec<Row> {
    rows![(ADMIN, approvals::ListApprovalRules, |_b| json!({}))(
        ADMIN,
        approvals::SaveApprovalRule,
        |b| {
            let rule = rule(b).await;
            json!({"id": rule.id, "version": rule.version, "draft": rule.draft})
        }
    )(ADMIN, approvals::DeleteApprovalRule, |b| {
        let rule = rule(b).await;
        json!({"id": rule.id, "version": rule.version})
    })(
        ADMIN,
        approvals::RestoreApprovalRule,
        |b| json!({"id": rule(b).await.id})
    )(ADMIN, approvals::OrderApprovalRules, |b| {
        let list = b
            .run(&b.administrator, approvals::ListApprovalRules {})
            .await
            .unwrap();
        let ids: Vec<_> = list.rules.iter().map(|rule| rule.id).collect();
        json!({"ids": ids})
    })(ADMIN, approvals::TryApprovalRules, |b| {
        json!({"number": waiting(b).await.number, "rule": null})
    })(
        ALL,
        approvals::ListApprovals,
        |_b| json!({"tab": "asked", "offset": 0})
    )(
        VIEW,
        approvals::GetApproval,
        |b| json!({"quote_id": waiting(b).await.id})
    )("iNN.Nii", approvals::DecideApproval, |b| {
        let quote = waiting(b).await;
        let get = approvals::GetApproval { quote_id: quote.id };
        let view = b.run(&b.manager, get).await.unwrap();
        json!({"id": view.request.unwrap().id, "decision": "approve", "comment": "", "condition": ""})
    })(ALL, approvals::ListAbsences, |_b| json!({}))(
        ALL,
        approvals::SaveAbsence,
        |b| {
            json!({"id": b.uuid(), "from": "2026-12-24", "to": "2026-12-31", "delegate": b.head.user_id})
        }
    )(
        ALL, approvals::DeleteAbsence, |b| json!({"id": b.uuid()})
    )]
}
