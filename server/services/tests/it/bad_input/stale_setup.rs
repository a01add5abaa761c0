//! A stale request of what administrators set up: prices, promotions, rules, fields, roles, webhooks.

use super::records::{self, FIRST};
use super::stale_rows::stale;
use super::{ask, made, stale::Stale};
use crate::bench::Bench;
use serde_json::{Value, json};
use shared::cpq::agreements::ops as agreements;
use shared::cpq::approvals::ops as approvals;
use shared::kernel::Operation;
use shared::platform::{fields, roles, webhooks};

/// A webhook described anew by the first save, and the version before.
async fn hook(bench: &Bench) -> (shared::kernel::WebhookId, i64) {
    let read = records::webhook(bench).await;
    let edit = webhooks::EditWebhook {
        id: read.id,
        version: read.version,
        draft: records::hook(FIRST),
    };
    bench.run(&bench.administrator, edit).await.unwrap();
    (read.id, read.version)
}

/// A role named by the first save, and the second request on the version before.
async fn stale_role(bench: &Bench, save: bool) -> Value {
    let read = records::role(bench).await;
    let mut first = roles::SaveRole {
        id: read.id,
        version: read.version,
        draft: read.draft,
    };
    // Two roles of one name are told apart by nobody.
    first.draft.name.en = format!("{FIRST} {}", read.id);
    bench
        .run(&bench.administrator, first.clone())
        .await
        .unwrap();
    first.draft.name.en = format!("Second {}", read.id);
    if save {
        json!(first)
    } else {
        json!({"id": first.id, "version": first.version})
    }
}

pub fn all() -> Vec<Stale> {
    stale! {
        (agreements::SaveAgreement, agreements::ListAgreements, FIRST, |b| {
            let one = crate::cpq::agreements::changed(b, FIRST).await;
            json!({"id": one.id, "account_id": one.account_id, "version": one.version, "draft": one.draft})
        })
        (agreements::DeleteAgreement, agreements::ListAgreements, FIRST, |b| {
            let one = crate::cpq::agreements::changed(b, FIRST).await;
            json!({"id": one.id, "account_id": one.account_id, "version": one.version})
        })
        (approvals::SaveApprovalRule, approvals::ListApprovalRules, "discount > 61", |b| {
            let (id, version, mut draft) = crate::cpq::approvals::changed_rule(b).await;
            draft.condition = "discount > 62".into();
            json!({"id": id, "version": version, "draft": draft})
        })
        (approvals::DeleteApprovalRule, approvals::ListApprovalRules, "discount > 61", |b| {
            let (id, version, _) = crate::cpq::approvals::changed_rule(b).await;
            json!({"id": id, "version": version})
        })
        (fields::SaveField, fields::ListFields, FIRST, |b| {
            let mut field = records::renamed_field(b).await;
            field.label.en = "Second".into();
            json!({"field": field})
        })
        (fields::DeleteField, fields::ListFields, FIRST, |b| {
            let field = records::renamed_field(b).await;
            json!({"id": field.id, "version": field.version, "values": 0})
        })
        (webhooks::EditWebhook, webhooks::ListWebhooks, FIRST, |b| {
            let (id, version) = hook(b).await;
            json!({"id": id, "version": version, "draft": records::hook("Second")})
        })
        (webhooks::DeleteWebhook, webhooks::ListWebhooks, FIRST, |b| {
            let (id, version) = hook(b).await;
            json!({"id": id, "version": version})
        })
        (webhooks::RotateSecret, webhooks::ListWebhooks, FIRST, |b| {
            let (id, version) = hook(b).await;
            json!({"id": id, "version": version})
        })
        (roles::SaveRole, roles::ListRoles, FIRST, |b| stale_role(b, true).await)
        (roles::DeleteRole, roles::ListRoles, FIRST, |b| stale_role(b, false).await)
    }
}
