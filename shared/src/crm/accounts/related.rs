//! What hangs on an account or a contact; its tasks and its timeline are those of `work`.

use super::group::GroupLine;
use crate::crm::contacts::ContactRow;
use crate::crm::relations::Affiliate;
use crate::deals::pipelines::StageState;
use crate::kernel::{Instant, LocalText, Money, Named, OpportunityId, QuoteId, UserId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Everything around an account, newest or nearest first, as far as the reader may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRelated {
    /// Persons there, by name.
    pub contacts: Vec<ContactRow>,
    /// Persons whose own account is another: those who are there still first, by name.
    pub affiliates: Vec<Affiliate>,
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
    /// The last conversation with the account or about its deals.
    pub last_activity_at: Option<Instant>,
    /// Changes of the record itself, newest first; at most 50.
    pub history: Vec<HistoryEntry>,
    /// The group it belongs to, with the deals the reader may see; empty for an account that stands alone.
    pub group: Vec<GroupLine>,
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
