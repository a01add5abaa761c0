//! The request of the health page, and its answer.

use crate::kernel::Instant;
use crate::operation;
use crate::platform::jobs::ParkedJob;
use crate::platform::mail::MailLine;
use serde::{Deserialize, Serialize};

/// Asks how the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetHealth {}
operation!(GetHealth => HealthView, "health.get", ManageSystem);

/// The database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseHealth {
    /// `SQLite` or `PostgreSQL`.
    pub kind: String,
    /// What it takes on disk, in bytes.
    pub bytes: i64,
    /// The number of the newest migration applied.
    pub migration: i64,
    /// Migrations of this version that are to come.
    pub pending: i64,
    /// Entries of the log of changes.
    pub events: i64,
}

/// The disk the database of this server lies on; unknown for a database server elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    /// Free, in bytes.
    pub free: i64,
    /// In all, in bytes.
    pub total: i64,
}

/// The queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsHealth {
    /// Wait for their moment.
    pub queued: i64,
    /// Are worked on.
    pub running: i64,
    /// Were done lately.
    pub done: i64,
    /// Failed too often.
    pub parked: i64,
    /// The longest waiting of those that are due.
    pub oldest_due: Option<Instant>,
    /// The newest parked ones.
    pub parked_jobs: Vec<ParkedJob>,
}

/// How messages leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailRoute {
    /// Nobody said: they wait.
    #[default]
    None,
    /// As files in this folder.
    Folder(String),
    /// Through this mail server.
    Server(String),
}

/// The outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHealth {
    /// How messages leave.
    pub route: MailRoute,
    /// Wait to be handed over.
    pub waiting: i64,
    /// Were handed over lately.
    pub sent: i64,
    /// Were given up.
    pub failed: i64,
    /// The newest that could not be handed over.
    pub troubled: Vec<MailLine>,
}

/// How the server is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthView {
    /// When it was asked.
    pub now: Instant,
    /// Version of the program.
    pub version: String,
    /// Since when this process serves.
    pub started_at: Instant,
    /// The database.
    pub database: DatabaseHealth,
    /// Its disk.
    pub disk: Option<Disk>,
    /// There is no room to write: pages are read, and nothing is saved.
    #[serde(default)]
    pub read_only: bool,
    /// The last reading of the log's seals found a fault.
    #[serde(default)]
    pub log_broken: bool,
    /// The queue.
    pub jobs: JobsHealth,
    /// The outbox.
    pub mail: MailHealth,
    /// Open live pages of this process.
    pub streams: i64,
}
