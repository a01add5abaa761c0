//! What the forecast page asks.

use super::model::{DealFact, NodeId, Rep, Team};
use super::simulate::History;
use super::waterfall::{Measure, Waterfall};
use crate::deals::pipelines::{ForecastCategory, StageState};
use crate::kernel::{
    AccountId, Currency, DaySpan, FiscalCalendar, FiscalPeriod, LocalText, Money, OpportunityId,
    UsedRate, UserId,
};
use crate::operation;
use crate::planning::quotas::ops::QuotaView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The forecast of a period and a part of the sales organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadForecast {
    /// The fiscal quarter of today when `None`.
    pub period: Option<FiscalPeriod>,
    /// Which line of the tree is looked at; cut to what the person may see.
    pub node: NodeId,
    /// The currency to show; the person's own when `None`.
    pub currency: Option<Currency>,
    /// Where the waterfall begins; the period's first day when `None`.
    pub since: Option<NaiveDate>,
}
operation!(LoadForecast => ForecastView, "forecast.load", ViewForecast);

/// A deal as the page shows it. Thousands of them travel at every change, so they are written as
/// lists, without the names of their fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct ForecastDeal {
    /// What the forecast counts.
    pub fact: DealFact,
    /// Its name.
    pub name: String,
    /// Its account, if any.
    pub account: Option<(AccountId, String)>,
    /// The stage it is in.
    pub stage: LocalText,
    /// The amount as it was agreed, before conversion.
    pub amount: Money,
}

#[derive(Serialize, Deserialize)]
struct Packed(
    (OpportunityId, UserId, i64, NaiveDate),
    (StageState, i32, ForecastCategory),
    String,
    Option<(AccountId, String)>,
    (String, String),
    (i64, Currency),
);

impl From<ForecastDeal> for Packed {
    fn from(deal: ForecastDeal) -> Self {
        let fact = deal.fact;
        Self(
            (fact.id, fact.owner, fact.amount, fact.close_date),
            (fact.state, fact.probability_bp, fact.category),
            deal.name,
            deal.account,
            (deal.stage.en, deal.stage.fr),
            (deal.amount.minor, deal.amount.currency),
        )
    }
}

impl From<Packed> for ForecastDeal {
    fn from(packed: Packed) -> Self {
        let Packed(
            (id, owner, amount, close_date),
            (state, probability_bp, category),
            name,
            account,
            (en, fr),
            (minor, currency),
        ) = packed;
        Self {
            fact: DealFact {
                id,
                owner,
                amount,
                close_date,
                state,
                probability_bp,
                category,
            },
            name,
            account,
            stage: LocalText { en, fr },
            amount: Money::new(minor, currency),
        }
    }
}

/// A deal named by a step of the waterfall, wherever it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedDeal {
    /// Which.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Whether it can still be opened.
    pub exists: bool,
}

/// Everything the page computes from. All amounts are minor units of `currency`, converted at the
/// rates of `rate_day`, so that no sum moves because two deals were converted on different days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastView {
    /// Today for the person.
    pub today: NaiveDate,
    /// The company's fiscal calendar.
    pub calendar: FiscalCalendar,
    /// The period shown.
    pub period: FiscalPeriod,
    /// Its first and last day.
    pub span: DaySpan,
    /// The line shown, after cutting to what the person may see.
    pub node: NodeId,
    /// Its name; empty for everybody.
    pub node_name: String,
    /// Teams to choose from.
    pub teams: Vec<Team>,
    /// People to choose from.
    pub people: Vec<Rep>,
    /// Teams below the line shown.
    pub shown_teams: Vec<Team>,
    /// People below the line shown.
    pub shown_people: Vec<Rep>,
    /// The currency of every amount.
    pub currency: Currency,
    /// The day of the rates.
    pub rate_day: NaiveDate,
    /// The rates used.
    pub rates: Vec<UsedRate>,
    /// Deals left out because their currency has no rate.
    pub without_rate: Vec<NamedDeal>,
    /// The deals of the period, and open ones whose date lies before it.
    pub deals: Vec<ForecastDeal>,
    /// The stored quotas of the quarters of the period.
    pub quotas: Vec<QuotaView>,
    /// The period's quota by person.
    pub quota_of: Vec<(UserId, i64)>,
    /// Whose quota the person may set.
    pub may_set_quota_of: Vec<UserId>,
    /// Where the waterfall begins.
    pub since: NaiveDate,
    /// What changed since, by measure.
    pub waterfalls: Vec<(Measure, Waterfall)>,
    /// The deals the steps name.
    pub named: Vec<NamedDeal>,
}

impl ForecastView {
    /// The deals as facts.
    #[must_use]
    pub fn facts(&self) -> Vec<DealFact> {
        self.deals.iter().map(|deal| deal.fact).collect()
    }
}

/// What the company's past says about its forecasts; read once per page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadForecastHistory {}
operation!(LoadForecastHistory => History, "forecast.history", ViewForecast);
