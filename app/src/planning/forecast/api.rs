//! What the forecast page asks.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::planning::forecast::History;
use shared::planning::forecast::ops::{
    ForecastDeal, ForecastView, LoadForecast, LoadForecastDeals, LoadForecastHistory,
    LoadForecastStep, StepView,
};

/// The deals, quotas and changes of a period.
#[server(name = LoadForecastCall, endpoint = "forecast.load", input = Json, output = Json)]
pub async fn load_forecast(request: LoadForecast) -> Result<ForecastView, Fault> {
    call::run(request).await
}

/// The company's track record.
#[server(name = LoadForecastHistoryCall, endpoint = "forecast.history", input = Json, output = Json)]
pub async fn load_history(request: LoadForecastHistory) -> Result<History, Fault> {
    call::run(request).await
}

/// Deals in words, when a number is opened.
#[server(name = LoadForecastDealsCall, endpoint = "forecast.deals", input = Json, output = Json)]
pub async fn load_deals(request: LoadForecastDeals) -> Result<Vec<ForecastDeal>, Fault> {
    call::run(request).await
}

/// The deals behind a number of the waterfall.
#[server(name = LoadForecastStepCall, endpoint = "forecast.step", input = Json, output = Json)]
pub async fn load_step(request: LoadForecastStep) -> Result<StepView, Fault> {
    call::run(request).await
}
