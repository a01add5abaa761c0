//! The list of opportunities.

use super::board::DealFilter;
use super::model::OpportunityKind;
use super::totals::CurrencySum;
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::{
    AccountId, Currency, Instant, Money, Named, OpportunityId, Percent, PipelineId, RateTable,
    StageId, UserId, coded,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// What the list can be sorted by.
    SortColumn {
        /// Name.
        Name = "name",
        /// Name of the account.
        Account = "account",
        /// Amount in its own currency (never compared across currencies at a guessed rate: sorted
        /// by currency first).
        Amount = "amount",
        /// Close date.
        CloseDate = "close_date",
        /// Rank of the stage.
        Stage = "stage",
        /// Name of the owner.
        Owner = "owner",
        /// Last change.
        Updated = "updated",
    }
}

/// A column and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSort {
    /// By what.
    pub column: SortColumn,
    /// From the largest.
    pub descending: bool,
}

impl Default for ListSort {
    fn default() -> Self {
        Self {
            column: SortColumn::CloseDate,
            descending: false,
        }
    }
}

impl ListSort {
    /// The word in a URL: `close_date` or `-close_date`.
    #[must_use]
    pub fn to_word(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.column.code())
    }

    /// Reads the word of a URL.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let (descending, code) = match word.strip_prefix('-') {
            Some(code) => (true, code),
            None => (false, word),
        };
        Some(Self {
            column: code.parse().ok()?,
            descending,
        })
    }
}

/// The place after which the list goes on: the sort value and id of the last row shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAfter {
    /// The sort value, in the form the store gave it.
    pub text: String,
    /// The sort value when it is a number.
    pub number: i64,
    /// The id of the row.
    pub id: OpportunityId,
}

/// Asks for a page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Of this pipeline only.
    pub pipeline: Option<PipelineId>,
    /// In this stage only.
    pub stage: Option<StageId>,
    /// Which deals.
    pub filter: DealFilter,
    /// In which order.
    pub sort: ListSort,
    /// Where to go on; from the start when not given.
    pub after: Option<ListAfter>,
    /// Rows to answer, 1 to 200.
    pub limit: u32,
}

/// A row of the list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// Which deal.
    pub id: OpportunityId,
    /// Its version.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// The account it is sold to.
    pub account: Option<Named<AccountId>>,
    /// Who sells it.
    pub owner: Named<UserId>,
    /// The pipeline it moves through.
    pub pipeline_id: PipelineId,
    /// Its stage.
    pub stage_id: StageId,
    /// The stage's state.
    pub state: StageState,
    /// New, renewal, expansion.
    pub kind: OpportunityKind,
    /// Amount in the deal's currency.
    pub amount: Money,
    /// Expected signature or closing day.
    pub close_date: NaiveDate,
    /// The probability that counts.
    pub probability: Percent,
    /// The category that counts.
    pub category: ForecastCategory,
    /// Earliest day of an open task or planned activity.
    pub next_activity_on: Option<NaiveDate>,
    /// Since when it is in its stage.
    pub stage_entered_at: Instant,
    /// The last logged conversation.
    pub last_activity_at: Option<Instant>,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// The rows.
    pub rows: Vec<ListRow>,
    /// Where to go on; `None` at the end.
    pub next: Option<ListAfter>,
    /// Count, amount and weighted amount of all deals of the filter, by currency.
    pub sums: Vec<CurrencySum>,
    /// The currency sums are shown in.
    pub currency: Currency,
    /// The rates for it.
    pub rates: RateTable,
    /// The day it is for the reader.
    pub today: NaiveDate,
    /// The moment of the answer.
    pub now: Instant,
}
