//! What a webhook is.

use crate::kernel::event::Entity;
use crate::kernel::{Instant, WebhookId, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// Whether a webhook is told anything.
    WebhookState {
        /// It is told.
        On = "on",
        /// A person switched it off.
        Off = "off",
        /// Its attempts failed for too long; it was switched off by itself.
        Failing = "failing",
    }
}

coded! {
    /// Where a delivery is.
    DeliveryState {
        /// It will be tried, or tried again.
        Waiting = "waiting",
        /// The other side took it.
        Delivered = "delivered",
        /// It was tried often enough.
        Failed = "failed",
    }
}

/// A webhook as a person writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDraft {
    /// Where to send to: `https://…`.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Only of these kinds of records; of every kind when empty.
    pub entities: Vec<Entity>,
    /// Whether it shall be told.
    pub active: bool,
}

/// A webhook as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// Which.
    pub id: WebhookId,
    /// What people edit.
    pub draft: WebhookDraft,
    /// Whether it is told.
    pub state: WebhookState,
    /// Since when every attempt has failed.
    pub failing_since: Option<Instant>,
    /// Deliveries that wait.
    pub waiting: i64,
    /// Deliveries that were given up.
    pub failed: i64,
    /// The last one the other side took.
    pub last_delivered_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// For optimistic locking.
    pub version: i64,
}

/// A delivery in the log.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The event's number; a test has one below zero.
    pub event: i64,
    /// `account.edited`.
    pub kind: String,
    /// Where it is.
    pub state: DeliveryState,
    /// Requests made so far.
    pub attempts: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it is tried next, while it waits.
    pub next_at: Option<Instant>,
    /// The last request.
    pub tried_at: Option<Instant>,
    /// What it was answered with (HTTP).
    pub status: Option<i32>,
    /// How long the answer took, in milliseconds.
    pub latency_ms: Option<i32>,
    /// Why there was no answer, as a code of the catalogue (`webhooks.error.<code>`); empty when
    /// there was one.
    pub error: String,
    /// The beginning of the answer.
    pub excerpt: String,
}
