//! Tokens of the interface, its events, and webhooks.

use super::*;
use shared::platform::{api, webhooks};

/// A webhook of the administrator.
async fn webhook(bench: &Bench) -> webhooks::WebhookView {
    let create = webhooks::CreateWebhook {
        id: shared::kernel::WebhookId(bench.uuid()),
        draft: webhooks::WebhookDraft {
            url: "https://example.com/hook".into(),
            active: false,
            ..webhooks::WebhookDraft::default()
        },
    };
    bench.run(&bench.administrator, create).await.unwrap().view
}

pub(super) fn rows() -> Rows {
    let draft =
        json!({"url": "https://example.com/x", "description": "", "entities": [], "active": false});
    let other = draft.clone();
    rows![
        (ALL, api::ListTokens, |_b| json!({}))
        (ALL, api::CreateToken, |_b| json!({"name": "Export", "scopes": "crm:read", "days": 30}))
        (".NNNNNN", api::RevokeToken, |b| {
            let create = api::CreateToken {
                name: "Mine".into(),
                scopes: api::Scopes::all(api::Level::Read),
                days: None,
            };
            json!({"id": b.run(&b.rep, create).await.unwrap().view.id})
        })
        (ALL, api::ListEvents, |_b| json!({"after": 0, "limit": 1}))
        (SEEN, api::ListEvents, |b| {
            let after = crate::bad_input::last_event(b).await;
            let shown = deal(b).await.id;
            // On PostgreSQL the newest events wait a moment.
            let later = b.services.clock().now().0 + 5_000;
            b.clock.set(shared::kernel::Instant(later));
            json!({"after": after, "limit": 500, "shown": shown})
        }, shows its_id)
        (ADMIN, webhooks::ListWebhooks, |_b| json!({}))
        (ADMIN, webhooks::DeleteWebhook, |b| {
            let hook = webhook(b).await;
            json!({"id": hook.id, "version": hook.version})
        })
        (ADMIN, webhooks::RotateSecret, |b| {
            let hook = webhook(b).await;
            json!({"id": hook.id, "version": hook.version})
        })
        (ADMIN, webhooks::TestWebhook, |b| json!({"id": webhook(b).await.id}))
        (ADMIN, webhooks::ListDeliveries, |b| json!({"id": webhook(b).await.id}))
        (ADMIN, webhooks::ReplayDelivery, |b| {
            let id = webhook(b).await.id;
            let log = b.run(&b.administrator, webhooks::TestWebhook { id }).await.unwrap();
            json!({"id": id, "event": log[0].event})
        })
    ]
    .into_iter()
    .chain([
        row::<webhooks::CreateWebhook>(
            ADMIN,
            made(move |b| {
                let draft = draft.clone();
                Box::pin(async move { json!({"id": b.uuid(), "draft": draft}) })
            }),
            None,
        ),
        row::<webhooks::EditWebhook>(
            ADMIN,
            made(move |b| {
                let draft = other.clone();
                Box::pin(async move {
                    let hook = webhook(b).await;
                    json!({"id": hook.id, "version": hook.version, "draft": draft})
                })
            }),
            None,
        ),
    ])
    .collect()
}
