//! Webhooks with their log: what is delivered, what was not, sending again.

use crate::http::api::book::{Book, Listed, as_json, plain, whole};
use crate::http::api::check::read;
use crate::http::api::refusal::Refusal;
use crate::http::api::resources::Nothing;
use crate::http::api::route::{Answer, Call, Reply, Run};
use axum::http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::kernel::event::Entity;
use shared::kernel::{Instant, Operation, WebhookId};
use shared::platform::webhooks::{
    CreateWebhook, DELIVERIES_MAX, DeleteWebhook, DeliveryView, EditWebhook, ListDeliveries,
    ListWebhooks, ReplayDelivery, RotateSecret, TestWebhook, WebhookDraft, WebhookSecret,
    WebhookState, WebhookView,
};
use std::sync::Arc;

/// A webhook.
#[derive(Clone, Serialize, JsonSchema)]
struct Webhook {
    /// Which.
    id: WebhookId,
    /// Where to send to: `https://…`.
    url: String,
    /// What it is for.
    description: String,
    /// Only of these kinds of records; of every kind when empty.
    entities: Vec<Entity>,
    /// Whether it is told; `failing` is one that was switched off by itself.
    state: WebhookState,
    /// Since when every attempt has failed.
    failing_since: Option<Instant>,
    /// Deliveries that wait.
    waiting: i64,
    /// Deliveries that were given up.
    failed: i64,
    /// The last one the other side took.
    last_delivered_at: Option<Instant>,
    /// When it was made.
    created_at: Instant,
    /// For optimistic locking.
    version: i64,
    /// `whsec_…`; told once, when it is made or renewed, and null ever after.
    secret: Option<String>,
}

impl From<WebhookView> for Webhook {
    fn from(view: WebhookView) -> Self {
        Self {
            id: view.id,
            url: view.draft.url,
            description: view.draft.description,
            entities: view.draft.entities,
            state: view.state,
            failing_since: view.failing_since,
            waiting: view.waiting,
            failed: view.failed,
            last_delivered_at: view.last_delivered_at,
            created_at: view.created_at,
            version: view.version,
            secret: None,
        }
    }
}

fn with_secret(made: WebhookSecret) -> Option<Webhook> {
    Some(Webhook {
        secret: Some(made.secret),
        ..Webhook::from(made.view)
    })
}

/// What can be said of a webhook.
#[derive(Serialize, Deserialize, JsonSchema)]
struct WebhookFields {
    /// Where to send to: `https://…`.
    url: String,
    /// What it is for.
    description: String,
    /// Only of these kinds of records; of every kind when empty.
    entities: Vec<Entity>,
    /// Whether it shall be told; switched on again it begins anew with its failures.
    active: bool,
}

impl From<WebhookFields> for WebhookDraft {
    fn from(fields: WebhookFields) -> Self {
        Self {
            url: fields.url,
            description: fields.description,
            entities: fields.entities,
            active: fields.active,
        }
    }
}

/// A delivery to send again.
#[derive(Deserialize, JsonSchema)]
struct Again {
    /// The number of its event.
    event: i64,
}

fn log(deliveries: Vec<DeliveryView>) -> Reply {
    Reply::ok(json!({ "data": as_json(deliveries) }))
}

async fn deliveries(call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    Ok(log(call.ask(ListDeliveries { id }).await?))
}

async fn replay(mut call: Call) -> Result<Reply, Refusal> {
    let id = call.id()?.into();
    let event = read::<Again>(std::mem::take(&mut call.body))?.event;
    Ok(log(call.ask(ReplayDelivery { id, event }).await?))
}

fn logs(book: &mut Book) {
    let row = book.schemas.record::<DeliveryView>("Delivery", &[]);
    let answer = json!({
        "type": "object",
        "required": ["data"],
        "properties": { "data": { "type": "array", "items": row, "maxItems": DELIVERIES_MAX } }
    });
    let run: Run = Arc::new(|call| Box::pin(deliveries(call)) as Answer);
    let mut route = plain("webhooks", (Method::GET, "{id}/deliveries"), run);
    route.summary = "The newest deliveries of a webhook, the newest first".to_owned();
    route.operations = vec![ListDeliveries::NAME];
    route.action = ListDeliveries::ACTION;
    route.answer = Some(answer.clone());
    book.routes.push(route);

    let run: Run = Arc::new(|call| Box::pin(replay(call)) as Answer);
    let mut route = plain("webhooks", (Method::POST, "{id}/replay"), run);
    route.summary = "Send a delivery again, whatever became of it".to_owned();
    route.operations = vec![ReplayDelivery::NAME];
    route.action = ReplayDelivery::ACTION;
    let body = book.schemas.taken::<Again>();
    route.body = Some(book.schemas.keep("WebhookReplayBody", body));
    route.answer = Some(answer);
    book.routes.push(route);
}

pub fn add(book: &mut Book) {
    book.list(
        "webhooks",
        ("WebhookRow", &[]),
        Vec::new(),
        |_, _| Ok(ListWebhooks {}),
        |rows: Vec<WebhookView>, _| -> Listed<Webhook> {
            whole(rows.into_iter().map(Webhook::from).collect())
        },
    );
    book.listed(
        ("webhooks", "Webhook"),
        &[],
        || ListWebhooks {},
        |all: Vec<WebhookView>, id| {
            let found = all.into_iter().find(|one| one.id.0 == id);
            found.map(Webhook::from)
        },
        |webhook: Webhook| webhook,
    )
    .read()
    .create_by(
        &["url"],
        |_| -> Value { json!({ "description": "", "entities": [], "active": true }) },
        |id, fields: WebhookFields| CreateWebhook {
            id: id.into(),
            draft: fields.into(),
        },
        with_secret,
    )
    .update_by(
        |webhook| WebhookFields {
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            entities: webhook.entities.clone(),
            active: webhook.state == WebhookState::On,
        },
        |webhook, fields: WebhookFields| EditWebhook {
            id: webhook.id,
            version: webhook.version,
            draft: fields.into(),
        },
        |view: WebhookView| Some(Webhook::from(view)),
    )
    .delete(|webhook| DeleteWebhook {
        id: webhook.id,
        version: webhook.version,
    })
    .act_by(
        "rotate-secret",
        "Give a webhook a new secret; the old one signs beside it for a day",
        |webhook, _: Nothing| RotateSecret {
            id: webhook.id,
            version: webhook.version,
        },
        with_secret,
    )
    .act_by(
        "test",
        "Send a message without content, to see whether the address answers",
        |webhook, _: Nothing| TestWebhook { id: webhook.id },
        |_| None,
    );
    logs(book);
    book.told_once("webhooks", &["secret"]);
}
