//! What a page asks about quotas.

use crate::kernel::{Currency, Money, QuotaId, UserId};
use crate::operation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A stored quota.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaView {
    /// Which.
    pub id: QuotaId,
    /// Whose.
    pub user_id: UserId,
    /// First day of the fiscal quarter.
    pub period_start: NaiveDate,
    /// The target.
    pub amount: Money,
    /// For [`SetQuota::version`].
    pub version: i64,
}

/// The quotas of everybody in view whose quarter begins in the span.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuotas {
    /// First day a quarter may begin on.
    pub from: NaiveDate,
    /// Last day a quarter may begin on.
    pub to: NaiveDate,
}
operation!(ListQuotas => Vec<QuotaView>, "quotas.list", ViewForecast);

/// Sets or changes one quota.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetQuota {
    /// Whose.
    pub user_id: UserId,
    /// First day of the fiscal quarter.
    pub period_start: NaiveDate,
    /// The target in minor units.
    pub amount_minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// The version that was read; `None` when there was no quota yet.
    pub version: Option<i64>,
}
operation!(SetQuota => QuotaView, "quotas.set", EditQuota);

/// Takes a quota away: the person has none in that quarter. [`SetQuota`] sets it again.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveQuota {
    /// Whose.
    pub user_id: UserId,
    /// First day of the fiscal quarter.
    pub period_start: NaiveDate,
    /// The version that was read.
    pub version: i64,
}
operation!(RemoveQuota => (), "quotas.remove", EditQuota);
