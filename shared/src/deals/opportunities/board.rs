//! The board: what is asked, by which filters, and what comes back.

use super::activity::NextActivity;
use super::model::{OpportunityCard, OpportunityKind};
use super::totals::BoardTotals;
use crate::deals::pipelines::{ForecastCategory, Pipeline, StageState};
use crate::kernel::{
    AccountId, Currency, Instant, OpportunityId, PipelineId, RateTable, StageId, TeamId, UserId,
    coded,
};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

coded! {
    /// How cards are grouped within a column.
    Grouping {
        /// Not at all.
        None = "none",
        /// By owner.
        Owner = "owner",
        /// By forecast category.
        Category = "category",
        /// By account.
        Account = "account",
    }
}

/// The sort word of a forecast category within a grouped column: the surest first. The store orders
/// by the same words.
#[must_use]
pub const fn category_word(category: ForecastCategory) -> &'static str {
    match category {
        ForecastCategory::Closed => "0",
        ForecastCategory::Commit => "1",
        ForecastCategory::BestCase => "2",
        ForecastCategory::Pipeline => "3",
        ForecastCategory::Omitted => "4",
    }
}

/// A period of close dates, relative to today except the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosePeriod {
    /// Before today.
    Overdue,
    /// The current calendar month.
    ThisMonth,
    /// The one after.
    NextMonth,
    /// The current fiscal quarter.
    ThisQuarter,
    /// The one after.
    NextQuarter,
    /// From one day to another, both included.
    Between(NaiveDate, NaiveDate),
}

/// First day of the fiscal quarter `day` is in. `first_month`: first month of the fiscal year, 1–12.
fn quarter_start(day: NaiveDate, first_month: u32) -> NaiveDate {
    let into_quarter = (day.month() + 12 - first_month.clamp(1, 12)) % 3;
    month_start(day)
        .checked_sub_months(Months::new(into_quarter))
        .unwrap_or(day)
}

fn month_start(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first and last day of a period, both included. `first_month`: first month of the fiscal
/// year, 1–12.
#[must_use]
pub fn period_days(
    period: ClosePeriod,
    today: NaiveDate,
    first_month: u32,
) -> (NaiveDate, NaiveDate) {
    let span = |start: NaiveDate, skip: u32, months: u32| {
        let first = start.checked_add_months(Months::new(skip)).unwrap_or(start);
        let end = first
            .checked_add_months(Months::new(months))
            .and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(first);
        (first, end)
    };
    match period {
        ClosePeriod::Overdue => (
            NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(today),
            today.checked_sub_days(Days::new(1)).unwrap_or(today),
        ),
        ClosePeriod::ThisMonth => span(month_start(today), 0, 1),
        ClosePeriod::NextMonth => span(month_start(today), 1, 1),
        ClosePeriod::ThisQuarter => span(quarter_start(today, first_month), 0, 3),
        ClosePeriod::NextQuarter => span(quarter_start(today, first_month), 3, 3),
        ClosePeriod::Between(from, to) => (from, to),
    }
}

impl ClosePeriod {
    /// The periods without days of their own, as offered in a menu.
    pub const MENU: [ClosePeriod; 5] = [
        ClosePeriod::Overdue,
        ClosePeriod::ThisMonth,
        ClosePeriod::NextMonth,
        ClosePeriod::ThisQuarter,
        ClosePeriod::NextQuarter,
    ];

    /// The word in a URL; `2026-01-01..2026-03-31` for days.
    #[must_use]
    pub fn to_word(self) -> String {
        match self {
            ClosePeriod::Overdue => "overdue".to_owned(),
            ClosePeriod::ThisMonth => "this_month".to_owned(),
            ClosePeriod::NextMonth => "next_month".to_owned(),
            ClosePeriod::ThisQuarter => "this_quarter".to_owned(),
            ClosePeriod::NextQuarter => "next_quarter".to_owned(),
            ClosePeriod::Between(from, to) => format!("{from}..{to}"),
        }
    }

    /// Reads the word of a URL; `None` when it is not one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(period) = Self::MENU.into_iter().find(|p| p.to_word() == word) {
            return Some(period);
        }
        let (from, to) = word.split_once("..")?;
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then_some(ClosePeriod::Between(from, to))
    }
}

/// Which deals to show. Everything left out filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealFilter {
    /// Of this owner.
    pub owner: Option<UserId>,
    /// Of owners in this team or below.
    pub team: Option<TeamId>,
    /// Of this account.
    pub account: Option<AccountId>,
    /// In this category: judged, else computed.
    pub category: Option<ForecastCategory>,
    /// Closing in this period.
    pub close: Option<ClosePeriod>,
    /// Of this kind.
    pub kind: Option<OpportunityKind>,
    /// With this next activity.
    pub next_activity: Option<NextActivity>,
    /// Only stalled ones.
    pub stalled: bool,
    /// Whose name or account contains this.
    pub search: String,
    /// In this state; the board shows every state and ignores it.
    pub state: Option<StageState>,
}

impl DealFilter {
    /// The filter as words for a URL, only what is set.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |key, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                pairs.push((key, value));
            }
        };
        put("owner", self.owner.map(|id| id.to_string()));
        put("team", self.team.map(|id| id.to_string()));
        put("account", self.account.map(|id| id.to_string()));
        put("category", self.category.map(|c| c.code().to_owned()));
        put("close", self.close.map(ClosePeriod::to_word));
        put("kind", self.kind.map(|kind| kind.code().to_owned()));
        put(
            "next",
            self.next_activity.map(|next| next.code().to_owned()),
        );
        put("stalled", self.stalled.then(|| "1".to_owned()));
        put("state", self.state.map(|state| state.code().to_owned()));
        put("q", Some(self.search.trim().to_owned()));
        pairs
    }

    /// Reads a filter from the words of a URL. What cannot be understood filters nothing.
    #[must_use]
    pub fn from_pairs(get: impl Fn(&str) -> Option<String>) -> Self {
        fn parsed<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
            text.and_then(|text| text.parse().ok())
        }
        Self {
            owner: parsed(get("owner")),
            team: parsed(get("team")),
            account: parsed(get("account")),
            category: parsed(get("category")),
            close: get("close").and_then(|word| ClosePeriod::from_word(&word)),
            kind: parsed(get("kind")),
            next_activity: parsed(get("next")),
            stalled: get("stalled").as_deref() == Some("1"),
            state: parsed(get("state")),
            search: get("q").unwrap_or_default(),
        }
    }

    /// How many filters are set, search apart.
    #[must_use]
    pub fn count(&self) -> u32 {
        let set = [
            self.owner.is_some(),
            self.team.is_some(),
            self.account.is_some(),
            self.category.is_some(),
            self.close.is_some(),
            self.kind.is_some(),
            self.next_activity.is_some(),
            self.stalled,
            self.state.is_some(),
        ];
        set.into_iter().map(u32::from).sum()
    }
}

/// Asks for a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardQuery {
    /// Which pipeline; the first active one when not given.
    pub pipeline: Option<PipelineId>,
    /// Which deals.
    pub filter: DealFilter,
    /// How cards are grouped.
    pub group: Grouping,
    /// Cards per column, 1 to 100.
    pub limit: u32,
}

/// The place after which a column goes on: the last card shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnAfter {
    /// Its group's sort word, empty when not grouped.
    pub group: String,
    /// Its close date.
    pub close_date: NaiveDate,
    /// Its id.
    pub id: OpportunityId,
}

/// Asks for more cards of one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnQuery {
    /// Which pipeline.
    pub pipeline: PipelineId,
    /// Which column.
    pub stage: StageId,
    /// Which deals.
    pub filter: DealFilter,
    /// How cards are grouped.
    pub group: Grouping,
    /// Cards to answer, 1 to 100.
    pub limit: u32,
    /// Where to go on; from the start when not given.
    pub after: Option<ColumnAfter>,
}

/// Cards of one column by group and close date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// Which column.
    pub stage_id: StageId,
    /// The cards.
    pub cards: Vec<OpportunityCard>,
    /// Where to go on; `None` at the end.
    pub next: Option<ColumnAfter>,
}

/// More cards of one column.
pub type ColumnPage = BoardColumn;

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// The pipeline shown, with its stages.
    pub pipeline: Pipeline,
    /// One column per stage that is active or still holds deals, in order.
    pub columns: Vec<BoardColumn>,
    /// Exact totals over all deals of the filter, loaded or not.
    pub totals: BoardTotals,
    /// The currency totals are shown in.
    pub currency: Currency,
    /// The rates for it.
    pub rates: RateTable,
    /// The day it is for the reader.
    pub today: NaiveDate,
    /// The moment of the answer.
    pub now: Instant,
    /// Closed deals are shown when closed on this day or later.
    pub closed_since: NaiveDate,
}
