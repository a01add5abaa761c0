//! Requests about parked jobs.

use crate::kernel::{Instant, JobId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// A job that failed too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedJob {
    /// Which.
    pub id: JobId,
    /// What it does, by its word in code, for example `mail.deliver`.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed last.
    pub error: String,
    /// When it was queued.
    pub created_at: Instant,
    /// When it was parked.
    pub parked_at: Option<Instant>,
}

/// Puts a parked job back into the queue, as if it had never been tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryJob {
    /// Which.
    pub id: JobId,
}
operation!(RetryJob => (), "jobs.retry", ManageSystem);

/// Gives a parked job up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardJob {
    /// Which.
    pub id: JobId,
}
operation!(DiscardJob => (), "jobs.discard", ManageSystem);
