//! What the forecast page asks.

use super::model::{DealFact, NodeId, Rep, Team};
use super::simulate::History;
use super::waterfall::{Change, Measure, StepDeal, Waterfall};
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

/// What the page shows of deals beside their facts, asked for when a number is opened. Deals that are
/// gone or out of view are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadForecastDeals {
    /// Which; at most [`FORECAST_DEALS_LIMIT`].
    pub ids: Vec<OpportunityId>,
}
operation!(LoadForecastDeals => Vec<ForecastDeal>, "forecast.deals", ViewForecast);

/// Most deals asked for at once.
pub const FORECAST_DEALS_LIMIT: u32 = 500;

/// A deal in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastDeal {
    /// Which.
    pub id: OpportunityId,
    /// Its name.
    pub name: String,
    /// Its account, if any.
    pub account: Option<(AccountId, String)>,
    /// The stage it is in.
    pub stage: LocalText,
    /// The amount as it was agreed, before conversion.
    pub amount: Money,
}

/// A number of the waterfall that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaterfallPart {
    /// The number then.
    Opening,
    /// One step.
    Step(Change),
    /// The number now.
    Closing,
}

/// The deals behind a number of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadForecastStep {
    /// Of which forecast.
    pub forecast: LoadForecast,
    /// Of which waterfall.
    pub measure: Measure,
    /// Which number.
    pub part: WaterfallPart,
    /// How many deals to name; at most [`FORECAST_DEALS_LIMIT`].
    pub limit: u32,
}
operation!(LoadForecastStep => StepView, "forecast.step", ViewForecast);

/// The deals behind a number of the waterfall, largest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// How many there are.
    pub count: u32,
    /// What they add up to, in minor units: the number that was opened.
    pub sum: i64,
    /// The first of them.
    pub deals: Vec<(StepDeal, NamedDeal)>,
}

/// A deal of the present or the past, wherever it is now.
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
    /// The first [`WITHOUT_RATE_SHOWN`] deals left out because their currency has no rate.
    pub without_rate: Vec<NamedDeal>,
    /// The deals of the period, and open ones whose date lies before it.
    #[serde(with = "super::packed")]
    pub deals: Vec<DealFact>,
    /// The stored quotas of the quarters of the period.
    pub quotas: Vec<QuotaView>,
    /// The period's quota by person.
    pub quota_of: Vec<(UserId, i64)>,
    /// Whose quota the person may set.
    pub may_set_quota_of: Vec<UserId>,
    /// Where the waterfall begins.
    pub since: NaiveDate,
    /// What changed since, by measure, without the deals of the steps ([`LoadForecastStep`]).
    pub waterfalls: Vec<(Measure, Waterfall)>,
}

/// Deals without a rate that are named.
pub const WITHOUT_RATE_SHOWN: u32 = 5;

/// What the company's past says about its forecasts; read once per page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadForecastHistory {}
operation!(LoadForecastHistory => History, "forecast.history", ViewForecast);
