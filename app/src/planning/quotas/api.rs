//! What a page asks about quotas.

use crate::call::{self, Fault, Json};
use leptos::prelude::*;
use shared::planning::quotas::ops::{ListQuotas, QuotaView, RemoveQuota, SetQuota};

/// The quotas in view.
#[server(name = ListQuotasCall, endpoint = "quotas.list", input = Json, output = Json)]
pub async fn list_quotas(request: ListQuotas) -> Result<Vec<QuotaView>, Fault> {
    call::run(request).await
}

/// Sets one quota.
#[server(name = SetQuotaCall, endpoint = "quotas.set", input = Json, output = Json)]
pub async fn set_quota(request: SetQuota) -> Result<QuotaView, Fault> {
    call::run(request).await
}

/// Takes one quota away.
#[server(name = RemoveQuotaCall, endpoint = "quotas.remove", input = Json, output = Json)]
pub async fn remove_quota(request: RemoveQuota) -> Result<(), Fault> {
    call::run(request).await
}
