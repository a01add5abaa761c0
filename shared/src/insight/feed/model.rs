//! What an entry says.

use crate::kernel::{AccountId, ContactId, Instant, LeadId, Named, OpportunityId, QuoteId, UserId};
use crate::work::activities::ActivityKind;
use crate::work::tasks::TaskKind;
use crate::work::timeline::TimelineEvent;
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// Its place in the order.
    pub key: FeedKey,
    /// Who did it; `None` for the customer and for the system.
    pub actor: Option<Named<UserId>>,
    /// The record to look at; `None` when it hangs on none.
    pub on: Option<FeedRecord>,
    /// Whose deal, quote or contact it is.
    pub account: Option<Named<AccountId>>,
    /// What it was.
    pub what: Happening,
}

/// The place of an entry: its moment, then its position in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FeedKey {
    /// When it happened.
    pub at: Instant,
    /// Position in the log.
    pub seq: i64,
}

/// The record an entry leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // the variants are named after the records they stand for
pub enum FeedRecord {
    Opportunity(Named<OpportunityId>),
    Quote(Named<QuoteId>),
    Account(Named<AccountId>),
    Contact(Named<ContactId>),
    Lead(Named<LeadId>),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// A deal or a quote came to be or went on: what weighs most stands first.
    Changes(Vec<TimelineEvent>),
    /// A call, e-mail, meeting or note was logged.
    Logged {
        /// Which of them.
        kind: ActivityKind,
        /// About what.
        subject: String,
    },
    /// A task was done.
    TaskDone {
        /// What kind of task.
        kind: TaskKind,
        /// About what.
        subject: String,
    },
    /// A lead became account, contact or deal.
    Converted,
}
