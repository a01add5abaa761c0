//! What a page may ask about timelines.

use super::history::HistoryEntry;
use super::{TimelineEntry, TimelineFilter, TimelineKey};
use crate::kernel::{AccountId, ContactId, OpportunityId};
use crate::operation;
use serde::{Deserialize, Serialize};

/// The record a timeline is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineOf {
    /// An account, its contacts and its opportunities.
    Account(AccountId),
    /// A contact.
    Contact(ContactId),
    /// An opportunity.
    Opportunity(OpportunityId),
}

/// Reads a page of a timeline, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTimeline {
    /// Of which record.
    pub of: TimelineOf,
    /// Which entries.
    pub filter: TimelineFilter,
    /// The cursor a page before gave.
    pub before: Option<TimelineKey>,
    /// How many at most (1 to 100).
    pub limit: u32,
}
operation!(ReadTimeline => TimelinePage, "timeline.read", ViewActivity);

/// A page of a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// The entries.
    pub entries: Vec<TimelineEntry>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<TimelineKey>,
}

/// Reads a page of the changes of an opportunity, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOpportunityHistory {
    /// Of which.
    pub id: OpportunityId,
    /// The position of the last entry seen.
    pub before: Option<i64>,
    /// How many at most (1 to 100).
    pub limit: u32,
}
operation!(ReadOpportunityHistory => HistoryPage, "opportunities.history", ViewOpportunity);

/// A page of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The changes.
    pub entries: Vec<HistoryEntry>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<i64>,
}
