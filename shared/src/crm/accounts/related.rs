//! What hangs on an account or a contact.

use crate::crm::contacts::ContactRow;
use crate::deals::pipelines::StageState;
use crate::kernel::{
    ActivityId, ContactId, Instant, LocalText, Money, Named, OpportunityId, QuoteId, TaskId, UserId,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything around an account, newest or nearest first, as far as the reader may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRelated {
    /// Persons there, by name.
    pub contacts: Vec<ContactRow>,
    /// Deals: open ones by close date, then closed ones, newest first; at most 200.
    pub opportunities: Vec<RelatedOpportunity>,
    /// Sum of the open deals, one per currency.
    pub open_totals: Vec<Money>,
    /// Sum of the won deals, one per currency.
    pub won_totals: Vec<Money>,
    /// Number of open, won and lost deals.
    pub counts: [i64; 3],
    /// Current quotes, newest first; at most 50.
    pub quotes: Vec<RelatedQuote>,
    /// Open tasks by due day, then the latest done; at most 50.
    pub tasks: Vec<RelatedTask>,
    /// Conversations with the account or about its deals, newest first; at most 100.
    pub activities: Vec<RelatedActivity>,
    /// Changes of the record itself, newest first; at most 50.
    pub history: Vec<HistoryEntry>,
}

/// A deal in a list beside another record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedOpportunity {
    /// Which.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Stage it is in.
    pub stage: LocalText,
    /// Open, won or lost.
    pub state: StageState,
    /// Amount.
    pub amount: Money,
    /// Expected signature, or the day it closed.
    pub close_date: NaiveDate,
    /// Who sells it.
    pub owner: Named<UserId>,
}

/// A quote in a list beside another record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedQuote {
    /// Which.
    pub id: QuoteId,
    /// Number people quote.
    pub number: String,
    /// Title.
    pub title: String,
    /// Word of its state (`cpq.state.<code>`).
    pub state: String,
    /// Net total.
    pub net: Money,
    /// Last day to accept.
    pub valid_until: NaiveDate,
}

/// A task in a list beside another record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedTask {
    /// Which.
    pub id: TaskId,
    /// What to do.
    pub subject: String,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// Whose.
    pub owner: Named<UserId>,
    /// The deal it is for.
    pub opportunity: Option<Named<OpportunityId>>,
}

/// A conversation in a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedActivity {
    /// Which.
    pub id: ActivityId,
    /// call, email, meeting, note.
    pub kind: String,
    /// One line.
    pub subject: String,
    /// Details.
    pub body: String,
    /// When.
    pub at: Instant,
    /// Who logged it.
    pub owner: Named<UserId>,
    /// With whom.
    pub contact: Option<Named<ContactId>>,
    /// About which deal.
    pub opportunity: Option<Named<OpportunityId>>,
}

/// A change of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Position in the log.
    pub seq: i64,
    /// `created`, `edited`, `deleted`, `restored`.
    pub action: String,
    /// Names of the fields that changed.
    pub fields: Vec<String>,
    /// Who did it; `None` for the system.
    pub actor: Option<String>,
    /// When.
    pub at: Instant,
}
