//! What the administration asks about webhooks.

use super::model::{DeliveryView, WebhookDraft, WebhookView};
use crate::kernel::WebhookId;
use crate::operation;
use serde::{Deserialize, Serialize};

/// Lists the webhooks, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListWebhooks {}
operation!(ListWebhooks => Vec<WebhookView>, "webhooks.list", ManageCompany);

/// Makes a webhook, with an id the page made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateWebhook {
    /// Made by the page.
    pub id: WebhookId,
    /// As it shall be.
    pub draft: WebhookDraft,
}
operation!(CreateWebhook => WebhookSecret, "webhooks.create", ManageCompany);

/// A webhook with its secret: the only time it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSecret {
    /// `whsec_…`.
    pub secret: String,
    /// The webhook.
    pub view: WebhookView,
}

/// Saves a webhook whole; one switched on again begins anew with its failures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditWebhook {
    /// Which.
    pub id: WebhookId,
    /// The version that was read.
    pub version: i64,
    /// As it shall be.
    pub draft: WebhookDraft,
}
operation!(EditWebhook => WebhookView, "webhooks.edit", ManageCompany);

/// Removes a webhook with its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteWebhook {
    /// Which.
    pub id: WebhookId,
    /// The version that was read.
    pub version: i64,
}
operation!(DeleteWebhook => Vec<WebhookView>, "webhooks.delete", ManageCompany);

/// Gives a webhook a new secret; the old one signs beside it for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotateSecret {
    /// Which.
    pub id: WebhookId,
    /// The version that was read.
    pub version: i64,
}
operation!(RotateSecret => WebhookSecret, "webhooks.rotate_secret", ManageCompany);

/// Sends a first message without content, to see whether the address answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestWebhook {
    /// Which.
    pub id: WebhookId,
}
operation!(TestWebhook => Vec<DeliveryView>, "webhooks.test", ManageCompany);

/// Most rows of the log in one answer.
pub const DELIVERIES_MAX: u32 = 100;

/// The newest deliveries of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDeliveries {
    /// Of which webhook.
    pub id: WebhookId,
}
operation!(ListDeliveries => Vec<DeliveryView>, "webhooks.deliveries", ManageCompany);

/// Sends a delivery again, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayDelivery {
    /// Of which webhook.
    pub id: WebhookId,
    /// Which event.
    pub event: i64,
}
operation!(ReplayDelivery => Vec<DeliveryView>, "webhooks.replay", ManageCompany);
