//! What the page of webhooks asks of the server.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::platform::webhooks::{
    CreateWebhook, DeleteWebhook, DeliveryView, EditWebhook, ListDeliveries, ListWebhooks,
    ReplayDelivery, RotateSecret, TestWebhook, WebhookSecret, WebhookView,
};

/// All webhooks.
#[server(name = ListWebhooksCall, endpoint = "webhooks.list", input = Json, output = Json)]
pub async fn webhooks(request: ListWebhooks) -> Result<Vec<WebhookView>, Fault> {
    call::run(request).await
}

/// A new webhook.
#[server(name = CreateWebhookCall, endpoint = "webhooks.create", input = Json, output = Json)]
pub async fn create_webhook(request: CreateWebhook) -> Result<WebhookSecret, Fault> {
    call::run(request).await
}

/// Saves a webhook.
#[server(name = EditWebhookCall, endpoint = "webhooks.edit", input = Json, output = Json)]
pub async fn edit_webhook(request: EditWebhook) -> Result<WebhookView, Fault> {
    call::run(request).await
}

/// Removes a webhook.
#[server(name = DeleteWebhookCall, endpoint = "webhooks.delete", input = Json, output = Json)]
pub async fn delete_webhook(request: DeleteWebhook) -> Result<Vec<WebhookView>, Fault> {
    call::run(request).await
}

/// Another secret.
#[server(name = RotateSecretCall, endpoint = "webhooks.rotate_secret", input = Json, output = Json)]
pub async fn rotate_secret(request: RotateSecret) -> Result<WebhookSecret, Fault> {
    call::run(request).await
}

/// A first message.
#[server(name = TestWebhookCall, endpoint = "webhooks.test", input = Json, output = Json)]
pub async fn test_webhook(request: TestWebhook) -> Result<Vec<DeliveryView>, Fault> {
    call::run(request).await
}

/// The log of a webhook.
#[server(name = ListDeliveriesCall, endpoint = "webhooks.deliveries", input = Json, output = Json)]
pub async fn deliveries(request: ListDeliveries) -> Result<Vec<DeliveryView>, Fault> {
    call::run(request).await
}

/// Sends a delivery again.
#[server(name = ReplayDeliveryCall, endpoint = "webhooks.replay", input = Json, output = Json)]
pub async fn replay_delivery(request: ReplayDelivery) -> Result<Vec<DeliveryView>, Fault> {
    call::run(request).await
}
