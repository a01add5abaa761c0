//! What pages ask about leads.

use super::convert::{ConversionPlan, ConvertLead};
use super::model::{
    LeadChange, LeadFacts, LeadRow, LeadSource, LeadTouch, LeadView, Rating, TouchKind,
};
use super::status::{LeadStatus, StatusChange};
use crate::crm::accounts::HistoryEntry;
use crate::kernel::{Cursor, LeadId, LeadTouchId, Page, UserId};
use crate::{coded, operation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// The order of a list of leads.
    LeadSort {
        /// By creation.
        Created = "created",
        /// By last change.
        Updated = "updated",
        /// By name.
        Name = "name",
    }
}

/// Whose leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnedBy {
    /// Everybody's, and those in the queue.
    #[default]
    Anybody,
    /// Nobody's: the queue.
    Queue,
    /// This person's.
    User(UserId),
}

/// Which leads, in which order. An absent filter lets all through; filters add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadQuery {
    /// Words that must all stand in the name, company, address or town.
    pub search: String,
    /// Only with this status; without one, all that are open.
    pub status: Option<LeadStatus>,
    /// Closed ones too, when no status is given.
    pub closed: bool,
    /// Whose.
    pub owned_by: OwnedBy,
    /// Only of this channel.
    pub source: Option<LeadSource>,
    /// Only so promising.
    pub rating: Option<Rating>,
    /// Order.
    pub sort: LeadSort,
    /// From the end: the latest first.
    pub descending: bool,
}

impl Default for LeadQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            status: None,
            closed: false,
            owned_by: OwnedBy::Anybody,
            source: None,
            rating: None,
            sort: LeadSort::Created,
            descending: true,
        }
    }
}

/// A piece of the list of leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLeads {
    /// Which, in which order.
    pub query: LeadQuery,
    /// After this row; `None` from the beginning.
    pub after: Option<Cursor>,
    /// Rows wanted; 0 for the usual number.
    pub limit: u32,
}
operation!(ListLeads => LeadList, "leads.list", ViewLead);

/// Numbers of leads under the same filters but the status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadCounts {
    /// By status; those there are.
    pub by_status: Vec<(LeadStatus, i64)>,
    /// Open ones in the queue, whatever the filters.
    pub queue: i64,
}

impl LeadCounts {
    /// With this status.
    #[must_use]
    pub fn of(&self, status: LeadStatus) -> i64 {
        self.by_status
            .iter()
            .filter(|(known, _)| *known == status)
            .map(|(_, count)| count)
            .sum()
    }

    /// That are open.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.by_status
            .iter()
            .filter(|(status, _)| status.is_open())
            .map(|(_, count)| count)
            .sum()
    }
}

/// A piece of the list, with the numbers for its tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadList {
    /// The rows.
    pub page: Page<LeadRow>,
    /// The numbers.
    pub counts: LeadCounts,
}

/// One lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetLead {
    /// Which.
    pub id: LeadId,
}
operation!(GetLead => LeadView, "leads.get", ViewLead);

/// What happened to one lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetLeadRelated {
    /// Which.
    pub id: LeadId,
}
operation!(GetLeadRelated => LeadRelated, "leads.related", ViewLead);

/// Everything around a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRelated {
    /// Conversations and notes, newest first.
    pub touches: Vec<LeadTouch>,
    /// Changes of the record itself, newest first.
    pub history: Vec<LeadHistory>,
}

/// A change of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadHistory {
    /// What happened, when and by whom: `created`, `edited`, `taken`, `assigned`, `released`,
    /// `status_changed`, `contacted`, `converted`, `deleted`, `restored`, `file_added` and its like.
    pub entry: HistoryEntry,
    /// The status after it, when that changed.
    pub status: Option<LeadStatus>,
    /// Whose it was after it, when that changed.
    pub owner: Option<String>,
    /// The file it tells of.
    pub file: Option<ToldFile>,
}

/// A file a change tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldFile {
    /// What it was called.
    pub title: String,
    /// Which, as long as the lead has it.
    pub id: Option<Uuid>,
}

/// A new lead, with an id the page made. Repeating it changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateLead {
    /// Made by the page.
    pub id: LeadId,
    /// Its facts.
    pub facts: LeadFacts,
}
operation!(CreateLead => LeadView, "leads.create", EditLead);

/// New values for some facts. Refused with the present record when its version is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditLead {
    /// Which.
    pub id: LeadId,
    /// The version the changes were made on.
    pub version: i64,
    /// What changes.
    pub changes: Vec<LeadChange>,
}
operation!(EditLead => LeadView, "leads.edit", EditLead);

/// A step to another status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLeadStatus {
    /// Which.
    pub id: LeadId,
    /// The version the reader saw.
    pub version: i64,
    /// The step.
    pub change: StatusChange,
}
operation!(ChangeLeadStatus => LeadView, "leads.change_status", EditLead);

/// Takes a lead from the queue. Who comes second is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeLead {
    /// Which.
    pub id: LeadId,
    /// The version the reader saw.
    pub version: i64,
}
operation!(TakeLead => LeadView, "leads.take", EditLead);

/// Logs a conversation or a note; what was talked about stops the clock. Repeating it changes
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLeadTouch {
    /// Made by the page.
    pub id: LeadTouchId,
    /// With which lead.
    pub lead_id: LeadId,
    /// How.
    pub kind: TouchKind,
    /// What was said; may be empty but for a note.
    pub body: String,
}
operation!(LogLeadTouch => LeadTouched, "leads.log", EditLead);

/// A lead after a touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTouched {
    /// The lead as it is now.
    pub lead: LeadView,
    /// The touch as it is kept.
    pub touch: LeadTouch,
}

/// What a conversion may join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLeadConversion {
    /// Which.
    pub id: LeadId,
}
operation!(PlanLeadConversion => ConversionPlan, "leads.plan_conversion", ViewLead);

operation!(ConvertLead => LeadView, "leads.convert", EditLead);

/// Hides a lead; [`RestoreLead`] undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteLead {
    /// Which.
    pub id: LeadId,
    /// The version the reader saw.
    pub version: i64,
}
operation!(DeleteLead => LeadView, "leads.delete", EditLead);

/// Brings a deleted lead back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreLead {
    /// Which.
    pub id: LeadId,
}
operation!(RestoreLead => LeadView, "leads.restore", EditLead);
